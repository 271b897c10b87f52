"""What the server says beyond the protocol, as ``docs/protocol.md`` describes it, and whether a message is so."""

from __future__ import annotations

from collections.abc import Callable

Fits = Callable[[object], bool]


def text(value: object) -> bool:
    return isinstance(value, str)


def whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def number(value: object) -> bool:
    return whole(value) or isinstance(value, float)


def flag(value: object) -> bool:
    return isinstance(value, bool)


def maybe(fits: Fits) -> Fits:
    return lambda value: value is None or fits(value)


def one_of(*values: str) -> Fits:
    return lambda value: value in values


def many(fits: Fits) -> Fits:
    return lambda value: isinstance(value, list) and all(fits(one) for one in value)


def row(*columns: Fits) -> Fits:
    return lambda value: (
        isinstance(value, list)
        and len(value) == len(columns)
        and all(fits(one) for fits, one in zip(columns, value, strict=True))
    )


def record(**fields: Fits) -> Fits:
    return lambda value: (
        isinstance(value, dict) and value.keys() == fields.keys() and all(fields[name](value[name]) for name in fields)
    )


place = row(whole, whole, whole, whole)
part = record(key=text, muted=flag, solo=flag, heard=flag, kept=flag)
knob = record(name=text, value=number, low=number, high=number, curve=text)

NOTIFICATIONS: dict[str, dict[str, Fits]] = {
    "evaluated": {
        "uri": text,
        "version": maybe(whole),
        "ok": flag,
        "message": text,
        "at": maybe(number),
        "bar": maybe(whole),
        "flash": many(place),
        "errors": many(place),
        "kept": many(text),
    },
    "locations": {
        "uri": text,
        "version": maybe(whole),
        "add": many(row(whole, whole, whole, whole, whole)),
        "drop": many(whole),
    },
    "lights": {"now": number, "on": many(row(whole, number, number, number)), "clear": number},
    "transport": {
        "now": number,
        "state": one_of("idle", "playing", "stopped", "hushed"),
        "bar": whole,
        "beat": whole,
        "cycle": number,
        "bpm": number,
        "beats": whole,
        "section": maybe(text),
        "sent": whole,
        "late": whole,
        "clients": whole,
        "parts": many(part),
        "knobs": many(knob),
        "uri": maybe(text),
    },
    "notes": {
        "now": number,
        "notes": many(row(whole, maybe(number), number, number, number, many(whole))),
        "clear": number,
    },
}
"""Every notification with its fields."""

OPTIONAL = {"transport": {"parts", "knobs"}, "lights": {"on", "clear"}, "notes": {"clear"}}

STATUS = {**NOTIFICATIONS["transport"], "version": maybe(whole), "muted": many(text), "solo": many(text)}
"""What ``patternStudio.status`` answers."""


def check_own(method: str, params: object) -> None:
    """Hold a notification of ours to its description."""
    name = method.removeprefix("patternStudio/")
    assert name in NOTIFICATIONS, method
    assert isinstance(params, dict), method
    fields = NOTIFICATIONS[name]
    missing = fields.keys() - params.keys() - OPTIONAL.get(name, set())
    unknown = params.keys() - fields.keys()
    wrong = {field: params[field] for field in fields.keys() & params.keys() if not fields[field](params[field])}
    assert (missing, unknown, wrong) == (set(), set(), {}), f"{method}: {missing=} {unknown=} {wrong=}"
