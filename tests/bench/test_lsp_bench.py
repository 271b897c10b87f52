"""What the language server costs: CPU time of its process, beside the servers of ruff and ty, asked by the same client.

Those read Python; each server reads a text of its own language of the same number of lines, with a few mistakes, and
is told of one sign typed in the middle. What it spends until its diagnostics for that version have come is counted.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from itertools import count
from pathlib import Path
from statistics import median

import pytest
from lsp_client import Outside, span

if not Path("/proc/self/schedstat").exists():
    pytest.skip("CPU time of the threads of another process is not known here", allow_module_level=True)

PART = 'melody part{} {{\n  piano "c4 [e4 g4]*2 <a4 b4>".every(4, .rev()).vel("0.5 0.8");\n{}}}\n\n'
NOTES = "".join(f"  piano C4 {beat}.5 dur 1/2 vel 0.7;\n" for beat in range(16))
FUNCTION = "def part{}(notes):\n    found = []\n{}    return found\n\n"
STEPS = "".join(f"    found.append(notes[{beat}] * 2 + len(found))\n" for beat in range(16))


def song(lines: int) -> str:
    """A program of so many lines with two mistakes."""
    parts = "".join(PART.format(number, NOTES) for number in range(lines // 20))
    return f"tempo 120;\n{parts}melody last {{ pianoo C4 0; piano C4 0.5 }}\n"


def module(lines: int) -> str:
    """Python of so many lines with two mistakes."""
    parts = "".join(FUNCTION.format(number, STEPS) for number in range(lines // 20))
    return f"import os\n{parts}print(undefined)\n"


class Typing:
    """A server and a text in it, in the middle of which a sign is typed and taken back. Made for one benchmark."""

    def __init__(self, client: Outside, text: str, language: str, folder: Path) -> None:
        self.client = client
        file = folder / f"bench.{'py' if language == 'python' else 'pattern'}"
        file.write_text(text, encoding="utf-8")  # some servers say nothing of what is nowhere
        self.uri = file.as_uri()
        greeting = client.initialize({"textDocument": {"publishDiagnostics": {"versionSupport": True}}})
        self.able = greeting["capabilities"]
        self.greeted = client.cpu()
        document = {"uri": self.uri, "languageId": language, "version": 1, "text": text}
        client.notify("textDocument/didOpen", {"textDocument": document})
        self.found = client.diagnostics(1, self.uri)
        self.shown = client.cpu()
        lines = text.split("\n")
        starts = ("  piano C4 9.5", "    found.append(notes[9]")
        self.line = next(n for n in range(len(lines) // 2, len(lines)) if lines[n].startswith(starts))
        self.column = len(lines[self.line])
        self.versions = count(2)

    def typed(self) -> float:
        """Type a blank at the end of a line, or take it back; the CPU seconds until the diagnostics have come."""
        version = next(self.versions)
        began = self.client.cpu()
        typing = version % 2 == 0
        change = (self.line, self.column, self.line, self.column + (not typing), " " if typing else "")
        params = {"range": span(*change[:4]), "text": change[4]}
        document = {"uri": self.uri, "version": version}
        self.client.notify("textDocument/didChange", {"textDocument": document, "contentChanges": [params]})
        self.found = self.client.diagnostics(version, self.uri)
        return self.client.cpu() - began

    def asked(self, method: str, character: int) -> float:
        """Type, and ask about a place of that line; the CPU seconds for both."""
        began = self.client.cpu()
        self.typed()
        place = {"line": self.line, "character": character}
        self.client.request(method, {"textDocument": {"uri": self.uri}, "position": place})
        return self.client.cpu() - began

    def spent(self, method: str, params: dict) -> float:
        """Ask about the text as it is; the CPU seconds until the answer."""
        began = self.client.cpu()
        self.client.request(method, {"textDocument": {"uri": self.uri}} | params)
        return self.client.cpu() - began

    def cost(self) -> tuple[float, float]:
        """The least CPU and the least time that passed, of many strokes."""
        spent, passed = [], []
        for _ in range(150):
            began = time.perf_counter()
            spent.append(self.typed())
            passed.append(time.perf_counter() - began)
        return min(spent), min(passed)


@pytest.fixture
def begin(tmp_path: Path) -> Iterator[Callable[..., Typing]]:
    """Start a server with a text."""
    clients: list[Outside] = []

    def start(text: str, language: str, *command: str) -> Typing:
        clients.append(Outside(*command, cwd=tmp_path, is_checked=False))
        return Typing(clients[-1], text, language, tmp_path)

    yield start
    for client in clients:
        client.kill()


def test_a_keystroke_costs_the_same_however_long_the_text_is(begin: Callable[..., Typing]) -> None:
    """Two servers take turns, so that whatever else the machine does weighs on both."""
    short, long = (begin(song(lines), "pattern") for lines in (1_000, 10_000))
    for typing in (short, long):
        assert {problem["code"] for problem in typing.found} == {"PS101", "PS001"}
    strokes = [(short.typed(), long.typed()) for _ in range(200)]
    least = [min(spent) for spent in zip(*strokes, strict=True)]
    usual = [median(spent) for spent in zip(*strokes, strict=True)]
    for lines, lowest, middle in zip((1_000, 10_000), least, usual, strict=True):
        sys.stdout.write(f"{lines:,} lines: {lowest * 1000:.2f} ms CPU, mostly {middle * 1000:.2f} ms\n")
    sys.stdout.write(f"10,000 lines: {least[1] / least[0]:.2f} × 1,000 lines, mostly {usual[1] / usual[0]:.2f} ×\n")
    assert least[1] < 1.5 * least[0]


def test_a_keystroke_in_a_long_text_costs_a_fifth_of_what_ruff_takes(begin: Callable[..., Typing]) -> None:
    ruff = installed("ruff")
    if ruff is None:
        pytest.skip("ruff is not installed; the extra test brings it")
    ours = begin(song(10_000), "pattern").cost()
    theirs = begin(module(10_000), "python", ruff, "server").cost()
    for name, (spent, passed) in (("pattern-lsp", ours), ("ruff server", theirs)):
        sys.stdout.write(f"{name}: {spent * 1000:.2f} ms CPU, {passed * 1000:.2f} ms\n")
    assert ours[0] < theirs[0] / 5


ASKED = {"textDocument/completion": 4, "textDocument/hover": 4, "textDocument/signatureHelp": 4}


@pytest.mark.parametrize("method", ASKED)
def test_a_keystroke_and_a_question_cost_about_the_same_in_a_long_text(
    begin: Callable[..., Typing], method: str
) -> None:
    costs = {}
    for lines in (1_000, 10_000):
        typing = begin(song(lines), "pattern")
        costs[lines] = min(typing.asked(method, ASKED[method]) for _ in range(40))
        sys.stdout.write(f"{method}, {lines:,} lines: {costs[lines] * 1000:.2f} ms CPU with the edit\n")
    assert costs[10_000] < 2.5 * costs[1_000]


@pytest.fixture
def compiled(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Python keeps what it has compiled, as it does for everybody who has installed us."""
    monkeypatch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)
    monkeypatch.setenv("PYTHONPYCACHEPREFIX", str(tmp_path_factory.mktemp("compiled")))
    client = Outside(is_checked=False)
    Typing(client, song(200), "pattern", tmp_path_factory.mktemp("texts"))
    client.kill()


