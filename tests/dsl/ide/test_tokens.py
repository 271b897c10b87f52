"""Tokens: what each word is, by where the grammar took it, and inside strings."""

from __future__ import annotations

import sys
from pathlib import Path
from random import Random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as some

from pattern_dsl.document import Document
from pattern_dsl.ide.tokens import MODIFIERS, SHADES, SemanticToken, tokens

sys.path.insert(0, str(Path(__file__).parent))

from marked import PIECES, SONGS, edit, prefixes, unmarked

MARKED = [
    ('melody { «piano» "c4"; }', "instrument"),
    ('melody { piano "«c4» «eb» «~» «-» «60»"; }', "note note rest rest number"),
    ('rhythm { synth "«Kick» «hh» «x» «~»"; }', "drum drum hit rest"),
    ('melody { synth "«bd» «c4»"; }', "drum note"),
    ('harmony { piano "«Am» «F^7» «c4» «c\'maj7»"; }', "chord chord note chord"),
    ('melody { piano r"«I» «vi7» «V7/V» «foo»"; }', "numeral numeral numeral string"),
    ('melody { piano d"«0» «-1» «7»"; }', "degree degree degree"),
    ('melody { piano n"«0» «0.5»"; }', "number number"),
    ('rhythm { synth Kick.struct(x"«x»«.»«|»«X»"); }', "hit rest operator hit"),
    ('melody { «p»«iano» "c4"; }', None),
    ('melody { piano «"»c4«"»; }', "string string"),
    ('melody { piano «d"»0"; }', "string"),
    (
        'melody { piano "«[»c4 e4«]»«*»«2» «<»g4 a4«>»«/»«2»"; }',
        "bracket bracket operator number alternation alternation operator number",
    ),
    (
        'melody { piano "c4«!»«3» e4«@»«2» g4«?»«0.3» a4«!»"; }',
        "operator number operator number operator number operator",
    ),
    (
        'melody { piano "c4«(»«3»«,»«8»«)» «{»c4«}»«%»«4»"; }',
        "bracket number operator number bracket bracket bracket operator number",
    ),
    (
        'let «riff» «=» "c4"; melody { piano «riff».«fast»(«2»); }',
        "variable+definition operator variable method+defaultLibrary number",
    ),
    ('let riff = "c4"; melody { piano "e4 «$»«riff»"; }', "operator variable"),
    (
        "«def» «twice»(«p», «n» = 2) = «p».«fast»(«n»);",
        "keyword function+definition parameter+definition"
        " parameter+definition parameter method+defaultLibrary parameter",
    ),
    ('def twice(p) = p.fast(2); melody { piano "c4".«twice»(); piano «twice»(c4); }', "method function"),
    ('melody { piano "c4".every(2, «x» «=>» «x».rev()); }', "parameter+definition operator parameter"),
    ("«tempo» «120»;", "keyword number"),
    ("rhythm { «tempo» «Crash» «2.0»; «mute» «Kick» 0.5; }", "instrument drum number instrument drum"),
    ("rhythm { «mute» «piano» «Kick» 0.5 «dur» 1 «vel» n; }", "keyword instrument drum keyword keyword"),
    (
        "«mute» «melody» «lead» «len» 2 «bars» «once» { «hats»: piano c4; }",
        "keyword keyword part+definition keyword keyword keyword part+definition",
    ),
    (
        '«import» «piano» «as» «keys» «from» «"keys"»;',
        "keyword instrument keyword instrument+definition keyword string",
    ),
    ('import "f.pattern" as «f»; melody { piano «f».«riff»; }', "namespace+definition namespace method"),
    ("key «A» «minor»;", "note scale"),
    ('title «"c4 e4"»;', "string"),
    (
        'melody { piano "0".scale(«"C minor"»); piano "0".scale("«<»«C» «D»«>»"); }',
        "string alternation string string alternation",
    ),
    ('melody { piano roman("«I» «V»"); piano "c4".vel("«0.5» «~»"); }', "numeral numeral number rest"),
    (
        "«section» «verse» 8 «bars» { «drums», «bass».«up»(1); } «form» «verse» (verse)*2;",
        "keyword section+definition keyword part part method+defaultLibrary keyword section",
    ),
    ('melody m «->» «juce»(«"Surge XT"», «ch»=2) { }', "operator function+defaultLibrary string parameter"),
    ("let a = 1; «// c4 piano»\n«/* riff»\n«  tempo */» let b = 2;", "comment comment comment"),
    (
        "param «cut» = 900 «in» 200«..»6000 «log» «<-» «cc»(74);",
        "variable+definition keyword operator keyword operator function+defaultLibrary",
    ),
    (
        "contrast «fill» «every» 8 bars «for» 1 bar «replaces» «drums» { }",
        "part+definition keyword keyword keyword part",
    ),
    ('melody { piano «"c4 e4»\n}', "string"),
    (
        "melody { piano «perlin».range(0, 1); piano «c4»; let «c» = 2; }",
        "function+defaultLibrary note variable+definition",
    ),
]
"""Texts in which words stand between marks, and what these are; None where they are no words of their own."""


