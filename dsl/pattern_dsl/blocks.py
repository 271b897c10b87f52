"""Blocks: the statements of blocks become voices, which are parts before it is known where they are played."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Callable, Mapping
from fractions import Fraction
from itertools import count
from math import ceil
from typing import TypeVar

from pattern_dsl.amounts import Amounts
from pattern_dsl.atoms import misread
from pattern_dsl.crowd import demands, unplaced_weight
from pattern_dsl.definitions import GIVEN
from pattern_dsl.density import MOST_EVENTS, Load
from pattern_dsl.diagnostic import DEFAULT_VOICE, Diagnostic, Severity, nearest
from pattern_dsl.dialects import SUBSTITUTES
from pattern_dsl.fix import Edit, Fix
from pattern_dsl.headers import Headers
from pattern_dsl.phrases import Name, Number, Term
from pattern_dsl.recall import Recall, Said
from pattern_dsl.routes import destinations
from pattern_dsl.scope import Bound, Calls, Defined, Unfinished, in_key, names_in
from pattern_dsl.statements import Let, Placed, Played
from pattern_dsl.strings import string
from pattern_dsl.syntax import Block, Definition, Section
from pattern_dsl.terms import SILENT, Terms
from pattern_dsl.voices import Heard, Laid, Voice
from pattern_engine.chords import as_in
from pattern_engine.event import Value
from pattern_engine.expression import Apply, Argument, Atom, Expression, Hole
from pattern_engine.instruments import INSTRUMENTS, drum_key
from pattern_engine.meaning import MeaningError, pattern_of
from pattern_engine.program import Destination, Part, Role
from pattern_engine.theory.pitch import midi_of
from pattern_engine.words import WORDS

Scope = dict[str, Bound]

_Found = TypeVar("_Found")

_ROLES: dict[str, Role] = {"melody": "melody", "rhythm": "rhythm", "harmony": "harmony", "contrast": "contrast"}
_HALF_A_BEAT = Fraction(1, 2)
_OWN = {"rhythm": "synth"}
"""What plays a pattern that names no instrument; elsewhere the piano does."""


class Blocks:
    """The names and blocks of one text, read in order. Made and dropped by the compiler.

    *problems* grows; ``start`` is where the first placed note begins if that is before bar 0.
    """

    def __init__(self, headers: Headers, imports: dict[str, str], problems: list[Diagnostic], recall: Recall) -> None:
        self.problems = problems
        self.recall = recall
        self.imports = imports
        self.elsewhere: set[str] = set()  # names of instruments that are not ours to know
        self.headers = headers
        self.amounts = Amounts(headers.timeline(), problems, headers.seconds)
        self.loads = recall.loads
        self.lets: Scope = {}
        self.calls = Calls()
        self.keys: dict[str, int] = {}  # and the last number that told others of that name from it
        self.unnamed: dict[str, int] = {}
        self.surroundings: tuple[int, int, object] = (0, -1, None)
        self.names: dict[int, str] = {}  # what blocks are called in keys
        self.start = Fraction(0)
        self.last = Fraction(0)  # where the last placed note of the block being read ends
        self.heard: list[Heard] = []
        self.reread = 0.0  # events of blocks that were read once more
        self.periods: dict[int, int] = {}  # after how many cycles the statement at a place comes round

    def report(self, code: str, severity: Severity, at: Name | Number | Term, message: str, hint: str | None) -> None:
        """Note a problem with *at*."""
        effect = SILENT if severity == "error" else None
        self.problems.append(Diagnostic(code, severity, at.begin, at.end, message, hint, effect))

    def named_apart(self, name: Name, scope: Mapping[str, Bound]) -> None:
        """Say so if a new name reads as a note or is taken."""
        if midi_of(name.text) is not None and any(sign.isdigit() for sign in name.text):
            self.report("PS403", "error", name, f"{name.text} reads as a note", "choose a name that is no note")
        if name.text in scope:
            self.report("PS404", "warning", name, f"{name.text} is defined twice", "the last one holds from here on")

    def terms(self, scope: Mapping[str, Bound]) -> Terms:
        """A reader of terms in *scope*, which shares the budget of this text."""
        return Terms(scope, self.calls)

    def let(self, item: Let, scope: Scope) -> None:
        """Bind a name in *scope*."""
        self.named_apart(item.name, scope)

        def bound() -> Bound:
            terms = self.terms(scope)
            value = terms.argument(item.value)
            self.problems += terms.problems
            bearable = self.bearable(self.loads.remember(value), item.value)
            return value if bearable else Apply("silence", ())

        scope[item.name.text] = self.recalled(item, scope, bound)

    def define(self, item: Definition, scope: Scope) -> None:
        """Bind a definition, whose body is read once to see that it means something."""
        self.named_apart(item.name, scope)
        names = [formal.text for formal, _ in item.formals]
        for index, (formal, _) in enumerate(item.formals):
            if formal.text in names[:index]:
                self.report("PS405", "error", formal, f"there are two parameters called {formal.text}", None)

        def bound() -> Defined:
            inside: Scope = {item.name.text: Unfinished(), **{name: Hole(name + GIVEN) for name in names if name}}
            terms = self.terms(ChainMap(inside, scope))
            terms.argument(item.body)
            self.problems += terms.problems
            held = {name: scope[name] for name in names_in((item.body, item.formals)) if name in scope}
            return Defined(item.formals, item.body, {**held, item.name.text: Unfinished()})

        scope[item.name.text] = self.recalled(item, scope, bound)

    def bearable(self, load: Load, at: Term) -> bool:
        """Whether what *at* asks for can be played; says so if it cannot."""
        if load.refusal is not None:
            self.report("PS308", "error", at, load.refusal, "play less of it, or play it slower")
        return load.refusal is None

    def recalled(self, item: object, scope: Scope, find: Callable[[], _Found], about: object = None) -> _Found:
        """What *find* finds, or found before in the same surroundings; what is wrong is said again."""
        around = (self.around(), about) if about is not None else self.around()
        made = self.calls.made
        held, calls = self.recall.found(item, around, scope, self.problems, lambda: (find(), self.calls.made - made))
        self.calls.made = made + calls
        return held

    def around(self) -> object:
        """Everything besides names that the meaning of an item depends on."""
        if self.surroundings[:2] != (id(self.amounts), len(self.imports)):
            headers = self.headers
            said = (self.amounts.timeline, headers.key, headers.cycle, headers.seconds, headers.nameless)
            names = (tuple(self.imports.items()), frozenset(self.elsewhere))
            self.surroundings = (id(self.amounts), len(self.imports), self.recall.same((said, names)))
        return self.surroundings[2]

    def too_many(self, block: Block | Section, most: int) -> None:
        """Say once that there are too many parts."""
        message = f"too much to play: more than {most} parts"
        if not any(problem.message == message for problem in self.problems):
            self.problems.append(Diagnostic("PS308", "error", block.begin, block.begin, message, None, SILENT))

    def read(self, block: Block, within: str = "") -> Laid:
        """Take in one block, which may stand *within* a section."""
        self.names[id(block)] = name = within + self.named(block, within)
        start, self.start = self.start, Fraction(0)
        laid, begins = self.recalled(block, self.lets, lambda: (self.taken(block, name), self.start), name)
        self.start = min(start, begins)
        return laid._replace(scope=self.lets)

    def taken(self, block: Block, name: str) -> Laid:
        """The block called *name* as it means."""
        self.recall.chunk = self.recall.homes.get(id(block))
        own = any(isinstance(item, Let) for item in block.statements)
        scope = dict(self.lets) if own else self.lets
        voices: list[Voice] = []
        ordinal = 0
        self.last = Fraction(0)
        for statement in block.statements:
            if isinstance(statement, Let):
                self.let(statement, scope)
                continue
            ordinal += 1
            label = statement.label.text if statement.label else None
            key = f"{block.role}/{name}/{self.called(statement, ordinal, f'{block.role}/{name}')}"
            made = self.statement(statement, block, scope)
            if made is not None:
                part = self.part(key, block, statement, made)
                voices.append(
                    Voice(part, block.name.text if block.name else name, label, isinstance(statement, Placed))
                )
        return Laid(block, tuple(voices), self.length(block))

    def statement(self, statement: Placed | Played, block: Block, scope: Scope) -> Expression | None:
        """The music of one statement."""
        start, last, made = self.start, self.last, self.calls.made
        self.start, self.last = Fraction(0), Fraction(0)

        def find() -> Said:
            if isinstance(statement, Placed):
                music = self.place(statement, block, scope)
            else:
                music = self.play(statement, block, scope)
            return Said(music, self.start, self.last, self.calls.made - made)

        said = self.recall.again(statement, (block.role, self.around()), scope, self.problems, find)
        self.start, self.last, self.calls.made = min(start, said.begins), max(last, said.ends), made + said.calls
        return said.music

    def alone(self, block: Block, name: str, scope: Scope, faults: list[Diagnostic]) -> list[Diagnostic]:
        """What is wrong with a block that is read once more, among others that stay; *faults* are known already."""
        self.problems += faults
        first = len(self.problems)
        self.keys, self.lets = {}, scope
        self.start, self.calls.made = Fraction(0), 0
        laid, _ = self.recalled(block, scope, lambda: (self.taken(block, name), self.start), name)
        self.reread += unplaced_weight(demands(laid.voices, self.loads))
        found = self.problems[first:]
        del self.problems[first - len(faults) :]
        return found

    def named(self, block: Block, within: str) -> str:
        """The name of a block, or its number among the unnamed blocks of its role."""
        kind = f"{block.role}/{within}"
        if block.name is None:
            self.unnamed[kind] = self.unnamed.get(kind, 0) + 1
            return str(self.unnamed[kind])
        return self.apart(f"{kind}{block.name.text}", block.name, "blocks").removeprefix(kind)

    def called(self, statement: Placed | Played, ordinal: int, block: str) -> str:
        """The label of a statement, or its number in the block."""
        if statement.label is None:
            return str(ordinal)
        return self.apart(f"{block}/{statement.label.text}", statement.label, "parts").removeprefix(f"{block}/")

    def apart(self, key: str, at: Name, kind: str) -> str:
        """*key*, made different from those already taken; says so if it was."""
        if key in self.keys:
            self.report("PS404", "warning", at, f"there are two {kind} called {at.text}", "name them apart")
            number = next(number for number in count(self.keys[key] + 1) if f"{key}-{number}" not in self.keys)
            self.keys[key], key = number, f"{key}-{number}"
        self.keys[key] = 1
        return key

    def length(self, block: Block) -> Fraction:
        """The length of a block in bars: as written, else to the end of the bar its last placed note ends in."""
        length = Fraction(max(1, ceil(self.last)))
        written = block.attributes.len
        return length if written is None else self.amounts.span(*written, self.lets) or length

    def lasting(self, statement: Placed, begin: Fraction, scope: Scope) -> Fraction:
        """Where a placed note or phrase ends, in bars."""
        spanning, tail = statement.tail("for"), statement.tail("dur")
        if spanning is not None:
            length = self.amounts.span(spanning.amount, spanning.unit or "bars", scope)
            return begin + (length or Fraction(1))
        if tail is None and statement.phrase is not None:
            return begin + 1
        amount = self.amounts.positive(tail.amount, scope) if tail else None
        return self.amounts.moved(begin, amount or _HALF_A_BEAT)

    def struck(self, statement: Placed, scope: Scope) -> float | None:
        """How hard a placed note is struck, 0 to 1; None if it does not say."""
        tail = statement.tail("vel")
        velocity = self.amounts.number(tail.amount, scope) if tail else None
        if tail and velocity is not None and not 0 <= velocity <= 1:
            self.report("PS205", "error", tail.amount, "vel lies between 0 and 1", None)
        return None if velocity is None else float(velocity)

    def place(self, statement: Placed, block: Block, scope: Scope) -> Expression | None:
        """The music of a seed statement."""
        every = statement.tail("every")
        loop = self.amounts.span(every.amount, every.unit or "bars", scope) if every else None
        begin = self.amounts.place(statement.time)
        end = self.lasting(statement, begin, scope)
        self.last = self.last if every else max(self.last, end)
        self.start = min(self.start, begin)
        if len(statement.notes) > MOST_EVENTS:
            message = f"too much to play: {len(statement.notes)} notes at once; {MOST_EVENTS} is the limit"
            self.report("PS308", "error", statement.notes[MOST_EVENTS], message, None)
            return None
        terms = self.terms(scope)
        sounds = self.sounds(statement, block, terms, scope)
        triples = tuple((Atom(begin), Atom(end), sound) for sound in sounds)
        music = Apply("placed", (Atom(loop), *triples), (), (statement.begin, statement.end))
        if not self.sounding(statement, block, music, terms):
            return None
        if not statement.calls and statement.phrase is None:
            return music
        fit = self.bearable(self.loads.remember(music), statement.time) and self.meaningful(statement, music, block)
        return music if fit else None

    def sounds(self, statement: Placed, block: Block, terms: Terms, scope: Scope) -> list[Argument]:
        """What each note of a seed statement is, or the phrase: a cycle of it, fitted into its time."""
        velocity = self.struck(statement, scope)
        found: list[Argument] = []
        if statement.phrase is not None:
            music, problems = string(statement.phrase, terms.lets)
            terms.problems += problems
            held: Argument = music if velocity is None else Apply("vel", (music, Atom(velocity)))
            found.append(terms.after(held, statement.calls))
        for note in statement.notes:
            is_pitch = midi_of(note.text) is not None and (note.text[-1].isdigit() or block.role == "harmony")
            named = "note" if is_pitch else "word"
            value: dict[str, Value] = {"vel": 1.0 if velocity is None else velocity, "legato": 1.0, named: note.text}
            found.append(terms.after(Atom(value, (note.begin, note.end)), statement.calls))
        return found

    def play(self, statement: Played, block: Block, scope: Scope) -> Expression | None:
        """The music of a pattern statement."""
        terms = self.terms(scope)
        if self.without_time(statement, scope):
            return None
        music = terms.expression(statement.music)
        if self.headers.cycle != 1:
            music = Apply("slow", (music, Atom(self.headers.cycle)))
        if not self.sounding(statement, block, music, terms):
            return None
        fit = self.bearable(self.loads.remember(music), statement.music) and self.meaningful(statement, music, block)
        return music if fit else None

    def without_time(self, statement: Played, scope: Scope) -> bool:
        """Whether a statement is a note that lacks its time (``piano C4;``), which is said; a let is a pattern."""
        music = statement.music
        if not isinstance(music, Name) or music.text in scope or not music.text or music.text in WORDS:
            return False
        pitched = midi_of(music.text) is not None or drum_key(music.text) is not None
        if statement.instrument is not None and not pitched:
            return False
        if any(statement.begin <= problem.begin <= statement.end for problem in self.problems):
            return True  # a mistake that has been said already may have eaten the rest
        if statement.instrument is None:
            self.lonely(music, scope)
            return True
        hint = f'write when it sounds: {music.text} 0.0; or what repeats: "{music.text}"'
        at = (Fix("play it at the beginning", (Edit(music.end, music.end, " 0.0"),), safe=False),)
        message = f"a time is missing after {music.text}"
        self.problems.append(Diagnostic("PS001", "error", music.end, music.end, message, hint, SILENT, at))
        return True

    def lonely(self, name: Name, scope: Scope) -> None:
        """Say that a name alone plays nothing: an instrument lacks its music, any other name means none."""
        if name.text in INSTRUMENTS or name.text in self.imports:
            end = Name("", name.end, name.end)
            hint = f'write {name.text} "c4 e4"; or {name.text} C4 0.0;'
            self.report("PS001", "error", end, f"what {name.text} plays is missing", hint)
            return
        hint = nearest(name.text, scope) or "write an instrument and what it plays"
        self.report("PS105", "error", name, f"nothing that plays is called {name.text}", hint)

    def sounding(self, statement: Placed | Played, block: Block, music: Expression, terms: Terms) -> bool:
        """Whether *music* has no mistakes; says what an instrument cannot play of it."""
        self.problems += terms.problems
        if statement.instrument is not None:
            self.instrument(statement.instrument)
        if any(problem.severity == "error" for problem in terms.problems):
            return False
        strict: Severity = "error" if isinstance(statement, Played) else "warning"
        sound = self.sound(self.player(statement, block))
        self.problems += misread(music, block.role, sound, strict, self.headers.nameless)
        self.heard.append(Heard(statement, block.role, sound, music))
        return True

    def meaningful(self, statement: Placed | Played, music: Expression, block: Block) -> bool:
        """Whether no word refuses its arguments."""
        try:
            pattern = pattern_of(as_in(_ROLES[block.role], in_key(music, self.headers.key)))
            pattern.answer(0, 1)
        except MeaningError as error:
            begin, end = error.origin or (statement.begin, statement.end)
            self.problems.append(Diagnostic("PS211", "error", begin, end, str(error), None, SILENT))
        except (ValueError, ArithmeticError) as error:  # what a word cannot do with a value it meets
            at = statement.music if isinstance(statement, Played) else statement
            self.problems.append(Diagnostic("PS211", "error", at.begin, at.end, str(error), None, SILENT))
        else:
            self.periods[statement.begin] = pattern.period
            return True
        return False

    def part(self, key: str, block: Block, statement: Placed | Played, music: Expression) -> Part:
        """The part of a statement."""
        flags = (block.flag, statement.flag)
        name = self.player(statement, block)
        return Part(
            key, _ROLES[block.role], name, music, "mute" in flags, "solo" in flags, self.route(statement, block)
        )

    def route(self, statement: Placed | Played, block: Block) -> tuple[Destination, ...]:
        """Where a part goes: where its statement says, or its block."""
        written = statement.route or block.route
        return destinations(written, self.problems)

    def player(self, statement: Placed | Played, block: Block) -> str:
        """The name of the instrument that plays a statement."""
        return statement.instrument.text if statement.instrument else _OWN.get(block.role, "piano")

    def sound(self, name: str) -> str:
        """The sound that plays an instrument's name."""
        return self.imports.get(name, name)

    def instrument(self, name: Name) -> None:
        """Warn of an instrument nobody knows: a default voice plays it."""
        if name.text and name.text not in self.elsewhere and self.sound(name.text) not in INSTRUMENTS:
            known = SUBSTITUTES.get(name.text.lower())
            near = f"did you mean {known}?" if known else nearest(name.text, INSTRUMENTS)
            if known is None and drum_key(name.text) is not None:
                near = f'{name.text} is a drum: write drums "{name.text}*4";'
            hint = near or f"instruments are {', '.join(INSTRUMENTS)}"
            message = f"no instrument is called {name.text[:40]}; a default voice plays it"
            self.problems.append(Diagnostic("PS101", "warning", name.begin, name.end, message, hint, DEFAULT_VOICE))
