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
