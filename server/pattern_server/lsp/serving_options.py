"""How ``pattern-lsp`` is called, when it is not simply started by an editor."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from typing import Literal, NamedTuple

from pattern_engine.outputs.admission import HOST
from pattern_server import __version__


class Called(NamedTuple):
    """Where to speak: on standard input and output, or at a *port* of this machine (0: any free one)."""

    way: Literal["stdio", "tcp", "ws"] = "stdio"
    port: int = 0


def called(arguments: Sequence[str]) -> Called:
    """What *arguments* ask for. Ends the program (``SystemExit``) where they are wrong or ask for words only."""
    parser = argparse.ArgumentParser("pattern-lsp", description="The language server of Pattern Studio.")
    ways = parser.add_mutually_exclusive_group()
    ways.add_argument("--stdio", action="store_true", help="speak on standard input and output (without options, too)")
    place, web = "editors that connect to this port of this machine; 0: any", "over WebSocket, in a browser for one"
    ways.add_argument("--tcp", metavar="[HOST:]PORT", type=_port, help=f"serve {place}")
    ways.add_argument("--ws", metavar="[HOST:]PORT", type=_port, help=f"serve {place}; {web}")
    parser.add_argument("--version", action="store_true", help="say the version and end")
    options = parser.parse_args(arguments)
    if options.version:
        sys.stdout.write(f"pattern-lsp {__version__}\n")
        raise SystemExit(0)
    if options.tcp is not None:
        return Called("tcp", options.tcp)
    return Called() if options.ws is None else Called("ws", options.ws)


def _port(text: str) -> int:
    host, _, port = text.rpartition(":")
    if host not in ("", HOST, "localhost"):
        raise argparse.ArgumentTypeError(f"{host} is refused: it listens on this machine only, {HOST} or localhost")
    if not port.isascii() or not port.isdigit() or int(port) > 65_535:
        raise argparse.ArgumentTypeError(f"{port!r} is no port: 0 to 65535")
    return int(port)
