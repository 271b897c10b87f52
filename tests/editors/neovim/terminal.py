"""A picture of a terminal's screen, from what tmux says stands there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT, MARGIN = 10, 21, 14
INK, PAPER = (188, 188, 188), (28, 28, 28)  # of the colour scheme habamax
FONTS = (Path("/usr/share/fonts/truetype/dejavu"), Path("/usr/share/fonts/TTF"))

_SIXTEEN = bytes.fromhex(
    "000000 cd3131 0dbc79 e5e510 2472c8 bc3fbc 11a8cd e5e5e5 666666 f14c4c 23d18b f5f543 3b8eea d670d6 29b8db ffffff"
)
_ESCAPE = re.compile(r"\x1b(?:\[([\d;:]*)m|\([B0]|\][^\x07\x1b]*(?:\x07|\x1b\\))|([^\x1b])")

# Signs that must touch their neighbours: the part of the cell that they fill, as left, top, right, bottom.
_FILLED = {
    "█": (0, 0, 1, 1),
    "▀": (0, 0, 1, 0.5),
    "▄": (0, 0.5, 1, 1),
    "▐": (0.5, 0.08, 1, 0.92),
    "│": (0.45, 0, 0.55, 1),
}

Colour = tuple[int, int, int]


class Look(NamedTuple):
    """How signs are shown."""

    ink: Colour | None = None
    paper: Colour | None = None
    is_bold: bool = False
    is_italic: bool = False
    is_swapped: bool = False


def picture(screen: str) -> Image.Image:
    """The screen that ``tmux capture-pane -e -p`` wrote."""
    rows = [list(cells(line)) for line in screen.rstrip("\n").split("\n")]
    across = max(sum(1 for _ in row) for row in rows)
    image = Image.new("RGB", (across * WIDTH + 2 * MARGIN, len(rows) * HEIGHT + 2 * MARGIN), PAPER)
    draw = ImageDraw.Draw(image)
    for down, row in enumerate(rows):
        for right, (sign, look) in enumerate(row):
            _draw(draw, (MARGIN + right * WIDTH, MARGIN + down * HEIGHT), sign, look)
    return image


def cells(line: str) -> Iterator[tuple[str, Look]]:
    """The signs of a line, each with its look."""
    look = Look()
    for match in _ESCAPE.finditer(line):
        if match[2] is not None:
            yield match[2], look
        elif match[1] is not None:
            look = changed(look, [int(number) for number in re.split("[;:]", match[1]) if number] or [0])


def changed(look: Look, numbers: list[int]) -> Look:
    """*look* after a sequence "select graphic rendition" with these numbers."""
    waiting = iter(numbers)
    for number in waiting:
        if number == 0:
            look = Look()
        elif number in (38, 48):
            name = "ink" if number == 38 else "paper"
            look = look._replace(**{name: _colour(waiting)})
        elif number in (39, 49):
            look = look._replace(**{"ink" if number == 39 else "paper": None})
        elif 30 <= number <= 37 or 90 <= number <= 97:
            look = look._replace(ink=_indexed(number - 30 if number < 90 else number - 82))
        elif 40 <= number <= 47 or 100 <= number <= 107:
            look = look._replace(paper=_indexed(number - 40 if number < 100 else number - 92))
        elif number in _SWITCHES:
            look = look._replace(**_SWITCHES[number])
    return look


_SWITCHES = {
    1: {"is_bold": True},
    3: {"is_italic": True},
    7: {"is_swapped": True},
    22: {"is_bold": False},
    23: {"is_italic": False},
    27: {"is_swapped": False},
}


def _colour(numbers: Iterator[int]) -> Colour:
    if next(numbers) == 5:
        return _indexed(next(numbers))
    red, green, blue = (next(numbers) for _ in range(3))
    return red, green, blue


def _indexed(number: int) -> Colour:
    """One of the 256 colours of terminals."""
    if number < 16:
        red, green, blue = _SIXTEEN[3 * number : 3 * number + 3]
        return red, green, blue
    if number >= 232:
        return (8 + 10 * (number - 232),) * 3
    steps = [0, 95, 135, 175, 215, 255]
    place = number - 16
    return steps[place // 36], steps[place // 6 % 6], steps[place % 6]


def font(look: Look) -> ImageFont.FreeTypeFont:
    """The type for a look. Raises ``FileNotFoundError`` without DejaVu Sans Mono."""
    kind = "-Bold" if look.is_bold else ""
    for folder in FONTS:
        path = folder / f"DejaVuSansMono{kind}.ttf"
        if path.is_file():
            return _loaded(path)
    raise FileNotFoundError("DejaVuSansMono.ttf, which Debian's fonts-dejavu-core brings")


_TYPES: dict[Path, ImageFont.FreeTypeFont] = {}


def _loaded(path: Path) -> ImageFont.FreeTypeFont:
    if path not in _TYPES:
        _TYPES[path] = ImageFont.truetype(str(path), 16)
    return _TYPES[path]


def _draw(draw: ImageDraw.ImageDraw, corner: tuple[int, int], sign: str, look: Look) -> None:
    left, top = corner
    ink, paper = look.ink or INK, look.paper or PAPER
    if look.is_swapped:
        ink, paper = paper, ink
    draw.rectangle((left, top, left + WIDTH - 1, top + HEIGHT - 1), fill=paper)
    if sign in _FILLED:
        begin, high, end, low = _FILLED[sign]
        box = (left + begin * WIDTH, top + high * HEIGHT, left + end * WIDTH - 1, top + low * HEIGHT - 1)
        draw.rectangle(tuple(round(edge) for edge in box), fill=ink)
    elif sign != " ":
        draw.text((left, top + 1), sign, font=font(look), fill=ink)
