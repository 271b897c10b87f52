"""The desk: which parts are muted and which play solo, by what the text says and by hand. Pure.

A hand outdoes the text until the text says otherwise than it did.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal, NamedTuple, TypeAlias

from pattern_engine.program import Part, Program
from pattern_engine.scheduler import Mix

Switch: TypeAlias = Literal["mute", "solo"]


class Desk(NamedTuple):
    """The switches of each part of a program: *written* as the text has them, *turned* those that a hand has moved."""

    keys: tuple[str, ...] = ()
    written: Mapping[tuple[Switch, str], bool] = {}
    turned: Mapping[tuple[Switch, str], bool] = {}

    def over(self, program: Program) -> Desk:
        """The desk for *program*, on which stays as it was what the text does not say otherwise now."""
        written = {place: on for part in program.parts for place, on in _written(part)}
        turned = {
            place: on
            for place, on in self.turned.items()
            if place not in written or self.written.get(place, written[place]) == written[place]
        }
        return Desk(tuple(part.key for part in program.parts), written, turned)

    def turn(self, switch: Switch, keys: Iterable[str], on: bool | None) -> Desk:
        """The desk with *switch* of these parts on or off, or the other way for None: off only if it is on for all."""
        chosen = [*keys]
        now = not set(chosen) <= self.on(switch) if on is None else on
        return self._replace(turned={**self.turned, **{(switch, key): now for key in chosen}})

    def on(self, switch: Switch) -> frozenset[str]:
        """The parts whose *switch* is on."""
        places = [(switch, key) for key in self.keys]
        return frozenset(key for _, key in places if self.turned.get((switch, key), self.written[switch, key]))

    def meant(self, keys: Iterable[str]) -> tuple[list[str], list[str]]:
        """The parts that *keys* of parts or blocks mean, in order, and those keys that mean none."""
        asked = [*dict.fromkeys(keys)]
        found = [key for key in self.keys if any(key == one or key.startswith(f"{one}/") for one in asked)]
        return found, [one for one in asked if not any(key == one or key.startswith(f"{one}/") for key in found)]

    @property
    def mix(self) -> Mix:
        """What the player is told."""
        return Mix(self.on("mute"), self.on("solo"))


def bare(program: Program) -> Program:
    """*program* with no switch on: what is heard of it is up to the desk alone."""
    return program._replace(parts=tuple(part._replace(muted=False, solo=False) for part in program.parts))


def _written(part: Part) -> tuple[tuple[tuple[Switch, str], bool], ...]:
    return (("mute", part.key), part.muted), (("solo", part.key), part.solo)
