"""The TextMate grammar: for VS Code as JSON, for Sublime Text as a property list.

A region for every kind of item, so that a soft keyword is one only where it can stand. Colours inside strings are a
guess that semantic tokens refine.
"""

from __future__ import annotations

from typing import TypeAlias

from lexicon import Lexicon, any_of, letters, lexeme
from mini_words import NUMBER, WORD, mini_words

Rule: TypeAlias = "dict[str, object]"

NAME = r"[A-Za-z_]\w*"
_PLAIN = r'(?=/|[^"<\[{~*/!?@|,(]*")'
"""Before what is one name and no pattern of names."""

_EMBEDDED = "meta.embedded.mini.pattern"
"""What stands in a string that is a pattern: themes colour it as code, and editors complete in it as in code."""


def scope(kind: str) -> Rule:
    return {"name": f"{kind}.pattern"}


def captures(*kinds: str) -> Rule:
    """Names of the groups, in order; an empty one leaves its group as it is."""
    return {str(number): scope(kind) for number, kind in enumerate(kinds, 1) if kind}


def match(expression: str, *kinds: str) -> Rule:
    """One kind for the whole, or one for each group."""
    if len(kinds) == 1 and kinds[0]:
        return {"match": expression, **scope(kinds[0])}
    return {"match": expression, "captures": captures(*kinds)}


def region(begin: str, end: str, kinds: tuple[str, ...], *inside: Rule, **more: object) -> Rule:
    """From *begin*, whose groups are of these *kinds*, to *end*."""
    return {"begin": begin, "end": end, "beginCaptures": captures(*kinds), "patterns": list(inside), **more}


def include(name: str) -> Rule:
    return {"include": f"#{name}"}


def keyword(words: tuple[str, ...], kind: str = "keyword.other") -> Rule:
    """One of *words* where it is no method and names no argument."""
    return match(rf"(?<![\w.])(?:{any_of(words)})\b(?!\s*(?:=(?!=)|\())", kind)


def grammar(words: Lexicon) -> Rule:
    """The whole grammar."""
    return {
        "name": "Pattern",
        "scopeName": "source.pattern",
        "fileTypes": ["pattern"],
        "patterns": [
            include(name) for name in ("comment", "import", "header", "binding", "block", "section", "closing")
        ],
        "repository": {
            **_items(words),
            **_blocks(words),
            **_expressions(words),
            **_strings(words),
            **_mini(words),
        },
    }


def _items(words: Lexicon) -> Rule:
    inside = keyword((*words.inner, *words.units, "at", "with"))
    headers = any_of((*words.headers, "swap"))
    equals = r"\s*(=)(?![=>])"
    return {
        "comment": {
            "patterns": [
                match(r"//.*$", "comment.line.double-slash"),
                region(r"/\*", r"\*/", (), name="comment.block.pattern"),
            ]
        },
        "header": region(
            rf"(?<![\w.])({headers})\b(?=\s)",
            r";|(?=[{}])",
            ("keyword.control.header",),
            *(include(name) for name in ("comment", "plain")),
            match(r"(?<=\bat )\s*[a-z]+\b", "variable.other"),
            inside,
            match(r"(?<![\w.])[A-G](?:##?|bb?)?(?![\w#])", "constant.language.note"),
            match(rf"(?<![\w.])(?:{any_of(words.scales)})(?=\s*;)", "support.constant.scale"),
            *(include(name) for name in ("number", "note", "call", "operator", "name")),
        ),
        "import": region(
            r"(?<![\w.])(import)\b",
            ";",
            ("keyword.control.import",),
            *(include(name) for name in ("comment", "plain")),
            match(r"\b(?:from|as)\b", "keyword.control.import"),
            match(r"\*", "keyword.operator"),
            match(NAME, "support.class.instrument"),
        ),
        "binding": {
            "patterns": [
                region(
                    rf"(?<![\w.])(let)\s+({NAME}){equals}",
                    r";|(?=\})",
                    ("storage.type.let", "variable.other.definition", "keyword.operator"),
                    include("expression"),
                ),
                region(
                    rf"(?<![\w.])(def)\s+({NAME})",
                    r";|(?=\})",
                    ("storage.type.def", "entity.name.function"),
                    include("expression"),
                ),
                region(
                    rf"(?<![\w.])(param)\s+({NAME}){equals}",
                    r";|(?=\})",
                    ("storage.type.param", "variable.other.definition", "keyword.operator"),
                    match(r"<-|\.\.", "keyword.operator"),
                    keyword(("in", "lin", "log", "int", "toggle")),
                    include("expression"),
                ),
            ]
        },
        "closing": {
            "patterns": [
                region(
                    r"(?<![\w.])(form)\b",
                    ";",
                    ("keyword.control.form",),
                    *(include(name) for name in ("comment", "number", "operator")),
                    match(NAME, "entity.name.section"),
                ),
                region(r"(?<![\w.])(out)\b", ";", ("keyword.control.out",), include("destination")),
                region(
                    rf"(?<![\w.])({any_of((*words.commands, *words.flags))})\b(?=\s*(?:{NAME}\s*)?;)",
                    ";",
                    ("keyword.control.command",),
                    include("comment"),
                    match(NAME, "entity.name.section"),
                ),
            ]
        },
        "destination": {
            "patterns": [
                include("comment"),
                include("plain"),
                include("argument"),
                match(NAME + r"(?=\s*\()", "support.function.output"),
                *(include(name) for name in ("number", "operator")),
                match(NAME, "variable.other"),
            ]
        },
    }


