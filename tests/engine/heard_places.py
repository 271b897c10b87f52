"""What is heard of the controls that place a note: in space, in time, among others and in its recording."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import numpy as np
import pytest
from measured_sound import Sound, ends, note, play, render, rms, share

from pattern_engine.event import Value
from pattern_engine.scheduler import cues
from pattern_engine.timeline import Timeline


def wet(**controls: Value) -> Sound:
    """What the effects alone add to a short knock."""
    return play("drums", 37, **controls) - play("drums", 37)


def the_pan() -> None:
    left = play("bass", pan=0)
    assert rms(left[:, 1:]) < 1e-4 < rms(left[:, :1])


def the_dry() -> None:
    assert rms(play(dry=0)) == 0
    assert rms(play(dry=0, room=0.5)) > 0


def the_delay() -> None:
    assert np.flatnonzero(wet(delay=0.5, delaytime=0.3).any(axis=1))[0] == 14_400
    assert rms(wet(delay=0.6)) == pytest.approx(2 * rms(wet(delay=0.3)), rel=0.01)


def the_feedback() -> None:
    assert rms(wet(delay=0.5, delayfb=0.8), 0.9) > 4 * rms(wet(delay=0.5, delayfb=0.3), 0.9)


def the_room() -> None:
    assert rms(wet(room=0.8)) == pytest.approx(2 * rms(wet(room=0.4)), rel=0.01)


def larger(name: str, one: float, other: float) -> Callable[[], None]:
    def heard() -> None:
        small, large = wet(room=0.8, **{name: one}), wet(room=0.8, **{name: other})
        assert rms(large, 0.8) > 3 * rms(small, 0.8)

    return heard


def the_rooms_highs() -> None:
    dark, bright = wet(room=0.8, roomlp=800), wet(room=0.8, roomlp=20000)
    assert share(dark, 3000, 20000, 0.3) < 0.5 * share(bright, 3000, 20000, 0.3)


def the_orbit() -> None:
    small, large = note("drums", 37, room=0.8, size=0.1), note("drums", 37, room=0.8, size=1.0, orbit=1)
    apart = render((0, small), (400_000, large)) - render((400_000, large))
    alone = render((0, small))
    assert np.abs(apart - alone).max() < 1e-5
    together = render((0, small), (400_000, large._replace(controls={**large.controls, "orbit": 0})))
    assert np.abs(together - render((400_000, large)) - alone).max() > 1e-5


def the_cut() -> None:
    first, second = note("drums", 46, cut=1), note("drums", 42, cut=1)
    free = note("drums", 46)
    cut, both = render((0, first), (100_000, second)), render((0, free), (100_000, second))
    assert np.array_equal(cut[:4800], both[:4800])
    assert rms(cut, 0.3, 0.5) < 0.01 * rms(both, 0.3, 0.5)


def the_duck() -> None:
    pad, kick = note("organ", 57, orbit=1), note("drums", 36, duck=1, duckattack=0.2, gain=0.001)
    still, pumped = render((0, pad)), render((0, pad), (200_000, kick))
    assert rms(pumped, 0.21, 0.24) < 0.4 * rms(still, 0.21, 0.24)
    assert rms(pumped, 0.42, 0.48) == pytest.approx(rms(still, 0.42, 0.48), rel=0.02)
    slow = render((0, pad), (200_000, note("drums", 36, duck=1, duckattack=1.0, gain=0.001)))
    assert rms(slow, 0.42, 0.48) < 0.8 * rms(pumped, 0.42, 0.48)
    half = render((0, pad), (200_000, note("drums", 36, duck=1, duckattack=0.2, duckdepth=0.3, gain=0.001)))
    assert rms(half, 0.21, 0.24) > 1.5 * rms(pumped, 0.21, 0.24)


def the_speed() -> None:
    assert ends(play("drums", 46, speed=2), 0) == pytest.approx(0.5 * ends(play("drums", 46), 0), rel=0.01)
    backwards = play("drums", 46, speed=-1)
    assert rms(backwards, 0.5, 0.7) > 3 * rms(backwards, 0, 0.2)


def the_begin() -> None:
    whole, later = play("drums", 49), play("drums", 49, begin=0.25)
    assert np.abs(later[2000:9000] - whole[2000 + 28_800 : 9000 + 28_800]).max() < 0.01 * np.abs(whole).max()


def the_end() -> None:
    assert ends(play("drums", 49, end=0.25)) < 0.61


def the_loop() -> None:
    assert ends(play("drums", 42, loop=1)) > 0.45 > 0.2 > ends(play("drums", 42))


def the_unit() -> None:
    assert ends(play("drums", 46, speed=1, unit="s"), 0) == pytest.approx(1.0, abs=0.01)


def the_nudge() -> None:
    early, late = (note("drums", 36, nudge=nudge) for nudge in (-0.02, 0.03))
    first, second = (cues([one._replace(begin=Fraction(1, 4))], Timeline())[0].at for one in (early, late))
    assert second - first == 50_000


HEARD: dict[str, Callable[[], None]] = {
    "pan": the_pan,
    "dry": the_dry,
    "delay": the_delay,
    "delaytime": the_delay,
    "delayfb": the_feedback,
    "room": the_room,
    "size": larger("size", 0.2, 0.9),
    "roomfade": larger("roomfade", 0.4, 4),
    "roomlp": the_rooms_highs,
    "orbit": the_orbit,
    "cut": the_cut,
    "duck": the_duck,
    "duckattack": the_duck,
    "duckdepth": the_duck,
    "speed": the_speed,
    "begin": the_begin,
    "end": the_end,
    "loop": the_loop,
    "unit": the_unit,
    "nudge": the_nudge,
}
