"""What was heard, as a file: the same cues come back, whatever happened to whoever wrote it."""

import io
import json
import os
import signal
import subprocess
import sys
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pattern_dsl import compile_program
from pattern_engine.clock import ManualClock
from pattern_engine.heard import TransportAsked
from pattern_engine.journal import (
    Change,
    History,
    JournalError,
    change_line,
    cue_line,
    head_line,
    read_journal,
)
from pattern_engine.note import NoteEvent
from pattern_engine.outputs.output import Cue, OutputError
from pattern_engine.outputs.recording import RecordingOutput
from pattern_engine.player_client import Player
from pattern_engine.player_wire import Ended, Open, Play, Played, Position, Replay, Started, Swap
from pattern_engine.program import Destination, Program
from pattern_engine.rack import Rack
from pattern_engine.recorder import Recorder
from pattern_engine.replaying import Replaying
from pattern_engine.scheduler import Place
from pattern_engine.timeline import Meter, MeterMark

F = Fraction
HEAD = head_line("A song", 1.5)

times = st.fractions(min_value=-10, max_value=1000, max_denominator=999)
texts = st.text(max_size=8)
atoms = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | texts | times
values = st.recursive(atoms, lambda inner: st.lists(inner, max_size=3).map(tuple) | st.dictionaries(texts, inner))
plain = texts | st.integers() | st.floats(allow_nan=False) | st.booleans()
destinations = st.builds(
    Destination, texts, st.lists(plain, max_size=2).map(tuple), st.lists(st.tuples(texts, plain), max_size=2).map(tuple)
)
notes = st.builds(
    NoteEvent,
    texts, texts, st.none() | texts, st.none() | st.integers(0, 127) | st.floats(0, 127), times, times,
    st.floats(0, 1), st.booleans(), st.dictionaries(texts, values, max_size=3),
    st.lists(st.tuples(st.integers(0, 999), st.integers(0, 999)), max_size=2).map(tuple),
    st.none() | texts, st.none() | texts, st.integers(0, 9), st.none() | times,
)  # fmt: skip
cues = st.builds(
    Cue, st.integers(1), st.integers(), st.integers(0), times, notes, st.integers(0),
    st.lists(destinations, max_size=2).map(tuple),
)  # fmt: skip


def text_of(path):
    return path.read_text(encoding="utf-8").splitlines(keepends=True)


def lines(*texts):
    return [f"{text}\n" for text in texts]


@given(cues, st.integers(-(10**15), 10**15))
def test_a_cue_comes_back_bit_for_bit(cue, zero):
    line = cue_line(cue, zero)
    (back,) = read_journal(lines(HEAD, line)).cues
    assert back == cue._replace(at=cue.at - zero)
    assert cue_line(back, 0) == line
    assert "\n" not in line


def test_a_change_comes_back_with_its_meters():
    change = Change(3, F(7, 2), 5_000, 1.25, "ada", "@@ -1 +1 @@\n-a\n+b\n", (MeterMark(F(0), Meter(6, 8, (3, 3))),), 2)
    journal = read_journal(lines(HEAD, change_line(change)))
    assert journal.changes == (change,)
    assert str(journal.timeline(3).meter(F(0))) == "6/8"
    assert str(journal.timeline(2).meter(F(0))) == "4/4"


NOTE = NoteEvent("melody/a/1", "piano", "C4", 60, F(0), F(1, 4))
CUE = Cue(1, 100, 500_000, F(0), NOTE, 1)


def test_a_last_line_without_an_end_is_left_out():
    journal = read_journal([*lines(HEAD, cue_line(CUE, 0)), cue_line(CUE, 0)[:-5]])
    assert (len(journal.cues), journal.torn) == (1, True)
    assert not read_journal(lines(HEAD, cue_line(CUE, 0))).torn


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "this is no journal"),
        ('{"type":"pattern-studio', "this is no journal"),
        ('{"type":"something else"}\n', "this is no journal"),
        ("tempo 120;\n", "line 1 is no line of a journal"),
        (f"{HEAD}\n[]\n", "line 2 is no line of a journal"),
        (f'{HEAD}\n{{"type":"cue"}}\n', "line 2 is no line of a journal"),
        (f"{HEAD}\n{cue_line(CUE, 0)[:-4]}\n{cue_line(CUE, 0)}\n", "line 2 is no line of a journal"),
    ],
)
def test_what_is_no_journal_is_said_to_be_none(text, said):
    with pytest.raises(JournalError, match=said):
        read_journal(io.StringIO(text))


def test_a_journal_begins_with_the_music_and_not_with_its_first_note():
    assert read_journal(lines(HEAD, change_line(Change(1, F(0), -5)), cue_line(CUE, 0))).begin == -5
    assert read_journal(lines(HEAD)).begin == 0


def test_history_goes_back_and_forth_and_forgets_what_was_undone():
    one, two, three = (Program(seed=seed) for seed in (1, 2, 3))
    history = History().accept(one).accept(two)
    assert history.undo().present == one
    assert history.undo().undo().present == one
    assert history.undo().redo().present == two
    assert history.redo() == history
    branched = history.undo().accept(three)
    assert branched.redo().present == three
    assert branched.undo().present == one
    assert History().undo().present is None
    assert len(branched.accept(one, most=2).versions) == 2


