"""MIDI out: the messages of notes, their order in virtual time, and a real port on a JACK bus."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator, Sequence
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pattern_dsl import compile_program
from pattern_engine.clock import MonotonicClock
from pattern_engine.note import NoteEvent
from pattern_engine.outputs import midi_ports
from pattern_engine.outputs.midi import MidiOutput
from pattern_engine.outputs.midi_channels import Channels
from pattern_engine.outputs.midi_ports import HeardPort
from pattern_engine.outputs.midi_queue import MidiQueue
from pattern_engine.outputs.output import Cue, Output, OutputError, Pulse, Pulsed
from pattern_engine.performance import perform
from pattern_engine.scheduler import cues

F = Fraction


def note(midi: float | None, **more: object) -> NoteEvent:
    fields = {"part": "melody/hook/1", "instrument": "piano", "note": None, "begin": F(0), "end": F(1)}
    return NoteEvent(midi=midi, **{**fields, **more})  # type: ignore[arg-type]


def cue(at: int, length: int = 100, midi: float = 60, generation: int = 0, **more: object) -> Cue:
    return Cue(at, at, length, F(0), note(midi, **more), generation)


def played(text: str, channels: Channels | None = None, bars: int = 1) -> list[tuple[int, ...]]:
    """The messages of the first bars of a program."""
    program = compile_program(text)
    queue = MidiQueue(channels or Channels())
    queue.add(cues(perform(program).notes(F(0), F(bars)), program.timeline))
    return [tuple(data) for data in queue.due(10**12)]


def strikes(messages: list[tuple[int, ...]]) -> list[tuple[int, int, int]]:
    return [(data[0] & 15, data[1], data[2]) for data in messages if data[0] & 0xF0 == 0x90]


def test_a_note_is_its_key_on_the_channel_of_its_voice() -> None:
    text = 'melody { piano "c4"; } melody { bass "c2"; } rhythm { kit "bd".vel(1); }'
    assert sorted(strikes(played(text))) == [(0, 60, 102), (1, 36, 102), (9, 36, 127)]


def test_voices_bring_the_program_of_their_instrument_and_drums_none() -> None:
    messages = played('melody { piano "c4"; } melody { bass "c2"; } rhythm { kit "bd"; }')
    assert [data for data in messages if data[0] & 0xF0 == 0xC0] == [(0xC0, 0), (0xC1, 33)]


def test_a_channel_for_all_leaves_programs_to_the_text_and_drums_on_ten() -> None:
    text = 'melody { piano "c4"; bass "c2".prog(12); } rhythm { kit "sd"; }'
    messages = played(text, Channels(2))
    assert sorted(strikes(messages)) == [(1, 36, 102), (1, 60, 102), (9, 38, 102)]
    assert [data for data in messages if data[0] & 0xF0 == 0xC0] == [(0xC1, 12)]


def test_a_note_may_name_its_channel() -> None:
    assert strikes(played('rhythm { kit "bd".midichan(3); }', Channels(7))) == [(2, 36, 102)]


@pytest.mark.parametrize(
    ("controls", "message"),
    [
        ("pan(1)", (0xB0, 10, 127)),
        ("gain(0.5)", (0xB0, 7, 50)),
        ("lpf(20000)", (0xB0, 74, 127)),
        ("lpf(20)", (0xB0, 74, 0)),
        ("lpf(632.456)", (0xB0, 74, 64)),
        ("attack(0.01)", (0xB0, 73, 13)),
        ("lpq(25)", (0xB0, 71, 64)),
        ("modwheel(0.5)", (0xB0, 1, 64)),
        ("sustainpedal(1)", (0xB0, 64, 127)),
        ("ccn(20).ccv(1)", (0xB0, 20, 127)),
        ("bend(0.5)", (0xE0, 0, 96)),
        ("bend(1)", (0xE0, 127, 127)),
        ("bend(-1)", (0xE0, 0, 0)),
        ("miditouch(0.5)", (0xD0, 64)),
        ("polyTouch(1)", (0xA0, 60, 127)),
        ('midicmd("start")', (0xFA,)),
        ('sysexid(67).sysexdata("1:9:11")', (0xF0, 67, 1, 9, 11, 0xF7)),
    ],
)
def test_controls_are_sent_before_their_note(controls: str, message: tuple[int, ...]) -> None:
    messages = played(f'melody {{ piano "c4".{controls}; }}')
    assert message in messages
    assert messages.index(message) < messages.index((0x90, 60, 102))


def test_a_parameter_that_is_not_registered_has_fourteen_bits_twice() -> None:
    messages = played('melody { piano "c4".nrpnn(300).nrpv(9000); }')
    assert messages[-6:-2] == [(0xB0, 99, 2), (0xB0, 98, 44), (0xB0, 6, 70), (0xB0, 38, 40)]


def test_what_a_note_does_not_say_goes_back_to_rest_and_is_not_repeated() -> None:
    messages = played('melody { a: piano "c4 d4 ~ ~".pan(1); b: piano "~ ~ e4 f4"; }')
    assert [data for data in messages if data[1:2] == (10,)] == [(0xB0, 10, 127), (0xB0, 10, 64)]


def test_a_quarter_tone_is_a_bend_of_an_eighth_of_the_range_which_is_told_first() -> None:
    messages = played('melody { piano note("60.5 61"); }')
    bend = messages.index((0xE0, 0, 80) if (0xE0, 0, 80) in messages else (0xE0, 0, 48))
    assert messages[bend - 4 : bend] == [(0xB0, 101, 0), (0xB0, 100, 0), (0xB0, 6, 2), (0xB0, 38, 0)]
    assert (0xE0, 0, 64) in messages[bend:]  # the next note is in tune again


def test_two_bends_at_once_take_two_channels() -> None:
    messages = played('melody { piano note("60.5, 64.25, 67"); }')
    assert len({channel for channel, _, _ in strikes(messages)}) == 3
    assert 9 not in {channel for channel, _, _ in strikes(messages)}


def test_with_mpe_every_note_has_a_channel_and_a_wide_bend() -> None:
    channels = Channels(mpe=True)
    assert [tuple(data) for data in channels.greeting()] == [(0xB0, 101, 0), (0xB0, 100, 6), (0xB0, 6, 15)]
    messages = played('melody { piano note("60.5, 64, 67"); }', channels)
    assert sorted(channel for channel, _, _ in strikes(messages)) == [1, 2, 3]
    (bent,) = (data for data in messages if data[0] & 0xF0 == 0xE0)
    assert abs((bent[1] + 128 * bent[2]) - 8192) == round(8192 * 0.5 / 48)


def test_off_comes_before_on_at_one_moment_and_a_key_struck_again_is_released_first() -> None:
    queue = MidiQueue(Channels(1))
    queue.add([cue(0, 100), cue(100, 100), cue(150, 100)])
    assert [data[0] for data in queue.due(99)] == [0x90]
    assert [data[0] for data in queue.due(100)] == [0x80, 0x90]
    assert [data[0] for data in queue.due(150)] == [0x80, 0x90]
    assert queue.due(249) == []  # the end of the second stroke is no end of the third
    assert [data[0] for data in queue.due(250)] == [0x80]
    assert queue.next is None


def test_a_cancel_takes_back_what_was_not_struck_yet_and_nothing_hangs() -> None:
    queue = MidiQueue(Channels(1))
    queue.add([cue(0, 100), cue(50, 100, 62), cue(50, 100, 64, generation=1)])
    queue.due(0)
    queue.cancel(0, 40)
    assert [(data[0], data[1]) for data in queue.due(1000)] == [(0x90, 64), (0x80, 60), (0x80, 64)]


def test_silence_releases_what_sounds_and_tells_every_channel() -> None:
    queue = MidiQueue(Channels())
    queue.add([cue(0, 10**9), cue(0, 10**9, 38, percussive=True), cue(500)])
    queue.due(0)
    messages = [tuple(data) for data in queue.silence()]
    assert {(0x80, 60, 0), (0x89, 38, 0)} <= set(messages)
    assert {(0xB0 | channel, 123, 0) for channel in range(16)} <= set(messages)
    assert queue.due(10**12) == []


def test_what_has_no_key_is_not_played() -> None:
    queue = MidiQueue(Channels())
    queue.add([cue(0)._replace(note=note(None)), cue(0, midi=200)])
    assert queue.due(10) == []


strokes = st.lists(
    st.tuples(st.integers(0, 300), st.integers(0, 80), st.integers(58, 62), st.integers(0, 2), st.booleans()),
    max_size=40,
)


@settings(deadline=None)
@given(strokes, st.integers(0, 300), st.integers(0, 2), st.booleans(), st.booleans())
def test_whatever_happens_every_key_struck_is_released_once(
    wanted: list[tuple[int, int, int, int, bool]], when: int, generation: int, hushed: bool, mpe: bool
) -> None:
    queue = MidiQueue(Channels(mpe=mpe))
    queue.add([cue(at, long, midi + 0.5 * bent, number) for at, long, midi, number, bent in sorted(wanted)])
    messages = [data for now in range(when) for data in queue.due(now)]
    queue.cancel(generation, when)
    messages += queue.silence() if hushed else []
    messages += queue.due(10**6)
    sounding: set[tuple[int, int]] = set()
    for data in messages:
        key = (data[0] & 15, data[1])
        if data[0] & 0xF0 == 0x90:
            assert key not in sounding
            sounding.add(key)
        elif data[0] & 0xF0 == 0x80:
            assert key in sounding
            sounding.remove(key)
    assert sounding == set()


def ticked(numbers: list[int | None]) -> list[int]:
    """The status bytes that ticks with these numbers send."""
    queue = MidiQueue(Channels())
    queue.add([Pulse(at, number) for at, number in enumerate(numbers)])
    return [data[0] for data in queue.due(len(numbers))]


def test_the_clock_starts_at_bar_0_goes_on_and_stops() -> None:
    assert ticked([-1, 0, 1, None, None]) == [0xF8, 0xFA, 0xF8, 0xF8, 0xFC]


def test_in_the_middle_followers_are_placed_on_a_sixteenth() -> None:
    queue = MidiQueue(Channels())
    queue.add([Pulse(number, number) for number in range(4001, 4011)])
    messages = [tuple(data) for data in queue.due(10**6)]
    assert messages == [(0xF8,)] * 1 + [(0xF2, 4002 // 6 % 128, 4002 // 6 // 128), (0xFB,)] + [(0xF8,)] * 9


def test_a_jump_stops_and_places_them_anew() -> None:
    assert ticked([0, 1, 12, 13]) == [0xFA, 0xF8, 0xF8, 0xFC, 0xF2, 0xFB, 0xF8, 0xF8]


def test_a_tick_comes_before_the_notes_of_its_moment() -> None:
    queue = MidiQueue(Channels(1))
    queue.add([cue(0, 10)])
    queue.add([Pulse(0, 0), Pulse(10, 1)])
    assert [data[0] for data in queue.due(10)] == [0xFA, 0xF8, 0x90, 0xF8, 0x80]


def test_ticks_are_recalled_with_the_notes() -> None:
    queue = MidiQueue(Channels(1))
    queue.add([Pulse(0, 0), Pulse(10, 1), Pulse(20, 2)])
    queue.cancel(0, 10)
    queue.add([Pulse(12, 1)])
    assert len(queue.due(100)) == 3


@pytest.fixture
def bus(jack: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Real MIDI ports: mido on JACK."""
    pytest.importorskip("rtmidi", reason="MIDI ports need python-rtmidi, which the extra midi brings")
    import mido

    backend = mido.Backend("mido.backends.rtmidi/UNIX_JACK")
    for name in ("get_output_names", "get_input_names", "open_output"):
        monkeypatch.setattr(mido, name, getattr(backend, name))
    monkeypatch.setattr(mido, "backend", backend)
    yield jack


