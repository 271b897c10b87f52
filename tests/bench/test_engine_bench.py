"""The engine's cost, and the same work done by Strudel in the same run: CPU time; the ratios are what counts."""

from __future__ import annotations

import json
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from pattern_dsl import clear_caches, compile_expression
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


def test_beside_strudel(capsys: pytest.CaptureFixture[str]) -> None:
    """Same events, and what each side pays for a cycle it has not been asked before and for one it has."""
    node = shutil.which("node")
    if node is None or not (PEER / "node_modules").is_dir():
        pytest.skip("no peer: needs node, and `npm ci` in tests/bench/strudel")
    codes = json.dumps({name: codes["strudel"] for name, codes in WORKLOADS.items()})
    answer = subprocess.run(
        [node, "peer.mjs"], input=codes, cwd=PEER, capture_output=True, text=True, check=True, timeout=300
    )
    peer = json.loads(answer.stdout.splitlines()[-1])
    with capsys.disabled():
        sys.stdout.write("\n  workload   events   Strudel µs   cold µs  ratio   warm µs  ratio   build µs  ratio\n")
        for name, theirs in peer.items():
            pattern = fresh(name)
            ours = len([e for e in pattern.query(0, 12) if e.has_onset])
            assert ours == theirs["events"], name
            cold = statistics.median(micros(fresh(name), cycle) for cycle in range(15))
            for cycle in range(256):
                pattern.query(cycle, cycle + 1)
            warm = statistics.median(micros(pattern, cycle) for cycle in range(15))
            build = statistics.median(build_micros(name) for _ in range(7))
            sys.stdout.write(
                f"  {name:8} {ours:8} {theirs['cycle']:12.0f} {cold:9.0f} {theirs['cycle'] / cold:6.1f}"
                f" {warm:9.0f} {theirs['cycle'] / warm:6.1f} {build:10.0f} {theirs['build'] / build:6.1f}\n"
            )


def micros(pattern: Pattern, cycle: int) -> float:
    """CPU microseconds to ask *pattern* for one cycle."""
    before = time.process_time_ns()
    pattern.query(cycle, cycle + 1)
    return (time.process_time_ns() - before) / 1000


def build_micros(name: str) -> float:
    """CPU microseconds from text to pattern."""
    before = time.process_time_ns()
    fresh(name)
    return (time.process_time_ns() - before) / 1000
