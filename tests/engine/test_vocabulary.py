"""The vocabulary: a word is declared once, as a function; its signature is read from its annotations."""

from __future__ import annotations

from types import ModuleType

import pytest

from pattern_engine.expression import Apply, Argument, Atom, Chain
from pattern_engine.meaning import MeaningError, pattern_of, plain
from pattern_engine.pattern import Pattern
from pattern_engine.vocabulary import Parameter, vocabulary, word
from pattern_engine.words import WORDS


def chapter(*members: object, name: str = "chapter") -> ModuleType:
    module = ModuleType(f"words.{name}")
    for index, member in enumerate(members):
        vars(member)["word"] = vars(member)["word"]._replace(family=name)
        setattr(module, f"word{index}", member)
    return module


@word('piano "c4".twice();', aliases=("double",))
def twice_(pattern: Pattern, times: int = 2, *others: Pattern) -> Pattern:
    """Says it twice.

    And no more.
    """
    return pattern


def test_a_declaration_says_everything() -> None:
    entry = vars(twice_)["word"]
    assert (entry.name, entry.aliases, entry.help) == ("twice", ("double",), "Says it twice.")
    assert entry.parameters == (
        Parameter("pattern", "pattern"),
        Parameter("times", "count", 2, True),
        Parameter("others", "pattern", None, True, True),
    )
    assert entry.is_method
    assert entry.signature == ".twice(times: count = 2, *others: pattern)"


def test_a_vocabulary_knows_every_spelling_and_refuses_two_words_of_one() -> None:
    assert set(vocabulary(chapter(twice_))) == {"twice", "double"}

    @word('piano double("c4");')
    def double(value: str) -> Pattern:
        """Another one."""
        return pattern_of(Atom(value))

    with pytest.raises(ValueError, match="double"):
        vocabulary(chapter(twice_, double))


def test_aliases_mean_the_same_word() -> None:
    assert WORDS["density"] is WORDS["fast"]
    assert WORDS["firstOf"] is WORDS["every"]


def test_a_plain_value_may_be_a_pattern() -> None:
    turns = Apply("cat", (Atom(1), Atom(2)))
    counts = [len(pattern_of(Apply("fast", (Atom("a"), turns))).query(cycle, cycle + 1)) for cycle in range(4)]
    assert counts == [1, 2, 1, 2]


def test_a_function_argument_is_applied() -> None:
    pattern = pattern_of(Apply("every", (Apply("run", (Atom(2),)), Atom(1), Chain((Apply("rev", ()),)))))
    assert sorted((event.part.begin, event.value) for event in pattern.query(0, 1)) == [(0, 1), (0.5, 0)]


@pytest.mark.parametrize(
    "expression",
    [
        Apply("fast", (Atom("a"), Atom("b c"))),
        Apply("euclid", (Atom("a"), Atom(9), Atom(8))),
        Apply("fast", (Atom("a"),)),
        Apply("every", (Atom("a"), Atom(2), Atom(3))),
        Apply("add", (Atom(1), Atom(2), Atom("sideways"))),
        Apply("timecat", ((Atom(1),),)),
        Chain(()),
    ],
)
def test_a_word_refuses_what_it_cannot_do(expression: Argument) -> None:
    with pytest.raises(MeaningError):
        pattern_of(expression)


@pytest.mark.parametrize(
    ("kind", "value", "meant"), [("count", "3", 3), ("text", ("C", "minor"), "C:minor"), ("truth", "f", False)]
)
def test_values_are_read_as_an_argument_wants_them(kind: str, value: object, meant: object) -> None:
    assert plain(kind, value) == meant  # type: ignore[arg-type]  # one of the kinds


@pytest.mark.parametrize(("kind", "value"), [("count", 1.5), ("number", "x"), ("text", {}), ("time", None)])
def test_values_that_do_not_fit_are_refused(kind: str, value: object) -> None:
    with pytest.raises(ValueError):
        plain(kind, value)  # type: ignore[arg-type]  # one of the kinds
