"""Stems: the mix taken apart, a file for each part, all as long as the mix.

What the parts share is a sum of what each sends, so the stems add up to the mix before its limiter, to within
``TOLERANCE`` of full scale. Samples are floats: a part alone may be louder than full scale and is not cut off.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import BinaryIO

import numpy as np

from pattern_engine.export.wav import file_frames, portions
from pattern_engine.expression import Apply
from pattern_engine.outputs.output import Cue
from pattern_engine.program import Program
from pattern_engine.samples.library import Recordings
from pattern_engine.synth.controls import placing
from pattern_engine.synth.mixer import Mixer, Strike

TOLERANCE = 0.001
"""How far the sum of all stems may lie from the mix before its limiter: 60 dB below full scale."""

_LONGEST_NAME = 100
_NOTHING = np.zeros((2, 0), dtype=np.float32)


def stems_of(program: Program) -> dict[str, str]:
    """By the key of a part the name of its stem, without ending: safe in every file system, and unique.

    Parts are stems by their keys; the placed notes of one instrument in one block are one stem.
    """
    found: dict[str, str] = {}
    names: dict[tuple[str, bool], str] = {}
    for part in program.parts:
        is_placed = isinstance(part.music, Apply) and part.music.word == "placed"
        stem = f"{part.key.rpartition('/')[0]}/{part.instrument}" if is_placed else part.key
        if (stem, is_placed) not in names:
            names[stem, is_placed] = _unused(stem, names.values())
        found[part.key] = names[stem, is_placed]
    return found


def _unused(stem: str, taken: Iterable[str]) -> str:
    """*stem* as a file name that is not *taken*, in whatever case."""
    name = re.sub(r"[^A-Za-z0-9_]+", "-", stem).strip("-")[:_LONGEST_NAME] or "part"
    used = {other.lower() for other in taken}
    number = 1
    while (unused := name if number == 1 else f"{name}-{number}").lower() in used:
        number += 1
    return unused


def write_stems(
    cues: Sequence[Cue],
    targets: Mapping[str, tuple[BinaryIO, frozenset[str]]],
    rate: int = 48000,
    length_us: int | None = None,
    progress: Callable[[float], None] | None = None,
) -> None:
    """Render to each target of *targets* those of *cues* whose part is in its set; lengths as ``write_wav``'s.

    Equal cues make equal bytes. *progress* hears fractions up to 1. Raises ``OSError`` as a target does.
    """
    ordered, library = sorted(cues, key=lambda cue: (cue.at, cue.id)), Recordings()
    frames = file_frames(ordered, rate, length_us, library)
    stems = [_Stem(rate, parts, ordered) for _, parts in targets.values()]
    for target, _ in targets.values():
        target.write(float_header(frames, rate))
    maker = Mixer(rate, library=library)
    done = 0
    for count, due, level in portions(ordered, rate, frames):
        struck = [(cue.note.part, strike) for cue in due for strike in maker.prepare((cue,))]
        for stem, (target, _) in zip(stems, targets.values(), strict=True):
            stem.hear(struck)
            target.write((stem.mixer.render(count) * level).astype("<f4").tobytes())
        done += count
        if progress is not None:
            progress(done / frames)


def float_header(frames: int, rate: int) -> bytes:
    """The bytes before the samples of a stereo RIFF file of 32-bit floats."""
    size = min(frames * 8, 0xFFFFFFFF - 50)
    form = struct.pack("<4sIHHIIHHH", b"fmt ", 18, 3, 2, rate, rate * 8, 8, 32, 0)
    fact = struct.pack("<4sII", b"fact", 4, min(frames, 0xFFFFFFFF))
    return struct.pack("<4sI4s", b"RIFF", 50 + size, b"WAVE") + form + fact + struct.pack("<4sI", b"data", size)


class _Stem:
    """The sound of some parts, in the rooms and echoes of the whole mix. Only ``write_stems`` may touch it."""

    def __init__(self, rate: int, parts: frozenset[str], cues: Sequence[Cue]) -> None:
        self.mixer = Mixer(rate, limited=False)
        self._parts = parts
        placed = [placing(cue.note.controls) for cue in cues if cue.note.part in parts]
        self._room = any(where.room > 0 for where in placed)
        self._delay = any(where.delay > 0 for where in placed)
        self._groups = any(where.cut for where in placed)

    def hear(self, struck: Sequence[tuple[str, Strike]]) -> None:
        """Let the own strikes sound, and the others do silently to this stem what they do to it in the mix."""
        for part, strike in struck:
            if part in self._parts:
                self.mixer.place((strike,))
            elif self._is_touched(strike):
                self.mixer.place((replace(strike, sound=_NOTHING),))

    def _is_touched(self, strike: Strike) -> bool:
        """Whether the strike of another part changes rooms, echoes, levels or cut groups that are heard here."""
        where = strike.placing
        sends = (self._room and where.room > 0) or (self._delay and where.delay > 0)
        return sends or where.duck is not None or (self._groups and strike.group is not None)
