"""Transcription: the notes of a MIDI file as a program that people can read. The bars of a voice are strings of
mini-notation, one after another; a note that no bar can hold is a placed statement.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from pattern_dsl.bars import Chord, bar_text, velocity_text
from pattern_dsl.measures import Measures, measures, tempo_header
from pattern_engine.export.general_midi import NAMES, built_in
from pattern_engine.export.midi_reading import MidiNote, MidiScore, MidiVoice
from pattern_engine.instruments import DRUMS, INSTRUMENTS
from pattern_engine.theory.pitch import midi_of, name_of
from pattern_engine.timeline import Swing

DRUM_CHANNEL = 9

_EXACT = (1, 2, 3, 4, 6, 8, 12, 16, 5, 10, 20, 7, 14, 24, 32)
"""Parts of a beat that a place may be in; a place that is none of them goes to the nearest twelfth."""

_COARSE = 12
_LEGATO = Fraction(20, 19)
_USUAL_VELOCITY = 0.8
_LEAST_SWUNG = 8
"""Notes that must be late alike before that is called swing."""

_STRAIGHT = frozenset(Fraction(eighth, 8) for eighth in range(8))
_MOST_VOICES = 3
"""Voices of one track that are written in bars; what needs more is placed note by note."""

_FIFTHS = ("Cb", "Gb", "Db", "Ab", "Eb", "Bb", "F", "C", "G", "D", "A", "E", "B", "F#", "C#", "G#", "D#", "A#")
_NAME = re.compile(r"[a-z][a-z_]{2,30}[a-z0-9_]*")
_SOFT = re.compile(
    "as|at|cycle|def|dur|every|for|form|from|goto|hush|import|in|key|len|let|loop|melody|rhythm|harmony|contrast|meter"
    "|mute|on|once|out|over|panic|param|replaces|section|seed|solo|swing|tempo|times|title|to|tuning|vel|with|or|and"
    "|bars?|beats?|cycles|seconds?|lin|log|int|toggle"
)
"""Words that mean something where a block's name may stand."""


class _Frame(NamedTuple):
    """What holds for all voices: the bars, and whether notes are written with flats."""

    measures: Measures
    flats: bool

    @property
    def bars(self) -> int:
        """How many bars there are."""
        return len(self.measures.meters)


class _Placed(NamedTuple):
    """Notes that begin and end together, in crotchets; ``velocity`` in hundredths."""

    begin: Fraction
    end: Fraction
    velocity: int
    keys: tuple[int, ...]


class _Player(NamedTuple):
    """Who plays a voice: an instrument, the words of its drums by their keys, whether notes sound 19/20 of a step."""

    instrument: str
    words: dict[int, str]
    frame: _Frame
    legato: bool


def transcribed(score: MidiScore, source: str, within: str = "1/24") -> str:
    """The program that plays what *score* holds; *source* is what its first line calls it.

    *within* is what part of a beat that line says times are near to: more than 1/24 if the score itself was not exact.

    Times are those of the file if a beat can be divided so (up to 32, thirds, fifths, sevenths), else the nearest
    twelfth of a beat; velocities are hundredths. Tempos that are no ramp are named in comments. Raises ``MidiError``
    for music that goes on for more than ``measures.MOST_BARS``.
    """
    bars = measures(score)
    swing = _swing(score, bars)
    if swing is not None:
        score = _straight(score, swing, bars)
    frame = _Frame(bars, bool(score.keys) and score.keys[0][1][0] < 0)
    lines = [f"// From {_plain(source)}: {frame.bars} bars. Times to within {within} of a beat, velocities to 1/200."]
    lines += [f"// It begins again after that: --bars {frame.bars} ends it.", *_headers(score, bars)]
    lines += [f"swing {_decimal(swing.amount)} on 1/8;", ""] if swing is not None else [""]
    names: dict[str, None] = {}
    imports: dict[str, str] = {}
    blocks: list[str] = []
    for number, voice in enumerate(score.voices, 1):
        instrument = _instrument(voice, imports)
        name = _unused(voice.name, number, names)
        names[name] = None
        blocks += _block(voice, name, instrument, frame)
    lines += [f'import {known} as {name} from "gm";' for name, known in imports.items() if name != known]
    return "\n".join([*lines, *blocks]).replace("\n\n\n", "\n\n").rstrip("\n") + "\n"


