"""Features: what an editor asks, and the text that comes of the answer."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from lsp_client import URI, WHOLE, Inside, Refusal, span

from pattern_dsl import check
from pattern_dsl.formatting import formatted
from pattern_server.lsp.lines import Lines

SONG = 'let riff = "c4 🎵 [e4 g4]";\nmelody lead {\n  piano riff.fast(2);\n  lead2: bass riff;\n}\n'
QUICK = {"diagnostics": [], "only": ["quickfix"]}
OPTIONS = {"tabSize": 2, "insertSpaces": True}


@pytest.fixture
def client() -> Inside:
    return Inside()


def applied(text: str, edits: list[dict]) -> str:
    """*text* after edits of the protocol, in UTF-16."""
    lines = Lines.of([text], "utf-16")
    places = [
        (lines.place(*edit["range"]["start"].values()), lines.place(*edit["range"]["end"].values()), edit["newText"])
        for edit in edits
    ]
    for begin, end, new in sorted(places, reverse=True):
        text = text[:begin] + new + text[end:]
    return text


def edits_of(edit: dict, uri: str = URI) -> list[dict]:
    """The edits of one text in a workspace edit."""
    if "changes" in edit:
        return edit["changes"][uri]
    (change,) = edit["documentChanges"]
    assert change["textDocument"]["uri"] == uri
    return change["edits"]


def test_a_name_leads_to_where_it_is_given(client: Inside) -> None:
    client.open(SONG)
    assert client.at("textDocument/definition", 2, 9) == [{"uri": URI, "range": span(0, 4, 0, 8)}]
    assert client.at("textDocument/definition", 0, 0) == []


def test_every_mention_is_found(client: Inside) -> None:
    client.open(SONG)
    every = client.at("textDocument/references", 0, 5, context={"includeDeclaration": True})
    assert [found["range"] for found in every] == [span(0, 4, 0, 8), span(2, 8, 2, 12), span(3, 14, 3, 18)]
    assert client.at("textDocument/references", 0, 5, context={"includeDeclaration": False}) == every[1:]
    lit = client.at("textDocument/documentHighlight", 2, 8)
    assert [(found["range"]["start"]["line"], found["kind"]) for found in lit] == [(0, 3), (2, 2), (3, 2)]


def test_a_name_is_given_another(client: Inside) -> None:
    client.open(SONG)
    assert client.at("textDocument/prepareRename", 2, 9) == {"range": span(2, 8, 2, 12), "placeholder": "riff"}
    edit = client.at("textDocument/rename", 2, 9, newName="hook")
    assert edit["documentChanges"][0]["textDocument"]["version"] == 1
    assert applied(SONG, edits_of(edit)) == SONG.replace("riff", "hook")


@pytest.mark.parametrize(
    ("character", "new", "reason"),
    [(9, "4x", "no name"), (9, "melody", "keyword"), (4, "x", "there is no name|not named|instrument")],
)
def test_a_name_that_cannot_be_given_is_refused_with_the_reason(
    client: Inside, character: int, new: str, reason: str
) -> None:
    client.open(SONG)
    with pytest.raises(Refusal, match=reason) as refusal:
        client.at("textDocument/rename", 2, character, newName=new)
    assert refusal.value.code == -32803


UNTIDY = "melody   lead {\r\n\tpiano   C4   0 ;\r\n  piano E4 1;\r\n}\r\n\r\nrhythm{synth 'Kick*4' ;}\r\n"


@pytest.mark.parametrize("text", [UNTIDY, SONG, "", "melody {", 'let x = "🎵"  ;\nmelody   { piano x ; }'])
def test_formatting_is_what_the_formatter_does(client: Inside, text: str) -> None:
    client.open(text)
    edits = client.about("textDocument/formatting", options=OPTIONS)
    assert applied(text, edits) == formatted(text)


def test_formatting_a_range_leaves_the_rest(client: Inside) -> None:
    text = "melody   a { piano C4   0; }\nmelody a2 { piano C4 0; }\nmelody   b { piano C4   0; }\n"
    client.open(text)
    edits = client.about("textDocument/rangeFormatting", range=span(2, 0, 2, 3), options=OPTIONS)
    assert applied(text, edits).splitlines()[0::2] == [text.splitlines()[0], "melody b { piano C4 0; }"]


def test_a_misspelt_instrument_has_its_place_and_the_right_name(client: Inside) -> None:
    text = "melody { pianoo C4 0; }\n"
    client.open(text)
    (problem,) = client.published(1)
    assert problem["range"] == span(0, 9, 0, 15)
    assert (problem["code"], problem["source"], problem["severity"]) == ("PS101", "pattern", 2)
    context = {"diagnostics": [problem], "only": ["quickfix"]}
    first, ignoring = client.about("textDocument/codeAction", range=span(0, 10, 0, 10), context=context)
    assert (first["title"], first["kind"], first["diagnostics"]) == ("Write piano", "quickfix", [problem])
    assert applied(text, edits_of(first["edit"])) == text.replace("pianoo", "piano")
    quiet = applied(text, edits_of(ignoring["edit"]))
    assert quiet == "melody { pianoo C4 0; }  // ps: ignore PS101\n"
    assert check(quiet, advice=True).diagnostics == ()


def test_what_is_ignored_already_is_ignored_together() -> None:
    client = Inside()
    text = "melody { pianoo C4 0; basss C2 0; } // ps: ignore PS201\n"
    client.open(text)
    actions = client.about("textDocument/codeAction", range=span(0, 10, 0, 10), context=QUICK)
    assert "// ps: ignore PS201 PS101\n" in applied(text, edits_of(actions[-1]["edit"]))


def test_no_comment_is_offered_where_it_would_be_none(client: Inside) -> None:
    client.open("melody { pianoo C4 0; /* a\ncomment */ }\n")
    actions = client.about("textDocument/codeAction", range=span(0, 10, 0, 10), context=QUICK)
    assert [action["title"] for action in actions] == ["Write piano"]


def test_everything_safe_is_mended_at_once(client: Inside) -> None:
    text = 'melody { piano "c4 e4".fasst(2) }\nlet unused = "c4";\nrhythm { synth “Kick”; }\n'
    client.open(text)
    client.rest()
    context = {"diagnostics": [], "only": ["source.fixAll"]}
    (action,) = client.about("textDocument/codeAction", range=span(0, 0, 9, 0), context=context)
    assert action["kind"] == "source.fixAll"
    mended = applied(text, edits_of(action["edit"]))
    assert check(mended, advice=True).diagnostics == ()
    assert 'piano "c4 e4".fast(2);' in mended


def test_kinds_that_are_not_wanted_are_not_given(client: Inside) -> None:
    client.open("melody { pianoo C4 0; }\n")
    for only, kinds in (
        ([], set()),
        (["quickfix"], {"quickfix"}),
        (["refactor"], set()),
        (["source"], {"source.evaluate"}),
    ):
        context = {"diagnostics": [], "only": only}
        found = client.about("textDocument/codeAction", range=span(0, 0, 1, 0), context=context)
        assert {action["kind"] for action in found} == kinds


def test_every_fix_of_the_language_can_be_had(client: Inside) -> None:
    from pattern_dsl.catalogue import CATALOGUE

    for version, entry in enumerate(CATALOGUE, 2):
        uri = f"untitled:{entry.code}"
        client.open(entry.example, uri=uri, version=version)
        client.rest()
        found = client.published(version, uri)
        everywhere = span(0, 0, 999, 0)
        actions = client.about("textDocument/codeAction", uri, range=everywhere, context={"diagnostics": []})
        fixes = [fix["title"] for problem in found for fix in problem.get("data", {"fixes": []})["fixes"]]
        titles = [action["title"].lower() for action in actions]
        assert [title for title in fixes if title.lower() not in titles] == []
        for action in actions:
            if action["kind"] != "source.evaluate":
                assert applied(entry.example, edits_of(action["edit"], uri)) != entry.example, action["title"]


def test_what_nothing_uses_is_faded_once_nothing_is_typed(client: Inside) -> None:
    client.open('let riff = "c4";\nmelody { piano "c4"; }\n')
    assert client.published(1) == []
    client.rest()
    (remark,) = client.published(1)
    assert (remark["code"], remark["tags"], remark["range"]) == ("PS402", [1], span(0, 4, 0, 8))
    client.change(2, (0, 0, 0, 0, "\n\n"))
    (carried,) = client.published(2)
    assert carried["range"] == span(2, 4, 2, 8)
    client.change(3, (2, 4, 2, 8, "other"))
    assert client.published(3) == []
    client.rest()
    assert [remark["range"] for remark in client.published(3)] == [span(2, 4, 2, 9)]


def test_diagnostics_can_be_asked_for_and_are_not_sent_twice() -> None:
    client = Inside({"textDocument": {"diagnostic": {}}})
    assert client.greeting["capabilities"]["diagnosticProvider"]["interFileDependencies"] is True
    client.open("melody { pianoo C4 0; }\n")
    client.rest()
    assert [message for message in client.heard if "method" in message] == []
    report = client.about("textDocument/diagnostic")
    assert [problem["code"] for problem in report["items"]] == ["PS101"]
    again = client.about("textDocument/diagnostic", previousResultId=report["resultId"])
    assert again == {"kind": "unchanged", "resultId": report["resultId"]}
    client.change(2, (0, 14, 0, 15, ""))
    assert client.about("textDocument/diagnostic", previousResultId=report["resultId"])["items"] == []


def test_a_text_that_is_closed_has_no_mistakes(client: Inside) -> None:
    client.open("melody { pianoo C4 0; }\n")
    client.notify("textDocument/didClose", {"textDocument": {"uri": URI}})
    assert client.published(None) == []


def test_a_code_leads_to_the_page_that_explains_it(client: Inside) -> None:
    client.open("melody { pianoo C4 0; }\n")
    href = client.published(1)[0]["codeDescription"]["href"]
    path, _, anchor = href.removeprefix("file://").partition("#")
    assert f"\n## {anchor.upper()}\n" in Path(path).read_text(encoding="utf-8")


class Folder:
    """Two texts in a folder, of which one imports the other."""

    def __init__(self, path: Path, capabilities: dict | None = None) -> None:
        self.module = path / "riffs é.pattern"
        self.module.write_text('let riff = "c4";\n', encoding="utf-8")
        self.song = path / "song.pattern"
        self.uri, self.module_uri = self.song.as_uri(), self.module.as_uri()
        self.text = 'import riff from "riffs é.pattern";\nmelody { piano riff; }\n'
        self.song.write_text(self.text, encoding="utf-8")
        self.client = Inside(capabilities)
        self.client.open(self.text, self.uri)


def test_a_name_of_another_text_leads_there(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    assert folder.client.published(1, folder.uri) == []
    found = folder.client.at("textDocument/definition", 0, 8, folder.uri)
    assert found == [{"uri": folder.module_uri, "range": span(0, 4, 0, 8)}]


def test_what_is_imported_is_as_it_is_in_the_editor(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    client = folder.client
    client.open('let other = "c4";\n', folder.module_uri)
    client.rest()
    assert [problem["code"] for problem in client.published(1, folder.uri)] == ["PS108", "PS105"]
    client.change(2, (0, 4, 0, 9, "riff"), uri=folder.module_uri)
    client.rest()
    assert client.published(1, folder.uri) == []
    client.change(3, "", uri=folder.module_uri)
    client.notify("textDocument/didClose", {"textDocument": {"uri": folder.module_uri}})
    client.rest()
    assert client.published(1, folder.uri) == []


def test_what_changes_on_disk_is_read_again(tmp_path: Path) -> None:
    watching = {"workspace": {"didChangeWatchedFiles": {"dynamicRegistration": True}}} | {
        "textDocument": WHOLE["textDocument"]
    }
    folder = Folder(tmp_path, watching)
    client = folder.client
    (asked,) = [message for message in client.heard if message.get("method") == "client/registerCapability"]
    assert asked["params"]["registrations"][0]["registerOptions"] == {"watchers": [{"globPattern": "**/*.pattern"}]}
    folder.module.unlink()
    gone = {"changes": [{"uri": folder.module_uri, "type": 3}]}
    client.notify("workspace/didChangeWatchedFiles", gone)
    client.rest()
    problem = client.published(1, folder.uri)[0]
    assert problem["code"] == "PS108"
    assert str(tmp_path) not in problem["message"]
    folder.module.write_text('let riff = "e4";\n', encoding="utf-8")
    client.notify("workspace/didChangeWatchedFiles", {"changes": [{"uri": folder.module_uri, "type": 1}]})
    client.rest()
    assert client.published(1, folder.uri) == []


def test_texts_that_import_each_other_are_told_and_endure(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    client = folder.client
    client.open('import riff as r from "song.pattern";\nlet riff = "c4";\n', folder.module_uri)
    client.rest()
    assert {problem["code"] for problem in client.published(1, folder.uri)} >= {"PS109"}
    client.change(2, 'let riff = "c4";\n', uri=folder.module_uri)
    client.rest()
    assert client.published(1, folder.uri) == []


def test_a_text_that_is_not_open_is_read_from_the_disk(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    lit = folder.client.at("textDocument/documentHighlight", 0, 5, folder.module_uri)
    assert [found["range"] for found in lit] == [span(0, 4, 0, 8)]
    with pytest.raises(Refusal) as refusal:
        folder.client.at("textDocument/definition", 0, 5, (tmp_path / "none.pattern").as_uri())
    assert refusal.value.code == -32602


def test_answers_are_json_of_whole_signs(client: Inside) -> None:
    client.open('melody { piano "\ud834"; }\n')
    json.dumps(client.published(1), ensure_ascii=False).encode()
    assert client.published(1)[0]["range"] == span(0, 16, 0, 17)


def test_a_line_is_put_right_when_it_ends(client: Inside) -> None:
    text = "melody {\npiano   C4  0  ;\n}\nmelody   { }\n"
    client.open(text)
    edits = client.at("textDocument/onTypeFormatting", 1, 16, ch=";", options=OPTIONS)
    assert applied(text, edits) == "melody {\n  piano C4 0;\n}\nmelody   { }\n"
    assert client.at("textDocument/onTypeFormatting", 0, 3, ch="\n", options=OPTIONS) == []


def test_what_is_wrong_is_explained_below_what_the_word_is(client: Inside) -> None:
    client.open('melody { pianoo C4 0; piano "c4".fast(0); }\n')
    unknown = client.at("textDocument/hover", 0, 10)
    assert unknown["range"] == span(0, 9, 0, 15)
    assert "**PS101** an unknown instrument (warning)" in unknown["contents"]["value"]
    number = client.at("textDocument/hover", 0, 38)["contents"]["value"]
    above, _, below = number.partition("\n\n---\n\n")
    assert "fast" in above
    assert below.startswith("**PS301** a length or factor that is not positive (error)")
