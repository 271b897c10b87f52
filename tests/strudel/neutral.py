"""Neutral expressions: music as JSON that two engines can be asked about, and how their answers are compared.

A node is a literal, or one of ``{"mini": text}``, ``{"pure": value}``, ``{"silence": true}``, ``{"signal": name}``,
``{"frac": "1/3"}``, ``{"fn": name, "args": […]}`` (the pattern acted on comes last), the same with ``"ctl": true`` for
a control (set onto a second argument, if there is one), ``{"op", "how", "left", "right"}``, and ``{"fun": [[name,
argument …], …]}`` for a function: steps applied in order.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

PEER = Path(__file__).parents[1] / "bench" / "strudel"

_IN_TURN = {"stack", "cat", "slowcat", "slowcatPrime", "fastcat", "seq", "sequence", "timecat", "stepcat", "arrange"}
GATHERING = _IN_TURN | {"run", "polymeter", "zip", "stackLeft", "stackRight", "stackCentre"}
"""Words whose arguments all are members; any other acts on its last."""

SPELLED = {"drop": "dropSteps"}
"""Words we spell differently: ``drop`` is Tidal's, which counts cycles."""

Piece = tuple[tuple[Fraction, ...] | None, tuple[Fraction, ...], object]


def text(expr: Any) -> str:
    """*expr* in the language."""
    match expr:
        case bool():
            return "true" if expr else "false"
        case int() | float():
            return str(expr) if expr >= 0 else f"({expr})"
        case str():
            return f'"{expr}"'
        case list():
            return f"[{', '.join(map(text, expr))}]"
        case {"mini": str(written)}:
            return f'"{written}"'
        case {"pure": value}:
            return f"pure({text(value)})"
        case {"silence": _}:
            return "silence()"
        case {"signal": name}:
            return str(name)
        case {"frac": fraction}:
            return f"({fraction})"
        case {"fun": steps}:
            return "".join(map(_step, steps))
        case {"op": op, "how": how, "left": left, "right": right}:
            return f'{_receiver(left)}.{op}({text(right)}, how="{how}")'
        case {"ctl": True, "fn": name, "args": [value, base]}:
            return f"{_receiver(base)}.{name}({text(value)})"
        case {"fn": name, "args": args} if name in GATHERING or expr.get("ctl"):
            return f"{name}({', '.join(map(text, args))})"
        case {"fn": name, "args": [*args, last]}:
            return f"{_receiver(last)}.{SPELLED.get(name, name)}({', '.join(map(text, args))})"
        case _:
            raise ValueError(f"not a neutral expression: {expr}")


def _step(step: list[Any]) -> str:
    if step[0] == "op":
        return f'.{step[1]}({text(step[3])}, how="{step[2]}")'
    return f".{SPELLED.get(step[0], step[0])}({', '.join(map(text, step[1:]))})"


def _receiver(expr: Any) -> str:
    """*expr* where a pattern is wanted: a plain number has no methods."""
    return text(expr) if isinstance(expr, Mapping) and "frac" not in expr else f"pure({text(expr)})"


def ours(questions: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """What ``pattern-run --query -`` answers to *questions*, all in one process: pieces, or the error as a text."""
    lines = [json.dumps({**question, "code": text(question["expr"]), "expr": None}) for question in questions]
    command = [sys.executable, "-m", "pattern_server.run", "--query", "-"]
    done = subprocess.run(command, input="\n".join(lines), capture_output=True, encoding="utf-8", check=True)
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    return {answer["id"]: _error(answer) or _pieces(answer["haps"]) for answer in answers}


def _error(answer: Mapping[str, Any]) -> str | None:
    return f"{answer['error']['code']}: {answer['error']['message']}" if "error" in answer else None


def _pieces(haps: list[Mapping[str, Any]]) -> list[Piece]:
    return [(span(*hap["whole"]) if hap["whole"] else None, span(*hap["part"]), plain(hap["value"])) for hap in haps]


def theirs(node: str, questions: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """What Strudel answers to *questions*: pieces, or None for an error.

    There is no answer where it contradicts itself or takes long.
    """
    lines = "\n".join(map(json.dumps, questions))
    command = [node, "answers.mjs"]
    done = subprocess.run(command, input=lines, cwd=PEER, capture_output=True, encoding="utf-8", check=True)
    found: dict[str, Any] = {}
    for answer in map(json.loads, done.stdout.splitlines()):
        if "late" in answer:
            continue
        if "error" in answer:
            found[answer["id"]] = None
            continue
        once, by_cycle = ([_piece(hap) for hap in answer[name]] for name in ("haps", "pieces"))
        if put_together(once) == put_together(by_cycle) and all(map(_is_sound, once)):
            found[answer["id"]] = once
    return found


def _piece(hap: list[Any]) -> Piece:
    return (span(hap[0], hap[1]) if hap[0] is not None else None, span(hap[2], hap[3]), plain(hap[4]))


def _is_sound(piece: Piece) -> bool:
    """Whether the part of an event lies in its whole."""
    whole, part, _ = piece
    return part[0] <= part[1] and (whole is None or whole[0] <= part[0] <= part[1] <= whole[1])


def span(begin: str, end: str) -> tuple[Fraction, ...]:
    return (Fraction(begin), Fraction(end))


def plain(value: object) -> object:
    """A value in a form in which equal numbers are equal, to nine digits."""
    match value:
        case bool() | None:
            return (type(value).__name__, value)
        case str():
            return ("str", value)
        case list() | tuple():
            return tuple(map(plain, value))
        case {"frac": str(fraction)}:
            return plain(Fraction(fraction))
        case dict():
            return tuple(sorted((name, plain(item)) for name, item in value.items()))
        case int() | float() | Fraction():
            return float(f"{float(value):.9g}") if abs(value) > 1e-12 else 0.0
        case _:
            raise AssertionError(f"no pattern holds {value!r}")


def put_together(pieces: list[Piece]) -> Counter[Piece]:
    """Fragments of one event that touch count as one; how an answer is cut has no meaning."""
    groups: dict[tuple[object, object], list[tuple[Fraction, ...]]] = defaultdict(list)
    for whole, part, value in pieces:
        groups[whole, value].append(part)
    found: Counter[Piece] = Counter()
    for (whole, value), parts in groups.items():
        waiting = sorted(parts)
        while waiting:
            begin, end = waiting.pop(0)
            while after := [part for part in waiting if whole is not None and part[0] == end < part[1]]:
                waiting.remove(after[0])
                end = after[0][1]
            found[whole, (begin, end), value] += 1  # type: ignore[index]  # the whole comes back as it went in
    return found


def onsets(pieces: list[Piece]) -> Counter[tuple[object, object]]:
    """What would sound: wholes and values of the pieces that begin their event."""
    return Counter((whole, value) for whole, part, value in pieces if whole is not None and whole[0] == part[0])
