"""Documents: an edit is read again only where it is, and what is found is what a fresh reading finds."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from pattern_dsl import check
from pattern_dsl.chunks import Chunks
from pattern_dsl.diagnostic import Diagnostic
from pattern_dsl.document import Document

SONG = """title "Edited"; tempo 96 to 132 over 4 bars;
meter 4/4; key C minor;
import piano as keys from "keys";
let riff = "c4 <e4 g4>*2";
def twice(p, n = 2) = p.fast(n);
rhythm beat {
  kick: synth "Kick*4";
  synth "~ Snare".every(4, .rev());
  synth Crash 0.0 every 8 bars;
}
melody hook len 2 bars {
  lead: keys riff.twice().vel("0.5 1");
  keys C4,E4 1:2 dur 1/2 vel 0.5;
  keys "c4 [e4 $riff]";
}

// harmony is quiet
harmony { piano "<Am F C G>".voicing(); }
melody { piano d"0 2 4"; bass "c2"; }
/* rhythm hidden {
   synth "Kick";
} */
contrast fill every 4 bars for 1 bar replaces beat { synth "Snare*8"; }
"""
FORM = """section verse 4 bars { beat, hook.up(1); }
section chorus 4 bars with .vel(0.9) { key A minor; beat; harmony { piano r"i VI"; } }
form verse chorus*2 verse;
"""
PIECES = [
    *(
        "x",
        " ",
        "\n",
        "}",
        "{",
        ";",
        '"',
        '"""',
        "/*",
        "*/",
        "//",
        ".",
        "(",
        ")",
        ",",
        "$riff",
        "riff",
        "twice",
        "beat",
    ),
    *("melody m {\n", "}\n", "rhythm {\n  synth 3;\n}\n", "tempo 120;\n", "let riff = 3;\n", "  piano C4 0.0;\n"),
    *("key D dorian;\n", "\r\n", "\r", "\u2028", "é🎵", "def f(x) = x.rev();\n", "section a { beat; }\n", "form a;\n"),
    *('tuning "slendroJust";\n', 'tuning "19edo" on C4;\n', " # room 0.3", "# gain", " |", "$: ", ": "),
    *("mute melody lead { piano C4 0; }\n", "import a from", "piano", "C4", "1", "0", "d", "r", "x"),
]


def edited(text: str, random: Random) -> tuple[int, int, str]:
    begin = random.randint(0, len(text))
    end = min(len(text), begin + random.choice((0, 0, 0, 1, 1, 2, 5, 20, 120)))
    return begin, end, "".join(random.choice(PIECES) for _ in range(random.choice((0, 1, 1, 1, 2, 3))))


def bare(diagnostics: tuple[Diagnostic, ...]) -> list[Diagnostic]:
    """*diagnostics* without what mends them, which is found out when it is asked for."""
    return [diagnostic._replace(fixes=(), related=()) for diagnostic in diagnostics]


def walk(seed: int, steps: int) -> None:
    """Edit a song at random; after each edit the document is as a fresh one."""
    random = Random(f"edits {seed}")
    text = SONG + (FORM if seed % 3 == 0 else "")
    document = Document.of(text)
    for _ in range(steps):
        begin, end, new = edited(text, random)
        document = document.edited(begin, end, new)
        text = text[:begin] + new + text[end:]
        assert document.text == text
        assert document.chunks.starts == Chunks.of(text).starts
        assert bare(document.diagnostics()) == bare(check(text).diagnostics), text
        if len(text) > 3000 or random.random() < 0.02:
            text = SONG
            document = document.edited(0, len(document.text), text)


def test_a_block_that_is_too_much_is_told_when_it_becomes_so_and_no_longer_when_it_is_mended() -> None:
    much, little = 'melody { piano "a!4096" 0; "b"; }\n', 'melody { piano "a!40" 0; "b"; }\n'
    document = Document.of(f"tempo 120;\n{little}")
    for text in (f"tempo 120;\n{much}", f"tempo 90;\n\n{much}", f"tempo 90;\n\n{little}"):
        document.diagnostics()
        document = document.edited(0, len(document.text), text)
        assert bare(document.diagnostics()) == bare(check(text).diagnostics)
        assert ("PS308" in {problem.code for problem in check(text).diagnostics}) is (much in text)
    changed = document.edited(document.text.index("!40") + 3, document.text.index("!40") + 3, "96")
    assert bare(changed.diagnostics()) == bare(check(changed.text).diagnostics)
    assert "PS308" in {problem.code for problem in changed.diagnostics()}


@pytest.mark.parametrize("seed", range(10))
def test_an_edit_gives_what_a_fresh_reading_gives(seed: int) -> None:
    walk(seed, 40)


@pytest.mark.heavy
@pytest.mark.parametrize("seed", range(10, 60))
def test_many_edits_give_what_a_fresh_reading_gives(seed: int) -> None:
    walk(seed, 200)


@settings(max_examples=200, deadline=None)
@given(some.text(max_size=80), some.integers(0, 80), some.integers(0, 80), some.text(max_size=20))
def test_no_sign_of_any_text_is_lost(text: str, one: int, other: int, new: str) -> None:
    begin, end = sorted((min(one, len(text)), min(other, len(text))))
    chunks = Chunks.of(text)
    assert chunks.text == text
    assert chunks.edited(begin, end, new).text == text[:begin] + new + text[end:]


def test_what_is_not_touched_keeps_its_chunk() -> None:
    before = Chunks.of(SONG)
    after = before.edited(SONG.index("Kick*4"), SONG.index("Kick*4"), "~ ")
    kept = [piece for piece in after.pieces if any(piece is other for other in before.pieces)]
    assert len(kept) == len(before.pieces) - 1


def test_an_edit_outside_the_text_is_refused() -> None:
    with pytest.raises(ValueError, match="an edit from 3 to 9 of a text of 4 signs"):
        Document.of("abcd").edited(3, 9, "")
