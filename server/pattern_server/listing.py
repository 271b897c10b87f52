"""``--words``, ``--names``, ``--instruments``, ``--outputs``: what there is, for people and for programs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from difflib import get_close_matches
from itertools import groupby
from typing import TYPE_CHECKING

from pattern_server.arguments import Options
from pattern_server.trouble import USAGE, Trouble
from pattern_server.writing import say

if TYPE_CHECKING:
    from pattern_engine.vocabulary import Word


def list_words(options: Options) -> int:
    """The whole vocabulary by chapters, or everything about one word."""
    from pattern_engine.words import WORDS

    if options.words:
        if options.words not in WORDS:
            raise Trouble(USAGE, f"no word {options.words!r}{_perhaps(options.words, list(WORDS))}")
        word = WORDS[options.words]
        say(_json(_word_record(word)) if options.json else _page(word))
        return 0
    words = [word for spelling, word in WORDS.items() if spelling == word.name]
    if options.json:
        say(_json({"words": [_word_record(word) for word in words]}))
        return 0
    chapters = [(family, list(chapter)) for family, chapter in groupby(words, key=lambda word: word.family)]
    say("\n".join(f"{family}\n{_table([(w.signature, w.help) for w in chapter])}" for family, chapter in chapters))
    return 0


def list_names(options: Options) -> int:
    """The scales, chords, numerals, tunings, voicings or notations that have names."""
    from pattern_engine.theory.catalogue import CATALOGUE

    kind = options.names or ""
    if kind not in CATALOGUE:
        raise Trouble(USAGE, f"no list of {kind!r}; there are {', '.join(CATALOGUE)}")
    rows = CATALOGUE[kind]()
    if options.json:
        say(_json({kind: [row._asdict() for row in rows]}))
        return 0
    say(_table([(", ".join(filter(None, (row.name, *row.aliases))), row.help) for row in rows]))
    return 0


def list_instruments(options: Options) -> int:
    """The instruments of the built-in synth and the drum words."""
    from pattern_engine.instruments import DRUMS, INSTRUMENTS

    if options.json:
        instruments = [
            {"name": i.name, "kind": i.kind, "low": i.low, "high": i.high, "program": i.program, "help": i.help}
            for i in INSTRUMENTS.values()
        ]
        drums = [{"key": drum.key, "name": drum.name, "words": list(drum.words)} for drum in DRUMS]
        say(_json({"instruments": instruments, "drums": drums}))
        return 0
    say(_table([(row.name, row.help) for row in INSTRUMENTS.values()]))
    say("\ndrum words\n" + _table([(" ".join(drum.words), f"{drum.name} (key {drum.key})") for drum in DRUMS]))
    return 0


def list_outputs(options: Options) -> int:
    """Where music can go from this machine."""
    from pattern_server.destinations import OUTPUTS
    from pattern_server.machine import midi_ports, sound_devices

    devices = sound_devices() or []
    ports = midi_ports()
    outs, ins = ([], []) if isinstance(ports, str) else ports
    if options.json:
        outputs = [{"name": row.name, "form": row.form, "help": row.help} for row in OUTPUTS]
        found = {"outputs": outputs, "sound_devices": devices, "midi_outputs": outs, "midi_inputs": ins}
        say(_json(found))
        return 0
    heard = ", ".join(devices) or "none: the synth keeps time silently"
    nowhere = f"none: {ports.removeprefix('midi: ')}" if isinstance(ports, str) else "none"
    say(_table([(row.form, row.help) for row in OUTPUTS]) + f"\nsound devices: {heard}\n")
    say(f"MIDI outputs: {', '.join(outs) or nowhere}\nMIDI inputs: {', '.join(ins) or nowhere}\n")
    return 0


def _word_record(word: Word) -> dict[str, object]:
    return {
        "name": word.name,
        "aliases": list(word.aliases),
        "family": word.family,
        "signature": word.signature,
        "help": word.help,
        "example": word.example,
    }


def _page(word: Word) -> str:
    also = f"also: {', '.join(word.aliases)}\n" if word.aliases else ""
    return f"{word.signature}\n{word.help}\n{also}example: {word.example}\n"


def _table(rows: Sequence[tuple[str, str]]) -> str:
    width = min(max((len(left) for left, _ in rows), default=0), 36)
    return "".join(f"  {left:<{width}}  {right}\n" for left, right in rows)


def _perhaps(name: str, known: list[str]) -> str:
    near = get_close_matches(name, known, 3, 0.5)
    return f": perhaps {', '.join(near)}" if near else ""


def _json(record: object) -> str:
    return json.dumps(record, ensure_ascii=False) + "\n"
