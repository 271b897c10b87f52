"""What is heard of the controls that shape a note: its loudness, its envelope, its filters."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from measured_sound import ends, play, power, rms, share

from pattern_engine.event import Value

LOW = {"lpf": 300, "lpq": 1}
BAND = {"bpf": 400, "bpq": 4}


def stage(prefix: str, name: str) -> Callable[[], None]:
    """That a stage of a filter's envelope changes when, or how much of, the highs are heard."""
    base = {"lp": LOW, "hp": {"hpf": 2000}, "bp": BAND}[prefix]
    deep = {"lp": 4, "hp": -5, "bp": 3}[prefix]

    def heard() -> None:
        asked: dict[str, Value] = {**base, f"{prefix}env": deep, f"{prefix}attack": 0.01, f"{prefix}decay": 0.1}
        held = {f"{prefix}sustain": 1.0, f"{prefix}release": 2.0} if name == "release" else {}
        usual: dict[str, Value] = {**asked, **held, "release": 0.8}
        changed = usual | {f"{prefix}{name}": {"attack": 0.3, "decay": 0.6, "sustain": 1.0, "release": 0.02}[name]}
        begin, end = {"attack": (0.0, 0.1), "decay": (0.15, 0.3), "sustain": (0.3, 0.45), "release": (0.6, 0.8)}[name]

        def opened(controls: dict[str, Value]) -> float:
            sound = play(**controls)
            if prefix == "hp":
                return share(sound, 0, 500, begin, end)
            return share(sound, 900, 9000, begin, end)

        ratio = opened(changed) / opened(usual)
        assert ratio > 1.5 if name in ("decay", "sustain") else ratio < 0.67

    return heard


def env(prefix: str) -> Callable[[], None]:
    def heard() -> None:
        if prefix == "hp":
            still, moved = play(hpf=2000, release=0.02), play(hpf=2000, hpenv=-5, hpdecay=0.3, release=0.02)
            assert power(moved, 0, 500) > 5 * power(still, 0, 500)
        else:
            base = LOW if prefix == "lp" else BAND
            still, moved = play(**base), play(**base, **{f"{prefix}env": 3, f"{prefix}decay": 0.4})
            assert share(moved, 900, 9000, 0, 0.3) > 2 * share(still, 900, 9000, 0, 0.3)

    return heard


def loudness_of(name: str, value: float, factor: float, **others: Value) -> Callable[[], None]:
    def heard() -> None:
        assert rms(play(**{name: value}, **others)) == pytest.approx(factor * rms(play(**others)), rel=0.01)

    return heard


def the_attack() -> None:
    assert rms(play("organ", attack=0.4), 0, 0.1) < 0.3 * rms(play("organ"), 0, 0.1)


def the_hold() -> None:
    short, long = (play("organ", decay=0.05, sustain=0.1, hold=hold) for hold in (0.0, 0.3))
    assert rms(long, 0.15, 0.3) > 4 * rms(short, 0.15, 0.3)


def the_decay() -> None:
    quick, slow = (play("organ", sustain=0.1, decay=decay) for decay in (0.05, 1.0))
    assert rms(slow, 0.2, 0.4) > 3 * rms(quick, 0.2, 0.4)


def the_sustain() -> None:
    full, less = (play("organ", decay=0.05, sustain=sustain) for sustain in (1.0, 0.25))
    assert rms(less, 0.2, 0.45) == pytest.approx(0.25 * rms(full, 0.2, 0.45), rel=0.05)


def the_release() -> None:
    assert ends(play("organ", release=0.01)) < 0.53 < 0.8 < ends(play("organ", release=0.9))


def the_fades() -> None:
    plain = play("drums", 49)
    assert rms(play("drums", 49, fadeInTime=0.3), 0, 0.05) < 0.3 * rms(plain, 0, 0.05)


def the_last_fade() -> None:
    assert rms(play("drums", 46, fadeTime=0.5), 0.4, 0.6) < 0.6 * rms(play("drums", 46), 0.4, 0.6)


def the_low_pass() -> None:
    assert power(play(lpf=300), 1500, 20000) < power(play(), 1500, 20000) / 30
    assert power(play(lpf=300), 0, 250) > 0.5 * power(play(), 0, 250)


def the_high_pass() -> None:
    assert power(play(hpf=1500), 0, 300) < power(play(), 0, 300) / 100


def the_band_pass() -> None:
    sound, plain = play("drums", 38, bpf=1000, bpq=2), play("drums", 38)
    assert power(sound, 100, 300) < power(plain, 100, 300) / 10
    assert power(sound, 5000, 20000) < power(plain, 5000, 20000) / 10
    assert power(sound, 900, 1100) > 0.5 * power(plain, 900, 1100)


def resonance(name: str, filtering: str) -> Callable[[], None]:
    def heard() -> None:
        flat, peaked = (play("drums", 38, **{filtering: 1000, name: q}) for q in (0.7, 10))
        assert share(peaked, 900, 1100) > 3 * share(flat, 900, 1100)

    return heard


def the_anchor() -> None:
    low, middle = (play(**LOW, lpenv=3, lpsustain=1, fanchor=anchor) for anchor in (0.0, 1.0))
    assert share(low, 900, 9000) > 3 * share(middle, 900, 9000)


def the_one_knob() -> None:
    dark, open_, thin = (play(djf=knob) for knob in (0.2, 0.5, 0.8))
    assert share(dark, 600, 20000) < 0.3 * share(open_, 600, 20000)
    assert share(thin, 0, 300) < 0.3 * share(open_, 0, 300)


def the_vowel() -> None:
    sounds = {vowel: play("harpsichord", 45, vowel=vowel) for vowel in "aeiou"}
    assert share(sounds["i"], 2000, 3300) > 3 * share(sounds["a"], 2000, 3300)
    assert share(sounds["a"], 600, 1200) > 3 * share(sounds["i"], 600, 1200)
    assert share(sounds["u"], 0, 400) > share(sounds["a"], 0, 400)


def the_velocity() -> None:
    soft, hard = play("piano", vel=0.3), play("piano", vel=0.9)
    assert rms(hard) > 3 * rms(soft)
    assert share(hard, 1500, 9000) > 1.5 * share(soft, 1500, 9000)


HEARD: dict[str, Callable[[], None]] = {
    "vel": the_velocity,
    "gain": loudness_of("gain", 0.5, 0.5),
    "amp": loudness_of("amp", 0.5, 0.5),
    "overgain": loudness_of("overgain", 0.5, 1.5),
    "postgain": loudness_of("postgain", 0.5, 0.5),
    "attack": the_attack,
    "hold": the_hold,
    "decay": the_decay,
    "sustain": the_sustain,
    "release": the_release,
    "fadeInTime": the_fades,
    "fadeTime": the_last_fade,
    "lpf": the_low_pass,
    "hpf": the_high_pass,
    "bpf": the_band_pass,
    "lpq": resonance("lpq", "lpf"),
    "hpq": resonance("hpq", "hpf"),
    "bpq": resonance("bpq", "bpf"),
    **{f"{prefix}env": env(prefix) for prefix in ("lp", "hp", "bp")},
    **{
        f"{prefix}{name}": stage(prefix, name)
        for prefix in ("lp", "hp", "bp")
        for name in ("attack", "decay", "sustain", "release")
    },
    "fanchor": the_anchor,
    "djf": the_one_knob,
    "vowel": the_vowel,
}
