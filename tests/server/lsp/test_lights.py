"""Letters that light up: what an editor is told of playing music, by a clock moved by hand and by real players."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
from lsp_client import URI
from painting_editor import Editor
from playing_client import Stage

from pattern_engine.heard import TransportAsked
from pattern_engine.performance import perform
from pattern_engine.playback import START, TICK
from pattern_engine.player_wire import Play, SetMix
from pattern_engine.scheduler import Mix
from pattern_server.lsp.lights import LINGERING, MOST
from pattern_server.lsp.lines import Encoding

PIECE = (
    "// 🎹 a piece\r\n"
    'let riff = "c5 d5";\r\n'
    'melody a { piano "c4 [e4 g4]*2 <a4 b4>".every(4, .rev()); }\r\n'
    'harmony h { piano "<Cmaj7 Am>"; }\r\n'
    "/* 🎹🎹 */ melody b { piano riff.off(1/8, .rev()); }\r\n"
    'rhythm r { drums "bd(3,8), [sd? hh]*2"; drums Kick 0.0; }\r\n'
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
def test_every_event_lights_what_it_comes_from_exactly_once(encoding: Encoding) -> None:
    editor = Editor(encoding)
    text = editor.write(PIECE)
    editor.play(text)
    editor.until(16_000)
    source = text.document.text
    wanted = {(at, source[place[0] : place[1]], place) for at, place in editor.sounded()}
    lit = [(at, letters) for at, letters in editor.said() if at + editor.zero < editor.clock.now() / 1000]
    assert Counter(lit) == Counter((at, letters) for at, letters, _ in wanted)
    assert {"c4", "e4", "g4", "a4", "b4", "Cmaj7", "Am", "c5", "d5", "bd", "sd", "hh"} <= {one for _, one in lit}
    assert len(lit) > 120


def test_lights_come_before_their_moment_and_say_how_long_and_how_bright() -> None:
    editor = Editor()
    editor.play(
        editor.write('melody { piano "c4 ~ ~ ~".vel(0.5).gain(1.5).legato(3); }\nmelody { piano "e4 ~ ~ ~".gain(9); }')
    )
    editor.until(4_000)
    for method, params in editor.told:
        if method == "patternStudio/lights":
            assert all(begin > params["now"] for _, begin, _, _ in params["on"])
    lights = {letters: light for light in editor.lit if (letters := editor.written_at(light[0])) in ("c4", "e4")}
    assert lights["c4"][2] - lights["c4"][1] == pytest.approx(1500)
    assert lights["c4"][3] == 0.75
    assert lights["e4"][3] == 1


def test_a_chord_lights_its_letters_once() -> None:
    editor = Editor()
    editor.play(editor.write('harmony { piano "Cmaj7"; }'))
    editor.until(1_000)
    assert editor.said() == [(0.0, "Cmaj7")]
    assert len(editor.roll) == 4
    assert {tuple(note[5]) for note in editor.roll} == {(editor.lit[0][0],)}


def test_places_stay_what_they_are_until_the_bar_and_are_dropped_when_they_are_no_longer_heard() -> None:
    editor = Editor()
    editor.play(editor.write('melody a { piano "c4*8"; }'))
    old = set(editor.places)
    editor.until(1_000)
    editor.swap(editor.write('\n\nmelody a { piano "d4*8"; }', 2))
    new = set(editor.places) - old
    editor.until(2_000 + LINGERING)
    assert editor.dropped() == []
    assert {letters for at, letters in editor.said() if at < 2_000} == {"c4"}
    assert {letters for at, letters in editor.said() if at >= 2_000} == {"d4"}
    editor.until(4_000)
    assert set(editor.dropped()) == old
    assert set(editor.places) == new


def test_a_change_now_takes_back_what_was_lit_and_lights_the_new() -> None:
    editor = Editor()
    editor.play(editor.write('melody a { piano "c4*32"; }'))
    editor.until(1_000)
    editor.swap(editor.write('melody a { piano "d4*32"; }', 2), "now")
    editor.until(1_500)
    clears = [params for method, params in editor.told if method.endswith("lights") and "clear" in params]
    (change,) = [params["clear"] - editor.zero for params in clears]
    assert change == pytest.approx(1_010, abs=TICK / 1000)
    assert {letters for at, letters in editor.said() if at < change} == {"c4"}
    assert {letters for at, letters in editor.said() if at >= change} == {"d4"}
    assert [note[2] for note in editor.roll] == [light[1] for light in editor.lit]


def test_a_block_that_is_evaluated_alone_leaves_the_ids_of_the_others() -> None:
    first = 'melody a { piano "c4*8"; }\nmelody b { piano "e4*8"; }\n'
    editor = Editor()
    editor.play(editor.write(first))
    (kept,) = [number for number, letters in editor.places.items() if letters == "e4"]
    editor.until(500)
    editor.swap(editor.write(first.replace("c4", "g4"), 2), only="melody/a/")
    editor.until(6_000)
    assert editor.places[kept] == "e4"
    assert sorted(editor.places.values()) == ["e4", "g4"]
    assert (2_000.0, "g4") in editor.said()
    assert {light[0] for light in editor.lit if editor.written_at(light[0]) == "e4"} == {kept}


def test_evaluating_the_same_version_again_keeps_every_id() -> None:
    editor = Editor()
    text = editor.write('melody a { piano "c4*8"; }')
    editor.play(text)
    ids = dict(editor.places)
    editor.until(500)
    editor.written = (text, text)
    editor.swap(text)
    editor.written = (text,)
    editor.until(6_000)
    assert editor.places == ids
    assert editor.dropped() == []


def test_what_fades_is_lit_until_it_has_faded() -> None:
    editor = Editor()
    editor.play(editor.write('melody a { piano "c4*8"; }'))
    editor.until(500)
    editor.swap(editor.write('melody a { piano "d4*8"; }', 2), fade=2)
    editor.until(9_000)
    lit = {letters: [at for at, one in editor.said() if one == letters] for letters in ("c4", "d4")}
    assert (lit["c4"][0], lit["c4"][-1]) == (0, 5_750)
    assert lit["d4"][0] == 2_000
    assert sorted(editor.places.values()) == ["d4"]


def test_three_changes_before_one_bar_leave_the_last() -> None:
    editor = Editor()
    editor.play(editor.write('melody a { piano "c4*8"; }'))
    editor.until(1_000)
    for version, note in enumerate(("d4", "e4", "f4"), 2):
        editor.swap(editor.write(f'melody a {{ piano "{note}*8"; }}', version))
    editor.until(5_000)
    assert {letters for at, letters in editor.said() if at < 2_000} == {"c4"}
    assert {letters for at, letters in editor.said() if at >= 2_000} == {"f4"}
    assert sorted(editor.places.values()) == ["f4"]


def test_a_hand_on_the_mix_between_two_versions_mixes_up_no_ids() -> None:
    """The player counts a change of its own for each; what is planned already comes after it."""
    editor = Editor()
    editor.play(editor.write('melody a { piano "c4*8"; }\nmelody b { piano "g3*8"; }'))
    editor.until(1_000)
    editor.swap(editor.write('// moved\nmelody a { piano "d4*8"; }\nmelody b { piano "a3*8"; }', 2))
    editor.playback.obey(SetMix(Mix(muted=frozenset({"b"}))), None)
    editor.until(3_500)
    assert {letters for at, letters in editor.said() if 1_100 < at < 2_000} == {"c4"}
    assert {letters for at, letters in editor.said() if at >= 2_000} == {"d4"}


def test_of_too_many_lights_the_loudest_are_sent() -> None:
    parts = 400
    editor = Editor()
    editor.play(editor.write("\n".join(f'melody m{n} {{ piano "c4".vel({(n + 1) / 500}); }}' for n in range(parts))))
    editor.until(100)
    (params,) = [params for method, params in editor.told if method.endswith("lights")]
    assert len(params["on"]) == MOST
    assert min(light[3] for light in params["on"]) > (parts - MOST) / 500
    (roll,) = [params for method, params in editor.told if method.endswith("notes")]
    assert len(roll["notes"]) == MOST


def test_who_wants_nothing_is_told_nothing_and_a_roll_comes_when_it_is_watched() -> None:
    editor = Editor(wanted=frozenset())
    editor.play(editor.write('melody a { piano "c4*8"; }\nmelody b { piano "e4 d4"; }'))
    editor.until(1_000)
    assert editor.told == []
    editor.lights.watch_notes(on=True)
    editor.until(2_900)
    assert [(note[0], note[1]) for note in editor.roll if note[2] == editor.zero + 2_000] == [(0, 60), (1, 64)]
    editor.lights.watch_notes(on=False)
    known = len(editor.told)
    editor.until(4_000)
    assert len(editor.told) == known
    assert {method for method, _ in editor.told} == {"patternStudio/notes"}


def test_parts_of_no_open_text_are_heard_and_not_lit() -> None:
    editor = Editor()
    text = editor.write('melody a { piano "c4*8"; }\nmelody b { piano "e4*4"; }')
    program = editor.program_of(text)
    editor.lights.evaluated(program, {"melody/a/1": text, "melody/b/1": text._replace(version=None)})
    editor.playback.obey(Play(program), perform(program))
    editor.zero = (editor.clock.now() + START) / 1000
    editor.until(2_000)
    assert {letters for _, letters in editor.said()} == {"c4"}
    assert {note[0] for note in editor.roll} == {0, 1}
    assert {tuple(note[5]) for note in editor.roll if note[0] == 1} == {()}


def test_when_the_music_is_gone_everything_is_dark_and_dropped() -> None:
    editor = Editor()
    editor.play(editor.write('melody a { piano "c4"; }'))
    editor.until(500)
    assert editor.lit
    editor.lights.gone()
    assert (editor.lit, editor.places) == ([], {})
    known = len(editor.told)
    editor.lights.gone()
    assert len(editor.told) == known


class Watcher:
    """An editor with a server and a player of its own, which keeps what it is told as long as it holds."""

    def __init__(self, stage: Stage, text: str) -> None:
        self.stage, self.text = stage, text
        stage.greet(outputs=["none"])
        self.began = stage.play(text)["at"]
        self.seen = 0
        self.places: dict[int, list[int]] = {}
        self.lit: list[list] = []
        self.early: list[float] = []

    def watch(self, until: float) -> None:
        """Take in what comes until a light is told of that goes on so many milliseconds after the first bar."""
        while not any(light[1] >= self.began + until for light in self.lit):
            self.stage.news("patternStudio/lights")
            self.look()

    def look(self) -> None:
        """Take in what has come."""
        now = time.monotonic() * 1000
        for message in self.stage.heard[self.seen :]:
            params = message.get("params", {})
            match message.get("method"), params:
                case "patternStudio/locations", _:
                    self.places |= {number: span for number, *span in params["add"]}
                case "patternStudio/lights", {"on": on}:
                    self.early += [light[1] - now for light in on]
                    self.lit += on
                case "patternStudio/lights", {"clear": since}:
                    self.lit = [light for light in self.lit if light[1] < since]
        self.seen = len(self.stage.heard)


def test_a_real_player_has_every_event_of_the_listing_lit_once_and_ahead_of_time(stage: Stage, tmp_path: Path) -> None:
    text = "tempo 240;\n" + PIECE
    file = tmp_path / "piece.pattern"
    file.write_text(text, encoding="utf-8", newline="")
    listing = [sys.executable, "-m", "pattern_server.run", str(file), "--bars", "4", "--events", "json"]
    done = subprocess.run(listing, capture_output=True, check=True, text=True, encoding="utf-8")
    events = [json.loads(line) for line in done.stdout.splitlines()]
    wanted = {(event["time"], *place) for event in events for place in event["origin"]}
    watcher = Watcher(stage, text)
    watcher.watch(4_100)
    lines = text.replace("\r\n", "\n").split("\n")
    lit = Counter(
        (
            round((begin - watcher.began) / 1000, 3),
            lines[span[0]].encode("utf-16-le")[span[1] * 2 : span[3] * 2].decode("utf-16-le"),
        )
        for number, begin, _, _ in watcher.lit
        if begin < watcher.began + 3_999 and (span := watcher.places[number])
    )
    assert lit == Counter((round(at, 3), text[begin:end]) for at, begin, end in wanted)
    assert max(watcher.early) > 50  # how many come how early on a busy machine is for the bench to say


@pytest.mark.parametrize("at", ["now", "bar"])
def test_with_a_real_player_old_letters_are_lit_up_to_a_change_and_new_ones_from_it_on(stage: Stage, at: str) -> None:
    watcher = Watcher(stage, 'tempo 240;\nmelody a { piano "c4*16"; }\n')
    watcher.watch(1_300)
    old = set(watcher.places)
    stage.change(2, (1, 18, 1, 20, "d4"))
    stage.do("evaluateFile", uri=URI, at=at)
    change = stage.evaluated()["at"]
    watcher.watch(change + 1_000 - watcher.began)
    assert {light[0] in old for light in watcher.lit if light[1] < change - 0.001} == {True}
    assert {light[0] in old for light in watcher.lit if light[1] > change - 0.001} == {False}
    bars = (change - watcher.began) / 1_000
    assert (at == "bar") == (bars == pytest.approx(round(bars), abs=1e-6))


def test_panic_puts_out_what_sounds() -> None:
    editor = Editor()
    editor.play(editor.write('melody a { piano "c4"; }'))
    editor.until(500)
    editor.playback.obey(TransportAsked("panic", None, 0), None)
    assert editor.lit == []
    assert editor.places
