"""Stepping: the number under the caret, whole or not, in code and in strings, and notes."""

from __future__ import annotations

import pytest

from pattern_dsl.document import Document
from pattern_server.lsp.stepping import Step, stepped


@pytest.mark.parametrize(
    ("line", "by", "after"),
    [
        ("tempo ^120;", 1, "tempo 121;"),
        ("tempo 120^;", -30, "tempo 90;"),
        (".gain(0.^5)", 1, ".gain(0.6)"),
        (".gain(0.95^)", 10, ".gain(1.05)"),
        (".add(^-3)", 2, ".add(-1)"),
        (".add(1^)", -2, ".add(-1)"),
        ("7-^3", 1, "7-4"),
        ('"bd*^2 sd"', 1, '"bd*3 sd"'),
        ('"bd:^3"', 1, '"bd:4"'),
        ("meter ^7/8;", 1, "meter 8/8;"),
        ("meter 1^/8;", -3, "meter 1/8;"),
        ("meter 7/^8;", 1, "meter 7/16;"),
        ("meter 7/8^;", -1, "meter 7/4;"),
        ("meter (3+2+2)/^8;", -1, "meter (3+2+2)/4;"),
        ("meter (3+^2+2)/8;", 1, "meter (3+3+2)/8;"),
        ("meter 4/4, 7/^8;", 9, "meter 4/4, 7/64;"),
        ('"c^4 e4"', 1, '"c#4 e4"'),
        ('"^Bb3"', 1, '"B3"'),
        ('"c4 ^e4"', -12, '"c4 e3"'),
        ("lead^2 x", 1, None),
        ("^melody a", 1, None),
        ('"^g9"', 20, '"g9"'),
        # lengths are twice as long, or half
        ('melody { piano "c4".late(^1/8); }', 1, 'melody { piano "c4".late(1/4); }'),
        ('melody { piano "c4".late(1/^8); }', -1, 'melody { piano "c4".late(1/16); }'),
        ('melody { piano "c4".late(1/2^); }', 2, 'melody { piano "c4".late(2/1); }'),
        ('melody { piano "c4".late(^2/1); }', -3, 'melody { piano "c4".late(1/4); }'),
        ('melody { piano "c4".late(^3/8); }', 1, 'melody { piano "c4".late(3/4); }'),
        ("melody { piano C4 0 dur ^1/8; }", 1, "melody { piano C4 0 dur 1/4; }"),
        ('melody { piano d"^0/2 3"; }', 1, 'melody { piano d"1/2 3"; }'),
        ('melody { piano d"1/^2 3"; }', 1, 'melody { piano d"1/3 3"; }'),
        ("tempo 2/3^/4;", 1, "tempo 2/4/4;"),
        # a number stays where its control goes
        ('melody { piano "c4".vel(0.9^5); }', 3, 'melody { piano "c4".vel(0.98); }'),
        ('melody { piano "c4".vel(1.9^5); }', 10, 'melody { piano "c4".vel(2.00); }'),
        ('melody { piano "c4".vel(^2); }', 1, 'melody { piano "c4".vel(2); }'),
        ('melody { piano "c4".velocity(0.^1); }', -3, 'melody { piano "c4".velocity(0.0); }'),
        ('melody { piano "c4".delayfb(0.^9); }', 1, 'melody { piano "c4".delayfb(0.99); }'),
        ('melody { piano "c4".vel("0.5 1.^9"); }', 5, 'melody { piano "c4".vel("0.5 2.0"); }'),
        ('melody { piano "c4".vel("0.5*^2"); }', 1, 'melody { piano "c4".vel("0.5*3"); }'),
        ('melody { piano "c4".vel("0.5(^3,8)"); }', 1, 'melody { piano "c4".vel("0.5(4,8)"); }'),
        ('melody { piano "c4".vel(sine.range(0, ^2)); }', 1, 'melody { piano "c4".vel(sine.range(0, 3)); }'),
        ('melody { piano "c4".vel(3 + ^2); }', 1, 'melody { piano "c4".vel(3 + 3); }'),
        ('melody { piano "c4".vel(^5); }', 1, 'melody { piano "c4".vel(5); }'),
        ('melody { piano "c4".vel(^5); }', -1, 'melody { piano "c4".vel(4); }'),
        ('melody { piano "c4".pan(0.^9).vel(1); }', 3, 'melody { piano "c4".pan(1.0).vel(1); }'),
        ("melody { piano C4 0 vel 1.^9; }", 5, "melody { piano C4 0 vel 2.0; }"),
        ('melody { piano "c4".add(^-1); }', 1, 'melody { piano "c4".add(0); }'),
        ('melody { piano "c4".add(-^0.1); }', 2, 'melody { piano "c4".add(0.1); }'),
        ('"bd*^1"', -1, '"bd*1"'),
        ('"bd*0.^2"', -5, '"bd*0.1"'),
        # what ears measure by ratios goes by semitones
        ('melody { piano "c4".lpf(^900); }', 1, 'melody { piano "c4".lpf(954); }'),
        ('melody { piano "c4".lpf(9^54); }', -1, 'melody { piano "c4".lpf(900); }'),
        ('melody { piano "c4".lpf(^900); }', 12, 'melody { piano "c4".lpf(1800); }'),
        ('melody { piano "c4".lpf(^19999); }', 1, 'melody { piano "c4".lpf(20000); }'),
        ('melody { piano "c4".hpf("^200 400"); }', 1, 'melody { piano "c4".hpf("212 400"); }'),
        ("param cutoff = ^900 in 200..6000 log;", 1, "param cutoff = 954 in 200..6000 log;"),
        ("param cutoff = ^5900 in 200..6000 log;", 1, "param cutoff = 6000 in 200..6000 log;"),
        ("param cutoff = ^201 in 200..6000 log;", -1, "param cutoff = 200 in 200..6000 log;"),
        ("param rate = ^3 in 1..20 log;", 1, "param rate = 4 in 1..20 log;"),
        ("param rate = ^3 in 1..20 log;", 2, "param rate = 4 in 1..20 log;"),
        ("param rate = ^3 in 1..20 log;", 0, "param rate = 3 in 1..20 log;"),
        ("param rate = ^3 in 1..20 log;", -2, "param rate = 2 in 1..20 log;"),
        ("param cutoff = 900 in ^200..6000 log;", 1, "param cutoff = 900 in 201..6000 log;"),
        ("param pitch = ^-12 in -12..12 int;", -1, "param pitch = -12 in -12..12 int;"),
        ("param warm = 0.^9;", 3, "param warm = 1.0;"),
    ],
)
def test_what_stands_under_the_caret_is_larger(line: str, by: int, after: str | None) -> None:
    column, plain = line.index("^"), line.replace("^", "")
    found = stepped(Document.of(plain), column, by)
    assert (found and plain[: found.begin] + found.new + plain[found.end :]) == after


def test_the_place_counts_from_the_start_of_the_text() -> None:
    assert stepped(Document.of("tempo 120;\nseed 7;\n"), 17, 1) == Step(16, 17, "8")


@pytest.mark.parametrize("by", [10**9, -(10**9)])
@pytest.mark.parametrize("line", ['melody { piano "c4".lpf(^900); }', "let x = ^1/8;", "meter 4/^4;"])
def test_a_step_too_far_for_any_ear_is_one_that_can_be_written(line: str, by: int) -> None:
    column, plain = line.index("^"), line.replace("^", "")
    found = stepped(Document.of(plain), column, by)
    assert found is not None
    assert len(found.new) < 100
