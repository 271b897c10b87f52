"""Blocks: lets and the statements of blocks become the parts of a program."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from math import ceil

from pattern_dsl.amounts import Amounts
from pattern_dsl.atoms import misread
from pattern_dsl.density import MOST_EVENTS, Load, Loads
from pattern_dsl.diagnostic import DEFAULT_VOICE, Diagnostic, Severity, nearest
from pattern_dsl.headers import Headers
from pattern_dsl.phrases import Name, Number, Term
from pattern_dsl.syntax import Block, Let, Placed, Played
from pattern_dsl.terms import SILENT, Terms
from pattern_engine.expression import Apply, Argument, Atom, Expression
from pattern_engine.instruments import INSTRUMENTS, drum_key
from pattern_engine.meaning import MeaningError, pattern_of
from pattern_engine.program import Part, Role
from pattern_engine.theory.pitch import midi_of
from pattern_engine.words import WORDS

Lets = dict[str, Argument]

_ROLES: dict[str, Role] = {"melody": "melody", "rhythm": "rhythm", "harmony": "harmony", "contrast": "contrast"}
_HALF_A_BEAT = Fraction(1, 2)


class Blocks:
    """The lets and blocks of one text, read in order. Made and dropped by the compiler.

    ``parts`` and *problems* grow; ``placed`` is the length in bars of placed notes, None while there are none;
    ``start`` is where the first of them begins if that is before bar 0.
    """

    def __init__(self, headers: Headers, imports: dict[str, str], problems: list[Diagnostic]) -> None:
        self.problems = problems
        self.imports = imports
        self.amounts = Amounts(headers.meter.crotchets, headers.bpm, problems)
        self.loads = Loads()
        self.lets: Lets = {}
        self.parts: list[Part] = []
        self.keys: set[str] = set()
        self.unnamed: dict[str, int] = {}
        self.placed: Fraction | None = None
        self.start = Fraction(0)
        self.last = Fraction(0)  # where the last placed note of the block being read ends

    def report(self, code: str, severity: Severity, at: Name | Number | Term, message: str, hint: str | None) -> None:
        """Note a problem with *at*."""
        effect = SILENT if severity == "error" else None
        self.problems.append(Diagnostic(code, severity, at.begin, at.end, message, hint, effect))

    def let(self, item: Let, scope: Lets) -> None:
        """Bind a name in *scope*."""
        name = item.name.text
        if midi_of(name) is not None and any(sign.isdigit() for sign in name):
            self.report("PS403", "error", item.name, f"{name} reads as a note", "choose a name that is no note")
        if name in scope:
            self.report("PS404", "warning", item.name, f"{name} is defined twice", "the last one holds from here on")
        terms = Terms(scope)
        value = terms.argument(item.value)
        self.problems += terms.problems
        scope[name] = value if self.bearable(self.loads.remember(value), item.value) else Apply("silence", ())

    def bearable(self, load: Load, at: Term) -> bool:
        """Whether what *at* asks for can be played; says so if it cannot."""
        if load.refusal is not None:
            self.report("PS308", "error", at, load.refusal, "play less of it, or play it slower")
        return load.refusal is None

    def read(self, block: Block, looping: bool) -> None:
        """Take in one block; *looping* repeats its placed notes after its length."""
        name = self.named(block)
        scope = dict(self.lets) if any(isinstance(item, Let) for item in block.statements) else self.lets
        first, ordinal = len(self.parts), 0
        self.last = Fraction(0)
        for statement in block.statements:
            if isinstance(statement, Let):
                self.let(statement, scope)
                continue
            ordinal += 1
            key = f"{block.role}/{name}/{self.called(statement, ordinal, f'{block.role}/{name}')}"
            if isinstance(statement, Played):
                self.play(statement, block, key, scope)
            else:
                self.place(statement, block, key, scope)
        length = self.length(block, scope)
        if looping:
            self.parts[first:] = [_again(part, length) for part in self.parts[first:]]

    def named(self, block: Block) -> str:
        """The name of a block, or its number among the unnamed blocks of its role."""
        if block.name is None:
            self.unnamed[block.role] = self.unnamed.get(block.role, 0) + 1
            return str(self.unnamed[block.role])
        name = block.name.text
        return self.apart(f"{block.role}/{name}", block.name, "blocks").removeprefix(f"{block.role}/")

    def called(self, statement: Placed | Played, ordinal: int, block: str) -> str:
        """The label of a statement, or its number in the block."""
        if isinstance(statement, Placed) or statement.label is None:
            return str(ordinal)
        return self.apart(f"{block}/{statement.label.text}", statement.label, "parts").removeprefix(f"{block}/")

    def apart(self, key: str, at: Name, kind: str) -> str:
        """*key*, made different from those already taken; says so if it was."""
        if key in self.keys:
            self.report("PS404", "warning", at, f"there are two {kind} called {at.text}", "name them apart")
            key = f"{key}-{len(self.keys) + 1}"
        self.keys.add(key)
        return key

    def length(self, block: Block, scope: Lets) -> Fraction:
        """The length of a block in bars: as written, else to the end of the bar its last placed note ends in."""
        length = Fraction(max(1, ceil(self.last)))
        if block.length is not None:
            length = self.amounts.span(*block.length, scope) or length
        if any(isinstance(statement, Placed) and not statement.tail("every") for statement in block.statements):
            self.placed = max(self.placed or length, length)
        return length

    def lasting(self, statement: Placed, scope: Lets) -> Fraction:
        """How long a placed note sounds, in bars."""
        tail = statement.tail("dur")
        beats = self.amounts.positive(tail.amount, scope) if tail else _HALF_A_BEAT
        return (beats or _HALF_A_BEAT) / self.amounts.crotchets

    def struck(self, statement: Placed, scope: Lets) -> float:
        """How hard a placed note is struck, 0 to 1."""
        tail = statement.tail("vel")
        velocity = self.amounts.number(tail.amount, scope) if tail else None
        if tail and velocity is not None and not 0 <= velocity <= 1:
            self.report("PS205", "error", tail.amount, "vel lies between 0 and 1", None)
        return 1.0 if velocity is None else float(velocity)

    def place(self, statement: Placed, block: Block, key: str, scope: Lets) -> None:
        """A seed statement becomes a part."""
        every = statement.tail("every")
        loop = self.amounts.span(every.amount, every.unit or "bars", scope) if every else None
        begin = self.amounts.place(statement.time)
        end = begin + self.lasting(statement, scope)
        self.last = self.last if every else max(self.last, end)
        self.start = min(self.start, begin)
        held = {"vel": self.struck(statement, scope), "legato": 1.0}
        if len(statement.notes) > MOST_EVENTS:
            message = f"too much to play: {len(statement.notes)} notes at once; {MOST_EVENTS} is the limit"
            self.report("PS308", "error", statement.notes[MOST_EVENTS], message, None)
            return
        terms = Terms(scope)
        sounds: list[Argument] = []
        for note in statement.notes:
            is_pitch = midi_of(note.text) is not None and (note.text[-1].isdigit() or block.role == "harmony")
            named = "note" if is_pitch else "word"
            atom: Expression = Atom({**held, named: note.text}, (note.begin, note.end))
            for call in statement.calls:
                atom = terms.applied(call, [atom])
            sounds.append((Atom(begin), Atom(end), atom))
        music = Apply("placed", (Atom(loop), *sounds), (), (statement.begin, statement.end))
        if not self.sounding(statement, block, music, terms):
            return
        if not statement.calls or self.bearable(self.loads.of(music), statement.time):
            self.part(key, block, statement, music)

    def play(self, statement: Played, block: Block, key: str, scope: Lets) -> None:
        """A pattern statement becomes a part."""
        terms = Terms(scope)
        if self.without_time(statement, scope):
            return
        music = terms.expression(statement.music)
        if self.sounding(statement, block, music, terms) and self.bearable(self.loads.of(music), statement.music):
            self.part(key, block, statement, music)

    def without_time(self, statement: Played, scope: Lets) -> bool:
        """Whether a statement is a note that lacks its time (``piano C4;``), which is said; a let is a pattern."""
        music = statement.music
        if not isinstance(music, Name) or music.text in scope or not music.text or music.text in WORDS:
            return False
        if midi_of(music.text) is None and drum_key(music.text) is None:
            return False
        if any(statement.begin <= problem.begin <= statement.end for problem in self.problems):
            return True  # a mistake that has been said already may have eaten the time
        hint = f'write when it sounds: {music.text} 0.0; or what repeats: "{music.text}"'
        self.problems.append(
            Diagnostic("PS001", "error", music.end, music.end, f"a time is missing after {music.text}", hint, SILENT)
        )
        return True

    def sounding(self, statement: Placed | Played, block: Block, music: Expression, terms: Terms) -> bool:
        """Whether *music* has no mistakes; says what an instrument cannot play of it."""
        self.problems += terms.problems
        self.instrument(statement.instrument)
        if any(problem.severity == "error" for problem in terms.problems):
            return False
        strict: Severity = "error" if isinstance(statement, Played) else "warning"
        self.problems += misread(music, block.role, self.sound(statement.instrument), strict)
        return True

    def part(self, key: str, block: Block, statement: Placed | Played, music: Expression) -> None:
        """Add a part, unless a word refuses its arguments."""
        try:
            if isinstance(statement, Played) or statement.calls:
                pattern_of(music).answer(0, 1)
        except MeaningError as error:
            begin, end = error.origin or (statement.begin, statement.end)
            self.problems.append(Diagnostic("PS310", "error", begin, end, str(error), None, SILENT))
            return
        except (ValueError, ArithmeticError) as error:  # what a word cannot do with a value it meets
            at = statement.music if isinstance(statement, Played) else statement
            message = "division by zero" if isinstance(error, ZeroDivisionError) else str(error)
            self.problems.append(Diagnostic("PS310", "error", at.begin, at.end, message, None, SILENT))
            return
        flags = (block.flag, statement.flag)
        name = statement.instrument.text
        self.parts.append(Part(key, _ROLES[block.role], name, music, "mute" in flags, "solo" in flags))

    def sound(self, name: Name) -> str:
        """The sound that plays an instrument's name."""
        return self.imports.get(name.text, name.text)

    def instrument(self, name: Name) -> None:
        """Warn of an instrument nobody knows: a default voice plays it."""
        if name.text and self.sound(name) not in INSTRUMENTS:
            hint = nearest(name.text, INSTRUMENTS) or f"instruments are {', '.join(INSTRUMENTS)}"
            message = f"no instrument is called {name.text[:40]}; a default voice plays it"
            self.problems.append(Diagnostic("PS101", "warning", name.begin, name.end, message, hint, DEFAULT_VOICE))


def _again(part: Part, length: Fraction) -> Part:
    """*part* with its placed notes coming again after *length* bars, unless they have a grid of their own."""
    music = part.music
    if not isinstance(music, Apply) or music.word != "placed" or music.args[0] != Atom(None):
        return part
    return part._replace(music=replace(music, args=(Atom(length), *music.args[1:])))
