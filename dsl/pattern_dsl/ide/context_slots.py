"""Slots: what a string at some place holds, as the letter before it, the word it is given to and the block say."""

from __future__ import annotations

from typing import Literal, NamedTuple, TypeAlias

from pattern_dsl.ide.context_tokens import Open
from pattern_dsl.outline import ROLES
from pattern_dsl.tree import Token
from pattern_engine.instruments import INSTRUMENTS
from pattern_engine.vocabulary import Parameter, Word
from pattern_engine.words import WORDS
from pattern_engine.words.sound import CONTROLS

Content: TypeAlias = Literal[
    "nothing",
    "music",
    "notes",
    "drums",
    "sounds",
    "chords",
    "numerals",
    "degrees",
    "numbers",
    "grid",
    "scales",
    "voicings",
    "modes",
    "notations",
    "tunings",
    "orders",
    "hows",
    "controls",
    "packs",
    "samples",
    "ports",
    "inputs",
]
"""What a string holds. In *sounds* are drums and instruments, in *scales* is a root and the name of a scale; in
*samples* are the numbers of a sound, in *ports* MIDI ports to play on, in *inputs* those to listen to; *music* is
whatever the block makes of it in which it will be used."""


class Slot(NamedTuple):
    """A place for a string: what it holds, and whether that is one name as a *whole* and no pattern of them."""

    content: Content
    whole: bool = False


_LETTERS: dict[str, Content] = {"d": "degrees", "r": "numerals", "n": "numbers", "x": "grid"}
_TEXTS: dict[str, Content] = {
    "key": "scales",
    "style": "voicings",
    "near": "notes",
    "note": "notes",
    "root": "notes",
    "how": "hows",
    "control": "controls",
}
"""What parameters hold that want one name, by what they are called."""

_NAMING: dict[str, Content] = {
    "scale": "scales",
    "scaleWith": "scales",
    "snap": "scales",
    "mode": "modes",
    "notation": "notations",
    "tune": "tunings",
}
"""What *name* means to the words that take one."""

_CONTROLLED: dict[str, Content] = {"note": "notes", "s": "sounds", "chord": "chords"}
ACTED_ON: dict[str, Content] = {"roman": "numerals", "voicing": "chords", "chord": "chords", "root": "chords"}
"""What words act on, where they are called in front of it."""

_PORTS: dict[str, Content] = {"midi": "ports", "midiin": "inputs"}
"""What the outputs are told first that are ports of the machine."""

_MUSICAL = ("making", "joining", "layers", "choose", "pick", "steps", "form", "unfold", "structure")
"""Families of words whose patterns are music, as in the block, where they are called in front of it."""


def slot_of(call: Open, letter: str, role: str, player: str) -> Slot:
    """What a string holds that is an argument of *call*, in a block of type *role* in which *player* plays."""
    if letter:
        return Slot(_LETTERS.get(letter, "nothing"))
    word = WORDS.get(call.name.text)
    if word is None:
        return Slot(_music(role, player))
    at = parameter_at(word, call)
    if at is None:
        return Slot("nothing")
    parameter = word.parameters[at]
    if word.is_method and at == 0:
        return Slot(ACTED_ON.get(word.name) or _music(role, player))
    if word.name in CONTROLS:
        return Slot(_CONTROLLED.get(word.name, "numbers"))
    return _of_parameter(word, parameter, role, player)


def _of_parameter(word: Word, parameter: Parameter, role: str, player: str) -> Slot:
    if parameter.name == "name" and word.name in _NAMING:
        return Slot(_NAMING[word.name], whole=True)
    if parameter.kind == "text":
        return Slot(_TEXTS.get(parameter.name, "nothing"), whole=True)
    if parameter.name == "chord":
        return Slot("chords")
    if word.name == "arp":
        return Slot("orders")
    many = parameter.kind in ("patterns", "choices", "pairs", "triples") or parameter.rest
    if word.family in _MUSICAL and (many or (not word.is_method and parameter.kind == "pattern")):
        return Slot(_music(role, player))
    return Slot("numbers")


def slot_of_route(call: Open | None) -> Slot:
    """What a string holds behind an arrow or ``out``: a port, or what only the user can know."""
    first = call is not None and call.at == 0 and call.named is None
    content = _PORTS.get(call.name.text) if call is not None and first else None
    return Slot("nothing") if content is None else Slot(content, whole=True)


def slot_of_statement(statement: tuple[Token, ...], letter: str, role: str, player: str) -> Slot:
    """What a string holds that stands in a statement outside of any call."""
    first = statement[0].text if statement else ""
    kinds = {token.kind for token in statement}
    if role not in ROLES and first == "tuning":
        return Slot("tunings", whole=True)
    if role not in ROLES and first == "import":
        return Slot("packs", whole=True)
    if "TOWARDS" in kinds or (role not in ROLES and first not in ("let", "def")):
        return Slot("nothing")
    return Slot(_LETTERS.get(letter, "nothing") if letter else _music(role, player))


def _music(role: str, player: str) -> Content:
    """What plain mini-notation holds in a block of type *role*."""
    row = INSTRUMENTS.get(player)
    if role == "rhythm" and (row is None or row.kind == "drums"):
        return "drums"
    if role == "harmony":
        return "chords"
    if role not in ROLES:
        return "music"
    return "drums" if row is not None and row.kind == "drums" else "notes"


def parameter_at(word: Word, call: Open) -> int | None:
    """The number of the parameter of *word* that the open argument of *call* is for; None if it takes no more.

    A word that acts on a pattern may be called in front of it: then the pattern comes last.
    """
    parameters = word.parameters
    if call.named is not None:
        return next((n for n, one in enumerate(parameters) if one.name == call.named and not one.rest), None)
    first = 1 if word.is_method else 0
    waiting = [n for n in range(first, len(parameters)) if parameters[n].rest or parameters[n].name not in call.given]
    free = call.at - len(call.given)
    if word.is_method and not call.is_method:
        if word.name in CONTROLS and call.at == 0:
            return first
        if free >= sum(not parameters[n].optional for n in waiting):
            return 0
    if free < len(waiting):
        return waiting[free]
    return waiting[-1] if waiting and parameters[waiting[-1]].rest else None
