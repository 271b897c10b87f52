"""What the test plan asks of Emacs, done in one Emacs in batch mode with the real server and the real player."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
MODE = ROOT / "editors" / "emacs"
STAGE, *CHECKS = (Path(__file__).parent / f"{name}.el" for name in ("stage", "writing", "playing", "breaking"))
TITLES = [
    title
    for file in CHECKS
    for title in re.findall(r'^\(check "([^"]+)"', file.read_text(encoding="utf-8"), re.MULTILINE)
]


def emacs(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Emacs in batch mode with our mode on its path, and nothing of the user's."""
    if shutil.which("emacs") is None:
        pytest.skip("no emacs here: it comes with the Debian packages emacs-nox and elpa-eglot")
    return subprocess.run(
        ["emacs", "--batch", "--no-init-file", "-L", str(MODE), *arguments],
        env={**os.environ, "LC_ALL": "C.UTF-8", **environment},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=400,
        check=False,
    )


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str | None]:
    """What went wrong in each check, None where nothing did."""
    folder = tmp_path_factory.mktemp("emacs")
    loaded = [argument for file in (STAGE, *CHECKS) for argument in ("-l", str(file))]
    done = emacs(*loaded, CHECKS_FOLDER=str(folder), CHECKS_PYTHON=sys.executable, HOME=str(folder))
    rows = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    assert rows, done.stdout + done.stderr
    return {row["title"]: row["trouble"] and f"{row['trouble']}\n{row['said']}" for row in rows}


@pytest.mark.parametrize("title", TITLES)
def test_check(title: str, results: Mapping[str, str | None]) -> None:
    assert title in results, "Emacs did not come to this check"
    assert results[title] is None, results[title]


@pytest.mark.plan("OPEN-3")
def test_nothing_is_loaded_without_a_text() -> None:
    program = "(progn (require 'pattern-mode) (princ (list (featurep 'eglot) (featurep 'pattern-play))))"
    assert emacs("--eval", program).stdout == "(nil nil)"


def test_without_eglot_there_are_colours_and_one_message(tmp_path: Path) -> None:
    song = tmp_path / "song.pattern"
    song.write_text("melody lead { }", encoding="utf-8")
    hidden = """(advice-add 'require :around (lambda (real name &optional file quiet)
                  (if (eq name 'eglot) (unless quiet (error "No eglot")) (funcall real name file quiet))))"""
    shown = "(progn (font-lock-ensure) (princ (list major-mode (get-text-property (point-min) 'face))))"
    done = emacs("--eval", hidden, "-l", "pattern-mode", "--visit", str(song), "--eval", shown)
    assert done.stdout == "(pattern-mode font-lock-keyword-face)"
    assert done.stderr.count("eglot") == 2, done.stderr
    assert "package-install" in done.stderr


@pytest.mark.parametrize("path", sorted(MODE.glob("*.el")), ids=lambda path: path.name)
def test_it_compiles_without_a_warning(path: Path, tmp_path: Path) -> None:
    elsewhere = f'(setq byte-compile-dest-file-function (lambda (_) "{tmp_path}/compiled.elc"))'
    done = emacs(
        "--eval", f"(progn {elsewhere} (setq byte-compile-error-on-warn t))", "-f", "batch-byte-compile", str(path)
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("path", sorted(MODE.glob("*.el")), ids=lambda path: path.name)
def test_checkdoc_has_nothing_to_say(path: Path) -> None:
    done = emacs("--eval", f'(checkdoc-file "{path}")')
    assert done.returncode == 0, done.stderr
    assert "Warning" not in done.stderr


INDENTED = """\
rhythm beat {
  kick: synth "Kick ~
   as it is";
  perc: synth Tom.every(4,
    .rev(
      2
    )
  );
  /* left
as it is */
}
"""


def test_lines_are_indented_by_their_brackets(tmp_path: Path) -> None:
    text = tmp_path / "flat.pattern"
    text.write_text(re.sub(r"^ +(?=[^ a])", "", INDENTED, flags=re.MULTILINE), encoding="utf-8")
    program = f"""
    (progn (require 'pattern-mode) (setq pattern-start-server nil)
           (find-file "{text}") (indent-region (point-min) (point-max)) (princ (buffer-string)))
    """
    assert emacs("--eval", program).stdout == INDENTED
