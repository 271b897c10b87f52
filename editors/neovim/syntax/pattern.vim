" Vim syntax of the Pattern language, for Vim 8 and Neovim 0.7 and later.
" Made from the grammar and the vocabulary: python tests/editors/colours.py
if exists('b:current_syntax')
  finish
endif
let s:cpoptions = &cpoptions
set cpoptions&vim
scriptencoding utf-8
syntax case match
syntax iskeyword @,48-57,_
syntax sync minlines=300

syntax match patternSounding /\v[0-9A-Za-z_.]@1<!\h\w*\ze%(\s*[\"\[]|\s+[drxn]\"|\s+\h)/ contained
syntax match patternWord /\v<%(contrast|tuning|every|swing|beat|loop|mute|seed|swap|and|dur|vel|as|or|n)>/ contained
syntax keyword patternWord contained accelerate ad add adsr against almostAlways almostNever always amp anchor append apply ar arp arpWith arpeggiate arpg arpwith arrange ascii att attack augment bandf bandq bank begin bend berlin binary binaryN bind binshift bite bjork bp bpa bpattack bpd bpdecay bpe bpenv bpf bpq bpr bprelease bps bpsustain brak brand brandBy canon cat catPrime cc ccIn ccNum cc_in ccn ccv ceil ch channel channels chew choose chooseBy chooseCycles chooseInWith chooseWith chop chord chromaticise chromaticiseBy chromaticize chromaticizeBy chunk chunkBack chunkBackInto chunkInto chunkback chunkbackinto chunkinto clamp clip coarse color colour comb compress compressArc compressor compressorAttack compressorKnee compressorRatio compressorRelease contract control cosine cosine2 crush ctf cut cutoff cycleChoose dec decay degrade degradeBy degradeByWith degradeWith delay delayfb delayfeedback delayt delaytime density densityGap det detune dfb diminish discretise dist distort distrib div djf drive drop dropSteps dry ds dt duck duckatt duckattack duckdepth duckorbit duration durs early echo echoWith echowith edo end enhance envEq envL envLR eq eqt euclid euclidBool euclidFull euclidInv euclidLegato euclidLegatoRot euclidOffBool euclidRot euclidfull euclidinv euclidlegato euclidlegatorot euclidrot everyOff expand expandPitch expression extend fade fadeIn fadeInTime fadeOut fadeOutTime fadeTime fanchor fast fastAppend fastCat fastChunk fastFromList fastGap fastappend fastcat fastchunk fastgap fastspread fill filter filterOnsets filterValues filterWhen firstOf fit fitList fix floor fm fmap fmatt fmattack fmdec fmdecay fmenv fmh fmi fmsus fmsustain focus foldEvery freeze freq fromBipolar fromList fshift fshiftnote fshiftphase ftype gain gap gapChop get getFreq ghost ghostWith glide grain grid grow gt gte h hbrick hcutoff hold hp hpa hpattack hpd hpdecay hpe hpenv hpf hpq hpr hprelease hps hpsustain hresonance humanize hurry ifp imag inhabit inhabitmod innerBind innerJoin inside interference into inv invert invertMotif ir irand iresponse isaw isaw2 iter iterBack iterback itri join jux jux4 juxBy juxby juxcut kcutoff keep keepif krush label lastOf late layer lbrick leave legato leslie lindenmayer linger listToPat lock loopAt loopBegin loopEnd loopFirst loopat loopb loope lowerDegree lp lpa lpattack lpd lpdecay lpe lpenv lpf lpq lpr lprelease lps lpsustain lrate lsize lsystem lt lte m map markov markovPat mask midi2note midibend midichan midicmd midinote midiport miditouch mini mirror mod mode modwheel mul ne necklace net never noise normal notation note noteToMidi nothing nrpn nrpnn nrpnv nrpv nudge o octave octer octersub octersubsub of off offadd offset often onsetsOnly onto open orbit oscIn osc_in outerBind outerJoin outside overgain overlay pace palindrome pan panchor panorient panspan pansplay panwidth partials patt pattack pcurve pdec pdecay pedal penv perlin perlin2 perlinWith permute ph phasdp phase phaser phasercenter phaserdepth phaserrate phasersweep phases phasr phc phd phs pick pickF pickOut pickReset pickRestart pickSqueeze pickmod pickmodF pickmodOut pickmodReset pickmodRestart pickmodSqueeze playFor ply plyWith plywith pm polyBind polyJoin polyTouch polymeter polyrhythm portamento postgain pow power pr prel prelease press pressBy pressby prob prog progNum psus psustain pure pw pwrate pwsweep quantise quantize raiseDegree ramp rand rand2 randStruct randcat randrun randslice range range2 rangex rarely ratio rdim real rel release repeatCycles res reset resetBind resetJoin resonance restart restartBind restartJoin retrograde rev revAll revv rfade rib ribbon ring ringdf ringf rlp roll rolled rolledBy roman room roomdim roomfade roomlp roomsize root rootNotes rot rotL rotR round rsize run s saw saw2 scale scaleTranspose scaleWith scaletrans scan scram scramble scrub sct seg segment select selectF seq seqP seqPLoop sequence sequenceBy set sew shape shrink shuffle sig signal silence sine sine2 size slice slide slow slowAppend slowCat slowChunk slowcat slowcatPrime slowchunk slowspread slowstripe smash smear smooth snap snowball soak someCycles someCyclesBy somecycles somecyclesBy sometimes sometimesBy sound spaceOut sparsity speed spin splice spread spreadChoose spreadr square square2 squeeze squeezeBind squeezeJoin squiz stack stackCentre stackLeft stackRight stackcentre stackleft stackright stepalt stepcat stepdrop steps stepsPerOctave steptake stitch strans stretch striate striateBy stripe struct structAll stut stutWith stutter stutwith sub substruct superimpose sus sustain sustainTime sustainpedal swingBy sysexdata sysexid sz tag tagged take time timeCat timeLoop timecat timescale timescalewin toBipolar toFreq toMIDI toMidi toNote toScale toUnipolar toscale touch tour trans transpose trem tremdp tremolodepth tremolorate tremr tri tri2 trigJoin trigZeroJoin trigzeroJoin triode trunc tsdelay tune unDegradeBy undegradeBy unison unit unwrap up upto v velocity vib vibmod vibrato visit vmod voiceSpread voicing voicings vowel walk waveloss wchoose wchooseCycles wedge when whenCycle whenT whenmod while withValue within wrandcat xen xfade xsdelay zip zoom zoomArc zoomarc
syntax keyword patternDrum contained HighQ Laser Slap ScratchPush ScratchPull Sticks st Click cl Metronome mc MetroBell mb Kick2 BassDrum bd2 Kick BD bd Rim SideStick Rimshot rim Snare SD sn sd Clap cp Snare2 ESnare sd2 FloorTom TomLow2 lt2 HiHat ClosedHat CH hh TomLow LowFloorTom PedalHat Tom LowTom mt2 OpenHat OH oh TomMid MidTom mt TomHiMid ht2 Crash cr TomHigh HighTom ht Ride rd China RideBell rb Tambourine tb Splash sp Cowbell cb Crash2 cr2 Vibraslap vs Ride2 rd2 BongoHigh Bongo bh BongoLow bl CongaMute cm CongaHigh Conga CongaLow co TimbaleHigh Timbale th TimbaleLow tl AgogoHigh Agogo ah AgogoLow al Cabasa ca Maracas Shaker ma WhistleShort Whistle ws WhistleLong wl GuiroShort Guiro gs GuiroLong gl Claves Clave cv WoodHigh WoodBlock wh WoodLow wb CuicaMute qm CuicaOpen Cuica qo TriangleMute tm Triangle tr Shaker2 sh JingleBell jb BellTree bt Castanets cs SurdoMute sm Surdo so
syntax match patternCall /\v<\h\w*\ze\s*\(/ contained
syntax match patternMethod /\v\.\s*\h\w*/ contained
syntax match patternLogical /\v[0-9A-Za-z_.]@1<!%(and|not|or)>/ contained
syntax match patternArgument /\v<\h\w*\ze\s*\=\=@!/ contained
syntax match patternNumber /\v[0-9A-Za-z_]@1<!%(\d+%(\.\d+)?m?s%(\w)@!|\d+:\d+%(\.\d+)?|\d+%(\.\d+)?)/ contained
syntax match patternNote /\v[0-9A-Za-z_]@1<!%([A-G]%(##?|bb?|x)?-?\d+%([0-9A-Za-z_#])@!|[A-Ga-g]%(#{1,2}|bb?|x)\d+%([0-9A-Za-z_#])@!|[A-Ga-g]##?%([0-9A-Za-z_#])@!|[a-g]\d+%([0-9A-Za-z_#])@!)/ contained
syntax match patternOperator /\v\=\>|-\>|\<-|\.\.|[=!<>]\=|[-+*\/%=<>?:]/ contained
syntax region patternGroup start=/\v\(/ end=/\v\)/ contains=patternComment,patternRoman,patternNamed,patternMethod,patternCall,patternWord,patternLogical,patternArgument,patternText,patternGridText,patternDegreesText,patternRomanText,patternNumbersText,patternNumber,patternNote,patternDrum,patternOperator,patternGroup,patternTable contained
syntax region patternTable start=/\v\{/ end=/\v\}/ contains=patternComment,patternRoman,patternNamed,patternMethod,patternCall,patternWord,patternLogical,patternArgument,patternText,patternGridText,patternDegreesText,patternRomanText,patternNumbersText,patternNumber,patternNote,patternDrum,patternOperator,patternGroup,patternTable contained
syntax region patternNamed matchgroup=patternWord start=/\v%(\.\s*|[0-9A-Za-z_.]@1<!)%(scaleWith|notation|voicings|permute|voicing|anchor|osc_in|ascii|oscIn|roman|scale|grid|mode|ramp|snap|get)\s*\(/ end=/\v\)/ contains=patternNameText,patternOneName,patternComment,patternRoman,patternNamed,patternMethod,patternCall,patternWord,patternLogical,patternArgument,patternText,patternGridText,patternDegreesText,patternRomanText,patternNumbersText,patternNumber,patternNote,patternDrum,patternOperator,patternGroup,patternTable contained
syntax region patternRoman matchgroup=patternWord start=/\v%(\.\s*|[0-9A-Za-z_.]@1<!)roman\s*\(/ end=/\v\)/ contains=patternRomanOnly,patternComment,patternRoman,patternNamed,patternMethod,patternCall,patternWord,patternLogical,patternArgument,patternText,patternGridText,patternDegreesText,patternRomanText,patternNumbersText,patternNumber,patternNote,patternDrum,patternOperator,patternGroup,patternTable contained
syntax match patternComment ://.*$: contains=@Spell
syntax region patternComment start=:/\*: end=:\*/: contains=@Spell
syntax region patternHeaderItem matchgroup=patternHeader start=/\v<%(tuning|cycle|meter|swing|tempo|times|title|seed|swap|key)>\ze\s/ end=/\v;|\ze[{}]/ contains=patternComment,patternPlain,patternInner,patternNumber,patternRoot,patternScale,patternCall,patternOperator,patternWhen
syntax match patternWhen /\v%(<at )@3<=\s*\l+>/ contained
syntax match patternRoot /\v<[A-G]%(##?|bb?)?[0-9A-Za-z_#]@!/ contained
syntax match patternScale /\v<%(superLocrianDoubleFlat7|lydianAugmentedSharp2|bluesMinorPentatonic|prometheusNeapolitan|diminishedWholeTone|doubleHarmonicMajor|doubleHarmonicMinor|suspendedPentatonic|wholeTonePentatonic|dominantPentatonic|locrianDoubleFlat7|scottishPentatonic|twoSemitoneTritone|bebopMelodicMinor|spanishHeptatonic|inverseAugmented|leadingWholeTone|lydianDiminished|melodicMinorDesc|minor6Pentatonic|phrygianDominant|sixToneSymmetric|aeolianDominant|ionianAugmented|lydianAugmented|majorPentatonic|mayamalavagowla|melodicMinorAsc|minorPentatonic|mixolydianFlat2|mixolydianFlat6|neapolitanMajor|neapolitanMinor|ukrainianDorian|compositeBlues|doubleHarmonic|halfDiminished|hungarianMajor|hungarianMinor|lydianDominant|phrygianSharp6|bebopDominant|harmonicMajor|harmonicMinor|locrianSharp2|locrianSharp6|phrygianFlat4|romanianMinor|aeolianFlat5|bebopLocrian|dorianSharp4|leadingWhole|locrianMajor|lydianSharp2|madhyamavati|majorLocrian|melodicMajor|melodicMinor|naturalMinor|spanishGypsy|superLocrian|ultraLocrian|ahirBhairav|bebopDorian|diminished2|dorianFlat2|dorianFlat5|hansadhwani|hexPhrygian|ichikosucho|lydianFlat3|lydianFlat7|lydianMinor|majorSharp5|miyakobushi|augmented2|bebopMajor|bebopMinor|bluesMajor|bluesMinor|diminished|gypsyMajor|gypsyMinor|hexAeolian|hijazMaqam|kokinJoshi|majorBlues|minorBlues|mixolydian|octatonic2|prometheus|ahavaRaba|augmented|byzantine|chromatic|enigmatic|guidonian|halfWhole|hexDorian|hexMajor6|hexMajor7|hirajoshi|jazzMinor|majorPent|messiaen1|messiaen2|messiaen3|messiaen4|messiaen5|messiaen6|messiaen7|minorPent|octatonic|petrushka|wholeHalf|wholeTone|acoustic|balinese|bhairavi|dominant|egyptian|freygish|javanese|malkauns|oriental|overtone|phrygian|scriabin|spanish8|aeolian|akebono|altered|arabian|asavari|bhairav|bhupali|bilawal|chinese|inScale|istrian|locrian|majPent|manGong|minPent|mohanam|persian|piongio|ritusen|slendro|spanish|tritone|bartok|bayati|dorian|hexSus|indian|ionian|kalyan|khamaj|lydian|mystic|sakura|bebop|blues|dhani|durga|hijaz|hindu|insen|iwato|kumai|kumoi|major|marva|minor|pelog|purvi|shang|sikah|whole|gong|iraq|jiao|kafi|rast|saba|todi|maj|min|zhi|yo|yu)>\ze\s*;/ contained
syntax region patternImportItem matchgroup=patternImport start=/\v<import>/ end=/\v;/ contains=patternComment,patternPlain,patternImportWord,patternPlayer,patternOperator
syntax match patternPlayer /\v<\h\w*>/ contained
syntax match patternImportWord /\v<%(from|as)>/ contained
syntax region patternLet matchgroup=patternBinding start=/\v<let>\ze\s+\h\w*\s*\=[=>]@!/ end=/\v;|\ze\}/ contains=patternComment,patternRoman,patternNamed,patternMethod,patternCall,patternWord,patternLogical,patternArgument,patternText,patternGridText,patternDegreesText,patternRomanText,patternNumbersText,patternNumber,patternNote,patternDrum,patternOperator,patternGroup,patternTable
syntax region patternDef matchgroup=patternBinding start=/\v<def>\ze\s+\h\w*/ end=/\v;|\ze\}/ contains=patternComment,patternRoman,patternNamed,patternMethod,patternCall,patternWord,patternLogical,patternArgument,patternText,patternGridText,patternDegreesText,patternRomanText,patternNumbersText,patternNumber,patternNote,patternDrum,patternOperator,patternGroup,patternTable
syntax region patternParam matchgroup=patternBinding start=/\v<param>\ze\s+\h\w*/ end=/\v;|\ze\}/ contains=patternReach,patternComment,patternRoman,patternNamed,patternMethod,patternCall,patternWord,patternLogical,patternArgument,patternText,patternGridText,patternDegreesText,patternRomanText,patternNumbersText,patternNumber,patternNote,patternDrum,patternOperator,patternGroup,patternTable
syntax match patternReach /\v<%(in|lin|log|int|toggle)>%(\s*\()@!/ contained
syntax region patternFormItem matchgroup=patternForm start=/\v<form>/ end=/\v;/ contains=patternVisit,patternComment,patternNumber,patternOperator
syntax match patternVisit /\v<\h\w*/ contained
syntax region patternOutItem matchgroup=patternOut start=/\v<out>/ end=/\v;/ contains=patternComment,patternPlain,patternArgument,patternCall,patternNumber,patternOperator
syntax match patternCommand /\v<%(panic|goto|hush|mute|solo)>\ze\s*%(\h\w*\s*)?;/
syntax match patternFlag /\v<%(mute|solo)>\ze\s+%(contrast|harmony|melody|rhythm)>/
syntax region patternBlock matchgroup=patternRole start=/\v<%(contrast|harmony|melody|rhythm)>/ end=/\v\ze\{/ contains=patternName,patternAttribute,patternRoute,patternComment,patternRoman,patternNamed,patternMethod,patternCall,patternWord,patternLogical,patternArgument,patternText,patternGridText,patternDegreesText,patternRomanText,patternNumbersText,patternNumber,patternNote,patternDrum,patternOperator,patternGroup,patternTable nextgroup=patternBody
syntax region patternBody matchgroup=patternBrace start=/\v\{/ end=/\v\}/ contains=patternLet,patternComment,patternRoute,patternFlagged,patternSounding,patternLabel,patternTail,patternPlaced,patternComment,patternRoman,patternNamed,patternMethod,patternCall,patternWord,patternLogical,patternArgument,patternText,patternGridText,patternDegreesText,patternRomanText,patternNumbersText,patternNumber,patternNote,patternDrum,patternOperator,patternGroup,patternTable contained
syntax match patternPlaced /\v\s@1<=[A-G]%(##?|bb?)?\ze\s+\d/ contained
syntax match patternTail /\v%([0-9A-Za-z_.]|[;{]\s*)@9<!%(cycles|beats|cycle|every|bars|beat|bar|dur|for|vel)>%(\s*%(\=\=@!|\())@!/ contained
syntax match patternFlagged /\v<%(mute|solo)>\ze\s+\h\w*%(\s+[^0-9 \t]|\s*[\"\[:])/ contained
syntax match patternLabel /\v<\h\w*\ze\s*:\d@!/ contained
syntax match patternAttribute /\v<%(replaces|cycles|beats|cycle|every|bars|beat|loop|once|with|bar|for|len|at)>%(\s*[(=])@!/ contained
syntax match patternInner /\v<%(seconds|cycles|cycles|toggle|beats|beats|cycle|bars|bars|beat|beat|from|over|with|bar|bar|int|lin|log|as|at|in|on|to|x)>/ contained
syntax match patternName /\v%(<%(section|contrast|harmony|melody|rhythm)\s+)@20<=%(%(replaces|every|loop|once|with|for|len|at)>)@!\h\w*/ contained
syntax region patternSectionItem matchgroup=patternSection start=/\v<section>/ end=/\v\ze\{/ contains=patternName,patternInner,patternComment,patternRoman,patternNamed,patternMethod,patternCall,patternWord,patternLogical,patternArgument,patternText,patternGridText,patternDegreesText,patternRomanText,patternNumbersText,patternNumber,patternNote,patternDrum,patternOperator,patternGroup,patternTable nextgroup=patternParts
syntax region patternParts matchgroup=patternBrace start=/\v\{/ end=/\v\}/ contains=patternHeaderItem,patternLet,patternDef,patternParam,patternBlock,patternFlag,patternComment,patternRoman,patternNamed,patternMethod,patternCall,patternWord,patternLogical,patternArgument,patternText,patternGridText,patternDegreesText,patternRomanText,patternNumbersText,patternNumber,patternNote,patternDrum,patternOperator,patternGroup,patternTable contained
syntax region patternRoute matchgroup=patternOperator start=/\v-\>/ end=/\v\ze[;{}]/ contains=patternComment,patternPlain,patternArgument,patternCall,patternNumber contained
syntax region patternText matchgroup=patternQuote start=/\v"""/ end=/\v"""/ contained contains=@patternMiniAny
syntax region patternText matchgroup=patternQuote start=/\v"%("")@!/ end=/\v"|$/ contained contains=@patternMiniAny
syntax region patternGridText matchgroup=patternQuote start=/\v[0-9A-Za-z_]@1<!x"""/ end=/\v"""/ contained contains=@patternMiniGrid
syntax region patternGridText matchgroup=patternQuote start=/\v[0-9A-Za-z_]@1<!x"%("")@!/ end=/\v"|$/ contained contains=@patternMiniGrid
syntax region patternDegreesText matchgroup=patternQuote start=/\v[0-9A-Za-z_]@1<!d"""/ end=/\v"""/ contained contains=@patternMiniDegrees
syntax region patternDegreesText matchgroup=patternQuote start=/\v[0-9A-Za-z_]@1<!d"%("")@!/ end=/\v"|$/ contained contains=@patternMiniDegrees
syntax region patternRomanText matchgroup=patternQuote start=/\v[0-9A-Za-z_]@1<!r"""/ end=/\v"""/ contained contains=@patternMiniRoman
syntax region patternRomanText matchgroup=patternQuote start=/\v[0-9A-Za-z_]@1<!r"%("")@!/ end=/\v"|$/ contained contains=@patternMiniRoman
syntax region patternNumbersText matchgroup=patternQuote start=/\v[0-9A-Za-z_]@1<!n"""/ end=/\v"""/ contained contains=@patternMiniNumbers
syntax region patternNumbersText matchgroup=patternQuote start=/\v[0-9A-Za-z_]@1<!n"%("")@!/ end=/\v"|$/ contained contains=@patternMiniNumbers
syntax region patternPlain start=/\v"""/ end=/\v"""/ contained contains=patternEscape
syntax region patternPlain start=/\v"%("")@!/ end=/\v"|$/ contained contains=patternEscape
syntax region patternNameText matchgroup=patternQuote start=/\v"""/ end=/\v"""/ contained contains=@patternMiniName
syntax region patternNameText matchgroup=patternQuote start=/\v"%("")@!/ end=/\v"|$/ contained contains=@patternMiniName
syntax region patternRomanOnly matchgroup=patternQuote start=/\v"""/ end=/\v"""/ contained contains=@patternMiniRoman
syntax region patternRomanOnly matchgroup=patternQuote start=/\v"%("")@!/ end=/\v"|$/ contained contains=@patternMiniRoman
syntax match patternOneName /\v"%(\/|[^"<\[{~*\/!?@|,(]*")@=[^"]*"?/ contained
syntax match patternEscape /\\./ contained
syntax match patternUnknown /\v[0-9A-Za-z_~#'.♯♭-]%([0-9A-Za-z_~#^'.♯♭°øΔ+-]|\/%([A-Za-z])@=)*/ contained
syntax match patternMiniAnyHit /\v%([tx]|true)%([0-9A-Za-z_~#^'.♯♭°øΔ+-]|\/%([A-Za-z])@=)@!/ contained
highlight default link patternMiniAnyHit patternHit
syntax match patternMiniAnyNumeral /\v[b#♭♯]*%(VII|VI|IV|V|III|II|I|vii|vi|iv|v|iii|ii|i)%(wholeToneChord|major7Sharp11|major9Sharp11|phrygianTriad|italianSixth|major9Sharp5|minor11Sharp|minor7Sharp5|minor7Sharp9|minorSixNine|sevenSusAdd3|seven_b13sus|thirteen_s11|frenchSixth|germanSixth|lydianTriad|major7Flat5|minor7Flat9|minorMajor7|minorMajor9|mysticChord|seven_b9b13|seven_b9s11|seven_b9sus|seven_s9s11|thirteenSus|thirteen_b9|thirteen_s9|addSharp11|major7Sus2|major7Sus4|major9Sus4|minorFlat6|seven_b5b9|seven_b5s9|seven_b9s9|seven_s5b9|seven_s5s9|add9add11|augMajor7|dimMajor7|halfDim11|minSharp5|minorAdd9|sevenSus2|sevenSus4|seven_b13|seven_s11|7susadd3|cluster3|half-dim|halfDim7|halfDim9|maj7sus2|maj7sus4|maj9sus4|majFlat5|nineSus4|nine_s11|quartal3|quartal4|quartal5|quintal3|seven_b5|seven_b9|seven_s9|sus4add9|viennese|7b13sus|maj7#11|maj9#11|major11|major13|minor11|minor13|nine_b5|nine_s5|quartal|quintal|sixNine|13sus4|6add11|7#9#11|7b9#11|7b9b13|7b9sus|add#11|maj7#5|maj7b5|maj9#5|major7|major9|minor6|minor7|minor9|mystic|octave|power8|seven6|single|soWhat|sowhat|-add9|13#11|13sus|7#9#5|7#9b5|7add6|7b5b9|7b9#5|7b9#9|7b9b5|7s5f9|7sus2|7sus4|9sus4|M7#11|M9#11|\^7#11|\^9#11|add11|add13|dom11|dom13|m11b5|m9#11|madd9|maj11|maj13|major|min11|min13|minor|mmaj7|phryg|power|six11|sus24|-7#5|-7b5|13#9|13b9|6by9|7#11|7alt|7b13|7f10|7sus|9#11|9sus|Ger6|M7#5|\^7#5|\^7b5|add2|add4|add9|aug7|dim7|dom7|dom9|m11#|m7#5|m7#9|m7b5|m7b9|m7f5|m7f9|m7s5|m7s9|m9b5|maj6|maj7|maj9|min6|min7|min9|sus2|sus4|\+M7|-#5|-11|-13|-69|-M7|-M9|-\^7|-\^9|-b6|11s|6\/9|7#5|7#9|7\/6|7b5|7b9|7f5|7f9|7s5|9#5|9b5|9s5|Fr6|It6|M11|M13|Mb5|\^11|\^13|alt|aug|cl3|dim|h11|lyd|m#5|m11|m13|m69|mM7|mM9|mS5|m\^7|m\^9|ma7|maj|mb5|mb6|min|oM7|o\^7|qt3|six|sus|#5|\+7|\+9|-6|-7|-9|11|13|69|M6|M7|M9|\^7|\^9|b5|h7|h9|j7|m6|m7|m9|mu|o7|q3|q4|q5|wt|\+|-|1|2|5|6|7|8|9|M|\^|h|m|o|[°ø+Δ]7?)?%(\/[b#♭♯]*%(VII|VI|IV|V|III|II|I|vii|vi|iv|v|iii|ii|i))*%([0-9A-Za-z_~#^'.♯♭°øΔ+-]|\/%([A-Za-z])@=)@!/ contained
highlight default link patternMiniAnyNumeral patternNumeral
syntax match patternMiniAnyChord /\v%([A-G]%(##?|bb?|[♯♭x]|s+|f+)?%(wholeToneChord|major7Sharp11|major9Sharp11|phrygianTriad|italianSixth|major9Sharp5|minor11Sharp|minor7Sharp5|minor7Sharp9|minorSixNine|sevenSusAdd3|seven_b13sus|thirteen_s11|frenchSixth|germanSixth|lydianTriad|major7Flat5|minor7Flat9|minorMajor7|minorMajor9|mysticChord|seven_b9b13|seven_b9s11|seven_b9sus|seven_s9s11|thirteenSus|thirteen_b9|thirteen_s9|addSharp11|major7Sus2|major7Sus4|major9Sus4|minorFlat6|seven_b5b9|seven_b5s9|seven_b9s9|seven_s5b9|seven_s5s9|add9add11|augMajor7|dimMajor7|halfDim11|minSharp5|minorAdd9|sevenSus2|sevenSus4|seven_b13|seven_s11|7susadd3|cluster3|half-dim|halfDim7|halfDim9|maj7sus2|maj7sus4|maj9sus4|majFlat5|nineSus4|nine_s11|quartal3|quartal4|quartal5|quintal3|seven_b5|seven_b9|seven_s9|sus4add9|viennese|7b13sus|maj7#11|maj9#11|major11|major13|minor11|minor13|nine_b5|nine_s5|quartal|quintal|sixNine|13sus4|6add11|7#9#11|7b9#11|7b9b13|7b9sus|add#11|maj7#5|maj7b5|maj9#5|major7|major9|minor6|minor7|minor9|mystic|octave|power8|seven6|single|soWhat|sowhat|-add9|13#11|13sus|7#9#5|7#9b5|7add6|7b5b9|7b9#5|7b9#9|7b9b5|7s5f9|7sus2|7sus4|9sus4|M7#11|M9#11|\^7#11|\^9#11|add11|add13|dom11|dom13|m11b5|m9#11|madd9|maj11|maj13|major|min11|min13|minor|mmaj7|phryg|power|six11|sus24|-7#5|-7b5|13#9|13b9|6by9|7#11|7alt|7b13|7f10|7sus|9#11|9sus|Ger6|M7#5|\^7#5|\^7b5|add2|add4|add9|aug7|dim7|dom7|dom9|m11#|m7#5|m7#9|m7b5|m7b9|m7f5|m7f9|m7s5|m7s9|m9b5|maj6|maj7|maj9|min6|min7|min9|sus2|sus4|\+M7|-#5|-11|-13|-69|-M7|-M9|-\^7|-\^9|-b6|11s|6\/9|7#5|7#9|7\/6|7b5|7b9|7f5|7f9|7s5|9#5|9b5|9s5|Fr6|It6|M11|M13|Mb5|\^11|\^13|alt|aug|cl3|dim|h11|lyd|m#5|m11|m13|m69|mM7|mM9|mS5|m\^7|m\^9|ma7|maj|mb5|mb6|min|oM7|o\^7|qt3|six|sus|#5|\+7|\+9|-6|-7|-9|11|13|69|M6|M7|M9|\^7|\^9|b5|h7|h9|j7|m6|m7|m9|mu|o7|q3|q4|q5|wt|\+|-|1|2|5|6|7|8|9|M|\^|h|m|o|[°øΔ]\d*)?%(\/[A-G]%(##?|bb?|[♯♭x]|s+|f+)?)?|[0-9A-Za-z_#♯♭-]+'%([0-9A-Za-z_~#^'.♯♭°øΔ+-]|\/%([A-Za-z])@=)*)%([0-9A-Za-z_~#^'.♯♭°øΔ+-]|\/%([A-Za-z])@=)@!/ contained
highlight default link patternMiniAnyChord patternChord
syntax match patternMiniAnyNote /\v[A-Ga-g]%(##?|bb?|[♯♭x]|s+|f+)?%(-?\d+)?%([0-9A-Za-z_~#^'.♯♭°øΔ+-]|\/%([A-Za-z])@=)@!/ contained
highlight default link patternMiniAnyNote patternNote
syntax match patternMiniAnyDrum /\v\c%(TriangleMute|WhistleShort|LowFloorTom|ScratchPull|ScratchPush|TimbaleHigh|WhistleLong|GuiroShort|JingleBell|Tambourine|TimbaleLow|AgogoHigh|BongoHigh|Castanets|ClosedHat|CongaHigh|CongaMute|CuicaMute|CuicaOpen|GuiroLong|MetroBell|Metronome|SideStick|SurdoMute|Vibraslap|WoodBlock|AgogoLow|BassDrum|BellTree|BongoLow|CongaLow|FloorTom|PedalHat|RideBell|TomHiMid|Triangle|WoodHigh|Cowbell|HighTom|Maracas|OpenHat|Rimshot|Shaker2|Timbale|TomHigh|TomLow2|Whistle|WoodLow|Cabasa|Claves|Crash2|ESnare|LowTom|MidTom|Shaker|Snare2|Splash|Sticks|TomLow|TomMid|Agogo|Bongo|China|Clave|Click|Conga|Crash|Cuica|Guiro|HiHat|HighQ|Kick2|Laser|Ride2|Snare|Surdo|Clap|Kick|Ride|Slap|Rim|Tom|bd2|cr2|ht2|lt2|mt2|rd2|rim|sd2|BD|CH|OH|SD|ah|al|bd|bh|bl|bt|ca|cb|cc|ch|cl|cm|co|cp|cr|cs|cv|gl|gs|hh|ht|jb|lt|ma|mb|mc|mt|oh|ph|qm|qo|rb|rd|sd|sh|sm|sn|so|sp|st|tb|th|tl|tm|tr|vs|wb|wh|wl|ws)%([0-9A-Za-z_~#^'.♯♭°øΔ+-]|\/%([A-Za-z])@=)@!/ contained
highlight default link patternMiniAnyDrum patternDrum
syntax match patternMiniAnyNumber /\v[+-]?%(\d+%(\.\d*)?|\.\d+)%([eE][+-]?\d+)?%([0-9A-Za-z_~#^'.♯♭°øΔ+-]|\/%([A-Za-z])@=)@!/ contained
highlight default link patternMiniAnyNumber patternNumber
syntax cluster patternMiniAny contains=patternUnknown,patternEscape,patternInserted,patternMark,patternRest,patternBracket,patternMiniNumber,patternMiniAnyNumber,patternMiniAnyHit,patternMiniAnyNumeral,patternMiniAnyChord,patternMiniAnyNote,patternMiniAnyDrum
syntax match patternMiniDegreesNumber /\v-?\d+[#b♯♭]*%([0-9A-Za-z_~#^'.♯♭°øΔ+-]|\/%([A-Za-z])@=)@!/ contained
highlight default link patternMiniDegreesNumber patternNumber
syntax match patternMiniDegreesNumber /\v[+-]?%(\d+%(\.\d*)?|\.\d+)%([eE][+-]?\d+)?%([0-9A-Za-z_~#^'.♯♭°øΔ+-]|\/%([A-Za-z])@=)@!/ contained
highlight default link patternMiniDegreesNumber patternNumber
syntax cluster patternMiniDegrees contains=patternUnknown,patternEscape,patternInserted,patternMark,patternRest,patternBracket,patternMiniNumber,patternMiniDegreesNumber,patternMiniDegreesNumber
syntax match patternMiniRomanNumeral /\v[b#♭♯]*%(VII|VI|IV|V|III|II|I|vii|vi|iv|v|iii|ii|i)%(wholeToneChord|major7Sharp11|major9Sharp11|phrygianTriad|italianSixth|major9Sharp5|minor11Sharp|minor7Sharp5|minor7Sharp9|minorSixNine|sevenSusAdd3|seven_b13sus|thirteen_s11|frenchSixth|germanSixth|lydianTriad|major7Flat5|minor7Flat9|minorMajor7|minorMajor9|mysticChord|seven_b9b13|seven_b9s11|seven_b9sus|seven_s9s11|thirteenSus|thirteen_b9|thirteen_s9|addSharp11|major7Sus2|major7Sus4|major9Sus4|minorFlat6|seven_b5b9|seven_b5s9|seven_b9s9|seven_s5b9|seven_s5s9|add9add11|augMajor7|dimMajor7|halfDim11|minSharp5|minorAdd9|sevenSus2|sevenSus4|seven_b13|seven_s11|7susadd3|cluster3|half-dim|halfDim7|halfDim9|maj7sus2|maj7sus4|maj9sus4|majFlat5|nineSus4|nine_s11|quartal3|quartal4|quartal5|quintal3|seven_b5|seven_b9|seven_s9|sus4add9|viennese|7b13sus|maj7#11|maj9#11|major11|major13|minor11|minor13|nine_b5|nine_s5|quartal|quintal|sixNine|13sus4|6add11|7#9#11|7b9#11|7b9b13|7b9sus|add#11|maj7#5|maj7b5|maj9#5|major7|major9|minor6|minor7|minor9|mystic|octave|power8|seven6|single|soWhat|sowhat|-add9|13#11|13sus|7#9#5|7#9b5|7add6|7b5b9|7b9#5|7b9#9|7b9b5|7s5f9|7sus2|7sus4|9sus4|M7#11|M9#11|\^7#11|\^9#11|add11|add13|dom11|dom13|m11b5|m9#11|madd9|maj11|maj13|major|min11|min13|minor|mmaj7|phryg|power|six11|sus24|-7#5|-7b5|13#9|13b9|6by9|7#11|7alt|7b13|7f10|7sus|9#11|9sus|Ger6|M7#5|\^7#5|\^7b5|add2|add4|add9|aug7|dim7|dom7|dom9|m11#|m7#5|m7#9|m7b5|m7b9|m7f5|m7f9|m7s5|m7s9|m9b5|maj6|maj7|maj9|min6|min7|min9|sus2|sus4|\+M7|-#5|-11|-13|-69|-M7|-M9|-\^7|-\^9|-b6|11s|6\/9|7#5|7#9|7\/6|7b5|7b9|7f5|7f9|7s5|9#5|9b5|9s5|Fr6|It6|M11|M13|Mb5|\^11|\^13|alt|aug|cl3|dim|h11|lyd|m#5|m11|m13|m69|mM7|mM9|mS5|m\^7|m\^9|ma7|maj|mb5|mb6|min|oM7|o\^7|qt3|six|sus|#5|\+7|\+9|-6|-7|-9|11|13|69|M6|M7|M9|\^7|\^9|b5|h7|h9|j7|m6|m7|m9|mu|o7|q3|q4|q5|wt|\+|-|1|2|5|6|7|8|9|M|\^|h|m|o|[°ø+Δ]7?)?%(\/[b#♭♯]*%(VII|VI|IV|V|III|II|I|vii|vi|iv|v|iii|ii|i))*%([0-9A-Za-z_~#^'.♯♭°øΔ+-]|\/%([A-Za-z])@=)@!/ contained
highlight default link patternMiniRomanNumeral patternNumeral
syntax match patternMiniRomanNumber /\v[+-]?%(\d+%(\.\d*)?|\.\d+)%([eE][+-]?\d+)?%([0-9A-Za-z_~#^'.♯♭°øΔ+-]|\/%([A-Za-z])@=)@!/ contained
highlight default link patternMiniRomanNumber patternNumber
syntax cluster patternMiniRoman contains=patternUnknown,patternEscape,patternInserted,patternMark,patternRest,patternBracket,patternMiniNumber,patternMiniRomanNumber,patternMiniRomanNumeral
syntax match patternMiniNumbersHit /\v%([tx]|true)%([0-9A-Za-z_~#^'.♯♭°øΔ+-]|\/%([A-Za-z])@=)@!/ contained
highlight default link patternMiniNumbersHit patternHit
syntax match patternMiniNumbersNumber /\v[+-]?%(\d+%(\.\d*)?|\.\d+)%([eE][+-]?\d+)?%([0-9A-Za-z_~#^'.♯♭°øΔ+-]|\/%([A-Za-z])@=)@!/ contained
highlight default link patternMiniNumbersNumber patternNumber
syntax cluster patternMiniNumbers contains=patternUnknown,patternEscape,patternInserted,patternMark,patternRest,patternBracket,patternMiniNumber,patternMiniNumbersNumber,patternMiniNumbersHit
syntax cluster patternMiniName contains=patternUnknown,patternEscape,patternInserted,patternMark,patternRest,patternBracket,patternMiniNumber
syntax match patternGridHit /\v[xX]/ contained
syntax match patternGridRest /\v[.~-]/ contained
syntax match patternGridMark /\v[^xX.~ \t-]/ contained
syntax cluster patternMiniGrid contains=patternGridHit,patternGridRest,patternGridMark
syntax match patternMark /\v[,|*\/%:!@?]|\.\.\.@!|[._]%([0-9A-Za-z_~#^'.-])@!|\^%(\s*[0-9A-Za-z_~<\[{$#-])@=/ contained
syntax match patternMiniNumber /\v[!@?*\/%:(,]@1<=\s*-?\d*\.?\d+%([\/:]\d+)?/ contained
syntax match patternRest /\v[~-]%([0-9A-Za-z_~#^'.-])@!/ contained
syntax match patternBracket /\v[][(){}<>]/ contained
syntax match patternInserted /\v\$\h\w*/ contained

highlight default link patternComment Comment
highlight default link patternHeader Keyword
highlight default link patternRole Structure
highlight default link patternSection Structure
highlight default link patternBinding Keyword
highlight default link patternForm Keyword
highlight default link patternOut Keyword
highlight default link patternCommand Keyword
highlight default link patternImport Include
highlight default link patternInner Keyword
highlight default link patternTail Keyword
highlight default link patternAttribute Keyword
highlight default link patternFlag StorageClass
highlight default link patternLogical Keyword
highlight default link patternLabel Label
highlight default link patternWord Function
highlight default link patternMethod Function
highlight default link patternCall Function
highlight default link patternArgument Identifier
highlight default link patternInserted Identifier
highlight default link patternNumber Number
highlight default link patternOperator Operator
highlight default link patternPlain String
highlight default link patternOneName String
highlight default link patternQuote String
highlight default link patternUnknown String
highlight default link patternEscape SpecialChar
highlight default link patternNote Constant
highlight default link patternChord Constant
highlight default link patternNumeral Constant
highlight default link patternHit Constant
highlight default link patternDrum Type
highlight default link patternScale Type
highlight default link patternRest NonText
highlight default link patternMark Operator
highlight default link patternMiniNumber Number
highlight default link patternGridHit Constant
highlight default link patternGridRest NonText
highlight default link patternGridMark Operator
highlight default link patternImportWord Include
highlight default link patternPlayer Type
highlight default link patternSounding Type
highlight default link patternFlagged StorageClass
highlight default link patternPlaced Constant
highlight default link patternRoot Constant
highlight default link patternReach Keyword
highlight default link patternWhen Identifier
highlight default link patternName Title
highlight default link patternVisit Title
highlight default link patternBracket Delimiter
highlight default link patternBrace Delimiter

let b:current_syntax = 'pattern'
let &cpoptions = s:cpoptions
unlet s:cpoptions
