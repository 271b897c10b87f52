"""Open Sound Control, byte for byte what python-osc writes, and over a real socket."""

import socket
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pythonosc.osc_bundle import OscBundle
from pythonosc.osc_bundle_builder import IMMEDIATELY, OscBundleBuilder
from pythonosc.osc_message import OscMessage
from pythonosc.osc_message_builder import OscMessageBuilder

from pattern_engine.clock import ManualClock, MonotonicClock, WallOffset
from pattern_engine.note import NoteEvent
from pattern_engine.outputs import osc
from pattern_engine.outputs.output import Cue, OutputError

F = Fraction
NOTE = NoteEvent("melody/hook/1", "piano", "E4", 64, F(1, 4), F(1, 2), 0.8, False, {"pan": 0.25, "room": "größer"})

texts = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=20)
arguments = st.lists(
    texts
    | st.integers(-(2**31), 2**31 - 1)
    | st.floats(width=32, allow_nan=False)
    | st.binary(min_size=1, max_size=20),
    max_size=8,
)


def cue(number=1, at=1_000_000, note=NOTE, generation=0):
    return Cue(number, at, 250_000, F(1), note, generation)


def reference(address, values):
    builder = OscMessageBuilder(address)
    for value in values:
        kind = {str: "s", int: "i", float: "f", bytes: "b"}[type(value)]
        builder.add_arg(value, kind)
    return builder.build()


def read(packet):
    """A packet as (sequence number, [(time tag, address, arguments)])."""
    outer = OscBundle(packet)
    first, *rest = list(outer)
    assert isinstance(first, OscMessage)
    assert first.address.endswith("/seq")
    found = []
    for inner in rest:
        tag = int.from_bytes(inner.dgram[8:16], "big")
        found += [(tag, message.address, message.params) for message in inner]
    return first.params[0], found


@settings(deadline=None)
@given(arguments)
def test_a_message_is_what_python_osc_writes(values):
    assert osc.message("/pattern/event", values) == reference("/pattern/event", values).dgram


@settings(deadline=None)
@given(st.integers(1, (2**32 - 2_208_988_800) * 64 - 1), st.lists(arguments, max_size=3))
def test_a_bundle_is_what_python_osc_writes(moment, contents):
    inner = OscBundleBuilder(moment / 64)
    for values in contents:
        inner.add_content(reference("/a", values))
    outer = OscBundleBuilder(IMMEDIATELY)
    outer.add_content(reference("/pattern/seq", [7]))
    outer.add_content(inner.build())
    tag = osc.time_tag(moment * 15625)
    ours = osc.bundle(tag, [osc.message("/a", values) for values in contents])
    assert osc.bundle(1, [osc.message("/pattern/seq", [7]), ours]) == outer.build().dgram


@settings(deadline=None)
@given(st.integers(0, 2**50))
def test_a_time_tag_keeps_the_microsecond(micros):
    tag = osc.time_tag(micros)
    back = ((tag & 0xFFFFFFFF) * 1_000_000 + (1 << 31)) >> 32
    assert back == micros % 1_000_000


names = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=9)
controls = st.dictionaries(
    names,
    texts
    | st.integers()
    | st.floats(allow_nan=False)
    | st.booleans()
    | st.fractions()
    | st.none()
    | st.just(("bd", 3)),
    max_size=5,
)
notes = st.builds(
    NoteEvent,
    names,
    names,
    st.none() | names,
    st.none() | st.integers(0, 127) | st.floats(0, 127),
    st.just(F(0)),
    st.just(F(1)),
    st.floats(0, 1),
    st.booleans(),
    controls,
)


@settings(deadline=None)
@given(notes, st.integers(0, 2**64 - 1), st.integers(0, 2**40))
def test_an_event_written_by_its_form_is_the_bundle_of_its_message(note, tag, number):
    one = cue(number, note=note, generation=number % 5)
    content = osc.bundle(tag, [osc.event_message(one)])
    for _ in range(2):  # the second time the form is remembered
        assert osc.event_element(one, tag) == osc.element(content)


