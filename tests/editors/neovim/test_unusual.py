"""Texts, windows and messages that are not as usual."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from music import STEADY, lit_until, opened, playing, told
from nvim import Nvim
from pynvim import NvimError


@pytest.mark.plan("ROLL-1")
def test_what_is_taken_back_is_not_in_the_roll(nvim: Nvim) -> None:
    opened(nvim)
    nvim.api.options["columns"], nvim.api.options["lines"] = 100, 40
    nvim.api.command("PatternRoll")
    code = """
      local now = require('pattern_studio.compat').now()
      local roll = require('pattern_studio.roll')
      roll.announce({ notes = { { 0, 60, now - 2000, now - 1000, 1, {} }, { 0, 64, now + 100, now + 9000, 1, {} } } })
      roll.announce({ clear = now + 50, notes = {} })
      vim.wait(400)
      roll.draw()
    """
    nvim.lua(code)
    roll = next(window.buffer for window in nvim.api.windows if window.buffer != nvim.api.current.buffer)
    drawn = [line for line in roll[:] if any(sign in line for sign in "▀▄█▐")]
    assert len(drawn) == 1


def test_a_roll_that_has_no_room_can_be_asked_for_again(nvim: Nvim) -> None:
    opened(nvim)
    nvim.lua("require('pattern_studio').setup({ roll = { height = 2 } })")
    nvim.api.command("set lines=4 columns=40")
    for _ in range(2):
        with pytest.raises(NvimError, match="E36"):
            nvim.lua("require('pattern_studio.roll').toggle()")
        assert nvim.lua("return require('pattern_studio.roll').is_open()") is False


def test_a_long_message_asks_for_no_key(start: Callable[..., Nvim]) -> None:
    nvim = opened(start({"messages": True}), STEADY.replace('4"', '4".fsat(2)'))
    nvim.api.ui_attach(60, 20)
    nvim.api.command("PatternEvalFile")
    nvim.wait(lambda: told(nvim, "Error") or told(nvim, "Eval"), "the event")
    assert len((told(nvim, "Error") or told(nvim, "Eval"))["message"]) > 60
    assert nvim.api.api.get_mode()["blocking"] is False


def test_a_text_that_is_closed_and_read_again_is_lit_where_it_is_the_same(nvim: Nvim) -> None:
    playing(nvim)
    path = nvim.api.current.buffer.name
    lit_until(nvim, {"c4"})
    nvim.api.command("enew | bdelete #")
    nvim.api.command(f"edit {path}")
    lit_until(nvim, {"c4", "Kick"})
    nvim.api.command("enew | bdelete #")
    Path(path).write_text(STEADY.replace("Kick", "Snare"), encoding="utf-8")
    nvim.api.command(f"edit {path}")
    assert "Snare" not in "".join(lit_until(nvim, {"c4", "e4", "g4", "b4"}))


def test_a_text_without_a_name_is_lit(nvim: Nvim) -> None:
    nvim.api.command("enew | setfiletype pattern")
    nvim.api.current.buffer[:] = STEADY.splitlines()
    nvim.ready()
    buffers = len(nvim.api.buffers)
    nvim.api.command("PatternEvalFile")
    lit_until(nvim, {"c4", "Kick"})
    assert len(nvim.api.buffers) == buffers


def test_a_path_may_have_blanks_brackets_and_umlauts_and_a_text_two_signs_at_the_end_of_a_line(nvim: Nvim) -> None:
    folder = nvim.home / "Süße Töne [alt]"
    folder.mkdir()
    path = folder / "mein lied.pattern"
    path.write_bytes(f"// ü 𝄞\n{STEADY}".replace("\n", "\r\n").encode())
    nvim.lua("vim.cmd('edit ' .. vim.fn.fnameescape(...))", str(path))
    assert nvim.api.eval("&fileformat") == "dos"
    nvim.ready()
    nvim.api.command("PatternEvalFile")
    lit_until(nvim, {"c4", "e4", "g4", "b4", "Kick"})
