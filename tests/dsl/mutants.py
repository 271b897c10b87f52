"""Mutants: real programs with a few mistakes made in them at random, and what is wrong with how each is answered.

A mutant is known by its number, so what fails today fails tomorrow. ``python tests/dsl/mutants.py 0 5000`` answers
those from 0 on up to 5000 within bounds of time and memory, and tells as JSON what it found and what it took.
"""

from __future__ import annotations

import json
import re
import resource
import signal
import sys
import time
from collections.abc import Callable
from fractions import Fraction
from functools import cache
from itertools import takewhile
from pathlib import Path
from random import Random
from types import FrameType
from typing import NamedTuple

from pattern_dsl import Diagnostic, Snapshot, check, clear_caches, report
from pattern_dsl.catalogue import CATALOGUE
from pattern_dsl.document import Document
from pattern_dsl.formatting import formatted
from pattern_engine.expression import make_room
from pattern_engine.memory import LEDGER
from pattern_engine.note import NoteEvent
from pattern_engine.performance import perform
from pattern_engine.program import Program
from pattern_engine.words import WORDS

SECONDS = 2.0
"""CPU time a mutant may take."""

MEGABYTES = 500
"""Memory a process may take that answers thousands of them."""

CYCLES = Fraction(2)
"""What is played of each."""

LONGEST = 4_000
"""Signs of a program that is worth a mistake; what is longer is there to be too long."""

TESTS = Path(__file__).parents[1]

INTERNAL = re.compile(
    r"NoneType|object|operand type|subscriptable|has no attribute|positional|keyword argument|unpack|index out"
    r"|range\(|Fraction\(|float\(\)|recursion|unhashable|iterable|base 10"
    r"|cannot convert|\bNaN\b|[A-Z][a-z]+Error|StopIteration|digits|dictionary|too large to"
)
"""What Python says when nobody thought of a case."""

TOLD = re.compile(r"'.*'", re.DOTALL)
"""What a message quotes of a text."""

TOKEN = re.compile(r"[A-Za-z_]\w*|\d+(?:\.\d+)?|\s+|.", re.DOTALL)
NUMBER = re.compile(r"\d+(?:\.\d+)?")
NAME = re.compile(r"[A-Za-z_]\w+")

NUMBERS = (
    *("0", "-1", "-0", "1/3", "0.0001", "1e999", "1e-999", "1000000", "99999999999999999999", "-1000000", "1/1000000"),
    *("4096", "4097", "65537", "0.1", "3", "7", "1.5", "17", "64", "1/0", "nan", "9" * 400, "0." + "0" * 300 + "1"),
)
SIGNS = (
    *("\0", "\ud800", "\udfff", "\u2028", "\u2029", "\x85", "\r\n", "\r", "\n", "\t", "\ufeff", "\u200b", "\u202e"),
    *("e\u0301", "\u0301", "\U0001f3b5", "\U0001f468\u200d\U0001f469\u200d\U0001f467", "\xa0", "\u3000", "\xe9"),
    *("\u0661", "\xb2", "\u2160", "\uff11", "\u0130", "\xdf", "\ufb01", "\u05d0\u05d1", "\u0627\u0644"),
    *"{}()[]<>;,.:=+-*/%\"$!@?~_|^#\\'&`",
)
BRACKETS = (("(", ")"), ("[", "]"), ("<", ">"), ("{", "}"), ('"', '"'), ("/*", "*/"), ('"""', '"""'))


class Mutant(NamedTuple):
    """A program, and what became of it."""

    before: str
    after: str


