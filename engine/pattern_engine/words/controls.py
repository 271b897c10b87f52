"""Controls: what a control is, and the rows of those that are sent on to whoever obeys them.

The built-in instruments obey the rows in ``sound``.
"""

from __future__ import annotations

from math import inf
from typing import NamedTuple


class Control(NamedTuple):
    """A named number or text that a note carries.

    ``low`` and ``high`` bound what the built-in sounds obey; ``osc`` is its name on the wire to SuperDirt,
    ``cc`` the MIDI controller that stands for it, ``built_in`` whether the built-in synth obeys it.
    """

    name: str
    help: str
    unit: str = ""
    low: float = -inf
    high: float = inf
    default: float | str | None = None
    aliases: tuple[str, ...] = ()
    osc: str | None = None
    cc: int | None = None
    built_in: bool = False


SENT_ON: tuple[Control, ...] = (
    Control(
        "fmattack", "Time to the full depth of frequency modulation.", unit="s", low=0, high=10, aliases=("fmatt",)
    ),
    Control(
        "fmdecay",
        "Time from the full depth of frequency modulation to the held one.",
        unit="s",
        low=0,
        high=10,
        aliases=("fmdec",),
    ),
    Control(
        "lpattack",
        "Time to the full depth of the low-pass filter's envelope.",
        unit="s",
        low=0,
        high=10,
        aliases=("lpa",),
    ),
    Control(
        "lpdecay",
        "Time from there to the held depth of the low-pass filter's envelope.",
        unit="s",
        low=0,
        high=10,
        aliases=("lpd",),
    ),
    Control(
        "lprelease",
        "Time back to nothing of the low-pass filter's envelope.",
        unit="s",
        low=0,
        high=10,
        aliases=("lpr",),
    ),
    Control(
        "hpattack",
        "Time to the full depth of the high-pass filter's envelope.",
        unit="s",
        low=0,
        high=10,
        aliases=("hpa",),
    ),
    Control(
        "hpdecay",
        "Time from there to the held depth of the high-pass filter's envelope.",
        unit="s",
        low=0,
        high=10,
        aliases=("hpd",),
    ),
    Control(
        "hprelease",
        "Time back to nothing of the high-pass filter's envelope.",
        unit="s",
        low=0,
        high=10,
        aliases=("hpr",),
    ),
    Control(
        "bpattack",
        "Time to the full depth of the band-pass filter's envelope.",
        unit="s",
        low=0,
        high=10,
        aliases=("bpa",),
    ),
    Control(
        "bpdecay",
        "Time from there to the held depth of the band-pass filter's envelope.",
        unit="s",
        low=0,
        high=10,
        aliases=("bpd",),
    ),
    Control(
        "bprelease",
        "Time back to nothing of the band-pass filter's envelope.",
        unit="s",
        low=0,
        high=10,
        aliases=("bpr",),
    ),
    Control("pattack", "Time to the full depth of the pitch envelope.", unit="s", low=0, high=10, aliases=("patt",)),
    Control(
        "pdecay",
        "Time from there back to the note, of the pitch envelope.",
        unit="s",
        low=0,
        high=10,
        aliases=("pdec",),
    ),
    Control("prelease", "Time of the pitch envelope after the note.", unit="s", low=0, high=10, aliases=("prel",)),
    Control("hold", "Time at full level.", unit="s", low=0, high=10, osc="hold"),
    Control(
        "fadeTime", "Fade at the end of a sample.", unit="s", low=0, high=10, aliases=("fadeOutTime",), osc="fadeTime"
    ),
    Control("fadeInTime", "Fade at the start of a sample.", unit="s", low=0, high=10, osc="fadeInTime"),
    Control("duckattack", "Time in which a ducked bus comes back.", unit="s", low=0, high=10, aliases=("duckatt",)),
    Control("roomfade", "Time in which the reverb fades.", unit="s", low=0, high=10, aliases=("rfade",)),
    Control("sustainTime", "Sounding length of the sound itself.", unit="s", low=0, high=10, osc="sustain"),
    Control("compressorAttack", "Time in which the compressor sets in.", unit="s", low=0, high=10),
    Control("compressorRelease", "Time in which the compressor lets go.", unit="s", low=0, high=10),
    Control("hpenv", "Depth of the high-pass filter's envelope.", unit="octaves", low=-8, high=8, aliases=("hpe",)),
    Control("bpenv", "Depth of the band-pass filter's envelope.", unit="octaves", low=-8, high=8, aliases=("bpe",)),
    Control("penv", "Depth of the pitch envelope.", unit="semitones", low=-48, high=48),
    Control("phasercenter", "Middle of the phaser's sweep.", unit="Hz", low=20, high=20000, aliases=("phc",)),
    Control("roomlp", "Where the reverb begins to lose its highs.", unit="Hz", low=20, high=20000, aliases=("rlp",)),
    Control(
        "roomdim", "Where the reverb's highs end when it has faded.", unit="Hz", low=20, high=20000, aliases=("rdim",)
    ),
    Control("kcutoff", "Cutoff of the krush distortion.", unit="Hz", low=20, high=20000, osc="kcutoff"),
    Control("phasersweep", "Width of the phaser's sweep.", unit="Hz", low=0, high=20000, aliases=("phs",)),
    Control("pwrate", "Rate at which the pulse width moves.", unit="Hz", low=0, high=20000),
    Control("fshift", "Shifts every frequency by as much.", unit="Hz", low=0, high=20000, osc="fshift"),
    Control("lrate", "Rate of the rotating speaker.", unit="Hz", low=0, high=20000, osc="lrate"),
    Control("ringf", "Frequency of the ring modulator.", unit="Hz", low=0, high=20000, osc="ringf"),
    Control("fmsustain", "Held depth of frequency modulation.", low=0, high=1, aliases=("fmsus",)),
    Control("lpsustain", "Held depth of the low-pass filter's envelope.", low=0, high=1, aliases=("lps",)),
    Control("hpsustain", "Held depth of the high-pass filter's envelope.", low=0, high=1, aliases=("hps",)),
    Control("bpsustain", "Held depth of the band-pass filter's envelope.", low=0, high=1, aliases=("bps",)),
    Control("psustain", "Held depth of the pitch envelope.", low=0, high=1, aliases=("psus",)),
    Control("panchor", "Where in the pitch envelope the note itself lies.", low=0, high=1),
    Control("fanchor", "Where in the filter's envelope its frequency lies.", low=0, high=1),
    Control(
        "phaserdepth",
        "Depth of the phaser.",
        low=0,
        high=1,
        aliases=(
            "phd",
            "phasdp",
        ),
        osc="phaserdepth",
    ),
    Control("noise", "Share of noise mixed in.", low=0, high=1),
    Control("pw", "Pulse width.", low=0, high=1, osc="pw"),
    Control("pwsweep", "How far the pulse width moves.", low=0, high=1),
    Control("dry", "Level of the sound without effects.", low=0, high=1, osc="dry"),
    Control("voiceSpread", "Width in stereo of stacked voices.", low=0, high=1),
    Control("panspan", "How much of a ring of speakers is used.", low=0, high=1, osc="panspan"),
    Control("pansplay", "How far voices are spread round a ring of speakers.", low=0, high=1, osc="pansplay"),
    Control("ring", "Depth of the ring modulator.", low=0, high=1, osc="ring"),
    Control("leslie", "Share of the rotating speaker.", low=0, high=1, osc="leslie"),
    Control("loopBegin", "Where in the sample the loop begins.", low=0, high=1, aliases=("loopb",)),
    Control("loopEnd", "Where in the sample the loop ends.", low=0, high=1, aliases=("loope",)),
    Control("duckdepth", "How much of a ducked bus is taken away.", low=0, high=1),
    Control("ccv", "Value of a MIDI controller.", low=0, high=1),
    Control("miditouch", "Pressure on the whole MIDI channel.", low=0, high=1, aliases=("touch",)),
    Control("polyTouch", "Pressure on one MIDI key.", low=0, high=1),
    Control("modwheel", "MIDI modulation wheel.", low=0, high=1),
    Control("expression", "MIDI expression pedal.", low=0, high=1),
    Control("sustainpedal", "MIDI sustain pedal: from the middle up it is down.", low=0, high=1, aliases=("pedal",)),
    Control("postgain", "Loudness after the effects.", low=0, high=4),
    Control("overgain", "Loudness added to gain.", low=0, high=4, osc="overgain"),
    Control("ccn", "Number of a MIDI controller.", low=0, high=127, aliases=("ccNum",)),
    Control("nrpnn", "Number of a MIDI parameter that is not registered.", low=0, high=16383),
    Control("nrpv", "Value of a MIDI parameter that is not registered.", low=0, high=16383, aliases=("nrpnv",)),
    Control("fmh", "Ratio of the modulator's frequency to the note's."),
    Control("fmenv", "Curve of the envelope of frequency modulation: lin or exp."),
    Control("pcurve", "Curve of the pitch envelope: 0 straight, 1 exponential."),
    Control("ftype", "Kind of filter: 12db, 24db or ladder."),
    Control("drive", "Drive into the filter."),
    Control("partials", "Strengths of the harmonics, a list with colons.", osc="partials"),
    Control("phases", "Phases of the harmonics, a list with colons."),
    Control("panwidth", "Width of a sound on a ring of speakers.", osc="panwidth"),
    Control("panorient", "Turns a ring of speakers.", osc="panorient"),
    Control("stretch", "Length of a sample, without a change of pitch.", aliases=("timescale",), osc="timescale"),
    Control("timescalewin", "Window with which a sample is stretched.", osc="timescalewin"),
    Control("lock", "Whether the delay time counts in cycles.", osc="lock"),
    Control("ir", "Sample whose reverberation is used.", aliases=("iresponse",)),
    Control("squiz", "Raises the pitch in broken pieces.", osc="squiz"),
    Control("ringdf", "Slide of the ring modulator's frequency.", osc="ringdf"),
    Control("lsize", "Size of the rotating speaker.", osc="lsize"),
    Control("octer", "Level of the octave above.", osc="octer"),
    Control("octersub", "Level of the octave below.", osc="octersub"),
    Control("octersubsub", "Level two octaves below.", osc="octersubsub"),
    Control("krush", "A coarse distortion.", osc="krush"),
    Control("triode", "Distortion as of a valve.", osc="triode"),
    Control("waveloss", "Share of waves, in per cent, that are dropped.", osc="waveloss"),
    Control("fshiftnote", "Shifts every frequency by a multiple of the note's.", osc="fshiftnote"),
    Control("fshiftphase", "Phase of the frequency shift.", osc="fshiftphase"),
    Control(
        "compressor", "Threshold of the compressor in dB, or with colons threshold, ratio, knee, attack and release."
    ),
    Control("compressorRatio", "How much of what is above the threshold the compressor leaves."),
    Control("compressorKnee", "How softly the compressor sets in, in dB."),
    Control("freeze", "Holds the spectrum as it is.", osc="freeze"),
    Control("smear", "Smears the spectrum.", osc="smear"),
    Control("scram", "Scrambles the spectrum.", osc="scram"),
    Control("binshift", "Shifts the spectrum.", osc="binshift"),
    Control("comb", "Takes every so many pieces out of the spectrum.", osc="comb"),
    Control("hbrick", "Cuts the lower part of the spectrum off.", osc="hbrick"),
    Control("lbrick", "Cuts the upper part of the spectrum off.", osc="lbrick"),
    Control("enhance", "Strengthens the peaks of the spectrum.", osc="enhance"),
    Control("xsdelay", "Delay of each piece of the spectrum.", osc="xsdelay"),
    Control("tsdelay", "Time of the delays of the spectrum.", osc="tsdelay"),
    Control("real", "Conformer on the spectrum, its real part.", osc="real"),
    Control("imag", "Conformer on the spectrum, its imaginary part.", osc="imag"),
    Control("duck", "Bus that is lowered while the note begins.", aliases=("duckorbit",)),
    Control("midicmd", "What a MIDI clock is told: clock, start, stop or continue."),
    Control("sysexid", "Maker of a system exclusive message."),
    Control("sysexdata", "Bytes of a system exclusive message, a list with colons."),
    Control("tag", "A name by which words such as fix find the event again."),
    Control("label", "Text on the event in views."),
)
"""Controls that the built-in instruments leave alone; outputs such as SuperDirt or a synthesizer may obey them."""

EXAMPLES: dict[str, int | float | str] = {
    "phasercenter": 800,
    "roomlp": 4000,
    "roomdim": 2000,
    "kcutoff": 800,
    "phasersweep": 400,
    "pwrate": 2,
    "fshift": 100,
    "lrate": 6,
    "ringf": 200,
    "ccn": 74,
    "nrpnn": 64,
    "nrpv": 64,
    "fmh": 2,
    "fmenv": '"exp"',
    "pcurve": 1,
    "ftype": '"ladder"',
    "partials": '"1:0.5:0.25"',
    "phases": '"0:0.5"',
    "panwidth": 2,
    "stretch": 2,
    "timescalewin": 1,
    "lock": 1,
    "ir": '"hall"',
    "squiz": 2,
    "ringdf": 20,
    "waveloss": 20,
    "fshiftnote": 1,
    "compressor": -20,
    "compressorRatio": 4,
    "compressorKnee": 10,
    "freeze": 1,
    "duck": 1,
    "midicmd": '"start"',
    "sysexid": 67,
    "sysexdata": '"1:9:11"',
    "tag": '"low"',
    "label": '"here"',
}
"""Values that show a control, where its range does not give one."""
