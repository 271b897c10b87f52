"""The protocol's own description of itself, and whether a message is as it says. Nothing of it is written by us."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "metaModel.json"
HASH = "35ebcc0b607eeda105dd092c990182eb338852d82130053d3a27499ff34c89a2"
LARGEST = 2**31 - 1


class NotProtocol(AssertionError):
    """A message is not what the protocol says."""


@cache
def model() -> dict:
    data = FILE.read_bytes()
    assert hashlib.sha256(data).hexdigest() == HASH
    return json.loads(data)


@cache
def named(section: str) -> dict:
    return {one.get("name") or one["method"]: one for one in model()[section]}


def check_params(method: str, params: object, direction: str) -> None:
    """Whether *params* may go with *method* in this direction."""
    section = "requests" if method in named("requests") else "notifications"
    if method not in named(section):
        raise NotProtocol(f"{method} is not of the protocol")
    described = named(section)[method]
    if described["messageDirection"] not in (direction, "both"):
        raise NotProtocol(f"{method} goes {described['messageDirection']}")
    if "params" in described:
        check(described["params"], params, method)
    elif params is not None:
        raise NotProtocol(f"{method} has no params")


def check_result(method: str, result: object) -> None:
    """Whether *result* answers *method*."""
    check(named("requests")[method]["result"], result, f"{method} result")


def check(kind: dict, value: object, path: str) -> None:
    """Raise ``NotProtocol`` unless *value* is of the type *kind*; structures have no properties but their own."""
    problem = CHECKS[kind["kind"]](kind, value, path)
    if problem:
        raise NotProtocol(f"{path}: {problem}: {json.dumps(value)[:200]}")


def _base(kind: dict, value: object, _: str) -> str | None:
    whole = isinstance(value, int) and not isinstance(value, bool)
    fits = {
        "string": isinstance(value, str),
        "DocumentUri": isinstance(value, str) and ":" in value,
        "URI": isinstance(value, str) and ":" in value,
        "boolean": isinstance(value, bool),
        "null": value is None,
        "integer": whole and -LARGEST - 1 <= value <= LARGEST,
        "uinteger": whole and 0 <= value <= LARGEST,
        "decimal": whole or isinstance(value, float),
        "RegExp": isinstance(value, str),
    }
    return None if fits[kind["name"]] else f"no {kind['name']}"


def _reference(kind: dict, value: object, path: str) -> str | None:
    name = kind["name"]
    if name in ("LSPAny", "LSPObject", "LSPArray"):
        return None
    if name in named("enumerations"):
        described = named("enumerations")[name]
        check(described["type"], value, path)
        known = described.get("supportsCustomValues") or value in [one["value"] for one in described["values"]]
        return None if known else f"no {name}"
    if name in named("typeAliases"):
        check(named("typeAliases")[name]["type"], value, path)
        return None
    return _object(properties(name), value, path)


@cache
def properties(name: str) -> dict:
    described = named("structures")[name]
    found: dict = {}
    for other in (*described.get("extends", ()), *described.get("mixins", ())):
        found |= properties(other["name"])
    return found | {one["name"]: one for one in described["properties"]}


def _object(wanted: dict, value: object, path: str) -> str | None:
    if not isinstance(value, dict):
        return "no object"
    extra = value.keys() - wanted.keys()
    if extra:
        return f"{sorted(extra)} unknown"
    for name, described in wanted.items():
        if name in value:
            check(described["type"], value[name], f"{path}.{name}")
        elif not described.get("optional"):
            return f"{name} missing"
    return None


def _array(kind: dict, value: object, path: str) -> str | None:
    if not isinstance(value, list):
        return "no array"
    for index, one in enumerate(value):
        check(kind["element"], one, f"{path}[{index}]")
    return None


def _map(kind: dict, value: object, path: str) -> str | None:
    if not isinstance(value, dict):
        return "no map"
    for key, one in value.items():
        check(kind["key"], key, f"{path} key")
        check(kind["value"], one, f"{path}.{key}")
    return None


def _or(kind: dict, value: object, path: str) -> str | None:
    reasons = []
    for item in kind["items"]:
        try:
            check(item, value, path)
        except NotProtocol as reason:
            reasons.append(str(reason))
        else:
            return None
    return "none of: " + " | ".join(reasons)


def _and(kind: dict, value: object, path: str) -> str | None:
    wanted: dict = {}
    for item in kind["items"]:
        wanted |= properties(item["name"])
    return _object(wanted, value, path)


def _tuple(kind: dict, value: object, path: str) -> str | None:
    if not isinstance(value, list) or len(value) != len(kind["items"]):
        return "no tuple"
    for item, one in zip(kind["items"], value, strict=True):
        check(item, one, path)
    return None


def _literal(kind: dict, value: object, path: str) -> str | None:
    return _object({one["name"]: one for one in kind["value"]["properties"]}, value, path)


def _exactly(kind: dict, value: object, _: str) -> str | None:
    return None if value == kind["value"] else f"not {kind['value']}"


CHECKS = {
    "base": _base,
    "reference": _reference,
    "array": _array,
    "map": _map,
    "or": _or,
    "and": _and,
    "tuple": _tuple,
    "literal": _literal,
    "stringLiteral": _exactly,
    "integerLiteral": _exactly,
    "booleanLiteral": _exactly,
}
