"""The instruments and the drum sounds, each declared once. Data only: how they sound is the room ``synth``."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, NamedTuple

Kind = Literal["pitched", "drums"]
"""Whether an instrument's bare words are notes or drum hits. A drum instrument still plays notes when given some."""


class Drum(NamedTuple):
    """One drum sound: its General MIDI percussion key, its name there, and the words that mean it, best first."""

    key: int
    name: str
    words: tuple[str, ...]


class Instrument(NamedTuple):
    """Something that plays notes.

    ``low`` and ``high`` bound its good range in MIDI keys (60 is C4). ``voice`` is the built-in sound of its
    pitched notes. ``program`` is its General MIDI program counted from 0, None for a drum kit. ``words`` are
    the drum words it offers, most wanted first.
    """

    name: str
    kind: Kind
    low: int
    high: int
    voice: str
    program: int | None
    help: str
    words: tuple[str, ...] = ()


DRUMS: tuple[Drum, ...] = (
    Drum(27, "High Q", ("HighQ", "Laser")),
    Drum(28, "Slap", ("Slap",)),
    Drum(29, "Scratch Push", ("ScratchPush",)),
    Drum(30, "Scratch Pull", ("ScratchPull",)),
    Drum(31, "Sticks", ("Sticks", "st")),
    Drum(32, "Square Click", ("Click", "cl")),
    Drum(33, "Metronome Click", ("Metronome", "mc")),
    Drum(34, "Metronome Bell", ("MetroBell", "mb")),
    Drum(35, "Acoustic Bass Drum", ("Kick2", "BassDrum", "bd2")),
    Drum(36, "Bass Drum 1", ("Kick", "BD", "bd")),
    Drum(37, "Side Stick", ("Rim", "SideStick", "Rimshot", "rim")),
    Drum(38, "Acoustic Snare", ("Snare", "SD", "sn", "sd")),
    Drum(39, "Hand Clap", ("Clap", "cp")),
    Drum(40, "Electric Snare", ("Snare2", "ESnare", "sd2")),
    Drum(41, "Low Floor Tom", ("FloorTom", "TomLow2", "lt2")),
    Drum(42, "Closed Hi-Hat", ("HiHat", "ClosedHat", "CH", "hh")),
    Drum(43, "High Floor Tom", ("TomLow", "LowFloorTom", "lt")),
    Drum(44, "Pedal Hi-Hat", ("PedalHat", "ph")),
    Drum(45, "Low Tom", ("Tom", "LowTom", "mt2")),
    Drum(46, "Open Hi-Hat", ("OpenHat", "OH", "oh")),
    Drum(47, "Low-Mid Tom", ("TomMid", "MidTom", "mt")),
    Drum(48, "Hi-Mid Tom", ("TomHiMid", "ht2")),
    Drum(49, "Crash Cymbal 1", ("Crash", "cr")),
    Drum(50, "High Tom", ("TomHigh", "HighTom", "ht")),
    Drum(51, "Ride Cymbal 1", ("Ride", "rd")),
    Drum(52, "Chinese Cymbal", ("China", "cc")),
    Drum(53, "Ride Bell", ("RideBell", "rb")),
    Drum(54, "Tambourine", ("Tambourine", "tb")),
    Drum(55, "Splash Cymbal", ("Splash", "sp")),
    Drum(56, "Cowbell", ("Cowbell", "cb")),
    Drum(57, "Crash Cymbal 2", ("Crash2", "cr2")),
    Drum(58, "Vibraslap", ("Vibraslap", "vs")),
    Drum(59, "Ride Cymbal 2", ("Ride2", "rd2")),
    Drum(60, "Hi Bongo", ("BongoHigh", "Bongo", "bh")),
    Drum(61, "Low Bongo", ("BongoLow", "bl")),
    Drum(62, "Mute Hi Conga", ("CongaMute", "cm")),
    Drum(63, "Open Hi Conga", ("CongaHigh", "Conga", "ch")),
    Drum(64, "Low Conga", ("CongaLow", "co")),
    Drum(65, "High Timbale", ("TimbaleHigh", "Timbale", "th")),
    Drum(66, "Low Timbale", ("TimbaleLow", "tl")),
    Drum(67, "High Agogo", ("AgogoHigh", "Agogo", "ah")),
    Drum(68, "Low Agogo", ("AgogoLow", "al")),
    Drum(69, "Cabasa", ("Cabasa", "ca")),
    Drum(70, "Maracas", ("Maracas", "Shaker", "ma")),
    Drum(71, "Short Whistle", ("WhistleShort", "Whistle", "ws")),
    Drum(72, "Long Whistle", ("WhistleLong", "wl")),
    Drum(73, "Short Guiro", ("GuiroShort", "Guiro", "gs")),
    Drum(74, "Long Guiro", ("GuiroLong", "gl")),
    Drum(75, "Claves", ("Claves", "Clave", "cv")),
    Drum(76, "Hi Wood Block", ("WoodHigh", "WoodBlock", "wh")),
    Drum(77, "Low Wood Block", ("WoodLow", "wb")),
    Drum(78, "Mute Cuica", ("CuicaMute", "qm")),
    Drum(79, "Open Cuica", ("CuicaOpen", "Cuica", "qo")),
    Drum(80, "Mute Triangle", ("TriangleMute", "tm")),
    Drum(81, "Open Triangle", ("Triangle", "tr")),
    Drum(82, "Shaker", ("Shaker2", "sh")),
    Drum(83, "Jingle Bell", ("JingleBell", "jb")),
    Drum(84, "Bell Tree", ("BellTree", "bt")),
    Drum(85, "Castanets", ("Castanets", "cs")),
    Drum(86, "Mute Surdo", ("SurdoMute", "sm")),
    Drum(87, "Open Surdo", ("Surdo", "so")),
)
"""Every key of the General MIDI 2 percussion map, in order of key."""

