"""Playing from Neovim: evaluation, transport, lights, and what is shown of it. Real server, real player."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pytest
from music import LONG, lit_until, opened, playing, stays_dark, told, until_state
from nvim import Nvim
from osc_ear import Ear

SONG = """\
tempo 240;
param bright = 0.5 in 0..1;
melody lead {
  piano "c4 e4 g4 b4".vel(bright);
}
rhythm beat {
  kick: synth "Kick*4";
  snare: synth "~ Snare";
}
section verse 2 bars { lead, beat; }
section chorus 2 bars { lead; }
form (verse chorus)*400;
"""


@pytest.fixture
def ear() -> Iterator[Ear]:
    """An OSC receiver."""
    ear = Ear()
    yield ear
    ear.close()


@pytest.mark.plan("EVAL-1", "STATUS-1")
def test_a_key_plays_the_file_and_the_state_is_shown(nvim: Nvim) -> None:
    opened(nvim)
    nvim.keys("<Bslash>f")
    until_state(nvim, "playing")
    nvim.wait(lambda: "240 bpm" in nvim.api.eval("get(b:, 'pattern_studio_status', '')"), "the status")
    first = nvim.api.eval("b:pattern_studio_status")
    nvim.wait(lambda: nvim.api.eval("b:pattern_studio_status") != first, "the next beat")
    assert nvim.lua("return require('pattern_studio').status()").startswith("▶")
    nvim.wait(lambda: told(nvim, "Beat"), "a beat")
    assert told(nvim, "Beat")["beats"] == 4
    nvim.wait(lambda: told(nvim, "Eval"), "the event")
    assert told(nvim, "Eval")["ok"] is True


@pytest.mark.plan("EVAL-2")
def test_of_two_changed_blocks_one_is_evaluated(start: Callable[..., Nvim], ear: Ear) -> None:
    nvim = playing(start({"outputs": [ear.output], "swap": "now", "lookahead": 50}))
    nvim.api.command("%s/c4 e4 g4 b4/c6*4/ | %s/Kick/Snare/")
    nvim.to("c6*4")
    nvim.keys("<Bslash>e")
    nvim.wait(lambda: ear.since(0, lambda one: one["note"] == 84), "the new notes")
    moment = ear.heard[-1]["came"]
    nvim.wait(lambda: len([one for one in list(ear.heard) if one["came"] > moment]) > 12, "more notes")
    assert {one["name"] for one in ear.heard if one["came"] > moment} == {"c6", "Kick"}


@pytest.mark.plan("EVAL-3")
def test_a_selection_plays_the_blocks_that_it_touches(nvim: Nvim) -> None:
    opened(nvim)
    nvim.at(4, 0)
    nvim.keys("Vj<Bslash>e")
    until_state(nvim, "playing")
    assert [part["key"] for part in nvim.music()["parts"]] == ["rhythm/beat/kick"]


@pytest.mark.plan("EVAL-4", "FLASH-2")
def test_a_mistake_flashes_and_what_played_plays_on(start: Callable[..., Nvim]) -> None:
    nvim = playing(start({"flash": 2000, "swap": "now"}))
    nvim.api.command('%s/"c4 e4 g4 b4"/"c4".fsat(2)/')
    nvim.api.command("PatternEvalFile")
    flashed = """
      local space = vim.api.nvim_create_namespace('pattern_studio_flash')
      return vim.tbl_map(function(mark) return { mark[2], mark[4].hl_group } end,
        vim.api.nvim_buf_get_extmarks(0, space, 0, -1, { details = true }))
    """
    nvim.wait(lambda: [2, "PatternFlashError"] in nvim.lua(flashed), "the flash")
    outcome = told(nvim, "Error") or told(nvim, "Eval")
    assert "lead" in outcome["message"]
    assert nvim.music()["state"] == "playing"


@pytest.mark.plan("FLASH-1")
def test_what_was_evaluated_flashes_and_fades(start: Callable[..., Nvim]) -> None:
    nvim = opened(start({"flash": 400}))
    count = "return #vim.api.nvim_buf_get_extmarks(0, vim.api.nvim_create_namespace('pattern_studio_flash'), 0, -1, {})"
    nvim.api.command("PatternEvalFile")
    nvim.wait(lambda: nvim.lua(count), "it")
    nvim.wait(lambda: nvim.lua(count) == 0, "its end")


@pytest.mark.plan("EVAL-5")
def test_a_code_action_plays(nvim: Nvim) -> None:
    opened(nvim)
    nvim.at(3, 4)
    nvim.lua("""
      vim.ui.select = function(items, _, chosen)
        for place, item in ipairs(items) do
          local action = item.action or item[2] or item
          if action.title:lower():find('play') or action.title:lower():find('evaluate') then
            return chosen(item, place)
          end
        end
      end
      vim.lsp.buf.code_action()
    """)
    until_state(nvim, "playing")


@pytest.mark.plan("EVAL-6")
def test_where_no_block_is_one_sentence_says_so(nvim: Nvim) -> None:
    opened(nvim)
    nvim.at(0, 0)
    nvim.api.command("PatternEval")
    nvim.wait(nvim.said, "a message")
    assert len(nvim.said()) == 1
    assert "no block" in nvim.said()[0]


@pytest.mark.plan("LENS-1")
def test_a_block_says_what_can_be_done_with_it(nvim: Nvim) -> None:
    opened(nvim)
    nvim.wait(lambda: nvim.lua("return #vim.lsp.codelens.get(0)") > 1, "lenses")
    assert nvim.said() == []


@pytest.mark.plan("LIGHT-1")
def test_what_sounds_is_lit(nvim: Nvim) -> None:
    playing(nvim)
    lit_until(nvim, {"c4", "e4", "g4", "b4", "Kick"})


@pytest.mark.plan("LIGHT-4")
def test_a_long_note_that_is_stopped_is_dark(nvim: Nvim) -> None:
    playing(nvim, LONG)
    lit_until(nvim, {"c4"})
    nvim.api.command("PatternPause")
    until_state(nvim, "stopped")
    stays_dark(nvim)


@pytest.mark.plan("LIGHT-2")
def test_lights_move_with_their_letters(nvim: Nvim) -> None:
    playing(nvim)
    lit_until(nvim, {"c4"})
    nvim.keys("ggO// one more line<CR>// and another<Esc>")
    nvim.wait(lambda: "piano" in nvim.lines()[4], "the lines")
    assert lit_until(nvim, {"c4", "e4", "g4", "b4"}) <= {"c4", "e4", "g4", "b4", "Kick"}
    nvim.to("c4 e4")
    nvim.keys("iü<Space><Esc>")
    assert lit_until(nvim, {"c4", "e4", "g4", "b4"}) <= {"c4", "e4", "g4", "b4", "Kick"}


@pytest.mark.plan("LIGHT-2")
def test_a_place_is_found_in_a_text_that_was_typed_in_since(nvim: Nvim) -> None:
    opened(nvim)
    code = """
      local buffer = vim.api.nvim_get_current_buf()
      local version = vim.api.nvim_buf_get_changedtick(buffer)
      vim.api.nvim_buf_set_lines(buffer, 0, 0, false, { '// above' })
      vim.api.nvim_buf_set_text(buffer, 3, 0, 3, 0, { '  ' })
      local lights = require('pattern_studio.lights')
      lights.place({ uri = vim.uri_from_bufnr(buffer), version = version, add = { { 901, 2, 9, 2, 11 } } })
      local now = require('pattern_studio.compat').now()
      require('pattern_studio.feed').lights({ now = now, on = { { 901, now, now + 5000, 1 } } })
    """
    nvim.lua(code)
    nvim.wait(nvim.lit, "the light")
    assert nvim.lit() == [[3, 11, 3, 13, "PatternLightLoud"]]


@pytest.mark.plan("LIGHT-3")
def test_two_windows_show_the_same_lights(nvim: Nvim) -> None:
    playing(nvim)
    nvim.api.command("vsplit")
    lit_until(nvim, {"c4", "g4"})
    assert nvim.lua("return #vim.fn.win_findbuf(vim.api.nvim_get_current_buf())") == 2
    nvim.api.command("wincmd p | close")
    lit_until(nvim, {"c4", "g4"})


@pytest.mark.plan("SAVE-1", "SAVE-2", "SAVE-3")
def test_saving_is_evaluating_while_it_plays(start: Callable[..., Nvim], ear: Ear) -> None:
    nvim = playing(start({"outputs": [ear.output], "swap": "now", "lookahead": 50}))
    nvim.api.command("%s/c4 e4/c5 e5/ | silent write")
    nvim.wait(lambda: ear.since(0, lambda one: one["note"] == 72), "the change")
    nvim.api.command("%s/c5 e5/c7 [e7/ | silent write")
    nvim.wait(lambda: nvim.lua("return #vim.diagnostic.get(0)"), "the mistake")
    moment = ear.heard[-1]["came"]
    nvim.wait(lambda: ear.since(moment, lambda one: one["note"] == 72), "the last good version")
    nvim.api.command("%s/c7 \\[e7/c6 e6/ | silent write")
    nvim.wait(lambda: ear.since(moment, lambda one: one["note"] == 84), "the mended version")
    assert ear.since(0, lambda one: one["note"] == 96) is None


def test_settings_can_be_changed_while_the_server_runs(nvim: Nvim) -> None:
    opened(nvim)
    nvim.lua("require('pattern_studio').setup({ evaluate_on_save = 'always' })")
    nvim.api.command("silent write")
    until_state(nvim, "playing")


@pytest.mark.plan("HUSH-1")
def test_hush_lights_nothing_new(nvim: Nvim) -> None:
    playing(nvim)
    lit_until(nvim, {"c4"})
    nvim.keys("<Bslash>h")
    until_state(nvim, "hushed")
    stays_dark(nvim)


@pytest.mark.plan("PANIC-1")
def test_panic_is_dark_at_once(nvim: Nvim) -> None:
    playing(nvim, LONG)
    lit_until(nvim, {"c4"})
    nvim.keys("<Bslash>x")
    nvim.wait(lambda: nvim.music()["state"] != "playing", "the silence")
    stays_dark(nvim)


@pytest.mark.plan("PLAY-1", "TEMPO-1", "TAP-1")
def test_music_stops_goes_on_and_changes_its_tempo(nvim: Nvim) -> None:
    playing(nvim)
    nvim.api.command("PatternPause")
    until_state(nvim, "stopped")
    nvim.api.command("PatternPlay")
    until_state(nvim, "playing")
    nvim.api.command("PatternTempo 150")
    nvim.wait(lambda: "150 bpm" in nvim.api.eval("b:pattern_studio_status"), "the tempo")
    moments = []
    for _ in range(5):
        moments.append(time.monotonic())
        nvim.keys("<Bslash>t")
        nvim.lua("vim.wait(500)")
    tapped = 60 * 4 / (moments[-1] - moments[0])
    nvim.wait(lambda: 0.75 * tapped < nvim.music()["bpm"] < min(1.25 * tapped, 149), "the tempo of the taps")
    nvim.api.command("PatternTempo fast")
    assert nvim.said() == ["Pattern Studio: tempo: a number is expected, not fast"]


@pytest.mark.plan("MUTE-1", "SOLO-1")
def test_parts_are_muted_by_number_and_soloed_by_name_or_place(nvim: Nvim) -> None:
    playing(nvim)

    def switched(which: str) -> list[str]:
        return [part["key"] for part in nvim.music()["parts"] if part[which]]

    first = nvim.music()["parts"][0]["key"]
    nvim.keys("<Bslash>1")
    nvim.wait(lambda: switched("muted") == [first], "the mute")
    assert f"mute {first}" in nvim.api.eval("b:pattern_studio_status")
    nvim.keys("<Bslash>1")
    nvim.wait(lambda: switched("muted") == [], "the sound")
    assert "rhythm/beat/kick" in nvim.api.call("getcompletion", "PatternSolo ", "cmdline")
    nvim.api.command("PatternSolo rhythm/beat/kick")
    nvim.wait(lambda: switched("solo") == ["rhythm/beat/kick"], "the solo")
    assert "solo rhythm/beat/kick" in nvim.api.eval("b:pattern_studio_status")
    nvim.to("piano")
    nvim.keys("<Bslash>m")
    nvim.wait(lambda: [key for key in switched("muted") if "lead" in key], "the mute of the block")
    assert nvim.said() == []


@pytest.mark.plan("UNDO-1", "UNDO-2")
def test_a_change_is_undone_and_done_again(start: Callable[..., Nvim], ear: Ear) -> None:
    nvim = playing(start({"outputs": [ear.output], "swap": "now", "lookahead": 50}))
    nvim.api.command("%s/c4 e4/c6 e6/ | PatternEvalFile")

    def heard(note: int) -> None:
        moment = ear.heard[-1]["came"] if ear.heard else 0
        nvim.wait(lambda: ear.since(moment, lambda one: one["note"] == note), f"note {note}")

    heard(84)
    nvim.keys("<Bslash>u")
    heard(60)
    nvim.keys("<Bslash>r")
    heard(84)


@pytest.mark.plan("SECTION-1", "KNOB-1")
def test_sections_and_knobs(nvim: Nvim) -> None:
    playing(nvim, SONG)
    assert nvim.api.call("getcompletion", "PatternGoto ", "cmdline") == ["verse", "chorus"]
    nvim.wait(lambda: nvim.music().get("section") == "verse", "the verse")
    nvim.api.command("PatternGoto chorus")
    nvim.wait(lambda: nvim.music().get("section") == "chorus", "the chorus")
    assert nvim.api.call("getcompletion", "PatternKnob ", "cmdline") == ["bright"]
    nvim.api.command("PatternKnob bright 0.9")
    nvim.wait(lambda: abs(nvim.music()["knobs"][0]["value"] - 0.9) < 0.01, "the knob")
    assert nvim.lines() == SONG.splitlines()


@pytest.mark.plan("STEP-1")
def test_a_number_is_stepped_by_keys_and_the_rest_is_as_in_vim(nvim: Nvim) -> None:
    opened(nvim)
    nvim.to("240")
    nvim.keys("<C-a>")
    nvim.wait(lambda: nvim.lines()[0] != "tempo 240;", "a step")
    nvim.keys("<C-x>")
    nvim.wait(lambda: nvim.lines()[0] == "tempo 240;", "the way back")


@pytest.mark.plan("STEP-2")
def test_a_step_is_heard_without_evaluating(start: Callable[..., Nvim], ear: Ear) -> None:
    text = 'tempo 240;\nmelody lead {\n  piano "0 2 4".add(48);\n}\n'
    nvim = playing(start({"outputs": [ear.output], "swap": "now", "lookahead": 50}), text)
    nvim.wait(lambda: ear.heard, "a note")
    before = {one["note"] for one in list(ear.heard)}
    nvim.to("48")
    nvim.keys("<C-a>")
    nvim.wait(lambda: nvim.lines()[2] != text.splitlines()[2], "a step")
    nvim.wait(lambda: {one["note"] for one in list(ear.heard)} - before, "other notes")


@pytest.mark.plan("RENDER-1")
def test_a_render_lies_beside_the_text(nvim: Nvim) -> None:
    opened(nvim, 'tempo 240;\nmelody lead { piano "c4 e4"; }\nsection one 1 bars { lead; }\nform one;\n')
    nvim.api.command("PatternRender")
    nvim.wait(lambda: [one for one in nvim.said() if ".wav" in one], "the message")
    assert list(nvim.home.glob("*.wav")), nvim.said()


@pytest.mark.plan("ROLL-1", "ROLL-2")
def test_the_roll_draws_and_moves_and_letters_are_lit_all_the_same(nvim: Nvim) -> None:
    playing(nvim)
    nvim.api.options["columns"], nvim.api.options["lines"] = 100, 40
    text = nvim.api.current.buffer
    nvim.keys("<Bslash>v")
    nvim.wait(lambda: len(nvim.api.windows) == 2, "the roll")
    assert nvim.api.current.buffer == text
    roll = next(window.buffer for window in nvim.api.windows if window.buffer != text)

    def blocks() -> list[str]:
        return [line for line in roll[:] if any(sign in line for sign in "▀▄█▐")]

    first = nvim.wait(blocks, "notes")
    nvim.wait(lambda: blocks() != first, "the next picture")
    nvim.wait(lambda: any("kick" in line for line in roll[:]), "the drum's line")
    assert any("C4" in line for line in roll[:])
    lit_until(nvim, {"c4", "g4"})
    nvim.keys("<Bslash>v")
    nvim.wait(lambda: len(nvim.api.windows) == 1, "its end")
    lit_until(nvim, {"c4", "g4"})
