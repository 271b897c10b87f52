"""Breaking: one statement as lines. What does not fit on one line gives methods, then arguments, their own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

from pattern_dsl.spacing import Word

WIDTH = 100
"""Columns of a line, comments at its end not counted."""

STEP = 2
"""Blanks that what is inside stands further right."""

_DEEPEST = WIDTH // 2
"""Lines that begin beyond this column are not broken again."""

_BEHIND = frozenset(",;)]}")


@dataclass(slots=True)
class Line:
    """A line as it will be written, and where the comment at its end and what follows its label stood."""

    indent: int
    text: str
    note: str = ""
    column: int = -1
    label: int = 0  # signs of the label, colon included
    behind: int = 0  # columns from where the label began to what follows it

    @property
    def width(self) -> int:
        """Columns up to the comment, those of the last line if a comment in the text has several."""
        head, _, tail = self.text.rpartition("\n")
        return len(tail) if head else self.indent + len(tail)


def flat(words: list[Word]) -> str:
    """*words* on one line."""
    return "".join(f" {word.text}" if word.blank else word.text for word in words).lstrip()


def broken(words: list[Word], indent: int) -> list[Line]:
    """*words* on as few lines as fit, the first of them at *indent*."""
    text = flat(words)
    if indent + len(text) <= WIDTH and "\n" not in text and not any(word.ends for word in words):
        return [Line(indent, text)]
    setting = _Setting(words, indent)
    setting.chain(0, len(words), indent)
    return setting.lines


class _Setting:
    """One statement while it is broken; made and dropped by ``broken``. Ranges are of words, end not included."""

    def __init__(self, words: list[Word], indent: int) -> None:
        self.words = words
        self.lines: list[Line] = []
        self.indent: int | None = indent  # of the line to begin, None in the midst of one
        self.until = [0, *accumulate(len(word.text) + word.blank for word in words)]
        self.hard = [0, *accumulate(word.ends or "\n" in word.text for word in words)]
        self.closing = _partners(words)

    def fits(self, begin: int, end: int) -> bool:
        """Whether the words from *begin* to *end* fit on what is left of the line."""
        if self.hard[begin] != self.hard[end]:
            return False
        fresh = self.indent is not None
        column = self.indent if self.indent is not None else self.lines[-1].width
        return column + self.until[end] - self.until[begin] - (fresh and self.words[begin].blank) <= WIDTH

    def put(self, at: int) -> None:
        """Write the word *at*."""
        word = self.words[at]
        if self.indent is not None:
            self.lines.append(Line(self.indent, word.text))
            self.indent = None
        elif word.ends:
            self.lines[-1].note, self.lines[-1].column = word.text, word.column
        else:
            self.lines[-1].text += f" {word.text}" if word.blank else word.text

    def outermost(self, begin: int, end: int) -> Iterator[int]:
        """The words from *begin* to *end* that are inside no bracket of theirs; of brackets, those that open."""
        at = begin
        while at < end:
            yield at
            at = self.closing.get(at, at) + 1

    def chain(self, begin: int, end: int, indent: int) -> None:
        """Write a pattern and its methods: on this line, or each method on its own."""
        if self.fits(begin, end):
            self.segment(begin, end, indent)
            return
        starts = [at for at in self.outermost(begin, end) if self.words[at].link and at > begin]
        for index, start in enumerate(starts):
            while start - 1 > begin and self.words[start - 1].apart:
                start -= 1
            starts[index] = start
        for first, last in zip([begin, *starts], [*starts, end], strict=True):
            self.indent = self.indent if first == begin else indent + STEP
            self.segment(first, last, indent if first == begin else indent + STEP)

    def segment(self, begin: int, end: int, indent: int) -> None:
        """Write what holds together, with the arguments that do not fit on lines of their own."""
        at, leading = begin, True
        while at < end:
            word, close = self.words[at], self.closing.get(at)
            leading = leading and word.apart
            if word.apart and not leading:
                self.indent = indent + STEP
            if close is not None and self._opens_up(at, close, end, indent):
                self.put(at)
                self.arguments(at + 1, close, indent + STEP)
                self.indent = indent
                at = close
                continue
            self.put(at)
            if word.ends:
                self.indent = indent if leading else indent + STEP
            at += 1

    def _opens_up(self, at: int, close: int, end: int, indent: int) -> bool:
        """Whether the bracket *at* is broken: it does not fit, and that helps."""
        if close < at + 3 and self.hard[at] == self.hard[close]:
            return False
        stop = close + 1
        while stop < end and self.words[stop].text in _BEHIND:
            stop += 1
        return indent < _DEEPEST and not self.fits(at, stop)

    def arguments(self, begin: int, end: int, indent: int) -> None:
        """Write each argument on lines of its own."""
        if self.words[begin].ends and not self.words[begin].apart:
            self.put(begin)
            begin += 1
        first = begin
        commas = [at for at in self.outermost(begin, end) if self.words[at].text == ","]
        for comma in [*commas, end - 1]:
            last = max(first, comma + 1)
            while last < end and self.words[last].trails:
                last += 1
            if first < last:
                self.indent = indent
                self.chain(first, last, indent)
            first = last


def _partners(words: list[Word]) -> dict[int, int]:
    """Where each bracket closes that opens and closes in *words*."""
    found: dict[int, int] = {}
    open_at: list[int] = []
    for at, word in enumerate(words):
        if word.text in ("(", "[", "{"):
            open_at.append(at)
        elif word.text in (")", "]", "}") and open_at:
            found[open_at.pop()] = at
    return found
