"""Programs: the items of a text, read in order, become the program they mean."""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from fractions import Fraction
from functools import partial

from pattern_dsl.amounts import said_twice
from pattern_dsl.arranging import Stretch, arranged, expanded, performed, stretch
from pattern_dsl.blocks import Blocks, Scope
from pattern_dsl.crowd import demands, overcrowded, weight
from pattern_dsl.diagnostic import SILENT, Diagnostic, nearest, of_fault
from pattern_dsl.headers import Headers
from pattern_dsl.modules import MOST_MODULES, Shelf, instruments, is_module, path_from
from pattern_dsl.parser import parse
from pattern_dsl.phrases import Call, Number, Term
from pattern_dsl.recall import Recall
from pattern_dsl.routes import destinations
from pattern_dsl.scope import FOREIGN, Bound, Defined, Module, Unfinished, unplaced
from pattern_dsl.source import Source
from pattern_dsl.statements import Let, Placed
from pattern_dsl.syntax import (
    Block,
    Command,
    Definition,
    Form,
    Header,
    Import,
    Item,
    Knob,
    Outputs,
    Section,
    Use,
    items,
)
from pattern_dsl.voices import Laid, Voice
from pattern_engine.expression import Apply, Atom
from pattern_engine.program import Destination, Part, Program
from pattern_engine.program import Knob as Turned

_COMMANDS = {"hush": "silence", "panic": "silence at once", "goto": "another section", "mute": "muting", "solo": "solo"}


