"""What all tests share: the heavy lane, which runs only when it is asked for."""

from __future__ import annotations

import os

import pytest

from pattern_engine.expression import make_room


def pytest_configure() -> None:
    """Raise the recursion limit before the first test: hypothesis minds if it changes within one."""
    make_room()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip heavy tests, visibly, unless PATTERN_STUDIO_HEAVY=1."""
    if os.environ.get("PATTERN_STUDIO_HEAVY") == "1":
        return
    reason = pytest.mark.skip(reason="heavy lane: set PATTERN_STUDIO_HEAVY=1")
    for item in items:
        if "heavy" in item.keywords:
            item.add_marker(reason)
