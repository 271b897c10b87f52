"""Arranging: where in time the blocks of a program are played: their attributes, what replaces what, and the form."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from fractions import Fraction
from functools import partial
from math import ceil
from typing import NamedTuple

from pattern_dsl.blocks import Blocks
from pattern_dsl.crowd import crowded, demands
from pattern_dsl.diagnostic import SILENT, Diagnostic, nearest
from pattern_dsl.headers import MOST_BARS, Headers
from pattern_dsl.phrases import Call, Name
from pattern_dsl.scope import Bound
from pattern_dsl.statements import Let
from pattern_dsl.syntax import Attributes, Block, Form, Header, Section, Use, Visit
from pattern_dsl.voices import Laid, Voice
from pattern_engine.expression import Apply, Argument, Atom, Expression, Hole
from pattern_engine.program import Mark, Part
from pattern_engine.timeline import MeterMark, SwingMark, TempoMark, Timeline

FOREVER = 1 << 40
"""A bar that never comes."""

MOST_VISITS = 1024
"""Sections a form may be made of, repeats counted."""

MOST_REPLACING = 64
"""Blocks that replace others in one text."""

MOST_PARTS = 4096
"""Parts that variations, or a section, may come to."""

MOST_PLACES = 16_384
"""Parts that the sections of a form may have together, repeats counted."""

MOST_CHANGES = 8192
"""Changes of meter in a form."""

_BARS = 8
"""Bars of a section that does not say."""


class Stretch(NamedTuple):
    """A section as it is played once: its name, its length in bars, its headers and its voices."""

    name: str
    bars: int
    headers: Headers
    voices: tuple[Voice, ...]


def changed(voice: Voice, calls: tuple[Call, ...], blocks: Blocks, scope: Mapping[str, Bound]) -> Voice:
    """*voice* with methods applied to its music, whose names mean what *scope* says."""
    terms = blocks.terms(scope)
    music = terms.after(voice.part.music, calls)
    blocks.problems += [problem for problem in terms.problems if problem not in blocks.problems]
    failed = any(problem.severity == "error" for problem in terms.problems)
    return voice if failed or not isinstance(music, Atom | Apply | Hole) else _with(voice, music)


def _with(voice: Voice, music: Expression) -> Voice:
    return voice._replace(part=voice.part._replace(music=music))


def arranged(laid: list[Laid], blocks: Blocks, looping: bool, used: Collection[str] | None = None) -> list[Laid]:
    """The blocks as their attributes say; *looping* repeats placed notes. Only the *used*, if given, replace others."""
    found: list[Laid] = []
    varied = 0
    for one in laid:
        voices = one.voices or _variation(one, found, blocks)
        varied += 0 if one.voices else len(voices)
        if varied > MOST_PARTS:
            voices = ()
            blocks.too_many(one.block, MOST_PARTS)
        if one.voices and _is_plain(one.block):
            about = one.length, looping
            made = blocks.recall.once("arranged", voices, about, partial(_in_time, one, voices, blocks, looping))
        else:
            made = _in_time(one, voices, blocks, looping)
        found.append(one._replace(voices=made))
    replacing = [(one, target) for one in found if (target := one.block.attributes.replaces) is not None]
    for number, (one, target) in enumerate(replacing):
        if number >= MOST_REPLACING:
            _say(blocks, "PS308", target, f"up to {MOST_REPLACING} blocks replace others", None)
            break
        left = _left(found, one, target, blocks)
        if used is None or any(name.text in used for name in _written(one.block)):
            found = left
    return found


def _is_plain(block: Block) -> bool:
    """Whether nothing but its own length says when *block* plays, and nothing changes what."""
    attributes = block.attributes
    return attributes._replace(len=None, replaces=None, once=False, loop=False) == Attributes()


def _in_time(one: Laid, voices: tuple[Voice, ...], blocks: Blocks, looping: bool) -> tuple[Voice, ...]:
    """*voices* with what the attributes of their block say about time."""
    voices = tuple(_repeated(voice, one, looping) for voice in voices)
    if one.block.attributes.changed:
        voices = tuple(changed(voice, one.block.attributes.changed, blocks, one.scope) for voice in voices)
    return tuple(_with(voice, _timed(voice, one, blocks)) for voice in voices)


def _variation(one: Laid, before: list[Laid], blocks: Blocks) -> tuple[Voice, ...]:
    """What an empty block with a change is a variation of: what it replaces, or the block before it."""
    attributes = one.block.attributes
    if not attributes.changed or one.block.statements:
        return ()
    wanted = attributes.replaces
    for other in reversed(before):
        named = wanted is None or (other.block.name is not None and other.block.name.text == wanted.text)
        if named and other.block.role != "contrast":
            name = one.block.name.text if one.block.name else str(len(before) + 1)
            return tuple(
                Voice(voice.part._replace(key=f"{one.block.role}/{name}/{index}"), name, voice.label, voice.placed)
                for index, voice in enumerate(other.voices, 1)
            )
    return ()


def _repeated(voice: Voice, one: Laid, looping: bool) -> Voice:
    """Placed notes coming again with their block, where it does."""
    attributes = one.block.attributes
    if not voice.placed or attributes.once or not (looping or attributes.loop):
        return voice
    return _with(voice, again(voice.part.music, one.length))


def _timed(voice: Voice, one: Laid, blocks: Blocks) -> Expression:
    """The music of a voice where its block's attributes place it."""
    music, attributes = voice.part.music, one.block.attributes
    if not voice.placed and attributes.len is not None:
        music = Apply("ribbon", (music, Atom(Fraction(0)), Atom(one.length)))
    begin = blocks.amounts.place(attributes.at) if attributes.at is not None else Fraction(0)
    lasting = blocks.amounts.span(*attributes.lasts, one.scope) if attributes.lasts else None
    if attributes.every is not None:
        every = blocks.amounts.span(*attributes.every, one.scope) or Fraction(1)
        bars = lasting or Fraction(1)
        numbers = (Atom(max(1, ceil(every))), Atom(max(1, ceil(bars))))
        at = (Atom(int(begin)),) if attributes.at is not None else ()
        return Apply("visit", (music, *numbers, *at))
    if begin:
        music = Apply("late", (music, Atom(begin)))
    if attributes.once and lasting is None and not voice.placed:
        lasting = one.length
    if begin or lasting is not None:
        end = begin + lasting if lasting is not None else Fraction(FOREVER)
        music = Apply("playFor", (music, Atom(begin), Atom(end)))
    return music


