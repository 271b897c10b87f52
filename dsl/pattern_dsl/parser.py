"""The parser driver: reads a text by the tables of a grammar. It never raises and always gives a tree.

Words are soft keywords: one is a keyword only in a state that can take it. After a mistake the driver tries,
in this order, to insert a word, to leave one out, and to skip to a place where reading can go on.
"""

from __future__ import annotations

from pattern_dsl.causes import by_themselves
from pattern_dsl.depth import shallow
from pattern_dsl.diagnostic import closest
from pattern_dsl.dialects import begins_elsewhere, role_of
from pattern_dsl.habits import controlled, understood
from pattern_dsl.lexer import Grammar, grammar, lex
from pattern_dsl.outline import ROLES, items_at_margin
from pattern_dsl.tree import Fault, Node, Token, Tree

_INSERTED = (
    *(("SEMICOLON",), ("RPAR",), ("RSQB",), ("RBRACE",), ("MORETHAN",), ("NUMBER",), ("NAME",), ("STRING",), ("WORD",)),
    *(("RPAR", "SEMICOLON"), ("NAME", "SEMICOLON"), ("NAME", "RPAR"), ("RSQB", "RPAR"), ("RPAR", "RPAR")),
    ("BARS",),
)
"""What may be missing, likeliest first."""

_ENDS = (("SEMICOLON",), ("RBRACE",), ("SEMICOLON", "RBRACE"), ("RPAR", "SEMICOLON"), ("RBRACE", "RBRACE"))
"""What may be missing before an item at the margin, likeliest first."""

_COUNTING = ("STAR", "SLASH", "PERCENT")
"""Signs of a string behind which there is a number, mostly."""

_LOOKAHEAD = 3
"""Words that must fit after a repair for it to be believed."""


def parse(name: str, text: str, offset: int = 0) -> tuple[Node, list[Fault]]:
    """The tree of *text* read by the grammar called *name*, and its faults in order of place.

    *offset* is added to every place, for a text that lies inside another.
    """
    rules = grammar(name)
    tokens, faults = lex(rules, text, offset)
    if name == "pattern":
        tokens = controlled(tokens, faults) if any(fault.found == "#" for fault in faults) else tokens
        tokens, odd = understood(tokens, text)
        faults += odd
    tokens, deep = shallow(name, tokens)
    items = items_at_margin(tokens, text, offset) if name == "pattern" else frozenset[int]()
    reading = _Reading(rules, tokens, items, {fault.end for fault in faults if fault.found == "$"})
    root = reading.run()
    found = by_themselves(reading.faults, faults, tokens, text, offset) if reading.faults else []
    said = [fault for fault in faults if not (fault.kind == "unknown" and _inside(fault.begin, reading.foreign))]
    return root, sorted([*said, *deep, *found], key=lambda fault: fault.begin)


def _inside(place: int, stretches: list[tuple[int, int]]) -> bool:
    """Whether *place* lies in one of *stretches*, which begin and end there."""
    return any(begin <= place <= end for begin, end in stretches)


