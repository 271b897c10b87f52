"""Writes the page of all diagnostics: ``python tests/diagnostics_page.py > docs/diagnostics.md``."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from pattern_dsl import Snapshot, check, report
from pattern_dsl.catalogue import CATALOGUE
from pattern_dsl.entry import Entry
from pattern_dsl.untidy import untidy

LONGEST = 200
"""Signs of an example that the page shows whole."""

HEAD = """# Diagnostics

Every message has a code that stays the same. An **error** keeps the text from playing, and what played before plays on;
a **warning** is probably not what was meant; an **info** and a **hint** are worth a look. `pattern-run --check` shows
all of them; whoever plays is only told of errors, and of what sounds otherwise than it is written.

`// ps: ignore PS201` at the end of a line leaves PS201 out on that line; on a line of its own, in the next statement.
Errors cannot be ignored, for they keep the text from playing.
"""


class Beside:
    """A library in which every text imports the first one, and there are no folders."""

    def text(self, path: str) -> str:
        return 'import "./song.pattern" as song;'

    def has_folder(self, path: str) -> bool:
        return False


def seen(text: str) -> Snapshot:
    """*text* checked with everything that can be said of it."""
    return check(text, "song.pattern", library=Beside(), advice=True)


def diagnosed(entry: Entry) -> Iterator[str]:
    """The reports of an example, as people read them."""
    snapshot = seen(entry.example)
    for diagnostic in snapshot.diagnostics or tuple(untidy(entry.example)):
        yield report(diagnostic, snapshot.source)


def section(entry: Entry) -> str:
    """What the page says of one code."""
    example = entry.example if len(entry.example) <= LONGEST else f"{entry.example[:60].rstrip()} …"
    return "\n".join(
        [
            f"## {entry.code}",
            "",
            f"**{entry.title}** ({entry.severity}). {entry.meaning}",
            "",
            "```text",
            example,
            "```",
            "",
            "```text",
            *diagnosed(entry),
            "```",
            "",
            f"What to do: {entry.help}",
            "",
            f"Sound: {entry.effect}.",
            "",
        ]
    )


def contents() -> str:
    """The table at the beginning."""
    rows = [f"| [{e.code}](#{e.code.lower()}) | {e.title} | {e.severity} |" for e in CATALOGUE]
    return "\n".join(["| code | what | |", "|---|---|---|", *rows, ""])


def page() -> str:
    """The whole page."""
    return "\n".join([HEAD, contents(), *(section(entry) for entry in CATALOGUE)]).rstrip() + "\n"


if __name__ == "__main__":
    sys.stdout.write(page())
