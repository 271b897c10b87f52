"""Exports: where the names that a text imports from others stand there."""

from __future__ import annotations

from pattern_dsl.chunks import Chunks
from pattern_dsl.ide.names import Place
from pattern_dsl.modules import MOST_MODULES, Library, is_module, path_from
from pattern_dsl.phrases import Name
from pattern_dsl.statements import Let
from pattern_dsl.syntax import Definition, Import, Knob


class Exports:
    """The names of other texts, each text read once. Made and dropped by one walk through a text."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self.known: dict[str, dict[str, Place]] = {}
        self.modules: dict[Place, str] = {}  # where a text names another, to the path of that

    def of(self, path: str) -> dict[str, Place]:
        """The names that the text at *path* exports; none for one that cannot be read."""
        if path in self.known or len(self.known) >= MOST_MODULES:
            return self.known.get(path, {})
        self.known[path] = {}  # texts that import each other have no names from each other
        try:
            text = self.library.text(path)
        except LookupError:
            return {}
        found: dict[str, Place] = {}
        for chunk in Chunks.of(text).pieces:
            for item in chunk.read()[0]:
                match item:
                    case Let(name) | Definition(name) | Knob(name):
                        found[name.text] = _at(name, path)
                    case Import() if is_module(item):
                        found |= self.brought(item, path)
                    case _:
                        pass
        self.known[path] = found
        return found

    def brought(self, item: Import, path: str) -> dict[str, Place]:
        """What the text at *path* has by an import of its own."""
        inner = self.of(path_from(path, item.module.text))
        found = dict(inner) if item.everything else {}
        if item.name is not None:
            found[item.name.text] = place = _at(item.name, path)
            self.modules[place] = path_from(path, item.module.text)
        return found | {used.text: inner.get(original.text, _at(used, path)) for original, used in item.names}


def _at(name: Name, path: str) -> Place:
    return Place(name.begin, name.end, path)
