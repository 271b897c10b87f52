"""The workspace of one editor: its texts, what was said of them, and what is still to be said. Thread: one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from pattern_dsl import check
from pattern_dsl.diagnostic import Diagnostic
from pattern_engine.expression import make_room
from pattern_server.garbage import uncollected
from pattern_server.lsp.addresses import paths_of
from pattern_server.lsp.convert import diagnostic
from pattern_server.lsp.documents import Documents, Text
from pattern_server.lsp.editor import Editor
from pattern_server.lsp.folders import PATIENCE, Folders, Known
from pattern_server.lsp.progress import Progress
from pattern_server.lsp.settings import Settings
from pattern_server.lsp.wire import Later, Plain, Send

if TYPE_CHECKING:
    from pattern_engine.program import Quantum
    from pattern_server.lsp.concert import Concert, Wish
    from pattern_server.lsp.listening import Ear
    from pattern_server.lsp.outlining import Sketch
    from pattern_server.lsp.ports import Machine
    from pattern_server.lsp.rendering import Rendering
    from pattern_server.lsp.shading import Shown

AT_REST = 24_000
"""Signs of a text on which remarks are made whenever nothing is typed: some 600 lines, a tenth of a second."""

WHEN_SAVED = 120_000
"""Signs of a text on which remarks are made when it is saved."""


class Workspace:
    """What the requests of one editor are answered from."""

    def __init__(self, editor: Editor, send: Send, later: Later, settings: Settings) -> None:
        make_room()
        self.music: Concert | None = None  # since somebody asked for it
        self._ear: Ear | None = None
        self.settings = settings
        self.later = later
        self.renderings: dict[Rendering, int | str | None] = {}  # that go on, with the tokens of their progress
        self.doubts: list[str] = []  # settings that are none, until somebody can be told
        self.stepped: dict[str, tuple[int, str]] = {}  # numbers that were stepped, until the editor has changed them
        self.editor = editor
        self.documents = Documents(editor.encoding)
        self.folders = Folders(paths_of(editor.folders), self.documents)
        self.progress = Progress()
        self.machine: Machine | None = None  # since somebody asked for a port
        self.changed: dict[str, None] = {}  # URIs whose importers are to be looked at again, in order
        self.shown: dict[str, Shown] = {}  # the semantic tokens that were last sent, by URI
        self.sketches: dict[str, dict[tuple[int, int], Sketch]] = {}  # the outlines that were last sent, by URI
        self.asked = 0
        self._send = send

    def tell(self, method: str, params: Mapping[str, object]) -> None:
        """Send a notification."""
        self._send({"jsonrpc": "2.0", "method": method, "params": params})

    def ask(self, method: str, params: Mapping[str, object] | None) -> None:
        """Send a request whose answer says nothing that we need."""
        self.asked += 1
        request = {"jsonrpc": "2.0", "id": f"pattern-{self.asked}", "method": method}
        self._send(request if params is None else {**request, "params": params})

    @property
    def concert(self) -> Concert:
        """The music of this editor."""
        if self.music is None:
            from pattern_server.lsp.concert import Concert  # who only writes pays for none of this
            from pattern_server.lsp.listening import Ear

            self.music = Concert(self.later)
            self._ear = Ear(self)
            self.music.listeners.append(self._ear)
        return self.music

    def watch_notes(self, on: bool) -> None:
        """Whether the editor is told notes from now on."""
        others = self.settings.notifications - {"notes"}
        self.settings = self.settings._replace(notifications=others | {"notes"} if on else others)
        if self.music is not None and self._ear is not None:
            self._ear.lights.watch_notes(on)
            self.music.watch(self.settings.watches)

    def close(self) -> None:
        """The editor has gone: what it asked for is not wanted any more, and the music ends."""
        for rendering in self.renderings:
            rendering.cancel()
        if self.music is not None:
            self.music.close()

    def wish(self, at: Quantum | None = None) -> Wish:
        """How an evaluation is to be heard, by the settings; *at* outdoes them."""
        from pattern_server.lsp.concert import Wish

        wanted = self.settings
        return Wish(wanted.swap if at is None else at, wanted.outputs, wanted.lookahead * 1000, wanted.watches)

    def resound(self) -> None:
        """Say again what mistakes do to the sound, which is another thing now."""
        for text in self.documents.texts.values():
            if any(problem.severity == "error" for problem in said(text)):
                self.publish(text)

    def publish(self, text: Text) -> None:
        """Say what is wrong with *text*, at once and with its version."""
        if not self.editor.pulls:
            self._publish(text.uri, text.version, said(text), text)

    def closed(self, uri: str) -> None:
        """Take back what was said of a text that is no longer open."""
        for said_before in (self.shown, self.sketches, self.stepped):
            said_before.pop(uri, None)
        if not self.editor.pulls:
            self.tell("textDocument/publishDiagnostics", {"uri": uri, "diagnostics": []})

    def looked_at(self, text: Text, most: int) -> Text:
        """*text* with everything that is to be said of it, remarks too, if it is not longer than *most* signs."""
        if text.found is not None or text.lines.length > most:
            return text
        with uncollected():
            library = text.document.shelf.library
            found = check(text.document.text, text.uri, library=library, advice=True).diagnostics
        known = {_place(problem) for problem in text.document.diagnostics()}
        after = text._replace(found=found, remarks=tuple(one for one in found if _place(one) not in known))
        if text.uri in self.documents.texts:
            self.documents.texts[text.uri] = after
        return after

    def restless(self) -> bool:
        """Whether there is something to do as soon as nothing else is."""
        return bool(self.changed) or self.folders.waits() or any(_waits(text) for text in self.documents.texts.values())

    def rest(self) -> None:
        """Do some of what waits: look at texts whose imports have changed, then make remarks on one text.

        Files of the workspace are read beside that.
        """
        self.folders.begin()
        self.progress.tell(self, self.folders.take())
        while self.changed:
            uri = next(iter(self.changed))
            del self.changed[uri]
            self.folders.look(uri)
            for text in self.documents.importers(uri):
                self.publish(self.documents.renewed(text))
        waiting = [text for text in self.documents.texts.values() if _waits(text)]
        for text in waiting[:1]:
            self.publish(self.looked_at(text, AT_REST))

    def known_folders(self, seconds: float = PATIENCE) -> Known:
        """What is known of the files of the workspace, for which the caller waits so many *seconds* at most."""
        for uri in self.changed:
            self.folders.look(uri)
        return self.folders.awaited(seconds)

    def shows(self, problem: Diagnostic, text: Text) -> Plain:
        """A diagnostic as the editor can show it, with what it does to the sound if *text* is what plays."""
        sound = None
        if self.music is not None and problem.severity == "error":
            from pattern_server.lsp.listening import effect  # who plays nothing does without

            sound = effect(self.music, problem, text)
        return diagnostic(problem if sound is None else problem._replace(effect=sound), text, self.editor)

    def _publish(self, uri: str, version: int | None, problems: list[Diagnostic], text: Text) -> None:
        params: Plain = {"uri": uri, "diagnostics": [self.shows(problem, text) for problem in problems]}
        if version is not None:
            params["version"] = version
        self.tell("textDocument/publishDiagnostics", params)


def said(text: Text) -> list[Diagnostic]:
    """What is wrong with *text* now, and the remarks that are known, in order of place."""
    if text.found is not None:
        return list(text.found)
    problems = text.document.diagnostics()
    known = {_place(problem) for problem in problems}
    remarks = [remark for remark in text.remarks if _place(remark) not in known]
    return sorted([*problems, *remarks], key=lambda problem: (problem.begin, problem.code))


def _place(problem: Diagnostic) -> tuple[str, int, int]:
    return problem.code, problem.begin, problem.end


def _waits(text: Text) -> bool:
    return text.found is None and text.lines.length <= AT_REST