class Reading:
    """One text being read. Made and dropped by the compiler; *problems* grows.

    *place* is the way to it: the paths of the texts that import each other, from the one that is checked on.
    """

    def __init__(
        self,
        found: list[Item],
        problems: list[Diagnostic],
        shelf: Shelf,
        place: tuple[str, ...] = ("",),
        recall: Recall | None = None,
    ) -> None:
        self.found = found
        self.problems = problems
        self.shelf = shelf
        self.path = place[-1]
        self.chain = place
        self.headers = Headers(problems)
        for item in found:
            if isinstance(item, Header):
                self.headers.read(item)
        self.imports: dict[str, str] = {}
        self.accused: set[str] = set()  # modules of which has been said what is wrong
        self.blocks = Blocks(self.headers, self.imports, problems, recall or Recall())
        self.knobs: list[Turned] = []
        self.outputs: tuple[Destination, ...] = ()
        self.laid: list[Laid] = []
        self.sections: dict[str, Stretch] = {}
        self.form: Form | None = None
        self.weight = 0.0  # events of all parts, as if they came in one bar
        self.begun = len(problems)
        self.ends: list[int] = []  # how many problems there are after each item
        self.scopes: list[Scope] = []  # what names stand for at each block
        for item in found:
            self.take(item)
            self.ends.append(len(problems))

    def take(self, item: Item) -> None:
        """Read one more item."""
        scope = self.blocks.lets
        match item:
            case Import():
                self.bring(item)
            case Let():
                self.blocks.let(item, scope)
            case Definition():
                self.blocks.define(item, scope)
            case Knob():
                self.knob(item)
            case Outputs():
                self.outputs = destinations(item.destinations, self.problems)
            case Command(kind, begin, end):
                message = f"{kind} is a command of the session ({_COMMANDS[kind]}); a text only plays"
                self.problems.append(Diagnostic("PS408", "warning", begin, end, message, "give it while it plays"))
            case Block():
                self.scopes.append(self.snapshot())
                self.laid.append(self.blocks.read(item)._replace(scope=self.scopes[-1]))
                self.problems += twice(item)
            case Section():
                if item.name.text in self.sections:
                    message = f"there are two sections {item.name.text}"
                    self.say("PS404", "warning", item.name, message, "the last one holds")
                used = {one.name.text for one in item.items if isinstance(one, Use)}
                laid = arranged(self.laid, self.blocks, looping=True, used=used)
                self.sections[item.name.text] = stretch(item, self.headers, laid, self.blocks)
            case Form():
                self.form = item
            case Header():
                pass  # read before everything else: headers hold for all of a text

    def snapshot(self) -> Scope:
        """What names stand for now; the very same as before where nothing has been bound since."""
        if self.scopes and self.scopes[-1] == self.blocks.lets:
            return self.scopes[-1]
        return dict(self.blocks.lets)

    def say(self, code: str, severity: str, at: Term | Item, message: str, hint: str | None = None) -> None:
        """Note a problem with *at*."""
        level = severity if severity in ("warning", "info") else "error"
        effect = SILENT if level == "error" else None
        self.problems.append(Diagnostic(code, level, at.begin, at.end, message, hint, effect))  # type: ignore[arg-type]

    def bring(self, item: Import) -> None:
        """Bind what an import brings."""
        if not is_module(item):
            names, elsewhere = instruments(item, self.shelf.library, self.problems)
            self.imports |= names
            if elsewhere:
                self.blocks.elsewhere |= names.keys()
            return
        module = self.module(item)
        if item.name is not None:
            self.blocks.lets[item.name.text] = module
        if item.everything:
            self.blocks.lets |= module.names
        for original, used in item.names:
            if original.text in module.names:
                self.blocks.lets[used.text] = module.names[original.text]
            else:
                hint = nearest(original.text, module.names) or f"it has {', '.join(module.names) or 'no names'}"
                self.say("PS108", "error", original, f"{item.module.text} has no {original.text}", hint)

    def module(self, item: Import) -> Module:
        """The names another text exports: its lets and definitions."""
        path = path_from(self.path, item.module.text)
        empty = Module(path, {})
        if path in self.chain or path == ".":
            first = self.chain.index(path) if path in self.chain else 0
            circle = " → ".join(step or "this text" for step in (*self.chain[first:], path))
            self.say("PS109", "error", item.module, f"texts that import each other: {circle}", "import it in one only")
            return empty
        known = self.shelf.modules.get(path)
        if known is not None:
            self.wrong(item, path)
            return known
        if len(self.shelf.modules) >= MOST_MODULES:
            self.say("PS308", "error", item.module, f"a text imports at most {MOST_MODULES} others", None)
            return empty
        self.shelf.modules[path] = empty
        try:
            text = self.shelf.library.text(path)
        except LookupError as error:
            self.shelf.wrong[path] = "PS108", str(error.args[0]), "texts are looked for beside this one"
            self.wrong(item, path)
            return empty
        self.shelf.texts[path] = text
        made = self.shelf.modules[path] = Module(path, self.names(path, text))
        self.wrong(item, path)
        return made

    def wrong(self, item: Import, path: str) -> None:
        """Say what is wrong with a module, where this text imports it first."""
        if path in self.shelf.wrong and path not in self.accused:
            code, message, hint = self.shelf.wrong[path]
            self.accused.add(path)
            self.say(code, "error", item.module, message, hint)

    def names(self, path: str, text: str) -> dict[str, Bound]:
        """What the *text* of a module binds; its first mistake is noted."""
        root, faults = parse("pattern", text, FOREIGN)
        problems = [of_fault(fault) for fault in faults]
        inner = Reading(items(root), problems, self.shelf, (*self.chain, path))
        errors = [problem for problem in problems if problem.severity == "error"]
        circles = [problem for problem in errors if problem.code == "PS109"]
        if circles:
            self.shelf.wrong[path] = "PS109", circles[0].message, circles[0].hint
        elif errors:
            line, column = Source(path, text).line_column(errors[0].begin - FOREIGN)
            self.shelf.wrong[path] = "PS108", f"{path}:{line}:{column}: {errors[0].message}", errors[0].hint
        return {name: _exported(held) for name, held in inner.blocks.lets.items()}

    def knob(self, item: Knob) -> None:
        """A number that can be turned while it sounds."""
        self.blocks.named_apart(item.name, self.blocks.lets)
        value = self.number(item.value)
        low, high = (self.number(item.reach[0]), self.number(item.reach[1])) if item.reach else (0.0, 1.0)
        if value is None or low is None or high is None:
            value, low, high = value or 0.0, low or 0.0, high or 1.0
        if low >= high:
            self.say("PS210", "error", item, "a range goes from a lower number to a higher one", "write in 0..1")
        elif not low <= value <= high:
            self.say("PS202", "warning", item.value, f"{item.name.text} goes from {low:g} to {high:g}, not {value:g}")
        controller = self.controller(item.input)
        self.knobs.append(Turned(item.name.text, value, low, high, item.curve or "lin", controller))
        place = (item.value.begin, item.value.end)
        whole = int(value) if value == int(value) else value
        arguments = Atom(item.name.text), Atom(whole, place), Atom(max(high, value))
        turned = self.blocks.recalled(item, self.blocks.lets, lambda: Apply("knob", arguments, (), place))
        self.blocks.lets[item.name.text] = turned

    def number(self, term: Term) -> float | None:
        """The number that *term* is; None after saying that it is none."""
        terms = self.blocks.terms(self.blocks.lets)
        held = terms.argument(term)
        self.problems += terms.problems
        if isinstance(held, Atom) and isinstance(held.value, int | float | Fraction):
            return float(held.value)
        if not terms.problems:
            self.say("PS205", "error", term, "a number is expected here")
        return None

    def controller(self, term: Term | None) -> int | None:
        """The number in ``cc(74)``."""
        if term is None:
            return None
        if isinstance(term, Call) and term.name.text == "cc" and len(term.arguments) == 1:
            number = term.arguments[0].term
            if isinstance(number, Number) and number.value is not None and 0 <= number.value <= 127:
                return int(number.value)
        self.say("PS205", "error", term, "a param is turned by a MIDI controller", "write <- cc(74)")
        return None

    def placed(self, found: list[Item], problems: list[Diagnostic]) -> Reading:
        """What was read, of *found*: the same items at the places where they lie now, as *problems* do."""
        names: dict[int, str] = {}
        for was, item in zip(self.found, found, strict=True):
            pairs: Iterable[tuple[object, object]] = [(was, item)]
            if isinstance(was, Section) and isinstance(item, Section):
                pairs = zip(was.items, item.items, strict=True)
            names |= {id(now): self.blocks.names[id(then)] for then, now in pairs if id(then) in self.blocks.names}
        reading = copy(self)
        reading.found, reading.problems, reading.blocks = found, problems, copy(self.blocks)
        reading.blocks.names = names
        return reading

    def program(self, loop: bool) -> Program:
        """What the text means."""
        sounds = tuple(sorted(self.imports.items()))
        whole = Program(
            key=self.headers.key,
            seed=self.headers.seed,
            title=self.headers.title,
            takeover=self.headers.takeover,
            sounds=sounds,
            start=self.blocks.start,
            knobs=tuple(self.knobs),
            outputs=self.outputs,
        )
        if self.form is not None:
            return self.in_form(whole, self.form, loop)
        self.unplayed()
        looping = self.goes_on(loop)
        ended = [one for one in self.laid if any(_ends(statement) for statement in one.block.statements)]
        alone = [one for one in ended if not one.block.goes_on and one.block.attributes.replaces is None]
        placed = [one.length for one in (alone if looping else ended)]
        about = self.headers.key, self.headers.tuning
        parts = tuple(
            part
            for one in self.in_time(looping)
            for part in self.blocks.recall.once("parts", one.voices, about, partial(self.parts, one.voices))
        )
        longest = max(placed, default=None)
        length = None if looping else longest or Fraction(0)
        return whole._replace(parts=parts, timeline=self.headers.timeline(), length=length, placed=longest)

    def parts(self, voices: tuple[Voice, ...]) -> tuple[Part, ...]:
        """The parts of *voices*, in the key and the tuning of the text."""
        return tuple(voice.part._replace(music=self.headers.music(voice.part)) for voice in voices)

    def concerns(self) -> None:
        """Find what is wrong with the whole without making a program of it."""
        if self.form is not None:
            expanded(self.form, self.sections, self.blocks)
            return
        self.unplayed()
        self.in_time(self.goes_on(loop=False))

    def goes_on(self, loop: bool) -> bool:
        """Whether what is placed comes again: where it is asked for, or something else never ends."""
        return loop or any(one.block.goes_on for one in self.laid)

    def in_time(self, looping: bool) -> list[Laid]:
        """The blocks where they are played; nothing, after saying so, if they are too much together."""
        laid = arranged(self.laid, self.blocks, looping)
        recall, loads = self.blocks.recall, self.blocks.loads
        asked = [recall.once("asked", one.voices, None, partial(demands, one.voices, loads)) for one in laid]
        self.weight = sum(map(weight, asked))
        crowd = overcrowded(laid, asked)
        if crowd is None:
            return laid
        begin = crowd[0].block.begin
        self.problems.append(Diagnostic("PS308", "error", begin, begin, crowd[1], "play less of it", SILENT))
        return []

    def unplayed(self) -> None:
        """Say which sections nothing plays."""
        for section in self.found:
            if isinstance(section, Section):
                self.say("PS402", "info", section.name, "nothing plays this section", "write form and its name")

    def in_form(self, whole: Program, form: Form, loop: bool) -> Program:
        """The program of a text with a form: its sections one after another."""
        song = expanded(form, self.sections, self.blocks)
        parts, timeline, marks = performed(song, self.headers, loop)
        total = Fraction(sum(section.bars for section in song))
        length = None if loop else total
        return whole._replace(parts=tuple(parts), timeline=timeline, length=length, placed=total, marks=marks)


def twice(block: Block) -> list[Diagnostic]:
    """A warning for each tail of a block's notes that another overrules."""
    noted = [statement for statement in block.statements if isinstance(statement, Placed) and len(statement.tails) > 1]
    return [problem for statement in noted for problem in said_twice(statement)]


def _ends(statement: object) -> bool:
    return isinstance(statement, Placed) and not statement.goes_on


def _exported(held: Bound) -> Bound:
    """What a module exports: its places are those of another text."""
    if isinstance(held, Defined):
        return held._replace(foreign=True)
    return held if isinstance(held, Module | Unfinished) else unplaced(held)
