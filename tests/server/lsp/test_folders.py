"""Folders: names that are found, followed and changed in all files of a workspace."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from lsp_client import WHOLE, Inside, Outside, Refusal, span

from pattern_server.lsp import survey
from pattern_server.lsp.lines import Lines
from pattern_server.lsp.searching import graded

A = 'let 🎵 = c4;\nlet riff = "c4 e4";\ndef up2(p) = p.up(2);\nsection verse { melody low { bass c2; } }\n'
B = 'import riff from "../a.pattern";\nmelody lead { piano riff; piano "$riff"; }\n'
C = 'import riff as hook from "a.pattern";\nmelody { piano hook; }\n'


class Room:
    """A folder with three texts of which two import from the first; the editor is opened on it."""

    def __init__(self, top: Path, **more: object) -> None:
        self.top = top
        self.write("a.pattern", A)
        self.write("songs é/b.pattern", B)
        self.write("c.pattern", C)
        self.client = Inside(greet=False)
        self.client.initialize(WHOLE | more, folders=[top.as_uri()])

    def write(self, name: str, text: str) -> Path:
        path = self.top / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def uri(self, name: str) -> str:
        return (self.top / name).as_uri()

    def text(self, name: str) -> str:
        return (self.top / name).read_text(encoding="utf-8")

    def open(self, name: str, text: str | None = None) -> str:
        self.client.open(self.text(name) if text is None else text, self.uri(name))
        return self.uri(name)

    def tell(self, name: str, change: int) -> None:
        changes = {"changes": [{"uri": self.uri(name), "type": change}]}
        self.client.notify("workspace/didChangeWatchedFiles", changes)

    def names(self, query: str) -> list[str]:
        return [one["name"] for one in self.client.request("workspace/symbol", {"query": query})]

    def renamed(self, name: str, line: int, character: int, new: str) -> dict[str, str]:
        """The texts that a rename changes, as they are after it."""
        edit = self.client.at("textDocument/rename", line, character, self.uri(name), newName=new)
        found = {}
        for change in edit["documentChanges"]:
            path = next(path for path in self.top.rglob("*.pattern") if path.as_uri() == change["textDocument"]["uri"])
            opened = self.client.service.workspace.documents.texts.get(path.as_uri())
            text = path.read_text(encoding="utf-8") if opened is None else opened.document.text
            assert change["textDocument"]["version"] == (None if opened is None else opened.version)
            found[str(path.relative_to(self.top))] = applied(text, change["edits"])
        return found


def applied(text: str, edits: list[dict]) -> str:
    """*text* after edits of the protocol, in UTF-16."""
    lines = Lines.of([text], "utf-16")
    for edit in sorted(edits, key=lambda edit: tuple(edit["range"]["start"].values()), reverse=True):
        begin, end = (lines.place(*edit["range"][which].values()) for which in ("start", "end"))
        text = text[:begin] + edit["newText"] + text[end:]
    return text


@pytest.fixture
def room(tmp_path: Path) -> Room:
    return Room(tmp_path)


def test_names_of_all_files_are_found(room: Room) -> None:
    found = room.client.request("workspace/symbol", {"query": "riff"})
    assert found == [
        {"name": "riff", "kind": 13, "location": {"uri": room.uri("a.pattern"), "range": span(1, 4, 1, 8)}}
    ]
    (low,) = room.client.request("workspace/symbol", {"query": "low"})
    assert (low["containerName"], low["kind"]) == ("verse", 5)
    assert {*room.names("")} == {"riff", "up2", "verse", "low", "lead"}


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("riff", ["riff", "Riffs", "big_riff", "bigriff", "rising_five_figure"]),
        ("rif", ["riff", "Riffs", "big_riff", "bigriff", "rising_five_figure"]),
        ("rifff", ["riff", "Riffs"]),
        ("br", ["bigriff", "big_riff"]),
        ("zzz", []),
    ],
)
def test_what_is_nearer_comes_first(query: str, wanted: list[str]) -> None:
    grades = graded(query, ["Riffs", "bigriff", "riff", "rising_five_figure", "big_riff", "lead"])
    assert [name for name, _ in sorted(grades.items(), key=lambda row: row[1])][: len(wanted)] == wanted
    assert "lead" not in grades


def test_open_texts_count_as_they_are_in_the_editor(room: Room) -> None:
    uri = room.open("a.pattern")
    room.client.change(2, (1, 4, 1, 8, "motif"), uri=uri)
    assert room.names("motif") == ["motif"]
    assert room.names("riff") == []
    room.client.notify("textDocument/didClose", {"textDocument": {"uri": uri}})
    assert room.names("riff") == ["riff"]


def test_files_that_come_change_and_go_are_followed(room: Room) -> None:
    assert room.names("theme") == []
    room.write("new.pattern", "let theme = c4;\n")
    room.tell("new.pattern", 1)
    assert room.names("theme") == ["theme"]
    room.write("new.pattern", "let other_theme = c4;\n")
    room.tell("new.pattern", 2)
    assert room.names("theme") == ["other_theme"]
    (room.top / "new.pattern").unlink()
    room.tell("new.pattern", 3)
    assert room.names("theme") == []


def test_folders_come_and_go(room: Room, tmp_path_factory: pytest.TempPathFactory) -> None:
    other = tmp_path_factory.mktemp("other")
    (other / "x.pattern").write_text("let theme = c4;\n", encoding="utf-8")
    assert room.names("theme") == []
    come, gone = ({"uri": path.as_uri(), "name": "x"} for path in (other, room.top))
    changed = {"event": {"added": [come], "removed": [gone]}}
    room.client.notify("workspace/didChangeWorkspaceFolders", changed)
    assert room.names("") == ["theme"]
    changed = {"event": {"added": [gone], "removed": []}}
    room.client.notify("workspace/didChangeWorkspaceFolders", changed)
    assert {*room.names("")} == {"riff", "up2", "verse", "low", "lead", "theme"}


def test_what_cannot_be_read_is_passed_over(room: Room) -> None:
    (room.top / "bad.pattern").write_bytes(b"let nul = c4;\0")
    (room.top / "folder.pattern").mkdir()
    (room.top / ".git").mkdir()
    room.write(".git/hidden.pattern", "let hidden = c4;\n")
    (room.top / "loop").symlink_to(room.top)
    (room.top / "turn.pattern").symlink_to(room.top / "turn.pattern")
    Path(os.fsdecode(os.fsencode(room.top) + b"/\xff.pattern")).write_text("let bytes = c4;")
    assert {*room.names("")} == {"riff", "up2", "verse", "low", "lead"}


def test_no_more_files_are_read_than_are_said(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(survey, "MOST_FILES", 2)
    assert {*room.names("")} == {"riff", "up2", "verse", "low"}
    with pytest.raises(Refusal, match="not every file"):
        room.client.at("textDocument/rename", 1, 5, room.open("a.pattern"), newName="motif")


def test_a_name_is_followed_into_every_file(room: Room) -> None:
    uri = room.open("songs é/b.pattern")
    assert room.client.at("textDocument/definition", 1, 22, uri) == [
        {"uri": room.uri("a.pattern"), "range": span(1, 4, 1, 8)}
    ]
    every = room.client.at("textDocument/references", 1, 22, uri, context={"includeDeclaration": True})
    assert sorted((one["uri"].rpartition("/")[2], *one["range"]["start"].values()) for one in every) == [
        ("a.pattern", 1, 4),
        ("b.pattern", 0, 7),
        ("b.pattern", 1, 20),
        ("b.pattern", 1, 34),
        ("c.pattern", 0, 7),
        ("c.pattern", 0, 15),
        ("c.pattern", 1, 15),
    ]
    given = room.client.at(
        "textDocument/references", 1, 5, room.open("a.pattern"), context={"includeDeclaration": True}
    )
    assert given == every


def test_a_name_is_another_in_every_file(room: Room) -> None:
    uri = room.open("songs é/b.pattern", f"// 🎵\n{B}")
    assert room.client.at("textDocument/prepareRename", 2, 20, uri)["placeholder"] == "riff"
    wanted = {
        "a.pattern": A.replace("riff", "motif"),
        "songs é/b.pattern": f"// 🎵\n{B}".replace("riff", "motif"),
        "c.pattern": C.replace("riff", "motif"),
    }
    assert room.renamed("songs é/b.pattern", 2, 22, "motif") == wanted
    assert room.renamed("a.pattern", 1, 5, "motif") == wanted


def test_another_name_of_an_import_is_of_its_text_alone(room: Room) -> None:
    assert room.renamed("c.pattern", 1, 16, "motif") == {"c.pattern": C.replace("hook", "motif")}


def test_a_rename_that_cannot_be_is_refused_with_the_reason(room: Room) -> None:
    uri = room.open("a.pattern")
    room.write("d.pattern", 'import riff from "a.pattern"; let motif = c4;\n')
    with pytest.raises(Refusal, match="motif is the name of a let already in d") as refusal:
        room.client.at("textDocument/rename", 1, 5, uri, newName="motif")
    assert refusal.value.code == -32803
    (room.top / "d.pattern").unlink()
    room.tell("d.pattern", 3)
    room.names("")
    (room.top / "c.pattern").unlink()
    with pytest.raises(Refusal, match=r"cannot read .*c\.pattern: No such file"):
        room.client.at("textDocument/rename", 1, 5, uri, newName="theme")


def test_editors_that_know_no_versions_get_changes_by_text(tmp_path: Path) -> None:
    room = Room(tmp_path, workspace={})
    edit = room.client.at("textDocument/rename", 1, 5, room.open("a.pattern"), newName="motif")
    assert {uri.rpartition("/")[2] for uri in edit["changes"]} == {"a.pattern", "b.pattern", "c.pattern"}


def test_long_reading_is_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pattern_server.lsp.progress.LONG", -1.0)
    room = Room(tmp_path, window={"workDoneProgress": True})
    for number in range(300):
        room.write(f"more/{number}.pattern", "let n = 1;\n" * 20)
    room.client.rest()
    said = [
        m["params"] for m in room.client.heard if m.get("method") in ("window/workDoneProgress/create", "$/progress")
    ]
    assert said[0] == {"token": "files-1"}
    assert said[1]["value"] == {"kind": "begin", "title": "Reading pattern files"}
    assert said[-1] == {"token": "files-1", "value": {"kind": "end"}}
    assert len(room.names("n")) == 500


def test_over_the_wire(start: Callable[..., Outside], tmp_path: Path) -> None:
    (tmp_path / "a.pattern").write_text(A, encoding="utf-8")
    client = start()
    client.initialize(folders=[tmp_path.as_uri()])
    found = client.request("workspace/symbol", {"query": "up2"})
    assert [one["name"] for one in found] == ["up2"]
    assert client.end() == 0


def test_names_of_other_files_come_with_their_import(room: Room) -> None:
    room.names("")
    text = "melody { piano rif; }\n"
    uri = room.open("songs é/new.pattern", text)
    found = room.client.at("textDocument/completion", 0, 18, uri)["items"]
    (riff,) = [item for item in found if item["label"] == "riff"]
    assert riff["detail"] == 'import from "../a.pattern"'
    assert applied(text, [riff["textEdit"], *riff["additionalTextEdits"]]) == (
        'import riff from "../a.pattern";\nmelody { piano riff; }\n'
    )
    room.client.change(2, (0, 18, 0, 18, "f"), uri=uri)
    actions = room.client.about("textDocument/codeAction", uri, range=span(0, 16, 0, 16), context={"diagnostics": []})
    assert actions[0]["title"] == 'Import riff from "../a.pattern"'
    edits = actions[0]["edit"]["documentChanges"][0]["edits"]
    assert applied("melody { piano riff; }\n", edits) == 'import riff from "../a.pattern";\nmelody { piano riff; }\n'


def test_no_text_is_offered_what_would_import_itself(room: Room) -> None:
    room.write("songs é/b.pattern", B + "let theme = c4;\n")
    room.names("")
    found = room.client.at("textDocument/completion", 1, 13, room.open("a.pattern", "let x = 1;\nlet y = theme;\n"))
    assert not [item for item in found["items"] if item["label"] == "theme"]


def test_paths_and_sounds_are_those_beside_the_text(room: Room) -> None:
    for name in ("kit/bd/1.wav", "kit/bd/2.wav", "kit/hh.wav", "songs é/notes.txt"):
        (room.top / name).parent.mkdir(parents=True, exist_ok=True)
        (room.top / name).write_bytes(b"")
    text = 'import drum from "../kit/";\nimport x from "../";\nrhythm { drum "bd:"; }\n'
    uri = room.open("songs é/new.pattern", text)

    def offered(line: int, character: int) -> dict[str, int]:
        found = room.client.at("textDocument/completion", line, character, uri)["items"]
        return {item["label"]: item["kind"] for item in found}

    assert offered(1, 18) == {"../a.pattern": 17, "../c.pattern": 17, "../kit/": 19, "../songs é/": 19}
    assert offered(2, 18) == {"0": 21, "1": 21}
    assert [*offered(2, 15)][:2] == ["bd", "hh"]
