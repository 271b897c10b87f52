"""The service: what the server does for one editor between ``initialize`` and ``shutdown``."""

from __future__ import annotations

import gc
from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

from pattern_server import __version__
from pattern_server.garbage import uncollected
from pattern_server.lsp.conversation import Answer
from pattern_server.lsp.editor import Editor
from pattern_server.lsp.wire import INVALID_PARAMS, Later, Plain, Refused, Send

if TYPE_CHECKING:
    from pattern_server.lsp.workspace import Workspace


class Service:
    """One editor's requests and notifications; there are none before it has been greeted. Thread: one."""

    def __init__(self, send: Send, later: Later) -> None:
        """*send* says a message to the editor; *later* has this thread do what others found out."""
        self.requests: Mapping[str, Answer] = {}
        self.notifications: Mapping[str, Answer] = {}
        self.parent: int | None = None
        self.workspace: Workspace | None = None
        self._send = send
        self._later = later

    def greeted(self, params: Plain) -> Plain:
        """The result of ``initialize``. Raises ``Refused`` for parameters that are none."""
        if not isinstance(params.get("capabilities"), dict):
            raise Refused(INVALID_PARAMS, "capabilities: an object is expected")
        with uncollected():
            from pattern_server.lsp.features import FEATURES, capabilities  # the language is read when it is needed
            from pattern_server.lsp.settings import Settings
            from pattern_server.lsp.syncing import NOTIFICATIONS
            from pattern_server.lsp.workspace import Workspace
        gc.freeze()  # nothing of what was imported is ever garbage

        process = params.get("processId")
        self.parent = process if isinstance(process, int) and process > 0 else None
        settings, wrong = Settings.first(params)
        self.workspace = workspace = Workspace(Editor.of(params), self._send, self._later, settings)
        workspace.doubts = wrong
        self.requests = {feature.method: partial(feature.answer, workspace) for feature in FEATURES}
        self.notifications = {method: partial(note, workspace) for method, note in NOTIFICATIONS.items()}
        about = {"name": "pattern-lsp", "version": __version__}
        return {"capabilities": capabilities(workspace.editor), "serverInfo": about}

    def close(self) -> None:
        """The editor has gone, and the music ends."""
        if self.workspace is not None:
            self.workspace.close()

    def restless(self) -> bool:
        """Whether there is something to do as soon as nothing else is."""
        return self.workspace is not None and self.workspace.restless()

    def rest(self) -> None:
        """Do some of it."""
        if self.workspace is not None:
            self.workspace.rest()
