"""The engine's cost, and the same work done by Strudel in the same run: CPU time; the ratios are what counts."""

from __future__ import annotations

import json
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from pattern_dsl import clear_caches, compile_expression
from pattern_engine.columns import columns
from pattern_engine.memory import CYCLE_BYTES, HAP_BYTES
from pattern_engine.pattern import Pattern

HERE = Path(__file__).parent
STEPS = " ".join(str(index % 17) for index in range(256))
WORKLOADS: dict[str, dict[str, str]] = {
    name: {side: code.replace("$steps", STEPS) for side, code in codes.items()}
    for name, codes in json.loads((HERE / "workloads.json").read_text()).items()
}
PEER = HERE / "strudel"

pytestmark = pytest.mark.benchmark(timer=time.process_time, min_rounds=5, max_time=0.2)


def fresh(name: str) -> Pattern:
    clear_caches()
    return compile_expression(WORKLOADS[name]["ours"])


@pytest.mark.parametrize("name", WORKLOADS)
def test_parse_and_compile(name: str, benchmark: BenchmarkFixture) -> None:
    benchmark(fresh, name)


@pytest.mark.parametrize("name", WORKLOADS)
def test_cold_cycle(name: str, benchmark: BenchmarkFixture) -> None:
    events = benchmark.pedantic(lambda p: p.query(0, 1), setup=lambda: ((fresh(name),), {}), rounds=30)
    assert events


@pytest.mark.parametrize("name", WORKLOADS)
def test_warm_cycle(name: str, benchmark: BenchmarkFixture) -> None:
    pattern = fresh(name)
    pattern.query(0, 256)
    assert benchmark(lambda: pattern.query(256, 257))


@pytest.mark.parametrize("name", WORKLOADS)
def test_events_in_bulk(name: str, benchmark: BenchmarkFixture) -> None:
    pattern = fresh(name)
    cycles = 24 if name == "W5" else 960
    events = benchmark(lambda: pattern.query(0, cycles))
    benchmark.extra_info["onsets"] = sum(event.has_onset for event in events)


@pytest.mark.parametrize("name", WORKLOADS)
def test_columns_in_bulk(name: str, benchmark: BenchmarkFixture) -> None:
    pattern = fresh(name)
    benchmark.extra_info["onsets"] = len(benchmark(lambda: columns(pattern, 0, 20_160)).begin)


def test_beside_strudel(capsys: pytest.CaptureFixture[str]) -> None:
    """Same events, and what each side pays for them, as ratios: how many times less we pay."""
    node = shutil.which("node")
    if node is None or not (PEER / "node_modules").is_dir():
        pytest.skip("no peer: needs node, and `npm ci` in tests/bench/strudel")
    codes = json.dumps({name: codes["strudel"] for name, codes in WORKLOADS.items()})
    answer = subprocess.run(
        [node, "peer.mjs"], input=codes, cwd=PEER, capture_output=True, text=True, check=True, timeout=300
    )
    peer = json.loads(answer.stdout.splitlines()[-1])
    rows = [row(name, theirs) for name, theirs in peer.items()]
    with capsys.disabled():
        sys.stdout.write(f"\n  CPU time, and in brackets how many times less than Strudel's\n  {'':4}")
        sys.stdout.write("".join(f"{title:>20}" for title in TITLES) + "\n" + "".join(rows))


TITLES = ("fresh cycle µs", "known cycle µs", "read+compile µs", "again µs", "objects M/s", "columns M/s", "memory kB")


def row(name: str, theirs: dict[str, float]) -> str:
    """One workload beside the peer's figures, ready to be printed."""
    pattern = fresh(name)
    assert len([e for e in pattern.query(0, 12) if e.has_onset]) == theirs["events"], name
    first = statistics.median(micros(partial(fresh(name).query, cycle, cycle + 1)) for cycle in range(15))
    clear_caches()
    pattern = fresh(name)
    for cycle in range(256):
        pattern.query(cycle, cycle + 1)
    cycles, haps = pattern.remembered()
    known = statistics.median(micros(partial(pattern.query, 300 + cycle, 301 + cycle)) for cycle in range(15))
    build = statistics.median(micros(lambda: fresh(name)) for _ in range(15))
    again = statistics.median(micros(lambda: compile_expression(WORKLOADS[name]["ours"])) for _ in range(15))
    objects = max(bulk(lambda: sum(e.has_onset for e in pattern.query(0, 240))) for _ in range(3))
    rows = max(bulk(lambda: len(columns(pattern, 0, 20_160).begin)) for _ in range(3))
    figures = (
        (first, theirs["cycle"] / first),
        (known, theirs["cycle"] / known),
        (build, theirs["build"] / build),
        (again, theirs["build"] / again),
        (objects, objects * 1e6 / theirs["bulk"]),
        (rows, rows * 1e6 / theirs["bulk"]),
    )
    kept = (CYCLE_BYTES * cycles + HAP_BYTES * haps) / 1000
    shown = "".join(f"{f'{figure:.3g} ({ratio:.3g})':>20}" for figure, ratio in figures)
    return f"  {name:4}{shown}{kept:20.0f}\n"


def micros(work: Callable[[], object]) -> float:
    """CPU microseconds that *work* takes."""
    before = time.process_time_ns()
    work()
    return (time.process_time_ns() - before) / 1000


def bulk(work: Callable[[], int]) -> float:
    """Millions of onsets for each second of CPU time, as *work* counts them."""
    before = time.process_time_ns()
    onsets = work()
    return onsets * 1000 / (time.process_time_ns() - before)
