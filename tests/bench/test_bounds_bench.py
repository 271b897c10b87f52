"""What it costs to refuse what is too much: less than a blink, however much is asked for. CPU time."""

from __future__ import annotations

import sys
import time

import pytest

from pattern_dsl import check, clear_caches

ASKED = (
    '"a*1000*1000*1000"',
    '"a".fast(1000000000)',
    '"a(3,100000000)"',
    '"a".chop(1000000)',
    '"a b".chunk(5000, .rev())',
)
BLINK = 0.05


@pytest.mark.parametrize("code", ASKED)
def test_a_refusal_takes_no_time(code: str) -> None:
    clear_caches()
    before = time.process_time()
    assert check(f"melody {{ piano {code}; }}").program is None
    taken = time.process_time() - before
    sys.stdout.write(f"{code}: {taken * 1000:.1f} ms\n")
    assert taken < BLINK


def blocks(line: str) -> str:
    return 'rhythm d { synth "Kick"; }\n' + "".join(line.format(n=number) + "\n" for number in range(3000))


def spent(text: str) -> float:
    """CPU seconds of the quickest of three checks from nothing."""
    found: list[float] = []
    for _ in range(3):
        clear_caches()
        before = time.process_time()
        check(text)
        found.append(time.process_time() - before)
    return min(found)


@pytest.mark.parametrize(
    "line",
    ['contrast every 8 bars replaces d {{ synth "Snare"; }}', "def by{n}(x) = x.rev();"],
    ids=["blocks that replace one", "definitions"],
)
def test_thousands_of_a_kind_cost_little_more_than_as_many_plain_blocks(line: str) -> None:
    plain, many = spent(blocks('rhythm d{n} {{ synth "Snare"; }}')), spent(blocks(line))
    sys.stdout.write(f"{line}: {many:.2f} s, plain blocks {plain:.2f} s: {many / plain:.2f} times\n")
    assert many / plain < 3
