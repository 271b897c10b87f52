"""The texts that are open in the editor, edited as it says, and what they import from each other and from disk."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from os.path import dirname, isdir, join, normpath
from typing import NamedTuple

from pattern_dsl.diagnostic import Diagnostic
from pattern_dsl.document import Document
from pattern_dsl.modules import Library, NoLibrary, Shelf
from pattern_dsl.recall import Recall
from pattern_server.lsp.addresses import path_of, uri_of
from pattern_server.lsp.asked import number_in, position_in, range_in, text_in
from pattern_server.lsp.lines import Encoding, Lines
from pattern_server.lsp.wire import INVALID_PARAMS, Plain, Refused
from pattern_server.reading import names_in, text_of


class Text(NamedTuple):
    """One version of a text as the editor has it. A value.

    ``found`` is everything that is to be said of it, None until all of it was looked at; ``remarks`` are what was last
    said of it beside its diagnostics.
    """

    uri: str
    version: int | None
    document: Document
    lines: Lines
    remarks: tuple[Diagnostic, ...] = ()
    found: tuple[Diagnostic, ...] | None = None

    def place(self, params: Plain, *path: str) -> int:
        """The place (code points) of the position at *path* of *params*. Raises ``Refused`` if there is none."""
        return self.lines.place(*position_in(params, *path))

    def edited(self, change: Plain, version: int) -> Text:
        """The text after one change, of a range or of all of it. Raises ``Refused`` for what is no change."""
        new = _whole_signs(text_in(change, "text"))
        begin, end = 0, self.lines.length
        if change.get("range") is not None:
            first, last = range_in(change, "range")
            begin, end = self.lines.place(*first), self.lines.place(*last)
        document = self.document.edited(begin, end, new)
        lines = Lines.of((piece.text for piece in document.chunks.pieces), self.lines.encoding, self.lines)
        carried = tuple(_carried(self.remarks, begin, end, len(new)))
        return Text(self.uri, version, document, lines, carried)


class Documents:
    """Every open text by its URI; they see each other as they are in the editor. Thread: one."""

    def __init__(self, encoding: Encoding) -> None:
        self.encoding = encoding
        self.texts: dict[str, Text] = {}
        self.paths: dict[str, str] = {}  # of those that are files, to their URIs as the editor writes them

    def open(self, params: Plain) -> Text:
        """The text that a ``didOpen`` brings. Raises ``Refused`` for what is none."""
        uri, version = text_in(params, "textDocument", "uri"), number_in(params, "textDocument", "version")
        text = self._made(uri, version, _whole_signs(text_in(params, "textDocument", "text")))
        path = path_of(uri)
        if path is not None:
            self.paths[path] = uri
        self.texts[uri] = text
        return text

    def change(self, params: Plain) -> Text:
        """The text after a ``didChange``. Raises ``Refused`` for what is none, and for one that comes too late."""
        before = self.opened(params)
        version = number_in(params, "textDocument", "version")
        changes = params.get("contentChanges")
        if not isinstance(changes, list) or not all(isinstance(change, dict) for change in changes):
            raise Refused(INVALID_PARAMS, "contentChanges: a list of changes is expected")
        behind = before.version is not None and version < before.version
        if behind and any(change.get("range") is not None for change in changes):
            late = f"a change to version {version} of a text that is at version {before.version} is left out"
            raise Refused(INVALID_PARAMS, f"{late}: close and open {before.uri} if it looks wrong")
        after = before
        for change in changes:
            after = after.edited(change, version)
        self.texts[before.uri] = after._replace(version=version)
        return self.texts[before.uri]

    def close(self, params: Plain) -> str:
        """Forget a text that was open; its URI. Raises ``Refused`` if it was not."""
        uri = self.opened(params).uri
        del self.texts[uri]
        self.paths.pop(path_of(uri) or "", None)
        return uri

    def opened(self, params: Plain) -> Text:
        """The open text that *params* are about. Raises ``Refused`` if it is not open."""
        uri = text_in(params, "textDocument", "uri")
        if uri not in self.texts:
            raise Refused(INVALID_PARAMS, f"{uri} is not open")
        return self.texts[uri]

    def asked(self, params: Plain) -> Text:
        """The text that *params* are about, from the disk if it is not open. Raises ``Refused`` if there is none."""
        return self.at(text_in(params, "textDocument", "uri"))

    def at(self, uri: str) -> Text:
        """The text at *uri*. Raises ``Refused`` if there is none."""
        path = path_of(uri)
        known = uri if path is None else self.paths.get(path, uri)
        if known in self.texts:
            return self.texts[known]
        if path is None:
            raise Refused(INVALID_PARAMS, f"{uri} is not open")
        try:
            return self._made(uri, None, text_of(path))
        except LookupError as error:
            raise Refused(INVALID_PARAMS, str(error)) from error

    def uri_from(self, text: Text, path: str) -> str:
        """The URI of what *text* calls *path*; "" is the text itself."""
        own = path_of(text.uri)
        if not path or own is None:
            return text.uri
        whole = normpath(join(dirname(own), path))  # noqa: PTH118, PTH120 - as the texts write them
        return self.paths.get(whole, uri_of(whole))

    def renewed(self, text: Text) -> Text:
        """*text* as it is when what it imports is read anew."""
        document = text.document._replace(shelf=Shelf(self._library(text.uri)), recall=Recall())
        self.texts[text.uri] = text._replace(document=document, found=None)
        return self.texts[text.uri]

    def current(self, text: Text) -> Text:
        """*text* with what it imports as that is now, whether anybody has told of it or not."""
        if self.texts.get(text.uri) is text and not text.document.shelf.is_current:
            return self.renewed(text)
        return text

    def importers(self, uri: str) -> Iterator[Text]:
        """The open texts that import what stands at *uri*, or would if it could be read."""
        for text in [*self.texts.values()]:
            if self.imports(text, uri):
                yield text

    def imports(self, text: Text, uri: str) -> bool:
        """Whether *text* imports what stands at *uri*, itself or by what it imports, or would if it could be read."""
        shelf = text.document.shelf
        return uri in {self.uri_from(text, path) for path in (*shelf.modules, *shelf.wrong)}

    def _made(self, uri: str, version: int | None, text: str) -> Text:
        document = Document.of(text, self._library(uri))
        return Text(uri, version, document, Lines.of((p.text for p in document.chunks.pieces), self.encoding))

    def _library(self, uri: str) -> Library:
        path = path_of(uri)
        return NoLibrary() if path is None else Beside(self, dirname(path))  # noqa: PTH120


class Beside(NamedTuple):
    """The library of what lies in *folder*, as it is in the editor where it is open, else as it is on disk."""

    documents: Documents
    folder: str

    def text(self, path: str) -> str:
        """The text of a module. Raises ``LookupError`` with a message that says why not."""
        whole = normpath(join(self.folder, path))  # noqa: PTH118 - as the texts write them
        uri = self.documents.paths.get(whole)
        if uri is not None:
            return self.documents.texts[uri].document.text
        try:
            return text_of(whole)
        except LookupError as error:
            raise LookupError(str(error.args[0]).replace(whole, path)) from error

    def has_folder(self, path: str) -> bool:
        """Whether there is such a folder."""
        return "\0" not in path and isdir(join(self.folder, path))  # noqa: PTH112, PTH118

    def names(self, path: str) -> Sequence[str]:
        """What lies in a folder, in order; folders end with ``/``. Nothing for one that cannot be read."""
        return names_in(join(self.folder, path))  # noqa: PTH118


def _whole_signs(text: str) -> str:
    """*text* with the replacement sign for halves of signs, which are as long and cannot be written."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


def _carried(remarks: tuple[Diagnostic, ...], begin: int, end: int, length: int) -> Iterator[Diagnostic]:
    """*remarks* where they are after an edit; those that it touches are not carried over, nor what mends them."""
    for remark in remarks:
        if remark.end < begin:
            yield remark._replace(fixes=(), related=())
        elif remark.begin > end:
            moved = length - (end - begin)
            yield remark._replace(begin=remark.begin + moved, end=remark.end + moved, fixes=(), related=())