def _blocks(words: Lexicon) -> Rule:
    tail = keyword((*words.tails, "every", "for", *words.units))
    head = keyword((*words.attributes, *words.units))
    flags = any_of(words.flags)
    route = region(r"->", r"(?=[;{}])", (), include("destination"), beginCaptures={"0": scope("keyword.operator")})
    begins = rf"""(?=\s*["\[]|\s+[{"".join(letters())}]"|\s+[A-Za-z_\d]|\s*$)"""
    flagged = rf"""(?:({flags})(?=\s+{NAME}(?:\s+[^\d\s]|\s*["\[:]))\s+)?"""
    return {
        "block": region(
            rf"(?<![\w.])(?:({flags})\s+)?({any_of(words.roles)})\b(?:\s+(?!(?:{any_of(words.attributes)})\b)({NAME}))?",
            r"(?<=\})",
            ("storage.modifier", "storage.type.block", "entity.name.type.part"),
            include("comment"),
            route,
            region(
                r"\{",
                r"\}",
                (),
                *(include(name) for name in ("comment", "binding", "statement")),
                **_bracketed("block"),
            ),
            head,
            include("expression"),
        ),
        "statement": region(
            rf"(?=[^\s;}}]){flagged}(?:({NAME})\s*(:)(?!\d)\s*)?{flagged}(?:({NAME}){begins})?",
            r";|(?=\})",
            (
                "storage.modifier",
                "entity.name.label",
                "punctuation.separator.label",
                "storage.modifier",
                "support.class.instrument",
            ),
            include("comment"),
            route,
            tail,
            match(r"(?<=\s)[A-G](?:##?|bb?)?(?=\s+\d)", "constant.language.note"),
            match(rf"(?<=\s)[A-G](?:##?|bb?)?(?:{any_of(words.chords)})(?=\s+\d)", "constant.language.chord"),
            include("expression"),
        ),
        "section": region(
            rf"(?<![\w.])(section)\b(?:\s+({NAME}))?",
            r"(?<=\})",
            ("storage.type.section", "entity.name.section"),
            include("comment"),
            region(
                r"\{",
                r"\}",
                (),
                *(include(name) for name in ("comment", "header", "binding", "block", "expression")),
                **_bracketed("section"),
            ),
            keyword(("with", *words.units)),
            include("expression"),
        ),
    }


def _bracketed(kind: str) -> Rule:
    begin, end = (captures() | {"0": scope(f"punctuation.section.{kind}.{edge}")} for edge in ("begin", "end"))
    return {"beginCaptures": begin, "endCaptures": end}


