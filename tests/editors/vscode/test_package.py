"""The extension as a package: what is in it, that its types hold, and what of it needs no editor."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
from packing import Packed
from window import Tools

from pattern_dsl import check, report

ROOT = Path(__file__).parents[3]
EXTENSION = ROOT / "editors" / "vscode"
UNIT = Path(__file__).parent / "unit"
LARGEST = 1_000_000

SNIPPETS = json.loads((EXTENSION / "snippets.json").read_text(encoding="utf-8"))


def filled(snippet: str) -> str:
    """A snippet with its first suggestions taken, inside what it needs around it."""
    text = re.sub(r"\$\d+", "", re.sub(r"\$\{\d+:([^{}]*)\}", r"\1", snippet))
    if text.startswith("."):
        return f'melody tune {{ bell "c4"{text}; }}'
    return f"rhythm drums {{ {text} }}" if text.startswith("synth") else text


@pytest.mark.parametrize("name", SNIPPETS)
def test_a_snippet_is_a_program_without_mistakes(name: str) -> None:
    snapshot = check(filled("\n".join(SNIPPETS[name]["body"])))
    assert snapshot.diagnostics == (), "\n".join(report(one, snapshot.source) for one in snapshot.diagnostics)


def test_the_lock_names_no_registry() -> None:
    lock = (EXTENSION / "package-lock.json").read_text(encoding="utf-8")
    assert '"resolved"' not in lock
    assert '"integrity"' in lock


def test_the_licence_is_that_of_the_project() -> None:
    assert (EXTENSION / "LICENSE").read_bytes() == (ROOT / "LICENSE").read_bytes()


def test_the_oldest_vs_code_that_is_promised_is_one_that_the_tests_can_run_in() -> None:
    manifest = json.loads((EXTENSION / "package.json").read_text(encoding="utf-8"))
    promised = re.fullmatch(r"\^1\.(\d+)\.0", manifest["engines"]["vscode"])
    assert promised is not None
    pins = (ROOT / ".ci" / "editors.txt").read_text(encoding="utf-8")
    assert re.search(rf"^vscode-1\.{promised[1]} code-server@4\.{promised[1]}\.\d+$", pins, re.MULTILINE)
    readmes = [EXTENSION / "README.md", EXTENSION.parent / "README.md"]
    assert [path for path in readmes if f"1.{promised[1]}" not in path.read_text(encoding="utf-8")] == []


def test_every_setting_of_the_readme_is_in_the_manifest_and_the_other_way() -> None:
    manifest = json.loads((EXTENSION / "package.json").read_text(encoding="utf-8"))
    readme = (EXTENSION / "README.md").read_text(encoding="utf-8")
    named = set(re.findall(r"^\| `(patternStudio\.[\w.]+)` \|", readme, re.MULTILINE))
    assert named == manifest["contributes"]["configuration"]["properties"].keys()


@pytest.mark.heavy
def test_the_package_holds_what_is_needed_and_nothing_else(extension: Packed) -> None:
    assert extension.vsix.stat().st_size < LARGEST
    with zipfile.ZipFile(extension.vsix) as package:
        held = {name.removeprefix("extension/") for name in package.namelist() if name.startswith("extension/")}
    kinds = {Path(name).suffix.lower() or name for name in held}
    assert not kinds & {".ts", ".mts", ".cjs", ".map", ".vsix", ".lock"}
    assert not [name for name in held if name.startswith(("src/", "test", "node_modules/"))]
    lowered = {name.lower() for name in held}
    manifest = json.loads((EXTENSION / "package.json").read_text(encoding="utf-8"))
    contributed = re.findall(r'"\./([^"]+)"', json.dumps(manifest))
    assert "dist/notices.txt" in lowered
    assert {name.lower() for name in [*contributed, manifest["icon"], "readme.md", "license.txt"]} <= lowered


@pytest.mark.heavy
def test_what_is_taken_in_from_others_is_named_with_its_licence(extension: Packed) -> None:
    notices = (extension.folder / "dist" / "NOTICES.txt").read_text(encoding="utf-8")
    named = dict(re.findall(r"^([@\w/-]+) \d[\w.]*, (.+)$", notices, re.MULTILINE))
    assert {"vscode-languageclient", "vscode-jsonrpc", "semver"} <= named.keys()
    assert set(named.values()) <= {"MIT", "ISC", "BSD-3-Clause"}
    assert notices.lower().count("copyright") >= len(named)
    assert str(Path.home()) not in notices


@pytest.mark.heavy
def test_what_needs_no_editor(tools: Tools) -> None:
    tests = sorted(UNIT.glob("*.test.mts"))
    done = subprocess.run(
        [tools.node, "--test", *tests], capture_output=True, text=True, check=False, env=tools.environment()
    )
    assert done.returncode == 0, done.stdout
    assert re.search(r"^(ℹ|#) pass [1-9]\d+$", done.stdout, re.MULTILINE), done.stdout


@pytest.mark.heavy
def test_the_types_of_the_tests_hold(tools: Tools) -> None:
    if not (EXTENSION / "node_modules" / "typescript").exists():
        pytest.skip("the types of the tests are checked where `npm ci` was run in editors/vscode")
    npm = shutil.which("npm", path=tools.environment()["PATH"]) or "npm"
    done = subprocess.run(
        [npm, "run", "check:tests"], cwd=EXTENSION, capture_output=True, text=True, check=False, env=tools.environment()
    )
    assert done.returncode == 0, done.stdout
