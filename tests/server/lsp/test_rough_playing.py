"""A performer in a hurry and an editor that fails: orders in any order, edits that never come, answers nobody reads."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from lsp_client import COMMAND, PATIENCE, URI, Refusal
from playing_client import NOTE, SONG, Receiver, Stage

LEAD = "melody/lead/1"
OTHER = "file:///music/other.pattern"
FORM = """tempo 240;
section verse 2 bars { melody lead { piano "c4*4"; } }
section chorus 2 bars { melody lead { piano "g5*4"; } }
form verse chorus;
"""


@pytest.fixture
def playing(stage: Stage, receiver: Receiver) -> Stage:
    """The song plays, and is heard."""
    stage.greet(outputs=[receiver.output], swap="now")
    stage.play()
    receiver.part(LEAD, 60)
    return stage


def version(stage: Stage) -> int:
    """The version of the text that was evaluated last."""
    return stage.do("status")["version"]


@pytest.mark.parametrize("order", ["hush", "panic"])
def test_what_is_evaluated_after_a_stop_and_silence_sounds(playing: Stage, receiver: Receiver, order: str) -> None:
    playing.do("stop")
    playing.do(order)
    playing.change(2, (*NOTE, "e4"))
    playing.do("evaluateFile", uri=URI)
    receiver.part(LEAD, 64)


def test_a_section_is_gone_to_from_a_stop(stage: Stage, receiver: Receiver) -> None:
    stage.greet(outputs=[receiver.output])
    assert stage.play(FORM)["ok"]
    stage.do("stop")
    stage.do("goto", section="chorus")
    assert stage.do("status")["state"] == "playing"
    receiver.hear(lambda note: note.midi == 79)


def test_panic_silences_an_audition_without_music(stage: Stage, receiver: Receiver) -> None:
    stage.greet(outputs=[receiver.output])
    stage.do("audition", sound="bell", note="c6")
    receiver.part("melody/audition/1", 84)
    stage.do("panic")
    receiver.told("hush")
    with pytest.raises(Refusal, match="nothing plays yet"):
        stage.do("stop")


def test_a_step_that_the_editor_refuses_makes_no_typing_heard(playing: Stage) -> None:
    playing.do("step", uri=URI, position={"line": 1, "character": 22}, by=2)
    playing.change(2, (*NOTE, "g4"))
    playing.change(3, (*NOTE, "d4"))
    assert version(playing) == 1


def test_a_step_is_forgotten_with_its_text(playing: Stage) -> None:
    playing.do("step", uri=URI, position={"line": 1, "character": 22}, by=2)
    playing.notify("textDocument/didClose", {"textDocument": {"uri": URI}})
    playing.open(SONG)
    playing.change(3, (*NOTE, "d4"))
    assert version(playing) == 1


def test_a_step_is_heard_in_each_of_two_texts_that_play(playing: Stage, receiver: Receiver) -> None:
    playing.open('melody high { piano "c6*4"; }\n', OTHER)
    assert playing.block(0, OTHER)["ok"]
    playing.do("step", uri=URI, position={"line": 1, "character": 22}, by=2)
    playing.change(2, (*NOTE, "d4"))
    assert version(playing) == 2
    receiver.part(LEAD, 62)
    receiver.part("melody/high/1", 84)


def test_a_token_that_is_given_twice_ends_no_server(stage: Stage, tmp_path: Path) -> None:
    stage.greet(outputs=["none"])
    uri = (tmp_path / "song.pattern").as_uri()
    stage.open(SONG, uri)
    orders = [stage.order("render", uri=uri, bars=1, to=name) for name in ("one.wav", "two.wav")]
    asked = [stage.ask("workspace/executeCommand", order | {"workDoneToken": "same"}) for order in orders]
    answers = [stage.await_(lambda message: message.get("id") in asked and "method" not in message) for _ in asked]
    assert {one["result"] for one in answers} == {str(tmp_path / "one.wav"), str(tmp_path / "two.wav")}
    kinds = [m["params"]["value"]["kind"] for m in stage.heard if m.get("method") == "$/progress"]
    assert (kinds.count("begin"), kinds.count("end")) == (2, 2)
    assert stage.end() == 0


def test_notes_can_be_asked_for_while_it_plays(stage: Stage, receiver: Receiver) -> None:
    stage.greet(outputs=[receiver.output], notifications=[])
    stage.open(SONG)
    stage.do("evaluateFile", uri=URI)
    receiver.part(LEAD, 60)
    stage.do("watchNotes", on=True)
    assert stage.news("patternStudio/notes")["notes"]


def test_the_value_that_the_text_gives_a_knob_is_told(stage: Stage, receiver: Receiver) -> None:
    stage.greet(outputs=[receiver.output], swap="now")
    stage.play('tempo 240;\nparam warm = 0.5 in 0..1;\nmelody lead { piano "c4*4".pan(warm); }\n')
    stage.do("knob", name="warm", value=0.9)
    stage.transport(lambda params: [one["value"] for one in params.get("knobs", [])] == [0.9])
    stage.change(2, (1, 13, 1, 16, "0.2"))
    stage.do("evaluateFile", uri=URI)
    stage.transport(lambda params: [one["value"] for one in params.get("knobs", [])] == [0.2])


ABSURD = {
    "outputs": {"synth": 1},
    "lookahead": 1e308,
    "swap": [[]],
    "notifications": "all",
    "evaluateOnSave": {},
    "token": [],
}


def test_absurd_settings_are_told_and_nobody_waits_for_a_process_that_cannot_be(stage: Stage) -> None:
    told = {"processId": 10**30, "rootUri": 5, "workspaceFolders": [{"uri": 7}, 3], "capabilities": {"window": []}}
    stage.request("initialize", told | {"initializationOptions": {"patternStudio": ABSURD}}, is_right=False)
    stage.notify("initialized", {})
    assert stage.do("status")["state"] == "idle"
    said = [m["params"]["message"] for m in stage.heard if m.get("method") == "window/showMessage"]
    assert {line.partition(":")[0] for line in said} == {f"patternStudio.{name}" for name in ABSURD} - {
        "patternStudio.token"
    }
    assert stage.end() == 0


def unread(*messages: dict) -> bytes:
    bodies = [json.dumps({"jsonrpc": "2.0", **message}).encode() for message in messages]
    return b"".join(b"Content-Length: %d\r\n\r\n%b" % (len(body), body) for body in bodies)


def test_an_editor_that_does_not_read_is_obeyed_and_can_end_it(receiver: Receiver) -> None:
    told = {"outputs": [receiver.output], "notifications": ["lights", "notes", "transport"]}
    document = {"uri": URI, "languageId": "pattern", "version": 1, "text": SONG.replace("c4*4", "c4*64")}
    evaluate = {"command": "patternStudio.evaluateFile", "arguments": [{"uri": URI}]}
    # as many answers as no pipe holds
    asked = [{"id": f"q{number}", "method": "patternStudio/nothing" + "g" * 2_000} for number in range(200)]
    with subprocess.Popen(COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as server:
        assert server.stdin is not None
        options = {"initializationOptions": {"patternStudio": told}}
        server.stdin.write(
            unread(
                {"id": 1, "method": "initialize", "params": {"processId": None, "capabilities": {}, **options}},
                *asked,
                {"method": "textDocument/didOpen", "params": {"textDocument": document}},
                {"id": 2, "method": "workspace/executeCommand", "params": evaluate},
            )
        )
        server.stdin.flush()
        receiver.part(LEAD, 60)
        server.stdin.write(
            unread({"id": 3, "method": "workspace/executeCommand", "params": {"command": "patternStudio.panic"}})
        )
        server.stdin.flush()
        receiver.told("hush")
        server.stdin.close()
        assert server.wait(PATIENCE) == 1
