"""Real windows of VS Code: its own server, in a browser that no screen shows, driven by drive.cjs."""

from __future__ import annotations

import json
import os
import queue
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

HERE = Path(__file__).parent
BOOT = 120
"""Seconds until a window must be there; it takes half a minute on a busy machine."""

PATIENCE = 60
"""Seconds that one thing in an open window may take."""

CALM = {
    "chat.disableAIFeatures": True,
    "editor.minimap.enabled": False,
    "extensions.autoCheckUpdates": False,
    "files.autoSave": "off",
    "security.workspace.trust.enabled": False,
    "workbench.colorTheme": "Default Dark Modern",
    "workbench.secondarySideBar.defaultVisibility": "hidden",
    "workbench.startupEditor": "none",
    "workbench.tips.enabled": False,
}
"""Settings of a window that shows the text and asks for nothing, and that saves when it is told to, as on a desktop."""


class Tools(NamedTuple):
    """Where the programs are that a window is made of."""

    vscode: Path
    browser: Path

    @property
    def node(self) -> Path:
        """The interpreter of VS Code's server and of drive.cjs."""
        return self.vscode / "bin" / "node"

    def environment(self) -> dict[str, str]:
        """The variables of this process, with our node before all others."""
        return {**os.environ, "PATH": f"{self.node.parent}{os.pathsep}{os.environ['PATH']}"}


class Told(NamedTuple):
    """What a window said until it ended: lines as drive.cjs writes them."""

    lines: tuple[Mapping[str, object], ...]
    kept: Path

    @property
    def exit(self) -> object:
        """The exit code of the tests in the extension host, 0 after a whole scenario, None if it came to neither."""
        return next((line["exit"] for line in self.lines if "exit" in line), None)

    @property
    def logged(self) -> list[str]:
        """What was written to the console."""
        return [str(line["log"]) for line in self.lines if "log" in line]

    def __str__(self) -> str:
        telling = [line for line in self.lines if "log" not in line]
        return "\n".join([*self.logged[-40:], *map(str, telling), f"logs and pictures: {self.kept}"])


def end(process: subprocess.Popen[str]) -> None:
    """Ends a process and its group: it is asked to first, because the browser is in a group of its own."""
    process.terminate()
    with suppress(subprocess.TimeoutExpired):
        process.wait(15)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def driven(tools: Tools, options: Mapping[str, object], limit: float) -> Iterator[Mapping[str, object]]:
    """Runs drive.cjs and says its lines as they come; after *limit* seconds it is ended."""
    process = subprocess.Popen(
        [tools.node, HERE / "drive.cjs", json.dumps(options)],
        stdout=subprocess.PIPE,
        text=True,
        env=tools.environment(),
        start_new_session=True,
    )
    timer = threading.Timer(limit, process.terminate)
    timer.start()
    assert process.stdout is not None
    with process.stdout as said:
        try:
            yield from map(json.loads, said)
        finally:
            timer.cancel()
            end(process)


class Window:
    """VS Code's server with a page to open in it. Only one: what a closed page has started lives on for minutes."""

    def __init__(self, tools: Tools, home: Path, port: int) -> None:
        self.tools, self.home, self.port = tools, home, port

    def url(self, folder: Path, payload: Sequence[Sequence[str]]) -> str:
        """The address of the page that shows *folder*."""
        return f"http://127.0.0.1:{self.port}/?folder={quote(str(folder))}&payload={quote(json.dumps(payload))}"

    def remote(self, path: Path) -> str:
        """The address of a file as the page knows it."""
        return f"vscode-remote://127.0.0.1:{self.port}{quote(str(path))}"

    def host_tests(self, extension: Path, module: Path, folder: Path, limit: float = 150) -> Told:
        """Runs the exported `run` of *module* in the extension host, with the unpacked *extension* loaded."""
        payload = [["extensionDevelopmentPath", self.remote(extension)], ["extensionTestsPath", self.remote(module)]]
        return self._told({"url": self.url(folder, payload)}, limit)

    def play(self, scenario: Path, file: Path, limit: float = 240, **more: object) -> Told:
        """Plays a scenario: a module that makes steps, played one after the other in a page that shows *file*."""
        url = self.url(file.parent, [["openFile", self.remote(file)]])
        return self._told({"url": url, "scenario": str(scenario), "file": str(file), **more}, limit)

    def _told(self, options: Mapping[str, object], limit: float) -> Told:
        common = {
            "driver": str(self.tools.vscode / "node_modules" / "playwright-core"),
            "browser": str(self.tools.browser),
            "size": {"width": 1440, "height": 900},
            "patience": PATIENCE,
            "kept": str(self.home),
        }
        return Told(tuple(driven(self.tools, {**common, **options}, limit)), self.home)


def server_command(tools: Tools, home: Path) -> list[str | Path]:
    """VS Code's server with folders of its own."""
    return [
        *(tools.node, tools.vscode / "server" / "out" / "server-main.js"),
        *("--server-data-dir", home / "data", "--extensions-dir", home / "extensions"),
        *("--accept-server-license-terms", "--telemetry-level", "off"),
    ]


@contextmanager
def opened(tools: Tools, home: Path, settings: Mapping[str, object], vsix: Path | None = None) -> Iterator[Window]:
    """A window with settings of the machine and, if it is named, an installed extension."""
    machine = home / "data" / "data" / "Machine" / "settings.json"
    machine.parent.mkdir(parents=True)
    machine.write_text(json.dumps({**CALM, "patternStudio.python": sys.executable, **settings}), encoding="utf-8")
    command = server_command(tools, home)
    if vsix is not None:
        install = [*command, "--install-extension", vsix, "--force"]
        subprocess.run(install, check=True, capture_output=True, env=tools.environment(), timeout=BOOT)
    options = ["--host", "127.0.0.1", "--port", "0", "--without-connection-token"]
    trusting = [] if settings.get("security.workspace.trust.enabled") else ["--disable-workspace-trust"]
    testing = ["--enable-smoke-test-driver", *trusting]
    server = subprocess.Popen(
        [*command, *options, *testing],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=tools.environment(),
        start_new_session=True,
    )
    port: queue.SimpleQueue[int] = queue.SimpleQueue()
    log = threading.Thread(target=keep, args=(server, home / "server.log", port))
    log.start()
    try:
        yield Window(tools, home, port.get(timeout=BOOT))
    finally:
        end(server)
        log.join()


def keep(server: subprocess.Popen[str], log: Path, port: queue.SimpleQueue[int]) -> None:
    """Writes what a server says to a file, and the port that it says it listens on to a queue."""
    assert server.stdout is not None
    with server.stdout as said, log.open("w", buffering=1) as kept:
        for line in said:
            kept.write(line)
            if found := re.search(r"agent listening on (\d+)", line):
                port.put(int(found[1]))
