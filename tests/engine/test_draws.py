"""Words that draw: fair, apart from each other, unmoved by edits elsewhere, the same however late and however asked."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from itertools import pairwise
from statistics import mean, stdev
from time import process_time

import pytest

from pattern_dsl import ProgramError, compile_expression
from pattern_engine.event import Value
from pattern_engine.expression import Apply, Argument, Atom
from pattern_engine.meaning import pattern_of
from pattern_engine.pattern import Pattern


def values(code: str, cycles: int, begin: int = 0) -> list[Value]:
    events = compile_expression(code).query(begin, begin + cycles)
    return [event.value for event in sorted(events, key=lambda event: event.part.begin)]


def numbers(code: str, cycles: int) -> list[float]:
    return [float(str(value)) for value in values(code, cycles)]


def onsets(code: str, cycles: int = 4) -> list[Fraction]:
    return sorted(event.part.begin for event in compile_expression(code).query(0, cycles))


def share_of(value: Value, found: list[Value]) -> float:
    return sum(one == value for one in found) / len(found)


@pytest.mark.parametrize(
    ("code", "middle", "spread"),
    [
        ("rand.segment(8)", 0.5, 0.289),
        ("rand2.segment(8)", 0.0, 0.577),
        ("irand(5).segment(8)", 2.0, 1.414),
        ("normal.segment(8)", 0.5, 0.167),
        ("perlin.segment(8)", 0.5, 0.256),
        ("berlin.segment(8)", 0.359, 0.178),
    ],
)
def test_numbers_are_spread_as_they_should_be(code: str, middle: float, spread: float) -> None:
    found = numbers(code, 1000)
    assert mean(found) == pytest.approx(middle, abs=0.04)
    assert stdev(found) == pytest.approx(spread, rel=0.06)


@pytest.mark.parametrize("code", ["rand", "normal", "perlin", "berlin", "perlinWith(time.mul(7))", "perlin2(sine)"])
def test_unipolar_signals_stay_between_0_and_1(code: str) -> None:
    assert all(0 <= number <= 1 for number in numbers(f"{code}.segment(16)", 200))


@pytest.mark.parametrize(
    ("code", "value", "share"),
    [
        ("brand.segment(8)", True, 0.5),
        ("brandBy(0.2).segment(8)", True, 0.2),
        ('choose("a", "b", "c").segment(8)', "c", 1 / 3),
        ('wchoose([3, "a"], [1, "b"]).segment(8)', "a", 0.75),
        ('randcat("a", "b")', "a", 0.5),
        ('wrandcat([1, "a"], [4, "b"])', "a", 0.2),
        ('"0*8".sometimesBy(0.3, .add(1))', 1, 0.3),
        ('"0*8".almostAlways(.add(1))', 1, 0.9),
        ('"0*8".almostNever(.add(1))', 1, 0.1),
        ('"0*8".someCyclesBy(0.3, .add(1))', 1, 0.3),
        ('"0*8".someCycles(.add(1))', 1, 0.5),
        ('"0".spreadChoose([.add(1), .add(2), .add(3), .add(4)])', 3, 0.25),
        ('"0 1 2 3".scramble(4)', 2, 0.25),
        ('markov(100, 0, ["1 3", "1 1"])', 0, 0.4),
    ],
)
def test_choices_are_as_likely_as_was_asked(code: str, value: Value, share: float) -> None:
    assert share_of(value, values(code, 2000)) == pytest.approx(share, abs=0.035)


@pytest.mark.parametrize(("code", "share"), [("prob(0.7)", 0.7), ("degradeBy(0.7)", 0.3), ("undegradeBy(0.7)", 0.7)])
def test_as_many_events_are_kept_as_was_asked(code: str, share: float) -> None:
    assert len(onsets(f'"a*16".{code}', 200)) / 3200 == pytest.approx(share, abs=0.03)


@pytest.mark.parametrize("share", [0, 0.3, 0.5, 1])
def test_degrade_and_undegrade_of_a_common_seed_share_out_the_events(share: float) -> None:
    dropped = onsets(f'"a*16".undegradeBy({share}, seed = 4)')
    kept = onsets(f'"a*16".degradeBy({share}, seed = 4)')
    assert sorted(dropped + kept) == onsets('"a*16"')
    assert onsets(f'"a*16".prob({share}, seed = 4)') == dropped


@pytest.mark.parametrize("cycle", [0, 1, 17, 10**6, -5])
@pytest.mark.parametrize("code", ["randrun(7)", '"0 1 2 3 4 5 6".shuffle(7)'])
def test_an_order_has_everything_once(code: str, cycle: int) -> None:
    assert sorted(numbers(code, 1)) == list(range(7))
    found = values(code, 1, cycle)
    assert Counter(found) == Counter(range(7))


def test_orders_differ_from_cycle_to_cycle_and_all_of_them_come() -> None:
    found = values("randrun(3)", 600)
    orders = Counter(tuple(found[index : index + 3]) for index in range(0, len(found), 3))
    assert len(orders) == 6
    assert min(orders.values()) > 70


@pytest.mark.parametrize("n", [1, 2, 5, 8, 9, 16])
def test_a_random_rhythm_has_as_many_hits_as_asked_and_begins_with_one(n: int) -> None:
    for cycle in range(20):
        events = compile_expression(f'"a".randStruct({n})').query(cycle, cycle + 1)
        assert len(events) == n
        assert min(event.part.begin for event in events) == cycle


@pytest.mark.parametrize("n", [1, 2, 3, 4])
def test_a_stripe_plays_a_cycle_n_times_in_n_cycles(n: int) -> None:
    events = compile_expression(f'"<0 1> 9".stripe({n})').query(n, 2 * n)
    whole = {event.whole: event.value for event in events}
    assert Counter(whole.values()) == Counter({1: n, 9: n})
    assert sum(time.duration for time in whole if time) == n


PLACES = [
    ('"b*16".degrade()', '"b*16".degrade().fast(1)'),
    ('"b*16".degrade()', '"b*16".sometimes(.fast(1)).degrade()'),
    ('"b*16".degrade()', '"b*16".pan(rand).degrade()'),
    ('"b*16".vel(rand)', '"b*16".pan(rand).vel(rand)'),
    ('"[a a] b*8?"', '"[a a]? b*8?"'),
    ('stack("a*8", "b*8?")', 'stack("a*8?", "b*8?")'),
    ('"b*16".every(1, .degrade())', '"b*16".every(1, .pan(rand).degrade())'),
    ('"b*16?"', '"b*16?".pan(rand)'),
]


@pytest.mark.parametrize(("before", "after"), PLACES)
def test_a_choice_put_in_elsewhere_moves_no_draw(before: str, after: str) -> None:
    def drawn(code: str) -> list[tuple[Fraction, object]]:
        found: list[tuple[Fraction, object]] = []
        for event in compile_expression(code).query(0, 4):
            held = event.value if isinstance(event.value, dict) else {"value": event.value}
            if held["value"] == "b":
                found.append((event.part.begin, held.get("vel")))
        return sorted(found, key=lambda one: one[0])

    assert drawn(before) == drawn(after)
    assert 8 < len(drawn(before)) <= 64


def test_two_places_draw_for_themselves() -> None:
    assert onsets('"a*16?"') != onsets('"a*16?".degrade()')
    both = compile_expression('stack("a*16".degrade(), "b*16".degrade())').query(0, 4)
    assert {e.part.begin for e in both if e.value == "a"} != {e.part.begin for e in both if e.value == "b"}
    pairs = values('"c4*16".vel(rand).pan(rand)', 1)
    assert all(value["vel"] != value["pan"] for value in pairs if isinstance(value, dict))
    assert onsets('"a*32".degrade().degrade()') != onsets('"a*32".degrade()')


def test_a_seed_is_the_same_luck_wherever_it_stands() -> None:
    alone = onsets('"a*16".degrade().seed(3)')
    assert alone != onsets('"a*16".degrade()')
    assert alone != onsets('"a*16".degrade().seed(4)')
    assert alone == onsets('"a*16".degrade().seed(3).degradeBy(0).seed(9)')
    assert alone == onsets('cat("b*16", "b*16").set("a*16".degrade().seed(3), "out")')
    assert alone == onsets('"a*16".every(1, .degrade().seed(3))')


def test_a_seed_reaches_all_parts() -> None:
    expression: Argument = Apply("seed", (Apply("degrade", (Apply("run", (Atom(32),)),)), Atom(3)))
    assert pattern_of(expression, 1).query(0, 2) == pattern_of(expression, 2).query(0, 2)


def test_functions_draw_the_same_in_whatever_order_they_are_asked() -> None:
    code = '"0*8".sometimesBy(rand.segment(1), .degrade().add(irand(9)))'
    early, late = compile_expression(code), compile_expression(code)
    second = late.query(5, 6)
    assert late.query(0, 1) == early.query(0, 1)
    assert early.query(5, 6) == second


@pytest.mark.parametrize(
    "code",
    [
        'wchoose([0, "a"])',
        'wrandcat([-1, "a"], [2, "b"])',
        '"a".shuffle(0)',
        "randrun(5000)",
        '"a".randslice(0)',
        '"a".ramp("nothing", 0, 1, 4)',
        'markov(4, 3, ["0 1", "1 0"])',
        'markov(4, 0, ["0 1", "0 0"])',
        "walk(0, 0, 4)",
        "walk(1, 4, 0)",
        "walk(1, 0, 4000)",
        'lsystem(30, "a:aa", "a")',
        'lsystem(2, "nothing", "a")',
        "binaryN(0, 5)",
        "randrun(4096).fast(2)",
        "scan(2000).fast(4)",
        '"a".shuffle(4000).ply(2)',
        'markov(4096, 0, ["1"]).fast(2)',
    ],
)
def test_what_cannot_be_drawn_is_refused(code: str) -> None:
    with pytest.raises(ProgramError):
        compile_expression(code)


def walked(pattern: Pattern, begin: int, end: int) -> list[int]:
    events = sorted(pattern.query(begin, end), key=lambda event: event.part.begin)
    return [event.value for event in events if isinstance(event.value, int)]


@pytest.mark.parametrize(("step", "lo", "hi"), [(1, 0, 7), (2, -5, 14), (3, 60, 61)])
def test_a_walk_keeps_its_limits_and_its_step(step: int, lo: int, hi: int) -> None:
    way = walked(compile_expression(f"walk({step}, {lo}, {hi})"), -200, 2000)
    assert (min(way), max(way)) == (lo, hi)
    assert max(abs(after - before) for before, after in pairwise(way)) <= step


def test_a_walk_is_the_same_wherever_it_is_entered() -> None:
    way = walked(compile_expression("walk(1, 0, 12)"), 0, 6000)
    for cycle in (1, 63, 64, 65, 777, 2000, 5999):
        assert walked(compile_expression("walk(1, 0, 12)"), cycle, cycle + 1) == [way[cycle]]
    backwards = compile_expression("walk(1, 0, 12)")
    assert [walked(backwards, cycle, cycle + 1)[0] for cycle in range(500, -1, -1)] == way[500::-1]


@pytest.mark.parametrize("far", [10**6, 10**12])
def test_a_walk_is_near_however_far_it_has_gone(far: int) -> None:
    pattern = compile_expression("walk(1, 0, 24)")
    began = process_time()
    walked(pattern, far, far + 8)
    assert process_time() - began < 0.2


def test_fades_grow_and_end() -> None:
    coming, going = onsets('"a*16".fadeIn(20)', 40), onsets('"a*16".fadeOut(20)', 40)
    each = Counter(int(at) // 10 for at in coming)
    assert 20 < each[0] < 60 < 100 < each[1] < 140
    assert each[2] == each[3] == 160
    assert max(going) < 20
    assert len(going) == pytest.approx(160, abs=30)


def test_a_glide_and_its_origins() -> None:
    pattern = compile_expression('"0 8".smooth()')
    [event] = pattern.query("1/8", "1/4")
    assert event.value == 2
    assert event.origin == ((1, 2), (3, 4))


@pytest.mark.parametrize("code", ['"0 1 <2 5>"', '"<0 4>"', '"0 ~ 1"', "irand(9).segment(3)"])
def test_a_glide_passes_through_the_numbers_and_stays_between_them(code: str) -> None:
    pattern = compile_expression(f"{code}.smooth()")
    ends = {event.part.begin: event.value for event in compile_expression(code).query(0, 3)}
    for begin, value in ends.items():
        assert [event.value for event in pattern.query(begin, begin + Fraction(1, 96))] == [value]
    highest = max(float(str(value)) for value in ends.values())
    assert all(0 <= number <= highest for number in numbers(f"{code}.smooth().segment(24)", 2))


def test_equal_power_is_equal_power() -> None:
    rising = numbers("envEq.segment(16)", 1)
    falling = [number**2 for number in reversed(rising[1:])]
    assert [one**2 + other for one, other in zip(rising[1:], falling, strict=True)] == pytest.approx([1] * 15)
