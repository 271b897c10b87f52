"""How outputs are written: on the command line, and after ``out``."""

from __future__ import annotations

import pytest

from pattern_engine.outputs.address import FORMS, Address, address_text, read_address
from pattern_engine.outputs.output import OutputError
from pattern_engine.player_outputs import make_output
from pattern_engine.program import Destination


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("synth", Address("synth")),
        ("none", Address("none")),
        ("juce", Address("juce", port=8081)),
        ("juce:9000", Address("juce", port=9000)),
        ("osc:9000", Address("osc", port=9000)),
        ("osc:studio.local:9000", Address("osc", "studio.local", 9000)),
        ("osc:[::1]:9000/left/synth/", Address("osc", "::1", 9000, "/left/synth")),
        ("superdirt", Address("superdirt", port=57120)),
        ("superdirt?latency=20", Address("superdirt", port=57120, latency=20.0)),
        ("superdirt:10.0.0.2:57121", Address("superdirt", "10.0.0.2", 57121)),
        ("midi", Address("midi")),
        ("midi?clock", Address("midi", flags=frozenset({"clock"}))),
        ("midi:Bus: Port #1?ch=16&mpe", Address("midi", name="Bus: Port #1", channel=16, flags=frozenset({"mpe"}))),
        ("midi:x?clock=false", Address("midi", name="x")),
        ("link", Address("link")),
        ("midiin:nanoKONTROL?clock", Address("midiin", name="nanoKONTROL", flags=frozenset({"clock"}))),
    ],
)
def test_a_text_is_an_address(text: str, address: Address) -> None:
    assert read_address(text) == address


@pytest.mark.parametrize(
    "text",
    [
        "osc",
        "osc:",
        "osc:9:",
        "osc:host:0",
        "osc:host:x",
        "osc:h:9/",
        "juce:70000",
        "juce:",
        "juce:٣",
        "none:1",
        "synth:x",
        "synth?",
        "midi?",
        "midi:?ch=1",
        "midi:x?ch=0",
        "midi:x?ch=17",
        "midi:x?ch",
        "midi:x?loud",
        "midi:x?clock=2",
        "midi:x?ch=1&&",
        "superdirt:host",
        "superdirt:h:1/x",
        "superdirt?latency=x",
        "superdirt?latency=1001",
        "osc:h:9?ch=1",
    ],
)
def test_what_is_written_otherwise_is_refused_with_how_it_is_written(text: str) -> None:
    kind = text.partition(":")[0].partition("?")[0]
    with pytest.raises(OutputError, match=f"an output {kind} is written ") as refused:
        read_address(text)
    assert FORMS[kind] in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        (Destination("synth"), "synth"),
        (Destination("juce", (8082,)), "juce:8082"),
        (Destination("juce", ("Surge XT",), (("ch", 2),)), "juce"),
        (Destination("osc", ("host:9000",)), "osc:host:9000"),
        (Destination("osc", ("host", 9000, "/path/of")), "osc:host:9000/path/of"),
        (Destination("osc", ("host:9000", "path")), "osc:host:9000/path"),
        (Destination("osc", ("127.0.0.1:57120", "/dirt/play")), "superdirt:127.0.0.1:57120"),
        (Destination("superdirt"), "superdirt"),
        (Destination("superdirt", ("host", 57121)), "superdirt:host:57121"),
        (
            Destination("midi", ("IAC Driver Bus 1",), (("ch", 2), ("clock", True))),
            "midi:IAC Driver Bus 1?ch=2&clock=true",
        ),
        (Destination("midi", (), (("clock", True),)), "midi?clock=true"),
    ],
)
def test_a_destination_is_a_text(asked: Destination, text: str) -> None:
    assert address_text(asked) == text
    assert make_output(text).name.partition(":")[0] in (*FORMS, "audio")


@pytest.mark.parametrize("asked", [Destination("fax"), Destination("osc"), Destination("midi", ("x",), (("ch", 0),))])
def test_a_destination_that_is_none_is_refused(asked: Destination) -> None:
    with pytest.raises(OutputError):
        address_text(asked)


def test_what_comes_in_and_what_goes_wrong_is_handed_on() -> None:
    heard: list[object] = []
    told: list[str] = []
    for kind in FORMS:
        place = ":9000" if kind == "osc" else ""
        assert make_output(kind + place, hear=heard.append, tell=told.append).name
    assert (heard, told) == ([], [])
