"""Laws every pattern obeys, on patterns built at random from every word of the vocabulary."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as some

from pattern_engine.event import Event, show_value
from pattern_engine.expression import Apply, Argument, Atom, Chain, Hole, Lambda, Table
from pattern_engine.meaning import MeaningError, pattern_of
from pattern_engine.pattern import Pattern
from pattern_engine.vocabulary import Parameter, Word
from pattern_engine.words import WORDS
from pattern_engine.words.change import HOWS

LAWFUL = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))

CONTINUOUS = {name for name, word in WORDS.items() if word.family == "making" and not word.parameters} | {
    *("rand", "rand2", "irand", "normal", "brand", "perlin", "berlin", "envEq"),
}
LISTED = ("tagged", "upto", "smooth")
"""Words that make or want values no arithmetic can follow, or make signals; they are tested by themselves."""

ENTRIES = {word.name: word for word in WORDS.values()}
CHANGING = [w for w in ENTRIES.values() if w.is_method and w.name not in LISTED]
GATHERED = (
    "seq",
    "cat",
    "stack",
    "polymeter",
    "randcat",
    "timecat",
    "arrange",
    "seqP",
    "seqPLoop",
    "listToPat",
    "stitch",
)
GATHERING = [ENTRIES[name] for name in GATHERED]

TIMES = some.sampled_from([Fraction(n, d) for n in (1, 2, 3) for d in (1, 2, 3, 4)])


def argument(parameter: Parameter, inner: some.SearchStrategy[Argument]) -> some.SearchStrategy[Argument]:
    match parameter.kind:
        case "pattern" | "value":
            return inner
        case "time":
            return TIMES.map(Atom) | some.tuples(TIMES, TIMES).map(lambda two: Apply("cat", tuple(map(Atom, two))))
        case "number":
            return some.sampled_from([0.0, 0.25, 0.5, 1.0]).map(Atom)
        case "count":
            return some.integers(1, 4).map(Atom)
        case "truth":
            return some.booleans().map(Atom)
        case "text":
            return some.sampled_from(HOWS if parameter.name == "how" else ["C major", "D dorian"]).map(Atom)
        case "function":
            chains = some.lists(some.sampled_from(SIMPLE), min_size=1, max_size=2)
            return chains.map(lambda steps: Chain(tuple(steps))) | some.sampled_from(NAMED)
        case "combiner":
            return some.sampled_from(
                [Lambda(("x", "n"), Apply(name, (Hole("x"), Hole("n")))) for name in ("fast", "add")]
            )
        case "pairs":
            return some.tuples(some.integers(1, 3).map(Atom), inner)
        case "triples":
            return some.tuples(TIMES.map(Atom), TIMES.map(Atom), inner)
        case "choices":
            names = some.lists(some.tuples(some.sampled_from("0123"), inner), min_size=1, max_size=3)
            return names.map(lambda rows: Table(tuple(rows))) | some.lists(inner, min_size=1, max_size=3).map(tuple)
        case "patterns":
            return some.lists(inner, min_size=1, max_size=3).map(tuple)
        case "functions":
            return some.lists(some.sampled_from(SIMPLE), min_size=1, max_size=2).map(
                lambda steps: tuple(Chain((step,)) for step in steps)
            )


NAMED = [
    Lambda(("x",), Apply("gt", (Hole("x"), Atom(2)))),
    Lambda(("x",), Apply("seq", (Hole("x"), Apply("add", (Hole("x"), Atom(1)))))),
    Lambda(("x",), Apply("fast", (Hole("x"), Atom(2)))),
]

SIMPLE = [Apply("rev", ()), Apply("fast", (Atom(2),)), Apply("late", (Atom(Fraction(1, 8)),)), Apply("add", (Atom(7),))]


def applied(word: Word, inner: some.SearchStrategy[Argument]) -> some.SearchStrategy[Argument]:
    if word.name == "euclid":
        rests = some.tuples(some.integers(-3, 3), some.integers(4, 8), some.integers(0, 4))
        return some.tuples(inner, rests).map(lambda drawn: Apply("euclid", (drawn[0], *map(Atom, drawn[1]))))
    if word.parameters and word.parameters[0].rest:
        one = argument(word.parameters[0], inner)
        return some.lists(one, min_size=1, max_size=3).map(lambda args: Apply(word.name, tuple(args)))
    return some.tuples(*(argument(p, inner) for p in word.parameters)).map(lambda args: Apply(word.name, args))


LEAVES: some.SearchStrategy[Argument] = some.one_of(
    some.integers(0, 7).map(Atom),
    some.lists(some.integers(0, 7).map(Atom), min_size=1, max_size=4).map(lambda items: Apply("seq", tuple(items))),
    some.just(Apply("silence", ())),
    some.integers(1, 5).map(lambda n: Apply("run", (Atom(n),))),
)


def grown(inner: some.SearchStrategy[Argument]) -> some.SearchStrategy[Argument]:
    return some.sampled_from([*CHANGING, *GATHERING]).flatmap(lambda word: applied(word, inner))


EXPRESSIONS = some.recursive(LEAVES, grown, max_leaves=5)


@some.composite
def patterns(draw: some.DrawFn) -> Pattern:
    """A pattern that can be asked; drawn again where words refuse each other's values."""
    try:
        pattern = pattern_of(draw(EXPRESSIONS), 1)
        pattern.query(0, 4)
    except (MeaningError, ValueError, TypeError, ZeroDivisionError):
        assume(False)
    assume(len(pattern.query(0, 4)) < 600)
    return pattern


Merged = Counter[tuple[object, ...]]


