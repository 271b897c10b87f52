"""The desk: hands and the text turn the same switches, and the last one to say something else is heard."""

from __future__ import annotations

from pattern_engine.expression import Atom
from pattern_engine.program import Part, Program
from pattern_server.lsp.desk import Desk, bare


def part(key: str, *, muted: bool = False, solo: bool = False) -> Part:
    return Part(key, "melody", "piano", Atom("c4"), muted, solo)


def desk(*parts: Part) -> Desk:
    return Desk().over(Program(parts))


def test_the_text_turns_switches() -> None:
    found = desk(part("melody/a/1", muted=True), part("melody/b/1", solo=True))
    assert (found.on("mute"), found.on("solo")) == ({"melody/a/1"}, {"melody/b/1"})
    assert (found.mix.muted, found.mix.soloed) == ({"melody/a/1"}, {"melody/b/1"})


def test_a_hand_outdoes_the_text_until_that_says_something_else() -> None:
    loud, silent = part("melody/a/1"), part("melody/a/1", muted=True)
    turned = desk(silent).turn("mute", ["melody/a/1"], None)
    assert turned.on("mute") == set()
    assert turned.over(Program((silent, part("melody/b/1")))).on("mute") == set()
    assert turned.over(Program((loud,))).over(Program((silent,))).on("mute") == {"melody/a/1"}


def test_a_hand_stays_on_a_part_that_comes_back() -> None:
    turned = desk(part("melody/a/1")).turn("solo", ["melody/a/1"], on=True)
    away = turned.over(Program((part("melody/b/1"),)))
    assert away.on("solo") == set()
    assert away.over(Program((part("melody/a/1"),))).on("solo") == {"melody/a/1"}


def test_several_are_turned_off_together_only_if_all_are_on() -> None:
    both = ["melody/a/1", "melody/b/1"]
    found = desk(*(part(key) for key in both)).turn("mute", both[:1], on=True)
    assert found.turn("mute", both, None).on("mute") == {*both}
    assert found.turn("mute", both, None).turn("mute", both, None).on("mute") == set()


def test_keys_of_blocks_mean_their_parts_and_no_others() -> None:
    found = desk(part("melody/a/1"), part("melody/a/2"), part("melody/ab/1"))
    assert found.meant(["melody/a", "melody/c"]) == (["melody/a/1", "melody/a/2"], ["melody/c"])


def test_what_is_played_has_no_switch_of_its_own() -> None:
    (found,) = bare(Program((part("melody/a/1", muted=True, solo=True),))).parts
    assert (found.muted, found.solo) == (False, False)
