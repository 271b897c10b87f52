"""The two normative grammars and the parse tables made from them. Data; it imports nothing of ours."""

from __future__ import annotations

from pathlib import Path

_HERE = Path(__file__).parent


def table_text(name: str) -> str:
    """The JSON text of the parse tables of ``pattern`` or ``mini``."""
    return (_HERE / f"{name}.json").read_text(encoding="ascii")
