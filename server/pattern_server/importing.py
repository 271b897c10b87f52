"""``--import``: a MIDI file as a program, on standard output."""

from __future__ import annotations

import os
import stat
import sys

from pattern_server.arguments import Options
from pattern_server.reading import MOST_BYTES as LONGEST_SOURCE
from pattern_server.trouble import PROGRAM, Trouble, reason
from pattern_server.writing import say

MOST_BYTES = 16_777_216
"""A MIDI file is at most this long."""


def import_file(options: Options) -> int:
    """Write the program that plays what the MIDI file holds. Raises ``Trouble`` if it cannot be read."""
    from pattern_dsl.transcription import transcribed
    from pattern_engine.export.midi_reading import MidiError, read_midi

    name = vars(options)["import"]
    shown = "<stdin>" if name == "-" else name or "''"
    source = "standard input" if name == "-" else os.path.basename(name)  # noqa: PTH119 - pathlib costs more than this
    try:
        text = transcribed(read_midi(_bytes_of(name)), source)
    except MidiError as error:
        raise Trouble(PROGRAM, f"cannot read {shown}: {error}") from error
    except OSError as error:
        raise Trouble(PROGRAM, f"cannot read {shown}: {reason(error)}") from error
    say(text)
    if len(text) > LONGEST_SOURCE:
        sys.stderr.write(
            f"pattern-run: {shown}: the program is longer than the {LONGEST_SOURCE:,} bytes that are read\n"
        )
    return 0


def _bytes_of(name: str) -> bytes:
    """The bytes of a file, or of standard input. Raises ``OSError``."""
    if name == "-":
        data = b"" if sys.stdin is None else sys.stdin.buffer.read(MOST_BYTES + 1)
    else:
        if not name or "\0" in name:
            raise FileNotFoundError(None, "no file is called that")
        mode = os.stat(name).st_mode  # noqa: PTH116 - likewise
        if stat.S_ISDIR(mode):
            raise IsADirectoryError(None, "it is a folder")
        if not stat.S_ISREG(mode):
            raise OSError(None, "it is a pipe or a device (use - and standard input)")
        with open(name, "rb") as stream:  # noqa: PTH123 - likewise
            data = stream.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise OSError(None, f"a MIDI file has at most {MOST_BYTES:,} bytes")
    return data
