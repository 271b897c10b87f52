"""An entry of the catalogue of diagnostics, and what mistakes do to the sound."""

from __future__ import annotations

from typing import Literal, NamedTuple

Severity = Literal["error", "warning", "info", "hint"]

SILENT = "this text does not play until this is mended"
"""What an error does to the sound, whoever shows it."""

STEP_SILENT = "this step is silent"
"""What a word that cannot be played does to the sound."""

DEFAULT_VOICE = "a default voice plays it"
"""What an unknown instrument does to the sound."""

AS_IT_IS = "nothing changes in what is heard"
"""What a remark does to the sound."""


class Entry(NamedTuple):
    """A code: its title, how grave it is unless a diagnostic says otherwise, what it means, a text that causes it.

    ``help`` is what to do, ``effect`` what it does to the sound.
    """

    code: str
    title: str
    severity: Severity
    meaning: str
    example: str
    help: str
    effect: str = SILENT
