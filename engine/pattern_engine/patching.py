"""Patching: a program of which some parts have mistakes is played with their last good versions instead. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from pattern_engine.expression import Apply, Argument, Atom, Chain, Lambda, Table
from pattern_engine.program import Knob, Part, Program
from pattern_engine.time import Time
from pattern_engine.timeline import Timeline


class Partial(NamedTuple):
    """What can be played of a text with mistakes: *program* holds only parts without any.

    ``spoilt`` are the beginnings of the keys of all others (``melody/lead/``). ``headers`` have no value of their own:
    ``tempo``, ``swing``, ``key``, ``seed``, ``title``, ``out``. *lost* says that blocks may stand in the text which
    could not be read at all, so that a block that is missing has not been taken out.
    """

    program: Program
    spoilt: tuple[str, ...] = ()
    headers: frozenset[str] = frozenset()
    lost: bool = False

    def kept(self, parts: Iterable[Part]) -> list[Part]:
        """Those *parts* of the version before that go on: what they are now is not known."""
        blocks = {_block(other.key) for other in self.program.parts} if self.lost else None
        return [
            part
            for part in parts
            if part.key.startswith(self.spoilt) or (blocks is not None and _block(part.key) not in blocks)
        ]


def patched(last_good: Program, partial: Partial) -> Program | None:
    """What is played of *partial* after *last_good*: its parts, and the last good versions of those with mistakes.

    None if the sections are others than before: a part, or a tempo, of the old form has no place in the new one.
    """
    kept = partial.kept(last_good.parts)
    fresh = partial.program
    if (kept or partial.headers & {"tempo", "swing"}) and fresh.marks != last_good.marks:
        return None
    parts = _in_order(fresh.parts, last_good.parts, kept)
    return fresh._replace(
        parts=parts,
        timeline=_road(fresh.timeline, last_good.timeline, partial.headers),
        length=_longest(fresh, last_good) if kept else fresh.length,
        placed=_later(fresh.placed, last_good.placed) if kept else fresh.placed,
        key=last_good.key if "key" in partial.headers else fresh.key,
        seed=last_good.seed if "seed" in partial.headers else fresh.seed,
        title=last_good.title if "title" in partial.headers else fresh.title,
        sounds=_sounds(fresh, last_good, kept),
        start=min(fresh.start, last_good.start) if kept else fresh.start,
        knobs=_knobs(fresh.knobs, last_good.knobs, kept),
        outputs=last_good.outputs if "out" in partial.headers else fresh.outputs,
    )


def spliced(playing: Program, fresh: Program, blocks: tuple[str, ...]) -> Program | None:
    """*playing* with the parts of *fresh* whose keys begin with one of *blocks*, in their places there; else as it is.

    None if the sections are others than those that are played: the parts have no place there.
    """
    taken = [part for part in fresh.parts if part.key.startswith(blocks)]
    if fresh.marks != playing.marks:
        return None
    staying = tuple(part for part in playing.parts if not part.key.startswith(blocks))
    used = set(_turning(part.music for part in taken))
    new = {knob.name: knob for knob in fresh.knobs if knob.name in used}
    knobs = {knob.name: knob for knob in playing.knobs} | new
    return playing._replace(
        parts=_in_order(staying, fresh.parts, taken),
        length=_longest(playing, fresh),
        placed=_later(playing.placed, fresh.placed),
        sounds=_sounds_of(playing, fresh, staying, taken),
        start=min(playing.start, fresh.start),
        knobs=tuple(knobs.values()),
    )


def _sounds_of(
    playing: Program, fresh: Program, staying: Iterable[Part], taken: Iterable[Part]
) -> tuple[tuple[str, str], ...]:
    """What plays the instruments: for those of *staying* parts what did, for others of *taken* ones what does now."""
    held = {part.instrument for part in staying}
    new = {part.instrument for part in taken} - held
    sounds = dict(playing.sounds) | {name: sound for name, sound in fresh.sounds if name in new}
    return tuple(sorted(sounds.items()))


def _block(key: str) -> str:
    """The block of a part: ``melody/lead`` of ``melody/lead/1``."""
    return key.rpartition("/")[0]


def _in_order(fresh: tuple[Part, ...], before: tuple[Part, ...], kept: list[Part]) -> tuple[Part, ...]:
    """*fresh* with each of *kept* after the part that it stood behind *before*, or else the nearest one before that."""
    known = {part.key for part in fresh}
    names = {part.key for part in kept}
    following: dict[str, list[Part]] = {}
    behind = ""
    for part in before:
        if part.key in names:
            following.setdefault(behind, []).append(part)
        elif part.key in known:
            behind = part.key
    order = following.get("", [])[:]
    for part in fresh:
        order += [part, *following.get(part.key, ())]
    return tuple(order)


def _road(fresh: Timeline, before: Timeline, headers: frozenset[str]) -> Timeline:
    if "tempo" in headers:
        fresh = fresh._replace(tempos=before.tempos)
    if "swing" in headers:
        fresh = fresh._replace(swing=before.swing, swings=before.swings)
    return fresh


def _longest(one: Program, other: Program) -> Time | None:
    """How long both last together; None if either goes on."""
    return None if one.length is None or other.length is None else max(one.length, other.length)


def _later(one: Time | None, other: Time | None) -> Time | None:
    return max((end for end in (one, other) if end is not None), default=None)


def _sounds(fresh: Program, before: Program, kept: list[Part]) -> tuple[tuple[str, str], ...]:
    """What plays the instruments: what the text says now, and for a part that is kept what it said then."""
    names = {part.instrument for part in kept}
    held = {name: sound for name, sound in before.sounds if name in names}
    return tuple(sorted((held | dict(fresh.sounds)).items()))


def _knobs(fresh: tuple[Knob, ...], before: tuple[Knob, ...], kept: list[Part]) -> tuple[Knob, ...]:
    """The knobs of the text, and those that only parts which are kept listen to."""
    used = set(_turning(part.music for part in kept))
    names = {knob.name for knob in fresh}
    return (*fresh, *(knob for knob in before if knob.name in used and knob.name not in names))


def _turning(music: Iterable[Argument]) -> Iterable[str]:
    """The names of all knobs in *music*."""
    waiting = list(music)
    while waiting:
        match waiting.pop():
            case Apply("knob", (Atom(str(name)), *_)):
                yield name
            case Apply(_, args, named):
                waiting += [*args, *(value for _, value in named)]
            case Chain(steps):
                waiting += steps
            case Lambda(_, body):
                waiting.append(body)
            case Table(entries):
                waiting += [value for _, value in entries]
            case tuple() as items:
                waiting += items
            case _:
                pass
