"""The real receiver, built once into a cache, as a renderer and as a process."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from receiving import Running, samples

ROOT = Path(__file__).parents[2]
MISSING = 75


@pytest.fixture(scope="session")
def program() -> Path:
    """The receiver from the cache. Building it takes minutes, so that is left to .ci/juce, which .ci/run calls."""
    build = subprocess.run([ROOT / ".ci" / "juce", "--cached"], capture_output=True, text=True, check=False)
    if build.returncode == MISSING:
        pytest.skip(build.stderr.strip().splitlines()[-1])
    assert build.returncode == 0, build.stderr
    return Path(build.stdout.strip())


Render = Callable[..., NDArray[np.float32]]


@pytest.fixture
def render(program: Path, tmp_path: Path) -> Render:
    """Messages and options in; the samples of the rendered file out, shape (frames, 2)."""

    def rendered(messages: Sequence[Mapping[str, object]], *options: str) -> NDArray[np.float32]:
        stream, target = tmp_path / "stream.jsonl", tmp_path / "out.wav"
        stream.write_text("".join(json.dumps(item) + "\n" for item in messages))
        subprocess.run([program, "--render", stream, target, *options], check=True, capture_output=True)
        return samples(target)

    return rendered


Start = Callable[..., Running]


@pytest.fixture
def start(program: Path) -> Iterator[Start]:
    """Options in, a running receiver out; on a device that keeps time in silence unless the options name another."""
    running: list[Running] = []

    def started(*options: object, env: Mapping[str, str] | None = None) -> Running:
        device = [] if "--device" in options else ["--device", "null"]
        running.append(Running([program, *options, *device, "--status"], env))
        return running[-1]

    yield started
    for each in running:
        if each.process.poll() is None:
            each.process.kill()
        each.ended()
        for stream in (each.process.stdout, each.process.stderr):
            if stream is not None:
                stream.close()