@settings(deadline=None)
@given(st.lists(notes, min_size=1, max_size=9))
def test_packets_are_what_python_osc_reads_and_writes(played):
    elements = [osc.event_element(cue(number, note=note), number + 1) for number, note in enumerate(played)]
    found = [event for packet in osc.packets(elements, 0) for event in read(packet)[1]]
    assert [(tag, values[0]) for tag, _, values in found] == [(number + 1, number) for number in range(len(played))]
    for (_, address, values), note in zip(found, played, strict=True):
        assert reference(address, values[:5]).dgram == osc.message(address, values[:5])
        assert values[2:4] == [note.part, note.instrument]


def test_an_event_carries_what_the_table_says():
    (_, (found,)) = read(osc.packets([osc.event_element(cue(9, generation=3), 1)], 0)[0])
    _, address, values = found
    assert (address, values) == ("/pattern/event", list(OscMessage(osc.event_message(cue(9, generation=3)))))
    message = OscMessage(osc.event_message(cue(9, generation=3)))
    assert message.address == "/pattern/event"
    assert values[:5] == [9, 3, "melody/hook/1", "piano", "E4"]
    assert values[5:8] == [64.0, pytest.approx(0.8), 0.25]
    assert values[8:] == ["pan", 0.25, "room", "größer"]


def test_a_sound_without_pitch_has_key_minus_one():
    note = NoteEvent("rhythm/b/1", "kit", None, None, F(0), F(1), controls={"n": 3, "loud": True, "bank": None})
    values = list(OscMessage(osc.event_message(cue(note=note))))
    assert values[4:6] == ["", -1.0]
    assert values[8:] == ["n", 3, "loud", 1]


def test_only_the_types_i_f_s_are_used():
    controls = {"a": True, "b": F(1, 3), "c": 2**40, "d": ("x", 1), "e": {"k": 1}, "f": 1e300, "g": 10**400, "h": -7}
    message = osc.event_message(cue(note=NoteEvent("p", "i", "C4", 60, F(0), F(1), controls=controls)))
    tags = message[message.index(b",") : message.index(b"\0", message.index(b","))]
    assert set(tags.decode()[1:]) <= set("ifs")
    assert list(OscMessage(message))[-16::2] == list("abcdefgh")


def test_no_packet_is_larger_than_the_limit():
    events = [osc.event_element(cue(number), osc.time_tag(number)) for number in range(1, 101)]
    made = osc.packets(events, 5)
    assert max(map(len, made)) <= osc.LIMIT
    assert [read(packet)[0] for packet in made] == list(range(5, 5 + len(made)))
    assert [values[0] for packet in made for _, _, values in read(packet)[1]] == list(range(1, 101))


def test_an_event_larger_than_the_limit_goes_alone():
    large = NoteEvent("p", "i", "C4", 60, F(0), F(1), controls={"text": "x" * 2000})
    events = [osc.event_element(cue(number, note=note), 1) for number, note in enumerate([NOTE, large, NOTE])]
    assert [[values[0] for _, _, values in read(packet)[1]] for packet in osc.packets(events, 0)] == [[0], [1], [2]]


@pytest.fixture
def receiver():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as listening:
        listening.bind(("127.0.0.1", 0))
        listening.settimeout(5)
        yield listening


def open_output(receiver, clock=None):
    output = osc.OscOutput("127.0.0.1", receiver.getsockname()[1], clock)
    output.open()
    return output


