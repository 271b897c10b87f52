"""The compiler: from a text to the program it means, with everything that is wrong with it on the way."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from math import ceil

from pattern_dsl.atoms import misread
from pattern_dsl.density import LIMIT, density
from pattern_dsl.diagnostic import Diagnostic, ProgramError, Severity, nearest, of_fault
from pattern_dsl.headers import Headers
from pattern_dsl.parser import parse
from pattern_dsl.snapshot import Snapshot
from pattern_dsl.source import Source
from pattern_dsl.syntax import Block, Header, Import, Let, Name, Number, Placed, Played, Tail, items
from pattern_dsl.terms import SILENT, Terms
from pattern_engine.expression import Apply, Argument, Atom, Expression
from pattern_engine.instruments import INSTRUMENTS
from pattern_engine.meaning import MeaningError, pattern_of
from pattern_engine.pattern import Pattern
from pattern_engine.program import Part, Program, Role
from pattern_engine.theory.pitch import midi_of

PACKS = ("keys", "drums", "strings", "guitars", "basses", "synths", "bells", "gm")
"""Instrument packs an import can name; an instrument is found by its own name in any of them."""

_ROLES: dict[str, Role] = {"melody": "melody", "rhythm": "rhythm", "harmony": "harmony", "contrast": "contrast"}


def check(text: str, name: str = "<text>", *, loop: bool = False) -> Snapshot:
    """Read *text* (called *name* in messages): its diagnostics, and the program it means if none is an error.

    *loop* makes a text of placed notes alone begin again at its end.
    """
    source = Source(name, text)
    root, faults = parse("pattern", text)
    compiling = _Compiling(source)
    compiling.problems += [of_fault(fault, text) for fault in faults]
    program = compiling.run(items(root), loop)
    problems = sorted(dict.fromkeys(compiling.problems), key=lambda problem: (problem.begin, problem.code))
    failed = any(problem.severity == "error" for problem in problems)
    return Snapshot(source, tuple(problems), None if failed else program)


def compile_program(text: str, name: str = "<text>", *, loop: bool = False) -> Program:
    """The program *text* means. Raises ``ProgramError`` with every diagnostic if it has errors."""
    snapshot = check(text, name, loop=loop)
    if snapshot.program is None:
        raise ProgramError(snapshot.source, [p for p in snapshot.diagnostics if p.severity == "error"])
    return snapshot.program


def compile_expression(code: str) -> Pattern:
    """The pattern an expression of the language means, words as written. Raises ``ProgramError`` if it has errors.

    >>> [str(event) for event in compile_expression('"bd sd".fast(2)').query(0, "1/2")]
    ['[ 0/1 → 1/4 | bd ]', '[ 1/4 → 1/2 | sd ]']
    """
    prefix = "let it = "
    source = Source("<expression>", code)
    root, faults = parse("pattern", f"{prefix}{code};", -len(prefix))
    if faults:
        raise ProgramError(source, [_inside(of_fault(fault, code), code) for fault in faults])
    terms = Terms({})
    found = items(root)
    if len(found) != 1 or not isinstance(found[0], Let):
        raise ProgramError(source, [Diagnostic("PS002", "error", 0, len(code), "one expression is expected")])
    meaning = terms.expression(found[0].value)
    problems = [problem for problem in terms.problems if problem.severity == "error"]
    problems += _too_dense(meaning, (0, len(code)))
    if problems:
        raise ProgramError(source, problems)
    try:
        return pattern_of(meaning)
    except MeaningError as error:
        begin, end = error.origin or (0, len(code))
        raise ProgramError(source, [Diagnostic("PS310", "error", begin, end, str(error), None, SILENT)]) from error


def _inside(problem: Diagnostic, code: str) -> Diagnostic:
    return replace(problem, begin=max(0, min(problem.begin, len(code))), end=max(0, min(problem.end, len(code))))


def _too_dense(meaning: Expression, place: tuple[int, int]) -> list[Diagnostic]:
    bound = density(meaning)
    if bound <= LIMIT:
        return []
    message = f"up to {int(bound) if bound < 10**9 else f'{float(bound):.3g}'} events in a bar; {LIMIT} is the limit"
    return [Diagnostic("PS308", "error", *place, message, "take away a factor after *", SILENT)]


class _Compiling:
    """One text becoming a program; made and dropped by ``check``."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.problems: list[Diagnostic] = []
        self.headers = Headers()
        self.imports: dict[str, str] = {}
        self.lets: dict[str, Argument] = {}
        self.parts: list[Part] = []
        self.unnamed: dict[str, int] = {}
        self.blocks: set[str] = set()
        self.placed = Fraction(0)
        self.has_placed = False

    def report(self, code: str, severity: Severity, at: Name | Number | Block, message: str, hint: str | None) -> None:
        effect = SILENT if severity == "error" else None
        self.problems.append(Diagnostic(code, severity, at.begin, at.end, message, hint, effect))

    def run(self, found: list[Header | Import | Let | Block], loop: bool) -> Program:
        for item in found:
            if isinstance(item, Header):
                self.headers.read(item)
            elif isinstance(item, Import):
                self.imported(item)
        self.problems += self.headers.problems
        blocks = [item for item in found if isinstance(item, Block)]
        patterned = any(_goes_on(statement) for block in blocks for statement in block.statements)
        for item in found:
            if isinstance(item, Let):
                self.bound(item, self.lets)
            elif isinstance(item, Block):
                self.block(item, looping=loop or patterned)
        placed = self.placed if self.has_placed else None
        return Program(
            tuple(self.parts),
            self.headers.timeline(),
            None if loop or patterned else placed or Fraction(0),
            placed,
            self.headers.key,
            self.headers.seed,
            self.headers.title,
            tuple(sorted(self.imports.items())),
        )

    def imported(self, item: Import) -> None:
        module = item.module.text
        if not module.isidentifier():
            hint = f"packs are {', '.join(PACKS)}"
            message = f"there is no module {module!r}"
            self.problems.append(
                Diagnostic("PS108", "error", item.module.begin, item.module.end, message, hint, "its instruments are missing")
            )
        elif module not in PACKS:
            hint = nearest(module, PACKS) or f"packs are {', '.join(PACKS)}"
            message = f"there is no pack called {module}; its instruments are looked for by name"
            self.problems.append(Diagnostic("PS108", "warning", item.module.begin, item.module.end, message, hint))
        for original, used in item.names:
            self.imports[used.text] = original.text

    def bound(self, item: Let, scope: dict[str, Argument]) -> None:
        name = item.name.text
        if midi_of(name) is not None and any(sign.isdigit() for sign in name):
            self.report("PS403", "error", item.name, f"{name} reads as a note", "choose a name that is no note")
        if name in scope:
            self.report("PS404", "warning", item.name, f"{name} is defined twice", "the last one holds from here on")
        terms = Terms(scope)
        value = terms.argument(item.value)
        self.problems += terms.problems
        scope[name] = value

    def block(self, block: Block, looping: bool) -> None:
        if block.name is None:
            self.unnamed[block.role] = self.unnamed.get(block.role, 0) + 1
        name = block.name.text if block.name else str(self.unnamed[block.role])
        if f"{block.role}/{name}" in self.blocks and block.name:
            self.report("PS404", "warning", block.name, f"there are two blocks {block.role} {name}", "name them apart")
            name = f"{name}-{len(self.blocks) + 1}"
        self.blocks.add(f"{block.role}/{name}")
        scope = dict(self.lets)
        statements = [statement for statement in block.statements if not isinstance(statement, Let)]
        length = self.length(block, [s for s in statements if isinstance(s, Placed)])
        ordinal = 0
        for statement in block.statements:
            if isinstance(statement, Let):
                self.bound(statement, scope)
                continue
            ordinal += 1
            label = statement.label.text if isinstance(statement, Played) and statement.label else str(ordinal)
            key = f"{block.role}/{name}/{label}"
            if isinstance(statement, Played):
                self.played(statement, block, key, scope)
            else:
                self.place(statement, block, key, length if looping else None)

    def length(self, block: Block, placed: list[Placed]) -> Fraction:
        """The length of a block in bars: as written, else to the end of the bar its last placed note ends in."""
        last = Fraction(0)
        for statement in placed:
            if not any(tail.kind == "every" for tail in statement.tails):
                last = max(last, self.begin(statement) + self.lasting(statement))
        length = Fraction(ceil(last))
        if block.length is not None:
            amount, unit = block.length
            length = self.span(amount, unit) or length
        if placed:
            self.has_placed = True
            self.placed = max(self.placed, length)
        return length

    def span(self, amount: Number | Name, unit: str) -> Fraction | None:
        """An amount of bars, beats or cycles, in bars."""
        value = self.amount(amount)
        if value is None or value <= 0:
            if value is not None:
                self.report("PS301", "error", amount, "a length is above zero", None)
            return None
        return value / self.headers.meter.crotchets if unit.startswith("beat") else value

    def amount(self, amount: Number | Name) -> Fraction | None:
        if isinstance(amount, Number):
            return amount.value
        held = self.lets.get(amount.text)
        if isinstance(held, Atom) and isinstance(held.value, int | float | Fraction):
            return Fraction(held.value)
        hint = nearest(amount.text, self.lets) or f"write a number, or define it before: let {amount.text} = 2;"
        self.report("PS105", "error", amount, f"{amount.text} is no number", hint)
        return None

    def begin(self, statement: Placed) -> Fraction:
        """When a placed note begins, in bars from the start of its block."""
        time = statement.time
        crotchets = self.headers.meter.crotchets
        if ":" in time.text:
            bar, beat = time.text.split(":")
            return int(bar) - 1 + (Fraction(beat) - 1) / crotchets
        if time.text.endswith("s"):
            thousandths = time.text.endswith("ms")
            seconds = Fraction(time.text[: -2 if thousandths else -1]) / (1000 if thousandths else 1)
            return seconds * self.headers.bpm / 60 / crotchets
        return time.value / crotchets

    def lasting(self, statement: Placed) -> Fraction:
        tail = _tail(statement, "dur")
        beats = (self.amount(tail.amount) if tail else None) or Fraction(1, 2)
        return beats / self.headers.meter.crotchets

    def place(self, statement: Placed, block: Block, key: str, loop: Fraction | None) -> None:
        begin, length = self.begin(statement), self.lasting(statement)
        struck, every = _tail(statement, "vel"), _tail(statement, "every")
        velocity = (self.amount(struck.amount) if struck else None) or Fraction(1)
        if length <= 0:
            self.report("PS301", "error", statement.time, "a note lasts longer than nothing", None)
            return
        if not 0 <= velocity <= 1:
            self.report("PS205", "error", struck.amount if struck else statement.time, "vel lies between 0 and 1", None)
        if every is not None:
            loop = self.span(every.amount, every.unit or "bars")
        terms = Terms(self.lets)
        sounds: list[Argument] = []
        for note in statement.notes:
            held = {"vel": float(velocity), "legato": 1.0}
            named = "note" if midi_of(note.text) is not None and note.text[-1].isdigit() else "value"
            atom: Expression = Atom({**held, named: note.text}, (note.begin, note.end))
            for call in statement.calls:
                atom = terms.applied(call, [atom])
            sounds.append((Atom(begin), Atom(begin + length), atom))
        self.problems += terms.problems
        music = Apply("placed", (Atom(loop), *sounds), (), (statement.begin, statement.end))
        self.instrument(statement.instrument)
        self.problems += misread(music, block.role, self.sound(statement.instrument), "warning")
        self.part(key, block, statement, music)

    def played(self, statement: Played, block: Block, key: str, scope: dict[str, Argument]) -> None:
        terms = Terms(scope)
        music = terms.expression(statement.music)
        self.problems += terms.problems
        self.instrument(statement.instrument)
        if any(problem.severity == "error" for problem in terms.problems):
            return
        self.problems += misread(music, block.role, self.sound(statement.instrument), "error")
        dense = _too_dense(music, (statement.music.begin, statement.music.end))
        self.problems += dense
        if not dense:
            self.part(key, block, statement, music)

    def part(self, key: str, block: Block, statement: Placed | Played, music: Expression) -> None:
        try:
            pattern_of(music)
        except MeaningError as error:
            begin, end = error.origin or (statement.begin, statement.end)
            self.problems.append(Diagnostic("PS310", "error", begin, end, str(error), None, SILENT))
            return
        flags = (block.flag, statement.flag)
        self.parts.append(
            Part(key, _ROLES[block.role], statement.instrument.text, music, "mute" in flags, "solo" in flags)
        )

    def sound(self, name: Name) -> str:
        return self.imports.get(name.text, name.text)

    def instrument(self, name: Name) -> None:
        """Warn of an instrument nobody knows: a default voice plays it."""
        if name.text and self.sound(name) not in INSTRUMENTS:
            hint = nearest(name.text, INSTRUMENTS) or f"instruments are {', '.join(INSTRUMENTS)}"
            message = f"no instrument is called {name.text}; a default voice plays it"
            self.report("PS101", "warning", name, message, hint)


def _tail(statement: Placed, kind: str) -> Tail | None:
    return next((tail for tail in reversed(statement.tails) if tail.kind == kind), None)


def _goes_on(statement: Placed | Played | Let) -> bool:
    """Whether a statement sounds for ever: a pattern, or a note repeated on a grid."""
    return isinstance(statement, Played) or (isinstance(statement, Placed) and _tail(statement, "every") is not None)


