"""The cache of .ci: of each kind of thing the few that were used last are kept. Real folders, real locks."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

USED = Path(__file__).parents[1] / ".ci" / "used"
HOUR, WEEK = 3_600, 7 * 24 * 3_600

pytestmark = pytest.mark.skipif(shutil.which("flock") is None, reason="no flock here, so .ci makes nothing either")


def made(cache: Path, kind: str, ages: Sequence[int]) -> list[Path]:
    """Things of a kind with their locks and logs, last used so many seconds ago."""
    places = [cache / f"{kind}-{number:016x}" for number, _ in enumerate(ages)]
    for place, age in zip(places, ages, strict=True):
        place.mkdir()
        (place / "program").touch()
        for path in (place.with_suffix(".lock"), place.with_suffix(".log"), place):
            path.touch()
            os.utime(path, (time.time() - age,) * 2)
    return places


def use(place: Path) -> set[Path]:
    """Notes that a thing is used; all that lies in the cache afterwards."""
    subprocess.run([USED, place], check=True)
    return set(place.parent.iterdir())


def whole(places: Sequence[Path]) -> set[Path]:
    return {path for place in places for path in (place, place.with_suffix(".lock"), place.with_suffix(".log"))}


@pytest.mark.parametrize(
    ("ages", "kept"),
    [
        ([0, 4 * HOUR, 5 * HOUR, 6 * HOUR, 7 * HOUR, 8 * HOUR], [0, 1, 2, 3]),
        ([0, 8 * HOUR, 7 * HOUR, 6 * HOUR, 5 * HOUR, 4 * HOUR], [0, 3, 4, 5]),
        ([9 * HOUR, 4 * HOUR, 5 * HOUR, 6 * HOUR, 7 * HOUR, 8 * HOUR], [0, 1, 2, 3]),
        ([2 * HOUR] * 9, range(9)),
        ([2 * WEEK, WEEK - HOUR, WEEK + HOUR], [0, 1]),
        ([0], [0]),
    ],
    ids=["four", "by use, not by name", "what is used now is the last", "today's", "a week", "one"],
)
def test_the_first_is_used_and_these_are_kept(tmp_path: Path, ages: Sequence[int], kept: Sequence[int]) -> None:
    places = made(tmp_path, "juce", ages)
    assert use(places[0]) == whole([places[number] for number in kept])


def test_what_is_being_made_stays(tmp_path: Path) -> None:
    import fcntl  # there is none on Windows, nor flock

    now, old, held = made(tmp_path, "extension", [0, 2 * WEEK, 2 * WEEK])
    with held.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_SH)
        os.utime(lock.fileno(), (time.time() - 2 * WEEK,) * 2)
        assert use(now) == whole([now, held])
        assert not old.exists()


def test_what_was_never_made_leaves_no_lock_behind(tmp_path: Path) -> None:
    now, never = made(tmp_path, "juce", [0, 2 * WEEK])
    shutil.rmtree(never)
    assert use(now) == whole([now])


def test_other_kinds_are_left_alone(tmp_path: Path) -> None:
    (now,), others = made(tmp_path, "juce", [0]), made(tmp_path, "editors", [2 * WEEK] * 6)
    assert use(now) == whole([now, *others])
