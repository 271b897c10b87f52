"""Where the music of an editor goes: outputs that a text or a setting names, changed while it plays."""

from __future__ import annotations

from lsp_client import URI
from playing_client import SONG, Receiver, Stage

LEAD, BASS = "melody/lead/1", "melody/bass/1"


def test_an_output_that_is_new_in_the_text_is_opened_beside_the_music(stage: Stage, receiver: Receiver) -> None:
    stage.greet(swap="now")
    assert stage.play("out none;\n" + SONG)["ok"]
    stage.change(2, f'out osc("127.0.0.1", {receiver.socket.getsockname()[1]});\n{SONG}')
    stage.do("evaluateFile", uri=URI)
    assert stage.evaluated()["ok"]
    receiver.settles((LEAD, 60), (BASS, 36))


def test_where_it_plays_can_be_changed_while_it_plays(stage: Stage, receiver: Receiver, elsewhere: Receiver) -> None:
    stage.greet(outputs=[receiver.output], swap="now")
    stage.play()
    receiver.settles((LEAD, 60), (BASS, 36))
    player, bar = stage.player(), stage.do("status")["bar"]
    stage.notify("workspace/didChangeConfiguration", {"settings": {"patternStudio": {"outputs": [elsewhere.output]}}})
    receiver.drain()
    receiver.settles((LEAD, 60), (BASS, 36))  # nothing changes unless it is asked for
    stage.do("evaluateFile", uri=URI)
    assert stage.evaluated()["ok"]
    elsewhere.settles((LEAD, 60), (BASS, 36))
    receiver.falls_silent()
    assert (stage.player(), stage.do("status")["bar"] >= bar) == (player, True)
    stage.notify("workspace/didChangeConfiguration", {"settings": {"patternStudio": {"outputs": [receiver.output]}}})
    stage.do("evaluateFile", uri=URI)
    assert stage.evaluated()["ok"]
    receiver.settles((LEAD, 60), (BASS, 36))
    elsewhere.falls_silent()


def test_one_of_two_outputs_is_left(stage: Stage, receiver: Receiver, elsewhere: Receiver) -> None:
    stage.greet(outputs=[receiver.output, elsewhere.output], swap="now")
    stage.play()
    elsewhere.settles((LEAD, 60), (BASS, 36))
    stage.notify("workspace/didChangeConfiguration", {"settings": {"patternStudio": {"outputs": [receiver.output]}}})
    stage.do("evaluateFile", uri=URI)
    assert stage.evaluated()["ok"]
    elsewhere.falls_silent()
    receiver.drain()
    receiver.settles((LEAD, 60), (BASS, 36))


def test_a_text_that_names_another_output_goes_there_and_back(stage: Stage, receiver: Receiver) -> None:
    out = f'out osc("127.0.0.1", {receiver.socket.getsockname()[1]});\n'
    stage.greet(swap="now")
    assert stage.play(out + SONG)["ok"]
    receiver.settles((LEAD, 60), (BASS, 36))
    stage.change(2, f"out none;\n{SONG}")
    stage.do("evaluateFile", uri=URI)
    assert stage.evaluated()["ok"]
    receiver.falls_silent()
    stage.change(3, out + SONG)
    stage.do("evaluateFile", uri=URI)
    assert stage.evaluated()["ok"]
    receiver.settles((LEAD, 60), (BASS, 36))
