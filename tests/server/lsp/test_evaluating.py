"""Evaluating while writing: on save, with mistakes, with nothing but the protocol, and whatever dies meanwhile."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from lsp_client import PATIENCE, URI, WHOLE, span
from playing_client import LIVELY, NOTE, SONG, Receiver, Stage

LEAD, BASS = "melody/lead/1", "melody/bass/1"
KEEPS = "block lead keeps playing its last good version (line 2)"
STANDARD = {
    "workspace": {},
    "textDocument": {"publishDiagnostics": {}, "codeAction": WHOLE["textDocument"]["codeAction"]},
}


def sound_of(problem: dict) -> str:
    """What a published mistake says that it does to the sound."""
    return problem["message"].rpartition("sound: ")[2]


def is_alive(process: int) -> bool:
    """Whether *process* runs."""
    try:
        state = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state not in ("Z", "X")


def ends(process: int, seconds: float = 20.0) -> bool:
    """Whether *process* ends within so many seconds."""
    deadline = time.monotonic() + seconds
    while is_alive(process) and time.monotonic() < deadline:
        os.sched_yield()
    return not is_alive(process)


linux = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="processes are looked at in /proc")


def test_saving_evaluates_while_music_plays(stage: Stage, receiver: Receiver) -> None:
    stage.greet(outputs=[receiver.output], swap="now")
    stage.open(SONG)
    stage.save()
    assert stage.do("status")["state"] == "idle"
    stage.do("evaluateFile", uri=URI)
    assert stage.evaluated()["ok"]
    receiver.part(LEAD, 60)
    stage.change(2, (*NOTE, "e4"))
    stage.save()
    assert stage.evaluated()["version"] == 2
    receiver.part(LEAD, 64)
    stage.do("hush")
    stage.change(3, (*NOTE, "f4"))
    stage.save()
    assert stage.do("status")["version"] == 2


def test_saving_evaluates_always_or_never(stage: Stage, receiver: Receiver) -> None:
    stage.greet(outputs=[receiver.output], swap="now", evaluateOnSave="always")
    stage.open(SONG)
    stage.save()
    assert stage.evaluated()["ok"]
    receiver.part(LEAD, 60)
    stage.notify("workspace/didChangeConfiguration", {"settings": {"patternStudio": {"evaluateOnSave": "never"}}})
    stage.change(2, (*NOTE, "e4"))
    stage.save()
    assert stage.do("status")["version"] == 1
    receiver.drain()
    assert receiver.part(LEAD).midi == 60


def test_saving_what_the_music_imports_evaluates_the_music(stage: Stage, receiver: Receiver, tmp_path: Path) -> None:
    stage.greet(outputs=[receiver.output], swap="now")
    song, fills, other = ((tmp_path / name).as_uri() for name in ("song.pattern", "fills.pattern", "other.pattern"))
    stage.open('let fill = "c4*4";\n', fills)
    stage.open('melody b { piano "b6"; }\n', other)
    text = 'import fill from "fills.pattern";\ntempo 240;\nmelody lead { piano fill; }\n'
    assert stage.play(text, song)["ok"], stage.heard
    receiver.part(LEAD, 60)
    stage.change(2, (0, 12, 0, 14, "e4"), uri=fills)
    stage.save(other)
    stage.save(fills)
    assert stage.evaluated()["uri"] == song
    receiver.part(LEAD, 64)


def test_it_does_so_though_the_text_that_plays_is_closed(stage: Stage, receiver: Receiver, tmp_path: Path) -> None:
    stage.greet(outputs=[receiver.output], swap="now")
    song, fills, other = (tmp_path / name for name in ("song.pattern", "fills.pattern", "other.pattern"))
    song.write_text('import fill from "fills.pattern";\ntempo 240;\nmelody lead { piano fill; }\n', encoding="utf-8")
    stage.open('let fill = "c4*4";\n', fills.as_uri())
    stage.open('melody b { piano "b6"; }\n', other.as_uri())
    assert stage.play(song.read_text(encoding="utf-8"), song.as_uri())["ok"], stage.heard
    receiver.part(LEAD, 60)
    stage.notify("textDocument/didClose", {"textDocument": {"uri": song.as_uri()}})
    stage.change(2, (0, 12, 0, 14, "e4"), uri=fills.as_uri())
    stage.save(other.as_uri())
    stage.save(fills.as_uri())
    told = stage.evaluated()
    assert (told["uri"], told["version"], told["ok"]) == (song.as_uri(), None, True)
    receiver.part(LEAD, 64)
    song.unlink()
    stage.save(fills.as_uri())
    stage.news("window/logMessage", lambda told: "song.pattern" in told["message"])
    receiver.drain()
    assert receiver.part(LEAD).midi == 64


def test_what_is_imported_is_heard_as_it_is_on_disk(stage: Stage, receiver: Receiver, tmp_path: Path) -> None:
    """Whoever has changed it, and whether or not anybody has told."""
    stage.greet(outputs=[receiver.output], swap="now")
    song, fills = (tmp_path / name for name in ("song.pattern", "fills.pattern"))
    text = 'import fill from "fills.pattern";\ntempo 240;\nmelody lead { piano fill; }\n'
    fills.write_text('let fill = "c4*4";\n', encoding="utf-8")
    assert stage.play(text, song.as_uri())["ok"], stage.heard
    receiver.part(LEAD, 60)
    fills.write_text('let fill = "e4*4";\n', encoding="utf-8")
    stage.do("evaluateFile", uri=song.as_uri())
    assert stage.evaluated()["ok"]
    receiver.part(LEAD, 64)
    fills.unlink()
    stage.do("evaluateBlock", uri=song.as_uri(), position={"line": 2, "character": 3})
    assert not stage.evaluated()["ok"]


@pytest.mark.tested("any editor: evaluation by code actions alone")
def test_with_nothing_but_the_protocol_everything_can_be_played(stage: Stage, receiver: Receiver) -> None:
    """No settings and no notifications: actions, lenses, and saving."""
    stage.initialize(STANDARD)
    stage.open(f'out osc("127.0.0.1", {receiver.socket.getsockname()[1]});\n{SONG}')
    asked = {"range": span(2, 3, 2, 3), "context": {"diagnostics": []}}
    actions = {action["title"]: action for action in stage.about("textDocument/codeAction", **asked)}
    assert {"Evaluate block", "Evaluate file", "Hush"} <= actions.keys()
    stage.request("workspace/executeCommand", actions["Evaluate block"]["command"] | {"title": ""}, is_right=False)
    receiver.settles((LEAD, 60), count=6)
    stage.request("workspace/executeCommand", actions["Evaluate file"]["command"], is_right=False)
    receiver.part(BASS, 36)
    stage.change(2, (2, 21, 2, 23, "e4"))
    stage.save()
    receiver.part(LEAD, 64)
    mute = next(lens for lens in stage.about("textDocument/codeLens") if lens["command"]["title"] == "mute")
    answer = stage.request("workspace/executeCommand", mute["command"], is_right=False)
    assert answer == {"muted": [LEAD], "solo": []}
    assert (2, "unmute") in stage.titles()
    stage.change(3, (2, 21, 2, 23, "xx"))
    stage.save()
    stage.request("workspace/executeCommand", actions["Hush"]["command"], is_right=False)
    assert stage.end() == 0
    assert not [m for m in stage.heard if m.get("method", "").startswith(("patternStudio/", "workspace/"))]


def test_a_mistake_while_typing_changes_nothing_and_says_so(stage: Stage, receiver: Receiver) -> None:
    stage.greet(outputs=[receiver.output], swap="now")
    stage.play()
    receiver.part(LEAD, 60)
    stage.change(2, (*NOTE, "xx"))
    assert [sound_of(problem) for problem in stage.diagnostics(2)] == [KEEPS]
    stage.change(3, (1, 0, 1, 6, "melod"))
    assert all("last good version" in sound_of(p) or "as it was" in sound_of(p) for p in stage.diagnostics(3))
    stage.change(4, SONG + 'melody third { piano "yy"; }\n')
    assert [sound_of(p) for p in stage.diagnostics(4)] == ["block third is silent until it is mended (line 4)"]
    stage.change(5, SONG.replace("240", "fast"))
    assert {sound_of(p) for p in stage.diagnostics(5)} == {"the music goes on as it was"}
    receiver.settles((LEAD, 60), (BASS, 36))
    assert stage.do("status")["version"] == 1


def test_a_mistake_that_is_saved_keeps_its_block_and_changes_the_others(stage: Stage, receiver: Receiver) -> None:
    stage.greet(outputs=[receiver.output], swap="now")
    stage.play()
    receiver.part(LEAD, 60)
    stage.change(2, (*NOTE, "xx"), (2, 21, 2, 23, "d2"))
    stage.diagnostics(2)
    stage.save()
    told = stage.evaluated()
    assert (told["ok"], told["kept"], told["flash"]) == (True, [LEAD], [[2, 0, 2, 29]])
    assert told["errors"] == [[*NOTE]]
    assert KEEPS in told["message"]
    receiver.part(BASS, 38)
    receiver.settles((LEAD, 60), (BASS, 38))
    assert [sound_of(problem) for problem in stage.published(2)] == [KEEPS]
    assert (1, "evaluate (keeps its last good version, from line 2)") in stage.titles()
    assert (2, "evaluate (playing)") in stage.titles()
    stage.news("workspace/codeLens/refresh")
    parts = stage.do("status")["parts"]
    assert [(part["key"], part["kept"]) for part in parts] == [(LEAD, True), (BASS, False)]
    stage.change(3, (*NOTE, "e4"))
    stage.save()
    assert stage.evaluated()["kept"] == []
    receiver.part(LEAD, 64)


def test_a_block_with_a_mistake_is_not_evaluated(stage: Stage, receiver: Receiver) -> None:
    stage.greet(outputs=[receiver.output], swap="now")
    stage.play()
    stage.change(2, (*NOTE, "xx"), (2, 21, 2, 23, "d2"))
    told = stage.block(1)
    assert (told["ok"], told["at"], told["bar"], told["flash"], told["errors"]) == (False, None, None, [], [[*NOTE]])
    assert "xx is no note" in told["message"]
    assert stage.block(2)["ok"]
    receiver.part(BASS, 38)
    receiver.settles((LEAD, 60), (BASS, 38))


def test_a_text_that_is_wrong_from_the_start_plays_what_is_right(stage: Stage, receiver: Receiver) -> None:
    stage.greet(outputs=[receiver.output])
    told = stage.play(SONG.replace("c4", "xx"))
    assert (told["ok"], told["kept"]) == (True, [])
    receiver.settles((BASS, 36), count=6)
    assert (1, "evaluate (silent until mended)") in stage.titles()


def test_nothing_to_play_is_said(stage: Stage) -> None:
    stage.greet(outputs=["none"])
    assert stage.play("tempo fast;\n")["ok"] is False
    stage.change(2, "tempo 120;\n")
    stage.do("evaluateFile", uri=URI)
    told = stage.evaluated()
    assert (told["ok"], told["message"]) == (False, "song.pattern: there is nothing to play")
    assert stage.do("status")["state"] == "idle"


@linux
def test_a_player_that_dies_is_told_and_the_next_evaluation_starts_another(stage: Stage, receiver: Receiver) -> None:
    stage.greet(outputs=[receiver.output])
    stage.play()
    receiver.part(LEAD)
    player = stage.player()
    os.kill(player, signal.SIGKILL)
    told = stage.news("window/showMessage", lambda params: "starts anew" in params["message"])
    assert told["type"] == 1
    stage.transport(lambda params: params["state"] == "idle")
    stage.do("evaluateFile", uri=URI)
    assert stage.evaluated()["ok"]
    assert stage.player() != player
    receiver.part(LEAD)


def test_an_output_that_cannot_be_opened_is_told(stage: Stage) -> None:
    stage.greet(outputs=["osc:no.such.host.invalid:9"])
    stage.open(SONG)
    stage.do("evaluateFile", uri=URI)
    told = stage.evaluated()
    assert not told["ok"]
    assert "no.such.host" in told["message"]
    assert stage.do("status")["state"] == "idle"


@linux
@pytest.mark.parametrize("way", ["exits", "is killed", "kills the server"])
def test_the_music_ends_with_the_editor(way: str, receiver: Receiver, tmp_path: Path) -> None:
    """The editor is a process of its own, which starts the server and is killed."""
    script = Path(__file__).parent / "playing_client.py"
    editor = subprocess.Popen(
        [sys.executable, script, receiver.output],
        stdout=subprocess.PIPE,
        stdin=subprocess.PIPE,
        cwd=tmp_path,
        text=True,
    )
    try:
        server, player = (int(number) for number in editor.stdout.readline().split())
        receiver.part(LEAD)
        if way == "exits":
            editor.communicate("end\n", PATIENCE)
        else:
            os.kill(editor.pid if way == "is killed" else server, signal.SIGKILL)
        assert ends(player)
        assert ends(server)
        receiver.told("hush")
    finally:
        editor.kill()
        editor.communicate()


def test_a_long_text_does_not_wait_for_the_player(stage: Stage) -> None:
    """The pipe to a player that is not there yet holds less than this program."""
    stage.greet(outputs=["none"])
    text = "".join(f'melody m{n} {{ piano "c4 e4 g4 [a4 b4]*2".every(4, .rev()); }}\n' for n in range(600))
    stage.open(text)
    stage.do("evaluateFile", uri=URI)
    assert stage.at("textDocument/hover", 3, 14) is not None
    told = stage.evaluated()
    assert (told["ok"], len(told["flash"])) == (True, 600)


def test_several_evaluations_are_told_in_order(stage: Stage, receiver: Receiver) -> None:
    stage.greet(outputs=[receiver.output])
    stage.open(SONG)
    asked = [stage.ask("workspace/executeCommand", stage.order("evaluateFile", uri=URI))]
    for version, note in enumerate(("d4", "e4", "f4"), 2):
        stage.change(version, (*NOTE, note))
        asked.append(stage.ask("workspace/executeCommand", stage.order("evaluateFile", uri=URI, at="now")))
    assert [stage.evaluated()["version"] for _ in asked] == [1, 2, 3, 4]
    receiver.part(LEAD, 65)


def test_the_effect_is_told_to_editors_that_ask_for_diagnostics(stage: Stage) -> None:
    capabilities = {**LIVELY, "textDocument": {"diagnostic": {}}}
    stage.greet(capabilities, outputs=["none"])
    stage.play()
    stage.change(2, (*NOTE, "xx"))
    items = stage.about("textDocument/diagnostic")["items"]
    assert [sound_of(problem) for problem in items if problem["severity"] == 1] == [KEEPS]


def test_mistakes_say_nothing_of_music_that_is_hushed(stage: Stage) -> None:
    stage.greet(outputs=["none"])
    stage.play()
    stage.change(2, (*NOTE, "xx"))
    assert sound_of(stage.diagnostics(2)[0]) == KEEPS
    stage.do("hush")
    assert "does not play until this is mended" in sound_of(stage.published(2)[0])
    stage.do("play")
    assert sound_of(stage.published(2)[0]) == KEEPS


def test_a_block_of_another_text_joins_the_music_and_that_text_alone_takes_over(
    stage: Stage, receiver: Receiver
) -> None:
    stage.greet(outputs=[receiver.output], swap="now")
    other = URI.replace("song", "other")
    stage.play()
    stage.open('melody lead { piano "e5*4"; }\nmelody third { piano "g5*4"; }\n', other)
    assert stage.block(1, other)["ok"]
    receiver.part("melody/third/1")
    receiver.settles((LEAD, 60), (BASS, 36), ("melody/third/1", 79), count=24)
    stage.change(2, (*NOTE, "xx"))
    assert sound_of(stage.diagnostics(2)[0]) == KEEPS
    assert stage.titles(other)[0] == (0, "evaluate")
    stage.do("evaluateFile", uri=other)
    assert stage.evaluated()["kept"] == []
    receiver.part(LEAD, 76)
    receiver.settles((LEAD, 76), ("melody/third/1", 79), count=24)


def test_headers_of_a_block_count_only_where_nothing_plays(stage: Stage) -> None:
    stage.greet(outputs=["none"])
    stage.open(SONG)
    stage.block(1)
    stage.transport(lambda params: params["bpm"] == 240 and params["sent"] > 0)
    stage.change(2, SONG.replace("240", "90"))
    assert stage.block(2, at="now")["ok"]
    assert stage.do("status")["bpm"] == 240
    stage.do("evaluateFile", uri=URI, at="now")
    stage.transport(lambda params: params["bpm"] == 90)
