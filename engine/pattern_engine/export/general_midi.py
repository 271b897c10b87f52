"""General MIDI's 128 sounds by number and by name. Level 1, in the order of the standard."""

from __future__ import annotations

import re
from functools import cache

from pattern_engine.instruments import INSTRUMENTS

NAMES: tuple[str, ...] = tuple(
    """
Acoustic Grand Piano, Bright Acoustic Piano, Electric Grand Piano, Honky-tonk Piano, Electric Piano 1,
Electric Piano 2, Harpsichord, Clavinet,
Celesta, Glockenspiel, Music Box, Vibraphone, Marimba, Xylophone, Tubular Bells, Dulcimer,
Drawbar Organ, Percussive Organ, Rock Organ, Church Organ, Reed Organ, Accordion, Harmonica, Tango Accordion,
Acoustic Guitar (nylon), Acoustic Guitar (steel), Electric Guitar (jazz), Electric Guitar (clean),
Electric Guitar (muted), Overdriven Guitar, Distortion Guitar, Guitar Harmonics,
Acoustic Bass, Electric Bass (finger), Electric Bass (pick), Fretless Bass, Slap Bass 1, Slap Bass 2,
Synth Bass 1, Synth Bass 2,
Violin, Viola, Cello, Contrabass, Tremolo Strings, Pizzicato Strings, Orchestral Harp, Timpani,
String Ensemble 1, String Ensemble 2, Synth Strings 1, Synth Strings 2, Choir Aahs, Voice Oohs, Synth Voice,
Orchestra Hit,
Trumpet, Trombone, Tuba, Muted Trumpet, French Horn, Brass Section, Synth Brass 1, Synth Brass 2,
Soprano Sax, Alto Sax, Tenor Sax, Baritone Sax, Oboe, English Horn, Bassoon, Clarinet,
Piccolo, Flute, Recorder, Pan Flute, Blown Bottle, Shakuhachi, Whistle, Ocarina,
Lead 1 (square), Lead 2 (sawtooth), Lead 3 (calliope), Lead 4 (chiff), Lead 5 (charang), Lead 6 (voice),
Lead 7 (fifths), Lead 8 (bass + lead),
Pad 1 (new age), Pad 2 (warm), Pad 3 (polysynth), Pad 4 (choir), Pad 5 (bowed), Pad 6 (metallic), Pad 7 (halo),
Pad 8 (sweep),
FX 1 (rain), FX 2 (soundtrack), FX 3 (crystal), FX 4 (atmosphere), FX 5 (brightness), FX 6 (goblins),
FX 7 (echoes), FX 8 (sci-fi),
Sitar, Banjo, Shamisen, Koto, Kalimba, Bagpipe, Fiddle, Shanai,
Tinkle Bell, Agogo, Steel Drums, Woodblock, Taiko Drum, Melodic Tom, Synth Drum, Reverse Cymbal,
Guitar Fret Noise, Breath Noise, Seashore, Bird Tweet, Telephone Ring, Helicopter, Applause, Gunshot
""".strip()
    .replace("\n", " ")
    .split(", ")
)
"""What General MIDI calls its programs, counted from 0."""

_FAMILIES = (
    *("piano", "vibraphone", "organ", "guitar", "bass", "strings", "strings", "brass"),
    *("clarinet", "flute", "lead", "pad", "pad", "guitar", "bell", "pad"),
)
"""The built-in instrument that sounds most like each family of eight programs."""


@cache
def program_of(name: str) -> int:
    """The program that an instrument called *name* is: a built-in one's own, else the first whose name holds that word.

    A name that General MIDI does not know is program 0, the piano that plays it here too.

    >>> program_of("bass"), program_of("gm_violin"), program_of("electric_piano_2"), program_of("sax")
    (33, 40, 5, 64)
    >>> program_of("vsti"), program_of("drums")
    (0, 0)
    """
    row = INSTRUMENTS.get(name)
    if row is not None:
        return row.program or 0
    wanted = _plain(name.removeprefix("gm_"))
    whole = [program for program, known in enumerate(NAMES) if _plain(known) == wanted]
    held = [program for program, known in enumerate(NAMES) if wanted and f" {wanted} " in f" {_plain(known)} "]
    return (*whole, *held, 0)[0]


def built_in(program: int) -> str:
    """The built-in instrument that sounds most like *program*.

    >>> built_in(0), built_in(40), built_in(14), built_in(56)
    ('piano', 'strings', 'bell', 'brass')
    """
    for name, row in INSTRUMENTS.items():
        if row.program == program:
            return name
    return _FAMILIES[program // 8]


def _plain(name: str) -> str:
    return " ".join(re.findall(r"[a-z0-9]+", name.lower()))
