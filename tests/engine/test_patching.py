"""Patching: what is spoilt is taken from the version before, in its place, with all that it needs to sound."""

from __future__ import annotations

from fractions import Fraction

import pytest

from pattern_engine.expression import Apply, Atom, Expression
from pattern_engine.patching import Partial, patched, spliced
from pattern_engine.program import Destination, Knob, Mark, Part, Program
from pattern_engine.timeline import Swing, TempoMark, Timeline


def part(key: str, music: Expression | str = "c4", instrument: str = "piano") -> Part:
    return Part(key, "melody", instrument, Atom(music) if isinstance(music, str) else music)


def program(*keys: str, music: str = "c4") -> Program:
    return Program(tuple(part(key, music) for key in keys))


OLD = program("melody/a/1", "melody/b/1", "melody/b/2", "melody/c/1")


@pytest.mark.parametrize(
    ("fresh", "spoilt", "keys"),
    [
        ("melody/a/1 melody/b/1 melody/b/2 melody/c/1", (), "a/1 b/1 b/2 c/1"),
        ("melody/a/1 melody/c/1", ("melody/b/",), "a/1 OLD b/1 OLD b/2 c/1"),
        ("melody/c/1 melody/a/1", ("melody/b/",), "c/1 a/1 OLD b/1 OLD b/2"),
        ("melody/c/1 melody/d/1", ("melody/a/", "melody/b/"), "OLD a/1 OLD b/1 OLD b/2 c/1 d/1"),
        ("melody/a/1", ("melody/d/",), "a/1"),
        ("", ("melody/a/", "melody/c/"), "OLD a/1 OLD c/1"),
        ("melody/a/1", ("melody/c/",), "a/1 OLD c/1"),
    ],
)
def test_spoilt_blocks_are_as_they_were_and_stand_where_they_stood(
    fresh: str, spoilt: tuple[str, ...], keys: str
) -> None:
    found = patched(OLD, Partial(program(*fresh.split(), music="new"), spoilt))
    assert found is not None
    told = [("" if one.music == Atom("new") else "OLD ") + one.key.removeprefix("melody/") for one in found.parts]
    assert " ".join(told) == keys


def test_a_block_that_may_not_have_been_read_is_kept_and_a_part_of_one_that_was_is_not() -> None:
    rest = program("melody/a/1", "melody/b/1")
    found = patched(OLD, Partial(rest, (), lost=True))
    assert found is not None
    assert [one.key for one in found.parts] == ["melody/a/1", "melody/b/1", "melody/c/1"]
    assert patched(OLD, Partial(rest)) == rest


def test_a_key_begins_with_a_block_only_up_to_its_slash() -> None:
    rest = Partial(Program(), ("melody/1/",))
    assert rest.kept([part("melody/1/2"), part("melody/11/2")]) == [part("melody/1/2")]


def test_nothing_spoilt_is_the_program_itself() -> None:
    assert patched(OLD, Partial(program("melody/z/1"))) == program("melody/z/1")


def test_headers_without_a_value_keep_the_one_they_had() -> None:
    slow = Timeline((TempoMark(Fraction(0), Fraction(60)),), swing=Swing(Fraction(2, 3), Fraction(1, 2)))
    old = Program(timeline=slow, key="D minor", seed=7, title="Old", outputs=(Destination("osc"),))
    headers = frozenset({"tempo", "swing", "key", "seed", "title", "out"})
    assert patched(old, Partial(Program(), headers=headers)) == old
    found = patched(old, Partial(Program(title="New"), headers=frozenset({"tempo"})))
    assert found == Program(title="New", timeline=Timeline(slow.tempos))


def test_what_is_kept_brings_its_instrument_and_its_knobs() -> None:
    turned = Apply("lpf", (Atom("c4"), Apply("knob", (Atom("cut"), Atom(3), Atom(9)))))
    knobs = (Knob("cut", 3, 0, 9), Knob("other", 1))
    old = Program((part("melody/a/1", turned, "keys"),), sounds=(("drums", "kit"), ("keys", "organ")), knobs=knobs)
    fresh = Program(knobs=(Knob("fresh", 2),), sounds=(("lead", "synth"),))
    found = patched(old, Partial(fresh, ("melody/a/",)))
    assert found is not None
    assert found.sounds == (("keys", "organ"), ("lead", "synth"))
    assert found.knobs == (Knob("fresh", 2), Knob("cut", 3, 0, 9))


