"""Transcription: the notes of a MIDI file as a program that people can read. The bars of a voice are strings of
mini-notation, one after another; a note that no bar can hold is a placed statement.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import lru_cache
from math import ceil
from typing import NamedTuple

from pattern_dsl.bars import Chord, bar_text, velocity_text
from pattern_engine.export.general_midi import NAMES, built_in
from pattern_engine.export.midi_reading import MidiError, MidiNote, MidiScore, MidiVoice
from pattern_engine.instruments import DRUMS, INSTRUMENTS
from pattern_engine.theory.pitch import midi_of, name_of
from pattern_engine.timeline import Swing

DRUM_CHANNEL = 9

MOST_BARS = 4000
"""A program is written of at most so many bars."""

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
    """What holds for all voices: the length of a bar, how many there are, the cells of a bar, flats or sharps."""

    bar: Fraction
    bars: int
    cell: Fraction
    flats: bool


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


def transcribed(score: MidiScore, source: str) -> str:
    """The program that plays what *score* holds; *source* is what its first line calls it.

    Times are those of the file if a beat can be divided so (up to 32, thirds, fifths, sevenths), else the nearest
    twelfth of a beat; velocities are hundredths. Later tempos and meters are named in comments. Raises ``MidiError``
    for music that goes on for more than ``MOST_BARS``.
    """
    swing = _swing(score)
    if swing is not None:
        score = _straight(score, swing)
    frame = _frame(score)
    lines = [f"// From {_plain(source)}: {frame.bars} bars. Times to within 1/24 of a beat, velocities to 1/200."]
    lines += [f"// It begins again after that: --bars {frame.bars} ends it.", *_headers(score)]
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


def _frame(score: MidiScore) -> _Frame:
    beats, unit = _meter(score)
    bar = Fraction(4 * beats, unit)
    last = max((note.end for voice in score.voices for note in voice.notes), default=Fraction(0))
    sharps = score.keys[0][1][0] if score.keys else 0
    if last > MOST_BARS * bar:
        raise MidiError(f"it lasts {ceil(last / bar):,} bars: {MOST_BARS:,} are the most to write")
    cell = Fraction(3, 2) if unit == 8 and beats % 3 == 0 and beats > 3 else min(Fraction(4, unit), Fraction(1))
    return _Frame(bar, max(1, ceil((last - Fraction(1, 24)) / bar)), cell, sharps < 0)


def _swing(score: MidiScore) -> Swing | None:
    """The swing of quavers that makes almost every note straight; None for music that is straight, or has triplets."""
    begins = [note.begin for voice in score.voices for note in voice.notes]
    places = Counter(Fraction(round(begin % 1 * 100), 100) for begin in begins)
    late = [(count, place) for place, count in places.items() if Fraction(52, 100) <= place <= Fraction(72, 100)]
    if not late or max(late)[0] < max(_LEAST_SWUNG, len(begins) // 10):
        return None
    if any(abs(begin % 1 - place) < Fraction(1, 50) for begin in begins for place in (Fraction(1, 2), Fraction(1, 3))):
        return None
    amount = max(late)[1]
    swing = Swing(Fraction(2, 3) if amount == Fraction(67, 100) else amount)
    straight = [note.begin for voice in _straight(score, swing).voices for note in voice.notes]
    return swing if sum(begin % 1 in _STRAIGHT for begin in straight) * 20 >= len(straight) * 19 else None


def _straight(score: MidiScore, swing: Swing) -> MidiScore:
    """*score* as it is written that is played with *swing*: places all but on an eighth of a beat are on it."""
    beats, unit = _meter(score)
    bar = Fraction(4 * beats, unit)

    def written(beat: Fraction) -> Fraction:
        line = beat // bar * bar
        exact = line + swing.straighten(beat - line, bar)
        near = Fraction(round(exact * 8), 8)
        return near if abs(near - exact) <= Fraction(1, 100) else exact

    voices = [
        voice._replace(notes=tuple(n._replace(begin=written(n.begin), end=written(n.end)) for n in voice.notes))
        for voice in score.voices
    ]
    return score._replace(voices=tuple(voices))


def _meter(score: MidiScore) -> tuple[int, int]:
    beats, unit = score.meters[0][1] if score.meters and score.meters[0][0] == 0 else (4, 4)
    return (beats, unit) if beats <= 64 and unit <= 32 else (4, 4)


def _headers(score: MidiScore) -> Iterator[str]:
    """Title, tempo, meter and key; what comes later is said, not set."""
    if title := _plain(score.title):
        yield f'title "{title}";'
    tempos = [(beat, _tempo(micros)) for beat, micros in score.tempos] or [(Fraction(0), "120")]
    beats, unit = _meter(score)
    yield f"tempo {tempos[0][1]};"
    yield f"meter {beats}/{unit};"
    if score.keys:
        sharps, minor = score.keys[0][1]
        yield f"key {_FIFTHS[sharps + 7 + (3 if minor else 0)]} {'minor' if minor else 'major'};"
    bar = Fraction(4 * beats, unit)
    later = [(beat, f"tempo {tempo}") for beat, tempo in tempos[1:]]
    later += [(beat, f"meter {n}/{d}") for beat, (n, d) in score.meters if (n, d) != (beats, unit)]
    later += [(beat, f"section {_plain(mark)}") for beat, mark in score.marks]
    for beat, said in sorted(later)[:200]:
        yield f"// bar {beat // bar + 1}, beat {float(beat % bar + 1):g}: {said}"


def _tempo(micros: int) -> str:
    """Crotchets a minute in as few decimals as say exactly so many microseconds; as near as the language goes."""
    exact = min(max(Fraction(60_000_000, micros), Fraction(1)), Fraction(999))
    for places in range(7):
        text = f"{float(exact):.{places}f}"
        if round(60_000_000 / Fraction(text)) == micros:
            return text
    return f"{float(exact):.6f}".rstrip("0").rstrip(".")


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
    usual = sum(
        _written((note.end - note.begin) * _LEGATO, Fraction(1, 400)) is not None
        and _written(note.end - note.begin, Fraction(1, 2000)) is None
        for note in notes
    )
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
        bar = chord.begin // frame.bar
        voice = next((index for index, end in enumerate(ends) if end <= chord.begin), len(ends))
        if chord.end > (bar + 1) * frame.bar or voice >= _MOST_VOICES or bar >= frame.bars:
            placed.append(chord)
            continue
        if voice == len(ends):
            rows.append([[] for _ in range(frame.bars)])
            ends.append(Fraction(0))
        ends[voice] = chord.end
        line = bar * frame.bar
        rows[voice][bar].append(Chord(chord.begin - line, chord.end - line, chord.velocity, chord.keys))
    return rows, placed


def _statement(row: Sequence[Sequence[Chord]], player: _Player, shared: dict[str, str]) -> str:
    """A voice as one statement: its bars, then how hard and how long they are struck; *shared* learns equal bars."""
    frame = player.frame
    texts = _turned([bar_text(bar, frame.bar, frame.cell, lambda keys: _atoms(keys, player)) for bar in row])
    loud = _turned([velocity_text(bar, frame.bar, frame.cell) for bar in row])
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
    """The bars after which *texts* come again and again."""
    for period in range(1, len(texts) // 2 + 1):
        if len(texts) % period == 0 and texts == texts[:period] * (len(texts) // period):
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
    bar, beat = divmod(chord.begin, player.frame.bar)
    time = f"{bar + 1}:{_decimal(beat + 1)}" if _is_decimal(beat) else _decimal(chord.begin)
    length = (chord.end - chord.begin) / (_LEGATO if player.legato else 1)
    return f"{player.instrument} {notes} {time} dur {_decimal(length)} vel {chord.velocity / 100:g};"


def _is_decimal(number: Fraction) -> bool:
    return 10**6 % number.denominator == 0


def _decimal(number: Fraction) -> str:
    """A number as a decimal if it is one, else as a fraction."""
    return f"{float(number):.10g}" if _is_decimal(number) else f"{number.numerator}/{number.denominator}"