class _Reading:
    """One pass over one text; made, run once and dropped by ``parse``."""

    def __init__(self, rules: Grammar, tokens: list[Token], items: frozenset[int], dollars: set[int]) -> None:
        self.rules = rules
        self.dollars = dollars  # where a colon makes a voice of Strudel
        self.items = items
        self.tokens = tokens
        self.supplied: list[Token] = []  # what was missing before the current word, last first
        self.states = [rules.start]
        self.values: list[Tree | list[Tree]] = []
        self.faults: list[Fault] = []
        self.foreign: list[tuple[int, int]] = []  # what is written in another language
        self.at = 0
        self.last_end = tokens[0].begin
        self.quiet_until = -1

    def run(self) -> Node:
        rules, states, values, tokens, supplied = self.rules, self.states, self.values, self.tokens, self.supplied
        table, keywords, items = rules.states, rules.keywords, self.items
        while states[-1] != rules.end:
            token = supplied[-1] if supplied else tokens[self.at]
            row = table[states[-1]]
            action = row.get(token.kind)
            if token.kind == "NAME":
                action = row.get(keywords.get(token.text, "NAME"), action)
                if token.begin in items and token.text and self._too_early():
                    self._ended()
                    continue
            if action is None:
                if not self._recovered():
                    break
            elif action < 0:
                kind, size, inline, head = rules.rules[-1 - action]
                if size == 1 and inline == "single" and type(values[-1]) is not list:
                    states.pop()  # only the name of what has been read changes
                    states.append(table[states[-1]][head])
                else:
                    self._reduce(kind, size, inline, head)
            else:
                states.append(action)
                values.append(token)
                self.last_end = token.end
                if supplied:
                    supplied.pop()
                else:
                    self.at += 1
        return self._remains()

    def _remains(self) -> Node:
        flat: list[Tree] = []
        for value in self.values:
            flat += value if isinstance(value, list) else [value]
        found = next((value for value in flat if isinstance(value, Node) and value.kind == "start"), None)
        return found or self._node("start", flat)

    def _node(self, kind: str, children: list[Tree]) -> Node:
        if children:
            return Node(kind, tuple(children), children[0].begin, children[-1].end)
        return Node(kind, (), self.last_end, self.last_end)

    def _reduce(self, kind: str, size: int, inline: str, head: str) -> None:
        values, states = self.values, self.states
        made: Tree | list[Tree]
        if size == 1:
            only = values.pop()
            states.pop()
            children = only if isinstance(only, list) else [only]
        else:
            children = self._gathered(size) if size else []
        if inline == "list":
            made = children
        elif inline == "single" and len(children) == 1:
            made = children[0]
        elif children:
            made = Node(kind, tuple(children), children[0].begin, children[-1].end)
        else:
            made = Node(kind, (), self.last_end, self.last_end)
        values.append(made)
        states.append(self.rules.states[states[-1]][head])

    def _gathered(self, size: int) -> list[Tree]:
        """Take the last *size* values off the stack, those inside lists one by one."""
        parts = self.values[-size:]
        del self.values[-size:], self.states[-size:]
        children: list[Tree] = []
        first = parts[0]
        if isinstance(first, list):
            children = first  # a list grows in place: repetition is left-recursive
            del parts[0]
        for part in parts:
            if isinstance(part, list):
                children += part
            else:
                children.append(part)
        return children

    def _takes(self, states: list[int], kinds: list[tuple[str, str]]) -> bool:
        """Whether words of these (kind, text) can be read one after another from *states*."""
        table, keywords, rules = self.rules.states, self.rules.keywords, self.rules.rules
        states = list(states)
        for kind, text in kinds:
            while True:
                row = table[states[-1]]
                action = row.get(kind)
                if kind == "NAME":
                    action = row.get(keywords.get(text, "NAME"), action)
                if action is None or states[-1] == self.rules.end:
                    return kind == "$END" and states[-1] == self.rules.end
                if action >= 0:
                    states.append(action)
                    break
                _, size, _, head = rules[-1 - action]
                if size:
                    del states[-size:]
                states.append(table[states[-1]][head])
        return True

    def _ahead(self, at: int) -> list[tuple[str, str]]:
        return [(token.kind, token.text) for token in self.tokens[at : at + _LOOKAHEAD]]

    def _recovered(self) -> bool:
        token = self.tokens[self.at]
        if self._mistaken(token):
            return True
        for kinds in _INSERTED:
            if kinds == ("SEMICOLON",) and self._stray():
                continue
            if self._takes(self.states, [*((kind, "") for kind in kinds), *self._ahead(self.at)]):
                self._insert(kinds)
                return True
        like_c = [one.kind for one in self.tokens[self.at : self.at + 2]] == ["RBRACE", "SEMICOLON"]  # };
        if like_c and self._takes(self.states, [("SEMICOLON", ""), ("RBRACE", "")]):
            self._insert(("SEMICOLON",))
            return True
        self._report(Fault("unexpected", token.begin, token.end, token.text, self._wanted()))
        if token.kind != "$END" and self._takes(self.states, self._ahead(self.at + 1)):
            self.at += 1
            self.quiet_until = self.at
            return True
        return self._skipped()

    def _wanted(self) -> tuple[str, ...]:
        """The kinds of words that can really stand here: the table alone names more."""
        if self.at <= self.quiet_until:
            return ()
        row = self.rules.states[self.states[-1]]
        return tuple(kind for kind in row if kind.isupper() and self._takes(self.states, [(kind, "")]))

    def _mistaken(self, token: Token) -> bool:
        """Whether *token* is a known mistake, which is said and read as it was meant."""
        row = self.rules.states[self.states[-1]]
        before = self.tokens[self.at - 1].kind if self.at else ""
        if token.kind == "SEMICOLON" and (before == "SEMICOLON" or (before == "RBRACE" and "MELODY" in row)):
            self._report(Fault("unexpected", token.begin, token.end, token.text, self._wanted()))
            self.at += 1  # there is nothing that it could end, whatever follows
            return True
        if token.kind == "LBRACE" and self._misread():
            return True
        is_voice = token.kind == "COLON" and token.begin in self.dollars
        if "IMPORT" in row and (is_voice or begins_elsewhere(token.text)):
            return self._foreign(token)
        if "MELODY" in row and token.kind == "NAME":
            return self._misspelt(token, row) or self._roleless(token, row)
        after = self.tokens[min(self.at + 1, len(self.tokens) - 1)]
        if token.kind == "MINUS" and after.kind == "NUMBER" and "NUMBER" in row:
            self._report(Fault("negative", token.begin, after.end, f"-{after.text}"))
            self.tokens[self.at + 1] = after._replace(text="")
            self.at += 1
            self.quiet_until = self.at
            return True
        return False

    def _misspelt(self, token: Token, row: dict[str, int]) -> bool:
        """Read the nearest keyword that fits in place of *token*."""
        near = closest(token.text, [word for word, kind in self.rules.keywords.items() if kind in row])
        if near is None or not self._takes(self.states, [("NAME", near), *self._ahead(self.at + 1)]):
            return False
        self._report(Fault("misspelt", token.begin, token.end, token.text, (near,)))
        self.tokens[self.at] = token._replace(text=near)
        return True

    def _misread(self) -> bool:
        """Before a brace, read the name that was read as a misspelt role, or as the name of a block without one."""
        before = self.tokens[self.at - 1]
        if self.at == 0 or before.kind != "NAME" or self.supplied or not self.values:
            return False
        last = self.values[-1]
        if isinstance(last, list) or (last.begin, last.end) != (before.begin, before.end):
            return False
        near, known = closest(before.text, ROLES), role_of(before.text)
        role = known or "melody"
        if near is not None and self._takes(self.states[:-1], [("NAME", near), *self._ahead(self.at)]):
            self._report(Fault("misspelt", before.begin, before.end, before.text, (near,)))
            self.tokens[self.at - 1] = before._replace(text=near)
        elif before.text not in self.rules.keywords and self._takes(
            self.states[:-1], [("NAME", role), *self._ahead(self.at - 1)]
        ):
            self._report(_roleless(before, known and f"{role} {before.text}"))
            self.tokens.insert(self.at - 1, Token("NAME", role, before.begin, before.begin))
        else:
            return False
        self.at -= 1
        del self.states[-1], self.values[-1]
        return True

    def _stray(self) -> bool:
        """Whether a single word stands before a semicolon: too much where it is, rather than a statement."""
        token, after = self.tokens[self.at], self.tokens[min(self.at + 1, len(self.tokens) - 1)]
        return token.kind in ("NAME", "NOTE") and after.kind == "SEMICOLON" and self.at > 0

    def _foreign(self, token: Token) -> bool:
        """Leave out an item of another language: to its semicolon, its closing brace, or the next item."""
        self._report(Fault("foreign", token.begin, token.end, token.text if token.kind != "COLON" else "$:"))
        depth = 0
        while True:
            self.at += 1
            kind = self.tokens[self.at].kind
            depth += (kind == "LBRACE") - (kind == "RBRACE")
            closed = depth <= 0 and kind in ("SEMICOLON", "RBRACE")
            if closed or kind == "$END" or (depth <= 0 and self.tokens[self.at].begin in self.items):
                self.at += closed
                self.quiet_until = self.at - 1
                self.foreign.append((token.begin - 1, self.tokens[self.at - 1].end))
                return True

    def _roleless(self, token: Token, row: dict[str, int]) -> bool:
        """Read a block that has a name and no role, such as ``bassline { … }``, as what its name says, or a melody."""
        known = role_of(token.text)
        role = known or "melody"
        if "IMPORT" in row and self._takes(self.states, [("NAME", role), *self._ahead(self.at)]):
            meant = f"{role} {token.text}"
            self.tokens.insert(self.at, Token("NAME", role, token.begin, token.begin))
        elif known and "IMPORT" in row and self._takes(self.states, [("NAME", role), *self._ahead(self.at + 1)]):
            meant = role  # drums main { … }
            self.tokens[self.at] = token._replace(text=role)
        else:
            return False
        self._report(_roleless(token, known and meant))
        return True

    def _too_early(self) -> bool:
        """Whether the item that begins here cannot begin yet; a name in an import may be called import."""
        if self.tokens[self.at].text == "import" and self._takes(self.states, [("NAME", ""), ("FROM", "")]):
            return False
        return not self._takes(self.states, self._opening(self.at))

    def _opening(self, at: int) -> list[tuple[str, str]]:
        """The keyword that the item at *at* begins with; two if the first is a flag, which statements have too."""
        words = self.tokens[at : at + (2 if self.tokens[at].text in ("mute", "solo") else 1)]
        return [(self.rules.keywords[word.text], "") for word in words]

    def _ended(self) -> None:
        """Before an item at the margin, end what is still being read."""
        opening = self._opening(self.at)
        for kinds in _ENDS:
            if self._takes(self.states, [*((kind, "") for kind in kinds), *opening]):
                self._insert(kinds)
                return
        token = self.tokens[self.at]
        self._report(Fault("unexpected", token.begin, token.end, token.text, self._wanted()))
        self._go_on(self._around(opening), self.at)

    def _around(self, opening: list[tuple[str, str]]) -> int:
        """How many of the states are left where the item with this *opening* can stand."""
        depths = range(len(self.states), 0, -1)
        return next(depth for depth in depths if self._takes(self.states[:depth], opening))

    def _insert(self, kinds: tuple[str, ...]) -> None:
        """Supply what is missing, at the end of the word before."""
        place = self.last_end
        sides = [token for token in self.tokens[max(self.at - 1, 0) : self.at + 1] if token.kind == "VBAR"]
        if kinds == ("WORD",) and self.at and self.tokens[self.at - 1].kind in _COUNTING:
            self._report(Fault("missing", place, place, self.tokens[self.at].text, ("NUMBER",)))
        elif kinds == ("WORD",) and sides:
            self._report(Fault("bar line", sides[0].begin, sides[0].end, "|"))
        is_value = kinds == ("NUMBER",) and "STRING" in self.rules.states[self.states[-1]]
        self._report(Fault("missing", place, place, self.tokens[self.at].text, ("VALUE",) if is_value else kinds))
        self.supplied += [Token(kind, "", place, place) for kind in reversed(kinds)]

    def _skipped(self) -> bool:
        """Leave out what cannot be read, up to a word from which some state on the stack can go on."""
        at, tokens = self.at, self.tokens
        while True:
            closing = tokens[at].kind == "RBRACE"
            margin = tokens[at].begin in self.items
            after = at > 0 and tokens[at - 1].kind in ("SEMICOLON", "RBRACE")
            if closing or margin or after or tokens[at].kind == "$END":
                if margin:
                    self._go_on(self._around(self._opening(at)), at)
                    return True
                ahead = self._ahead(at)[: 1 if closing else 2]
                for depth in range(len(self.states), 0, -1):
                    if self._takes(self.states[:depth], ahead):
                        self._go_on(depth, at)
                        return True
            if tokens[at].kind == "$END":
                return self._closed(at)
            at += 1

    def _closed(self, at: int) -> bool:
        """At the end of the text inside an open bracket: close the innermost that can be closed."""
        for depth in range(len(self.states), 0, -1):
            for kind in ("RBRACE", "RSQB", "MORETHAN", "RPAR"):
                if self._takes(self.states[:depth], [(kind, "")]):
                    self._go_on(depth, at)
                    self.supplied.append(Token(kind, "", self.last_end, self.last_end))
                    return True
        return False

    def _go_on(self, depth: int, at: int) -> None:
        """Go on from the state at *depth* with the word *at*, forgetting what lies between."""
        del self.states[depth:], self.values[depth - 1 :], self.supplied[:]
        self.at = at
        self.quiet_until = at

    def _report(self, fault: Fault) -> None:
        if self.at > self.quiet_until:
            self.faults.append(fault)
        self.quiet_until = self.at


def _roleless(name: Token, meant: str | None) -> Fault:
    """That a block begins with *name* and without a role; *meant* is what its name says."""
    return Fault("roleless", name.begin, name.end, name.text, (meant,) if meant else ())
