"""Mending: what is to be written where a text leaves the grammar, as fixes. It knows faults, and no meaning."""

from __future__ import annotations

import re

from pattern_dsl.fix import Edit, Fix
from pattern_dsl.tree import Fault

PLAIN_SIGNS = {
    **dict.fromkeys("'`“”„‘’", '"'),
    "\u00a0": " ",
    "；": ";",
    "（": "(",
    "）": ")",
    "，": ",",
    "—": "-",
    "–": "-",
}
"""Signs of text processors, and those of a keyboard that are meant."""

_CLOSING = {"SEMICOLON": ";", "RPAR": ")", "RSQB": "]", "RBRACE": "}", "MORETHAN": ">", "LBRACE": " {", "EQUAL": " ="}
"""What is written for a word that is missing, where there is one way only."""

AFTER_ROOT = {"NAME", "NOTE", "SEMICOLON"}
"""What only the root of a key wants after it."""

_BEHIND = re.compile(r"\s*(?:\.[A-Za-z_]\w*\(|[()])")
"""What may stand behind a string that somebody forgot to close: a method, or a bracket that it does not open."""


def _closed_at(string: str) -> int:
    """Where in *string*, which is not closed, its end was surely meant: before a method or the bracket around it."""
    depth = 0
    for found in _BEHIND.finditer(string):
        depth += {"(": 1, ")": -1}.get(found[0].strip(), 0)
        if depth < 0 or (depth == 0 and found[0].endswith("(") and "." in found[0]):
            return found.start()
    return len(string)


def of_kind(fault: Fault, begin: int, end: int) -> tuple[Fix, ...]:
    """How to mend *fault*, which stands from *begin* to *end* of the text."""
    meant = fault.wanted[0] if fault.wanted else ""
    match fault.kind:
        case "missing" if all(kind in _CLOSING for kind in fault.wanted):
            signs = "".join(_CLOSING[kind] for kind in fault.wanted)
            if fault.wanted == ("RBRACE",) and fault.found.isalpha():
                signs = "\n}"
            return (Fix(f"write {signs.strip()}", (Edit(begin, begin, signs),)),)
        case "missing" if fault.wanted == ("BARS",):
            return tuple(
                Fix(f"write {unit}", (Edit(begin, end, f" {unit}"),), safe=False) for unit in ("bars", "beats")
            )
        case "missing":
            return ()
        case "open string":
            at = begin + _closed_at(fault.found)
            return (Fix('write "', (Edit(at, at, '"'),)),)
        case "open comment":
            return (Fix("make it a comment to the end of the line", (Edit(begin, begin + 2, "//"),)),)
        case "typed string":
            return (Fix(f"remove {fault.found}", (Edit(begin, end, ""),)),)
        case "no zero" | "comma" | "percent" | "apart" | "misspelt" | "unquoted":
            return (Fix(f"write {meant}", (Edit(begin, end, meant),)),)
        case "roleless" if meant:
            return (Fix(f"write {meant}", (Edit(begin, end, meant),), safe=False),)  # a guess by its name
        case "bar line":
            return (Fix("remove |", (Edit(begin, end, ""),), safe=False),)  # other bar lines may choose
        case "unexpected" if fault.found == ":" and set(fault.wanted) == AFTER_ROOT:
            return (Fix("write a blank", (Edit(begin, end, " "),)),)
        case "unexpected" if fault.found in ("}", ")", "]", ";"):
            # It may as well be that something lacks before it.
            return (Fix(f"remove {fault.found}", (Edit(begin, end, ""),), safe=False),)
        case _:
            return ()
