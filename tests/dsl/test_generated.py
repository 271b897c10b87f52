"""Programs written at random from the whole vocabulary: none raises, none hangs, and what is silent says why."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from fractions import Fraction
from random import Random

import pytest

from pattern_dsl import check, report
from pattern_engine.performance import perform
from pattern_engine.vocabulary import Kind, Parameter, Word
from pattern_engine.words import WORDS
from pattern_engine.words.change import HOWS

SECONDS = 2.0
"""CPU time for checking a program and performing its first cycles."""

FEW, MANY, SHARES = 300, 10_000, 20

ENTRIES = list({word.name: word for word in WORDS.values()}.values())
METHODS = [word for word in ENTRIES if word.is_method]
MAKERS = [word for word in ENTRIES if not word.is_method]

INTERNAL = re.compile(
    r"NoneType|object|operand|subscript|attribute|positional|keyword argument|unpack|index out|range\(|__|dict|tuple"
    r"|list (?!of )|Fraction|'int'|'str'|'float'|float\(\)|recursion|unhashable|iterable|KeyError|base 10|convert"
)
"""What Python says when nobody thought of a case."""


class Writer:
    """Writes one program; made and dropped for each seed."""

    def __init__(self, random: Random) -> None:
        self.random = random

    def one(self, *choices: str) -> str:
        return self.random.choice(choices)

    def often(self, share: float) -> bool:
        return self.random.random() < share

    def some(self, low: int, high: int, what: Callable[[], str], between: str = " ") -> str:
        return between.join(what() for _ in range(self.random.randint(low, high)))

    def program(self) -> str:
        headers = (
            f"tempo {self.one('120', '96', '100.5', '180')};",
            f"meter {self.one('4/4', '6/8', '3/8', '7/8')};",
            f"key {self.one('C major', 'D dorian', 'F# minor')};",
            "seed 7;",
            "swing 2/3 on 1/8;",
            "meter 3/4 x 2, (3+2+2)/8 x 1;",
            "tempo 90 to 140 over 4 bars;",
            "cycle 2 beats;",
            "times seconds;",
            'tuning "19edo" on A4;',
            'out juce, osc("localhost:57120");',
            "hush;",
            'title "generated";',
            'import piano from "keys";',
        )
        lines = self.random.sample(headers, self.random.randint(0, 2)) + (["tempo;"] if self.often(0.02) else [])
        if self.often(0.3):
            lines.append(f"let x = {self.expression(2)};")
        if self.often(0.3):
            lines.append(f"def lift(p, n = {self.one('2', '1/2', '.rev()')}) = p{self.function(1)};")
        if self.often(0.2):
            lines.append(f"param amount = 0.5 in 0..{self.one('1', '2', '0')} {self.one('', 'log', 'int')} <- cc(74);")
        lines += [self.block() for _ in range(self.random.randint(1, 3))]
        if self.often(0.3):
            names = ["a", "b"]
            lines += [self.section(name) for name in names]
            lines.append(f"form {self.one('a b', '(a b)*2 a', 'b a*3', 'a c', 'a*0', '(b)*9999')};")
        return "\n".join(lines)

    def section(self, name: str) -> str:
        length = self.one("", " 2 bars", " 1/2 bars", " 6 beats")
        change = self.one("", "", f" with {self.function(1)}")
        headers = self.one(
            "", "key A minor; ", "tempo 60; ", "meter 3/4; ", "swing 0.6; ", f"let z = {self.string()}; "
        )
        use = self.one("hook;", "hook, verse;", f"hook{self.function(1)};", f"verse{self.function(1)}, lead;", "")
        own = self.block() if self.often(0.3) else ""
        return f"section {name}{length}{change} {{ {headers}{use} {own} }}"

    def block(self) -> str:
        name = self.one("", "", " hook", " verse")
        flag = self.one("", "", "", "mute ", "solo ")
        attributes = self.some(0, 2, self.attribute, "") if self.often(0.4) else ""
        statements = self.some(0 if "with" in attributes else 1, 4, self.statement, "\n  ")
        return f"{flag}{self.one('melody', 'rhythm', 'harmony', 'contrast')}{name}{attributes} {{\n  {statements}\n}}"

    def attribute(self) -> str:
        return self.one(
            *(" len 4 bars", " len 8 beats", " at 2:1", " at 1.5", " every 4 bars", " every 3 beats", " for 1 bar"),
            *(" replaces hook", " once", " loop", f" with {self.function(1)}"),
        )

    def statement(self) -> str:
        label = self.one("", "", "", "lead: ", "low: ")
        instrument = self.one("piano", "synth", "guitar", "bass", "marimba", "nobody")
        if self.often(0.25):
            tails = self.some(0, 2, lambda: self.one(" dur 1/2", " vel 0.5", " every 2 beats", " every 1 bar"), "")
            note = self.one("C4", "C4", "Eb3", "G5", "e#3", "Kick")
            return f"{instrument} {note} {self.one('0', '1.5', '2:3', '1/3', '250ms')}{tails};"
        if self.often(0.1):
            return self.one(
                f"{instrument} {self.string()} {self.one('1:1', '2.5', '0:3')} {self.one('', 'for 1 bar', 'dur 2')};",
                f"{self.expression(2)};",
                f'{instrument} "c4" -> juce("x", ch=1);',
                f"{instrument} {self.string()}.lift({self.one('', '3', 'n=1/3', '.fast(2)', 'm=1')});",
            )
        if self.often(0.05):
            return f"let y = {self.expression(1)};"
        return f"{label}{self.one('', '', '', 'mute ')}{instrument} {self.expression(3)};"

    def expression(self, depth: int) -> str:
        """A pattern: a string or a word that makes one, and methods after it."""
        random = self.random
        if depth and self.often(0.25):
            start = self.call(random.choice(MAKERS), depth - 1)
        else:
            start = self.one("c4", "sine", "sine.segment(4)") if self.often(0.05) else self.string()
        methods = (self.call(random.choice(METHODS), max(depth - 1, 0)) for _ in range(random.randint(0, depth)))
        return start + "".join(f".{call}" for call in methods)

    def call(self, word: Word, depth: int) -> str:
        spelled = self.one(word.name, *word.aliases)
        given: list[str] = []
        for parameter in word.parameters[word.is_method :]:
            if parameter.rest:
                given += [self.argument(parameter, depth) for _ in range(self.random.randint(1, 3))]
            elif not parameter.optional or self.often(0.3):
                value = self.argument(parameter, depth)
                given.append(f"{parameter.name}={value}" if parameter.optional else value)
        return f"{spelled}({', '.join(given)})"

    def argument(self, parameter: Parameter, depth: int) -> str:
        if self.often(0.01):  # something else than is wanted
            return self.one("true", ".rev()", "[1, 2]", '"~"', "rand", "1/0", "")
        if parameter.name == "how":
            return f'"{self.one(*HOWS)}"'
        makers: dict[Kind, Callable[[], str]] = {
            "pattern": lambda: self.expression(depth),
            "time": lambda: self.one("1/8", "2", "0.25", "3/2", '"<1 2>"', '"1 1/2"', "0", "-1/4", "sine"),
            "number": lambda: self.one("0.5", "2", "1", '"<0.2 0.8>"', "saw", "-1", "0"),
            "count": lambda: self.one("2", "3", "4", '"<2 3>"', '"1 2"', "0", "-2", "8", "1.5"),
            "truth": lambda: self.one("true", "false", '"1 0"', '"t f"'),
            "text": lambda: self.one('"C major"', '"D:dorian"', '"<major minor>"', '"all"', '"nonsense"'),
            "value": lambda: self.one("3", '"a"', '"<1 2>"', "[1, 2]", '"c4"', "true"),
            "function": lambda: self.function(depth),
            "pairs": lambda: f"[{self.one('1', '2', '1/2')}, {self.expression(0)}]",
            "patterns": lambda: f"[{self.some(1, 3, self.string, ', ')}]",
            "functions": lambda: f"[{self.some(1, 2, lambda: self.function(0), ', ')}]",
        }
        return makers[parameter.kind]() if parameter.kind in makers else self.expression(0)

    def function(self, depth: int) -> str:
        return self.some(1, 2, lambda: f".{self.call(self.random.choice(METHODS), max(depth - 1, 0))}", "")

    def string(self) -> str:
        if self.often(0.1):
            return self.one(
                f'd"{self.mini(1)}"', f'n"{self.mini(1)}"', 'r"I V7/V <ii vi>"', 'x"x..x|.x"', '"""c4\n e4"""'
            )
        return f'"{self.mini(2)}"'

    def mini(self, depth: int) -> str:
        return self.some(1, 4, lambda: self.step(depth))

    def step(self, depth: int) -> str:
        if depth and self.often(0.3):
            opening, closing = self.random.choice(("[]", "<>", "{}"))
            term = f"{opening}{self.mini(depth - 1)}{self.one('', ', c4')}{closing}"
        elif self.often(0.01):
            term = self.one("Kick", "Cmaj7", "x", "a:3", "t")
        else:
            term = self.one("c4", "e4", "g#3", "0", "2", "7", "-1", "~")
        return term + self.one("", "", "", "", "*2", "/2", "!2", "@3", "(3,8)", "?", "*<2 3>", "@1.5")


def flaws(seed: int) -> list[str]:
    """What is wrong with how the program of *seed* is answered."""
    program = Writer(Random(f"program {seed}")).program()
    before = time.process_time()
    snapshot = check(program)
    told = [report(found, snapshot.source) for found in snapshot.diagnostics]
    if snapshot.program is not None:
        performance = perform(snapshot.program)
        performance.notes(Fraction(0), Fraction(2))
        told += performance.troubles.values()
    found = [f"seed {seed}: {text}\n{program}" for text in told if INTERNAL.search(text.split("\n")[0])]
    if time.process_time() - before > SECONDS:
        found.append(f"seed {seed}: too slow\n{program}")
    return found


@pytest.mark.parametrize("share", range(10))
def test_a_few_programs_are_answered(share: int) -> None:
    assert [flaw for seed in range(share, FEW, 10) for flaw in flaws(seed)] == []


@pytest.mark.heavy
@pytest.mark.parametrize("share", range(SHARES))
def test_many_programs_are_answered(share: int) -> None:
    assert [flaw for seed in range(FEW + share, FEW + MANY, SHARES) for flaw in flaws(seed)] == []