def again(music: Expression, length: Fraction) -> Expression:
    """Placed notes coming again after *length* bars, unless they have a grid of their own."""
    if not isinstance(music, Apply) or music.word != "placed" or music.args[0] != Atom(None):
        return music
    return music.to((Atom(length), *music.args[1:]))


def _left(found: list[Laid], one: Laid, target: Name, blocks: Blocks) -> list[Laid]:
    """The blocks, with those called *target* silent while *one* plays."""
    names = [other.block.name.text for other in found if other.block.name is not None]
    if target.text not in names:
        hint = nearest(target.text, names) or "name a block of this text"
        _say(blocks, "PS105", target, f"there is no block {target.text} to replace", hint)
        return found
    every = one.block.attributes.every
    lasts = one.block.attributes.lasts
    if every is None:
        return found
    period = blocks.amounts.span(*every, one.scope) or Fraction(1)
    bars = (blocks.amounts.span(*lasts, one.scope) if lasts else None) or Fraction(1)
    numbers = (Atom(max(1, ceil(period))), Atom(max(1, ceil(bars))))
    at = one.block.attributes.at
    offset = (Atom(int(blocks.amounts.place(at))),) if at is not None else ()
    return [
        other._replace(
            voices=tuple(_with(voice, Apply("leave", (voice.part.music, *numbers, *offset))) for voice in other.voices)
        )
        if other.block.name is not None and other.block.name.text == target.text
        else other
        for other in found
    ]


def _say(blocks: Blocks, code: str, at: Name, message: str, hint: str | None) -> None:
    blocks.problems.append(Diagnostic(code, "error", at.begin, at.end, message, hint, SILENT))


def stretch(section: Section, headers: Headers, laid: list[Laid], blocks: Blocks) -> Stretch:
    """A section read: what it uses of the blocks before it, and what it brings."""
    inner = headers.inside()
    for item in section.items:
        if isinstance(item, Header):
            inner.read(item)
    outside = blocks.headers, blocks.amounts, blocks.lets
    if any(isinstance(item, Let) for item in section.items):
        blocks.lets = dict(blocks.lets)
    blocks.headers, blocks.amounts = inner, blocks.amounts._replace(timeline=inner.timeline(), seconds=inner.seconds)
    voices: list[Voice] = []
    longest = Fraction(0)
    for item in section.items:
        if isinstance(item, Use):
            used, length = _used(item, laid, blocks)
            voices += used
            longest = max(longest, length)
        elif isinstance(item, Let):
            blocks.let(item, blocks.lets)
        elif isinstance(item, Block):
            own = blocks.read(item, f"{section.name.text}.")
            for one in arranged([own], blocks, looping=True):
                voices += one.voices
            longest = max(longest, own.length if any(voice.placed for voice in own.voices) else Fraction(0))
    if len(voices) > MOST_PARTS:
        blocks.too_many(section, MOST_PARTS)
        voices = []
    scope = outside[2]
    if section.calls:
        voices = [changed(voice, section.calls, blocks, scope) for voice in voices]
    written = blocks.amounts.span(*section.length, scope) if section.length else None
    blocks.headers, blocks.amounts, blocks.lets = outside
    bars = ceil(written if written is not None else longest or _BARS)
    if bars > MOST_BARS:
        _say(blocks, "PS308", section.name, f"a section lasts up to {MOST_BARS} bars, not {bars}", None)
        bars = MOST_BARS
    return Stretch(section.name.text, bars, inner, tuple(voices))


