"""Progress: telling the editor how far the files of its folders are read, if that takes long."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pattern_server.lsp.folders import Known

if TYPE_CHECKING:
    from pattern_server.lsp.workspace import Workspace

LONG = 1.0
"""Seconds after which something takes long."""

_TITLE = "Reading pattern files"


class Progress:
    """What the editor was told of the reading of files. Thread: one."""

    def __init__(self) -> None:
        self.token = 0
        self.is_shown = False

    def tell(self, workspace: Workspace, known: Known) -> None:
        """Tell how much is *known*, if the editor wants to be told, and once it takes long."""
        if not workspace.editor.progresses:
            return
        if not self.is_shown and not known.is_over and known.seconds > LONG:
            self.is_shown = True
            self.token += 1
            workspace.ask("window/workDoneProgress/create", {"token": self._name})
            self._say(workspace, kind="begin", title=_TITLE)
        elif self.is_shown and known.is_over:
            self.is_shown = False
            self._say(workspace, kind="end")
        elif self.is_shown:
            self._say(workspace, kind="report", message=f"{known.files:,}")

    @property
    def _name(self) -> str:
        return f"files-{self.token}"

    def _say(self, workspace: Workspace, **value: str) -> None:
        workspace.tell("$/progress", {"token": self._name, "value": value})