def _expressions(words: Lexicon) -> Rule:
    known = any_of(words.words)
    return {
        "expression": {
            "patterns": [
                include(name)
                for name in (
                    "comment",
                    "roman",
                    "named",
                    "method",
                    "string",
                    "number",
                    "note",
                    "call",
                    "group",
                    "table",
                    "argument",
                    "operator",
                    "name",
                )
            ]
        },
        "named": region(
            rf"(?:(\.)\s*|(?<![\w.]))({any_of(words.named)})\s*(\()",
            r"\)",
            ("punctuation.accessor", "support.function.word", "punctuation.section.arguments.begin"),
            include("name-string"),
            include("expression"),
        ),
        "roman": region(
            r"(?:(\.)\s*|(?<![\w.]))(roman)\s*(\()",
            r"\)",
            ("punctuation.accessor", "support.function.word", "punctuation.section.arguments.begin"),
            *quoted("", "mini-r"),
            include("expression"),
        ),
        "method": {
            "patterns": [
                match(rf"(\.)\s*({known})\b", "punctuation.accessor", "support.function.word"),
                match(rf"(\.)\s*({NAME})", "punctuation.accessor", "entity.name.function.method"),
            ]
        },
        "number": match(
            rf"(?<!\w)(?:{'|'.join(lexeme(kind) for kind in ('SECONDS', 'BARBEAT', 'NUMBER'))})", "constant.numeric"
        ),
        "note": match(rf"(?<!\w)(?:{lexeme('NOTE')})", "constant.language.note"),
        "call": {
            "patterns": [
                match(rf"(?<!\w)(?:{known})(?=\s*\()", "support.function.word"),
                match(NAME + r"(?=\s*\()", "entity.name.function"),
            ]
        },
        "group": region(r"\(", r"\)", (), include("expression")),
        "table": region(r"\{", r"\}", (), include("expression")),
        "argument": {
            "patterns": [
                match(NAME + r"(?=\s*=(?!=))", "variable.parameter"),
                match(rf"(?<![\w.])(?:{any_of(words.logical)})\b", "keyword.operator.logical"),
            ]
        },
        "operator": match(r"=>|->|<-|\.\.|[=!<>]=|[-+*/%=<>?:]", "keyword.operator"),
        "name": {
            "patterns": [
                match(rf"(?<!\w)(?:{known})\b", "support.function.word"),
                match(rf"(?<!\w)(?:{any_of(words.drums)})\b", "support.constant.drum"),
                match(NAME, "variable.other"),
            ]
        },
    }


def _strings(words: Lexicon) -> Rule:
    return {
        "string": {
            "patterns": [
                rule
                for letter in (*letters(), "")
                for rule in quoted(f"(?<!\\w){letter}" if letter else "", f"mini-{letter or 'any'}")
            ]
        },
        "plain": {"patterns": [*quoted("", "escape", embedded=False)]},
        "name-string": {
            "patterns": [*quoted("", "escape", embedded=False, ahead=_PLAIN), *quoted("", "mini-name")],
        },
    }


def quoted(letter: str, inside: str, embedded: bool = True, ahead: str = "") -> list[Rule]:
    """Strings behind a *letter*: of three quotes, which go over lines, and of one, which end with theirs."""
    content = {"contentName": _EMBEDDED} if embedded else {}
    return [
        {
            "name": f"string.quoted.{kind}.pattern",
            **content,
            "begin": rf"{letter}{quote}{ahead}",
            "end": end,
            "beginCaptures": {"0": scope("punctuation.definition.string.begin")},
            "endCaptures": {"0": scope("punctuation.definition.string.end")},
            "patterns": [include(inside)],
        }
        for kind, quote, end in (("triple", '"""', '"""'), ("double", '"', r'"|(?=$)'))
    ]


SHOWN = {
    "drum": "support.constant.drum",
    "note": "constant.language.note",
    "chord": "constant.language.chord",
    "numeral": "constant.language.numeral",
    "hit": "constant.language.hit",
    "degree": "constant.numeric.degree",
}
"""The scopes of the words of strings, by what they are."""


def _mini(words: Lexicon) -> Rule:
    lists = {
        f"mini-{kind}": {
            "patterns": [
                include("mini-sign"),
                *(match(expression, SHOWN[what]) for expression, what in rows),
                *([match(NUMBER, "constant.numeric")] if kind != "name" else []),
                match(WORD, "string.unquoted.word"),
            ]
        }
        for kind, rows in mini_words(words).items()
    }
    grid = {
        "patterns": [
            match("[xX]", "constant.language.hit"),
            match("[.~-]", "keyword.operator.rest"),
            match(r"\S", "keyword.operator"),
        ]
    }
    return {**lists, "mini-x": grid, "mini-sign": {"patterns": [include("escape"), *_signs()]}, **_escape()}


def _escape() -> Rule:
    return {"escape": match(r"\\.", "constant.character.escape")}


def _signs() -> list[Rule]:
    behind = r"(?![\w~#^'.-])"
    return [
        match(rf"(\$)({NAME})", "keyword.operator.insert", "variable.other"),
        match(r"([!@])(\d+(?:\.\d+)?(?:/\d+)?)?", "keyword.operator.mark", "constant.numeric"),
        match(r"(\?)(\d*\.?\d+(?::\d+)?)?", "keyword.operator.mark", "constant.numeric"),
        match(rf"([*/%:])\s*({NUMBER})", "keyword.operator.mark", "constant.numeric"),
        match(rf"[~-]{behind}", "keyword.operator.rest"),
        match(rf"\.\.(?!\.)|\.{behind}|_{behind}|\^(?=\s*[\w~<\[{{$#-])", "keyword.operator.mark"),
        match(r"[,|*/%:]", "keyword.operator.mark"),
        match(r"[\[\](){}]", "punctuation.section.brackets.mini"),
        match(r"[<>]", "punctuation.section.alternation.mini"),
    ]