@cache
def corpus() -> tuple[str, ...]:
    """Programs to begin with: those of the specification, the catalogue, examples of words, songs; short ones first."""
    blocks = [
        block.strip("\n")
        for page in sorted((TESTS / "language").glob("*.md"))
        for block in re.findall(r"^```pattern\n(.*?)^```", page.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    ]
    programs = [block if ";" in block else f"melody {{ piano {block}; }}" for block in blocks]
    programs += [entry.example for entry in CATALOGUE]
    programs += [f"melody {{ {word.example} }}" for word in {word.name: word for word in WORDS.values()}.values()]
    programs += [song.read_text(encoding="utf-8") for song in sorted((TESTS.parent / "examples").glob("*.pattern"))]
    return tuple(
        sorted({program for program in programs if len(program) < LONGEST}, key=lambda held: (len(held), held))
    )


def mutant(number: int) -> Mutant:
    """The mutant of this *number*: mostly of a short program, with one to four mistakes."""
    random = Random(f"mutant {number}")
    programs = corpus()
    before = programs[int(len(programs) * random.random() ** 2)]
    after = before
    for _ in range(random.choice((1, 1, 1, 2, 2, 3, 4))):
        after = random.choice(MISTAKES)(after, random)
    return Mutant(before, after)


def _place(text: str, random: Random) -> int:
    return random.randint(0, len(text))


def _span(text: str, random: Random) -> tuple[int, int]:
    """Where a few tokens stand."""
    places = [0, *(match.end() for match in TOKEN.finditer(text))]
    first = random.randrange(len(places))
    return places[first], places[min(first + random.choice((1, 1, 1, 2, 3, 8)), len(places) - 1)]


def _instead(text: str, pattern: re.Pattern[str], random: Random, new: Callable[[str], str]) -> str:
    """*text* with something *new* instead of one of the things that match."""
    found = list(pattern.finditer(text))
    if not found:
        return text
    chosen = random.choice(found)
    return text[: chosen.start()] + new(chosen[0]) + text[chosen.end() :]


def without_tokens(text: str, random: Random) -> str:
    begin, end = _span(text, random)
    return text[:begin] + text[end:]


def without_signs(text: str, random: Random) -> str:
    begin = _place(text, random)
    return text[:begin] + text[begin + random.choice((1, 1, 2, 5)) :]


def doubled(text: str, random: Random) -> str:
    begin, end = _span(text, random)
    return text[:end] + text[begin:end] * random.choice((1, 1, 2, 5, 40)) + text[end:]


def swapped(text: str, random: Random) -> str:
    one, other = sorted((_span(text, random), _span(text, random)))
    if one[1] > other[0]:
        return text
    return text[: one[0]] + text[slice(*other)] + text[one[1] : other[0]] + text[slice(*one)] + text[other[1] :]


def spliced(text: str, random: Random) -> str:
    other = random.choice(corpus())
    if random.random() < 0.5:
        return text[: _place(text, random)] + other[_place(other, random) :]
    begin, end = _span(other, random)
    at, _ = _span(text, random)
    return text[:at] + other[begin : max(end, begin + random.choice((0, 20)))] + text[at:]


def signed(text: str, random: Random) -> str:
    at = _place(text, random)
    return text[:at] + random.choice(SIGNS) * random.choice((1, 1, 1, 2, 30)) + text[at:]


def miscounted(text: str, random: Random) -> str:
    return _instead(text, NUMBER, random, lambda _: random.choice(NUMBERS))


def nested(text: str, random: Random) -> str:
    begin, end = _span(text, random)
    opening, closing = random.choice(BRACKETS)
    deep = random.choice((1, 1, 2, 5, 60, 250))
    more = deep if random.random() < 0.8 else 0
    return text[:begin] + opening * deep + text[begin:end] + closing * more + text[end:]


def misspelt(text: str, random: Random) -> str:
    def wrong(name: str) -> str:
        at = random.randrange(len(name))
        return name[:at] + random.choice(("", "e", name[at] * 2, name[at].swapcase())) + name[at + 1 :]

    return _instead(text, NAME, random, wrong)


def other_word(text: str, random: Random) -> str:
    known = [match for match in NAME.finditer(text) if match[0] in WORDS]
    if not known:
        return text
    chosen = random.choice(known)
    return text[: chosen.start()] + random.choice(tuple(WORDS)) + text[chosen.end() :]


def more_methods(text: str, random: Random) -> str:
    calls = [match for word in WORDS.values() for match in re.findall(r'(?<=")\.\w+\(.*\)(?=;)', word.example)]
    at = [match.end() for match in re.finditer(r'"|\)', text)] or [len(text)]
    place = random.choice(at)
    return text[:place] + random.choice(calls) * random.choice((1, 1, 1, 2, 4)) + text[place:]


def cut_string(text: str, random: Random) -> str:
    return _instead(text, re.compile(r'"[^"\n]*"'), random, lambda held: held[: random.randrange(len(held))])


MISTAKES: tuple[Callable[[str, Random], str], ...] = (
    *(without_tokens, without_signs, doubled, swapped, spliced, signed),
    *(miscounted, miscounted, nested, misspelt, other_word, other_word, more_methods, cut_string),
)


def flaws(number: int) -> list[str]:
    """What is wrong with how mutant *number* is answered: nothing, if all is well."""
    made = mutant(number)
    found = answered_badly(made.after)
    if number % 8 == 0:
        found += _edited_badly(made)
    return found


def answered_badly(text: str) -> list[str]:
    """What is wrong with how *text* is checked, played and written in its one form."""
    snapshot = check(text, advice=True)
    found = _told_badly(snapshot)
    return found if snapshot.program is None else found + _played_badly(text, snapshot.program)


def _told_badly(snapshot: Snapshot) -> list[str]:
    found: list[str] = []
    length = len(snapshot.source.text)
    for problem in snapshot.diagnostics:
        if not 0 <= problem.begin <= problem.end <= length:
            found.append(f"{problem.code} from {problem.begin} to {problem.end} of {length} signs")
        elif INTERNAL.search(TOLD.sub("", problem.message)):
            found.append(problem.message)
    for problem in snapshot.diagnostics[:3]:
        if not report(problem, snapshot.source):
            found.append(f"{problem.code} tells nothing")
    if (snapshot.program is None) is not any(problem.severity == "error" for problem in snapshot.diagnostics):
        found.append("a program with errors, or none without")
    return found


def _played(program: Program) -> tuple[list[NoteEvent], list[str]]:
    performance = perform(program)
    notes = performance.notes(Fraction(0), CYCLES)
    return [note._replace(origin=()) for note in notes], list(performance.troubles.values())


def _played_badly(text: str, program: Program) -> list[str]:
    notes, troubles = _played(program)
    found = [trouble for trouble in troubles if INTERNAL.search(trouble.split(" is silent: ", 1)[-1])]
    once = formatted(text)
    if formatted(once) != once:
        found.append("its one form has another")
    again = check(once).program
    if again is None or (not troubles and _played(again)[0] != notes):
        found.append("it sounds otherwise in its one form")
    return found


def _bare(diagnostics: tuple[Diagnostic, ...]) -> list[Diagnostic]:
    """*diagnostics* without what mends them, which a document finds out only when it is asked."""
    return [diagnostic._replace(fixes=(), related=()) for diagnostic in diagnostics]


def _edited_badly(made: Mutant) -> list[str]:
    """The mistakes made as an edit of a document that is open."""
    before, after = made
    begin = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(before, after, strict=False)))
    tails = zip(reversed(before[begin:]), reversed(after[begin:]), strict=False)
    same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], tails))
    document = Document.of(before)
    document.diagnostics()
    document = document.edited(begin, len(before) - same, after[begin : len(after) - same])
    if document.text != after:
        return ["a document that lost some of its text"]
    same_found = _bare(document.diagnostics()) == _bare(check(after).diagnostics)
    return [] if same_found else ["an edited document says otherwise than a fresh one"]


