"""What the editor tells: texts are opened, edited, saved and closed, and files change. One translation each."""

from __future__ import annotations

from pattern_server.lsp.addresses import paths_of
from pattern_server.lsp.asked import list_in, text_in
from pattern_server.lsp.commands import evaluate_saved, evaluate_stepped
from pattern_server.lsp.editor import within
from pattern_server.lsp.wire import Plain
from pattern_server.lsp.workspace import WHEN_SAVED, Workspace

WATCHED = "**/*.pattern"
"""Files whose changes the editor is asked to tell."""


def ready(workspace: Workspace, _: Plain) -> None:
    """The editor can be asked things now: to watch the files that texts import. Settings that are none are told."""
    _doubt(workspace, workspace.doubts)
    if workspace.editor.watches:
        options = {"watchers": [{"globPattern": WATCHED}]}
        watching = {"id": "files", "method": "workspace/didChangeWatchedFiles", "registerOptions": options}
        workspace.ask("client/registerCapability", {"registrations": [watching]})


def opened(workspace: Workspace, params: Plain) -> None:
    """A text is open in the editor, and so are its mistakes."""
    text = workspace.documents.open(params)
    workspace.publish(text)
    workspace.changed[text.uri] = None


def edited(workspace: Workspace, params: Plain) -> None:
    """A text is another; what is wrong with it is said at once."""
    text = workspace.documents.change(params)
    workspace.publish(text)
    workspace.changed[text.uri] = None
    if text.uri in workspace.stepped:
        evaluate_stepped(workspace, text)


def saved(workspace: Workspace, params: Plain) -> None:
    """A text is on disk; remarks are made on longer ones, too."""
    text = workspace.documents.opened(params)
    if text.found is None:
        workspace.publish(workspace.looked_at(text, WHEN_SAVED))
    evaluate_saved(workspace, text.uri)


def closed(workspace: Workspace, params: Plain) -> None:
    """A text is closed: those that import it have it from the disk again."""
    uri = workspace.documents.close(params)
    workspace.closed(uri)
    workspace.changed[uri] = None


def files_changed(workspace: Workspace, params: Plain) -> None:
    """Files are others than they were; open texts that import them are looked at again."""
    for change in list_in(params, "changes"):
        workspace.changed[text_in(change, "uri")] = None


def folders_changed(workspace: Workspace, params: Plain) -> None:
    """The editor is opened on other folders."""
    gone, come = (
        paths_of(text_in(folder, "uri") for folder in list_in(params, "event", which)) for which in ("removed", "added")
    )
    workspace.folders.move(gone, come)


def configured(workspace: Workspace, params: Plain) -> None:
    """The user wants something else; what is no such setting is said and left as it was."""
    workspace.settings, wrong = workspace.settings.changed(within(params, "settings", "patternStudio"))
    _doubt(workspace, wrong)


def stopped(workspace: Workspace, params: Plain) -> None:
    """The user has had enough of something that takes long."""
    if workspace.renderings:
        from pattern_server.lsp.working import cancelled

        cancelled(workspace, params)


def _doubt(workspace: Workspace, sentences: list[str]) -> None:
    for sentence in sentences:
        workspace.tell("window/showMessage", {"type": 2, "message": f"patternStudio.{sentence}"})


NOTIFICATIONS = {
    "initialized": ready,
    "textDocument/didOpen": opened,
    "textDocument/didChange": edited,
    "textDocument/didSave": saved,
    "textDocument/didClose": closed,
    "workspace/didChangeWatchedFiles": files_changed,
    "workspace/didChangeWorkspaceFolders": folders_changed,
    "workspace/didChangeConfiguration": configured,
    "window/workDoneProgress/cancel": stopped,
}
"""What is done when the editor tells of it."""
