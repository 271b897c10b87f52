"""The extension, packed as it would be published and kept in a cache by its content."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from window import Tools

USED = Path(__file__).parents[3] / ".ci" / "used"

MADE = ("node_modules", "dist", "out", "*.vsix")
"""What building leaves beside the sources."""


class Packed(NamedTuple):
    """A packed extension, and the folder that it unpacks to."""

    vsix: Path
    folder: Path


def sources(folder: Path) -> Iterator[Path]:
    """The files of an extension, in a fixed order, without what is made of them."""
    ignored = shutil.ignore_patterns(*MADE)
    for place, folders, files in os.walk(folder):
        folders[:] = sorted(set(folders) - ignored(place, folders))
        yield from (Path(place) / name for name in sorted(set(files) - ignored(place, files)))


def content(folder: Path) -> str:
    """What names the content of a folder, in 16 hexadecimal digits."""
    digest = hashlib.sha256()
    for file in sources(folder):
        digest.update(f"{file.relative_to(folder)}\0{hashlib.sha256(file.read_bytes()).hexdigest()}\n".encode())
    return digest.hexdigest()[:16]


def packed(tools: Tools, folder: Path) -> Packed:
    """Packs an extension, or finds it packed. Tests are skipped if npm cannot get what it is built with."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "pattern-studio"
    cache.mkdir(parents=True, exist_ok=True)
    place = cache / f"extension-{content(folder)}"
    with place.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not place.exists():
            build(tools, folder, place.with_suffix(".new"))
            place.with_suffix(".new").rename(place)
        subprocess.run([USED, place], check=True)
    return Packed(place / "pattern-studio.vsix", place / "extension")


def build(tools: Tools, folder: Path, place: Path) -> None:
    """Builds an extension beside its sources, so that they stay as they are, and unpacks what came of it."""
    shutil.rmtree(place, ignore_errors=True)
    beside = place / "beside"
    shutil.copytree(folder, beside, ignore=shutil.ignore_patterns(*MADE))

    def run(*command: str, ours: bool = True) -> subprocess.CompletedProcess[str]:
        surroundings = tools.environment() if ours else None
        return subprocess.run(
            command, cwd=beside, env=surroundings, capture_output=True, text=True, check=False, timeout=400
        )

    # An npm of this machine finds the settings of its registry by the node of this machine.
    got = run("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", ours=shutil.which("npm") is None)
    if got.returncode != 0:
        pytest.skip(f"npm cannot get what the extension is built with: {got.stderr.strip()[-300:]}")
    made = run(
        "npx", "--no-install", "vsce", "package", "--no-dependencies", "--out", str(place / "pattern-studio.vsix")
    )
    assert made.returncode == 0, made.stdout + made.stderr
    with zipfile.ZipFile(place / "pattern-studio.vsix") as vsix:
        vsix.extractall(place, [name for name in vsix.namelist() if name.startswith("extension/")])
    shutil.rmtree(beside)
