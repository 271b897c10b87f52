"""Cues as the JSON text of the JUCE contract, written fast. Pure; ``contract`` is what it must agree with."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from pattern_engine.export.events import Plain, plain
from pattern_engine.outputs.output import Cue

BATCH_MICROS = 50_000
"""How much time one batch covers at most."""

BATCH_EVENTS = 200
"""How many notes one batch holds at most."""

_encode = json.JSONEncoder(separators=(",", ":"), allow_nan=False).encode


def frame(kind: str, epoch: int, seq: int, body: str) -> str:
    """A message of type *kind*: its number, then *body*, the rest of the object's members as JSON."""
    return f'{{"type":"{kind}","epoch":{epoch},"seq":{seq},{body}}}'


def batches(cues: Sequence[Cue]) -> Iterator[str]:
    """The bodies of the ``EventBatch`` messages that carry *cues*, which are in order of ``at``."""
    first = 0
    for place, cue in enumerate(cues):
        if cue.at - cues[first].at > BATCH_MICROS or place - first >= BATCH_EVENTS:
            yield _batch(cues[first:place])
            first = place
    if cues:
        yield _batch(cues[first:])


def sound(cue: Cue) -> dict[str, Plain]:
    """*cue* as ``contract.Sound`` has it."""
    note = cue.note
    return {
        "id": cue.id,
        "generation": cue.generation,
        "at": cue.at,
        "length": cue.length,
        "beat": float(cue.beat),
        "part": note.part,
        "instrument": note.instrument,
        "note": note.note,
        "midi": note.midi,
        "velocity": note.velocity,
        "percussive": note.percussive,
        "controls": {name: plain(value) for name, value in note.controls.items()},
    }


def _batch(cues: Sequence[Cue]) -> str:
    return f'"events":{_encode([sound(cue) for cue in cues])}'
