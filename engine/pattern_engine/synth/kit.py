"""The drum kit: which sound every General MIDI percussion key has, how long it rings and how loud it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from pattern_engine.synth.drums import Cymbal, Family, Knock, Rattle, Skin, Snare, Sweep
from pattern_engine.synth.filters import softened
from pattern_engine.synth.loudness import levelled
from pattern_engine.synth.partials import Floats


@dataclass(frozen=True, slots=True)
class Hit:
    """A drum sound: its family with its numbers, how long it is in seconds, and its loudness below full scale."""

    family: Family
    seconds: float
    decibels: float


def _wood(hz: float, t60: float = 0.09) -> Knock:
    return Knock(((hz, 1.0, t60), (hz * 1.52, 0.4, t60 * 0.7), (hz * 2.43, 0.25, t60 * 0.4)), 0.15)


def _metal(hz: float, t60: float) -> Knock:
    return Knock(
        ((hz, 1.0, t60), (hz * 1.485, 0.8, t60), (hz * 2.96, 0.25, t60 * 0.5), (hz * 4.4, 0.12, t60 * 0.3)), 0.12
    )


def _triangle(t60: float) -> Knock:
    return Knock(((1830, 0.3, t60), (4060, 1.0, t60), (5320, 0.6, t60 * 0.8), (7480, 0.25, t60 * 0.5)), 0.03)


_SCRAPE = tuple(step * 0.017 for step in range(6))
_LONG_SCRAPE = tuple(step * 0.024 for step in range(16))
_TEETH = tuple(step * 0.031 for step in range(22))

HITS: Mapping[int, Hit] = MappingProxyType(
    {
        27: Hit(Sweep(2600, 260, 0.16, 0.025), 0.2, -28),
        28: Hit(Rattle(500, 3200, 0.0004, 0.14, (0.0, 0.008)), 0.2, -29),
        29: Hit(Rattle(700, 3500, 0.05, 0.25), 0.25, -29),
        30: Hit(Rattle(500, 2600, 0.03, 0.2), 0.22, -29),
        31: Hit(_wood(1900, 0.06), 0.1, -29),
        32: Hit(Knock(((1500, 1.0, 0.03), (4500, 0.2, 0.02)), 0.1), 0.06, -31),
        33: Hit(_wood(1250, 0.05), 0.1, -29),
        34: Hit(Knock(((2100, 1.0, 0.5), (4350, 0.3, 0.25)), 0.05), 0.5, -29),
        35: Hit(Skin(44, 2.2, 0.55, 0.05, 0.18, 0.03), 0.6, -19),
        36: Hit(Skin(50, 2.8, 0.45, 0.06, 0.32, 0.026), 0.5, -18),
        37: Hit(Knock(((480, 0.7, 0.07), (1680, 1.0, 0.06), (2450, 0.4, 0.04)), 0.2), 0.12, -28),
        38: Hit(Snare(186, 1100, 7200, 0.30, 0.5), 0.4, -22),
        39: Hit(Rattle(850, 2600, 0.0004, 0.30, (0.0, 0.011, 0.022, 0.034)), 0.4, -23),
        40: Hit(Snare(215, 1500, 8200, 0.24, 0.6), 0.35, -24),
        41: Hit(Skin(72, 0.45, 0.9, 0.3, 0.24, 0.06), 0.9, -21),
        42: Hit(Cymbal(4000, 13000, 0.11, 1.0), 0.12, -30),
        43: Hit(Skin(88, 0.45, 0.8, 0.3, 0.24, 0.06), 0.8, -20),
        44: Hit(Cymbal(3600, 12000, 0.08, 0.8), 0.1, -33),
        45: Hit(Skin(108, 0.45, 0.7, 0.3, 0.26, 0.05), 0.7, -20),
        46: Hit(Cymbal(3600, 13000, 0.65, 0.9), 0.7, -28),
        47: Hit(Skin(130, 0.45, 0.6, 0.3, 0.28, 0.05), 0.6, -20),
        48: Hit(Skin(156, 0.45, 0.55, 0.3, 0.28, 0.045), 0.55, -20),
        49: Hit(Cymbal(420, 12000, 2.4, 0.8, 0.0, 3000, 0.02), 2.4, -24),
        50: Hit(Skin(188, 0.45, 0.5, 0.3, 0.30, 0.04), 0.5, -20),
        51: Hit(Cymbal(520, 11000, 2.0, 0.12, 0.45, 3150), 2.0, -28),
        52: Hit(Cymbal(300, 9000, 1.3, 1.0, 0.0, 3000, 0.03), 1.3, -25),
        53: Hit(Cymbal(700, 9000, 2.0, 0.05, 1.6, 1450), 2.0, -28),
        54: Hit(Rattle(3800, 8500, 0.002, 0.28, (0.0, 0.03), 1.0), 0.35, -29),
        55: Hit(Cymbal(700, 12500, 0.9, 0.9, 0.0, 3000, 0.01), 0.9, -26),
        56: Hit(_metal(562, 0.35), 0.35, -25),
        57: Hit(Cymbal(500, 12500, 1.9, 0.9, 0.0, 3000, 0.015), 1.9, -24),
        58: Hit(Rattle(1600, 4200, 0.0005, 0.035, _TEETH), 0.75, -29),
        59: Hit(Cymbal(430, 10000, 2.2, 0.15, 0.4, 2700), 2.2, -28),
        60: Hit(Skin(410, 0.12, 0.22, 0.3, 0.16, 0.02), 0.25, -23),
        61: Hit(Skin(300, 0.12, 0.28, 0.3, 0.15, 0.02), 0.3, -23),
        62: Hit(Skin(330, 0.10, 0.09, 0.4, 0.28, 0.02), 0.12, -24),
        63: Hit(Skin(245, 0.10, 0.38, 0.25, 0.16, 0.02), 0.4, -23),
        64: Hit(Skin(178, 0.10, 0.45, 0.25, 0.14, 0.02), 0.5, -22),
        65: Hit(Skin(390, 0.06, 0.5, 0.6, 0.3, 0.02), 0.5, -23),
        66: Hit(Skin(275, 0.06, 0.6, 0.6, 0.3, 0.02), 0.6, -23),
        67: Hit(_metal(915, 0.45), 0.45, -26),
        68: Hit(_metal(655, 0.5), 0.5, -26),
        69: Hit(Rattle(3200, 8000, 0.012, 0.10), 0.16, -31),
        70: Hit(Rattle(2800, 7500, 0.008, 0.07), 0.12, -31),
        71: Hit(Sweep(2250, 2350, 0.2, 0.02, 0.02, 0.15, True), 0.2, -30),
        72: Hit(Sweep(2250, 2350, 0.6, 0.02, 0.02, 0.15, True), 0.6, -30),
        73: Hit(Rattle(1300, 4200, 0.002, 0.02, _SCRAPE), 0.14, -29),
        74: Hit(Rattle(1200, 4000, 0.003, 0.03, _LONG_SCRAPE), 0.42, -29),
        75: Hit(Knock(((2480, 1.0, 0.09), (4940, 0.1, 0.04)), 0.06), 0.12, -27),
        76: Hit(_wood(950), 0.14, -26),
        77: Hit(_wood(690, 0.11), 0.16, -26),
        78: Hit(Sweep(480, 620, 0.12, 0.04), 0.16, -26),
        79: Hit(Sweep(330, 560, 0.3, 0.08), 0.35, -25),
        80: Hit(_triangle(0.12), 0.15, -32),
        81: Hit(_triangle(1.6), 1.6, -31),
        82: Hit(Rattle(3000, 7000, 0.02, 0.12), 0.2, -31),
        83: Hit(Rattle(4200, 8500, 0.003, 0.16, (0.0, 0.05, 0.11), 1.2), 0.35, -31),
        84: Hit(Knock(tuple((1700 * 1.09**step, 0.3, 1.2) for step in range(14)), 0.02), 1.2, -31),
        85: Hit(_wood(1650, 0.05), 0.1, -28),
        86: Hit(Skin(82, 0.25, 0.22, 0.2, 0.10, 0.03), 0.25, -24),
        87: Hit(Skin(68, 0.25, 0.9, 0.2, 0.08, 0.04), 0.9, -20),
    }
)
"""The sound of every key of the General MIDI 2 percussion map, 27..87."""


def nearest_key(key: float) -> int:
    """The key of the kit nearest to *key*, which may lie outside it or between two keys."""
    return min(max(round(key), 27), 87)


def struck(key: int, rate: int) -> Floats:
    """The drum *key* at full velocity and at its own loudness, shape (channels, frames)."""
    hit = HITS[key]
    sound = hit.family.sound(f"drum {key}", round(hit.seconds * rate), rate)
    return levelled(sound, rate, hit.decibels)


def softer(sound: Floats, velocity: float, rate: int) -> Floats:
    """*sound* as a stroke of *velocity* 0..1 colours it: the gentler, the less of its stick and its highs."""
    return sound if velocity >= 1 else softened(sound, rate, 700 + 15300 * velocity**1.5)
