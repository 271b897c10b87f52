"""Writing: what the server knows of a text, in Neovim."""

from __future__ import annotations

import pytest
from nvim import Nvim

SONG = """\
let riff = "a3 [c4 e4] <g4 d4> ~";
melody lead {
  piano riff.fast(2);
}
rhythm beat {
  kick: synth "Kick*4";
}
section verse 8 bars { lead; }
form verse;
"""


def opened(nvim: Nvim, text: str = SONG) -> Nvim:
    nvim.open(text)
    nvim.ready()
    return nvim


def ask(nvim: Nvim, method: str, **more: object) -> object:
    """The answer to a question about the cursor's place, by way of Neovim's own client."""
    code = """
      local method, more = ...
      local client = require('pattern_studio.client').client()
      local params = vim.tbl_extend('force', require('pattern_studio.compat').position(client), more)
      local found
      require('pattern_studio.compat').request(client, method, params, function(err, result)
        found = { err = err, result = result }
      end, 0)
      vim.wait(20000, function() return found ~= nil end, 10)
      return found and found.result
    """
    return nvim.lua(code, method, more)


@pytest.mark.plan("DIAG-1", "DIAG-2")
def test_a_mistake_is_underlined_where_it_stands_until_it_is_mended(nvim: Nvim) -> None:
    opened(nvim, SONG.replace("fast", "fsat"))
    shown = """
      return vim.tbl_map(function(found) return { found.lnum, found.col, found.end_col, found.message } end,
        vim.diagnostic.get(0))
    """
    nvim.wait(lambda: nvim.lua(shown), "the diagnostic")
    [[line, begin, end, message]] = [one for one in nvim.lua(shown) if "fsat" in one[3]]
    assert (line, nvim.lines()[2][begin:end]) == (2, "fsat")
    assert "did you mean fast" in message
    nvim.to("fsat")
    nvim.keys("cwfast<Esc>")
    nvim.wait(lambda: nvim.lua(shown) == [], "an end of it")


@pytest.mark.plan("DIAG-3")
def test_a_quick_fix_mends_the_text(nvim: Nvim) -> None:
    opened(nvim, SONG.replace("fast", "fsat"))
    nvim.wait(lambda: nvim.lua("return #vim.diagnostic.get(0)"), "the diagnostic")
    nvim.to("fsat")
    nvim.lua("""
      vim.ui.select = function(items, _, chosen) chosen(items[1], 1) end
      vim.lsp.buf.code_action()
    """)
    nvim.wait(lambda: "fast" in nvim.lines()[2], "the fix")


@pytest.mark.plan("COMPLETE-1", "COMPLETE-2")
def test_methods_and_drums_are_offered(nvim: Nvim) -> None:
    opened(nvim)
    nvim.to("fast")
    assert nvim.api.eval("&omnifunc") == "v:lua.vim.lsp.omnifunc"
    names = {item["label"] for item in items(ask(nvim, "textDocument/completion"))}
    assert {"fast", "slow", "rev"} <= names
    nvim.to("Kick*4")
    assert {"Kick", "Snare", "HiHat"} <= {item["label"] for item in items(ask(nvim, "textDocument/completion"))}


def items(answer: object) -> list[dict]:
    return answer["items"] if isinstance(answer, dict) else answer


def test_completion_by_keys_puts_the_method_into_the_text(nvim: Nvim) -> None:
    opened(nvim)
    nvim.to("fast(2)")
    nvim.keys("ct(slo<C-x><C-o>")
    nvim.wait(lambda: nvim.api.eval("pumvisible()") or nvim.lines()[2] == "  piano riff.slow(2);", "the menu")
    nvim.keys("<C-y><Esc>")
    nvim.wait(lambda: nvim.lines()[2].startswith("  piano riff.slow"), "the method")


@pytest.mark.plan("HOVER-1")
def test_hover_shows_what_a_word_does(nvim: Nvim) -> None:
    opened(nvim)
    nvim.to("fast")
    nvim.keys("K")
    floats = """
      for _, window in ipairs(vim.api.nvim_list_wins()) do
        if vim.api.nvim_win_get_config(window).relative ~= '' then
          return table.concat(vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(window), 0, -1, false), '\\n')
        end
      end
    """
    assert "fast" in nvim.wait(lambda: nvim.lua(floats), "the bubble")


@pytest.mark.plan("SIGNATURE-1")
def test_the_arguments_of_a_call_are_shown(nvim: Nvim) -> None:
    opened(nvim)
    nvim.to("2);")
    [signature] = ask(nvim, "textDocument/signatureHelp")["signatures"]
    assert signature["label"].startswith(".fast(")


