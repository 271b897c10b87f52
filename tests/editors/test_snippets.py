"""Settings for other editors: what can be read is read, and the page says of each whether it is tested."""

from __future__ import annotations

import json
import os
import plistlib
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest
from colours import ROOT
from lexicon import lexicon
from textmate import grammar

EDITORS = ROOT / "editors"
TESTED = re.compile(r'pytest\.mark\.tested\("([^"]+)"\)')
ROWS = dict(re.findall(r"^\| ([^|]+) \| (yes|no) \|$", (EDITORS / "any.md").read_text(encoding="utf-8"), re.MULTILINE))


def test_the_page_says_yes_where_a_test_does_it_and_no_elsewhere() -> None:
    sources = [path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py")]
    marked = {name for source in sources for name in TESTED.findall(source)}
    assert {name for name, said in ROWS.items() if said == "yes"} == marked
    assert marked <= set(ROWS)


@pytest.mark.tested("Sublime Text: colours")
def test_sublimes_grammar_is_the_one_that_is_tested() -> None:
    held = plistlib.loads((EDITORS / "sublime" / "Pattern.tmLanguage").read_bytes())
    assert held == grammar(lexicon())


@pytest.mark.tested("Kakoune: colours")
def test_kakoune_takes_the_highlighters(tmp_path: Path) -> None:
    if shutil.which("kak") is None:
        pytest.skip("no kak here: it comes with the Debian package kakoune")
    song = tmp_path / "song.pattern"
    song.write_text('tempo 120;\nrhythm { synth "Kick ~"; } // end\n', encoding="utf-8")
    seen = tmp_path / "seen"
    script = (
        f"source {EDITORS}/kakoune/pattern.kak; edit {song};"
        f' evaluate-commands %sh{{ printf \'%s %s\' "$kak_opt_filetype" "$kak_opt_comment_line" >{seen} }};'
        " quit! 0"
    )
    done = subprocess.run(
        ["kak", "-ui", "json", "-e", script],
        env={**os.environ, "XDG_CONFIG_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        input="",
    )
    assert seen.exists(), done.stderr + done.stdout
    assert seen.read_text(encoding="utf-8") == "pattern //"
    assert "error" not in done.stderr


def test_settings_can_be_read() -> None:
    helix = tomllib.loads((EDITORS / "helix" / "languages.toml").read_text(encoding="utf-8"))
    assert helix["language-server"]["pattern-lsp"]["command"] == "pattern-lsp"
    sublime = (EDITORS / "sublime" / "LSP.sublime-settings").read_text(encoding="utf-8")
    client = json.loads(re.sub(r"^//.*$", "", sublime, flags=re.MULTILINE))["clients"]["pattern-lsp"]
    assert client["command"] == [helix["language"][0]["language-servers"][0]]
    for page, fence in (("vim", "json"), ("kakoune", "toml")):
        text = (EDITORS / page / "README.md").read_text(encoding="utf-8")
        (block,) = re.findall(rf"^```{fence}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
        assert json.loads(block) if fence == "json" else tomllib.loads(block)


def test_the_any_page_tells_the_command_as_the_protocol_has_it() -> None:
    page = (EDITORS / "any.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"^```json\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    command = json.loads(block)["command"]
    assert f"`{command}`" in (ROOT / "docs" / "protocol.md").read_text(encoding="utf-8")
