"""Writes the page of all built-in sounds, measured: ``python tests/sounds_page.py > docs/sounds.md``."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pattern_engine.instruments import DRUMS, INSTRUMENTS
from pattern_engine.note import NoteEvent
from pattern_engine.outputs.output import Cue
from pattern_engine.synth.loudness import loudness
from pattern_engine.synth.mixer import Mixer

RATE = 48000
WINDOW = 240
"""Samples over which a level is taken: five milliseconds."""

HEAD = """# Built-in sounds

Measured on what is heard: a note of two seconds at `vel(0.8)` in the middle of the instrument's range (C4 where it has
one), and every drum. *Loudness* is the loudest 400 ms after BS.1770, in LUFS of a note alone, before the limiter has
anything to do. *Brightness* is the spectral centroid in Hz, of a soft stroke (`vel(0.2)`) and of a hard one (`vel(1)`).
*Rise* is the time to 90 % of the loudest five milliseconds of the first half second, *fall* from there to a tenth of
it; a dash means that the sound is held as long as the note.
"""


class Measured(NamedTuple):
    """What is heard of a sound: LUFS, Hz, Hz, milliseconds, seconds (None if it does not fall in two)."""

    loud: float
    soft: float
    hard: float
    rise: float
    fall: float | None


def heard(name: str, midi: float, velocity: float, drum: bool) -> NDArray[np.float64]:
    """Two and a half seconds of a note of two, shape (2, frames)."""
    note = NoteEvent("p", name, None, midi, Fraction(0), Fraction(1), velocity, drum)
    mixer = Mixer(RATE, limited=False)
    mixer.add([Cue(0, 0, 2_000_000, Fraction(0), note)])
    return mixer.render(RATE * 5 // 2).T.astype(np.float64)


def centroid(sound: NDArray[np.float64]) -> float:
    power = (np.abs(np.fft.rfft(sound[:, :RATE])) ** 2).sum(axis=0)
    return float((power * np.fft.rfftfreq(RATE, 1 / RATE)).sum() / power.sum())


def measured(name: str, midi: float, drum: bool) -> Measured:
    """The sound *name*, measured."""
    sound = heard(name, midi, 0.8, drum)
    step = RATE // 10
    loud = max(loudness(sound[:, begin : begin + 4 * step], RATE) for begin in range(0, 7 * step, step))
    level = np.sqrt((sound[:, : RATE * 2].reshape(2, -1, WINDOW) ** 2).mean(axis=(0, 2)))
    most = float(level[: RATE // 2 // WINDOW].max())
    highest = int((level >= 0.9 * most).argmax())
    fallen = np.flatnonzero(level[highest:] < 0.1 * most)
    return Measured(
        20 * float(np.log10(loud)),
        centroid(heard(name, midi, 0.2, drum)),
        centroid(heard(name, midi, 1.0, drum)),
        highest * WINDOW / RATE * 1000,
        float(fallen[0] * WINDOW / RATE) if len(fallen) else None,
    )


def rows() -> Iterator[tuple[str, str, Measured]]:
    """Every instrument and drum: its section, its first cells, and what was measured."""
    for name, row in INSTRUMENTS.items():
        if row.kind == "pitched":
            midi = 60 if row.low <= 60 <= row.high else (row.low + row.high) // 2
            yield "Instruments", f"| `{name}` | {row.help}", measured(name, midi, False)
    for drum in DRUMS:
        words = " ".join(f"`{word}`" for word in drum.words)
        yield "Drums", f"| {drum.key} {drum.name} | {words}", measured("drums", drum.key, True)


def page() -> str:
    """The whole page."""
    lines = [HEAD]
    section = ""
    for title, cells, found in rows():
        if title != section:
            section = title
            first = "instrument | what it is" if title == "Instruments" else "drum | words"
            heads = "loudness | soft | hard | rise ms | fall s"
            lines.append(f"\n## {title}\n\n| {first} | {heads} |\n|---|---|---:|---:|---:|---:|---:|")
        fall = "–" if found.fall is None else f"{found.fall:.2f}"
        lines.append(f"{cells} | {found.loud:.1f} | {found.soft:.0f} | {found.hard:.0f} | {found.rise:.0f} | {fall} |")
    return "\n".join(lines).replace("\n\n\n", "\n\n") + "\n"


if __name__ == "__main__":
    sys.stdout.write(page())
