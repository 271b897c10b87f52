"""Working: jobs that take long, how far they are in the words of the protocol, and that they can be cancelled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pattern_server.lsp.editor import within
from pattern_server.lsp.rendering import Rendering
from pattern_server.lsp.wire import REQUEST_FAILED, Plain, Refused

if TYPE_CHECKING:
    from pattern_server.lsp.conversation import Promise
    from pattern_server.lsp.mixdown import Job
    from pattern_server.lsp.workspace import Workspace


def rendered(workspace: Workspace, job: Job, token: object) -> Promise:
    """Have *job* done and the editor told how far it is, by *token* or by one of ours if it shows such.

    Raises ``Refused`` if the same file is being written.
    """
    if any(one.target == job.target for one in workspace.renderings):
        raise Refused(REQUEST_FAILED, f"{job.target} is being written")
    shown = _token(workspace, token)
    told = [0]

    def progress(done: float) -> None:
        percent = int(done * 100)
        if percent > told[0]:
            told[0] = percent
            _tell(workspace, shown, {"kind": "report", "percentage": percent})

    def over() -> None:
        del workspace.renderings[rendering]
        _tell(workspace, shown, {"kind": "end"})
        for line in rendering.missing:
            workspace.tell("window/showMessage", {"type": 2, "message": line})

    _tell(workspace, shown, {"kind": "begin", "title": f"Rendering {job.target}", "cancellable": True, "percentage": 0})
    rendering = Rendering(job, workspace.later, progress, over)
    workspace.renderings[rendering] = shown
    return rendering.promise


def cancelled(workspace: Workspace, params: Plain) -> None:
    """The user has pressed the button that ends a job."""
    token = within(params, "token")
    for rendering, shown in workspace.renderings.items():
        if shown is not None and shown == token:
            rendering.cancel()


def _token(workspace: Workspace, given: object) -> int | str | None:
    """What the progress is called: as the request says, or as we ask the editor to; None if it shows none."""
    if isinstance(given, int | str) and not isinstance(given, bool):
        return given
    if not workspace.editor.progresses:
        return None
    own = f"render-{workspace.asked}"
    workspace.ask("window/workDoneProgress/create", {"token": own})
    return own


def _tell(workspace: Workspace, token: int | str | None, value: Plain) -> None:
    if token is not None:
        workspace.tell("$/progress", {"token": token, "value": value})
