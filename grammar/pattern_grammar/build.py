"""Makes the parse tables the language reads from the two grammars: ``python -m pattern_grammar.build``.

lark checks the grammars and computes the LALR(1) tables; nothing of lark is needed to read a text with them.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from lark import Lark
from lark.lexer import PatternStr
from lark.parsers.lalr_analysis import Shift

HERE = Path(__file__).parent
GRAMMARS = ("pattern", "mini")


def tables(grammar: str) -> dict[str, Any]:
    """The tables of a grammar text as plain data.

    ``lexemes``: [terminal, regular expression] in the order in which they are tried; ``keywords``: word →
    terminal; ``ignored``: terminals that are trivia; ``rules``: [name, length, inline]; ``states``: for each
    state, terminal or rule → state shifted to (≥ 0) or −1 − rule reduced by.
    """
    parser = Lark(grammar, parser="lalr", lexer="basic", maybe_placeholders=False)
    parse_table = parser.parser.parser._parse_table
    reduced = {action[1] for row in parse_table.states.values() for action in row.values() if action[0] is not Shift}
    rules = sorted(reduced, key=lambda rule: (rule.origin.name, [symbol.name for symbol in rule.expansion]))
    number = {rule: index for index, rule in enumerate(rules)}
    order = _numbered(parse_table)
    words, lexemes = {}, []
    for terminal in sorted(parser.terminals, key=lambda t: (-t.priority, -len(t.pattern.value), t.name)):
        literal = isinstance(terminal.pattern, PatternStr)
        if literal and terminal.pattern.value.isidentifier():
            words[terminal.pattern.value] = terminal.name
        else:
            lexemes.append(
                [terminal.name, re.escape(terminal.pattern.value) if literal else terminal.pattern.to_regexp()]
            )
    return {
        "lexemes": lexemes,
        "keywords": dict(sorted(words.items())),
        "ignored": sorted(parser.ignore_tokens),
        "rules": [[rule.alias or rule.origin.name, len(rule.expansion), _inlined(rule)] for rule in rules],
        "heads": [rule.origin.name for rule in rules],
        "states": [
            {
                name: order[target] if action is Shift else -1 - number[target]
                for name, (action, target) in sorted(row.items())
            }
            for row in (parse_table.states[state] for state in order)
        ],
        "start": order[parse_table.start_states["start"]],
        "end": order[parse_table.end_states["start"]],
    }


def _numbered(parse_table: Any) -> dict[Any, int]:
    """The states in the order in which they are met from the start: lark's own order changes from run to run."""
    found = {parse_table.start_states["start"]: 0}
    for state in (queue := list(found)):
        for _, (action, target) in sorted(parse_table.states[state].items()):
            if action is Shift and target not in found:
                found[target] = len(found)
                queue.append(target)
    return found


def _inlined(rule: Any) -> str:
    """How a finished rule appears: ``list`` is spliced into its parent, ``single`` vanishes around one child."""
    if rule.origin.name.startswith("_"):
        return "list"
    return "single" if rule.options.expand1 and not rule.alias else ""


def written(name: str) -> str:
    """The text of the table file for the grammar called *name*."""
    data = tables((HERE / f"{name}.lark").read_text(encoding="utf-8"))
    return (
        json.dumps(data, ensure_ascii=True, separators=(",", ":")).replace("],[", "],\n[").replace("},{", "},\n{")
        + "\n"
    )


def main() -> None:
    """Write both tables beside their grammars."""
    for name in GRAMMARS:
        (HERE / f"{name}.json").write_text(written(name), encoding="utf-8")


if __name__ == "__main__":
    main()