def _swing(score: MidiScore, bars: Measures) -> Swing | None:
    """The swing of quavers that makes almost every note straight; None for music that is straight, or has triplets."""
    begins = [note.begin for voice in score.voices for note in voice.notes]
    places = Counter(Fraction(round(begin % 1 * 100), 100) for begin in begins)
    late = [(count, place) for place, count in places.items() if Fraction(52, 100) <= place <= Fraction(72, 100)]
    if not late or max(late)[0] < max(_LEAST_SWUNG, len(begins) // 10):
        return None
    if any(abs(begin % 1 - place) < Fraction(1, 50) for begin in begins for place in (Fraction(1, 2), Fraction(1, 3))):
        return None
    amount = max(late)[1]
    exact = Counter(begin % 1 for begin in begins if abs(begin % 1 - amount) <= Fraction(1, 200)).most_common(1)[0][0]
    swing = Swing(exact if exact == Fraction(2, 3) or 1000 % exact.denominator == 0 else amount)
    straight = [note.begin for voice in _straight(score, swing, bars).voices for note in voice.notes]
    return swing if sum(begin % 1 in _STRAIGHT for begin in straight) * 20 >= len(straight) * 19 else None


def _straight(score: MidiScore, swing: Swing, bars: Measures) -> MidiScore:
    """*score* as it is written that is played with *swing*: places all but on an eighth of a beat are on it."""

    def written(beat: Fraction) -> Fraction:
        bar = bars.at(beat)
        line = bars.lines[bar]
        exact = line + swing.straighten(beat - line, max(bars.length(bar), beat - line))
        near = Fraction(round(exact * 8), 8)
        return near if abs(near - exact) <= Fraction(1, 100) else exact

    voices = [
        voice._replace(notes=tuple(n._replace(begin=written(n.begin), end=written(n.end)) for n in voice.notes))
        for voice in score.voices
    ]
    return score._replace(voices=tuple(voices))


def _headers(score: MidiScore, bars: Measures) -> Iterator[str]:
    """Title, tempo, meter and key; what comes later is said, not set."""
    if title := _plain(score.title):
        yield f'title "{title}";'
    tempo, everywhere = tempo_header(score, bars)
    yield tempo
    yield bars.header()
    if score.keys:
        sharps, minor = score.keys[0][1]
        yield f"key {_FIFTHS[sharps + 7 + (3 if minor else 0)]} {'minor' if minor else 'major'};"
    later = [(beat, f"section {_plain(mark)}") for beat, mark in score.marks]
    if not everywhere:
        later += [(beat, f"tempo {round(60_000_000 / micros, 3):g}") for beat, micros in score.tempos[1:]]
    for beat, meter in score.meters:
        if beat < bars.lines[-1] and bars.meters[bars.at(beat)] != meter:
            later.append((beat, f"meter {meter[0]}/{meter[1]}"))
    for beat, said in sorted(later)[:200]:
        bar = bars.at(beat)
        yield f"// bar {bar + 1}, beat {float(beat - bars.lines[bar] + 1):g}: {said}"


def _plain(text: str) -> str:
    """*text* on one line, without what would end a string or a comment."""
    shown = "".join(char if char.isprintable() else " " for char in text)
    return shown.replace('"', "'").replace("\\", "/").strip()[:80]


def _instrument(voice: MidiVoice, imports: dict[str, str]) -> str:
    """What plays a voice: a built-in instrument, under the name that General MIDI has for its program."""
    if voice.channel == DRUM_CHANNEL:
        return "drums"
    known = built_in(voice.program)
    if INSTRUMENTS[known].program == voice.program:
        return known
    name = "_".join(re.findall(r"[a-z]+", NAMES[voice.program].lower()))
    imports[name] = known
    return name


def _unused(name: str, number: int, taken: dict[str, None]) -> str:
    """A name for a block, made of the name of its track."""
    slug = "_".join(re.findall(r"[a-z0-9]+", name.lower()))[:40]
    if not _NAME.fullmatch(slug) or _SOFT.fullmatch(slug) or midi_of(slug) is not None:
        slug = f"track_{number}"
    return slug if slug not in taken else f"{slug}_{number}"


def _block(voice: MidiVoice, name: str, instrument: str, frame: _Frame) -> list[str]:
    """A voice as a block."""
    drums = voice.channel == DRUM_CHANNEL
    legato = not drums and _is_usual(voice.notes)
    chords = _chords(voice.notes, legato)
    rows, placed = _rows(chords, frame)
    words = {drum.key: drum.words[0] for drum in DRUMS} if drums else {}
    player = _Player(instrument, words, frame, legato)
    shared: dict[str, str] = {}
    statements = [_statement(row, player, shared) for row in rows]
    statements += [_placed(chord, player) for chord in placed]
    lets = [f'let {let} = "{text}";' for text, let in shared.items()]
    head = f"{'rhythm' if drums else 'melody'} {name} len {frame.bars} bars {{"
    return ["", head, *(f"  {line}" for line in (*lets, *statements)), "}"]


def _is_usual(notes: Sequence[MidiNote]) -> bool:
    """Whether most notes sound 19/20 of a step, as those of a melody do if nothing else is said."""
    usual = 0
    for note in notes:
        exact = _written(note.end - note.begin, Fraction(1, 2000))
        is_step = _written((note.end - note.begin) * _LEGATO, Fraction(1, 400)) is not None
        usual += is_step and (exact is None or exact.numerator % 19 == 0)
    return 2 * usual > len(notes)


@lru_cache(maxsize=65_536)
def _written(place: Fraction, near: Fraction) -> Fraction | None:
    """*place* as one of the parts of a beat that can be written, if one is *near*; of those of 20 only full fourths."""
    for parts in _EXACT:
        found = Fraction(round(place * parts), parts)
        if abs(found - place) <= near and found.denominator != 20:
            return found
    return None


def _chords(notes: Sequence[MidiNote], legato: bool) -> list[_Placed]:
    """Notes that begin and end together and are struck alike, at places that can be written."""
    groups: dict[tuple[Fraction, Fraction, int, int], list[int]] = {}
    for note in notes:
        begin = _place(note.begin)
        end = _place(begin + (note.end - note.begin) * (_LEGATO if legato else 1))
        end = max(end, begin + Fraction(1, _COARSE) if end <= begin else end)
        velocity = round(100 * note.velocity / 127)
        copy = 0
        while note.key in groups.get((begin, end, velocity, copy), ()):
            copy += 1
        groups.setdefault((begin, end, velocity, copy), []).append(note.key)
    found = [_Placed(begin, end, velocity, tuple(sorted(keys))) for (begin, end, velocity, _), keys in groups.items()]
    return sorted(found, key=lambda chord: (chord.begin, -chord.end, chord.velocity, chord.keys))


def _place(beat: Fraction) -> Fraction:
    """Where a beat is written."""
    found = _written(beat, Fraction(1, 1900))
    return Fraction(round(beat * _COARSE), _COARSE) if found is None else found


def _rows(chords: Sequence[_Placed], frame: _Frame) -> tuple[list[list[list[Chord]]], list[_Placed]]:
    """Voices, each with the chords of each bar, and chords that are placed: they cross a bar line or find no voice."""
    rows: list[list[list[Chord]]] = []
    ends: list[Fraction] = []
    placed: list[_Placed] = []
    for chord in chords:
        bar = frame.measures.at(chord.begin)
        line = frame.measures.lines[bar]
        voice = next((index for index, end in enumerate(ends) if end <= chord.begin), len(ends))
        if chord.end > frame.measures.lines[bar + 1] or voice >= _MOST_VOICES:
            placed.append(chord)
            continue
        if voice == len(ends):
            rows.append([[] for _ in range(frame.bars)])
            ends.append(Fraction(0))
        ends[voice] = chord.end
        rows[voice][bar].append(Chord(chord.begin - line, chord.end - line, chord.velocity, chord.keys))
    return rows, placed


def _statement(row: Sequence[Sequence[Chord]], player: _Player, shared: dict[str, str]) -> str:
    """A voice as one statement: its bars, then how hard and how long they are struck; *shared* learns equal bars."""
    bars = player.frame.measures
    shapes = [(bars.length(index), bars.cell(index)) for index in range(len(row))]
    texts = _turned(
        [bar_text(bar, *shape, lambda keys: _atoms(keys, player)) for bar, shape in zip(row, shapes, strict=True)]
    )
    loud = _turned([velocity_text(bar, *shape) for bar, shape in zip(row, shapes, strict=True)])
    for text, times in Counter(texts).items():
        if times > 1 and text != "~":
            shared.setdefault(text, f"bar_{len(shared) + 1}")
    chain = "" if player.legato or player.words else ".legato(1)"
    heard = {text for text in loud if text != "~"}
    if len(heard) != 1 or " " in min(heard):
        chain = f".vel({_listed(loud, {})}){chain}"
    elif float(min(heard)) != _USUAL_VELOCITY:
        chain = f".vel({min(heard)}){chain}"
    return f"{player.instrument} {_listed(texts, shared)}{chain};"


def _turned(texts: list[str]) -> list[str]:
    """The bars after which *texts* come again and again; the last time perhaps not all of them."""
    for period in range(1, len(texts) // 2 + 1):
        if texts == (texts[:period] * (len(texts) // period + 1))[: len(texts)]:
            return texts[:period]
    return texts


def _listed(texts: Sequence[str], shared: dict[str, str]) -> str:
    """Bars as one string or as a list with a bar a line; silent ones in a row share theirs."""
    if len(texts) == 1:
        return shared.get(texts[0], f'"{texts[0]}"')
    items = [shared.get(text, f'"{text}"') for text in texts]
    lines: list[str] = []
    for item in items:
        if lines and len(lines[-1]) + len(item) < 90:
            lines[-1] += f" {item},"
        else:
            lines.append(f"    {item},")
    return "cat(\n" + "\n".join(lines).rstrip(",") + "\n  )"


def _atoms(keys: Sequence[int], player: _Player) -> str:
    """The notes of a chord in mini-notation; keys below C0 are numbers there."""
    names = [_word(key, player) if key >= 12 or player.words else str(key) for key in keys]
    names = names if player.words else [name.lower() for name in names]
    return names[0] if len(names) == 1 else f"[{','.join(names)}]"


def _word(key: int, player: _Player) -> str:
    """How a key is written: as a drum or as a note."""
    return player.words.get(key, str(key)) if player.words else name_of(key, player.frame.flats)


def _placed(chord: _Placed, player: _Player) -> str:
    """A seed statement for notes that stand alone."""
    notes = ",".join(player.words.get(key) or name_of(key, player.frame.flats) for key in chord.keys)
    bar = player.frame.measures.at(chord.begin)
    beat = chord.begin - player.frame.measures.lines[bar]
    time = f"{bar + 1}:{_decimal(beat + 1)}" if _is_decimal(beat) else _decimal(chord.begin)
    length = (chord.end - chord.begin) / (_LEGATO if player.legato else 1)
    return f"{player.instrument} {notes} {time} dur {_decimal(length)} vel {chord.velocity / 100:g};"


def _is_decimal(number: Fraction) -> bool:
    return 10**6 % number.denominator == 0


def _decimal(number: Fraction) -> str:
    """A number as a decimal if it is one, else as a fraction."""
    return f"{float(number):.10g}" if _is_decimal(number) else f"{number.numerator}/{number.denominator}"
