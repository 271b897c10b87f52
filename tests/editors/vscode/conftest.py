"""What a window of VS Code needs: the programs, the extension as it is packed, and the window itself."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path

import pytest
from packing import Packed, packed
from window import Tools, Window, opened

ROOT = Path(__file__).parents[3]
MISSING = 75

OLDER = os.environ.get("PATTERN_STUDIO_VSCODE")
"""Another VS Code to test in than the newest, as .ci/editors.txt names it: vscode-1.100."""


@pytest.fixture(scope="session")
def tools() -> Tools:
    """VS Code's server from the cache, where .ci/editors puts it, and the browser of the machine."""
    install = [ROOT / ".ci" / "editors", "--cached", OLDER or "vscode"]
    found = subprocess.run(install, capture_output=True, text=True, check=False)
    if found.returncode == MISSING:
        pytest.skip(found.stderr.strip().splitlines()[-1])
    assert found.returncode == 0, found.stderr
    browser = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if browser is None:
        pytest.skip("no browser to show VS Code in: the Debian package chromium is one")
    return Tools(Path(found.stdout.strip()), Path(browser))


@pytest.fixture(scope="session")
def extension(tools: Tools) -> Packed:
    """The extension as it would be published, packed once for its content."""
    return packed(tools, ROOT / "editors" / "vscode")


Open = Callable[..., Window]


@pytest.fixture
def window(tools: Tools, tmp_path: Path) -> Iterator[Open]:
    """A packed extension and settings in, a running window out; it ends with the test."""
    with ExitStack() as open_windows:

        def started(vsix: Path | None = None, settings: Mapping[str, object] | None = None) -> Window:
            home = tmp_path / "window"
            home.mkdir()
            return open_windows.enter_context(opened(tools, home, settings or {}, vsix))

        yield started
