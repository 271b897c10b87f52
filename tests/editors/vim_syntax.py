"""The syntax file for Vim and Neovim: regions for the items, so that a soft keyword is one only where it can stand."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lexicon import Lexicon, any_of, letters, lexeme
from mini_words import NUMBER, WORD, mini_words

_SPECIAL = frozenset("=@&<>~%/")
_SETS = {r"\w": "0-9A-Za-z_", r"\d": "0-9", r"\s": " \\t"}
_OPENING = re.compile(r"\(\?(?::|[=!]|<[=!]|i:)|\(")
_BEHIND = {"(?=": "@=", "(?!": "@!", "(?<=": "@1<=", "(?<!": "@1<!"}

HEAD = """" Vim syntax of the Pattern language, for Vim 8 and Neovim 0.7 and later.
" Made from the grammar and the vocabulary: python tests/editors/colours.py
if exists('b:current_syntax')
  finish
endif
let s:cpoptions = &cpoptions
set cpoptions&vim
scriptencoding utf-8
syntax case match
syntax iskeyword @,48-57,_
syntax sync minlines=300
"""

LINKS = {
    "Comment": "Comment",
    "Header": "Keyword",
    "Role": "Structure",
    "Section": "Structure",
    "Binding": "Keyword",
    "Form": "Keyword",
    "Out": "Keyword",
    "Command": "Keyword",
    "Import": "Include",
    "Inner": "Keyword",
    "Tail": "Keyword",
    "Attribute": "Keyword",
    "Flag": "StorageClass",
    "Logical": "Keyword",
    "Label": "Label",
    "Word": "Function",
    "Method": "Function",
    "Call": "Function",
    "Argument": "Identifier",
    "Inserted": "Identifier",
    "Number": "Number",
    "Operator": "Operator",
    "Plain": "String",
    "OneName": "String",
    "Quote": "String",
    "Unknown": "String",
    "Escape": "SpecialChar",
    "Note": "Constant",
    "Chord": "Constant",
    "Numeral": "Constant",
    "Hit": "Constant",
    "Drum": "Type",
    "Scale": "Type",
    "Rest": "NonText",
    "Mark": "Operator",
    "MiniNumber": "Number",
    "GridHit": "Constant",
    "GridRest": "NonText",
    "GridMark": "Operator",
    "ImportWord": "Include",
    "Player": "Type",
    "Sounding": "Type",
    "Flagged": "StorageClass",
    "Placed": "Constant",
    "Root": "Constant",
    "Reach": "Keyword",
    "When": "Identifier",
    "Name": "Title",
    "Visit": "Title",
    "Bracket": "Delimiter",
    "Brace": "Delimiter",
}
"""What a colour scheme shows each of our groups as."""

EXPRESSION = (
    "Comment,Roman,Named,Method,Call,Word,Logical,Argument,Text,GridText,DegreesText,RomanText,NumbersText,"
    "Number,Note,Drum,Operator,Group,Table"
)
KINDS = {"any": "Any", "name": "Name", "x": "Grid", "d": "Degrees", "r": "Roman", "n": "Numbers"}


def vim(expression: str) -> str:
    """*expression* of Python's kind as a very magic pattern of Vim's."""
    made: list[str] = []
    open_groups: list[str] = []
    at = 0
    while at < len(expression):
        sign = expression[at]
        if sign == "\\":
            sign = expression[at : at + 2]
            made.append(sign if sign[1].isalnum() or sign[1] in ".+*?()[]{}|^$" else _literal(sign[1]))
        elif sign == "[":
            end = expression.index("]", at + 2)
            sign = expression[at : end + 1]
            made.append(re.sub(r"\\[wds]", lambda found: _SETS[found[0]], sign).replace("/", "\\/"))
        elif sign == "(" and (found := _OPENING.match(expression, at)):
            sign = found[0]
            open_groups.append(_BEHIND.get(sign, ""))
            made.append(r"\c%(" if sign == "(?i:" else "%(")
        elif sign == ")":
            made.append(")" + open_groups.pop())
        else:
            made.append(_literal(sign))
        at += len(sign)
    return "".join(made)


def _literal(sign: str) -> str:
    return f"\\{sign}" if sign in _SPECIAL else sign


def syntax(words: Lexicon) -> str:
    """The whole file."""
    lines = [HEAD, *_expressions(words), *_items(words), *_blocks(words), *_strings(), *_mini(words)]
    links = [f"highlight default link pattern{group} {shown}" for group, shown in LINKS.items()]
    tail = ["let b:current_syntax = 'pattern'", "let &cpoptions = s:cpoptions", "unlet s:cpoptions"]
    return "\n".join([*lines, "", *links, "", *tail]) + "\n"


def groups(names: str) -> str:
    return ",".join(f"pattern{name}" for name in names.split(","))


def match(group: str, pattern: str, top: bool = False) -> str:
    """One kind of word; *pattern* is Vim's already."""
    return f"syntax match pattern{group} /\\v{pattern}/" + ("" if top else " contained")