@pytest.mark.plan("SYMBOL-1")
def test_the_outline_lists_blocks_and_sections(nvim: Nvim) -> None:
    opened(nvim)
    nvim.lua("vim.lsp.buf.document_symbol()")
    names = "return vim.tbl_map(function(one) return one.text end, vim.fn.getloclist(0)), vim.fn.getqflist()"
    fixes = "return vim.tbl_map(function(one) return one.text end, vim.fn.getqflist())"
    found = nvim.wait(lambda: nvim.lua(names) or nvim.lua(fixes), "the outline")
    assert all(any(name in text for text in found) for name in ("lead", "beat", "verse"))


@pytest.mark.plan("GOTO-1")
def test_the_caret_goes_where_a_name_is_given(nvim: Nvim) -> None:
    opened(nvim)
    nvim.at(2, 9)
    nvim.lua("vim.lsp.buf.definition()")
    nvim.wait(lambda: nvim.api.current.window.cursor[0] == 1, "the place")


@pytest.mark.plan("RENAME-1")
def test_renaming_changes_every_place(nvim: Nvim) -> None:
    text = SONG + 'melody low { piano "$riff g2"; }\n'
    opened(nvim, text)
    nvim.to("riff")
    nvim.lua("vim.lsp.buf.rename('air_1')")
    nvim.wait(lambda: nvim.lines() == text.replace("riff", "air_1").splitlines(), "the new name")


@pytest.mark.plan("FORMAT-1")
def test_formatting_gives_blanks_their_one_form(nvim: Nvim) -> None:
    opened(nvim, SONG.replace("  piano", "      piano").replace(" = ", "="))
    nvim.lua("""
      if vim.lsp.buf.format then
        vim.lsp.buf.format({ timeout_ms = 20000 })
      else
        vim.lsp.buf.formatting_sync(nil, 20000)
      end
    """)
    nvim.wait(lambda: nvim.lines() == SONG.splitlines(), "the form")


@pytest.mark.plan("COLOUR-1")
def test_what_stands_in_a_string_has_colours_of_its_own(nvim: Nvim) -> None:
    opened(nvim, SONG)
    if nvim.api.eval("has('nvim-0.9')"):
        kinds = """
          local kinds = {}
          for _, token in ipairs(vim.lsp.semantic_tokens.get_at_pos(0, ...) or {}) do
            table.insert(kinds, token.type)
          end
          return kinds
        """
        assert nvim.wait(lambda: nvim.lua(kinds, 0, 12), "tokens") == ["note"]
        assert nvim.lua(kinds, 0, 31) == ["rest"]
        assert nvim.lua(kinds, 5, 16) == ["drum"]
        linked = nvim.lua("return vim.api.nvim_get_hl(0, { name = '@lsp.type.note.pattern' }).link")
        assert linked == "Number"
        return
    looks = [nvim.api.eval(f"synIDattr(synID(1, {column}, 1), 'name')") for column in (12, 13, 32)]
    assert len(set(looks)) == 3  # the quotes, a note, a rest


@pytest.mark.plan("HINT-1")
def test_a_section_says_how_long_it_is(nvim: Nvim) -> None:
    opened(nvim)
    if nvim.api.eval("has('nvim-0.10')"):
        found = (
            "return vim.tbl_map(function(one) return one.inlay_hint.label end, vim.lsp.inlay_hint.get({ bufnr = 0 }))"
        )
    else:
        found = """
          local space = vim.api.nvim_get_namespaces().pattern_studio_hints
          return vim.tbl_map(function(mark) return mark[4].virt_text[1][1] end,
            vim.api.nvim_buf_get_extmarks(0, space, 0, -1, { details = true }))
        """
    assert nvim.wait(lambda: [hint for hint in nvim.lua(found) if "s" in str(hint)], "hints")


@pytest.mark.parametrize(
    ("typed", "lines"),
    [
        ("imelody lead {<CR>piano c4;<CR>}<CR>hush;", ["melody lead {", "  piano c4;", "}", "hush;"]),
        ('ilet a = [<CR>"{ (",<CR>b<CR>];', ["let a = [", '  "{ (",', "  b", "];"]),
    ],
)
def test_lines_stand_in_by_their_brackets(nvim: Nvim, typed: str, lines: list[str]) -> None:
    nvim.open("")
    nvim.keys(typed + "<Esc>")
    nvim.wait(lambda: nvim.lines() == lines, f"{lines}, not {nvim.lines()},")
