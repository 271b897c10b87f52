"""The MIDI ports of the machine while one names them: a system of MIDI whose answer the test can hold up."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from lsp_client import URI, Outside

pytestmark = pytest.mark.skipif(os.name != "posix", reason="the test holds up the answer with a named pipe")

BACKEND = """
from itertools import count
from pathlib import Path

folder, questions = Path(__file__).parent, count(1)

def get_devices(**_):
    (folder / f"gate{next(questions)}").read_text()
    names = (folder / "names").read_text().splitlines()
    return [{"name": name, "is_input": name == "Keys", "is_output": name != "Keys"} for name in names]
"""
TEXT = 'out midi("");\nmelody { piano "c4"; }\n'


class Machine:
    """A machine with MIDI ports, whose system answers when it is let."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self.folder = folder
        (folder / "held_midi.py").write_text(BACKEND)
        self.gates = [folder / "gate1", folder / "gate2"]
        for gate in self.gates:
            os.mkfifo(gate)
        self.has("Synth 1", "Drums", "Keys")

    def has(self, *names: str) -> None:
        (self.folder / "names").write_text("\n".join(names))

    def answers(self) -> None:
        """Let it answer both questions: for ports to play on, and to listen to."""
        for gate in self.gates:
            gate.write_text("now")


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    made = Machine(tmp_path / "midi")
    paths = [str(made.folder), *filter(None, [os.environ.get("PYTHONPATH")])]
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(paths))
    monkeypatch.setenv("MIDO_BACKEND", "held_midi")
    return made


@pytest.fixture
def client(machine: Machine, start: Callable[..., Outside]) -> Outside:
    made = start()
    made.initialize()
    made.open(TEXT)
    return made


def ask(client: Outside) -> object:
    """Ask what may stand between the quotes."""
    params = {"textDocument": {"uri": URI}, "position": {"line": 0, "character": 10}}
    return client.ask("textDocument/completion", params)


def labels(client: Outside, asked: object) -> list[str]:
    return [item["label"] for item in client.answer(asked)["result"]["items"]]


def test_the_ports_are_offered_and_nobody_waits_for_the_machine(client: Outside, machine: Machine) -> None:
    first, second = ask(client), ask(client)
    assert "piano" in client.at("textDocument/hover", 1, 10)["contents"]["value"]
    machine.answers()
    assert labels(client, first) == labels(client, second) == ["Synth 1", "Drums"]
    machine.has()
    assert labels(client, ask(client)) == ["Synth 1", "Drums"]  # the machine was asked a moment ago


def test_a_question_that_nobody_asks_any_more_is_answered_and_the_others_wait(
    client: Outside, machine: Machine
) -> None:
    first, second = ask(client), ask(client)
    client.notify("$/cancelRequest", {"id": first})
    assert client.answer(first)["error"]["code"] == -32800
    machine.answers()
    assert labels(client, second) == ["Synth 1", "Drums"]