def shown(token: SemanticToken) -> str:
    return "+".join((token.kind, *token.modifiers))


def check_tokens(marked: str, wanted: str | None) -> None:
    text, places = unmarked(marked)
    found = {token[:2]: shown(token) for token in tokens(Document.of(text))}
    if wanted is None:
        assert not set(places) & set(found)
    else:
        assert [found.get(place) for place in places] == wanted.split()


@pytest.mark.parametrize(("marked", "wanted"), MARKED)
def test_a_word_is_what_the_grammar_takes_it_for(marked: str, wanted: str | None) -> None:
    check_tokens(marked, wanted)


def check_order(text: str) -> None:
    """The tokens of any text are sorted, apart from each other, on one line each, and of kinds of the legend."""
    at = 0
    for token in tokens(Document.of(text)):
        assert at <= token.begin < token.end <= len(text)
        assert not set("\r\n") & set(text[token.begin : token.end])
        assert token.kind in SHADES and set(token.modifiers) <= set(MODIFIERS)
        at = token.end


@settings(max_examples=150, deadline=None)
@given(some.lists(some.sampled_from(PIECES), max_size=40).map("".join) | some.text(max_size=80))
@example('melody { piano """c4\r\n e4\u2028🎵""" /* a\r b\n */; }')
@example('"\u2028"\r\n/*')
def test_tokens_of_any_text_are_apart(text: str) -> None:
    check_order(text)


@pytest.mark.parametrize("song", SONGS)
def test_tokens_of_a_song_are_apart_and_say_all_of_its_words(song: str) -> None:
    check_order(SONGS[song])
    document = Document.of(SONGS[song])
    said = "".join(document.text[token.begin : token.end] for token in tokens(document))
    assert [sign for sign in SONGS[song] if sign.isalnum() and sign not in said] == []


def test_tokens_of_a_song_cut_anywhere_are_apart() -> None:
    for text in prefixes(5, 80):
        check_order(text)


@pytest.mark.parametrize("seed", range(6))
def test_tokens_after_edits_are_those_of_the_text_read_anew(seed: int) -> None:
    random = Random(seed)
    document = Document.of(random.choice([*SONGS.values()]) * 2)
    for _ in range(40):
        document = document.edited(*edit(document.text, random))
        assert [*tokens(document)] == [*tokens(Document.of(document.text))]


def test_an_edit_leaves_the_pieces_that_it_does_not_touch() -> None:
    text = "".join(f'melody m{number} {{\n  piano "c4".fast({number});\n}}\n' for number in range(50))
    document = Document.of(text)
    before = tokens(document)
    after = tokens(document.edited(5, 5, "x"))
    same = [one is other for (_, one), (_, other) in zip(before.pieces, after.pieces, strict=True)]
    assert same.count(False) == 1


def test_a_name_changes_what_later_chunks_mean_by_it() -> None:
    document = Document.of("let a = 1;\nmelody {\n  piano c4.shine();\n}\n")
    assert shown([*tokens(document)][-1]) == "method"
    shone = document.edited(0, 0, "def rev(p) = p;\n").edited(0, 0, "")
    reversed_ = shone.edited(shone.text.index("shine"), shone.text.index("shine") + 5, "rev")
    assert shown([*tokens(reversed_)][-1]) == "method"
    gone = reversed_.edited(0, len("def rev(p) = p;\n"), "")
    assert shown([*tokens(gone)][-1]) == "method+defaultLibrary"


@pytest.mark.parametrize("song", ["night_walk", "first_light"])
def test_tokens_of_a_stretch_are_those_that_it_touches(song: str) -> None:
    document = Document.of(SONGS[song])
    everything = [*tokens(document)]
    for begin in range(0, len(document.text), 97):
        end = begin + 60
        wanted = [token for token in everything if token.begin < end and token.end > begin]
        assert [*tokens(document, begin, end)] == wanted
