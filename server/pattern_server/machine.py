"""What this machine has: sound devices, free ports, room on the disk, other instances. It looks and changes nothing."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
from importlib import metadata
from pathlib import Path

_DEVICES = """
import json, miniaudio
devices = miniaudio.Devices()
heard = [device["name"] for device in devices.get_playbacks()] if devices.backend != "Null" else []
print(json.dumps(heard))
"""


def sound_devices() -> list[str] | None:
    """Names of the devices that can play; None if the sound system does not answer.

    Asked in a process of its own: a broken driver must not take the command with it.
    """
    try:
        asked = subprocess.run(
            [sys.executable, "-c", _DEVICES], capture_output=True, timeout=20, check=True, stdin=subprocess.DEVNULL
        )
        names = json.loads(asked.stdout)
    except (OSError, subprocess.SubprocessError, ValueError):
        return None
    return [str(name) for name in names if not str(name).startswith("Discard all samples")]  # ALSA's null device


_PORTS = """
import json
from pattern_engine.outputs.midi_ports import input_names, output_names
from pattern_engine.outputs.output import OutputError
try:
    print(json.dumps([output_names(), input_names()]))
except OutputError as error:
    print(json.dumps(str(error)))
"""


def midi_ports() -> tuple[list[str], list[str]] | str:
    """Names of the MIDI ports that can be played on and of those that can be heard; else why there are none.

    Asked in a process of its own, as ``sound_devices`` does.
    """
    try:
        asked = subprocess.run(
            [sys.executable, "-c", _PORTS], capture_output=True, timeout=20, check=True, stdin=subprocess.DEVNULL
        )
        found = json.loads(asked.stdout)
    except (OSError, subprocess.SubprocessError, ValueError):
        return "midi: the system does not answer"
    return found if isinstance(found, str) else (found[0], found[1])


def port_is_free(port: int, kind: socket.SocketKind) -> bool:
    """Whether *port* of 127.0.0.1 can be listened on."""
    with socket.socket(socket.AF_INET, kind) as listener:
        if kind is socket.SOCK_STREAM and os.name == "posix":
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def can_write(folder: Path) -> bool:
    """Whether a file can be made in *folder*."""
    try:
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


def free_megabytes(folder: Path) -> int:
    """Room on the disk that holds *folder*."""
    return shutil.disk_usage(folder).free // 1_000_000


def requirements() -> dict[str, list[str]]:
    """Names of the packages Pattern Studio uses, by the extra that brings them; the core's extra is ``""``."""
    found: dict[str, list[str]] = {}
    for line in metadata.requires("pattern-studio") or []:
        name = re.match(r"[A-Za-z0-9._-]+", line)
        extra = re.search(r"""extra\s*==\s*["']([^"']+)""", line)
        if name and name[0] != "pattern-studio":
            found.setdefault(extra[1] if extra else "", []).append(name[0])
    return found


def installed(package: str) -> str | None:
    """The version of *package*, without importing it; None if it is not here."""
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None


def other_instances() -> list[int] | None:
    """Process numbers of other ``pattern-run`` commands; None where this cannot be told."""
    if not Path("/proc/self/cmdline").exists():
        return None
    found: list[int] = []
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit() or int(folder.name) in (os.getpid(), os.getppid()):
            continue
        try:
            words = (folder / "cmdline").read_bytes().split(b"\0")
        except OSError:  # it has ended, or is somebody else's
            continue
        if any(Path(os.fsdecode(word)).name == "pattern-run" for word in words[:3]):
            found.append(int(folder.name))
    return sorted(found)
