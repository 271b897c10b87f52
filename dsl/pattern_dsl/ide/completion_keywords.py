"""The keywords of the language: what each is for, and how it is written. Completion and hover are made from this."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, NamedTuple, TypeAlias

Where: TypeAlias = Literal["item", "header", "block", "binding", "attribute", "tail", "flag", "command", "inside"]
"""Where a keyword stands: a *header* may stand in a section too, a *binding* also in a block."""


class Keyword(NamedTuple):
    """A keyword, what it is for, and how it is written; what waits to be filled in stands between ``«`` and ``»``."""

    name: str
    where: Where
    help: str
    written: str


_ROWS = (
    Keyword(
        "melody",
        "block",
        "A block of notes; a bare word in a string is a note.",
        'melody «tune» {\n  piano "«c4 e4 g4»";\n}',
    ),
    Keyword(
        "rhythm",
        "block",
        "A block of drums; a bare word in a string is a hit.",
        'rhythm «beat» {\n  synth "«Kick ~ Snare ~»";\n}',
    ),
    Keyword(
        "harmony",
        "block",
        "A block of chords; a bare word in a string is a chord symbol.",
        'harmony «chords» {\n  piano "«Am F C G»".voicing();\n}',
    ),
    Keyword(
        "contrast",
        "block",
        "A block of other material: beside the rest, or in turns with a part that it replaces.",
        'contrast «fill» every «4 bars» {\n  synth "«Snare*8»";\n}',
    ),
    Keyword("tempo", "header", "Crotchets a minute, perhaps gliding to another tempo.", "tempo «120»;"),
    Keyword("meter", "header", "The time signature, or a list of them.", "meter «4/4»;"),
    Keyword("key", "header", "The root and scale that degrees and numerals are read in.", "key «C minor»;"),
    Keyword(
        "swing",
        "header",
        "Where the second of two short notes falls: 1/2 is straight, 2/3 is triplets.",
        "swing «2/3» on «1/8»;",
    ),
    Keyword("seed", "header", "The number that decides what chance does.", "seed «7»;"),
    Keyword("title", "header", "What the piece is called.", 'title "«Untitled»";'),
    Keyword("cycle", "header", "How long a cycle lasts; a bar unless this says otherwise.", "cycle «2» bars;"),
    Keyword("times", "header", "Whether the times of placed notes are beats or seconds.", "times «beats»;"),
    Keyword("tuning", "header", "How notes are tuned, and on which note.", 'tuning "«19edo»" on «A4»;'),
    Keyword("swap", "item", "When the next version of the text takes over, and how it fades in.", "swap at «4 bars»;"),
    Keyword("import", "item", "Brings instruments, or names of another text.", 'import «piano» from "«keys»";'),
    Keyword("let", "binding", "Gives a pattern or a number a name.", 'let «riff» = "«c4 e4 g4»";'),
    Keyword(
        "def", "item", "Gives a change of patterns a name; it is called behind a dot.", "def «lift»(p) = p.«up(1)»;"
    ),
    Keyword(
        "param",
        "item",
        "A value to be turned while it sounds, between two others.",
        "param «level» = «0.5» in «0»..«1»;",
    ),
    Keyword("out", "item", "Where everything plays.", "out «juce»;"),
    Keyword(
        "section",
        "item",
        "A stretch of the form: which parts play in it, and how they change.",
        "section «verse» «8 bars» {\n}",
    ),
    Keyword("form", "item", "The sections in the order in which they are played.", "form «verse»;"),
    Keyword("mute", "flag", "Keeps a block or statement silent.", "mute "),
    Keyword("solo", "flag", "Silences everything that has no solo.", "solo "),
    Keyword("len", "attribute", "How long the block is before it begins again.", "len «2 bars»"),
    Keyword("at", "attribute", "When the block begins.", "at «4»"),
    Keyword("every", "attribute", "How often it comes back.", "every «8 bars»"),
    Keyword("for", "attribute", "For how long it plays.", "for «1 bar»"),
    Keyword("replaces", "attribute", "The part that is silent while this one plays.", "replaces «drums»"),
    Keyword("with", "attribute", "Methods that change everything in it.", "with .«gain(0.8)»"),
    Keyword("once", "attribute", "Plays once and does not begin again.", "once"),
    Keyword("loop", "attribute", "Begins again whenever it ends.", "loop"),
    Keyword("dur", "tail", "How long the note sounds, in beats.", "dur «1»"),
    Keyword("vel", "tail", "How hard the note is struck, from 0 to 1.", "vel «0.8»"),
    Keyword("goto", "command", "Goes to a section; a session obeys it.", "goto «verse»;"),
    Keyword("hush", "command", "Lets everything ring out; a session obeys it.", "hush;"),
    Keyword("panic", "command", "Ends every note at once; a session obeys it.", "panic;"),
    Keyword("from", "inside", "Where an import finds its names.", 'from "«keys»"'),
    Keyword("as", "inside", "The name by which what is imported is used.", "as «name»"),
    Keyword("to", "inside", "The tempo that is reached.", "to «132» over «8 bars»"),
    Keyword("over", "inside", "How long the way to another tempo takes.", "over «8 bars»"),
    Keyword("on", "inside", "The length of note that swings, or the note a tuning stands on.", "on «1/8»"),
    Keyword("in", "inside", "Between which values a parameter is turned.", "in «0»..«1»"),
    Keyword("lin", "inside", "A parameter is turned in even steps.", "lin"),
    Keyword("log", "inside", "A parameter is turned in even ratios, as frequencies are heard.", "log"),
    Keyword("int", "inside", "A parameter is turned through whole numbers.", "int"),
    Keyword("toggle", "inside", "A parameter is off or on.", "toggle"),
    Keyword("beats", "inside", "Crotchets.", "beats"),
    Keyword("seconds", "inside", "Seconds.", "seconds"),
)

KEYWORDS: Mapping[str, Keyword] = MappingProxyType({row.name: row for row in _ROWS})
"""Every keyword by its name, in the order in which a list of them is useful."""
