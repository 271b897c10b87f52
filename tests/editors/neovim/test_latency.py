"""How long it takes from a key to another sound, and from a sound to its light. Printed; run with ``-s``.

Times are of the wall clock, so a busy machine shows: nothing is asserted of them but their sign.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import quantiles

import pytest
from nvim import Nvim
from osc_ear import Ear

TURNS = 25
LOOKAHEAD = 50
SONG = 'tempo 240;\nmelody lead {\n  piano "c4*32";\n}\n'
LIGHTS = 'tempo 132;\nmelody lead {\n  piano "c4 e4 g4 b4 c5 b4 g4 e4";\n}\nrhythm beat {\n  kick: synth "Kick*4";\n}\n'


def spread(values: list[float]) -> str:
    """Median and 95th percentile of milliseconds."""
    cuts = quantiles(values, n=20, method="inclusive")
    return f"p50 {cuts[9]:.1f} ms, p95 {cuts[18]:.1f} ms, {len(values)} times"


@pytest.mark.heavy
def test_from_a_key_to_another_sound(start: Callable[..., Nvim], request: pytest.FixtureRequest) -> None:
    ear = Ear()
    request.addfinalizer(ear.close)
    nvim = start({"outputs": [ear.output], "swap": "now", "lookahead": LOOKAHEAD})
    nvim.open(SONG)
    nvim.ready()
    nvim.api.command("PatternEvalFile")
    nvim.wait(lambda: ear.heard, "the music")
    delays = []
    for turn in range(TURNS):
        old, new = (60, 72) if turn % 2 == 0 else (72, 60)
        nvim.api.current.buffer[2] = nvim.lines()[2].replace(f"c{old // 12 - 1}", f"c{new // 12 - 1}")
        nvim.to("piano")
        pressed = time.monotonic_ns()
        nvim.keys("<Bslash>e")
        changed = nvim.wait(lambda: ear.since(pressed, lambda one: one["note"] == new), "the change")  # noqa: B023
        delays.append((changed["came"] - pressed) / 1e6)
    print(f"\nkey to the first changed note at an OSC receiver (lookahead {LOOKAHEAD} ms): {spread(delays)}")  # noqa: T201
    assert min(delays) > 0


@pytest.mark.heavy
def test_from_a_sound_to_its_light(nvim: Nvim) -> None:
    nvim.open(LIGHTS)
    nvim.ready()
    nvim.lua("require('pattern_studio.lights').trace = {}")
    nvim.api.command("PatternEvalFile")
    trace = "return require('pattern_studio.lights').trace"
    nvim.wait(lambda: nvim.lua(f"vim.wait(500); {trace.replace('return', 'return #')}") >= 100, "the lights", 60)
    late = [now - moment for now, moment in nvim.lua(trace)]
    print(f"\nan event's time to its light: {spread(late)}")  # noqa: T201
    assert min(late) > -5
