"""Signature: which call the caret is in, which ``¦`` marks, and which of its arguments."""

from __future__ import annotations

import pytest

from pattern_dsl.document import Document
from pattern_dsl.ide.signature import signature
from pattern_engine.words import WORDS

LIFT = "/// up, and faster\ndef lift(p, n = 2, k = 1) = p.up(n).fast(k);\n"
LOW = "let low = (x, y) => x.up(y);\n"


def check_signature(marked: str, label: str | None, active: str | None) -> None:
    """The call is written as *label*, and *active* is the parameter of it at the caret."""
    found = signature(Document.of(marked.replace("¦", "")), marked.index("¦"))
    if label is None:
        assert found is None
        return
    assert found is not None
    assert found.label == label
    shown = None if found.active is None else found.parameters[found.active]
    assert (None if shown is None else label[shown.begin : shown.end]) == active


EVERY = ".every(n: count, change: function)"
EUCLID = ".euclid(k: count, n: count, r: time = 0)"
PLACES: list[tuple[str, str | None, str | None]] = [
    ('melody { piano "c4".fast(¦', ".fast(factor: time)", "factor: time"),
    ('melody { piano "c4".fast(¦2); }', ".fast(factor: time)", "factor: time"),
    ('melody { piano "c4".fast(2, ¦', ".fast(factor: time)", None),
    ('melody { piano "c4".euclid(3, ¦8); }', EUCLID, "n: count"),
    ('melody { piano "c4".euclid(3, 8, ¦', EUCLID, "r: time = 0"),
    ('melody { piano "c4".euclid(3¦, 8); }', EUCLID, "k: count"),
    ('melody { piano "c4".euclid(n=8, ¦', EUCLID, "k: count"),
    ('melody { piano "c4".euclid(3, r=¦', EUCLID, "r: time = 0"),
    ('melody { piano "c4".every(¦', EVERY, "n: count"),
    ('melody { piano "c4".every(4, ¦', EVERY, "change: function"),
    ('melody { piano "c4".every(4, .rev()¦', EVERY, "change: function"),
    ('melody { piano "c4".every(4, .fast(¦2)); }', ".fast(factor: time)", "factor: time"),
    ('melody { piano "c4".every(4, .fast(2)¦); }', EVERY, "change: function"),
    ('melody { piano "c4".every(4, x => ¦', EVERY, "change: function"),
    ('melody { piano "c4".every(4, x => x.fast(¦', ".fast(factor: time)", "factor: time"),
    ('melody { piano "c4".every("<2 ¦4>", .rev()); }', EVERY, "n: count"),
    ('melody { piano cat("c4", "e4", ¦', "cat(*patterns: pattern)", "*patterns: pattern"),
    ('melody { piano stack("c¦4", "e4"); }', "stack(*patterns: pattern)", "*patterns: pattern"),
    ('melody { piano "0 1".pick(["c4", ¦', ".pick(patterns: choices)", "patterns: choices"),
    ('melody { piano "c4".vel(sine.range(0.2, ¦', ".range(low: number, high: number)", "high: number"),
    ('melody { piano note("c4 ¦', ".note(value: pattern)", "value: pattern"),
    ('melody { piano "c4".lpf((400 + ¦', ".lpf(value: pattern)", "value: pattern"),
    (LIFT + 'melody { piano "c4".lift(¦', ".lift(n = 2, k = 1)", "n = 2"),
    (LIFT + 'melody { piano "c4".lift(1, ¦', ".lift(n = 2, k = 1)", "k = 1"),
    (LIFT + 'melody { piano "c4".lift(k=¦', ".lift(n = 2, k = 1)", "k = 1"),
    (LIFT + 'melody { piano "c4".lift(k=2, ¦', ".lift(n = 2, k = 1)", "n = 2"),
    (LIFT + 'melody { piano lift("c4", ¦', "lift(p, n = 2, k = 1)", "n = 2"),
    (LIFT + 'melody { piano "c4".lift(1, 2, ¦', ".lift(n = 2, k = 1)", None),
    (LOW + 'melody { piano low("c4", ¦', "low(x, y)", "y"),
    (LOW + 'melody { piano "c4".low(¦', ".low(y)", "y"),
    ('melody { piano "c4".unheard(¦', None, None),
    ('melody { piano "c4".unheard(1).fast(2)¦; }', None, None),
    ('melody { piano "c4"¦; }', None, None),
    ('melody { piano "c4".every(4, .unheard(¦', EVERY, "change: function"),
    ("def lift(p, ¦n) = p;", None, None),
    ("// x.fast(¦", None, None),
    ('melody { piano "c4".fast( // ¦', None, None),
    ("¦", None, None),
]


@pytest.mark.parametrize(("marked", "label", "active"), PLACES, ids=[row[0] for row in PLACES])
def test_the_call_at_the_caret(marked: str, label: str | None, active: str | None) -> None:
    check_signature(marked, label, active)


def test_what_is_said_is_what_is_written_above_a_definition() -> None:
    text = LIFT + 'melody { piano "c4".lift('
    found = signature(Document.of(text), len(text))
    assert found is not None
    assert found.text == "up, and faster"


@pytest.mark.parametrize("name", sorted({word.name for word in WORDS.values() if word.parameters[word.is_method :]}))
def test_every_word_shows_all_it_takes(name: str) -> None:
    word = WORDS[name]
    text = f"melody {{ piano c4.{name}(" if word.is_method else f"melody {{ piano {name}("
    found = signature(Document.of(text), len(text))
    assert found is not None
    assert found.label == word.signature
    shown = [found.label[one.begin : one.end] for one in found.parameters]
    assert [one.lstrip("*").split(":")[0] for one in shown] == [p.name for p in word.parameters[word.is_method :]]
    assert f"({', '.join(shown)})" == found.label[found.label.index("(") :]
    assert found.active == 0
    assert word.help in found.text