class Hang(BaseException):
    """A mutant has taken more than its time. No ``except Exception`` may take it for an answer."""


def _hang(_: int, __: FrameType | None) -> None:
    raise Hang


def bounded(answer: Callable[[], list[str]]) -> tuple[float, list[str]]:
    """The CPU seconds that *answer* takes, and what it finds; that it raises or takes too long is found as well."""
    signal.signal(signal.SIGPROF, _hang)
    begin = time.process_time()
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    try:
        found = answer()
    except Hang:
        found = [f"more than {SECONDS} s"]
    except Exception as error:  # noqa: BLE001  whatever comes is what is looked for
        found = [f"{type(error).__name__}: {error}"]
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    return time.process_time() - begin, found


def timed(number: int) -> tuple[float, list[str]]:
    """The CPU seconds that mutant *number* takes, and what is wrong with it."""
    taken, found = bounded(lambda: flaws(number))
    return taken, [f"mutant {number}: {flaw}\n{mutant(number).after}" for flaw in found]


def peak() -> int:
    """The most bytes this process ever had; in Linux's ``ru_maxrss`` is what its parent had when it began, too."""
    status = Path("/proc/self/status")
    if status.exists():
        (line,) = (line for line in status.read_text().splitlines() if line.startswith("VmHWM:"))
        return int(line.split()[1]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def main(first: int, last: int) -> None:
    """Answer the mutants from *first* up to *last*; write what was found."""
    make_room()
    seconds: list[tuple[float, int]] = []
    found: list[str] = []
    for number in range(first, last):
        taken, flawed = timed(number)
        seconds.append((round(taken, 3), number))
        found += flawed
        if number % 500 == 0:
            clear_caches()
            LEDGER.make_room()
    told = {
        "flaws": found,
        "worst": sorted(seconds, reverse=True)[:10],
        "seconds": round(sum(taken for taken, _ in seconds), 1),
        "megabytes": peak() // 1_000_000,
    }
    sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:3]))