def _used(use: Use, laid: list[Laid], blocks: Blocks) -> tuple[list[Voice], Fraction]:
    """The voices that a name in a section means, changed as it says there, and the length of their blocks."""
    found: list[Voice] = []
    length = Fraction(0)
    for one in laid:
        mine = [voice for voice in one.voices if voice.called(use.name.text)]
        found += mine
        if any(voice.placed for voice in mine):
            length = max(length, one.length)
    written = [name.text for one in laid for name in _written(one.block)]
    if not found and use.name.text not in written:  # what is written and does not play has been said already
        names = [*(voice.block for one in laid for voice in one.voices), *written]
        hint = nearest(use.name.text, names) or f"parts are {', '.join(dict.fromkeys(names)) or 'none yet'}"
        _say(blocks, "PS105", use.name, f"there is no part {use.name.text}", hint)
    return [changed(voice, use.calls, blocks, blocks.lets) for voice in found], length


def _written(block: Block) -> list[Name]:
    """The names that a block and its parts have in the text."""
    labels = [statement.label for statement in block.statements if not isinstance(statement, Let)]
    return [name for name in (block.name, *labels) if name is not None]


def expanded(form: Form, sections: dict[str, Stretch], blocks: Blocks) -> list[Stretch]:
    """The sections of a form one after another."""
    found: list[Stretch] = []
    for visit in form.visits:
        found += _visited(visit, sections, blocks)
        if len(found) > MOST_VISITS:
            place = (visit.begin, visit.end)
            message = f"a form has up to {MOST_VISITS} sections, repeats counted"
            blocks.problems.append(Diagnostic("PS308", "error", *place, message, None, SILENT))
            return []
    places = sum(len(one.voices) for one in found)
    if places > MOST_PLACES:
        message = f"too much to play: {places} parts of sections one after another; {MOST_PLACES} is the limit"
        blocks.problems.append(Diagnostic("PS308", "error", form.begin, form.end, message, None, SILENT))
        return []
    changes = sum(-(-one.bars // (one.headers.turn or one.bars)) * len(one.headers.meters) for one in found)
    if changes > MOST_CHANGES:
        message = f"a form changes its meter up to {MOST_CHANGES} times, not {changes}"
        blocks.problems.append(Diagnostic("PS308", "error", form.begin, form.end, message, None, SILENT))
        return []
    for one in {one.name: one for one in found}.values():
        refusal = crowded(demands(one.voices, blocks.loads))
        if refusal is not None:
            message = f"section {one.name}: {refusal}"
            blocks.problems.append(Diagnostic("PS308", "error", form.begin, form.end, message, None, SILENT))
            return []
    return found


def _visited(visit: Visit, sections: dict[str, Stretch], blocks: Blocks) -> list[Stretch]:
    times = visit.times.value if visit.times is not None else Fraction(1)
    if visit.times is not None and (times is None or times.denominator != 1 or times < 1):
        place = (visit.times.begin, visit.times.end)
        message = "a section is played a whole number of times"
        blocks.problems.append(Diagnostic("PS301", "error", *place, message, None, SILENT))
        return []
    inner: list[Stretch] = []
    if visit.name is not None and visit.name.text in sections:
        inner = [sections[visit.name.text]]
    elif visit.name is not None:
        hint = nearest(visit.name.text, sections) or f"sections are {', '.join(sections) or 'none yet'}"
        _say(blocks, "PS105", visit.name, f"there is no section {visit.name.text}", hint)
    for child in visit.inner:
        inner += _visited(child, sections, blocks)
    most = MOST_VISITS + 1  # one more than fits is enough to know that it does not
    return (inner[:most] * min(int(times or 1), most))[:most]


def performed(song: list[Stretch], headers: Headers, looping: bool) -> tuple[list[Part], Timeline, tuple[Mark, ...]]:
    """The parts of a song in its form, the road through it, and where its sections begin."""
    music: dict[str, tuple[Part, list[Argument]]] = {}
    marks: list[Mark] = []
    at = 0
    for section in song:
        own = section.headers.key if section.headers.key != headers.key else None
        marks.append(Mark(section.name, Fraction(at), own))
        for voice in section.voices:
            held = music.setdefault(voice.part.key, (voice.part, []))[1]
            held += _placed(section.headers.music(voice.part), voice.placed, at, section.bars)
        at += section.bars
    parts = [part._replace(music=_through(places, at if looping else None)) for part, places in music.values()]
    return parts, _road(song, headers), tuple(marks)


def _through(places: list[Argument], turn: int | None) -> Apply:
    """A part through its form, again after *turn* bars: then the upbeats of its beginning end each turn."""
    if turn is None:
        return Apply("seqP", tuple(places))
    upbeats = [
        (Atom(_begin(place) + turn), Atom(Fraction(turn)), place[2])
        for place in places
        if isinstance(place, tuple) and _begin(place) < 0
    ]
    return Apply("ribbon", (Apply("seqP", (*places, *upbeats)), Atom(Fraction(0)), Atom(Fraction(turn))))


def _placed(music: Argument, placed: bool, at: int, bars: int) -> list[Argument]:
    """Where a part is heard in one section; what it places before its beginning is heard in the bar before."""
    upbeat = _upbeat(music) if placed else None
    if upbeat is None:
        return [(Atom(Fraction(at)), Atom(Fraction(at + bars)), music)]
    rest, early, before, loop = upbeat
    last = at + (ceil(bars / (loop or bars)) - 1) * (loop or Fraction(bars))
    shifted = Apply("late", (early, Atom(Fraction(before))))  # each turn has its own; after the last there is no turn
    return [
        (Atom(Fraction(at - before)), Atom(Fraction(last)), shifted),
        (Atom(Fraction(at)), Atom(Fraction(at + bars)), rest),
    ]


def _upbeat(music: Argument) -> tuple[Apply, Apply, int, Fraction | None] | None:
    """Placed notes, whatever is done to them: without those before bar 1, only those, how early, and their loop."""
    if not isinstance(music, Apply) or not music.args:
        return None
    if music.word == "placed":
        loop, *notes = music.args
        upbeats = [note for note in notes if _begin(note) < 0]
        if not upbeats:
            return None
        rest = music.to((loop, *(note for note in notes if _begin(note) >= 0)))
        value = loop.value if isinstance(loop, Atom) else None
        length = Fraction(value) if isinstance(value, int | Fraction) else None
        return rest, music.to((loop, *upbeats)), ceil(-min(map(_begin, upbeats))), length
    inner = _upbeat(music.args[0])
    if inner is None:
        return None
    others = music.args[1:]
    return music.to((inner[0], *others)), music.to((inner[1], *others)), inner[2], inner[3]


def _begin(note: Argument) -> Fraction:
    """Where a placed note begins, in bars from the start of its block."""
    value = note[0].value if isinstance(note, tuple) and isinstance(note[0], Atom) else None
    return Fraction(value) if isinstance(value, int | Fraction) else Fraction(0)


def _road(song: list[Stretch], headers: Headers) -> Timeline:
    """Tempo, meter and swing from section to section; a section that says nothing has those of the text."""
    tempos: list[TempoMark] = [headers.tempo_mark(Fraction(0))]
    meters: list[MeterMark] = []
    swings: list[SwingMark] = []
    at, own = 0, False
    for section in song:
        place = Fraction(at)
        says = "tempo" in section.headers.seen
        if says:
            tempos.append(section.headers.tempo_mark(place))
        elif own:
            tempos.append(TempoMark(place, headers.ramp[0] if headers.ramp else headers.bpm))
        own = says
        meters += _measured(section.headers, at, section.bars)
        swings.append(SwingMark(place, section.headers.swing))
        at += section.bars
    return Timeline(tuple(tempos), tuple(meters) or headers.meter_marks(Fraction(0))[0], headers.swing, tuple(swings))


def _measured(headers: Headers, at: int, bars: int) -> list[MeterMark]:
    """The meters of a section, which begin again until it is over."""
    marks, turn = headers.meter_marks(Fraction(at))
    if turn is None:
        return [mark for mark in marks if mark.at < at + bars]
    later = [mark._replace(at=mark.at + time * turn) for time in range(-(-bars // turn)) for mark in marks]
    return [mark for mark in later if mark.at < at + bars]
