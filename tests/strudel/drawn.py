"""Neutral expressions drawn at random, always the same for the same seed: what to ask two engines."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

Draw = Callable[[Random, int], Any]
"""An expression for a number of levels that may still be nested."""

LETTERS = "abcdefgh"
FRACTIONS = ("1/3", "2/3", "1/8", "3/4", "4/3", "3/2", "7/5", "5/8", "1/6")
PROPER = ("1/3", "2/3", "1/8", "3/4", "5/8", "1/6")
HOWS = ("in", "out", "mix", "squeeze", "squeezeout", "reset", "restart")
SIGNALS = ("saw", "isaw", "sine", "cosine", "tri", "itri", "square", "saw2", "sine2", "square2", "tri2", "isaw2")


def mini(random: Random, depth: int, atoms: tuple[str, ...]) -> str:
    """A string of mini-notation."""
    sequence = _sequence(random, depth, atoms)
    if depth and random.random() < 0.1:
        return f"{sequence} , {_sequence(random, depth - 1, atoms)}"
    if depth and random.random() < 0.05:
        return f"{sequence} . {_sequence(random, 0, atoms)}"
    return sequence


def _sequence(random: Random, depth: int, atoms: tuple[str, ...]) -> str:
    steps = [_step(random, depth, atoms) for _ in range(random.randint(1, 4))]
    if len(steps) > 1 and random.random() < 0.08:
        steps.insert(random.randint(1, len(steps)), "_")
    if random.random() < 0.04:
        steps.append(random.choice(("! a", "a !")).replace("a", random.choice(atoms)) if steps[-1] in atoms else "~")
    return " ".join(steps)


def _step(random: Random, depth: int, atoms: tuple[str, ...]) -> str:
    term = _term(random, depth, atoms)
    for _ in range(random.choice((0, 0, 0, 1, 1, 2))):
        if term[-1] == "~":
            break
        mark = _mark(random, depth, atoms)
        weighed = "@" in term.rpartition("]")[2] or "!" in term.rpartition("]")[2]
        if not (weighed and mark[0] in "/@!"):  # a@3/2 is one weight, of three halves
            term += mark
    return term


def _term(random: Random, depth: int, atoms: tuple[str, ...]) -> str:
    if depth and random.random() < 0.45:
        inner = mini(random, depth - 1, atoms)
        match random.randrange(5):
            case 0 | 1:
                return f"[{inner}]"
            case 2 | 3:
                return f"<{_layers(random, depth - 1, atoms)}>"
            case _:
                pace = random.choice(("", "%2", "%3", "%4", "%5", "%<2 3>", "%1.5"))
                return f"{{{_layers(random, depth - 1, atoms)}}}{pace}"
    if atoms[0].isdigit() and random.random() < 0.05:
        return f"[{random.randint(-3, 3)} .. {random.randint(-3, 5)}]"
    return "~" if random.random() < 0.1 else random.choice(atoms)


def _layers(random: Random, depth: int, atoms: tuple[str, ...]) -> str:
    """Sequences that begin together; angles and braces hold no feet."""
    count = random.choice((1, 1, 1, 2))
    return ", ".join(_sequence(random, depth, atoms) for _ in range(count))


def _mark(random: Random, depth: int, atoms: tuple[str, ...]) -> str:
    def number(*numbers: str) -> str:
        few = [random.choice(numbers) for _ in range(random.randint(2, 3))]
        return random.choice((random.choice(numbers),) * 4 + (f"<{' '.join(few)}>", f"[{' '.join(few)}]"))

    match random.randrange(6):
        case 0:
            return "*" + number("2", "3", "1.5", "4", "2.5", "0.5")
        case 1:
            return "/" + number("2", "3", "1.5", "4")
        case 2:
            return "!" + random.choice(("2", "3", "4", ""))
        case 3:
            return "@" + random.choice(("2", "3", "1.5", "0.5", "2.25"))
        case 4:
            turn = random.choice(("", "", f",{number('0', '1', '2', '-1', '3')}"))
            return f"({number('1', '2', '3', '5', '-3', '0')},{number('5', '8', '7', '6')}{turn})"
        case _:
            return random.choice(("*2", "/2", "!2", "@2"))


LETTERED = tuple(LETTERS)
NUMBERED = ("0", "1", "2", "3", "5", "7", "12", "-1")


def notes(random: Random, depth: int = 1) -> Any:
    return {"mini": mini(random, depth, LETTERED)}


def numbers(random: Random, depth: int = 1) -> Any:
    return {"mini": mini(random, depth, NUMBERED)}


def truths(random: Random) -> Any:
    return {
        "mini": random.choice(("1 0", "1 0 1 1", "<1 0>", "1(3,8)", "x [x x]", "1 [0 1]", "<1 0 0>/2", "x*4", "1 ~ 1"))
    }


def amount(random: Random, *choices: Any) -> Any:
    """One of *choices*, or a pattern of some of them where they are plain numbers."""
    plain = [choice for choice in choices if isinstance(choice, int | float)]
    if plain and random.random() < 0.2:
        few = " ".join(str(random.choice(plain)) for _ in range(random.randint(2, 3)))
        return {"mini": random.choice((f"<{few}>", few, f"[{few}]/2"))}
    return random.choice(choices)


def share(random: Random, *choices: Any) -> Any:
    return amount(random, *choices, {"frac": random.choice(FRACTIONS)})


def function(random: Random, depth: int) -> Any:
    """A function of one or two steps."""
    return {"fun": [_changed(random, depth) for _ in range(random.choice((1, 1, 2)))]}


def _changed(random: Random, depth: int) -> list[Any]:
    words = _words(random, max(depth - 1, 0))
    name, *args = random.choice(words)()
    if name == "op":
        return ["op", *args]
    return [name, *args]


def _words(random: Random, depth: int) -> list[Callable[[], list[Any]]]:
    """Words that change a pattern of numbers, each with its arguments drawn; the pattern itself is left out."""

    def f() -> Any:
        return function(random, 0)

    def ends(low: float = 0.25, high: float = 0.75) -> list[Any]:
        return random.choice(([low, high], [0, 0.5], [{"frac": "1/3"}, {"frac": "5/6"}], [0.125, 1], [0.5, 1]))

    return [
        lambda: ["fast", share(random, 2, 3, 1.5)],
        lambda: ["slow", share(random, 2, 3, 1.5)],
        lambda: ["early", share(random, 0.25, 0.125, 1, -0.25)],
        lambda: ["late", share(random, 0.25, 0.125, 2.5, -0.5)],
        lambda: ["rev"],
        lambda: ["palindrome"],
        lambda: ["iter", amount(random, 2, 3, 4)],
        lambda: ["iterBack", amount(random, 2, 3, 4)],
        lambda: ["ply", amount(random, 2, 3, 1.5)],
        lambda: ["compress", *ends()],
        lambda: ["focus", *ends()],
        lambda: ["inside", amount(random, 2, 3), f()],
        lambda: ["outside", amount(random, 2, 3), f()],
        lambda: ["swingBy", share(random, 0.5, 0.25), amount(random, 2, 4)],
        lambda: ["swing", amount(random, 2, 4)],
        lambda: ["brak"],
        lambda: ["press"],
        lambda: ["pressBy", amount(random, 0.25, 0.5, 0)],
        lambda: ["repeatCycles", amount(random, 2, 3)],
        lambda: ["ribbon", share(random, 1, 0.5, 2), share(random, 1, 2, 1.5)],
        lambda: ["fastGap", share(random, 2, 1.5)],
        lambda: ["segment", amount(random, 2, 3, 4)],
        lambda: ["every", amount(random, 2, 3, 4), f()],
        lambda: ["lastOf", amount(random, 2, 3), f()],
        lambda: ["chunk", amount(random, 2, 3, 4), f()],
        lambda: ["chunkBack", amount(random, 2, 3, 4), f()],
        lambda: ["chunkInto", amount(random, 2, 4), f()],
        lambda: ["chunkBackInto", amount(random, 2, 4), f()],
        lambda: ["when", truths(random), f()],
        lambda: ["within", *ends(), f()],
        lambda: ["into", truths(random), f()],
        lambda: ["off", share(random, 0.25, 0.125, -0.25), f()],
        lambda: ["superimpose", f()],
        lambda: ["superimpose", f(), f()],
        lambda: ["layer", f(), f()],
        lambda: ["apply", f()],
        lambda: ["echoWith", amount(random, 2, 3), share(random, 0.25), f()],
        lambda: ["plyWith", amount(random, 2, 3), f()],
        lambda: [
            "op",
            random.choice(("add", "sub", "mul", "mod", "set", "keep")),
            random.choice(HOWS),
            numbers(random),
        ],
        lambda: ["op", "div", random.choice(HOWS), {"mini": random.choice(("2", "<2 4>", "2 8", "1.5"))}],
        lambda: ["op", random.choice(("lt", "gt", "lte", "gte", "eq", "ne")), random.choice(HOWS), numbers(random)],
        lambda: ["op", "keepif", random.choice(HOWS), truths(random)],
        lambda: ["op", "add", "in", random.choice((1, 1.5, -3, {"signal": random.choice(SIGNALS)}))],
        lambda: ["range", amount(random, 0, 10), amount(random, 20, 100)],
        lambda: ["floor"],
        lambda: ["ceil"],
        lambda: ["round"],
        lambda: ["struct", truths(random)],
        lambda: ["mask", truths(random)],
        lambda: ["euclid", amount(random, 3, 5, -3), amount(random, 8, 7)],
        lambda: ["euclidRot", amount(random, 3, 5), 8, amount(random, 0, 2, -1, 9)],
        lambda: ["euclidLegato", amount(random, 3, 5), 8],
        lambda: ["euclidLegatoRot", 3, 8, amount(random, 0, 2, -1)],
        lambda: ["reset", truths(random)],
        lambda: ["restart", truths(random)],
        lambda: ["beat", {"mini": random.choice(("0,7,10", "<0 3>", "1 2"))}, 16],
    ]


def changed(random: Random, depth: int) -> Any:
    """A pattern of numbers with up to *depth* words around it."""
    expr = _source(random, depth) if random.random() < 0.25 else numbers(random, random.randint(0, 2))
    for _ in range(random.randint(1, max(depth, 1))):
        name, *args = _changed(random, depth)
        expr = (
            {"op": args[0], "how": args[1], "left": expr, "right": args[2]} if name == "op" else _call(name, args, expr)
        )
    return expr


def _call(name: str, args: list[Any], expr: Any) -> Any:
    return {"fn": name, "args": [*args, expr]}


def _source(random: Random, depth: int) -> Any:
    """Patterns gathered into one."""
    if depth < 1:
        return numbers(random)
    members = [
        changed(random, depth - 2) if random.random() < 0.3 else numbers(random) for _ in range(random.randint(1, 3))
    ]
    weights = [random.choice((1, 2, 3, 1.5, {"frac": "1/3"})) for _ in members]
    name = random.choice(
        ("stack", "cat", "slowcat", "slowcatPrime", "fastcat", "seq", "timecat", "arrange", "signal", "run")
    )
    match name:
        case "timecat":
            return {"fn": name, "args": [list(pair) for pair in zip(weights, members, strict=True)]}
        case "arrange":  # of one cycle each: Strudel's sections go on where they were
            return {
                "fn": name,
                "args": [[random.randint(1, 3), {"mini": random.choice(("0 1", "2 [3 4]", "5*3"))}] for _ in members],
            }
        case "signal":
            return {"fn": "segment", "args": [random.choice((2, 3, 4, 5, 8)), {"signal": random.choice(SIGNALS)}]}
        case "run":
            return {"fn": "run", "args": [random.choice((2, 4, 5, {"mini": "<2 4>"}))]}
        case _:
            return {"fn": name, "args": members}


def stepwise(random: Random, depth: int) -> Any:
    """Words that see steps, of patterns in which no event crosses a bar line."""
    few = (
        "a b",
        "c [d e] f",
        "a*2 b",
        "<a b> c d",
        "a@3 b",
        "a!3 b",
        "b(3,8)",
        "[a b] c",
        "a ~ b _",
        "{a b c}%4",
        "a , b c",
    )
    several = [{"mini": random.choice(few)} for _ in range(random.randint(2, 3))]
    together = ("polymeter", "zip", "stackLeft", "stackRight", "stackCentre", "stepcat")
    inner = random.choice(
        (
            _call(random.choice(("take", "shrink", "grow")), [random.choice((1, 2, -1, -2))], several[0]),
            _call("drop", [random.choice((1, -1))], {"mini": random.choice(("a b c", "a b c d", "a@3 b [c d]"))}),
            _call(random.choice(("expand", "contract", "extend")), [random.choice((2, 3, 1.5))], several[0]),
            _call("pace", [random.choice((2, 3, 4, 1.5))], several[0]),
            {"fn": random.choice(together), "args": several},
            _call("tour", several[1:], several[0]),
        )
    )
    if random.random() < 0.4:
        return {"fn": random.choice(("stepcat", "polymeter", "stackRight")), "args": [inner, several[1]]}
    if random.random() < 0.4:
        return _call(random.choice(("pace", "ply", "fast")), [random.choice((2, 3, 4))], inner)
    return inner


def sounding(random: Random, depth: int) -> Any:
    """Controls and samples."""
    base: Any = {"fn": "s", "ctl": True, "args": [random.choice((notes(random), {"mini": "a:1 b:2"}))]}
    if random.random() < 0.2:
        base = {"fn": random.choice(("n", "note")), "ctl": True, "args": [numbers(random)]}
    for _ in range(random.randint(1, 3)):
        match random.randrange(14):
            case 0:
                value = random.choice(({"mini": "0.5 1"}, {"mini": "<1 0.2>*2"}, {"signal": "saw"}, 0.5))
                base = {"fn": random.choice(("gain", "pan", "speed")), "ctl": True, "args": [value, base]}
            case 1:
                base = _call("hurry", [amount(random, 2, 3)], base)
            case 2 | 3:
                base = _call(random.choice(("chop", "striate")), [amount(random, 2, 3, 4)], base)
            case 4:
                order = {"mini": random.choice(("0 1 [2 3] 0", "<0 2>*3", "3 ~ 1", "0 .. 3"))}
                base = _call(random.choice(("slice", "splice")), [amount(random, 2, 4, 8), order], base)
            case 5:
                base = _call(
                    "jux", [{"fun": [random.choice((["rev"], ["fast", 2], ["every", 2, {"fun": [["ply", 2]]}]))]}], base
                )
            case 6:
                base = _call(
                    "juxBy",
                    [random.choice((0.5, 0.25, 1)), {"fun": [random.choice((["rev"], ["fast", 2], ["iter", 4]))]}],
                    base,
                )
            case 7:
                base = _call("echo", [random.choice((2, 3)), random.choice((0.25, {"frac": "1/6"})), 0.5], base)
            case 8:
                base = _call("stut", [random.choice((2, 3)), 0.5, random.choice((0.125, {"frac": "1/6"}))], base)
            case 9:
                other = {"fn": random.choice(("n", "note", "gain")), "ctl": True, "args": [numbers(random)]}
                base = {
                    "op": random.choice(("set", "keep", "add")),
                    "how": random.choice(HOWS),
                    "left": base,
                    "right": other,
                }
            case 10:
                base = _call("early", [share(random, 0.25)], base)
            case 11:
                base = _call(random.choice(("fast", "slow", "ply", "segment")), [amount(random, 2, 3)], base)
            case _:
                base = _call(
                    "chunk",
                    [random.choice((2, 4)), {"fun": [random.choice((["hurry", 2], ["rev"], ["chop", 2]))]}],
                    base,
                )
    return base


def tonal(random: Random, depth: int) -> Any:
    """Scales with an octave, and transposition."""
    tonic = random.choice(("C4", "A2", "Eb3", "F#5"))
    modes = ("major", "minor", "dorian", "harmonic:minor", "major:pentatonic", "lydian", "blues", "chromatic")
    inner = random.choice((numbers(random), {"fn": "n", "ctl": True, "args": [numbers(random)]}))
    if random.random() < 0.4:  # of seven degrees: Strudel loses octaves where a letter comes twice
        expr = _call("scale", [f"{tonic}:{random.choice(modes[:4])}"], inner)
        return _call("scaleTranspose", [amount(random, 1, 2, -3, 7)], expr)
    if random.random() < 0.2:
        return _call("transpose", [amount(random, 1, 7, -12)], {"mini": random.choice(("c3 e3 g3", "c2 <c#3 eb4>"))})
    return _call("scale", [f"{tonic}:{random.choice(modes)}"], inner)


def arps(random: Random, depth: int) -> Any:
    order = {"mini": random.choice(("0 1 2", "<0 1> 2", "0 [2 1]", "<0 1 2>*2"))}
    return _call(
        "arp", [order], {"mini": random.choice(("[c,e,g]", "[a,b,c] [d,e,f]", "<[c,e] [d,f,a]>", "[0,4,7]*2"))}
    )


def cut(random: Random, depth: int) -> Any:
    """Parts of cycles, of patterns in which no event crosses a bar line."""
    few = ("0 1 2 3", "0 [1 2] 3 4", "<0 1 2> 3 [4 <5 6>]", "[0 1]*2 2 3(3,8)", "{0 1 2}%4", "5*8", "0 ~ [1, 2] ~")
    tame: Any = {"mini": random.choice(few)}
    if random.random() < 0.4:
        word = random.choice((["rev"], ["fast", 2], ["ply", 2], ["press"], ["every", 2, {"fun": [["rev"]]}]))
        tame = _call(word[0], word[1:], tame)
    order = {"mini": random.choice(("0 1", "<0 1>*2", "1 [0 2] 3", "3 2 1"))}
    ends = random.choice(([0.25, 0.75], [0, 0.5], [{"frac": "1/3"}, {"frac": "5/6"}], [0.125, 1], [0.5, 1]))
    word = random.choice(
        (
            ["zoom", *ends],
            ["linger", amount(random, 0.25, 0.5, 1, {"frac": random.choice(PROPER)})],
            ["bite", amount(random, 2, 4), order],
            ["within", *ends, function(random, 0)],
            ["compress", *ends],
        )
    )
    return _call(word[0], word[1:], tame)


GROUPS: dict[str, Draw] = {
    "cut": cut,
    "mini": lambda random, depth: {"mini": mini(random, depth, LETTERED)},
    "word": lambda random, depth: changed(random, 1),
    "words": lambda random, depth: changed(random, depth),
    "step": stepwise,
    "sound": sounding,
    "tonal": tonal,
    "arp": arps,
}


def questions(group: str, seed: int, count: int, depth: int = 3) -> list[dict[str, Any]]:
    """*count* questions of a group, the same for the same *seed*."""
    found = []
    for index in range(count):
        random = Random(f"{seed} {group} {index}")
        expr = GROUPS[group](random, random.randint(1, depth))
        begin, end = random.choice((("4", "8"), ("5", "10"), ("13/3", "27/5"), ("12", "15")))
        found.append({"id": f"{group}-{index}", "expr": expr, "begin": begin, "end": end})
    return found
