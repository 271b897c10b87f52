"""The two normative grammars and the parse tables made from them. Data; it imports nothing of ours."""

from __future__ import annotations

from os.path import dirname, join


def table_text(name: str) -> str:
    """The JSON text of the parse tables of ``pattern`` or ``mini``."""
    # Not pathlib: its import would be a tenth of the time to the first note.
    with open(join(dirname(__file__), f"{name}.json"), encoding="ascii") as tables:  # noqa: PTH118, PTH120, PTH123
        return tables.read()
