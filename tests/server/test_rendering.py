"""Rendering: events, MIDI and WAV of the right bars, whole, and the same every time."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import wave
from collections.abc import Callable
from pathlib import Path

import mido
import pytest

from pattern_server import rendering

FAILS_LATER = 'melody a { piano "0 2".div("<1!4 0>"); } melody b { piano "c4*4"; }'
"""A program whose first part fails in its fifth bar."""


def events(outcome: object) -> list[dict]:
    assert outcome.code == 0, outcome.err
    return [json.loads(line) for line in outcome.out.splitlines()]


def seconds(path: Path) -> float:
    with wave.open(str(path)) as sound:
        return sound.getnframes() / sound.getframerate()


def test_a_seed_program_gives_its_events_and_no_more(run: Callable, song: Path) -> None:
    found = events(run(song, "--events", "json"))
    assert [(e["note"], e["beat"], e["velocity"], e["part"]) for e in found] == [
        ("C4", 0.0, 1.0, "melody/1/1"),
        ("E4", 0.5, 1.0, "melody/1/2"),
        ("G4", 1.0, 1.0, "melody/1/3"),
    ]


def test_standard_input_is_a_program_too(spawn: Callable, song: Path) -> None:
    assert len(events(spawn("-", "--events", "json", stdin=song.read_bytes()))) == 3


def test_music_without_an_end_is_rendered_for_eight_bars(run: Callable, groove: Path) -> None:
    assert len(events(run(groove, "--events", "json"))) == 8 * 12


def test_bars_and_from(run: Callable, groove: Path) -> None:
    found = events(run(groove, "--events", "json", "--from", "3", "--bars", "2"))
    assert (found[0]["begin"], found[0]["beat"], found[0]["time"]) == ("2/1", 8.0, 2.0)
    assert len(found) == 2 * 12


def test_from_after_the_end(run: Callable, song: Path) -> None:
    outcome = run(song, "--events", "--from", "2")
    assert (outcome.code, outcome.err) == (2, "pattern-run: --from 2: the music ends with bar 1\n")


def test_a_pickup_is_heard(run: Callable, tmp_path: Path) -> None:
    path = tmp_path / "song.pattern"
    path.write_text("melody { piano G4 0:4; piano C4 0; }", encoding="utf-8")
    assert [e["beat"] for e in events(run(path, "--events", "json"))] == [-1.0, 0.0]
    assert run(path, "--wav", tmp_path / "x.wav").code == 0
    assert seconds(tmp_path / "x.wav") >= 2.5


@pytest.mark.parametrize(
    ("options", "parts"),
    [
        (["--solo", "kick"], {"rhythm/beat/kick"}),
        (["--solo", "rhythm/beat/hats"], {"rhythm/beat/hats"}),
        (["--mute", "hats"], {"rhythm/beat/kick"}),
        (["--mute", "beat"], set()),
        (["--solo", "rhythm", "--mute", "kick"], {"rhythm/beat/hats"}),
    ],
)
def test_solo_and_mute(run: Callable, groove: Path, options: list[str], parts: set[str]) -> None:
    assert {e["part"] for e in events(run(groove, "--events", "json", *options))} == parts


def test_a_part_that_is_not_there(run: Callable, groove: Path) -> None:
    outcome = run(groove, "--events", "--mute", "bass")
    assert outcome.code == 2
    assert outcome.err == "pattern-run: no part 'bass': there are rhythm/beat/kick, rhythm/beat/hats\n"


def test_tempo_and_seed_from_the_command_line(run: Callable, tmp_path: Path) -> None:
    path = tmp_path / "song.pattern"
    path.write_text('tempo 90; seed 1; rhythm { synth "Kick*16".degradeBy(0.5); }', encoding="utf-8")
    assert events(run(path, "--events", "json", "--tempo", "60"))[-1]["time"] > 24
    first, again, other = (run(path, "--events", "json", "--seed", seed).out for seed in ("1", "1", "2"))
    assert first == again == run(path, "--events", "json").out != other


def test_files_are_the_same_every_time(run: Callable, groove: Path, tmp_path: Path) -> None:
    for name in ("a", "b"):
        outcome = run(groove, "--bars", 1, "--midi", tmp_path / f"{name}.mid", "--wav", tmp_path / f"{name}.wav")
        assert (outcome.code, outcome.out, outcome.err) == (0, b"", "")
    assert (tmp_path / "a.mid").read_bytes() == (tmp_path / "b.mid").read_bytes()
    assert (tmp_path / "a.wav").read_bytes() == (tmp_path / "b.wav").read_bytes()
    assert seconds(tmp_path / "a.wav") >= 1.0
    notes = [m for m in mido.MidiFile(tmp_path / "a.mid") if m.type == "note_on" and m.velocity]
    assert len(notes) == 12


def test_a_midi_file_on_standard_output(spawn: Callable, groove: Path) -> None:
    outcome = spawn(groove, "--bars", 1, "--midi", "-")
    assert outcome.code == 0
    assert [track.name for track in mido.MidiFile(file=io.BytesIO(outcome.out)).tracks[1:]] == ["rhythm/beat synth"]


def test_a_wav_file_on_standard_output_beside_a_midi_file(spawn: Callable, groove: Path, tmp_path: Path) -> None:
    outcome = spawn(groove, "--bars", 1, "--wav", "-", "--midi", "x.mid", "--rate", 22050)
    assert (outcome.code, outcome.err) == (0, "")
    with wave.open(io.BytesIO(outcome.out)) as sound:
        assert (sound.getframerate(), sound.getnframes() >= 22050) == (22050, True)
    assert (tmp_path / "x.mid").exists()


@pytest.mark.parametrize("option", ["--midi", "--wav", "--events"])
def test_music_that_lasts_for_days_is_not_rendered(run: Callable, groove: Path, tmp_path: Path, option: str) -> None:
    target = [] if option == "--events" else [tmp_path / "x"]
    outcome = run(groove, option, *target, "--bars", 999_999_999)
    assert (outcome.code, outcome.out) == (2, b"")
    assert outcome.err == "pattern-run: --bars 999999999 lasts 277,778 hours: 24 are the most to render\n"
    days = tmp_path / "days.pattern"
    days.write_text("melody { piano C4 10000000000:1; }", encoding="utf-8")
    outcome = run(days, option, *target)
    assert (outcome.code, outcome.out) == (1, b"")
    assert outcome.err.startswith("pattern-run: the music lasts ")
    assert outcome.err.endswith("24 are the most to render; say how much with --bars N\n")
    assert outcome.err.count("\n") == 1
    assert not (tmp_path / "x").exists()
    assert run(days, option, *target, "--bars", 1).code == 0


def test_a_day_is_rendered_from_anywhere(run: Callable, groove: Path) -> None:
    assert run(groove, "--events", "--from", 900_000_000, "--bars", 1).code == 0


def test_more_notes_than_a_memory_holds(
    run: Callable, groove: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rendering, "MOST_NOTES", 100)
    outcome = run(groove, "--midi", tmp_path / "x.mid", "--bars", 20)
    assert outcome.code == 1
    assert outcome.err == "pattern-run: more than 100 notes to render: say how much with --bars N\n"
    assert not (tmp_path / "x.mid").exists()


def test_a_part_that_falls_silent_is_said_and_the_others_are_written(run: Callable, tmp_path: Path) -> None:
    path = tmp_path / "song.pattern"
    path.write_text(FAILS_LATER, encoding="utf-8")
    assert run(path, "--check").code == 0
    outcome = run(path, "--midi", tmp_path / "x.mid", "--bars", 6)
    assert outcome.code == 1
    assert outcome.err.startswith("pattern-run: melody/a/1 is silent: ")
    assert outcome.err.count("\n") == 1
    assert len([m for m in mido.MidiFile(tmp_path / "x.mid") if m.type == "note_on"]) > 4


def test_notes_that_midi_does_not_know_are_left_out_and_said(run: Callable, tmp_path: Path) -> None:
    path = tmp_path / "song.pattern"
    path.write_text('melody { piano "<60 [200 200]>"; }', encoding="utf-8")
    outcome = run(path, "--midi", tmp_path / "x.mid", "--bars", 2)
    assert outcome.code == 0
    said = "2 notes lie outside the keys 0 to 127 of MIDI: left out"
    assert outcome.err == f"pattern-run: {tmp_path / 'x.mid'}: {said}\n"


def test_a_tempo_that_midi_does_not_know_is_refused(run: Callable, groove: Path, tmp_path: Path) -> None:
    outcome = run(groove, "--tempo", 2, "--midi", tmp_path / "x.mid")
    assert outcome.code == 3
    assert outcome.err.startswith(f"pattern-run: cannot write {tmp_path / 'x.mid'}: a MIDI file holds no tempo below")
    assert not (tmp_path / "x.mid").exists()


@pytest.mark.parametrize("option", ["--midi", "--wav"])
@pytest.mark.parametrize("target", ["/dev/full", "{folder}", "{folder}/missing/x"])
def test_a_target_that_cannot_be_written(run: Callable, groove: Path, tmp_path: Path, option: str, target: str) -> None:
    outcome = run(groove, "--bars", 1, option, target.format(folder=tmp_path))
    assert outcome.code == 3
    assert outcome.err.startswith("pattern-run: cannot write ")
    assert outcome.err.count("\n") == 1
    assert [item.name for item in tmp_path.iterdir()] == ["groove.pattern"]


def test_standard_output_that_is_full(groove: Path, command: tuple[str, ...]) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run([*command, str(groove), "--events"], stdout=full, stderr=subprocess.PIPE, check=False)
    assert done.returncode == 3
    assert done.stderr == b"pattern-run: cannot write standard output: No space left on device\n"


def test_help_into_a_full_disk(command: tuple[str, ...]) -> None:
    with Path("/dev/full").open("wb") as full:
        buffered = {**os.environ, "PYTHONUNBUFFERED": ""}
        done = subprocess.run([*command, "--help"], stdout=full, stderr=subprocess.PIPE, check=False, env=buffered)
    assert (done.returncode, done.stderr.count(b"\n")) == (3, 1)


@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("arguments", [["--events", "--bars", "20000"], ["--wav", "-", "--bars", "50"]])
def test_a_reader_that_has_seen_enough(
    groove: Path, command: tuple[str, ...], arguments: list[str], unbuffered: str
) -> None:
    environment = {**os.environ, "PYTHONUNBUFFERED": unbuffered}
    pipe = subprocess.PIPE
    with subprocess.Popen([*command, str(groove), *arguments], stdout=pipe, stderr=pipe, env=environment) as running:
        assert running.stdout is not None
        assert running.stdout.read(10)
        running.stdout.close()
        assert running.stderr is not None
        assert running.stderr.read() == b""
    assert running.returncode == 0


def test_stems_are_files_beside_the_mix(run: Callable, groove: Path, tmp_path: Path) -> None:
    options = ("--wav", tmp_path / "x.wav", "--stems", tmp_path / "stems", "--bars", 1, "--rate", 22050)
    assert run(groove, *options).code == 0
    first = {item.name: item.read_bytes() for item in (tmp_path / "stems").iterdir()}
    assert set(first) == {"rhythm-beat-kick.wav", "rhythm-beat-hats.wav"}
    frames = {(len(data) - 58) // 8 for data in first.values()}
    with wave.open(str(tmp_path / "x.wav")) as sound:
        assert frames == {sound.getnframes()}
    assert run(groove, *options, "--mute", "hats").code == 0
    assert {item.name for item in (tmp_path / "stems").iterdir()} == set(first)
    assert (tmp_path / "stems" / "rhythm-beat-hats.wav").read_bytes() == first["rhythm-beat-hats.wav"]


@pytest.mark.parametrize("folder", ["{here}/x.wav", "{here}/missing/stems", "/dev/null"])
def test_stems_that_cannot_be_written(run: Callable, groove: Path, tmp_path: Path, folder: str) -> None:
    target = folder.format(here=tmp_path)
    outcome = run(groove, "--wav", tmp_path / "x.wav", "--bars", 1, "--stems", target)
    assert outcome.code == 3
    assert outcome.err.startswith(f"pattern-run: cannot write {target}")
    assert outcome.err.count("\n") == 1


def test_no_stem_appears_if_one_cannot_be_written(run: Callable, groove: Path, tmp_path: Path) -> None:
    (tmp_path / "stems" / "rhythm-beat-kick.wav").mkdir(parents=True)
    outcome = run(groove, "--wav", tmp_path / "x.wav", "--bars", 1, "--stems", tmp_path / "stems")
    assert (outcome.code, "it is a folder" in outcome.err) == (3, True)
    assert [item.name for item in (tmp_path / "stems").iterdir()] == ["rhythm-beat-kick.wav"]


def test_a_score_is_written_and_is_the_same_every_time(run: Callable, groove: Path, tmp_path: Path) -> None:
    pytest.importorskip("music21", reason="scores need music21, which the extra theory brings")
    for name in ("a.musicxml", "b.musicxml"):
        outcome = run(groove, "--musicxml", tmp_path / name, "--bars", 2)
        assert (outcome.code, outcome.out, outcome.err) == (0, b"", "")
    assert (tmp_path / "a.musicxml").read_bytes() == (tmp_path / "b.musicxml").read_bytes()
    assert (tmp_path / "a.musicxml").read_bytes().count(b"<unpitched>") == 24


def test_a_score_without_music21_is_refused_in_one_line(
    run: Callable, groove: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "music21", None)
    outcome = run(groove, "--musicxml", tmp_path / "x.musicxml")
    assert outcome.code == 3
    said = 'MusicXML needs music21: pip install "pattern-studio[theory]"'
    assert outcome.err == f"pattern-run: cannot write {tmp_path / 'x.musicxml'}: {said}\n"
    assert not (tmp_path / "x.musicxml").exists()
