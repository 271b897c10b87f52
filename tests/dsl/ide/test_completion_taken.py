"""Completion: the text that an item puts there is one without mistakes. ``¦`` is the caret."""

from __future__ import annotations

import pytest
from completing import complete

from pattern_dsl import check
from pattern_dsl.ide.completion_items import Completion, usages


def applied(marked: str, item: Completion) -> str:
    """The text after an item has been taken."""
    text, found = marked.replace("¦", ""), complete(marked)
    for begin, end, new in sorted([(found.begin, found.end, item.insert), *item.edits], reverse=True):
        text = text[:begin] + new + text[end:]
    return text


def errors(text: str) -> list[str]:
    return [problem.message for problem in check(text).diagnostics if problem.severity == "error"]


MENDED = [
    "¦",
    "tempo 90;\n¦",
    "melody {\n  ¦\n}",
    "rhythm {\n  ¦\n}",
    "harmony {\n  ¦\n}",
    'melody { piano "c4".fast¦; }',
    'melody { piano "c4 ¦"; }',
    "melody { piano C¦ }",
    "melody { piano C¦ 0.0; }",
    "melody { piano C4,¦ 0.0; }",
    "rhythm { synth K¦ }",
    "let x = ¦;",
    "melody { piano pure({¦}); }",
    'key A minor; harmony { piano r"V7/¦".voicing(); }',
    'melody { guitar "e2 ¦"; }',
    'melody { bass "e¦"; }',
    'melody { piano d"0 ¦"; }',
    "key ¦;",
    "key C ¦;",
    'import ¦ from "keys";',
    'import piano from "d¦";',
    'let x = "¦";',
    'harmony { piano "¦".voicing(); }',
    'harmony { piano "F¦".voicing(); }',
    'key A minor; harmony { piano r"¦".voicing(); }',
    'rhythm { synth "¦"; }',
    'rhythm { synth "s¦"; }',
    "section a 4 bars { } form ¦;",
    'rhythm beat { synth "Kick"; } section a 2 bars {\n  ¦\n}\nform a;',
    'melody { piano "0 1".scale("C ¦"); }',
    'melody { piano "0 1".scale("¦ minor"); }',
    "melody { piano C4 0.0 ¦; }",
    'harmony { piano "Am".voicing(¦); }',
    'melody { piano "c4".arp("¦"); }',
    'melody { piano "c4*8".vel(¦); }',
    'melody { piano "c4*8".ramp("¦", 1, 2, 4); }',
    'melody { let a = "c4"; piano "$¦"; }',
    'melody { s("¦"); }',
    "melody x len 2 ¦ { piano C4 0; }",
    "tuning ¦;",
    'tuning "19edo" on ¦;',
    "swing 2/3 ¦;",
    "swap ¦;",
    "swap at ¦;",
    "swap at 4 bars ¦;",
    "swap at 4 bars with ¦;",
    "tempo 100 ¦;",
    "tempo 100 to 120 over 4 ¦;",
    "param x = 1 in 0..2 ¦;",
    "param x = 1 in 0..2 <- ¦;",
    'melody { piano "c4".add("0", ¦); }',
    'def lift(p, n = 2) = p.fast(n); melody { piano "c4".lift¦; }',
    'let low = x => x.up(-1); melody { piano "c4".every(2, lo¦); }',
    'rhythm beat { synth "Kick"; } contrast fill every 4 bars replaces ¦ { synth Crash 0; }',
]

EXCUSED = {"mute", "solo", "form", "chord"}
"""A flag wants more behind it, chords a voicing; a form wants the sections that a text without any lacks."""

FITTING_BY_VALUE = {
    *("upto", "raiseDegree", "lowerDegree", "scaleTranspose", "roman", "voicing", "root", "anchor", "mode", "of"),
    *("inv", "against", "expandPitch", "open", "drop", "get", "notation", "tune", "toFreq", "ratio", "as"),
}
"""Words that want a scale, chords or lists before them; on notes they say so."""


@pytest.mark.parametrize("marked", MENDED)
def test_a_text_is_as_right_after_any_item_is_taken(marked: str) -> None:
    items = [item for item in complete(marked).items if item.label.lstrip(".") not in EXCUSED | FITTING_BY_VALUE]
    assert items
    wrong = {item.label: errors(text) for item in items if errors(text := applied(marked, item))}
    assert wrong == {}


def test_methods_are_offered_as_their_examples_use_them() -> None:
    marked = 'melody { piano "c4 e4".¦; }'
    wrong = [item.label for item in complete(marked).items if errors(applied(marked, item))]
    assert set(wrong) <= FITTING_BY_VALUE
    assert len(wrong) < 15


def test_all_of_the_word_at_the_caret_is_replaced() -> None:
    marked = 'melody { piano "c4".fa¦stGap(2); }'
    found = complete(marked)
    assert marked.replace("¦", "")[found.begin : found.end] == "fastGap"
    item = next(item for item in found.items if item.label == "fast")
    assert applied(marked, item) == 'melody { piano "c4".fast(2); }'  # its brackets are there already


def test_the_word_behind_the_caret_stays_where_nothing_is_typed() -> None:
    marked = 'melody { piano "c4 ¦e4"; }'
    item = next(item for item in complete(marked).items if item.label == "g4")
    assert applied(marked, item) == 'melody { piano "c4 g4e4"; }'


def test_what_waits_to_be_filled_is_marked() -> None:
    item = next(item for item in complete('melody { piano "c4".euclid¦ }').items if item.label == "euclid")
    assert [item.insert[begin:end] for begin, end in item.stops] == list(usages()["euclid"].behind or ())
    assert item.insert.startswith("euclid(")


def test_a_name_of_another_text_is_imported_with_it() -> None:
    marked = 'import riff from "fills.pattern"; melody { piano ot¦; }'
    item = complete(marked).items[0]
    assert applied(marked, item) == 'import riff, other from "fills.pattern"; melody { piano other; }'


def test_a_built_in_instrument_needs_no_import() -> None:
    item = next(item for item in complete("melody { gui¦ }").items if item.label == "guitar")
    assert item.edits == ()
    assert check(applied("melody { gui¦ }", item)).diagnostics == ()
