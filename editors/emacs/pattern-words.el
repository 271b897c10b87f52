;;; pattern-words.el --- Words of the Pattern language  -*- lexical-binding: t -*-

;;; Commentary:

;; Made from the grammar and the vocabulary: python tests/editors/colours.py

;;; Code:

(defconst pattern-words-roles
  '("melody" "rhythm" "harmony" "contrast")
  "What begins a block.")

(defconst pattern-words-headers
  '("tempo" "meter" "key" "swing" "seed" "title" "cycle" "times" "tuning" "swap")
  "What begins a header.")

(defconst pattern-words-items
  '("swap" "import" "def" "param" "out" "section" "form" "let" "goto" "hush" "panic" "mute" "solo")
  "What begins any other item.")

(defconst pattern-words-tails
  '("dur" "vel" "len" "at" "every" "for" "replaces" "with" "once" "loop" "bar" "bars" "beat" "beats"
    "cycle" "cycles")
  "What stands behind the time of a note, or the name of a block.")

(defconst pattern-words-inner
  '("from" "as" "to" "over" "on" "in" "lin" "log" "int" "toggle" "beats" "seconds" "bar" "bars"
    "beat" "cycles" "x" "at" "with")
  "What stands inside of headers and imports.")

(defconst pattern-words-functions
  '("accelerate" "ad" "add" "adsr" "against" "almostAlways" "almostNever" "always" "amp" "anchor"
    "and" "append" "apply" "ar" "arp" "arpWith" "arpeggiate" "arpg" "arpwith" "arrange" "as" "ascii"
    "att" "attack" "augment" "bandf" "bandq" "bank" "beat" "begin" "bend" "berlin" "binary"
    "binaryN" "bind" "binshift" "bite" "bjork" "bp" "bpa" "bpattack" "bpd" "bpdecay" "bpe" "bpenv"
    "bpf" "bpq" "bpr" "bprelease" "bps" "bpsustain" "brak" "brand" "brandBy" "canon" "cat"
    "catPrime" "cc" "ccIn" "ccNum" "cc_in" "ccn" "ccv" "ceil" "ch" "channel" "channels" "chew"
    "choose" "chooseBy" "chooseCycles" "chooseInWith" "chooseWith" "chop" "chord" "chromaticise"
    "chromaticiseBy" "chromaticize" "chromaticizeBy" "chunk" "chunkBack" "chunkBackInto" "chunkInto"
    "chunkback" "chunkbackinto" "chunkinto" "clamp" "clip" "coarse" "color" "colour" "comb"
    "compress" "compressArc" "compressor" "compressorAttack" "compressorKnee" "compressorRatio"
    "compressorRelease" "contract" "contrast" "control" "cosine" "cosine2" "crush" "ctf" "cut"
    "cutoff" "cycleChoose" "dec" "decay" "degrade" "degradeBy" "degradeByWith" "degradeWith" "delay"
    "delayfb" "delayfeedback" "delayt" "delaytime" "density" "densityGap" "det" "detune" "dfb"
    "diminish" "discretise" "dist" "distort" "distrib" "div" "djf" "drive" "drop" "dropSteps" "dry"
    "ds" "dt" "duck" "duckatt" "duckattack" "duckdepth" "duckorbit" "dur" "duration" "durs" "early"
    "echo" "echoWith" "echowith" "edo" "end" "enhance" "envEq" "envL" "envLR" "eq" "eqt" "euclid"
    "euclidBool" "euclidFull" "euclidInv" "euclidLegato" "euclidLegatoRot" "euclidOffBool"
    "euclidRot" "euclidfull" "euclidinv" "euclidlegato" "euclidlegatorot" "euclidrot" "every"
    "everyOff" "expand" "expandPitch" "expression" "extend" "fade" "fadeIn" "fadeInTime" "fadeOut"
    "fadeOutTime" "fadeTime" "fanchor" "fast" "fastAppend" "fastCat" "fastChunk" "fastFromList"
    "fastGap" "fastappend" "fastcat" "fastchunk" "fastgap" "fastspread" "fill" "filter"
    "filterOnsets" "filterValues" "filterWhen" "firstOf" "fit" "fitList" "fix" "floor" "fm" "fmap"
    "fmatt" "fmattack" "fmdec" "fmdecay" "fmenv" "fmh" "fmi" "fmsus" "fmsustain" "focus" "foldEvery"
    "freeze" "freq" "fromBipolar" "fromList" "fshift" "fshiftnote" "fshiftphase" "ftype" "gain"
    "gap" "gapChop" "get" "getFreq" "ghost" "ghostWith" "glide" "grain" "grid" "grow" "gt" "gte" "h"
    "hbrick" "hcutoff" "hold" "hp" "hpa" "hpattack" "hpd" "hpdecay" "hpe" "hpenv" "hpf" "hpq" "hpr"
    "hprelease" "hps" "hpsustain" "hresonance" "humanize" "hurry" "ifp" "imag" "inhabit"
    "inhabitmod" "innerBind" "innerJoin" "inside" "interference" "into" "inv" "invert" "invertMotif"
    "ir" "irand" "iresponse" "isaw" "isaw2" "iter" "iterBack" "iterback" "itri" "join" "jux" "jux4"
    "juxBy" "juxby" "juxcut" "kcutoff" "keep" "keepif" "krush" "label" "lastOf" "late" "layer"
    "lbrick" "leave" "legato" "leslie" "lindenmayer" "linger" "listToPat" "lock" "loop" "loopAt"
    "loopBegin" "loopEnd" "loopFirst" "loopat" "loopb" "loope" "lowerDegree" "lp" "lpa" "lpattack"
    "lpd" "lpdecay" "lpe" "lpenv" "lpf" "lpq" "lpr" "lprelease" "lps" "lpsustain" "lrate" "lsize"
    "lsystem" "lt" "lte" "m" "map" "markov" "markovPat" "mask" "midi2note" "midibend" "midichan"
    "midicmd" "midinote" "midiport" "miditouch" "mini" "mirror" "mod" "mode" "modwheel" "mul" "mute"
    "n" "ne" "necklace" "net" "never" "noise" "normal" "notation" "note" "noteToMidi" "nothing"
    "nrpn" "nrpnn" "nrpnv" "nrpv" "nudge" "o" "octave" "octer" "octersub" "octersubsub" "of" "off"
    "offadd" "offset" "often" "onsetsOnly" "onto" "open" "or" "orbit" "oscIn" "osc_in" "outerBind"
    "outerJoin" "outside" "overgain" "overlay" "pace" "palindrome" "pan" "panchor" "panorient"
    "panspan" "pansplay" "panwidth" "partials" "patt" "pattack" "pcurve" "pdec" "pdecay" "pedal"
    "penv" "perlin" "perlin2" "perlinWith" "permute" "ph" "phasdp" "phase" "phaser" "phasercenter"
    "phaserdepth" "phaserrate" "phasersweep" "phases" "phasr" "phc" "phd" "phs" "pick" "pickF"
    "pickOut" "pickReset" "pickRestart" "pickSqueeze" "pickmod" "pickmodF" "pickmodOut"
    "pickmodReset" "pickmodRestart" "pickmodSqueeze" "playFor" "ply" "plyWith" "plywith" "pm"
    "polyBind" "polyJoin" "polyTouch" "polymeter" "polyrhythm" "portamento" "postgain" "pow" "power"
    "pr" "prel" "prelease" "press" "pressBy" "pressby" "prob" "prog" "progNum" "psus" "psustain"
    "pure" "pw" "pwrate" "pwsweep" "quantise" "quantize" "raiseDegree" "ramp" "rand" "rand2"
    "randStruct" "randcat" "randrun" "randslice" "range" "range2" "rangex" "rarely" "ratio" "rdim"
    "real" "rel" "release" "repeatCycles" "res" "reset" "resetBind" "resetJoin" "resonance"
    "restart" "restartBind" "restartJoin" "retrograde" "rev" "revAll" "revv" "rfade" "rib" "ribbon"
    "ring" "ringdf" "ringf" "rlp" "roll" "rolled" "rolledBy" "roman" "room" "roomdim" "roomfade"
    "roomlp" "roomsize" "root" "rootNotes" "rot" "rotL" "rotR" "round" "rsize" "run" "s" "saw"
    "saw2" "scale" "scaleTranspose" "scaleWith" "scaletrans" "scan" "scram" "scramble" "scrub" "sct"
    "seed" "seg" "segment" "select" "selectF" "seq" "seqP" "seqPLoop" "sequence" "sequenceBy" "set"
    "sew" "shape" "shrink" "shuffle" "sig" "signal" "silence" "sine" "sine2" "size" "slice" "slide"
    "slow" "slowAppend" "slowCat" "slowChunk" "slowcat" "slowcatPrime" "slowchunk" "slowspread"
    "slowstripe" "smash" "smear" "smooth" "snap" "snowball" "soak" "someCycles" "someCyclesBy"
    "somecycles" "somecyclesBy" "sometimes" "sometimesBy" "sound" "spaceOut" "sparsity" "speed"
    "spin" "splice" "spread" "spreadChoose" "spreadr" "square" "square2" "squeeze" "squeezeBind"
    "squeezeJoin" "squiz" "stack" "stackCentre" "stackLeft" "stackRight" "stackcentre" "stackleft"
    "stackright" "stepalt" "stepcat" "stepdrop" "steps" "stepsPerOctave" "steptake" "stitch"
    "strans" "stretch" "striate" "striateBy" "stripe" "struct" "structAll" "stut" "stutWith"
    "stutter" "stutwith" "sub" "substruct" "superimpose" "sus" "sustain" "sustainTime"
    "sustainpedal" "swap" "swing" "swingBy" "sysexdata" "sysexid" "sz" "tag" "tagged" "take" "time"
    "timeCat" "timeLoop" "timecat" "timescale" "timescalewin" "toBipolar" "toFreq" "toMIDI" "toMidi"
    "toNote" "toScale" "toUnipolar" "toscale" "touch" "tour" "trans" "transpose" "trem" "tremdp"
    "tremolodepth" "tremolorate" "tremr" "tri" "tri2" "trigJoin" "trigZeroJoin" "trigzeroJoin"
    "triode" "trunc" "tsdelay" "tune" "tuning" "unDegradeBy" "undegradeBy" "unison" "unit" "unwrap"
    "up" "upto" "v" "vel" "velocity" "vib" "vibmod" "vibrato" "visit" "vmod" "voiceSpread" "voicing"
    "voicings" "vowel" "walk" "waveloss" "wchoose" "wchooseCycles" "wedge" "when" "whenCycle"
    "whenT" "whenmod" "while" "withValue" "within" "wrandcat" "xen" "xfade" "xsdelay" "zip" "zoom"
    "zoomArc" "zoomarc")
  "What can be called, or stand behind a dot.")