_KEYS: Mapping[str, int] = {word: drum.key for drum in reversed(DRUMS) for word in reversed(drum.words)}
_FOLDED: Mapping[str, int] = {word.lower(): drum.key for drum in reversed(DRUMS) for word in reversed(drum.words)}


def drum_key(word: str) -> int | None:
    """The General MIDI key that *word* means: as written first (``CH``, ``ch``), else in any case; None if none."""
    exact = _KEYS.get(word)
    return _FOLDED.get(word.lower()) if exact is None else exact


_FIRST_HITS = ("Kick", "Snare", "HiHat", "Crash", "Tom")
_HITS = (*_FIRST_HITS, *(drum.words[0] for drum in DRUMS if drum.words[0] not in _FIRST_HITS))

_KIT = Instrument("drums", "drums", 27, 87, "lead", None, "A drum kit: Kick, Snare, HiHat and the rest.", _HITS)

_ROWS = (
    Instrument("piano", "pitched", 24, 96, "piano", 0, "A grand piano, bright when struck hard."),
    Instrument("guitar", "pitched", 40, 88, "guitar", 24, "A guitar with nylon strings."),
    Instrument("bass", "pitched", 28, 67, "bass", 33, "A fingered electric bass."),
    Instrument("pad", "pitched", 36, 96, "pad", 88, "A soft, slow, wide synthesizer."),
    Instrument("pluck", "pitched", 36, 96, "pluck", 46, "A short plucked string, between harp and synthesizer."),
    Instrument("organ", "pitched", 36, 96, "organ", 16, "A drawbar organ."),
    Instrument("strings", "pitched", 28, 96, "strings", 48, "A string ensemble."),
    Instrument("lead", "pitched", 36, 96, "lead", 81, "A singing synthesizer with a little vibrato."),
    Instrument("bell", "pitched", 48, 108, "bell", 14, "A struck bell that rings on."),
    Instrument("epiano", "pitched", 28, 96, "epiano", 4, "An electric piano, round when touched gently."),
    Instrument("harpsichord", "pitched", 29, 89, "harpsichord", 6, "A harpsichord, bright and quick."),
    Instrument("marimba", "pitched", 36, 96, "marimba", 12, "Wooden bars under soft mallets."),
    Instrument("vibraphone", "pitched", 53, 89, "vibraphone", 11, "Metal bars that ring and sway."),
    Instrument("flute", "pitched", 60, 98, "flute", 73, "A flute with a little breath and vibrato."),
    Instrument("clarinet", "pitched", 50, 94, "clarinet", 71, "A clarinet, hollow below and warm above."),
    Instrument("brass", "pitched", 36, 84, "brass", 61, "A brass section that opens as it is blown."),
    Instrument("choir", "pitched", 48, 84, "choir", 52, "Voices singing ah."),
    Instrument("synth", "drums", 24, 96, "lead", 81, "Drum words play a kit, notes play a synthesizer.", _HITS),
    _KIT,
    _KIT._replace(name="kit"),
)

INSTRUMENTS: Mapping[str, Instrument] = MappingProxyType({row.name: row for row in _ROWS})
"""The built-in instruments by name, in the order a musician would look for them."""


def instrument(name: str) -> Instrument:
    """The instrument called *name*; any other name is a pitched instrument that sounds like the piano."""
    row = INSTRUMENTS.get(name)
    return INSTRUMENTS["piano"]._replace(name=name, help="Not a built-in instrument.") if row is None else row
