"""Neovim as tests drive it: a real one, in folders of its own, with the plug-in and the real language server."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pynvim

ROOT = Path(__file__).parents[3]
PLUGIN = ROOT / "editors" / "neovim"
SERVER = [sys.executable, "-m", "pattern_server.lsp.server"]
PATIENCE = 20.0
STEP = 0.02

# Every message that the user would see, in order.
LISTEN = "lua said = {}; vim.notify = function(message) table.insert(said, message) end"


def binaries() -> dict[str, str | None]:
    """The Neovims that tests run in, by their versions; None where one is missing."""
    debian = shutil.which("nvim")
    asked = subprocess.run(
        [ROOT / ".ci" / "editors", "--cached", "neovim"], capture_output=True, text=True, check=False
    )
    recent = Path(asked.stdout.strip()) / "bin" / "nvim"
    return {"0.7": debian, "0.11": str(recent) if asked.returncode == 0 else None}


def environment(home: Path, **more: str) -> dict[str, str]:
    """The environment of an editor whose folders are all below *home*."""
    folders = {f"XDG_{name}_HOME": str(home / name.lower()) for name in ("CONFIG", "DATA", "STATE", "CACHE")}
    kept = {name: value for name, value in os.environ.items() if name not in ("NVIM", "VIM", "VIMRUNTIME", "TMUX")}
    return kept | folders | {"HOME": str(home), "XDG_RUNTIME_DIR": str(home)} | more


class Nvim:
    """A Neovim without a screen. *settings* are those of the plug-in; ``cmd`` is the real server without them."""

    def __init__(
        self, binary: str, home: Path, settings: Mapping[str, object] | None = None, *, before: str = ""
    ) -> None:
        self.home = home
        given = {"cmd": SERVER, "outputs": ["none"], "messages": False} | dict(settings or {})
        self.environment = environment(home)
        changed = [f"{k}={v}" for k, v in self.environment.items() if os.environ.get(k) != v]
        command = ["env", *changed, binary, "--embed", "--headless", "-n", "-i", "NONE"]
        command += ["--cmd", f"set runtimepath^={PLUGIN}", "--cmd", LISTEN]
        command += ["--cmd", f"lua vim.g.pattern_studio = {lua(given)}"]
        if before:
            command += ["--cmd", before]
        self.api = pynvim.attach("child", argv=command)
        self.has_ended = False

    def lua(self, code: str, *arguments: object) -> Any:
        """What *code* returns."""
        return self.api.exec_lua(code, *arguments)

    def open(self, text: str, name: str = "song.pattern") -> Path:
        """Write *text* beside the others and edit it."""
        path = self.home / name
        path.write_text(text, encoding="utf-8")
        self.api.command(f"edit {path}")
        return path

    def wait(self, found: Callable[[], Any], what: str, patience: float = PATIENCE) -> Any:
        """The first true answer of *found*."""
        deadline = time.monotonic() + patience
        while not (answer := found()):
            assert time.monotonic() < deadline, f"{what} did not come; said: {self.said()}; {self.messages()}"
            self.lua("vim.wait(...)", int(STEP * 1000))
        return answer

    def ready(self) -> None:
        """Wait until the server has answered."""
        self.wait(lambda: self.lua("return require('pattern_studio.client').state()") == "ready", "the server")

    def said(self) -> list[str]:
        """The messages of plug-ins so far."""
        return self.lua("return said")

    def messages(self) -> str:
        """What Neovim itself has shown."""
        return self.api.command_output("messages")

    def keys(self, keys: str) -> None:
        """Type, with names of keys in angle brackets."""
        self.api.feedkeys(self.api.replace_termcodes(keys, True, True, True), "t", False)

    def lines(self) -> list[str]:
        """The text."""
        return self.api.current.buffer[:]

    def at(self, line: int, column: int) -> None:
        """Move the cursor, both from 0."""
        self.api.current.window.cursor = (line + 1, column)

    def to(self, word: str) -> None:
        """Move the cursor to the first place of *word*."""
        for number, line in enumerate(self.lines()):
            if word in line:
                self.at(number, len(line[: line.index(word)].encode()))
                return
        raise AssertionError(f"there is no {word}")

    def music(self) -> dict:
        """What the server said last of where the music is."""
        return self.lua("return require('pattern_studio.feed').now")

    def lit(self) -> list[list]:
        """The places that are lit in this text."""
        return self.lua("return require('pattern_studio.lights').lit(vim.api.nvim_get_current_buf())")

    def server(self) -> int:
        """The process id of the language server."""
        mine = str(self.lua("return vim.fn.getpid()"))
        found = subprocess.run(
            ["ps", "-ww", "-o", "pid=", "-o", "args=", "--ppid", mine], capture_output=True, text=True, check=True
        )
        lines = found.stdout.splitlines()
        return next(int(line.split()[0]) for line in lines if "pattern_server.lsp" in line or "pattern-lsp" in line)

    def close(self) -> None:
        """End it, if it has not ended."""
        if self.has_ended:
            return
        self.has_ended = True
        try:
            self.api.command("qall!")
        except (OSError, EOFError):  # it is gone before it can answer
            pass
        finally:
            self.api.close()


def lua(value: object) -> str:
    """*value* as Lua writes it."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"[ {lua(name)} ] = {lua(one)}" for name, one in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "{" + ", ".join(map(lua, value)) + "}"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return "[==[" + value + "]==]"
    return str(value)
