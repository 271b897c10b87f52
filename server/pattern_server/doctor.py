"""``--doctor``: whether this machine can play and render, finding by finding."""

from __future__ import annotations

import json
import platform
import socket
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from pattern_server import machine
from pattern_server.arguments import Options
from pattern_server.trouble import OUTPUT
from pattern_server.writing import say

_MARKS = {"fine": "✓", "note": "·", "bad": "✗"}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at. ``bad`` means nothing can be played or rendered; ``note`` says what will be missing."""

    about: str
    state: Literal["fine", "note", "bad"]
    text: str


def examine(options: Options) -> int:
    """Write every finding; 0 if this machine can play or render, else 3."""
    findings = list(_findings())
    healthy = all(finding.state != "bad" for finding in findings)
    if options.json:
        say(json.dumps({"healthy": healthy, "findings": [asdict(f) for f in findings]}, ensure_ascii=False) + "\n")
    else:
        say("".join(f"{_MARKS[f.state]} {f.about:<14} {f.text}\n" for f in findings))
    return 0 if healthy else OUTPUT


def _findings() -> Iterator[Finding]:
    yield _python()
    yield from _packages()
    yield _sound()
    yield _midi()
    yield _port("port 8081", 8081, socket.SOCK_STREAM, "for JUCE choose another, --to juce:PORT")
    yield _port("port 57120", 57120, socket.SOCK_DGRAM, "SuperCollider perhaps")
    yield _folder("this folder", Path.cwd())
    yield _folder("temporary", Path(tempfile.gettempdir()))
    yield _instances()


def _python() -> Finding:
    version = platform.python_version()
    old = sys.version_info < (3, 11)
    return Finding("Python", "bad" if old else "fine", f"{version}{', but 3.11 is needed' if old else ''}")


def _packages() -> Iterator[Finding]:
    groups = machine.requirements()
    yield Finding("Pattern Studio", "fine", machine.installed("pattern-studio") or "not installed")
    for extra, packages in groups.items():
        if extra in ("all", "test"):  # the sum of the others, and what only developers need
            continue
        versions = {package: machine.installed(package) for package in packages}
        missing = [package for package, version in versions.items() if version is None]
        about = extra or "packages"
        if not missing:
            yield Finding(about, "fine", ", ".join(f"{package} {version}" for package, version in versions.items()))
        elif extra:
            yield Finding(about, "note", f'not installed: {", ".join(missing)} (pip install "pattern-studio[{extra}]")')
        else:
            yield Finding(about, "bad", f"missing: {', '.join(missing)} (pip install pattern-studio)")


def _sound() -> Finding:
    devices = machine.sound_devices()
    if devices is None:
        return Finding("sound", "note", "the sound system does not answer: the synth keeps time silently, --wav works")
    if not devices:
        return Finding("sound", "note", "no sound card: the synth keeps time silently, --wav works")
    return Finding("sound", "fine", ", ".join(devices))


def _midi() -> Finding:
    ports = machine.midi_ports()
    if isinstance(ports, str):
        return Finding("MIDI", "note", ports.removeprefix("midi: "))
    outs, ins = (", ".join(names) or "none" for names in ports)
    return Finding("MIDI", "fine", f"plays on: {outs}; hears: {ins}")


def _port(about: str, port: int, kind: socket.SocketKind, who: str) -> Finding:
    if machine.port_is_free(port, kind):
        return Finding(about, "fine", "free")
    return Finding(about, "note", f"in use: {who}")


def _folder(about: str, folder: Path) -> Finding:
    if not machine.can_write(folder):
        return Finding(about, "note", f"{folder}: no file can be written here")
    free = machine.free_megabytes(folder)
    return Finding(about, "fine" if free >= 100 else "note", f"{folder}: {free:,} MB free")


def _instances() -> Finding:
    others = machine.other_instances()
    if others is None:
        return Finding("instances", "note", "this system does not tell whether another pattern-run is playing")
    if others:
        return Finding("instances", "note", f"another pattern-run is running: process {', '.join(map(str, others))}")
    return Finding("instances", "fine", "no other pattern-run")
