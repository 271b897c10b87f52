"""The picture of Neovim in the documentation: ``python tests/editors/neovim/screenshot.py`` takes it anew."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from nvim import LISTEN, PATIENCE, PLUGIN, ROOT, SERVER, binaries, environment, lua
from PIL import Image
from terminal import picture

PICTURE = ROOT / "docs" / "pictures" / "neovim.png"
SONG = ROOT / "examples" / "first_light.pattern"
SCHEME = "habamax"
COLUMNS, LINES = 104, 44
STATUS = r" %f %m%=%{get(b:,'pattern_studio_status','')}   "


def take(binary: str, home: Path) -> Image.Image:
    """The screen of *binary* while it plays, with lights on and the roll open. Needs tmux."""
    shutil.copy(SONG, home)
    door = home / "door"
    server = ["tmux", "-S", str(home / "tmux"), "-f", "/dev/null"]
    settings = {"cmd": SERVER, "outputs": ["none"], "roll": {"height": 12, "seconds": 10, "rate": 12}}
    command = [binary, "--listen", str(door), "-n", "-i", "NONE", "--cmd", f"set runtimepath^={PLUGIN}"]
    command += ["--cmd", LISTEN, "--cmd", f"lua vim.g.pattern_studio = {lua(settings)}"]
    command += ["--cmd", "set termguicolors background=dark number signcolumn=no noshowcmd noruler shortmess+=I"]
    command += ["--cmd", f"let &statusline = {lua(STATUS)[4:-4]!r}", "-c", f"silent! colorscheme {SCHEME}", SONG.name]
    screen = ["new-session", "-d", "-x", str(COLUMNS), "-y", str(LINES), "-c", str(home)]
    there = environment(home, TERM="tmux-256color", COLORTERM="truecolor", LANG="C.UTF-8")
    subprocess.run([*server, *screen, *command], env=there, check=True)
    try:
        play(lambda expression: asked(binary, door, expression))
        capture = [*server, "capture-pane", "-e", "-p", "-N"]
        shown = subprocess.run(capture, capture_output=True, text=True, check=True)
    finally:
        subprocess.run([*server, "kill-server"], check=True)
    return picture(shown.stdout)


def asked(binary: str, door: Path, expression: str) -> str:
    """What the Neovim behind *door* makes of an expression; nothing as long as there is none."""
    question = [binary, "--server", str(door), "--remote-expr", expression]
    answer = subprocess.run(question, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    return answer.stdout.strip()


def play(ask: Callable[[str], str]) -> None:
    """Play the text that is open, and wait until the roll is filled and several words are lit."""
    wait(lambda: ask("luaeval('require(\"pattern_studio.client\").state()')") == "ready")
    ask("execute('PatternEvalFile | PatternRoll')")
    wait(lambda: ask("luaeval('(require(\"pattern_studio.feed\").now.bar or 0) >= 5 and 1 or 0')") == "1")
    wait(lambda: ask("luaeval('#require(\"pattern_studio.lights\").lit(0) >= 4 and 1 or 0')") == "1")


def wait(found: Callable[[], object]) -> object:
    """The first true answer of *found*."""
    deadline = time.monotonic() + PATIENCE
    while not (answer := found()):
        assert time.monotonic() < deadline, "it did not come"
        time.sleep(0.01)
    return answer


if __name__ == "__main__":
    chosen = next(path for path in reversed(binaries().values()) if path)
    with tempfile.TemporaryDirectory() as folder:
        PICTURE.parent.mkdir(exist_ok=True)
        take(chosen, Path(folder)).save(PICTURE, optimize=True)
