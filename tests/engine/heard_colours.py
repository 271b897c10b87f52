"""What is heard of the controls that colour a note, move its pitch, or stack it."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest
from measured_sound import Sound, depth, flatness, note, pitch, play, power, render, rms, share

from pattern_engine.event import Value


def dirt(name: str, value: float) -> Callable[[], None]:
    def heard() -> None:
        clean, dirty = play("bass", 40), play("bass", 40, **{name: value})
        assert share(dirty, 1500, 20000) > 2 * share(clean, 1500, 20000)

    return heard


def the_noise() -> None:
    assert flatness(play("organ", noise=0.6)) > 10 * flatness(play("organ"))


def the_ring() -> None:
    plain, rung = play("organ", 69), play("organ", 69, ring=1, ringf=100)
    assert power(rung, 335, 345) > 100 * power(plain, 335, 345)
    assert power(rung, 438, 442) < 0.1 * power(plain, 438, 442)


def the_tremolo() -> None:
    assert depth(play("organ", trem=8), 8) > 5 * depth(play("organ"), 8)
    assert depth(play("organ", trem=8, tremolodepth=1), 8) > 2 * depth(play("organ", trem=8, tremolodepth=0.3), 8)


def notches(**controls: Value) -> float:
    """By how many decibels at most the phaser takes something out of a cymbal."""
    plain, phased = play("drums", 49), play("drums", 49, **controls)
    edges = np.geomspace(200, 8000, 40)
    return max(
        10 * float(np.log10(power(plain, low, high, 0.1, 0.15) / power(phased, low, high, 0.1, 0.15)))
        for low, high in pairwise(edges)
    )


def the_phaser() -> None:
    assert notches(phaser=0.5, phaserdepth=0.95) > 2 + notches(phaser=0.5, phaserdepth=0.1)


def the_phasers_place(name: str, one: float, other: float) -> Callable[[], None]:
    def heard() -> None:
        first, second = (play("drums", 49, phaser=0.5, **{name: value}) for value in (one, other))
        bands = [(300, 700), (700, 1500), (1500, 3000), (3000, 6000)]
        changes = [power(first, *band, 0.2, 0.4) / power(second, *band, 0.2, 0.4) for band in bands]
        assert max(changes) / min(changes) > 1.3

    return heard


def the_stack() -> None:
    one, many = play("lead", 57), play("lead", 57, unison=5, detune=1)
    plain = play("lead", 57, unison=5, detune=0)
    assert share(many, 223, 228, 0.1, 0.5) > 5 * share(one, 223, 228, 0.1, 0.5)
    assert share(many, 223, 228, 0.1, 0.5) > 5 * share(plain, 223, 228, 0.1, 0.5)
    assert rms(many) == pytest.approx(rms(one), rel=0.5)


def the_spread() -> None:
    narrow, wide = (play("epiano", 57, unison=4, voiceSpread=spread) for spread in (0.0, 1.0))

    def sides(sound: Sound) -> float:
        return float(((sound[:, 0] - sound[:, 1]) ** 2).sum() / (sound**2).sum())

    assert sides(wide) > 3 * sides(narrow)


def the_modulation() -> None:
    assert share(play("flute", 69, fm=3), 1500, 9000) > 5 * share(play("flute", 69), 1500, 9000)


def the_ratio() -> None:
    assert power(play("bell", 69, fm=1, fmh=1.5), 200, 240) > 30 * power(play("bell", 69, fm=1), 200, 240)


def modulation(name: str, value: float, begin: float, grows: bool) -> Callable[[], None]:
    def heard() -> None:
        usual: dict[str, Value] = {"fm": 4, "fmdecay": 0.1} if name in ("fmdecay", "fmsustain") else {"fm": 4}
        usual_sound, changed = play("flute", 69, **usual), play("flute", 69, **(usual | {name: value}))
        ratio = share(changed, 1500, 9000, begin, begin + 0.1) / share(usual_sound, 1500, 9000, begin, begin + 0.1)
        assert ratio > 1.5 if grows else ratio < 0.67

    return heard


def the_vibrato() -> None:
    still, wavering = play("organ", 69), play("organ", 69, vib=6, vibmod=0.5)
    assert power(wavering, 425, 436, 0.05, 0.5) > 10 * power(still, 425, 436, 0.05, 0.5)


def the_vibratos_depth() -> None:
    small, large = (play("organ", 69, vib=6, vibmod=deep) for deep in (0.1, 2))
    assert power(large, 380, 425, 0.05, 0.5) > 10 * power(small, 380, 425, 0.05, 0.5)


def the_pitch_envelope() -> None:
    sound = play("clarinet", 57, penv=12, pdecay=0.2)
    assert pitch(sound, 0.0, 0.06) > 1.4 * 220
    assert pitch(sound, 0.3, 0.5) == pytest.approx(220, rel=0.01)


def pitched(name: str, value: float, when: tuple[float, float], hz: float) -> Callable[[], None]:
    def heard() -> None:
        asked: dict[str, Value] = {"penv": 12, "pdecay": 0.05, "release": 0.6}
        if name == "prelease":
            asked["psustain"] = 1.0
        sound = play("clarinet", 57, **(asked | {name: value}))
        assert pitch(sound, *when) == pytest.approx(hz, rel=0.06)
        assert pitch(play("clarinet", 57, **asked), *when) != pytest.approx(hz, rel=0.06)

    return heard


def the_acceleration() -> None:
    sound = play("organ", 57, accelerate=1)
    assert pitch(sound, 0.4, 0.5) > 1.4 * pitch(sound, 0, 0.1)


def the_bend() -> None:
    assert pitch(play("flute", 69, bend=1), 0.1, 0.5) == pytest.approx(440 * 2 ** (2 / 12), rel=0.005)


def the_note() -> None:
    assert pitch(play("organ", 69), 0.1, 0.5) == pytest.approx(440, rel=0.002)


def the_sound() -> None:
    assert not np.array_equal(play("piano"), render((0, note("piano")._replace(sound="organ"))))


HEARD: dict[str, Callable[[], None]] = {
    "note": the_note,
    "s": the_sound,
    "distort": dirt("distort", 1),
    "shape": dirt("shape", 0.9),
    "crush": dirt("crush", 3),
    "coarse": dirt("coarse", 16),
    "noise": the_noise,
    "ring": the_ring,
    "ringf": the_ring,
    "trem": the_tremolo,
    "tremolodepth": the_tremolo,
    "phaser": the_phaser,
    "phaserdepth": the_phaser,
    "phasercenter": the_phasers_place("phasercenter", 500, 3000),
    "phasersweep": the_phasers_place("phasersweep", 0, 4000),
    "unison": the_stack,
    "detune": the_stack,
    "voiceSpread": the_spread,
    "vib": the_vibrato,
    "vibmod": the_vibratos_depth,
    "fm": the_modulation,
    "fmh": the_ratio,
    "fmattack": modulation("fmattack", 0.4, 0.0, False),
    "fmdecay": modulation("fmdecay", 1.0, 0.2, True),
    "fmsustain": modulation("fmsustain", 1.0, 0.3, True),
    "penv": the_pitch_envelope,
    "pattack": pitched("pattack", 0.3, (0.0, 0.06), 235),
    "pdecay": pitched("pdecay", 2.0, (0.1, 0.2), 408),
    "psustain": pitched("psustain", 1.0, (0.2, 0.4), 440),
    "prelease": pitched("prelease", 5.0, (0.7, 0.8), 424),
    "panchor": pitched("panchor", 1.0, (0.2, 0.4), 110),
    "accelerate": the_acceleration,
    "bend": the_bend,
}