def region(group: str, begin: str, end: str, holds: str, *more: str) -> str:
    """A stretch from *begin*, shown as the word before ``:`` of *group* if there is one, to *end*."""
    shown, _, name = group.rpartition(":")
    color = f" matchgroup=pattern{shown}" if shown else ""
    after = f" contains={groups(holds)}" if holds else ""
    return f"syntax region pattern{name}{color} start=/\\v{begin}/ end=/\\v{end}/{after}" + "".join(
        f" {one}" for one in more
    )


def _items(words: Lexicon) -> Iterator[str]:
    named = r"\h\w*"
    headers = any_of((*words.headers, "swap"))
    yield r"syntax match patternComment ://.*$: contains=@Spell"
    yield r"syntax region patternComment start=:/\*: end=:\*/: contains=@Spell"
    holds = "Comment,Plain,Inner,Number,Root,Scale,Call,Operator,When"
    yield region("Header:HeaderItem", rf"<%({headers})>\ze\s", r";|\ze[{}]", holds)
    yield match("When", r"%(<at )@3<=\s*\l+>")
    yield match("Root", r"<[A-G]%(##?|bb?)?[0-9A-Za-z_#]@!")
    yield match("Scale", rf"<%({any_of(words.scales)})>\ze\s*;")
    yield region("Import:ImportItem", r"<import>", ";", "Comment,Plain,ImportWord,Player,Operator")
    yield match("Player", rf"<{named}>")
    yield match("ImportWord", r"<%(from|as)>")
    yield region("Binding:Let", rf"<let>\ze\s+{named}\s*\=[=>]@!", r";|\ze\}", EXPRESSION)
    yield region("Binding:Def", rf"<def>\ze\s+{named}", r";|\ze\}", EXPRESSION)
    yield region("Binding:Param", rf"<param>\ze\s+{named}", r";|\ze\}", f"Reach,{EXPRESSION}")
    yield match("Reach", r"<%(in|lin|log|int|toggle)>%(\s*\()@!")
    yield region("Form:FormItem", r"<form>", ";", "Visit,Comment,Number,Operator")
    yield match("Visit", r"<\h\w*")
    yield region("Out:OutItem", r"<out>", ";", "Comment,Plain,Argument,Call,Number,Operator")
    yield match("Command", rf"<%({any_of((*words.commands, *words.flags))})>\ze\s*%({named}\s*)?;", top=True)


def _blocks(words: Lexicon) -> Iterator[str]:
    flags, roles = any_of(words.flags), any_of(words.roles)
    tails = any_of((*words.tails, "every", "for", *words.units))
    yield match("Flag", rf"<%({flags})>\ze\s+%({roles})>", top=True)
    yield region(
        "Role:Block", rf"<%({roles})>", r"\ze\{", f"Name,Attribute,Route,{EXPRESSION}", "nextgroup=patternBody"
    )
    holds = f"Let,Comment,Route,Flagged,Sounding,Label,Tail,Placed,{EXPRESSION}"
    yield region("Brace:Body", r"\{", r"\}", holds, "contained")
    yield match("Placed", r"\s@1<=[A-G]%(##?|bb?)?\ze\s+\d")
    yield match("Tail", rf"%([0-9A-Za-z_.]|[;{{]\s*)@9<!%({tails})>%(\s*%(\=\=@!|\())@!")
    yield match("Flagged", rf"<%({flags})>\ze\s+\h\w*%(\s+[^0-9 \t]|\s*[\"\[:])")
    yield match("Label", r"<\h\w*\ze\s*:\d@!")
    yield match("Attribute", rf"<%({any_of((*words.attributes, *words.units))})>%(\s*[(=])@!")
    yield match("Inner", rf"<%({any_of((*words.inner, *words.units, 'at', 'with'))})>")
    yield match("Name", rf"%(<%(section|{roles})\s+)@20<=%(%({any_of(words.attributes)})>)@!\h\w*")
    yield region("Section:SectionItem", r"<section>", r"\ze\{", f"Name,Inner,{EXPRESSION}", "nextgroup=patternParts")
    holds = f"HeaderItem,Let,Def,Param,Block,Flag,{EXPRESSION}"
    yield region("Brace:Parts", r"\{", r"\}", holds, "contained")
    yield region("Operator:Route", "-\\>", r"\ze[;{}]", "Comment,Plain,Argument,Call,Number", "contained")