class Listener:
    """A real port that others can play on, and what came there with the moment it came."""

    def __init__(self, name: str) -> None:
        self._came = threading.Condition()
        self._messages: list[tuple[int, tuple[int, ...]]] = []
        self._port = HeardPort(name, self._take, ours=f"{name} of the test")

    def _take(self, message: Sequence[int]) -> None:
        with self._came:
            self._messages.append((MonotonicClock().now(), tuple(message)))
            self._came.notify()

    def first(self, count: int, kinds: tuple[int, ...]) -> list[tuple[int, tuple[int, ...]]]:
        """The first *count* messages of these kinds, which have 20 s to come; fewer if they do not."""
        with self._came:
            self._came.wait_for(lambda: len(self._of(kinds)) >= count, timeout=20)
            return self._of(kinds)

    def _of(self, kinds: tuple[int, ...]) -> list[tuple[int, tuple[int, ...]]]:
        return [one for one in self._messages if (one[1][0] if one[1][0] >= 0xF0 else one[1][0] & 0xF0) in kinds]

    def close(self) -> None:
        self._port.close()


@pytest.fixture
def listener(bus: str) -> Iterator[Listener]:
    heard = Listener("ear")
    yield heard
    heard.close()


def test_all_notes_arrive_over_a_real_port_each_at_its_moment(listener: Listener) -> None:
    clock = MonotonicClock()
    output: Output = MidiOutput("EAR", Channels(1))
    line = output.open()
    assert line is not None
    assert "ear" in line
    start = clock.now() + 200_000
    notes = [cue(start + number * 2000, 1000, 30 + number % 64) for number in range(1000)]
    for first in range(0, 1000, 50):
        output.send(notes[first : first + 50])
    came = listener.first(1000, (0x90,))
    output.close()
    ends = listener.first(1000, (0x80,))
    assert [data[1] for _, data in came] == [one.note.midi for one in notes]
    assert len(ends) == 1000
    late = sorted(at - one.at for (at, _), one in zip(came, notes, strict=True))
    assert late[0] >= -1000
    sys.stdout.write(
        f"MIDI over JACK: late by {late[500] / 1000:.2f} ms in the middle, {late[990] / 1000:.2f} ms at p99\n"
    )