@pytest.mark.parametrize(
    ("old", "fresh", "together"), [(4, 6, 6), (6, 4, 6), (None, 4, None), (4, None, None), (None, None, None)]
)
def test_music_with_a_kept_part_ends_with_the_last_of_both(
    old: int | None, fresh: int | None, together: int | None
) -> None:
    before = OLD._replace(length=old and Fraction(old), start=Fraction(-1))
    after = Program(length=fresh and Fraction(fresh))
    found = patched(before, Partial(after, ("melody/a/",)))
    assert found is not None
    assert found.length == together
    assert found.start == -1
    assert patched(before, Partial(after)) == after


def test_a_part_of_another_form_cannot_be_kept() -> None:
    verse, chorus = Mark("verse", Fraction(0)), Mark("chorus", Fraction(4))
    old = OLD._replace(marks=(verse,))
    fresh = Program(marks=(verse, chorus))
    assert patched(old, Partial(fresh, ("melody/a/",))) is None
    assert patched(old, Partial(fresh, ("melody/z/",))) == fresh
    assert patched(old, Partial(fresh, headers=frozenset({"tempo"}))) is None


@pytest.mark.parametrize(
    ("fresh", "blocks", "keys"),
    [
        ("melody/a/1 melody/b/1 melody/b/2 melody/c/1", ("melody/b/",), "OLD a/1 b/1 b/2 OLD c/1"),
        ("melody/b/1 melody/a/1 melody/c/1", ("melody/b/",), "b/1 OLD a/1 OLD c/1"),
        ("melody/a/1 melody/c/1 melody/d/1", ("melody/d/",), "OLD a/1 OLD b/1 OLD b/2 OLD c/1 d/1"),
        ("melody/d/1 melody/a/1", ("melody/a/", "melody/d/"), "d/1 a/1 OLD b/1 OLD b/2 OLD c/1"),
        ("melody/a/1", ("melody/c/",), "OLD a/1 OLD b/1 OLD b/2"),
    ],
)
def test_blocks_take_their_place_in_what_plays(fresh: str, blocks: tuple[str, ...], keys: str) -> None:
    found = spliced(OLD, program(*fresh.split(), music="new"), blocks)
    assert found is not None
    told = [("" if one.music == Atom("new") else "OLD ") + one.key.removeprefix("melody/") for one in found.parts]
    assert " ".join(told) == keys


def test_a_block_brings_its_sound_and_its_knobs_and_leaves_those_of_others() -> None:
    knob = Apply("knob", (Atom("warm"),))
    playing = Program((part("melody/a/1"), part("melody/b/1", instrument="keys")), sounds=(("keys", "organ"),))
    fresh = Program(
        (part("melody/a/1", instrument="kit"), part("melody/b/1", knob, "keys")),
        sounds=(("keys", "bell"), ("kit", "./kit")),
        knobs=(Knob("warm", 0.5), Knob("cold", 0.5)),
    )
    found = spliced(playing, fresh, ("melody/a/",))
    assert found is not None
    assert (dict(found.sounds), found.knobs) == ({"keys": "organ", "kit": "./kit"}, ())
    found = spliced(playing, fresh, ("melody/b/",))
    assert found is not None
    assert (dict(found.sounds)["keys"], [one.name for one in found.knobs]) == ("bell", ["warm"])


def test_headers_stay_and_another_form_has_no_place_for_a_block() -> None:
    playing = OLD._replace(seed=1, key="c major")
    fresh = program("melody/a/1", music="new")._replace(seed=2, key="d minor")
    found = spliced(playing, fresh, ("melody/a/",))
    assert found is not None
    assert (found.seed, found.key, found.timeline) == (1, "c major", playing.timeline)
    assert spliced(playing, fresh._replace(marks=(Mark("verse", Fraction(0)),)), ("melody/a/",)) is None
