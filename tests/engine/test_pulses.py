"""The ticks of the musical clock: none missed, none told twice, along ramps, swaps and jumps."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from itertools import pairwise
from types import MappingProxyType

import pytest

from pattern_engine.outputs.output import Pulse
from pattern_engine.pulses import pulses
from pattern_engine.scheduler import Place, Scheduler, Take
from pattern_engine.timeline import Swing, TempoMark, Timeline

F = Fraction


class Nothing:
    """A performance of nothing."""

    troubles: Mapping[str, str] = MappingProxyType({})

    def notes(self, begin: Fraction, end: Fraction) -> list:
        return []


def scheduler(timeline: Timeline, at: int = 0) -> Scheduler:
    return Scheduler(Take(Nothing(), timeline), at=at)


def asked(source: Scheduler, cuts: list[int]) -> list[Pulse]:
    return [pulse for begin, end in pairwise(cuts) for pulse in pulses(source, begin, end)]


@pytest.mark.parametrize("step", [20_000, 7_919, 333_333])
def test_ticks_are_the_same_however_they_are_asked_for(step: int) -> None:
    timeline = Timeline((TempoMark(F(0), F(96), F(132), F(2)), TempoMark(F(3), F(1201, 10))), swing=Swing(F(3, 5)))
    whole = pulses(scheduler(timeline, 5), 5, 4_000_005)
    assert asked(scheduler(timeline, 5), [*range(5, 4_000_005, step), 4_000_005]) == whole
    assert [pulse.number for pulse in whole] == list(range(len(whole)))
    assert [pulse.at for pulse in whole] == [5 + timeline.pulse(F(n, 24)) for n in range(len(whole))]


def test_four_bars_have_384_ticks() -> None:
    assert len(pulses(scheduler(Timeline()), 0, 8_000_000)) == 384


def test_ticks_follow_a_new_tempo_from_where_it_begins() -> None:
    source = scheduler(Timeline())
    before = pulses(source, 0, 1_990_000)
    source.swap(Take(Nothing(), Timeline((TempoMark(bpm=F(60)),))), Place(F(1), 2_000_000))
    found = [*before, *asked(source, list(range(1_990_000, 6_010_000, 20_000)))]
    assert [pulse.number for pulse in found] == list(range(len(found)))
    gaps = [after.at - one.at for one, after in pairwise(found)]
    assert set(gaps[:95]) <= {20833, 20834}
    assert set(gaps[96:]) <= {41666, 41667}


def test_from_the_middle_the_number_is_that_of_the_place() -> None:
    source = scheduler(Timeline())
    source.locate(Take(Nothing(), Timeline()), F(9, 2), 1000)
    assert pulses(source, 1000, 25_000) == [Pulse(1000, 4 * 96 + 48), Pulse(21833, 4 * 96 + 49)]
