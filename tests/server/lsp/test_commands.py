"""Every command, in a server with a real player: what is heard is checked where it arrives."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from lsp_client import URI, Refusal, span
from own_messages import STATUS
from playing_client import NOTE, SONG, Receiver, Stage

from pattern_server.lsp.commands import COMMANDS
from pattern_server.lsp.settings import NOTIFICATIONS, Settings

PAGE = (Path(__file__).parents[3] / "docs" / "protocol.md").read_text(encoding="utf-8")

LEAD, BASS = "melody/lead/1", "melody/bass/1"
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
    receiver.part(BASS, 36)
    return stage


def test_the_page_of_the_protocol_names_every_command_setting_and_notification() -> None:
    table = PAGE[PAGE.index("## Commands") : PAGE.index("`at` outdoes")]
    first = [row.split("|")[1] for row in table.splitlines() if row.startswith("| `")]
    named = {name for cell in first for name in re.findall(r"`(?:patternStudio)?\.(\w+)`", cell)}
    assert {f"patternStudio.{name}" for name in named} == COMMANDS.keys()
    assert set(re.findall(r"^`patternStudio/(\w+)`", PAGE, re.MULTILINE)) == set(NOTIFICATIONS)
    settings = PAGE[PAGE.index("## Settings") : PAGE.index("## Commands")]
    named = set(re.findall(r"^\| `(\w+)` \|", settings, re.MULTILINE))
    assert {"evaluateOnSave", "outputs", "lookahead", "swap", "notifications"} <= named


def test_all_commands_are_advertised(stage: Stage) -> None:
    offered = stage.initialize()["capabilities"]["executeCommandProvider"]
    assert offered["commands"] == [*COMMANDS]


def test_a_text_plays_and_all_is_told_of_it(stage: Stage, receiver: Receiver) -> None:
    stage.greet(outputs=[receiver.output])
    told = stage.play()
    assert (told["uri"], told["version"], told["ok"], told["bar"], told["kept"]) == (URI, 1, True, 1, [])
    assert told["flash"] == [[1, 0, 1, 29], [2, 0, 2, 29]]
    assert "song.pattern" in told["message"]
    receiver.settles((LEAD, 60), (BASS, 36))
    moved = stage.transport(lambda params: params["sent"] > 0)
    assert (moved["state"], moved["bpm"], moved["beats"], moved["uri"]) == ("playing", 240, 4, URI)
    assert stage.end() == 0


def test_a_block_changes_and_all_else_stays_as_it_was_evaluated(playing: Stage, receiver: Receiver) -> None:
    playing.change(2, (*NOTE, "e4"), (2, 21, 2, 23, "d2"))
    told = playing.block(1)
    assert (told["ok"], told["flash"]) == (True, [[1, 0, 1, 29]])
    receiver.part(LEAD, 64)
    receiver.settles((LEAD, 64), (BASS, 36))


def test_a_selection_is_all_blocks_that_it_touches(playing: Stage, receiver: Receiver) -> None:
    playing.change(2, (*NOTE, "e4"), (2, 21, 2, 23, "d2"))
    playing.do("evaluateSelection", uri=URI, range=span(1, 28, 2, 1))
    assert len(playing.evaluated()["flash"]) == 2
    receiver.part(LEAD, 64)
    receiver.settles((LEAD, 64), (BASS, 38))


def test_without_music_a_block_plays_alone(stage: Stage, receiver: Receiver) -> None:
    stage.greet(outputs=[receiver.output])
    stage.open(SONG)
    assert stage.block(2)["ok"]
    receiver.settles((BASS, 36), count=6)
    stage.do("hush")
    assert stage.block(1, at="now")["ok"]
    receiver.part(LEAD, 60)
    receiver.settles((LEAD, 60), count=6)


def test_stop_and_play_go_on_where_it_stood(playing: Stage, receiver: Receiver) -> None:
    playing.do("stop")
    stood = playing.transport(lambda params: params["state"] == "stopped")
    receiver.falls_silent()
    playing.do("play")
    assert playing.transport(lambda params: params["state"] == "playing")["bar"] >= stood["bar"]
    receiver.part(LEAD)


def test_hush_starts_nothing_more_and_panic_silences(playing: Stage, receiver: Receiver) -> None:
    playing.do("hush")
    assert playing.do("status")["state"] == "hushed"
    receiver.falls_silent()
    playing.do("play")
    receiver.part(LEAD)
    playing.do("panic")
    receiver.told("hush")
    assert playing.do("status")["state"] == "hushed"


def test_mute_and_solo_by_key_block_and_number(playing: Stage, receiver: Receiver) -> None:
    assert playing.do("mute", parts=["melody/bass"]) == {"muted": [BASS], "solo": []}
    receiver.settles((LEAD, 60), count=8)
    assert playing.do("mute", parts=[BASS]) == {"muted": [], "solo": []}
    receiver.part(BASS)
    assert playing.do("solo", parts=["melody/bass"], on=True) == {"muted": [], "solo": [BASS]}
    parts = playing.transport(lambda params: any(part["solo"] for part in params.get("parts", [])))["parts"]
    assert [(part["key"], part["heard"]) for part in parts] == [(LEAD, False), (BASS, True)]
    assert playing.do("solo", parts=["melody/bass"], on=False) == {"muted": [], "solo": []}
    assert playing.do("muteNumber", number=1) == {"muted": [LEAD], "solo": []}
    receiver.drain()


def test_what_the_text_mutes_can_be_turned_on(stage: Stage, receiver: Receiver) -> None:
    stage.greet(outputs=[receiver.output])
    stage.play(SONG.replace("melody bass", "mute melody bass"))
    receiver.settles((LEAD, 60), count=8)
    assert stage.do("mute", parts=["melody/bass"]) == {"muted": [], "solo": []}
    receiver.part(BASS)


def test_tempo_seek_and_taps(playing: Stage) -> None:
    playing.do("tempo", bpm=300)
    playing.transport(lambda params: params["bpm"] == 300)
    playing.do("tempo", bpm=200, bars=0.5)
    playing.transport(lambda params: params["bpm"] == 200)
    playing.do("seek", bar=41)
    playing.transport(lambda params: params["bar"] >= 41)
    for _ in range(4):
        playing.do("tap")
        playing.transport(lambda _: True)
    playing.transport(lambda params: params["bpm"] != 200)


def test_sections_are_gone_to(stage: Stage, receiver: Receiver) -> None:
    stage.greet(outputs=[receiver.output])
    stage.play(FORM)
    stage.transport(lambda params: params["section"] == "verse")
    stage.do("goto", section="chorus")
    stage.transport(lambda params: params["section"] == "chorus")
    with pytest.raises(Refusal, match=r"-32803: nothing plays a section bridge: there are verse, chorus"):
        stage.do("goto", section="bridge")


def test_knobs_turn(stage: Stage, receiver: Receiver) -> None:
    stage.greet(outputs=[receiver.output])
    text = "tempo 240;\nparam warm = 0.5 in 0..1;\n" + 'melody lead { piano "c4*4".pan(warm); }\n'
    assert stage.play(text)["ok"], stage.heard[-1]
    knob = stage.transport(lambda params: bool(params.get("knobs")))["knobs"][0]
    assert (knob["name"], knob["value"], knob["low"], knob["high"]) == ("warm", 0.5, 0, 1)
    stage.do("knob", name="warm", value=0.9)
    stage.transport(lambda params: [one["value"] for one in params.get("knobs", [])] == [0.9])
    with pytest.raises(Refusal, match="nothing plays a param cold: there are warm"):
        stage.do("knob", name="cold", value=1)


def test_a_step_changes_the_text_and_then_the_music(playing: Stage, receiver: Receiver) -> None:
    playing.do("step", uri=URI, position={"line": 1, "character": 22}, by=2)
    (edit,) = playing.news("workspace/applyEdit")["edit"]["documentChanges"]
    assert edit["textDocument"] == {"uri": URI, "version": 1}
    assert [(one["range"], one["newText"]) for one in edit["edits"]] == [(span(*NOTE), "d4")]
    playing.change(2, (*NOTE, "d4"))
    assert playing.evaluated()["flash"] == [[1, 0, 1, 29]]
    receiver.part(LEAD, 62)
    with pytest.raises(Refusal, match="there is no number here"):
        playing.do("step", uri=URI, position={"line": 1, "character": 10}, by=1)
    with pytest.raises(Refusal, match="d4 is as far as it goes"):
        playing.do("step", uri=URI, position={"line": 1, "character": 22}, by=100)


def test_undo_and_redo(playing: Stage, receiver: Receiver) -> None:
    playing.change(2, (*NOTE, "e4"))
    playing.block(1)
    receiver.part(LEAD, 64)
    playing.do("undo")
    assert playing.evaluated()["ok"]
    receiver.part(LEAD, 60)
    playing.do("redo")
    receiver.part(LEAD, 64)
    with pytest.raises(Refusal, match="there is nothing to redo"):
        playing.do("redo")


def test_rendering_says_how_far_it_is_and_answers_the_path(stage: Stage, tmp_path: Path) -> None:
    stage.greet(outputs=["none"])
    uri = (tmp_path / "song.pattern").as_uri()
    stage.open(SONG, uri)
    assert stage.do("render", uri=uri, bars=1) == str(tmp_path / "song.wav")
    assert (tmp_path / "song.wav").stat().st_size == pytest.approx(48_000 * 4 * 1, rel=0.7)
    token = stage.news("window/workDoneProgress/create")["token"]
    kinds = [m["params"]["value"]["kind"] for m in stage.heard if m.get("method") == "$/progress"]
    assert (kinds[0], set(kinds[1:-1]), kinds[-1]) == ("begin", {"report"}, "end")
    assert {m["params"]["token"] for m in stage.heard if m.get("method") == "$/progress"} == {token}
    assert stage.do("render", uri=uri, parts=["melody/bass"], bars=1) == str(tmp_path / "song-bass.wav")
    for asked, why in (
        ({"parts": ["melody/no"]}, "no part melody/no: there are melody/lead/1, melody/bass/1"),
        ({"section": "no"}, "the form plays no section no"),
        ({"to": "song.pattern"}, "a name that ends with .wav"),
        ({"to": "nowhere/song.wav"}, "cannot write"),
    ):
        with pytest.raises(Refusal, match=why):
            stage.do("render", uri=uri, bars=1, **asked)
    stage.change(2, (*NOTE, "xx"), uri=uri)
    with pytest.raises(Refusal, match="line 2: xx is no note"):
        stage.do("render", uri=uri, bars=1)
    assert stage.do("render", uri=uri, parts=["melody/bass"], bars=1) == str(tmp_path / "song-bass.wav")


def test_a_rendering_that_is_cancelled_leaves_nothing(stage: Stage, tmp_path: Path) -> None:
    stage.greet(outputs=["none"])
    uri = (tmp_path / "song.pattern").as_uri()
    stage.open(SONG, uri)
    asked = stage.ask("workspace/executeCommand", stage.order("render", uri=uri, bars=2_000))
    stage.news("$/progress", lambda params: params["value"]["kind"] == "report")
    stage.notify("$/cancelRequest", {"id": asked})
    assert stage.answer(asked)["error"]["code"] == -32800
    asked = stage.ask("workspace/executeCommand", stage.order("render", uri=uri, bars=2_000))
    stage.news("$/progress", lambda params: params["value"]["kind"] == "report")
    token = [m["params"]["token"] for m in stage.heard if m.get("method") == "window/workDoneProgress/create"][-1]
    stage.notify("window/workDoneProgress/cancel", {"token": token})
    assert stage.answer(asked)["error"]["code"] == -32800
    assert [path.name for path in tmp_path.iterdir()] == []


def test_auditions_sound_beside_the_music(playing: Stage, receiver: Receiver) -> None:
    player = playing.player()
    playing.do("audition", sound="bell", note="c6")
    receiver.part("melody/audition/1", 84)
    playing.do("audition", sound="Snare")
    receiver.part("rhythm/audition/1")
    receiver.part(BASS, 36)
    assert player in playing.players()
    with pytest.raises(Refusal, match="there is no sound kazoo"):
        playing.do("audition", sound="kazoo")


def test_everything_that_can_sound_is_listed(stage: Stage, tmp_path: Path) -> None:
    stage.greet(outputs=["none"])
    (tmp_path / "kit" / "bd").mkdir(parents=True)
    (tmp_path / "kit" / "bd" / "one.wav").write_bytes(b"RIFF")
    text = 'import kit from "./kit/";\nrhythm beat { kit "bd"; }\n'
    stage.open(text, (tmp_path / "song.pattern").as_uri())
    found = {(sound["name"], sound["kind"]) for sound in stage.do("sounds")}
    assert {("piano", "instrument"), ("Kick", "drum"), ("kit/bd", "sample")} <= found


def test_status_says_what_the_transport_says(playing: Stage) -> None:
    told = playing.do("status")
    assert told.keys() == STATUS.keys()
    assert all(fits(told[name]) for name, fits in STATUS.items())
    assert (told["state"], told["uri"], told["version"]) == ("playing", URI, 1)


@pytest.mark.parametrize(
    ("command", "asked", "code", "why"),
    [
        ("evaluateFile", {}, -32602, "uri: a text is expected"),
        ("evaluateFile", {"uri": "untitled:nothing"}, -32602, "is not open"),
        ("evaluateFile", {"uri": URI, "at": "soon"}, -32602, "now, beat, bar, section or a number of bars"),
        ("evaluateBlock", {"uri": URI}, -32602, "position.line: a whole number is expected"),
        ("evaluateBlock", {"uri": URI, "position": {"line": 0, "character": 0}}, -32803, "there is no block here"),
        ("evaluateSelection", {"uri": URI, "range": 3}, -32602, "range.start.line"),
        ("play", {}, -32803, "nothing plays yet"),
        ("hush", {}, -32803, "nothing plays yet"),
        ("mute", {"parts": "lead"}, -32602, "parts: a list of texts is expected"),
        ("mute", {"parts": ["melody/lead"]}, -32803, "nothing plays yet"),
        ("solo", {"parts": ["melody/lead"], "on": 1}, -32602, "on: true or false is expected"),
        ("muteNumber", {"number": 1}, -32803, "no part 1: there are 0"),
        ("tempo", {"bpm": 0}, -32602, "bpm: 1 to 1000"),
        ("tempo", {"bpm": True}, -32602, "bpm: a number is expected"),
        ("seek", {"bar": 0}, -32602, "bar: a number from 1"),
        ("goto", {"section": "a"}, -32803, "nothing plays a section a: there are none"),
        ("knob", {"name": "a", "value": 1}, -32803, "nothing plays a param a"),
        ("step", {"uri": URI, "position": {"line": 1, "character": 22}, "by": 0.5}, -32602, "by: a whole number"),
        ("undo", {}, -32803, "there is nothing to undo"),
        ("render", {"uri": URI, "bars": -1}, -32602, "bars: more than 0"),
        ("audition", {}, -32602, "sound: a text is expected"),
        ("watchNotes", {"on": "yes"}, -32602, "on: true or false"),
        ("sing", {}, -32602, "there is no command patternStudio.sing"),
    ],
)
def test_what_cannot_be_obeyed_is_refused_in_a_sentence(command: str, asked: dict, code: int, why: str) -> None:
    from lsp_client import Inside
    from playing_client import LIVELY

    client = Inside(LIVELY)
    client.open(SONG)
    with pytest.raises(Refusal, match=re.escape(why)) as refused:
        client.request("workspace/executeCommand", {"command": f"patternStudio.{command}", "arguments": [asked]})
    assert refused.value.code == code


def test_arguments_that_are_no_object_are_refused() -> None:
    from lsp_client import Inside

    with pytest.raises(Refusal, match="one argument, an object, is expected"):
        Inside().request("workspace/executeCommand", {"command": "patternStudio.play", "arguments": ["now"]})


def test_settings_that_are_none_are_left_out_and_told() -> None:
    before = Settings()
    told = {"evaluateOnSave": "sometimes", "outputs": ["tuba"], "lookahead": 20, "swap": 0, "colour": "red"}
    after, wrong = before.changed(told)
    assert after == before
    assert [line.partition(":")[0] for line in wrong] == ["evaluateOnSave", "outputs", "lookahead", "swap"]
    after, wrong = before.changed({"evaluateOnSave": "never", "outputs": ["none"], "lookahead": 80, "swap": 4})
    assert (after, wrong) == (Settings("never", ("none",), 80, 4), [])