def test_a_recorder_replaces_the_file_at_once_and_writes_whole_lines(tmp_path):
    target = tmp_path / "set.jsonl"
    target.write_text("an older one")
    recorder = Recorder(str(target), print)
    assert target.read_text() == ""
    recorder.begin("A song", 1000)
    recorder.changed(1, Place(F(0), 1000), Play(Program()))
    recorder.heard([CUE._replace(at=1100)])
    recorder.begin("Another", 99)
    recorder.close()
    journal = read_journal(text_of(target))
    assert journal.cues == (CUE,)
    assert journal.changes[0].at == 0
    assert json.loads(text_of(target)[0])["title"] == "A song"
    assert [item.name for item in tmp_path.iterdir()] == ["set.jsonl"]


def test_a_place_that_cannot_be_written_is_said(tmp_path):
    with pytest.raises(OutputError, match=r"cannot record to .*: "):
        Recorder(str(tmp_path / "nowhere" / "set.jsonl"), print)
    (tmp_path / "folder").mkdir()
    with pytest.raises(OutputError, match=r"cannot record to .*: "):
        Recorder(str(tmp_path / "folder"), print)
    assert [item.name for item in tmp_path.iterdir()] == ["folder"]


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="only Linux has a device that is always full")  # noqa: PTH110
def test_a_full_disk_is_said_once_and_the_music_goes_on(tmp_path, monkeypatch):
    said = []
    recorder = Recorder(str(tmp_path / "set.jsonl"), said.append)
    full = os.open("/dev/full", os.O_WRONLY)
    os.dup2(full, recorder._stream.fileno())
    os.close(full)
    recorder.begin(None, 1)
    recorder.heard([CUE])
    recorder.close()
    (line,) = said
    assert line.endswith("No space left on device; nothing more is recorded, the music goes on")


def test_what_is_replayed_is_heard_as_it_was_and_recorded_the_same(tmp_path):
    cues = tuple(CUE._replace(id=number, at=number * 250_000 - 500_000) for number in range(1, 9))
    clock, output, reports = ManualClock(1_000_000), RecordingOutput(), []
    recorder = Recorder(str(tmp_path / "again.jsonl"), reports.append)
    replaying = Replaying(Rack([output], reports.append), reports.append, clock, Open(("recording",)), recorder)
    replaying.obey(Replay(cues, -500_000), None)
    while replaying.running:
        replaying.tick()
        clock.wait(clock.now() + 20_000)
    recorder.close()
    (started,) = [report for report in reports if isinstance(report, Started)]
    assert started.at == 1_000_000 + 100_000 + 500_000
    assert [cue._replace(at=cue.at - started.at) for cue in output.cues] == list(cues)
    assert read_journal(text_of(tmp_path / "again.jsonl")).cues == cues
    assert [cue.id for report in reports if isinstance(report, Played) for cue in report.cues] == list(range(1, 9))
    assert [report for report in reports if isinstance(report, Position)][-1].sent == 8


def test_a_replay_is_silenced_at_once():
    cues = tuple(CUE._replace(id=number, at=number * 250_000) for number in range(1, 9))
    clock, output, reports = ManualClock(1_000_000), RecordingOutput(), []
    replaying = Replaying(Rack([output], reports.append), reports.append, clock, Open(("recording",)))
    replaying.obey(Replay(cues), None)
    for _ in range(20):
        replaying.tick()
        clock.wait(clock.now() + 20_000)
    replaying.obey(TransportAsked("panic", None, clock.now()), None)
    replaying.tick()
    assert output.hushes == 1
    assert [cue.id for cue in output.cues] == [1]


GROOVE = 'tempo 900; rhythm { synth "Kick*8"; }\nmelody { piano "<c4 e4>*8".sometimesBy(0.5, .up(1)); }'


def heard(player, until=Ended):
    found = []
    for report in player.reports():
        if isinstance(report, Played):
            found += report.cues
        if isinstance(report, until):
            break
    return found


def test_a_set_with_changes_is_replayed_bit_for_bit(tmp_path):
    first = tmp_path / "first.jsonl"
    with Player(["none"], record=str(first)) as player:
        player.open()
        player.send(Play(compile_program(GROOVE), bars=F(6)))
        player.send(Swap(compile_program(GROOVE.replace("Kick", "Clap")), "bar", F(2), "ada", "+Clap"))
        player.set_tempo(F(600), F(2))
        once = heard(player)
    journal = read_journal(text_of(first))
    zero = once[0].at - journal.cues[0].at
    assert [cue._replace(at=cue.at - zero) for cue in once] == list(journal.cues)
    assert (journal.changes[1].author, journal.changes[1].text) == ("ada", "+Clap")
    second = tmp_path / "second.jsonl"
    with Player(["none"], record=str(second)) as player:
        player.open()
        player.send(Replay(journal.cues, journal.begin))
        heard(player)
    told = [[line for line in text_of(file) if '"cue"' in line] for file in (first, second)]
    assert told[0] == told[1]
    assert len(told[0]) == len(once) > 100


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL on Windows")
def test_a_killed_player_leaves_what_was_heard(tmp_path):
    target = tmp_path / "set.jsonl"
    with Player(["none"], record=str(target)) as player:
        player.open()
        player.play(compile_program(GROOVE))
        told = 0
        for report in player.reports():
            told += len(report.cues) if isinstance(report, Played) else 0
            if told > 40:
                break
        os.kill(player.pid, signal.SIGKILL)
        player.stop()
    found = read_journal(text_of(target)).cues
    assert len(found) > 20
    assert [cue.id for cue in found] == list(range(1, len(found) + 1))


def test_recording_costs_who_does_not_record_nothing():
    code = "import sys, pattern_engine.player; print('json' in sys.modules, 'difflib' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]
