"""The loudspeaker, on miniaudio's real null device, which keeps time and plays to nobody."""

import threading
import time
from collections.abc import Callable, Iterator
from fractions import Fraction

import pytest

from pattern_engine.note import NoteEvent
from pattern_engine.outputs.audio import NO_CARD, AudioOutput, DeviceClock
from pattern_engine.outputs.output import Cue, Output


def now() -> int:
    return time.monotonic_ns() // 1000


def cue(at: int, generation: int = 0, length: int = 200_000) -> Cue:
    note = NoteEvent("p", "piano", None, 60, Fraction(0), Fraction(1), 0.8)
    return Cue(at, at, length, Fraction(0), note, generation)


def eventually(true: Callable[[], bool]) -> bool:
    """Whether *true* comes true while a device has ten seconds to do its work."""
    deadline = time.monotonic() + 10
    pause = threading.Event()
    while not (answer := true()) and time.monotonic() < deadline:
        pause.wait(0.005)
    return answer


def passed(output: AudioOutput, frames: int) -> bool:
    """Whether the device takes *frames* more."""
    until = output.frames + frames
    return eventually(lambda: output.frames >= until)


@pytest.fixture
def output() -> Iterator[AudioOutput]:
    opened = AudioOutput(silent=True)
    assert opened.open() == NO_CARD
    yield opened
    opened.close()


def test_it_is_an_output() -> None:
    one: Output = AudioOutput(silent=True)
    assert one.name == "audio"


def test_without_a_card_one_line_says_so_and_nothing_is_printed(capfd: pytest.CaptureFixture[str]) -> None:
    output = AudioOutput(silent=True)
    line = output.open()
    assert line is not None
    assert "\n" not in line
    assert output.open() is None
    output.close()
    assert capfd.readouterr() == ("", "")


def test_the_device_takes_sound_and_notes_are_heard(output: AudioOutput) -> None:
    assert eventually(lambda: output.frames > 4800)
    output.send([cue(now() + 150_000)])
    assert eventually(lambda: output.peak() > 0.01)


def test_a_note_whose_time_has_passed_is_heard_at_once(output: AudioOutput) -> None:
    output.send([cue(now() - 1_000_000)])
    assert eventually(lambda: output.peak() > 0.01)


def test_what_is_cancelled_is_never_heard(output: AudioOutput) -> None:
    later = now() + 800_000
    output.send([cue(later, generation=3), cue(later, generation=3)])
    output.cancel(3, 0)
    assert passed(output, 60_000)
    assert output.peak() == 0


def test_a_cancel_leaves_newer_generations(output: AudioOutput) -> None:
    output.send([cue(now() + 300_000, generation=4)])
    output.cancel(3, 0)
    assert eventually(lambda: output.peak() > 0.01)


def test_hush_is_silence_and_not_the_end(output: AudioOutput) -> None:
    output.send([cue(now(), length=9_000_000)])
    assert eventually(lambda: output.peak() > 0.01)
    output.hush()
    assert passed(output, 9600)
    output.peak()
    assert passed(output, 9600)
    assert output.peak() == 0
    output.send([cue(now() + 50_000)])
    assert eventually(lambda: output.peak() > 0.01)


def test_it_can_be_closed_twice_and_opened_again() -> None:
    output = AudioOutput(silent=True)
    output.close()
    for _ in range(2):
        output.open()
        assert passed(output, 960)
        output.close()
        output.close()
        assert output.frames == 0


def test_a_closed_output_takes_what_it_is_given_without_complaint() -> None:
    output = AudioOutput(silent=True)
    output.send([cue(0)])
    output.cancel(0, 0)
    output.hush()
    output.close()


def test_the_clock_says_on_which_frame_a_moment_is_heard() -> None:
    clock = DeviceClock(48000, latency=20_000)
    for block in range(100):
        clock.asked(block * 480, 1_000_000 + block * 10_000)
    assert clock.of_stream(3_000_000, 0) == 3_000_000 - 1_000_000 - 20_000


def test_a_late_request_hardly_moves_it_and_a_drifting_card_is_followed() -> None:
    clock = DeviceClock(48000, 0)
    for block in range(100):
        clock.asked(block * 480, 1_000_000 + block * 10_000 + (8000 if block == 50 else 0))
    assert abs(clock.of_stream(2_000_000, 0) - 1_000_000) < 500
    slow = DeviceClock(48000, 0)
    for block in range(2000):
        slow.asked(block * 480, block * 10_200)  # two in a hundred too slow, as the null device is
    true_zero = 1999 * 10_200 - 1999 * 10_000
    assert abs(slow.of_stream(true_zero, 0)) < 5000


def test_after_a_gap_the_next_request_is_the_first() -> None:
    clock = DeviceClock(48000, 0)
    clock.asked(0, 0)
    clock.lost()
    assert clock.of_stream(7_000, 5_000) == 2_000
    clock.asked(480, 510_000)
    assert clock.of_stream(510_000, 0) == 10_000
