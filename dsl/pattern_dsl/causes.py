"""Causes: which faults of the parser only say again what the lexer has said. It knows places only."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right

from pattern_dsl.tree import Fault, Token

_BREAK = re.compile(r"[\r\n]")


def by_themselves(faults: list[Fault], causes: list[Fault], tokens: list[Token], text: str, offset: int) -> list[Fault]:
    """Those of *faults* that are none of the consequences of *causes*, which the lexer has found in *text*.

    Places count from *offset*. What follows a sign that means nothing, in its statement and on its line, is a
    consequence of the sign; what is missing is one right after it only.
    """
    if not faults:
        return faults
    end = tokens[-1]
    opened = {cause.end for cause in causes if cause.kind == "open string"}
    cut_off = any(cause.kind in ("too long", "open comment") for cause in causes)
    begins = [token.begin for token in tokens]
    signs = sorted(cause.end for cause in causes if cause.kind == "unknown")
    stops = sorted(
        [offset + found.start() for found in _BREAK.finditer(text)]
        + [token.begin for token in tokens if token.kind == "SEMICOLON"]
    )

    def follows(fault: Fault) -> bool:
        here = fault.begin if fault.kind == "unexpected" else begins[bisect_left(begins, fault.begin)]
        sign = bisect_right(signs, here) - 1
        near = sign >= 0 and here < end.begin and bisect_left(stops, signs[sign]) == bisect_left(stops, here)
        return near and (fault.kind == "unexpected" or bisect_left(begins, signs[sign]) == bisect_left(begins, here))

    return [
        fault
        for fault in faults
        if not (fault.kind == "missing" and fault.begin in opened)
        and not (signs and fault.kind in ("unexpected", "missing") and follows(fault))
        and not (cut_off and (fault.begin == end.begin or fault.found == ""))
    ]
