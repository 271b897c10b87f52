"""Spell: rhythms and rows written out from numbers, texts and rules."""

from __future__ import annotations

from pattern_engine.pattern import Pattern
from pattern_engine.vocabulary import word
from pattern_engine.words.making import atom, seq, silence

MOST_SIGNS = 4096
"""Signs that may be written out in a cycle."""


def _bits(number: int, count: int) -> list[Pattern]:
    return [atom(bool(number >> place & 1)) for place in reversed(range(count))]


@word('synth "Kick".struct(binary(181));')
def binary(n: int) -> Pattern:
    """The bits of a number as true and false, the highest first."""
    return seq(*_bits(abs(n), max(1, n.bit_length())))


@word('synth "Kick".struct(binaryN(8, "<5 9>"));')
def binaryN(bits: int, n: int) -> Pattern:  # noqa: N802
    """The lowest bits of a number, so many of them, as true and false, the highest first."""
    if not 1 <= bits <= MOST_SIGNS:
        raise ValueError(f"a number is written in 1 to {MOST_SIGNS} bits, not {bits}")
    return seq(*_bits(n, bits))


@word('synth "HiHat".struct(ascii("hi"));', name="ascii")
def ascii_(text: str) -> Pattern:
    """The bits of the letters of a text, eight for each, as true and false."""
    codes = text.encode()
    if 8 * len(codes) > MOST_SIGNS:
        raise ValueError(f"a text has at most {MOST_SIGNS // 8} letters here, not {len(codes)}")
    return seq(*(bit for code in codes for bit in _bits(code, 8)))


@word('piano lsystem(4, "a:ab b:a", "a");', aliases=("lindenmayer",))
def lsystem(n: int, rules: str, start: str) -> Pattern:
    """Rewrites each sign of a text n times by rules such as a:ab b:a and plays the signs as equal steps.

    Digits are numbers and ~ is a rest; a sign without a rule stays (A. Lindenmayer, 1968).
    """
    made = {rule[0]: rule[2:] for rule in rules.split() if rule[1:2] == ":"}
    if not made:
        raise ValueError(f"rules are written sign:text, as in a:ab b:a, not {rules}")
    signs = "".join(start.split())
    for _ in range(n):
        signs = "".join(made.get(sign, sign) for sign in signs)
        if len(signs) > MOST_SIGNS:
            raise ValueError(f"the rules grow to more than {MOST_SIGNS} signs; rewrite fewer than {n} times")
    return seq(*(_sign(sign) for sign in signs))


def _sign(sign: str) -> Pattern:
    if sign == "~":
        return silence()
    return atom(int(sign) if sign.isdecimal() else sign)