@pytest.mark.usefixtures("compiled")
def test_the_start_costs_less_than_half_of_importing_a_library_for_the_protocol(begin: Callable[..., Typing]) -> None:
    greeted, shown, library = [], [], []
    for _ in range(6):
        typing = begin(song(200), "pattern")
        greeted.append(typing.greeted)
        shown.append(typing.shown)
        library.append(imported("pygls.lsp.server"))
    ours, first, theirs = min(greeted), min(shown), min(library)
    sys.stdout.write(
        f"process start to initialize: {ours:.3f} s CPU, to first diagnostics of 200 lines: {first:.3f} s\n"
    )
    sys.stdout.write(f"Python that imports pygls: {theirs:.3f} s CPU, {theirs / ours:.1f} × as much\n")
    assert ours < theirs / 2
    assert first < 1.5


def imported(module: str) -> float:
    """CPU seconds of a Python that imports a module and ends."""
    code = f"import time, {module}; print(time.process_time())"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"{module} is not installed; the extra test brings it")
    return float(done.stdout)


PEERS = {"pattern-lsp": (), "ruff server": ("ruff", "server"), "ty server": ("ty", "server")}


def least(work: Callable[[], float]) -> float:
    """The least of what *work* says in a hundred tries, or in those that five seconds allow."""
    found, until = [work()], time.monotonic() + 5
    while len(found) < 100 and time.monotonic() < until:
        found.append(work())
    return min(found)


def measured(typing: Typing, able: dict) -> dict[str, float]:
    """The least CPU milliseconds of some tries at everything that a server is *able* to."""
    costs = {"first diagnostics": typing.shown, "edit → diagnostics": least(typing.typed)}
    place = {"position": {"line": typing.line, "character": 4}}
    if "completionProvider" in able:
        costs["edit + completion"] = least(lambda: typing.asked("textDocument/completion", 4))
    asked = (
        ("hover", "textDocument/hover", place),
        ("documentSymbol", "textDocument/documentSymbol", {}),
        ("semanticTokens", "textDocument/semanticTokens/full", {}),
    )
    for name, method, params in asked:
        if f"{name}Provider" in able:
            costs[name] = least(partial(typing.spent, method, params))
    return {name: cost * 1000 for name, cost in costs.items()}


@pytest.mark.heavy
@pytest.mark.usefixtures("compiled")
def test_what_servers_spend_is_printed_as_a_table(begin: Callable[..., Typing]) -> None:
    table: dict[tuple[str, int], dict[str, float]] = {}
    for name, command in PEERS.items():
        found = [installed(command[0]), *command[1:]] if command else []
        if None in found:
            sys.stdout.write(f"{name} is not installed; the extra test brings it\n")
            continue
        for lines in (1_000, 10_000):
            text, language = (module(lines), "python") if command else (song(lines), "pattern")
            typing = begin(text, language, *found)
            table[name, lines] = measured(typing, typing.able)
            typing.client.kill()
    columns = list(table["pattern-lsp", 1_000])
    sys.stdout.write(f"{'CPU ms':24}" + "".join(f"{column:>20}" for column in columns) + "\n")
    for (name, lines), costs in table.items():
        cells = "".join(f"{costs[column]:20.2f}" if column in costs else f"{'-':>20}" for column in columns)
        sys.stdout.write(f"{f'{name}, {lines:,}':24}{cells}\n")
    long = table["pattern-lsp", 10_000]
    for (name, lines), costs in table.items():
        if name != "pattern-lsp" and lines == 10_000:
            assert long["edit → diagnostics"] < costs["edit → diagnostics"] / 5, name


def installed(command: str) -> str | None:
    return shutil.which(command, path=str(Path(sys.executable).parent)) or shutil.which(command)
