"""Admission: who may connect to what listens on this machine. A token its owner reads, and exact addresses."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Collection
from pathlib import Path

HOST = "127.0.0.1"
"""Where everything of ours listens: nobody outside this machine can reach it."""


def runtime_folder() -> Path:
    """The folder for what belongs to this user's running programs and to nobody else."""
    if sys.platform == "win32":
        return Path(tempfile.gettempdir()) / "pattern-studio"
    own = Path(f"/run/user/{os.getuid()}")
    if own.is_dir() and os.access(own, os.W_OK):
        return own / "pattern-studio"
    return Path(tempfile.gettempdir()) / f"pattern-studio-{os.getuid()}"


def write_token(folder: Path, name: str, token: str) -> Path:
    """Write *token* to a file of *name* that only its owner reads. Raises ``OSError`` for somebody else's *folder*."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if sys.platform != "win32" and folder.stat().st_uid != os.getuid():
        raise PermissionError(f"{folder} belongs to another user")
    file = folder / f"{name}.token"
    file.unlink(missing_ok=True)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as target:
        target.write(token + "\n")
    return file


def stranger(hosts: Collection[str], origin: str | None, port: int) -> str | None:
    """Why a WebSocket that names these *hosts* and this *origin* is a foreign page's; None if it is not."""
    names = {f"{HOST}:{port}", f"localhost:{port}"}
    if not names.issuperset(hosts):
        return "wrong Host"
    if origin is not None and origin not in {f"http://{name}" for name in names}:
        return "wrong Origin"
    return None
