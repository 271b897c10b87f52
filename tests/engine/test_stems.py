"""Stems: a file for each part, as long as the mix, that add up to it."""

import io
import struct
from collections.abc import Mapping
from fractions import Fraction
from itertools import count

import numpy as np
import pytest
from numpy.typing import NDArray

from pattern_engine.event import Value
from pattern_engine.export.stems import TOLERANCE, stems_of, write_stems
from pattern_engine.export.wav import file_frames
from pattern_engine.expression import Apply, Atom
from pattern_engine.note import NoteEvent
from pattern_engine.outputs.output import Cue
from pattern_engine.program import Part, Program
from pattern_engine.synth.mixer import Mixer

RATE = 22050
IDS = count()


def cue(part: str, midi: float, at: int, length: int = 300_000, **controls: Value) -> Cue:
    instrument = "drums" if part == "beat" else "piano"
    note = NoteEvent(part, instrument, None, midi, Fraction(0), Fraction(1), 0.9, part == "beat", controls)
    return Cue(next(IDS), at, length, Fraction(0), note)


def stems(cues: list[Cue], groups: Mapping[str, set[str]] | None = None) -> dict[str, bytes]:
    parts = groups or {part: {part} for part in sorted({one.note.part for one in cues})}
    targets = {name: (io.BytesIO(), frozenset(held)) for name, held in parts.items()}
    write_stems(cues, targets, RATE, 1_000_000)
    return {name: stream.getvalue() for name, (stream, _) in targets.items()}


def samples(data: bytes) -> NDArray[np.float32]:
    assert data[:4] == b"RIFF"
    assert struct.unpack_from("<I", data, 4)[0] == len(data) - 8
    form, channels, rate, _, block, bits = struct.unpack_from("<HHIIHH", data, 20)
    assert (form, channels, rate, block, bits) == (3, 2, RATE, 8, 32)
    place = data.index(b"data")
    assert struct.unpack_from("<I", data, place + 4)[0] == len(data) - place - 8
    return np.frombuffer(data[place + 8 :], "<f4").reshape(-1, 2)


def mix(cues: list[Cue]) -> NDArray[np.float32]:
    mixer = Mixer(RATE, limited=False)
    mixer.add(sorted(cues, key=lambda one: one.at))
    return mixer.render(file_frames(cues, RATE, 1_000_000))


MUSIC = [
    *(cue("a", 60 + k, 120_000 * k, room=0.4, size=0.3, pan=k / 10) for k in range(9)),
    *(cue("b", 40 + k, 150_000 * k, room=0.5, size=0.9, delay=0.3, delaytime=0.2) for k in range(7)),
    *(cue("beat", 36, 250_000 * k, delay=0.5, delaytime=0.11) for k in range(5)),
    *(cue("dry", 52, 330_000 * k, gain=3) for k in range(4)),
]


def test_stems_add_up_to_the_mix_before_its_limiter() -> None:
    found = stems(MUSIC)
    whole = mix(MUSIC)
    total = np.sum([samples(data) for data in found.values()], axis=0)
    assert total.shape == whole.shape
    before_the_fade = len(whole) - round(0.01 * RATE)
    assert np.abs(total - whole)[:before_the_fade].max() < TOLERANCE
    assert np.abs(whole).max() > 1  # the limiter has something to do here


def test_what_parts_do_to_each_other_is_heard_in_the_stems_too() -> None:
    music = [
        *(cue("pad", 60 + k, 200_000 * k, 200_000, orbit=1, room=0.3) for k in range(4)),
        *(cue("beat", 36, 250_000 * k, duck=1, duckattack=0.1, cut=1) for k in range(4)),
        *(cue("beat2", 72, 130_000 + 250_000 * k, cut=1) for k in range(4)),
    ]
    total = np.sum([samples(data) for data in stems(music).values()], axis=0)
    assert np.abs(total - mix(music))[:-300].max() < TOLERANCE
    free = [one._replace(note=one.note._replace(controls={})) for one in music]
    assert np.abs(mix(free)[: len(total)] - total[: len(mix(free))]).max() > 100 * TOLERANCE


def test_a_part_sounds_as_long_as_the_mix_and_only_itself() -> None:
    found = stems(MUSIC)
    assert len({len(data) for data in found.values()}) == 1
    alone = mix([one for one in MUSIC if one.note.part == "dry"])
    assert np.abs(samples(found["dry"])[: len(alone) - 300] - alone[:-300]).max() < TOLERANCE


def test_equal_cues_make_equal_bytes_in_any_order() -> None:
    assert stems(MUSIC) == stems(MUSIC[::-1])


def test_several_parts_may_be_one_stem() -> None:
    found = stems(MUSIC, {"all": {"a", "b", "beat", "dry"}})
    assert np.abs(samples(found["all"])[:-300] - mix(MUSIC)[:-300]).max() < TOLERANCE


def test_a_target_that_fails_says_so() -> None:
    class Full(io.BytesIO):
        def write(self, data: object) -> int:
            raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        write_stems(MUSIC, {"a": (Full(), frozenset("a"))}, RATE)


def part(key: str, instrument: str = "piano", word: str = "pure") -> Part:
    return Part(key, "melody", instrument, Apply(word, (Atom(1),)))


def test_names_are_safe_and_unique() -> None:
    keys = ["melody/a/1", "melody/A/1", "melody/a-1/x", "melody/a/1-x", "melody/Größe:../1", f"melody/{'x' * 300}/1"]
    names = stems_of(Program(tuple(part(key) for key in keys)))
    assert list(names) == keys
    assert len({name.lower() for name in names.values()}) == len(keys)
    assert names["melody/a/1"] == "melody-a-1"
    assert all(name.replace("-", "").replace("_", "").isalnum() and name.isascii() for name in names.values())
    assert max(map(len, names.values())) < 120


def test_placed_notes_of_one_instrument_in_one_block_are_one_stem() -> None:
    parts = [part(f"melody/a/{n}", "piano" if n < 3 else "bass", "placed") for n in range(1, 5)]
    names = stems_of(Program((*parts, part("melody/a/5"))))
    assert list(names.values()) == ["melody-a-piano"] * 2 + ["melody-a-bass"] * 2 + ["melody-a-5"]
