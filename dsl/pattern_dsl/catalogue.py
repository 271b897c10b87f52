"""The catalogue of diagnostics: every code once, with what it means, a text that causes it, and what to do.

Data only. The page ``docs/diagnostics.md``, the rules of SARIF and the tests are made from it.
"""

from __future__ import annotations

from pattern_dsl.entry import Entry
from pattern_dsl.mistakes import NAMES, READING
from pattern_dsl.oddities import ORDER, TIME, VALUES

CATALOGUE: tuple[Entry, ...] = (*READING, *NAMES, *VALUES, *TIME, *ORDER)
"""Every code, in order."""

CODES = {entry.code: entry.title for entry in CATALOGUE}
"""Every code and what it stands for."""
