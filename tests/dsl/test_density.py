"""Whatever an expression asks for, it is answered, or refused before it is played: nothing freezes."""

from __future__ import annotations

import re

import pytest
from mutants import answered_badly, bounded

from pattern_dsl import ProgramError, check, compile_expression
from pattern_engine.words import WORDS

EXAMPLES = {word.name: word.example for word in WORDS.values()}
NUMBER = re.compile(r"(?<![A-Za-z#_\d.])\d+(?:\.\d+)?(?:/\d+)?")
BEYOND = ("1000000007", "1/1000000007")
"""What no example means, where it says a number."""

TOO_MUCH = [
    '"a*1000*1000*1000"',
    '"a!100000"',
    '"a".fast(1000000000)',
    '"a(3,100000000)"',
    '"a".euclidInv(3, 100000000)',
    '"a".euclidFull(3, 100000000, "b")',
    '"a".euclidLegatoRot(3, 100000000, 1)',
    '"a".ply(1000000)',
    "run(1000000000)",
    '"a b".chunk(5000, .rev())',
    '"a b".chunkBack(5000, .rev())',
    '"a b".chunkInto(5000, .rev())',
    '"a".into("1*4000", .rev())',
    '"0 .. 1000000"',
    '"a".striate(1000000)',
    '"a*8".every(3, .chop(1000)).chop(8)',
    '"a".echo(1000000, 1/8, 0.5)',
    '"a".stut(1000000, 0.5, 1/8)',
    '"a".echoWith(1000000, 1/8, .rev())',
    '"a".plyWith(1000000, .rev())',
    '"a b".iter(1000000000)',
    '"a b".iterBack(1000000000)',
    "saw.segment(10000000)",
    '"a".whenmod(1000000000, 3, .rev())',
    '"a".everyOff(1000000000, 3, .rev())',
    '"a".every(1000000000, .rev())',
    '"a b c".pace(1000000000)',
    '"a".linger(1/1000000)',
    '"a".hurry(1000000)',
    '"a b".ribbon(0, 1/1000000)',
    '"a".extend(1000000)',
    '"a".focus(0, 1/1000000)',
    '"a".steps(1, 1/1000000)',
    '"1*64".add("1*2000", how="squeeze")',
    '"0*60".inhabit(["a*1000", "b"])',
    '"a*60".bite(4, "0*1000")',
    "necklace(1000000000, [2, 2, 1])",
    "durs([1, 2], 1/1000000)",
    "res(3, 4, unit=1/1000000)",
    '"a".phase(1/99991).phase(1/99989).fast(99991)',
    '"a".tour("' + "b " * 2000 + '", "c", "d")',
    '"a".plyWith(8, .add("0,4,7,12"))',
    '"a".soak(14, .superimpose(.rev()))',
    '"a".canon(6, 1/8, .ply(5))',
    '"a".foldEvery(["2", "3", "4"], .ply(20))',
    '"a*100".pickF("0", [.rev(), .ply(100)])',
    '"a".ply("a9999")',
    '"a b".jux(.rev()).jux(.rev()).add("0 1").struct("1*1100")',
]

BEARABLE = [
    '"' + "[" * 150 + "a" + "]" * 150 + '"',
    'timecat([1000000000000, "a"], [1, "b"])',
    '"a@100000000000 b"',
    '"a b".late(1/99991).late(1/99989).late(1/99971).late(1/99961)',
    '"a".compress(0, 1/1000000000)',
    '"a".late(1000000000000)',
    'arrange([4000, "a"])',
    '"a b c".rot(1000000000)',
    '"a".playFor(0, 1000000000000)',
    '"a"' + ".every(2, .rev())" * 40,
    '"a".plyWith(8, .add(1))',
    '"a b".canon(4, 2, .up(1))',
    '"a b".foldEvery([16, 32], .superimpose(.rev()))',
    '"a/1000000000".pan(tri)',
    '"[a,c]/1000000000".roll()',
    '"[a,c]/1000000000".arpWith(.rev())',
    '"a/1000000000".invertMotif()',
    "scan(4000)",
]


@pytest.mark.parametrize("code", TOO_MUCH)
def test_what_is_too_much_is_refused_before_it_is_played(code: str) -> None:
    with pytest.raises(ProgramError) as refusal:
        compile_expression(code)
    assert [found.code for found in refusal.value.diagnostics] == ["PS308"]
    assert [found.code for found in check(f"melody {{ piano {code}; }}").diagnostics if found.severity == "error"] == [
        "PS308"
    ]


@pytest.mark.parametrize("code", BEARABLE)
def test_what_looks_like_much_but_is_not_is_played(code: str) -> None:
    assert compile_expression(code).query(0, 1)


@pytest.mark.parametrize("code", ['"9".pow(1000000)', '"2".pow(100).pow(100)', '"-8".pow(1/3)'])
def test_a_power_beyond_numbers_is_an_error_and_no_wait(code: str) -> None:
    with pytest.raises(ValueError, match="power"):
        compile_expression(code).query(0, 1)


def asking(example: str, numbers: tuple[str, ...]) -> list[str]:
    """Programs of an *example*, each with one of *numbers* in place of one of its own."""
    places = [match.span() for match in NUMBER.finditer(example)]
    return [f"melody {{ {example[:begin]}{new}{example[end:]} }}" for begin, end in places for new in numbers]


@pytest.mark.parametrize("word", EXAMPLES)
def test_a_word_that_is_given_a_number_beyond_measure_is_answered_soon(word: str) -> None:
    for text in asking(EXAMPLES[word], BEYOND):
        assert bounded(lambda text=text: answered_badly(text))[1] == [], text


@pytest.mark.heavy
@pytest.mark.parametrize("word", EXAMPLES)
def test_a_word_that_is_given_an_odd_number_is_answered_soon(word: str) -> None:
    for text in asking(EXAMPLES[word], ("0", "-3", "4000", "1/3999", '"<0 4000 -1>"')):
        assert bounded(lambda text=text: answered_badly(text))[1] == [], text
