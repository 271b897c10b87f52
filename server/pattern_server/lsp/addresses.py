"""Addresses: from the URIs that editors speak of to paths of files, and back."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from urllib.parse import quote, unquote

_HALVES = re.compile("[\ud800-\udfff]")  # of signs, which no system has in a path
_DRIVE = re.compile(r"/[A-Za-z]:(/|\Z)")


def path_of(uri: str) -> str | None:
    """The path of a ``file:`` URI; None for a text that is no file."""
    scheme, colon, rest = uri.partition(":")
    if scheme.lower() != "file" or not colon:
        return None
    host, path = "", rest
    if rest.startswith("//"):
        host, slash, path = rest[2:].partition("/")
        path = slash + path
    path = unquote(re.split("[?#]", path, maxsplit=1)[0])
    if "\0" in path or _HALVES.search(host + path):
        return None
    if host and host.lower() != "localhost":
        path = f"//{unquote(host)}{path}"
    if _DRIVE.match(path):
        path = path[1].upper() + path[2:]
    return os.path.normpath(path)


def paths_of(uris: Iterable[str]) -> list[str]:
    """The paths of those of *uris* that are of files or folders."""
    return [path for path in map(path_of, uris) if path is not None]


def uri_of(path: str) -> str:
    """The URI of an absolute path."""
    path = path.replace(os.sep, "/")
    if path.startswith("//"):
        return "file:" + quote(path)
    return "file://" + quote(path if path.startswith("/") else f"/{path}", safe="/:" if path[1:2] == ":" else "/")
