"""Each test of the plug-in runs in every Neovim that is here, and shows which are not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

pytest.importorskip("pynvim", reason="driving Neovim needs pynvim, which the extra test brings")

from nvim import Nvim, binaries

BINARIES = binaries()


@pytest.fixture(params=BINARIES)
def binary(request: pytest.FixtureRequest) -> str:
    """The program of one Neovim."""
    found = BINARIES[request.param]
    if found is None:
        pytest.skip(f"Neovim {request.param} is not here: .ci/debian.txt and .ci/editors bring it")
    return found


@pytest.fixture
def start(binary: str, tmp_path: Path) -> Iterator[Callable[..., Nvim]]:
    """Start that Neovim, with settings of the plug-in; it is ended with the test."""
    started: list[Nvim] = []

    def begin(settings: dict | None = None, *, before: str = "") -> Nvim:
        started.append(Nvim(binary, tmp_path, settings, before=before))
        return started[-1]

    yield begin
    for nvim in started:
        nvim.close()


@pytest.fixture
def nvim(start: Callable[..., Nvim]) -> Nvim:
    """A Neovim with the settings that tests have."""
    return start()
