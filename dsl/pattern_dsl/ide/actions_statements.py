"""Actions with statements: placed notes as a phrase and back, marks in order, an import, mute."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from math import gcd, lcm

from pattern_dsl.fix import Edit
from pattern_dsl.ide.site import STATEMENTS, Action, Site
from pattern_dsl.mini import mini
from pattern_dsl.notation import plain
from pattern_dsl.parser import parse
from pattern_dsl.phrases import Number
from pattern_dsl.statements import Placed, statement
from pattern_dsl.tree import Node, Token
from pattern_engine.export.general_midi import NAMES, built_in
from pattern_engine.instruments import INSTRUMENTS, drum_key
from pattern_engine.meaning import pattern_of
from pattern_engine.theory.pitch import midi_of

_HALF = Fraction(1, 2)
_WORD = re.compile(r"[A-Za-z][\w#]*")


def as_phrase(site: Site) -> Iterator[Action]:
    """The placed notes of a block as one phrase, if they follow each other and are struck alike."""
    found = _placed(site)
    if len(found) < 2 or len({(one.instrument.text, _velocity(one)) for one in found}) > 1:
        return
    notes = sorted((_beat(one), _beat(one) + _length(one), one.notes[0].text) for one in found)
    if any(one[1] > other[0] for one, other in pairwise(notes)):
        return
    begin, end = notes[0][0], notes[-1][1]
    steps = _steps(notes)
    if len(steps) > 64:
        return
    length, velocity = _decimal(end - begin), _velocity(found[0])
    if length is None or (first := _decimal(begin)) is None:
        return
    said = f'{found[0].instrument.text} "{" ".join(steps)}" {first} dur {length} vel {velocity}.legato(1);'
    edits = [Edit(found[0].begin, found[0].end, said)]
    for before, one in pairwise(found):
        edits.append(Edit(before.end, one.end, ""))
    yield Action("write one phrase", "rewrite", tuple(edits))


def _placed(site: Site) -> list[Placed]:
    """The statements of the block around the site, if all are single notes at a beat with nothing else to them."""
    if site.block is None or site.statement is None:
        return []
    found = [statement(node) for node in site.block.nodes() if node.kind.startswith((*STATEMENTS, "binding"))]
    if not all(isinstance(one, Placed) and _is_simple(one) for one in found):
        return []
    notes = [one for one in found if isinstance(one, Placed)]
    if not all(_is_heard(one.notes[0].text, site.role) for one in notes):
        return []
    between = [site.said(one.end, other.begin) for one, other in pairwise(notes)]
    return notes if all(blank.isspace() or not blank for blank in between) else []


def _is_heard(word: str, role: str) -> bool:
    """Whether a word sounds the same alone and in a string: a drum, or a note with its octave."""
    if role == "rhythm":
        return drum_key(word) is not None
    return role in ("melody", "contrast") and midi_of(word) is not None and word[-1].isdigit()


def _is_simple(one: Placed) -> bool:
    """Whether it is one note at a plain time, of a plain length and strength."""
    numbers = [one.time, *(tail.amount for tail in one.tails)]
    plainly = all(isinstance(each, Number) and each.value is not None and ":" not in each.text for each in numbers)
    known = all(tail.kind in ("dur", "vel") for tail in one.tails)
    words = [note.text for note in one.notes]
    whole = len(words) == 1 and _WORD.fullmatch(words[0]) is not None and not one.calls and not one.route
    return plainly and known and whole and one.flag is None and one.phrase is None and _length(one) > 0


def _beat(one: Placed) -> Fraction:
    return one.time.value or Fraction(0)


def _length(one: Placed) -> Fraction:
    tail = one.tail("dur")
    return tail.amount.value or Fraction(0) if tail and isinstance(tail.amount, Number) else _HALF


def _velocity(one: Placed) -> str:
    tail = one.tail("vel")
    return tail.amount.text if tail else "1"


def _steps(notes: list[tuple[Fraction, Fraction, str]]) -> list[str]:
    """Notes and the rests between them as steps with weights."""
    pieces = [(notes[0][2], notes[0][1] - notes[0][0])]
    for before, (begin, end, word) in _after_each(notes):
        if begin > before:
            pieces.append(("~", begin - before))
        pieces.append((word, end - begin))
    below = lcm(*(length.denominator for _, length in pieces))
    unit = Fraction(gcd(*(int(length * below) for _, length in pieces)), below)
    return [word if length == unit else f"{word}@{plain(length / unit)}" for word, length in pieces]


def _after_each(
    notes: list[tuple[Fraction, Fraction, str]],
) -> Iterator[tuple[Fraction, tuple[Fraction, Fraction, str]]]:
    """Each note but the first, with where the one before it ends."""
    for one, other in pairwise(notes):
        yield one[1], other


def _decimal(number: Fraction) -> str | None:
    """*number* as a decimal or a fraction of the language; None if it would be too long."""
    text = str(number.numerator) if number.denominator == 1 else f"{number.numerator}/{number.denominator}"
    return f"{float(number):.10g}" if 10**6 % number.denominator == 0 else text if len(text) < 20 else None


def as_statements(site: Site) -> Iterator[Action]:
    """A phrase as notes at their times, if it holds no more than notes and rests of exact lengths."""
    node = site.nearest("phrase")
    if node is None:
        return
    one = statement(node)
    if not isinstance(one, Placed) or one.phrase is None or one.phrase.kind or not _is_exact(site, one):
        return
    music, problems = mini(one.phrase.text, one.phrase.at, {})
    if problems:
        return
    events = pattern_of(music).query(0, 1)
    lines: list[str] = []
    for event in events:
        if event.whole is None or event.whole.begin != event.part.begin or event.whole.end > 1:
            return
        times = (_beat(one) + event.whole.begin * _length(one), (event.whole.end - event.whole.begin) * _length(one))
        said = [_decimal(Fraction(time)) for time in times]
        if not isinstance(event.value, str) or not _is_heard(event.value, site.role) or None in said:
            return
        lines.append(f"{one.instrument.text} {event.value} {said[0]} dur {said[1]} vel {_velocity(one)};")
    if lines:
        indent = _indent(site, node.begin)
        yield Action(
            "write notes at their times", "rewrite", (Edit(one.begin, one.end, f"{site.line_end}{indent}".join(lines)),)
        )


def _is_exact(site: Site, one: Placed) -> bool:
    """Whether the phrase says how long and how hard each note is."""
    kinds = [tail.kind for tail in one.tails]
    calls = [site.said(call.begin, call.end).replace(" ", "") for call in one.calls]
    numbers = [one.time, *(tail.amount for tail in one.tails)]
    plainly = all(isinstance(each, Number) and each.value is not None and ":" not in each.text for each in numbers)
    simple = not set(one.phrase.text if one.phrase else "") & set("<?|$/%{:*")
    return sorted(kinds) == ["dur", "vel"] and calls == ["legato(1)"] and plainly and simple and not one.route


def _indent(site: Site, at: int) -> str:
    line = re.split(r"[\r\n]", site.said(0, at))[-1]
    return line if line.isspace() else "  "


def marks_sorted(site: Site) -> Iterator[Action]:
    """The marks of the steps of a string in their usual order: what changes the sound, then how long a step is."""
    string = site.string
    if string is None or string.kind == "x" or len(site.path) < 2 or "@" not in string.text:
        return
    root, faults = parse("mini", string.text, string.at)
    edits = [] if faults else [edit for step in _steps_in(root) for edit in _in_order(site, step)]
    if edits:
        yield Action("sort the marks", "organize", tuple(sorted(edits)))


def _steps_in(node: Node) -> Iterator[Node]:
    """The steps that have marks, the outer ones only."""
    for child in node.nodes():
        if child.kind == "step" and len(child.nodes()) > 2:
            yield child
        else:
            yield from _steps_in(child)


def _in_order(site: Site, step: Node) -> Iterator[Edit]:
    """One edit that puts weights last, where that changes nothing."""
    marks = step.nodes()[1:]
    if any(mark.kind in ("copies", "longer") for mark in marks):
        return
    ordered = sorted(marks, key=lambda mark: mark.kind == "weight")
    if ordered != marks and site.said(marks[0].begin, marks[-1].end).split() == ["".join(_said(site, marks))]:
        yield Edit(marks[0].begin, marks[-1].end, "".join(_said(site, ordered)))


def _said(site: Site, nodes: list[Node]) -> list[str]:
    return [site.said(node.begin, node.end) for node in nodes]


def imported(site: Site) -> Iterator[Action]:
    """An instrument that General MIDI has and the text does not, under the name that it is used by."""
    statement_ = site.nearest("placed", "phrase", "played", "played_flagged", "placed_flagged", "phrase_flagged")
    if statement_ is None:
        return
    word = statement_.nodes("word")[0]
    name = site.said(word.begin, word.end)
    if name in INSTRUMENTS or not word.begin <= site.begin <= word.end or _is_imported(site, name):
        return
    wanted = name.replace("_", "").lower()
    programs = [at for at, known in enumerate(NAMES) if wanted in _spoken(known)]
    if programs:
        line = f'import {built_in(programs[0])} as {name} from "gm";{site.line_end}'
        yield Action(f"import {name}: {NAMES[programs[0]]}", "rewrite", (Edit(0, 0, line),), keeps=False)


def _spoken(name: str) -> list[str]:
    """What an instrument of General MIDI may be called in a text: all of its name, or a word of it."""
    words = re.findall(r"[a-z]+", name.lower())
    return ["".join(words), *words]


def _is_imported(site: Site, name: str) -> bool:
    return any(binding.kind == "instrument" and binding.name == name for binding in site.names.bindings)


def mute_toggled(site: Site) -> Iterator[Action]:
    """Silence a statement or, at its head, a block; or let it be heard again."""
    statement_, block = site.statement, site.block
    node = statement_ or block
    if node is None or (statement_ is not None and node.kind == "alone"):
        return
    flags = [one for one in _flags(node) if one.text in ("mute", "solo")]
    title = "it" if statement_ is not None else "the block"
    if not flags:
        yield Action(f"mute {title}", "rewrite", (Edit(node.begin, node.begin, "mute "),), keeps=False)
    elif flags[0].text == "mute":
        following = site.said(flags[0].end, node.end)
        end = flags[0].end + len(following) - len(following.lstrip())
        yield Action(f"unmute {title}", "rewrite", (Edit(flags[0].begin, end, ""),), keeps=False)


def _flags(node: Node) -> list[Token]:
    """The words of a statement or block that are flags of it."""
    if node.kind == "block":
        return [token for flag in node.nodes("flag") for token in flag.tokens()]
    inner = [token for child in node.nodes() if child.kind.endswith("_flagged") for token in child.tokens("NAME")]
    own = node.tokens("NAME") if node.kind.endswith("_flagged") else []
    return [*own, *inner][:1]
