"""Processes that tests start are ended with them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from lsp_client import Outside
from playing_client import Receiver, Stage

pytest.register_assert_rewrite("painting_editor")


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Outside]]:
    """Start a language server: ours, or the one that a command starts."""
    started: list[Outside] = []

    def begin(*command: str, is_checked: bool = True) -> Outside:
        started.append(Outside(*command, cwd=tmp_path, is_checked=is_checked))
        return started[-1]

    yield begin
    for client in started:
        client.kill()


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    """An editor that plays, with a server of its own, not greeted yet."""
    client = Stage(cwd=tmp_path)
    yield client
    client.kill()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """Where music can be sent to be heard."""
    made = Receiver()
    yield made
    made.socket.close()


@pytest.fixture
def elsewhere() -> Iterator[Receiver]:
    """Another place where music can be sent."""
    made = Receiver()
    yield made
    made.socket.close()