def test_four_bars_of_clock_are_384_ticks_with_start_and_stop(listener: Listener) -> None:
    clock = MonotonicClock()
    output: Pulsed = MidiOutput("ear", pulsed=True)
    assert isinstance(output, MidiOutput)
    output.open()
    start = clock.now() + 100_000
    output.pulse([Pulse(start + number * 5208, number) for number in range(384)])
    ticks = listener.first(384, (0xF8,))
    output.close()
    assert len(ticks) == 384
    assert len(listener.first(1, (0xFC,))) == 1
    assert len(listener.first(1, (0xFA,))) == 1
    assert abs((ticks[-1][0] - ticks[0][0]) - 383 * 5208) < 100_000


def test_without_being_asked_for_no_clock_is_sent(listener: Listener) -> None:
    output = MidiOutput("ear", Channels(1))
    output.open()
    now = MonotonicClock().now()
    output.pulse([Pulse(now, 0)])
    output.send([cue(now)])
    listener.first(1, (0x80,))
    output.close()
    assert listener.first(0, (0xF8, 0xFA, 0xFC)) == []


def test_closing_and_hushing_release_what_sounds(listener: Listener) -> None:
    output = MidiOutput("ear", Channels(1))
    output.open()
    now = MonotonicClock().now()
    output.send([cue(now, 10**9, 50), cue(now, 10**9, 51)])
    assert len(listener.first(2, (0x90,))) == 2
    output.hush()
    assert [data[1] for _, data in listener.first(2, (0x80,))] == [50, 51]
    output.send([cue(now, 10**9, 52)])
    listener.first(3, (0x90,))
    output.close()
    output.close()
    assert [data[1] for _, data in listener.first(3, (0x80,))] == [50, 51, 52]
    output.send([cue(now)])