def _expressions(words: Lexicon) -> Iterator[str]:
    begins = r"\s*[\"\[]|\s+[" + "".join(letters()) + r"]\"|\s+\h"
    yield match("Sounding", rf"[0-9A-Za-z_.]@1<!\h\w*\ze%({begins})")
    soft = {*words.keywords, *letters()}  # a keyword of Vim's would go before every match
    yield match("Word", rf"<%({any_of(tuple(word for word in words.words if word in soft))})>")
    yield f"syntax keyword patternWord contained {' '.join(word for word in words.words if word not in soft)}"
    yield f"syntax keyword patternDrum contained {' '.join(word for word in words.drums if word not in words.words)}"
    yield match("Call", r"<\h\w*\ze\s*\(")
    yield match("Method", r"\.\s*\h\w*", top=False)
    yield match("Logical", rf"[0-9A-Za-z_.]@1<!%({any_of(words.logical)})>")
    yield match("Argument", r"<\h\w*\ze\s*\=\=@!")
    numbers = "|".join(vim(lexeme(kind)) for kind in ("SECONDS", "BARBEAT", "NUMBER"))
    yield match("Number", rf"[0-9A-Za-z_]@1<!%({numbers})")
    yield match("Note", rf"[0-9A-Za-z_]@1<!%({vim(lexeme('NOTE'))})")
    yield match("Operator", r"\=\>|-\>|\<-|\.\.|[=!<>]\=|[-+*/%=<>?:]".replace("*/", "*\\/"))
    yield region("Group", r"\(", r"\)", EXPRESSION, "contained")
    yield region("Table", r"\{", r"\}", EXPRESSION, "contained")
    named = rf"%(\.\s*|[0-9A-Za-z_.]@1<!)%({any_of(words.named)})\s*\("
    yield region("Word:Named", named, r"\)", f"NameText,OneName,{EXPRESSION}", "contained")
    yield region("Word:Roman", r"%(\.\s*|[0-9A-Za-z_.]@1<!)roman\s*\(", r"\)", f"RomanOnly,{EXPRESSION}", "contained")


def _strings() -> Iterator[str]:
    for group, letter, holds in (
        ("Text", "", "any"),
        *((f"{name}Text", letter, letter) for letter, name in KINDS.items() if len(letter) == 1),
        ("Plain", "", ""),
        ("NameText", "", "name"),
        ("RomanOnly", "", "r"),
    ):
        before = f"[0-9A-Za-z_]@1<!{letter}" if letter else ""
        inside = "Escape" if not holds else "MiniGrid" if holds == "x" else f"Mini{KINDS.get(holds, holds)}"
        held = " contains=" + ("patternEscape" if not holds else f"@pattern{inside}")
        for quotes, end in (('"""', '"""'), ('"%("")@!', '"|$')):
            color = "" if not holds else " matchgroup=patternQuote"
            yield f"syntax region pattern{group}{color} start=/\\v{before}{quotes}/ end=/\\v{end}/ contained{held}"
    yield r"""syntax match patternOneName /\v"%(\/|[^"<\[{~*\/!?@|,(]*")@=[^"]*"?/ contained"""
    yield r"syntax match patternEscape /\\./ contained"


def _mini(words: Lexicon) -> Iterator[str]:
    behind = r"%([0-9A-Za-z_~#^'.-])@!"
    common = "Escape,Inserted,Mark,Rest,Bracket,MiniNumber"
    yield match("Unknown", vim(WORD))
    shown = {"drum": "Drum", "note": "Note", "chord": "Chord", "numeral": "Numeral", "hit": "Hit", "degree": "Number"}
    for kind, rows in mini_words(words).items():
        name = f"Mini{KINDS.get(kind, kind)}"
        members = [f"{name}{shown[what]}" for _, what in reversed(rows)]
        for (expression, what), member in zip(reversed(rows), members, strict=True):
            yield match(member, vim(expression))
            yield f"highlight default link pattern{member} pattern{shown[what]}"
        number = [] if kind == "name" else [f"{name}Number"]
        if number:
            yield match(number[0], vim(NUMBER))
            yield f"highlight default link pattern{number[0]} patternNumber"
        yield f"syntax cluster pattern{name} contains={groups(','.join(['Unknown', common, *number, *members]))}"
    yield match("GridHit", "[xX]")
    yield match("GridRest", "[.~-]")
    yield match("GridMark", r"[^xX.~ \t-]")
    yield f"syntax cluster patternMiniGrid contains={groups('GridHit,GridRest,GridMark')}"
    yield match("Mark", rf"[,|*/%:!@?]|\.\.\.@!|[._]{behind}|\^%(\s*[0-9A-Za-z_~<\[{{$#-])@=".replace("*/", "*\\/"))
    yield match("MiniNumber", r"[!@?*\/%:(,]@1<=\s*-?\d*\.?\d+%([\/:]\d+)?")
    yield match("Rest", rf"[~-]{behind}")
    yield match("Bracket", r"[][(){}<>]")
    yield match("Inserted", r"\$\h\w*")
