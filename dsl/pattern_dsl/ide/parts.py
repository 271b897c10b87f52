"""Parts: blocks and labels, which sections, ``replaces`` and commands name; a name may mean several of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from pattern_dsl.phrases import Name


class Part(NamedTuple):
    """A part where it is given, as a block or a label, or, with no ``kind``, where it is named."""

    name: Name
    kind: Literal["block", "label"] | None


@dataclass(slots=True)
class Parts:
    """The parts of one text. Grown by one walk through it; ``within`` says that a section is being read."""

    within: bool = False
    given: list[Part] = field(default_factory=list)
    outside: list[int] = field(default_factory=list)  # numbers of those that are in no section
    named: list[tuple[Name, list[int] | None]] = field(default_factory=list)  # None: wait for the end of the text
    replaced: list[Name] = field(default_factory=list)

    def begin(self, name: Name | None, replaces: Name | None) -> None:
        """A block, and the name of the one that it takes turns with: in a section that can only be itself."""
        if name is not None and name.text:
            self._give(Part(name, "block"))
        if replaces is not None and replaces.text:
            own = [len(self.given) - 1] if name is not None and name.text == replaces.text else []
            if self.within:
                self.named.append((replaces, own))
            else:
                self.replaced.append(replaces)

    def label(self, name: Name) -> None:
        """The label of a statement."""
        if name.text:
            self._give(Part(name, "label"))

    def _give(self, part: Part) -> None:
        if not self.within:
            self.outside.append(len(self.given))
        self.given.append(part)

    def used(self, name: Name) -> None:
        """A part that a section names: every block and label before it that is called so."""
        if name.text:
            self.named.append((name, [n for n in self.outside if self.given[n].name.text == name.text]))

    def commanded(self, name: Name) -> None:
        """A part that a command names, wherever it is."""
        if name.text:
            self.named.append((name, None))

    def _resolved(self) -> Iterator[tuple[Name, list[int]]]:
        """Each name with the numbers of what it means."""
        by_name: dict[str, list[int]] = {}
        for number, part in enumerate(self.given):
            by_name.setdefault(part.name.text, []).append(number)
        outside = {*self.outside}
        for name, numbers in self.named:
            yield name, by_name.get(name.text, []) if numbers is None else numbers
        for name in self.replaced:
            numbers = by_name.get(name.text, [])
            yield name, [n for n in numbers if n in outside and self.given[n].kind == "block"]

    def lost(self) -> list[Name]:
        """Names that mean no part."""
        return [name for name, numbers in self._resolved() if not numbers]

    def groups(self) -> list[list[Part]]:
        """Parts that are named together are one, with all that name them."""
        root = list(range(len(self.given)))

        def first(number: int) -> int:
            while root[number] != number:
                number = root[number]
            return number

        resolved = [(name, numbers) for name, numbers in self._resolved() if numbers]
        for _, numbers in resolved:
            for number in numbers[1:]:
                one, other = sorted((first(numbers[0]), first(number)))
                root[other] = one
        groups: dict[int, list[Part]] = {}
        for number, part in enumerate(self.given):
            groups.setdefault(first(number), []).append(part)
        for name, numbers in resolved:
            groups[first(numbers[0])].append(Part(name, None))
        return list(groups.values())
