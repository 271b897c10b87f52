"""Draws events as a piano roll: ``pattern-run x.pattern --events json | python tests/picture.py > x.svg``.

Time runs to the right, pitch upwards; drums have a row each at the bottom. Stronger notes are darker.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any

WIDTH, MARGIN, ROW, DRUM_ROW = 960, 16, 5, 9
COLOURS = ("#1f6f8b", "#c8553d", "#5b8c5a", "#7a4988", "#b8860b", "#3d5a80", "#a23b72", "#6b705c")


def roll(lines: Iterable[str]) -> str:
    """The SVG text of the events in *lines*, each one JSON object as ``--events json`` writes it."""
    events: list[dict[str, Any]] = [json.loads(line) for line in lines]
    parts = list(dict.fromkeys(event["part"] for event in events))
    drums = sorted({event["midi"] for event in events if _is_drum(event)}, reverse=True)
    keys = [event["midi"] for event in events if not _is_drum(event) and event["midi"] is not None]
    top, bottom = max(keys, default=60) + 1, min(keys, default=60) - 1
    bars = max((-(-Fraction(event["begin"]) // 1) for event in events), default=1)
    floor = 2 * MARGIN + (top - bottom) * ROW
    height = floor + len(drums) * DRUM_ROW + 2 * MARGIN + 8
    scale = Fraction(WIDTH - 2 * MARGIN, max(int(bars), 1))
    drawn = [_line(Fraction(bar), scale, height) for bar in range(int(bars) + 1)]
    for event in events:
        if event["midi"] is None:
            continue
        lane = (
            floor + drums.index(event["midi"]) * DRUM_ROW if _is_drum(event) else MARGIN + (top - event["midi"]) * ROW
        )
        drawn.append(_note(event, scale, lane, COLOURS[parts.index(event["part"]) % len(COLOURS)]))
    return "\n".join([_head(height), *drawn, *_legend(parts, height), "</svg>", ""])


def _is_drum(event: dict[str, Any]) -> bool:
    return str(event["part"]).startswith("rhythm/")


def _head(height: int) -> str:
    size = f'viewBox="0 0 {WIDTH} {height}" font-family="sans-serif" font-size="11"'
    paper = f'<rect width="{WIDTH}" height="{height}" fill="#fbfaf7"/>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>\n{paper}'


def _line(bar: Fraction, scale: Fraction, height: int) -> str:
    x = _number(MARGIN + bar * scale)
    return f'<path d="M{x} {MARGIN}V{height - 2 * MARGIN}" stroke="#d8d4cc"/>'


def _note(event: dict[str, Any], scale: Fraction, y: float, colour: str) -> str:
    begin, end = Fraction(event["begin"]), Fraction(event["end"])
    x = MARGIN + begin * scale
    width = 5 if _is_drum(event) else max(min(end * scale, Fraction(WIDTH - 2 * MARGIN)) - begin * scale - 1, 2)
    tall = DRUM_ROW - 2 if _is_drum(event) else ROW
    shade = _number(Fraction(0.35 + 0.65 * event["velocity"]))
    return (
        f'<rect x="{_number(x)}" y="{_number(Fraction(y))}" width="{_number(Fraction(width))}" height="{tall}" rx="1.5"'
        f' fill="{colour}" opacity="{shade}"/>'
    )


def _legend(parts: Sequence[str], height: int) -> list[str]:
    step = Fraction(WIDTH - 2 * MARGIN, max(len(parts), 1))
    drawn: list[str] = []
    for place, part in enumerate(parts):
        colour = COLOURS[place % len(COLOURS)]
        drawn.append(f'<text x="{_number(MARGIN + place * step)}" y="{height - 10}" fill="{colour}">{part}</text>')
    return drawn


def _number(value: Fraction) -> str:
    return f"{float(value):.1f}".removesuffix(".0") if value > 1 else f"{float(value):.2f}"


if __name__ == "__main__":
    sys.stdout.write(roll(sys.stdin))
