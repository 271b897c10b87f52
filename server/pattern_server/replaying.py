"""``--replay``: what was recorded, heard again."""

from __future__ import annotations

import sys
from pathlib import Path

from pattern_engine.journal import Journal, JournalError, read_journal
from pattern_server.arguments import Options
from pattern_server.destinations import checked_outputs
from pattern_server.performing import ending_tidily
from pattern_server.playing import replay
from pattern_server.trouble import PROGRAM, Trouble, reason


def replay_file(options: Options) -> int:
    """Play the journal that *options* name. Raises ``Trouble`` if it cannot be read."""
    outputs = checked_outputs(options.to) or ("synth",)
    with ending_tidily():
        journal = _read(options.replay or "")
        if journal.torn and sys.stderr is not None:
            sys.stderr.write(f"pattern-run: {options.replay} breaks off in its last line, which is left out\n")
        return replay(journal, outputs, options)


def _read(file: str) -> Journal:
    try:
        with Path(file).open(encoding="utf-8", errors="surrogatepass", newline="\n") as stream:
            return read_journal(stream)
    except OSError as error:
        raise Trouble(PROGRAM, f"cannot read {file}: {reason(error)}") from error
    except UnicodeDecodeError as error:
        raise Trouble(PROGRAM, f"cannot read {file}: it is not text") from error
    except JournalError as error:
        raise Trouble(PROGRAM, f"cannot read {file}: {error}") from error
