"""Texts with places marked in them: ``«…»`` is a stretch, ``‸`` the caret; and texts made by chance."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from random import Random

ROOT = Path(__file__).parents[3]
EXAMPLES = sorted((ROOT / "examples").glob("*.pattern"))
SONGS = {path.stem: path.read_text(encoding="utf-8") for path in EXAMPLES}

PIECES = [
    *("x", " ", "\n", "}", "{", ";", '"', '"""', "/*", "*/", "//", ".", "(", ")", ",", "$riff", "riff", "[", "]", "<"),
    *("melody m {\n", "}\n", "rhythm {\n  synth 3;\n}\n", "tempo 120;\n", "let riff = 3;\n", "  piano C4 0.0;\n"),
    *("key D dorian;\n", "\r\n", "\r", "\u2028", "é🎵", "def f(x) = x.rev();\n", "section a { beat; }\n", "form a;\n"),
    *(
        "mute melody lead { piano C4 0; }\n",
        "import a from",
        "piano",
        "C4",
        "1",
        "0",
        "d",
        "r",
        "x",
        "x => ",
        "n=",
        "~",
    ),
]


def unmarked(marked: str) -> tuple[str, list[tuple[int, int]]]:
    """A text without its marks, and where what stood between them is."""
    places, at, text = [], 0, ""
    for number, piece in enumerate(re.split("[«»]", marked)):
        if number % 2:
            places.append((at, at + len(piece)))
        at += len(piece)
        text += piece
    return text, places


def at_caret(marked: str) -> tuple[str, int]:
    """A text without its caret ``‸``, and where that was."""
    return marked.replace("‸", ""), marked.index("‸")


def edit(text: str, random: Random) -> tuple[int, int, str]:
    """A small change of *text*."""
    begin = random.randint(0, len(text))
    end = min(len(text), begin + random.choice((0, 0, 0, 1, 1, 2, 5, 20, 120)))
    return begin, end, "".join(random.choice(PIECES) for _ in range(random.choice((0, 1, 1, 1, 2, 3))))


def prefixes(seed: int, count: int) -> Iterator[str]:
    """Beginnings of songs, cut anywhere."""
    random = Random(seed)
    for _ in range(count):
        text = random.choice([*SONGS.values()])
        yield text[: random.randint(0, len(text))]