(defconst pattern-words-named
  '("anchor" "ascii" "get" "grid" "mode" "notation" "oscIn" "osc_in" "permute" "ramp" "roman"
    "scale" "scaleWith" "snap" "voicing" "voicings")
  "Functions whose text is a name and no pattern.")

(defconst pattern-words-drums
  '("HighQ" "Laser" "Slap" "ScratchPush" "ScratchPull" "Sticks" "st" "Click" "cl" "Metronome" "mc"
    "MetroBell" "mb" "Kick2" "BassDrum" "bd2" "Kick" "BD" "bd" "Rim" "SideStick" "Rimshot" "rim"
    "Snare" "SD" "sn" "sd" "Clap" "cp" "Snare2" "ESnare" "sd2" "FloorTom" "TomLow2" "lt2" "HiHat"
    "ClosedHat" "CH" "hh" "TomLow" "LowFloorTom" "lt" "PedalHat" "ph" "Tom" "LowTom" "mt2" "OpenHat"
    "OH" "oh" "TomMid" "MidTom" "mt" "TomHiMid" "ht2" "Crash" "cr" "TomHigh" "HighTom" "ht" "Ride"
    "rd" "China" "cc" "RideBell" "rb" "Tambourine" "tb" "Splash" "sp" "Cowbell" "cb" "Crash2" "cr2"
    "Vibraslap" "vs" "Ride2" "rd2" "BongoHigh" "Bongo" "bh" "BongoLow" "bl" "CongaMute" "cm"
    "CongaHigh" "Conga" "ch" "CongaLow" "co" "TimbaleHigh" "Timbale" "th" "TimbaleLow" "tl"
    "AgogoHigh" "Agogo" "ah" "AgogoLow" "al" "Cabasa" "ca" "Maracas" "Shaker" "ma" "WhistleShort"
    "Whistle" "ws" "WhistleLong" "wl" "GuiroShort" "Guiro" "gs" "GuiroLong" "gl" "Claves" "Clave"
    "cv" "WoodHigh" "WoodBlock" "wh" "WoodLow" "wb" "CuicaMute" "qm" "CuicaOpen" "Cuica" "qo"
    "TriangleMute" "tm" "Triangle" "tr" "Shaker2" "sh" "JingleBell" "jb" "BellTree" "bt" "Castanets"
    "cs" "SurdoMute" "sm" "Surdo" "so")
  "The drums.")