def merged(events: Iterable[Event], back: int = 0) -> Merged:
    """*events*, moved *back* by some cycles, with touching fragments of one event put together."""
    groups: dict[tuple[object, ...], list[tuple[Fraction, Fraction]]] = defaultdict(list)
    for event in events:
        whole = event.whole and (event.whole.begin - back, event.whole.end - back)
        groups[whole, show_value(event.value)].append((event.part.begin - back, event.part.end - back))
    found: Merged = Counter()
    for name, parts in groups.items():
        waiting = sorted(parts)
        while waiting:
            begin, end = waiting.pop(0)
            while (again := next((part for part in waiting if part[0] == end and part[1] > part[0]), None)) is not None:
                waiting.remove(again)
                end = again[1]
            found[*name, begin, end] += 1
    return found


SPANS = some.tuples(
    some.fractions(0, 4, max_denominator=24),
    some.fractions(0, 4, max_denominator=24),
    some.fractions(0, 4, max_denominator=24),
).map(sorted)


@LAWFUL
@given(patterns(), SPANS)
def test_what_is_asked_in_two_pieces_is_what_is_asked_at_once(pattern: Pattern, times: list[Fraction]) -> None:
    first, middle, last = times
    assume(first < middle < last)
    pieces = [*pattern.query(first, middle), *pattern.query(middle, last)]
    assert merged(pieces) == merged(pattern.query(first, last))


@LAWFUL
@given(patterns(), SPANS)
def test_a_part_lies_in_its_whole_and_in_what_was_asked(pattern: Pattern, times: list[Fraction]) -> None:
    first, _, last = times
    assume(first < last)
    for event in pattern.query(first, last):
        assert first <= event.part.begin < event.part.end <= last
        if event.whole is not None:
            assert event.whole.begin <= event.part.begin
            assert event.part.end <= event.whole.end


@LAWFUL
@given(EXPRESSIONS)
def test_the_same_expression_gives_the_same_events(expression: Argument) -> None:
    try:
        once = pattern_of(expression, 5).query(0, 3)
    except (MeaningError, ValueError, TypeError, ZeroDivisionError):
        assume(False)
    assert pattern_of(expression, 5).query(0, 3) == once


@LAWFUL
@given(patterns())
def test_forgetting_changes_nothing(pattern: Pattern) -> None:
    before = pattern.query(0, 2)
    pattern.forget()
    assert pattern.query(0, 2) == before


@LAWFUL
@given(patterns(), some.integers(1, 7), some.integers(1, 7))
def test_fast_and_slow_undo_each_other(pattern: Pattern, many: int, few: int) -> None:
    factor = Fraction(many, few)
    there_and_back = ENTRIES["slow"].function(ENTRIES["fast"].function(pattern, factor), factor)
    assert merged(there_and_back.query(0, 2)) == merged(pattern.query(0, 2))


@LAWFUL
@given(patterns(), some.fractions(-2, 2, max_denominator=12))
def test_early_and_late_undo_each_other(pattern: Pattern, time: Fraction) -> None:
    there_and_back = ENTRIES["early"].function(ENTRIES["late"].function(pattern, time), time)
    assert merged(there_and_back.query(0, 2)) == merged(pattern.query(0, 2))


@LAWFUL
@given(patterns())
def test_backwards_twice_is_forwards(pattern: Pattern) -> None:
    twice = ENTRIES["rev"].function(ENTRIES["rev"].function(pattern))
    assert merged(twice.query(0, 3)) == merged(pattern.query(0, 3))


@LAWFUL
@given(patterns(), patterns())
def test_struct_begins_events_only_where_its_rhythm_does(pattern: Pattern, rhythm: Pattern) -> None:
    shaped = ENTRIES["struct"].function(pattern, rhythm)
    onsets = {event.whole.begin for event in rhythm.query(0, 2) if event.has_onset and event.whole}
    assert {event.whole.begin for event in shaped.query(0, 2) if event.has_onset and event.whole} <= onsets


@LAWFUL
@given(patterns(), some.sampled_from([10**6, 10**9]))
def test_a_pattern_that_repeats_is_exact_after_a_long_time(pattern: Pattern, far: int) -> None:
    assume(0 < pattern.period <= 60)
    turns = far // pattern.period * pattern.period
    near = pattern.query(Fraction(1, 3), Fraction(4, 3))
    later = pattern.query(turns + Fraction(1, 3), turns + Fraction(4, 3))

    assert merged(later, turns) == merged(near)


@LAWFUL
@given(patterns(), patterns())
def test_a_stack_holds_the_events_of_all(one: Pattern, other: Pattern) -> None:
    both = ENTRIES["stack"].function(one, other).query(0, 2)
    assert merged(both) == merged([*one.query(0, 2), *other.query(0, 2)])


@LAWFUL
@given(patterns())
def test_to_change_values_is_to_change_them_one_after_another(pattern: Pattern) -> None:
    def marked(value: object) -> str:
        return f"<{value}>"

    def asked(value: object) -> str:
        return f"{value}?"

    once = pattern.map(lambda value: asked(marked(value)))
    assert once.query(0, 2) == pattern.map(marked).map(asked).query(0, 2)


@pytest.mark.parametrize("name", sorted(CONTINUOUS - {"silence"}))
def test_a_signal_is_read_where_it_is_asked(name: str) -> None:
    word = ENTRIES[name]
    args = (Atom(4),) if word.parameters else ()
    [event] = pattern_of(Apply(name, args), 1).query("1/4", "1/2")
    assert event.whole is None
    assert (event.part.begin, event.part.end) == (Fraction(1, 4), Fraction(1, 2))
    assert not event.has_onset
