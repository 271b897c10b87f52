"""Expressions drawn at random mean what they mean to Strudel, which is asked in the same run if it is here.

Left out of what is drawn, or excused here, is what ``tests/language/20-decisions.md`` decides otherwise and what
Strudel itself does not answer soundly: cutting cycles across which events lie, ``run`` and ``every`` before cycle 0.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from drawn import GROUPS, questions
from neutral import PEER, ours, put_together, text, theirs

SEED = 20
FEW, MANY = 40, 300
"""Questions of each group in the ordinary run and in the heavy lane."""

NODE = shutil.which("node")

pytestmark = pytest.mark.skipif(
    NODE is None or not (PEER / "node_modules").is_dir(),
    reason="no peer: needs node, and `npm ci` in tests/bench/strudel",
)


def differing(group: str, seed: int, count: int) -> Iterator[str]:
    """The questions to which the answers are not the same; ours first where it is an error."""
    asked = questions(group, seed, count)
    peer, own = theirs(NODE or "", asked), ours(asked)
    for question in asked:
        name = question["id"]
        if name in peer and not same(own[name], peer[name]):
            yield f"{name} {text(question['expr'])} {question['begin']} {question['end']}"


def same(own: Any, peer: Any) -> bool:
    if isinstance(own, str) or peer is None:
        return isinstance(own, str) and (peer is None or "by zero" in own)  # what is no number there is an error here
    return put_together(own) == put_together(peer)


@pytest.mark.parametrize("group", GROUPS)
def test_a_few_mean_the_same(group: str) -> None:
    assert list(differing(group, SEED, FEW)) == []


@pytest.mark.heavy
@pytest.mark.parametrize("group", GROUPS)
def test_many_mean_the_same(group: str) -> None:
    found = list(differing(group, SEED + 1, MANY))
    assert len(found) <= MANY // 100, "\n".join(found)