def test_over_a_socket_time_tags_are_onsets(receiver):
    clock = MonotonicClock()
    output = open_output(receiver, clock)
    now, wall = clock.now(), WallOffset(clock)
    output.send([cue(1, now + 100_000), cue(2, now + 100_000), cue(3, now + 150_000)])
    sequence, events = read(receiver.recv(2000))
    assert sequence == 0
    assert [values[0] for _, _, values in events] == [1, 2, 3]
    assert events[0][0] == events[1][0]
    due = [now + 100_000, now + 100_000, now + 150_000]
    for (tag, address, _), at in zip(events, due, strict=True):
        assert address == "/pattern/event"
        assert abs(tag - osc.time_tag(at + wall.micros)) < (1 << 32) // 100
    output.close()


def test_every_packet_has_the_next_number(receiver):
    output = open_output(receiver)
    for number in range(3):
        output.send([cue(number)])
    output.cancel(4, 2_000_000)
    output.hush()
    output.close()
    packets = [read(receiver.recv(2000)) for _ in range(5)]
    assert [sequence for sequence, _ in packets] == [0, 1, 2, 3, 4]
    assert [(address, list(values)) for _, ((_, address, values),) in packets[3:]] == [
        ("/pattern/cancel", [4]),
        ("/pattern/hush", []),
    ]


def test_a_path_of_the_users_own_begins_every_address(receiver):
    output = osc.OscOutput("127.0.0.1", receiver.getsockname()[1], path="/studio/left/")
    output.open()
    output.send([cue(1)])
    output.cancel(1, 5)
    output.hush()
    output.close()
    packets = [OscBundle(receiver.recv(2000)) for _ in range(3)]
    addresses = [[packet.content(0).address, packet.content(1).content(0).address] for packet in packets]
    assert addresses == [["/studio/left/seq", f"/studio/left/{what}"] for what in ("event", "cancel", "hush")]


def test_what_leaves_late_and_what_is_too_large_is_told_once(receiver):
    told = []
    clock = ManualClock(1_000_000)
    output = osc.OscOutput("127.0.0.1", receiver.getsockname()[1], clock, tell=told.append)
    output.open()
    output.send([cue(1, 1_000_000)])
    assert told == []
    huge = NoteEvent("p", "i", "C4", 60, F(0), F(1), controls={"text": "x" * 70_000})
    large = NoteEvent("p", "i", "C4", 60, F(0), F(1), controls={"text": "x" * 2000})
    for number in range(2):
        output.send([cue(number, 940_000), cue(number, 950_000, large), cue(number, 2_000_000, huge)])
    output.close()
    late, pieces, out = told
    assert "notes leave late, the first by 60 ms" in late
    assert "in pieces" in pieces
    assert "left out" in out
    assert all(line.startswith(f"{output.name}: ") for line in told)
    sizes = [len(receiver.recv(65536)) for _ in range(5)]
    assert max(sizes) < 3000


def test_a_chord_of_many_notes_is_split_at_one_time_tag(receiver):
    output = open_output(receiver)
    output.send([cue(number) for number in range(60)])
    output.close()
    found = []
    while len(found) < 60:
        packet = receiver.recv(2000)
        assert len(packet) <= osc.LIMIT
        found += read(packet)[1]
    assert [values[0] for _, _, values in found] == list(range(60))
    assert len({tag for tag, _, _ in found}) == 1


def test_nobody_has_to_listen():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    output = osc.OscOutput("127.0.0.1", port)
    output.open()
    for number in range(5):
        output.send([cue(number)])
    output.close()
    output.close()
    output.send([cue(9)])


def test_a_host_that_does_not_exist_is_said():
    with pytest.raises(OutputError, match=r"osc:no such host:9.*check host and port"):
        osc.OscOutput("no such host", 9).open()


def test_the_wall_clock_is_followed_slowly_and_leaps_are_taken_at_once():
    clock = ManualClock()
    wall = WallOffset(clock, leap=2_000_000)
    start = wall.micros
    clock.wait(160_000)
    wall.follow()
    assert -160_000 // 16 - 5000 < wall.micros - start < 0
    clock.wait(60_000_000)
    wall.follow()
    assert abs(wall.micros - start + 60_000_000) < 5_000_000