def test_a_port_that_is_not_there_is_said_with_those_there_are(listener: Listener) -> None:
    with pytest.raises(OutputError, match=r"no port 'nose'; there are .*ear"):
        MidiOutput("nose").open()


def test_where_there_is_no_port_one_is_made(bus: str) -> None:
    output = MidiOutput()
    assert output.open() == "MIDI to Pattern Studio"
    assert any("Pattern Studio" in name for name in midi_ports.input_names())
    output.close()


@pytest.mark.parametrize("error", [SystemError("no sequencer"), OSError("no\nsequencer")])
def test_a_system_without_midi_is_one_clear_line(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    import mido

    def refuses() -> None:
        raise error

    monkeypatch.setattr(mido, "get_output_names", refuses)
    with pytest.raises(OutputError, match=r"midi: this system has no MIDI \(no sequencer\)"):
        MidiOutput().open()


def test_without_rtmidi_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    import mido

    def missing() -> None:
        raise ModuleNotFoundError("No module named 'rtmidi'", name="rtmidi")

    monkeypatch.setattr(mido, "get_output_names", missing)
    with pytest.raises(OutputError, match=r"pip install \"pattern-studio\[midi\]\""):
        midi_ports.output_names()


def test_a_port_that_refuses_is_told_once(monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken:
        def send(self, data: bytes) -> None:
            raise OSError("pulled out")

        def close(self) -> None:
            told.append("closed")

    told: list[str] = []
    monkeypatch.setattr("pattern_engine.outputs.midi.open_out", lambda name: ("it", Broken()))
    output = MidiOutput(tell=told.append)
    output.open()
    output.send([cue(0)])
    until = time.monotonic() + 10
    while not told and time.monotonic() < until:
        output.pulse([])
    output.close()
    assert told == ["midi: the port refuses what it is sent (pulled out); is it still there?", "closed"]
