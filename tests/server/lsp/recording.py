"""What goes over the wire between our server and somebody else's client: a process between both keeps every byte.

``python recording.py FOLDER`` is a server; afterwards ``held`` holds the messages of its sessions to the protocol.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from pathlib import Path

from meta_model import check_params, check_result, named

COMMAND = (sys.executable, "-m", "pattern_server.lsp.server")
RECORDER = (sys.executable, str(Path(__file__)))
_DOWN, _UP = "client", "server"


def main(folder: str) -> int:
    """Serve what the server serves, byte by byte; its exit code."""
    server = subprocess.Popen(COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    into, out = server.stdin.fileno(), server.stdout.fileno()
    kept = {side: Path(folder) / f"{os.getpid()}.{side}" for side in (_DOWN, _UP)}
    threading.Thread(target=_copy, args=(0, into, kept[_DOWN]), daemon=True).start()
    _copy(out, 1, kept[_UP])
    return server.wait()


def _copy(source: int, target: int, file: Path) -> None:
    with file.open("wb") as kept:
        while data := os.read(source, 65_536):
            kept.write(data)
            kept.flush()
            os.write(target, data)
    os.close(target)


def sessions(folder: Path) -> list[tuple[list[dict], list[dict]]]:
    """What was said in each session, by the client and by the server."""
    return [
        (_messages(file.read_bytes()), _messages(file.with_suffix(f".{_UP}").read_bytes()))
        for file in sorted(folder.glob(f"*.{_DOWN}"))
    ]


def held(client: list[dict], server: list[dict]) -> None:
    """Hold the messages of a session to the protocol, but for requests that the server refused as unknown or wrong."""
    asked = {message["id"]: message["method"] for message in client if "id" in message and "method" in message}
    demanded = {message["id"]: message["method"] for message in server if "id" in message and "method" in message}
    wrong = {message["id"] for message in server if message.get("error", {}).get("code") in (-32601, -32602)}
    for message in client:
        if "method" in message and message.get("id") not in wrong and not _may_be_unknown(message["method"]):
            check_params(message["method"], message.get("params"), "clientToServer")
        elif "result" in message:
            check_result(demanded[message["id"]], message["result"])
    for message in server:
        assert message["jsonrpc"] == "2.0"
        if "method" in message:
            check_params(message["method"], message.get("params"), "serverToClient")
        elif "error" in message:
            assert isinstance(message["error"]["code"], int)
            assert isinstance(message["error"]["message"], str)
            assert "result" not in message
        else:
            check_result(asked[message["id"]], message["result"])


def _may_be_unknown(method: str) -> bool:
    """Whether it is a notification of somebody's own, which the protocol lets everybody pass over."""
    return method.startswith("$/") and method not in named("notifications")


def _messages(data: bytes) -> list[dict]:
    """The messages in *data*, framed strictly as the protocol says."""
    found = []
    while data:
        header, end, rest = data.partition(b"\r\n\r\n")
        assert end
        fields = dict(line.split(": ", 1) for line in header.decode("ascii").split("\r\n"))
        length = int(fields["Content-Length"])
        assert len(rest) >= length
        found.append(json.loads(rest[:length]))
        data = rest[length:]
    return found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
