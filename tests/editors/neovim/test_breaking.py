"""When the server dies: lights go out, it comes back, and it does not come back for ever."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from nvim import Nvim

STEADY = 'tempo 240;\nmelody lead { piano "c4 e4 g4 b4"; }\n'

# What is lit, and what can be, right after the plug-in has heard of the server's end: no clock is needed to see it.
NOTE_END = """
  local feed, lights = require('pattern_studio.feed'), require('pattern_studio.lights')
  local ended = feed.ended
  feed.ended = function()
    ended()
    dark = { lit = #lights.lit(0), known = lights.known(0) }
  end
"""


def state(nvim: Nvim) -> str:
    return nvim.lua("return require('pattern_studio.client').state()")


def playing(nvim: Nvim) -> None:
    nvim.api.command("PatternEvalFile")
    nvim.wait(nvim.lit, "a light")


def kill(nvim: Nvim) -> None:
    os.kill(nvim.server(), signal.SIGKILL)


@pytest.mark.plan("CRASH-1", "CRASH-2")
def test_lights_go_out_with_the_server_and_it_is_started_again(nvim: Nvim) -> None:
    nvim.open(STEADY)
    nvim.ready()
    playing(nvim)
    before = nvim.server()
    nvim.lua(NOTE_END)
    kill(nvim)
    nvim.wait(lambda: nvim.lua("return dark ~= nil"), "the end of the server")
    assert nvim.lua("return dark") == {"lit": 0, "known": 0}
    assert nvim.api.eval("b:pattern_studio_status") == ""
    nvim.wait(lambda: state(nvim) == "ready", "the server")
    assert nvim.server() != before
    assert nvim.said() == ["Pattern Studio: pattern-lsp ended (signal 9), starts again (1 of 5)"]
    playing(nvim)


def test_lights_are_in_their_place_when_the_server_was_started_again(nvim: Nvim) -> None:
    nvim.open("\n\n" + STEADY)
    nvim.ready()
    nvim.api.command("1,2delete")
    nvim.api.command("normal O// above")
    kill(nvim)
    nvim.wait(lambda: state(nvim) != "ready", "its end")
    nvim.ready()
    playing(nvim)
    row, begin, last, end, _ = nvim.lit()[0]
    assert row == last == 2
    assert nvim.lines()[row][begin:end] in {"c4", "e4", "g4", "b4"}


def test_lights_of_a_server_that_falls_silent_go_out(nvim: Nvim) -> None:
    nvim.open(STEADY)
    nvim.ready()
    playing(nvim)
    process = nvim.server()
    os.kill(process, signal.SIGSTOP)
    try:
        nvim.wait(lambda: nvim.lit() == [] and not nvim.lua("vim.wait(300)") and nvim.lit() == [], "the dark", 15)
    finally:
        os.kill(process, signal.SIGCONT)


@pytest.mark.plan("CRASH-2")
def test_what_is_asked_while_it_starts_is_done_when_it_has(nvim: Nvim) -> None:
    nvim.open(STEADY)
    nvim.api.command("PatternEvalFile")
    nvim.wait(lambda: nvim.music()["state"] == "playing", "the music")
    assert nvim.said() == []


@pytest.mark.plan("CRASH-3")
def test_after_five_times_it_stays_down_until_it_is_asked_for(nvim: Nvim) -> None:
    nvim.open(STEADY)
    for _ in range(6):
        nvim.wait(lambda: state(nvim) == "ready", "the server")
        kill(nvim)
        nvim.wait(lambda: state(nvim) != "ready", "its end")
    nvim.wait(lambda: state(nvim) == "failed", "the end of it")
    assert len([message for message in nvim.said() if "starts again" in message]) == 5
    assert nvim.said()[-1].startswith("Pattern Studio: pattern-lsp ended 6 times (signal 9). :PatternLog")
    nvim.api.command("PatternEval")
    assert nvim.said()[-1] == "Pattern Studio: the language server does not run; :PatternStart starts it."
    nvim.api.command("PatternStart")
    nvim.ready()


def test_a_server_that_is_stopped_stays_stopped(nvim: Nvim) -> None:
    nvim.open(STEADY)
    nvim.ready()
    nvim.api.command("PatternStop")
    nvim.wait(lambda: state(nvim) == "off", "its end")
    assert nvim.said() == []
    nvim.api.command("PatternStart")
    nvim.ready()
    before = nvim.server()
    nvim.api.command("PatternStop | PatternStart")
    nvim.wait(lambda: nvim.lua("return require('pattern_studio.client').client() == nil"), "its end")
    nvim.ready()
    assert nvim.server() != before


def test_the_state_is_what_it_is_when_the_server_begins(nvim: Nvim) -> None:
    nvim.open(STEADY)
    nvim.ready()
    playing(nvim)
    nvim.lua("require('pattern_studio.feed').now = { state = 'idle', parts = {}, knobs = {} }")
    nvim.lua("""
      require('pattern_studio.client').execute('status', vim.empty_dict(), function(_, status)
        require('pattern_studio.feed').begun(status)
      end)
    """)
    nvim.wait(lambda: nvim.music()["state"] == "playing" and nvim.music()["parts"], "the state")


def test_the_editor_ends_with_the_music_on(start: Callable[..., Nvim]) -> None:
    nvim = start()
    nvim.open(STEADY)
    nvim.ready()
    playing(nvim)
    process = nvim.server()
    nvim.close()
    deadline = time.monotonic() + 20
    while Path(f"/proc/{process}").exists():
        assert time.monotonic() < deadline, "the server outlives its editor"
        os.sched_yield()
