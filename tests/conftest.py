"""What all tests share: their lanes, the heavy one only when it is asked for; the bus on which real peers are met."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from pattern_engine.expression import make_room


def pytest_configure() -> None:
    """Raise the recursion limit before the first test: hypothesis minds if it changes within one."""
    make_room()


ALONE = {Path(__file__).parent / folder for folder in ("bench", "editors", "juce")}
"""Where all tests measure time, or wait for windows, sockets and sound that keep time."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip heavy tests, visibly, unless PATTERN_STUDIO_HEAVY=1; tell which ones are disturbed by others beside them."""
    skip = pytest.mark.skip(reason="heavy lane: set PATTERN_STUDIO_HEAVY=1")
    for item in items:
        if "heavy" in item.keywords and os.environ.get("PATTERN_STUDIO_HEAVY") != "1":
            item.add_marker(skip)
        if "jack" in getattr(item, "fixturenames", ()) or not ALONE.isdisjoint(item.path.parents):
            item.add_marker(pytest.mark.alone)


@pytest.fixture(scope="session")
def jack() -> Iterator[str]:
    """The name of a JACK server without a sound card, running as long as the tests; what they start finds it."""
    if shutil.which("jackd") is None or shutil.which("jack_wait") is None:
        pytest.skip("no JACK here: jackd and jack_wait come with the Debian package jackd2")
    name = f"pattern-studio-{os.getpid()}"
    patient = ["-t", "500"]  # ten times these milliseconds is waited for a client that a busy machine holds up
    in_step = ["--sync"]  # otherwise whoever comes late has lost what was sent in that period
    command = ["jackd", "--no-realtime", *in_step, *patient, "-n", name, "-d", "dummy", "-r", "48000", "-p", "1024"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            waited = subprocess.run(["jack_wait", "-s", name, "-w", "-t", "20"], capture_output=True, check=False)
            if waited.returncode != 0 or server.poll() is not None:
                pytest.skip("jackd does not start here")
            with pytest.MonkeyPatch.context() as patch:
                patch.setenv("JACK_DEFAULT_SERVER", name)
                patch.setenv("JACK_NO_START_SERVER", "1")
                yield name
        finally:
            server.terminate()
