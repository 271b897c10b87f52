"""Whatever an expression asks for, it is answered, or refused before it is played: nothing freezes."""

from __future__ import annotations

import pytest

from pattern_dsl import ProgramError, check, compile_expression

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
