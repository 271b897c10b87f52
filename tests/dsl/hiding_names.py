"""Programs written at random in which the same few names mean many things."""

from __future__ import annotations

from random import Random

from pattern_dsl import check
from pattern_dsl.document import Document
from pattern_dsl.ide.names import Names
from pattern_dsl.ide.resolving import names_of


class Scopes:
    """Writes programs whose few names mean many things; made and dropped for each seed."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.values: list[str] = []  # patterns that a name stands for here
        self.methods: list[str] = []

    def one(self, *choices: str) -> str:
        return self.random.choice(choices)

    def named(self) -> str:
        return self.one("p", "q", "riff", "rev", "up", "high")

    def program(self) -> str:
        lines = [f'import piano as {self.one("keys", "riff")}, bass from "keys";']
        lines += [self.bound() for _ in range(self.random.randint(1, 4))]
        names = ["riff", "a", "b"][: self.random.randint(1, 3)]
        lines += [self.block(name) for name in names]
        if self.random.random() < 0.6:
            values, methods = [*self.values], [*self.methods]
            own = f"{self.let()} {self.uses(names)}; melody riff {{ {self.played()} }}"
            self.values, self.methods = values, methods
            lines.append(f"section p 1 bar {{ {own} }}")
            lines.append(f"section q 1 bar with {self.after()} {{ {self.uses(names)}; }}")
            lines.append(f"form {self.one('p q', 'q p*2')};")
        return "\n".join(lines)

    def means(self, name: str, kind: list[str]) -> None:
        """From here on *name* is a pattern or a method."""
        for names in (self.values, self.methods):
            names[:] = [other for other in names if other != name]
        kind.append(name)

    def bound(self) -> str:
        if self.random.random() < 0.6:
            return self.let()
        name = self.named()
        one, other = self.random.sample(["p", "q", "riff", "n"], 2)
        values, methods = [*self.values], [*self.methods]
        for hidden in (name, one, one, other):
            self.means(hidden, self.values)
        self.values = [value for value in self.values if value not in (name, other)] + [one] * (name != one)
        line = f"def {name}({one}, {other} = {self.one('1', '2')}) = {self.music(2)}.add({other});"
        self.values, self.methods = values, methods
        self.means(name, self.methods)
        return line

    def let(self) -> str:
        name = self.named()
        if self.random.random() < 0.7:
            line = f"let {name} = {self.music(2)};"
            self.means(name, self.values)
        else:
            line = f"let {name} = {self.one('.up(1)', self.function())};"
            self.means(name, self.methods)
        return line

    def function(self) -> str:
        name = self.named()
        values, methods = [*self.values], [*self.methods]
        self.means(name, self.values)
        body = f"{name}{self.after(0)}.add({self.one(name, *self.values)})"
        self.values, self.methods = values, methods
        return f"{name} => {body}"

    def music(self, depth: int) -> str:
        start = self.one('"0 2"', *self.values, *(f'"0 ${value}"' for value in self.values))
        return start + "".join(self.after(depth - 1) for _ in range(self.random.randint(0, depth)))

    def after(self, depth: int = 1) -> str:
        method = self.one(".fast(2)", ".fast(2)", *(f".{name}()" for name in self.methods))
        if depth <= 0 or self.random.random() < 0.5:
            return method
        return f".every({self.one('1', '2')}, {self.one(method, self.function(), self.function(), *self.methods)})"

    def played(self) -> str:
        label = self.one("", "", f"{self.named()}: ")
        return f"{label}{self.one('piano', 'keys', 'riff', 'bass')} {self.music(2)};"

    def block(self, name: str) -> str:
        attributes = self.one("", "", "len 2 bars ", f"with {self.after()} ")
        values, methods = [*self.values], [*self.methods]
        inner = f"{self.one('', self.let())} {self.played()} {self.played()}"
        self.values, self.methods = values, methods
        return f"melody {name} {attributes}{{ {inner} }}"

    def uses(self, names: list[str]) -> str:
        return ", ".join(self.one(*names) + self.one("", self.after()) for _ in range(2))


def scoped(seed: int) -> tuple[str, Names] | None:
    """A program of names that hide each other, if it has no mistakes."""
    text = Scopes(Random(f"names {seed}")).program()
    return (text, names_of(Document.of(text))) if check(text).program is not None else None