(defconst pattern-words-chords
  '("wholeToneChord" "major7Sharp11" "major9Sharp11" "phrygianTriad" "italianSixth" "major9Sharp5"
    "minor11Sharp" "minor7Sharp5" "minor7Sharp9" "minorSixNine" "sevenSusAdd3" "seven_b13sus"
    "thirteen_s11" "frenchSixth" "germanSixth" "lydianTriad" "major7Flat5" "minor7Flat9"
    "minorMajor7" "minorMajor9" "mysticChord" "seven_b9b13" "seven_b9s11" "seven_b9sus"
    "seven_s9s11" "thirteenSus" "thirteen_b9" "thirteen_s9" "addSharp11" "major7Sus2" "major7Sus4"
    "major9Sus4" "minorFlat6" "seven_b5b9" "seven_b5s9" "seven_b9s9" "seven_s5b9" "seven_s5s9"
    "add9add11" "augMajor7" "dimMajor7" "halfDim11" "minSharp5" "minorAdd9" "sevenSus2" "sevenSus4"
    "seven_b13" "seven_s11" "7susadd3" "cluster3" "half-dim" "halfDim7" "halfDim9" "maj7sus2"
    "maj7sus4" "maj9sus4" "majFlat5" "nineSus4" "nine_s11" "quartal3" "quartal4" "quartal5"
    "quintal3" "seven_b5" "seven_b9" "seven_s9" "sus4add9" "viennese" "7b13sus" "maj7#11" "maj9#11"
    "major11" "major13" "minor11" "minor13" "nine_b5" "nine_s5" "quartal" "quintal" "sixNine"
    "13sus4" "6add11" "7#9#11" "7b9#11" "7b9b13" "7b9sus" "add#11" "maj7#5" "maj7b5" "maj9#5"
    "major7" "major9" "minor6" "minor7" "minor9" "mystic" "octave" "power8" "seven6" "single"
    "soWhat" "sowhat" "-add9" "13#11" "13sus" "7#9#5" "7#9b5" "7add6" "7b5b9" "7b9#5" "7b9#9"
    "7b9b5" "7s5f9" "7sus2" "7sus4" "9sus4" "M7#11" "M9#11" "^7#11" "^9#11" "add11" "add13" "dom11"
    "dom13" "m11b5" "m9#11" "madd9" "maj11" "maj13" "major" "min11" "min13" "minor" "mmaj7" "phryg"
    "power" "six11" "sus24" "-7#5" "-7b5" "13#9" "13b9" "6by9" "7#11" "7alt" "7b13" "7f10" "7sus"
    "9#11" "9sus" "Ger6" "M7#5" "^7#5" "^7b5" "add2" "add4" "add9" "aug7" "dim7" "dom7" "dom9"
    "m11#" "m7#5" "m7#9" "m7b5" "m7b9" "m7f5" "m7f9" "m7s5" "m7s9" "m9b5" "maj6" "maj7" "maj9"
    "min6" "min7" "min9" "sus2" "sus4" "+M7" "-#5" "-11" "-13" "-69" "-M7" "-M9" "-^7" "-^9" "-b6"
    "11s" "6/9" "7#5" "7#9" "7/6" "7b5" "7b9" "7f5" "7f9" "7s5" "9#5" "9b5" "9s5" "Fr6" "It6" "M11"
    "M13" "Mb5" "^11" "^13" "alt" "aug" "cl3" "dim" "h11" "lyd" "m#5" "m11" "m13" "m69" "mM7" "mM9"
    "mS5" "m^7" "m^9" "ma7" "maj" "mb5" "mb6" "min" "oM7" "o^7" "qt3" "six" "sus" "#5" "+7" "+9"
    "-6" "-7" "-9" "11" "13" "69" "M6" "M7" "M9" "^7" "^9" "b5" "h7" "h9" "j7" "m6" "m7" "m9" "mu"
    "o7" "q3" "q4" "q5" "wt" "+" "-" "1" "2" "5" "6" "7" "8" "9" "M" "^" "h" "m" "o")
  "What may stand behind the root of a chord.")

(provide 'pattern-words)
;;; pattern-words.el ends here
