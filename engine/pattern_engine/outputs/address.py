"""Where an output is: the texts of ``--to`` and the destinations of ``out``, read and written. Pure.

A text is a kind, then what that kind wants, then options: ``midi:Port name?ch=2&clock``.
"""

from __future__ import annotations

from typing import NamedTuple

from pattern_engine.outputs.output import OutputError
from pattern_engine.program import Destination, Plain

FORMS = {
    "synth": "synth",
    "juce": "juce[:PORT]",
    "osc": "osc:HOST:PORT[/PATH]",
    "superdirt": "superdirt[:HOST:PORT]",
    "midi": "midi[:PORT NAME]",
    "midiin": "midiin[:PORT NAME]",
    "link": "link",
    "none": "none",
}
"""How each kind of output is written, in the order a musician would look for them."""

OPTIONS: dict[str, tuple[str, ...]] = {
    "superdirt": ("latency",),
    "midi": ("ch", "clock", "mpe"),
    "midiin": ("clock",),
}
"""What may stand behind a question mark; ``ch`` is a channel from 1 to 16, ``latency`` milliseconds, the rest flags."""

_HERE = "127.0.0.1"
_JUCE = 8081
_SUPERDIRT = 57120
_SUPERDIRT_PATH = "/dirt/play"
_ON = ("", "1", "true")
_OFF = ("0", "false")


class Address(NamedTuple):
    """An output and where it is: *host* and *port* of a network, *name* of a MIDI port ("": the first there is)."""

    kind: str
    host: str = _HERE
    port: int = 0
    path: str = ""
    name: str = ""
    channel: int | None = None
    latency: float = 0.0
    flags: frozenset[str] = frozenset()


def read_address(text: str) -> Address:
    """The address written as *text*. Raises ``OutputError`` saying how one is written."""
    kind, colon, rest = text.partition(":")
    kind, asked, early = kind.partition("?")
    if kind not in FORMS:
        raise OutputError(f"unknown output '{text}'; there are {', '.join(FORMS.values())}")
    place, mark, options = (rest, asked, early) if asked else rest.rpartition("?") if "?" in rest else (rest, "", "")
    if (colon and not place) or (mark and not options):
        raise _wrong(text, kind)
    found = _placed(Address(kind), place, text)
    for option in options.split("&") if options else ():
        found = _with(found, *option.partition("=")[::2], text)
    return found


def address_text(asked: Destination) -> str:
    """*asked* as ``--to`` takes it: ``out osc("host", 9000, "/path")`` is ``osc:host:9000/path``.

    OSC to ``/dirt/play`` is what SuperDirt understands, and so is ``superdirt:host:port``. Raises ``OutputError`` for
    what is no output here.
    """
    told = [_shown(value) for value in asked.values]
    if asked.name == "juce" and told and not told[0].isdecimal():
        told = []  # the name of a plug-in is the receiver's business
    if asked.name in ("osc", "superdirt") and len(told) > 1 and told[1].isdecimal():
        told[:2] = [f"{told[0]}:{told[1]}"]
    kind = asked.name
    if kind == "osc" and told[1:] == [_SUPERDIRT_PATH]:
        kind, told = "superdirt", told[:1]
    if kind == "osc" and len(told) > 1:
        told[:2] = [f"{told[0]}/{told[1].lstrip('/')}"]
    known = OPTIONS.get(kind, ())
    options = "&".join(f"{name}={_shown(value)}" for name, value in asked.named if name in known)
    text = ":".join([kind, *told]) + (f"?{options}" if options else "")
    read_address(text)
    return text


def _placed(address: Address, place: str, text: str) -> Address:
    """*address* with what stands between the colon and the options."""
    match address.kind:
        case "midi" | "midiin":
            return address._replace(name=place)
        case "juce":
            return address._replace(port=_port(place or str(_JUCE), text, "juce"))
        case "superdirt" if not place:
            return address._replace(port=_SUPERDIRT)
        case "osc" | "superdirt" as kind:
            where, slash, path = place.partition("/")
            host, _, port = where.rpartition(":")
            if slash and (kind != "osc" or not path):
                raise _wrong(text, kind)
            path = f"/{path.rstrip('/')}" if path else ""
            return address._replace(host=host.strip("[]") or _HERE, port=_port(port, text, kind), path=path)
    if place:
        raise _wrong(text, address.kind)
    return address


def _with(address: Address, name: str, value: str, text: str) -> Address:
    """*address* with an option."""
    if name not in OPTIONS.get(address.kind, ()):
        raise _wrong(text, address.kind)
    if name == "ch" and value.isdecimal() and 1 <= int(value) <= 16:
        return address._replace(channel=int(value))
    if name == "latency" and value.isdecimal() and int(value) <= 1000:
        return address._replace(latency=float(value))
    if name not in ("ch", "latency") and value in _ON:
        return address._replace(flags=address.flags | {name})
    if name not in ("ch", "latency") and value in _OFF:
        return address
    raise _wrong(text, address.kind)


def _port(port: str, text: str, kind: str) -> int:
    if port.isascii() and port.isdecimal() and len(port) < 6 and 0 < int(port) < 65536:
        return int(port)
    raise _wrong(text, kind)


def _wrong(text: str, kind: str) -> OutputError:
    means = {"ch": "ch=1 to 16", "latency": "latency=0 to 1000 (ms)"}
    options = ", ".join(means.get(name, name) for name in OPTIONS.get(kind, ()))
    more = f", with ?{options} behind it if wanted" if options else ""
    return OutputError(f"an output {kind} is written {FORMS[kind]}{more}, not '{text}'")


def _shown(value: Plain) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
