"""Whatever the text, ``check`` answers: soon, within bounds of memory, with diagnostics inside the text."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as some

from pattern_dsl import ProgramError, check, compile_expression, report
from pattern_engine.performance import perform

SECONDS = 10.0  # tells a hang from an answer on the busiest machine; what it costs is measured in tests/bench


def rhythm(source: str) -> str:
    return f"rhythm {{ synth {source}; }}"


def melody(source: str) -> str:
    return f'melody {{ piano "c4"{source}; }}'


HOSTILE = {
    "10,000 brackets": melody(f".vel({'(' * 10_000}1{')' * 10_000})"),
    "10,000 brackets in a string": rhythm(f'"{"[" * 10_000}a{"]" * 10_000}"'),
    "10,000 open brackets": melody(".vel(" + "(" * 10_000),
    "10,000 braces": "{" * 10_000,
    "100,000 methods": melody(".rev()" * 100_000),
    "5,000 methods": melody(".rev()" * 5_000),
    "5,000 functions": melody(f".every(2, {'.rev()' * 5_000})"),
    "100,000 signs": melody(f".vel({'-' * 100_000}1)"),
    "100,000 sums": melody(f".vel({'sine+' * 100_000}1)"),
    "100,000 stars": rhythm(f'"bd{"*1" * 30_000}"'),
    "a name doubled 60 times": 'let q = "c4";' + "let q = stack(q, q);\n" * 60 + "melody { piano q; }",
    "a turn doubled 60 times": 'let q = "c4";' + 'let q = "<$q $q>";\n' * 60 + "melody { piano q; }",
    "a function doubled 60 times": "let f = .rev();" + "let f = .every(2, f).every(3, f);\n" * 60,
    "a name passed on 5,000 times": 'let x0y = "c4";'
    + "".join(f"let x{i + 1}y = x{i}y.rev();\n" for i in range(5_000))
    + "melody { piano x5000y; }",
    "1 MB comment": "/*" + "x" * 1_000_000 + "*/",
    "1 MB open comment": "/*" * 500_000,
    "1 MB word": "a" * 1_000_000,
    "1 MB words": "a " * 500_000,
    "1 MB semicolons": ";" * 1_000_000,
    "1 MB closing braces": "}" * 1_000_000,
    "1 MB quotes": '"' * 1_000_000,
    "1 MB open strings": '"\n' * 500_000,
    "1 MB dollars": "$" * 1_000_000,
    "1 MB lines": "\n" * 1_000_000,
    "1 MB import": "import\n" * 150_000,
    "1 MB melody": "melody\n" * 150_000,
    "1 MB open blocks": "melody {\n" * 110_000,
    "1 MB string": rhythm('"' + "bd " * 333_000 + '"'),
    "1 MB chord": "melody { piano " + "C4," * 333_000 + "C4 0; }",
    "1 MB arguments": "melody { piano stack(" + '"c4",' * 160_000 + '"c4"); }',
    "1 MB digits": f"melody {{ piano C4 {'1' * 1_000_000}; }}",
    "1 MB notes": "melody {" + " piano C4 0.0;\n" * 66_000 + "}",
    "1 MB patterns": "melody {" + ' piano "c4 e4".fast(2);\n' * 40_000 + "}",
    "1 MB lets": "".join(f'let x{i}y = "c4";\n' for i in range(45_000)),
    "10,000 statements": "melody {" + "".join(f"piano C4 {i}.5;\n" for i in range(10_000)) + "}",
    "15,000 statements": "melody {\n" + "".join(f"  piano C4 {i / 4};\n" for i in range(15_000)) + "}",
    "90,000 words": "melody {" + "".join(f"piano C4 {i}.5 vel 1;\n" for i in range(14_999)) + "}",
    "10,000 blocks": "melody { piano C4 0; }\n" * 10_000,
    "10,000 mistakes": "melody {" + "".join(f"piano C4 {i}.5\n" for i in range(10_000)) + "}",
    "10,000 open calls": "melody {" + 'piano "c4".fast(;\n' * 10_000 + "}",
    "unknown names": "melody {" + "".join(f'pianu{i}x "h4".fsat{i}(2);\n' for i in range(5_000)) + "}",
    "NUL": 'melody { piano\0 "c4\0"; }\0',
    "lone surrogates": 'melody { piano "c4\ud800"; \udfff } // \ud800',
    "other line ends": 'melody {\u2028 piano "c4";\x85 piano "e4\u2028 f4"; // x\u2029 }\n}',
    "only CR": 'melody {\r piano "c4\r piano "e4";\r // x \r}\r',
    "open string": 'melody { piano "c4',
    "backslashes": melody(f'.s("{chr(92) * 99_999}")'),
    "too dense": rhythm('"bd*1000*1000*1000"'),
    "1e300": rhythm('"bd*1e300 sd/1e300"'),
    "0 times infinity": rhythm('"0".mul("1e300").mul("1e300").fast("0".mul("1e300").mul("1e300"))'),
    "division by zero": "tempo 1/0; melody len 1/0 bars { piano C4 1/0 dur 1/0 vel 1/0; piano C4.fast(1/0); }",
    "400 digits": f"tempo {'9' * 400}; meter {'9' * 400}/4; melody {{ piano C{'9' * 400} {'9' * 400}:{'9' * 400}; }}",
    "5,000 digits": rhythm(f'"bd*{"9" * 5_000} bd@{"9" * 5_000} bd!{"9" * 5_000} bd?0.1:{"9" * 5_000} c{"9" * 5_000}"'),
    "1 MB notes side by side": "melody { piano " + "C4 " * 333_000 + "0; }",
    "10,000 chords without commas": "melody {" + "piano C4 E4 G4 0;\n" * 10_000 + "}",
    "10,000 words of other languages": "def\n" * 10_000,
    "10,000 misspelt blocks": "melodi { }\n" * 10_000,
    "50,000 decimal commas": "melody { piano C4 0" + ",5" * 50_000 + "; }",
    "50,000 points": "melody { piano C4 " + " .5" * 50_000 + "; }",
    "products": melody(".fast(" + "*".join(["999999999999999"] * 100) + ")"),
    "a long range": 'melody { piano "0 .. 1000000000"; piano "0 .. <3 1000000000>"; piano run("<3 1000000000>"); }',
    "a long rhythm": rhythm('"bd(3,1000000)".euclid(3, "<8 1000000>")'),
    "many rhythms": rhythm('"bd".euclid("0 .. 300", "301 .. 601", "0 .. 300")'),
    "a meter of no steps": rhythm('"{Kick!11, Snare!0}%-1000000"'),
    "copies of 400 digits": rhythm(f'"bd!{"9" * 400} sd"'),
    "numbers that are none": melody('.add("nan").mul("1e999").vel("inf")'),
    "hits below nothing": rhythm("Kick.distrib([-3, 5, 8])"),
    "many copies": rhythm('"bd!1000000 bd@1000000 {bd sd}%1000000"'),
    "many turns": rhythm('"bd".iter(999999999).chunk(99999999, .rev()).every(999999999, .rev())'),
    "many slices": rhythm('"bd".swingBy(1/3, 999999999).inside(999999999, .rev()).outside(999999999, .rev())'),
    "a long form": rhythm('arrange([999999999, "bd"], [1, "sd"])'),
    "many copies of copies": rhythm('"bd"' + ".superimpose(.late(1/8))" * 40),
    "echoes of echoes": rhythm('"bd"' + ".off(1/8, .off(1/16, .rev()))" * 40),
    "chance upon chance": rhythm('"bd"' + ".sometimes(.rev())" * 40),
    "slow by a signal": rhythm('"bd".slow(sine).slow(saw).fast(rand)'),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_text_is_answered_soon(name: str) -> None:
    text = HOSTILE[name]
    begin = time.process_time()
    snapshot = check(text)
    assert time.process_time() - begin < SECONDS
    for problem in snapshot.diagnostics[:50]:
        assert 0 <= problem.begin <= problem.end <= len(text)
        assert len(report(problem, snapshot.source)) < 2_000


def test_a_text_may_have_fifteen_thousand_statements() -> None:
    for name, count in (("15,000 statements", 15_000), ("90,000 words", 14_999)):
        program = check(HOSTILE[name]).program
        assert program is not None
        assert len(program.parts) == count


def test_hostile_texts_need_little_memory() -> None:
    texts = [text for name, text in HOSTILE.items() if "1 MB" in name]
    code = "import sys, json\nfrom pattern_dsl import check\nfor text in json.load(sys.stdin): check(text)"
    code += "\nfrom mutants import peak; print(peak())"
    done = subprocess.run(
        [sys.executable, "-c", code],
        input=json.dumps(texts),
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parent,
    )
    assert int(done.stdout) < 500_000_000


@pytest.mark.parametrize(
    "source",
    [
        f'"{"[" * 200}c4{"]" * 200}"',
        f'"{"<" * 200}c4{">" * 200}"',
        f'"{"{" * 200}c4{"}%1" * 200}"',
        f'"{"[c4 " * 200}{"]" * 200}"',
        f'"{"<c4 " * 200}d4{"]" * 0}{">" * 200}"',
        f'"c4".vel({"(" * 199}1{")" * 199})',
        f"{'stack(' * 200}c4{')' * 200}",
        f"{'[' * 200}c4{']' * 200}",
        '"c4"' + ".every(2, .rev())" * 200,
        '"c4"' + ".superimpose(.late(1/8))" * 11,
        f'"c4"{".every(2, .rev()" * 199}{")" * 199}',
        '"c4".note(60' + "+1-1" * 99 + ")",
    ],
)
def test_what_is_nested_as_deep_as_may_be_plays(source: str) -> None:
    snapshot = check(f"melody {{ piano {source}; }}")
    assert [problem for problem in snapshot.diagnostics if problem.severity == "error"] == []
    assert snapshot.program is not None
    performance = perform(snapshot.program)
    assert performance.notes(Fraction(0), Fraction(1))
    assert performance.troubles == {}


@pytest.mark.parametrize("source", [f'"{"[" * 201}c4{"]" * 201}"', f'"c4".vel({"(" * 201}1{")" * 201})'])
def test_what_is_nested_deeper_is_an_error_of_its_statement_alone(source: str) -> None:
    snapshot = check(f"melody {{ piano D4 0; piano {source}; piano E4 0; }} rhythm {{ synth nobody; }}")
    assert [problem.code for problem in snapshot.diagnostics] == ["PS006", "PS105"]


EXAMPLES = [
    'import piano from "keys";\nmelody {\n  piano C4 0.0;\n  piano E4,G4 1:2 dur 1/2 vel 0.5;\n}\n',
    'tempo 126;\nrhythm { synth "Kick*4, ~ Snare ~ Snare, HiHat*8".swing(4); }\n',
    'let r = "<c4 e4>(3,8,2) g4? [a4 b4]!2 c4@3 {a4 b4}%3";\nmelody x len 2 bars { k: piano r.every(4, .rev()); }\n',
    'rhythm { mute Kick 0.5; synth "$r . a b | c" .off(1/8, .add("<1 2>", how="mix")); } // end',
]
SIGNS = some.sampled_from(
    [*'{}()[]<>;,.:=+-*/%"$!@?~_|^#\\ \n\r\t', "0", "9", "1.5", "a", "melody", "let", "é", "🎵", "\0"]
)


@settings(max_examples=300, deadline=None)
@given(
    text=some.sampled_from(EXAMPLES),
    edits=some.lists(some.tuples(some.integers(0, 200), some.integers(0, 4), SIGNS), min_size=1, max_size=6),
)
def test_a_changed_program_is_answered(text: str, edits: list[tuple[int, int, str]]) -> None:
    for place, deleted, added in edits:
        at = place % (len(text) + 1)
        text = text[:at] + added + text[at + deleted :]
    answered(text)


@settings(max_examples=300, deadline=None)
@given(some.text(some.characters(codec=None), max_size=200))
@example('melody { piano "c4\u2028";')
def test_any_text_is_answered(text: str) -> None:
    answered(text)


@settings(max_examples=200, deadline=None)
@given(some.text(some.sampled_from("ab 12.~-_<>[]{}()*/!@?%:|,$^"), max_size=30))
def test_any_string_is_answered(text: str) -> None:
    answered(f'melody {{ piano "{text}"; }}')
    try:
        compile_expression(f'"{text}"')
    except ProgramError as error:
        assert error.diagnostics


def answered(text: str) -> None:
    begin = time.process_time()
    snapshot = check(text)
    assert time.process_time() - begin < SECONDS
    for problem in snapshot.diagnostics:
        assert 0 <= problem.begin <= problem.end <= len(text)
        assert report(problem, snapshot.source)
    assert (snapshot.program is None) == any(problem.severity == "error" for problem in snapshot.diagnostics)
