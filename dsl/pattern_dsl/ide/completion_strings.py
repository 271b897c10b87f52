"""Completion inside strings: notes in the range of the instrument, drums, chords and numerals of the key, and names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from pattern_dsl.document import Document
from pattern_dsl.ide.completion_items import Completion, Kind
from pattern_dsl.ide.context import Context
from pattern_dsl.ide.context_names import in_force, values
from pattern_dsl.ide.hover_texts import spelled_out
from pattern_dsl.modules import ELSEWHERE, PACKS
from pattern_dsl.phrases import Name
from pattern_engine.instruments import DRUMS, INSTRUMENTS
from pattern_engine.ranges import range_of
from pattern_engine.theory.catalogue import CATALOGUE, Named
from pattern_engine.theory.chord import chord_notes
from pattern_engine.theory.pitch import STEPS, midi_of
from pattern_engine.theory.roman import chord_of, is_key
from pattern_engine.theory.scale import named
from pattern_engine.words.arpeggio import ORDERS
from pattern_engine.words.change import HOWS
from pattern_engine.words.sound import CONTROLS

DEFAULT_KEY = "C major"
"""The key of a text that says none."""

_PITCHED = re.compile(r"(?<!\w)([A-Ga-g][#bsfx♯♭]*)(-?\d+)")
_ROOT = re.compile(r"[A-G](?:##?|bb?)?")
_MARKS = frozenset("()[]<>{}*!@?:,| ")
"""Signs that mean something else in mini-notation."""

_USUAL = (36, 96)


def key_at(document: Document, offset: int) -> str:
    """The key in force at *offset*: ``C major`` where the text says none."""
    header = in_force(document, offset, "key")
    words = [value.text for value in header.values if isinstance(value, Name)] if header is not None else []
    key = " ".join(words)
    return key if is_key(key) else DEFAULT_KEY


def within(document: Document, context: Context) -> Iterator[Completion]:
    """What may stand in the string that the caret is in."""
    content = context.slot.content if context.slot is not None else "nothing"
    if context.typed.startswith("$"):
        for one in values(document, context.before).values():
            if one.kind in ("let", "param", "parameter"):
                yield Completion(f"${one.name}", "let", f"{one.kind}: {one.value[:60]}", f"${one.name}")
        return
    key = key_at(document, context.offset)
    match content:
        case "notes":
            yield from notes(context, key)
        case "music":
            yield from notes(context, key)
            for offered in (drums(context), chords(context.typed, key), numerals(key)):
                yield from (item._replace(rank=item.rank + 1_000) for item in offered)
        case "drums" | "sounds":
            yield from drums(context)
            if content == "sounds":
                yield from players()
            elif context.before.role != "rhythm":
                yield from (note._replace(rank=note.rank + 5_000) for note in notes(context, key))
        case "chords":
            yield from chords(context.typed, key)
        case "numerals":
            text = context.before.quote.text if context.before.quote is not None else ""
            behind = text.endswith("/")  # where the notation wants a letter
            yield from (item for item in numerals(key) if not behind or item.label[0].isalpha())
        case "degrees":
            yield from degrees(key)
        case "scales":
            yield from scales(root=" " not in (context.before.quote.text if context.before.quote else ""))
        case _:
            yield from names(content)


def notes(context: Context, key: str) -> Iterator[Completion]:
    """Notes that the instrument plays well, those of the key and near what stands before first.

    Once a letter is typed, its sharps and flats follow those of the key.
    """
    before = context.before.quote.text if context.before.quote is not None else ""
    earlier = _PITCHED.findall(before[: len(before) - len(context.typed)])
    low, high = range_of(context.instrument or "piano") or _USUAL
    middle = int(earlier[-1][1]) if earlier else max(low // 12, min(high // 12 - 1, 5)) - 1
    upper = (context.typed[:1] or (earlier[-1][0] if earlier else "c")).isupper()
    scale = named(key)
    own = [f"{scale.note(degree)}".rstrip("-0123456789") for degree in range(len(scale.semitones))]
    letter = context.typed[:1].upper()
    steps = [step for step in own if midi_of(step) is not None]
    if letter and letter in "ABCDEFG":
        steps = list(dict.fromkeys([*steps, letter, f"{letter}b", f"{letter}#"]))
    for place, step in enumerate(steps):
        for octave in range(low // 12 - 1, high // 12):
            midi = midi_of(f"{step}{octave}")
            if midi is None or not low <= midi <= high:
                continue
            name = f"{step if upper else step.lower()}{octave}"
            rank = 20 * abs(octave - middle) + (10 if octave < middle else 0) + place + (200 if step not in own else 0)
            yield Completion(name, "note", f"key {midi}", name, rank, topic=("note", name))


def drums(context: Context) -> Iterator[Completion]:
    """Drum words, under the name that says most, those of the instrument first."""
    row = INSTRUMENTS.get(context.instrument) or INSTRUMENTS["synth"]
    offered = row.words or INSTRUMENTS["synth"].words
    others = {drum.words[0]: drum for drum in DRUMS}
    for place, word in enumerate(offered):
        drum = others[word]
        yield Completion(
            word, "drum", f"{drum.name}, key {drum.key}", word, place, topic=("drum", word), others=drum.words[1:]
        )


def players() -> Iterator[Completion]:
    """The built-in instruments."""
    for place, row in enumerate(INSTRUMENTS.values()):
        yield Completion(row.name, "instrument", row.help, row.name, 300 + place, topic=("instrument", row.name))


def chords(typed: str, key: str) -> Iterator[Completion]:
    """The chords of the key; once a root is typed, every chord on it."""
    scale = named(key)
    numeral_rows = CATALOGUE["numerals"]() if len(scale.semitones) == 7 else []
    mode = f"in {'minor' if 'min' in key.lower() else 'major'}"
    ordered = sorted(numeral_rows, key=lambda row: mode not in row.help)
    own = dict.fromkeys(symbol for row in ordered for symbol in (chord_of(row.name, key),) if symbol)
    for place, symbol in enumerate(own):
        yield _chord(symbol, place)
    found = _ROOT.match(typed)
    if found is None:
        return
    for place, quality in enumerate(CATALOGUE["chords"]()):
        symbol = f"{found[0]}{quality.name}"
        if symbol not in own and not _MARKS & {*symbol} and chord_notes(symbol) is not None:
            yield _chord(symbol, 100 + place, tuple(f"{found[0]}{other}" for other in quality.aliases))


def _chord(symbol: str, rank: int, others: tuple[str, ...] = ()) -> Completion:
    return Completion(symbol, "chord", spelled_out(symbol), symbol, rank, topic=("chord", symbol), others=others)


def numerals(key: str) -> Iterator[Completion]:
    """The numerals that mean a chord in *key*, those of its own mode first, with what they mean there."""
    minor = "min" in key.lower()
    seen: dict[str, None] = {}
    for place, row in enumerate(CATALOGUE["numerals"]()):
        if f"in {'minor' if minor else 'major'}" not in row.help:
            place += 200
        for name in (row.name, f"{row.name}7"):
            symbol = chord_of(name, key)
            if symbol is not None and name not in seen:
                seen[name] = None
                detail = f"{symbol} in {key}: {spelled_out(symbol)}"
                yield Completion(name, "numeral", detail, name, place + (80 if name[-1] == "7" else 0))


def degrees(key: str) -> Iterator[Completion]:
    """The degrees of one octave of *key*, with their notes."""
    scale = named(key)
    for degree in range(len(scale.semitones) + 1):
        yield Completion(f"{degree}", "degree", f"{scale.note(degree)} in {key}", f"{degree}", degree)


def scales(*, root: bool) -> Iterator[Completion]:
    """The names of scales; the notes that they can stand on where the *root* comes first."""
    if not root:
        yield from names("scales")
        return
    for place, name in enumerate(f"{letter.upper()}{sign}" for sign in ("", "b", "#") for letter in STEPS):
        yield Completion(name, "note", "root of a scale", name, place)


_LISTED: Mapping[str, tuple[Kind, Callable[[], list[Named]]]] = MappingProxyType(
    {
        "scales": ("scale", CATALOGUE["scales"]),
        "tunings": ("tuning", CATALOGUE["tunings"]),
        "voicings": ("value", CATALOGUE["voicings"]),
        "modes": ("value", CATALOGUE["modes"]),
        "notations": ("value", CATALOGUE["notations"]),
        "orders": ("value", lambda: [Named(name, (), "order of the notes") for name in ORDERS]),
        "hows": ("value", lambda: [Named(name, (), "whose rhythm counts") for name in HOWS]),
        "controls": ("control", lambda: [Named(row.name, row.aliases, row.help) for row in CONTROLS.values()]),
        "packs": (
            "pack",
            lambda: [
                *(Named(name, (), "instruments") for name in PACKS),
                *(Named(f"{prefix}:", (), said) for prefix, said in ELSEWHERE.items()),
            ],
        ),
    }
)


def names(content: str) -> Iterator[Completion]:
    """The names that a string of this content can be; nothing for contents that have no names."""
    if content not in _LISTED:
        return
    kind, rows = _LISTED[content]
    for place, row in enumerate(rows()):
        yield Completion(row.name, kind, row.help, row.name, place, topic=(kind, row.name), others=row.aliases)


def quoted(content: str) -> Iterator[Completion]:
    """The names that a string of this content can be, in quotes."""
    for item in scales(root=True) if content == "scales" else names(content):
        text = f"{item.insert} major" if content == "scales" else item.insert
        yield item._replace(label=f'"{text}"', insert=f'"{text}"', stops=((1, 1 + len(text)),))
