"""Lights: what it costs to tell an editor which letters sound, and how early it is told.

The least that a notification can cost is to encode it and nothing else; what ours costs stands beside that. The heavy
test listens to a real server for fifteen seconds and prints how early lights arrive (``pytest -s``).
"""

from __future__ import annotations

import io
import json
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from statistics import quantiles

import pytest
from playing_client import Stage
from pytest_benchmark.fixture import BenchmarkFixture

from pattern_dsl import check
from pattern_engine.performance import perform
from pattern_engine.player_wire import Played, Started, frame, read_report
from pattern_engine.program import Program
from pattern_engine.scheduler import cues
from pattern_server.lsp.documents import Documents, Text
from pattern_server.lsp.lights import Lights
from pattern_server.lsp.wire import body_of, framed

F = Fraction
SECONDS = 15.0
PIECE = "tempo 120;\n" + "\n".join(
    f'melody m{part} {{ piano "c4*8 <e4 g4>(3,8)".off(1/8, .rev()).vel(saw.range(0.3, 0.9)); }}' for part in range(8)
)
"""Some sixty letters a second."""

cpu = pytest.mark.benchmark(timer=time.process_time, min_rounds=5, max_time=0.5)


def written(text: str) -> tuple[Text, Program]:
    """*text* as an editor has it open, and what it means."""
    document = {"uri": "file:///song.pattern", "version": 1, "text": text}
    program = check(text).program
    assert program is not None
    return Documents("utf-16").open({"textDocument": document}), program


def lit(events: int, tell: Callable[[str, Mapping[str, object]], None]) -> tuple[Lights, Played]:
    """Lights that know a piece, and a report of so many of its notes."""
    text, program = written("".join(f'melody m{n} {{ piano "c4 e4 g4 b4".gain(0.9); }}\n' for n in range(events)))
    lights = Lights(tell, frozenset({"locations", "lights"}))
    lights.evaluated(program, {part.key: text for part in program.parts})
    lights.hear(Started(F(0), 0))
    return lights, Played(tuple(cues(perform(program).notes(F(0), F(1, 4)), program.timeline)))


def sent(method: str, params: Mapping[str, object]) -> None:
    """What the server does with a notification, up to the pipe."""
    framed(body_of({"jsonrpc": "2.0", "method": method, "params": params}))


@cpu
@pytest.mark.parametrize("events", [2, 16, 64])
@pytest.mark.parametrize("what", ["encoded only", "heard and encoded", "received, heard and encoded"])
def test_a_notification_costs_little_more_than_to_encode_it(
    events: int, what: str, benchmark: BenchmarkFixture
) -> None:
    told: list[Mapping[str, object]] = []
    if what == "encoded only":
        lights, report = lit(events, lambda _, params: told.append(params))
        lights.hear(report)
        benchmark(lambda: sent("patternStudio/lights", told[-1]))
        return
    lights, report = lit(events, sent)
    data = frame(report)

    def received() -> None:
        taken = read_report(io.BytesIO(data))
        assert taken is not None
        lights.hear(taken)

    benchmark(received if what.startswith("received") else lambda: lights.hear(report))


@cpu
@pytest.mark.parametrize("what", ["checked", "places told"])
def test_the_places_of_a_text_cost_little_beside_reading_it(what: str, benchmark: BenchmarkFixture) -> None:
    source = "\n".join(f'melody m{n} {{ piano "c4 [e4 g4]*2 <a4 b4>".every(4, .rev()); }}' for n in range(300))
    text, program = written(source)

    def told() -> None:
        lights = Lights(sent, frozenset({"locations"}))
        lights.evaluated(program, {part.key: text for part in program.parts})

    benchmark((lambda: check(source)) if what == "checked" else told)


def say(line: str) -> None:
    """Show what was measured (``pytest -s``)."""
    sys.stdout.write(f"{line}\n")


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    """An editor that plays, with a server of its own."""
    client = Stage(cwd=tmp_path)
    yield client
    client.kill()


@pytest.mark.heavy
@pytest.mark.parametrize("piece", ["sixty letters a second", "a thousand events a second"])
def test_lights_arrive_before_what_they_light(stage: Stage, piece: str) -> None:
    dense = "tempo 240;\n" + "\n".join(f'melody m{part} {{ piano "c4*250"; }}' for part in range(4))
    stage.is_checked = False
    stage.greet(outputs=["none"], notifications=["lights", "locations", "evaluated"])
    stage.open(dense if piece.startswith("a thousand") else PIECE)
    stage.do("evaluateFile", uri="file:///music/song.pattern")
    stage.await_(lambda message: message.get("method") == "patternStudio/evaluated")
    began, spent = time.monotonic(), stage.cpu()
    arrived: list[tuple[float, dict]] = []
    while time.monotonic() < began + SECONDS:
        params = stage.await_(lambda message: message.get("method") == "patternStudio/lights")["params"]
        arrived.append((time.monotonic() * 1000, params))
    used = (stage.cpu() - spent) / SECONDS
    sent = sorted(light[1] - params["now"] for _, params in arrived for light in params["on"])
    leads = sorted(light[1] - now for now, params in arrived for light in params["on"])
    gaps = sorted(later - earlier for (earlier, _), (later, _) in pairwise(arrived))
    size = sum(len(json.dumps(params)) for _, params in arrived) / len(arrived)
    say(
        f"\n{piece}: {len(arrived) / SECONDS:.1f} notifications/s of {size:.0f} bytes, {len(leads) / SECONDS:.0f} "
        f"lights/s, the server takes {100 * used:.1f} % of a core\n"
        f"  early when sent:     {early(sent)}\n  early when received: {early(leads)}\n"
        f"  from one to the next: median {gaps[len(gaps) // 2]:.0f} ms, longest {gaps[-1]:.0f} ms"
    )
    assert len(arrived) < 26 * SECONDS
    assert used < 0.15  # of a core: who writes meanwhile has the rest


def early(leads: list[float]) -> str:
    """How early lights are, in milliseconds."""
    steps = quantiles(leads, n=100)
    late = 100 * sum(lead < 0 for lead in leads) / len(leads)
    points = f"p1 {steps[0]:.0f}, p10 {steps[9]:.0f}, p50 {steps[49]:.0f}, p99 {steps[98]:.0f}"
    return f"least {leads[0]:.0f}, {points}, most {leads[-1]:.0f} ms; {late:.1f} % late"
