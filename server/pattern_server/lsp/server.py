"""``pattern-lsp``: the language server on standard input and output. Of what serves one editor, only this waits."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Sequence
from queue import Empty, SimpleQueue
from typing import TypeAlias

from pattern_server.lsp.conversation import Conversation
from pattern_server.lsp.sending import Mouth
from pattern_server.lsp.service import Service
from pattern_server.lsp.wire import Frames, Send

QUIET = 0.4
"""Seconds without a message after which what is not urgent is done."""

Inbox: TypeAlias = "SimpleQueue[bytes | Callable[[], None] | None]"
"""Bodies of messages as they come, and what other threads want done between them; None when no more will."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve the editor that started this process; 0 if it said goodbye in the proper way, else 1.

    Or serve those that connect, until a signal ends it.
    """
    words = sys.argv[1:] if arguments is None else [*arguments]
    if words not in ([], ["--stdio"]):  # as nearly every editor starts it, without waiting for what reads options
        from pattern_server.lsp.serving_options import called

        way, port = called(words)
        if way != "stdio":
            from pattern_server.lsp.serving import serve_at

            return serve_at(way, port)
    source, target = _own_streams()
    inbox: Inbox = SimpleQueue()
    threading.Thread(target=_read, args=(source, inbox), daemon=True).start()
    mouth = Mouth(target, lambda: inbox.put(None))
    try:
        return serve(inbox, mouth.send)
    finally:
        mouth.close()


def serve(inbox: Inbox, send: Send) -> int:
    """Answer what comes in until it ends; the exit code."""
    service = Service(send, inbox.put)
    conversation = Conversation(service, send)
    try:
        _serve(inbox, conversation, service)
    finally:
        service.close()
    return conversation.code


def _serve(inbox: Inbox, conversation: Conversation, service: Service) -> None:
    watching = False
    ended = False
    while conversation.state != "over":
        if not ended:
            ended = _heard(inbox, conversation, service.restless())
        if conversation.waiting:
            conversation.step()
        elif ended:
            conversation.close()
        elif inbox.empty() and service.restless():
            service.rest()
        if service.parent is not None and not watching:
            watching = True
            _watch(service.parent, lambda: inbox.put(None))


def _heard(inbox: Inbox, conversation: Conversation, restless: bool) -> bool:
    """Take in everything that has come, waiting for it if there is nothing to do; whether that was all."""
    try:
        body = inbox.get_nowait() if conversation.waiting else inbox.get(timeout=QUIET if restless else None)
        while body is not None:
            if isinstance(body, bytes):
                conversation.hear(body)
            else:
                conversation.heed(body)
            body = inbox.get_nowait()
    except Empty:
        return False
    return True


def _watch(process: int, gone: Callable[[], None]) -> None:
    from pattern_server.lsp.parent import watch

    watch(process, gone)


def _own_streams() -> tuple[int, int]:
    """Standard input and output for the wire alone: whatever else writes goes to standard error, and nobody reads."""
    source, target = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    if sys.platform == "win32":
        import msvcrt

        for stream in (source, target):
            msvcrt.setmode(stream, os.O_BINARY)  # line ends are part of the frames
    return source, target


def _read(source: int, inbox: Inbox) -> None:
    """Post the messages that arrive at *source*."""
    frames = Frames()
    while data := os.read(source, 65_536):
        for body in frames.feed(data):
            inbox.put(body)
    inbox.put(None)


if __name__ == "__main__":
    sys.exit(main())
