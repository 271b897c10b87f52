"""Actions with notes: as degrees of the key and back, and higher or lower."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from pattern_dsl.fix import Edit
from pattern_dsl.ide.context_names import in_force
from pattern_dsl.ide.inside import inside, reading_of
from pattern_dsl.ide.keys import changes_key, scale_at
from pattern_dsl.ide.shades import SemanticToken
from pattern_dsl.ide.site import Action, Site, nodes_in
from pattern_dsl.phrases import Text
from pattern_dsl.tree import Node
from pattern_engine.theory.pitch import midi_of, name_of, transposed
from pattern_engine.theory.scale import Scale
from pattern_engine.words import WORDS

_APART = ("tempo", "shift", "structure", "sound")
"""Families of words that treat a degree as they treat a note."""
_READING = ("note", "n", "s", "chord", "octave", "freq", "dur")
"""Words among them that read what sounds."""
_STEPS = ((1, "a semitone up"), (-1, "a semitone down"), (12, "an octave up"), (-12, "an octave down"))


def as_degrees(site: Site) -> Iterator[Action]:
    """Notes of the key as its degrees."""
    string = _melody(site)
    if string is None or string.kind or not _keeps(site, string):
        return
    scale = scale_at(site.document, string.begin)
    edits = _edits(string, "note", lambda word: _degree(word, scale))
    if edits:
        yield Action("write degrees of the key", "rewrite", (Edit(string.begin, string.begin, "d"), *edits))


def as_notes(site: Site) -> Iterator[Action]:
    """Degrees as the notes that they are in the key."""
    string = _melody(site)
    if string is None or string.kind != "d" or not _keeps(site, string):
        return
    scale = scale_at(site.document, string.begin)
    edits = _edits(string, "degree", lambda word: _note(word, scale))
    if edits:
        yield Action("write notes", "rewrite", (Edit(string.begin, string.begin + 1, ""), *edits))


def transpositions(site: Site) -> Iterator[Action]:
    """A string of notes higher or lower; what is heard changes."""
    string = site.string
    if string is None or string.kind or (site.role == "rhythm"):
        return
    for semitones, title in _STEPS:
        edits = _edits(string, "note", partial(_moved, semitones=semitones), all_of_them=False)
        if edits:
            yield Action(f"move {title}", "rewrite", edits, keeps=False)


def _melody(site: Site) -> Text | None:
    """The string that an instrument with pitches plays as notes here."""
    statement, string = site.statement, site.string
    if string is None or statement is None or site.role not in ("melody", "contrast"):
        return None
    played = [node for node in nodes_in(statement, "played", "played_flagged") if node.nodes("word")]
    if not played or site.nearest("args") is not None:
        return None
    player = played[0].nodes("word")[0]
    plays_notes = reading_of(site.role, site.said(player.begin, player.end)) == "notes"
    source = site.path[-3]
    return string if plays_notes and isinstance(source, Node) and source.kind.startswith("played") else None


def _keeps(site: Site, string: Text) -> bool:
    """Whether it makes no difference to all that is done with the string how its notes are written."""
    statement = site.statement
    if statement is None or set(string.text) & set("?|$:.^"):
        return False
    if site.nearest("section") is None and changes_key(site.document):
        return False
    if in_force(site.document, 0, "tuning") is not None:  # its degrees are its own, and may have no names
        return False
    links = [link.nodes("word")[0] for link in nodes_in(statement, "link")]
    words = [WORDS.get(site.said(word.begin, word.end)) for word in links]
    names: list[Node] = [*nodes_in(statement, "name", "lambda")]
    return not names and all(
        word is not None and word.family in _APART and word.name not in _READING and not word.by_chance
        for word in words
    )


def _edits(
    string: Text, kind: str, change: Callable[[str], str | None], *, all_of_them: bool = True
) -> tuple[Edit, ...]:
    """The words of *kind* in *string* as *change* writes them.

    None if it cannot write one of them, or if something else sounds in the string though *all_of_them* must be so.
    """
    found: list[Edit] = []
    for token in inside(string, "notes"):
        if not isinstance(token, SemanticToken):
            return ()
        word = string.text[token.begin - string.at : token.end - string.at]
        if token.kind == kind:
            changed = change(word)
            if changed is None:
                return ()
            found.append(Edit(token.begin, token.end, changed))
        elif all_of_them and _is_inner(token, string) and (token.kind in _OTHERS or _is_key(token, string)):
            return ()
    return tuple(found)


_OTHERS = ("note", "degree", "chord", "drum", "hit", "numeral", "string")
"""What sounds, too."""


def _is_inner(token: SemanticToken, string: Text) -> bool:
    return string.at <= token.begin < string.at + len(string.text)


def _is_key(token: SemanticToken, string: Text) -> bool:
    """Whether a number is a key that sounds: not behind a mark or between the brackets of one."""
    if token.kind != "number":
        return False
    before = string.text[: token.begin - string.at].rstrip()
    return before[-1:] not in tuple("*/@!%") and before.count("(") == before.count(")")


def _degree(word: str, scale: Scale) -> str | None:
    midi = midi_of(word)
    if midi is None:
        return None
    degree = scale.nearest(midi)
    return str(degree) if scale.midi(degree) == midi else None


def _note(word: str, scale: Scale) -> str | None:
    if len(word) > 3 or not word.lstrip("-").isdecimal() or not -70 < int(word) < 70:
        return None
    note = scale.note(int(word))
    if not isinstance(note, str) or midi_of(note) != scale.midi(int(word)):
        return None
    return note if "x" not in note else name_of(scale.midi(int(word)))


def _moved(word: str, semitones: int) -> str | None:
    """*word* so many semitones higher, written as it was: small or capital, with its octave or without."""
    key = midi_of(word)
    if key is None or not 0 <= key + semitones <= 127:
        return None
    moved = transposed(word, semitones) if abs(semitones) == 12 else name_of(key + semitones, flats="b" in word[1:])
    if moved is None or midi_of(moved) != key + semitones:
        return None
    if not word[-1].isdigit() and moved.endswith("4"):
        moved = moved[:-1]
    return moved if word[0].isupper() else moved[0].lower() + moved[1:]
