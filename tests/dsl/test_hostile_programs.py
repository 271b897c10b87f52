"""Programs made to exhaust whoever reads them: each is answered soon, in little room, by what it is too much of."""

from __future__ import annotations

import time
import tracemalloc

import pytest

from pattern_dsl import check

SECONDS = 10.0  # tells a hang from an answer on the busiest machine; what it costs is measured in tests/bench
MEGABYTES = 400


def chain(first: str, following: str, count: int) -> str:
    """*first*, and *following* for each number from 1 on, with {n} the number and {m} the one before."""
    return first + "".join(following.format(n=number, m=number - 1) for number in range(1, count))


PART = 'melody m { piano "c4"; }\n'
ONE_BAR = 'section a 1 bar { melody { piano "c4"; } }\n'

CASES = {
    "functions inside each other": ("let x = " + "(a => " * 10_000 + "1" + ")" * 10_000 + ";", "PS006"),
    "forms inside each other": ("section a { }\nform " + "(" * 10_000 + "a" + ")" * 10_000 + ";", "PS006"),
    "a form of 10^9 repeats": (ONE_BAR + "form a*1000000000;", "PS308"),
    "repeats of repeats": (ONE_BAR + "form " + "(" * 20 + "a" + ")*9999" * 20 + ";", "PS308"),
    "a long form": (ONE_BAR + "form " + "a " * 30_000 + ";", "PS308"),
    "many parts in many sections": (PART + "section a { " + "m, " * 100 + "m; }\nform a*1000;", "PS308"),
    "many parts in one section": (PART + "section a { " + "m, " * 20_000 + "m; }\nform a;", "PS308"),
    "a meter for 10^9 bars": ("meter 3/4 x 1000000000, 4/4 x 2;", "PS210"),
    "a meter that changes in every bar": (
        "section a 4096 bars { meter 3/4 x 1, 4/4 x 1; melody { } }\nform a*1000;",
        "PS308",
    ),
    "a section of 10^9 bars": ("section a 1000000000 bars { meter 3/4 x 1, 4/4 x 1; }\nform a;", "PS308"),
    "definitions that double": (
        chain("def by0(p) = p.rev();\n", "def by{n}(p) = by{m}(by{m}(p));\n", 40) + 'melody { piano by39("c4"); }',
        "PS308",
    ),
    "definitions that stack": (
        chain("def by0(p) = p.rev();\n", "def by{n}(p) = stack(by{m}(p), by{m}(p));\n", 40),
        "PS308",
    ),
    "a chain of definitions": (chain("def by0(p) = p.rev();\n", "def by{n}(p) = p.by{m}();\n", 3000), "PS308"),
    "defaults that double": (
        chain("def by0(p) = p.rev();\n", 'def by{n}(p, q = by{m}(by{m}("c4"))) = p.add(q);\n', 40)
        + 'melody { piano "c4".by39(); }',
        "PS308",
    ),
    "lets that double": (chain('let is0 = "c4";\n', "let is{n} = stack(is{m}, is{m});\n", 60), "PS308"),
    "names in strings that double": (chain('let is0 = "c4";\n', 'let is{n} = "$is{m} $is{m}";\n', 60), "PS308"),
    "a section of itself": ("section a { a; }\nform a;", "PS105"),
    "definitions of themselves": ("def f(p) = p.f();\ndef g(p) = p.h();\ndef h(p) = p.g();\n", "PS112"),
    "a grid": ('rhythm { synth Kick.struct(x"' + "x" * 150_000 + '"); }', "PS308"),
    "three quotes": ('melody { piano """' + "c4\n" * 100_000, "PS001"),
    "many blocks that replace one": (
        'rhythm d { synth "Kick"; }\n' + 'contrast every 8 bars replaces d { synth "Snare"; }\n' * 3000,
        "PS308",
    ),
    "many variations": (
        "rhythm d { " + 'synth "Kick"; ' * 200 + "}\n" + "contrast with .rev() { }\n" * 500,
        "PS308",
    ),
    "sections inside each other": ("section a { " * 10_000, "PS002"),
    "many dense parts": ("melody { " + 'piano "a*4000"; ' * 50 + "}", "PS308"),
    "a block made dense": ('melody with .ply(1000) { piano "a*4000"; }', "PS308"),
    "a section made dense": (
        'melody hook { piano "a*4000"; } section s 1 bar with .ply(1000) { hook; } form s;',
        "PS308",
    ),
    "notes that come again at once": ("melody { piano C4 0 every 1/100000 beats; }", "PS308"),
    "a block that comes again at once": ("melody len 1/100000 bars loop { piano C4 0; }", "PS308"),
    "a cycle of nothing": ('cycle 1/99999999 bars; melody { piano "c4"; }', "PS308"),
}


@pytest.mark.parametrize("name", CASES)
def test_what_is_too_much_is_said_soon(name: str) -> None:
    text, code = CASES[name]
    before = time.process_time()
    found = check(text).diagnostics
    assert time.process_time() - before < SECONDS
    assert code in {problem.code for problem in found if problem.severity == "error"}


@pytest.mark.parametrize("name", ["a form of 10^9 repeats", "definitions that double", "many variations"])
def test_what_is_too_much_takes_little_room(name: str) -> None:
    tracemalloc.start()
    check(CASES[name][0])
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < MEGABYTES * 1_000_000


@pytest.mark.parametrize(
    "text",
    [
        "".join(f"param p{n} = 0.5 in 0..1;\n" for n in range(4000)),
        "".join(f"def by{n}(x) = x.rev();\n" for n in range(4000)),
        "let n = 1;" + "".join(f'melody m{n} {{ let q = "c4"; piano q; }}\n' for n in range(2000)),
        "".join(f'section s{n} 1 bar {{ melody {{ piano "c4"; }} }}\n' for n in range(2000)) + "form s0 s1999;",
    ],
    ids=["params", "definitions", "blocks with names", "sections"],
)
def test_much_that_can_be_played_is_read_soon(text: str) -> None:
    before = time.process_time()
    found = check(text).diagnostics
    assert time.process_time() - before < SECONDS
    assert [problem for problem in found if problem.severity == "error"] == []
