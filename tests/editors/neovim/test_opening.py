"""Opening a text: colours, the server that is found, and what is said where none can be."""

from __future__ import annotations

import stat
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest
from nvim import Nvim

SONG = 'let riff = "a3 [c4 e4] <g4 d4> ~";\nmelody lead {\n  piano riff.fast(2); // twice\n}\n'


def program(path: Path, body: str) -> str:
    """A program of Python at *path*."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!{sys.executable}\n{textwrap.dedent(body)}", encoding="utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


def server(path: Path) -> str:
    """The real server under another name."""
    return program(path, "import sys; from pattern_server.lsp.server import main; sys.exit(main(sys.argv[1:]))")


def group_at(nvim: Nvim, line: int, column: int) -> str:
    """What the syntax file calls the sign there, both from 0."""
    return nvim.api.eval(f"synIDattr(synID({line + 1}, {column + 1}, 1), 'name')")


@pytest.mark.plan("OPEN-1")
def test_a_text_has_its_language_and_colours_without_a_server(start: Callable[..., Nvim]) -> None:
    nvim = start({"cmd": "no-such-server"})
    nvim.open(SONG)
    assert nvim.api.eval("&filetype") == "pattern"
    keyword, string, comment = group_at(nvim, 0, 0), group_at(nvim, 0, 12), group_at(nvim, 2, 25)
    number = group_at(nvim, 2, 18)
    assert comment == "patternComment"
    assert all(group.startswith("pattern") for group in (keyword, string, number))
    assert len({keyword, string, comment, number}) == 4
    assert nvim.api.eval("synIDattr(synIDtrans(hlID('patternComment')), 'name')") == "Comment"


@pytest.mark.plan("OPEN-2")
def test_the_server_starts_and_answers_about_the_text(nvim: Nvim) -> None:
    nvim.open(SONG.replace("fast", "fsat"))
    nvim.wait(lambda: nvim.lua("return #vim.diagnostic.get(0)"), "diagnostics")
    assert nvim.said() == []


@pytest.mark.plan("OPEN-3")
def test_without_a_text_nothing_is_loaded(nvim: Nvim) -> None:
    nvim.api.command("edit notes.txt")
    loaded = (
        "return vim.tbl_filter(function(name) return name:find('pattern_studio') end, vim.tbl_keys(package.loaded))"
    )
    assert nvim.lua(loaded) == []
    assert nvim.api.eval("exists(':PatternEval')") == 2


@pytest.mark.plan("FIND-1")
def test_the_server_of_the_settings_is_started(start: Callable[..., Nvim], tmp_path: Path) -> None:
    nvim = start({"cmd": server(tmp_path / "bin" / "my-server")})
    nvim.open(SONG)
    nvim.ready()
    said = nvim.lua("local command = require('pattern_studio.server').find('/'); return command[1]")
    assert said.endswith("my-server")


@pytest.mark.plan("FIND-2")
def test_the_server_of_a_venv_above_the_text_is_started(start: Callable[..., Nvim], tmp_path: Path) -> None:
    server(tmp_path / ".venv" / "bin" / "pattern-lsp")
    (tmp_path / "set" / "tonight").mkdir(parents=True)
    nvim = start(before="lua vim.g.pattern_studio = { outputs = { 'none' } }")
    nvim.open(SONG, "set/tonight/song.pattern")
    nvim.ready()
    arguments = Path(f"/proc/{nvim.server()}/cmdline").read_text(encoding="utf-8") if sys.platform == "linux" else ""
    assert str(tmp_path / ".venv" / "bin" / "pattern-lsp") in arguments


@pytest.mark.plan("FIND-3")
def test_a_missing_server_is_said_once(start: Callable[..., Nvim]) -> None:
    nvim = start({"cmd": "no-such-server"})
    nvim.open(SONG)
    nvim.open(SONG, "other.pattern")
    [message] = nvim.said()
    assert "no-such-server" in message
    assert "pip install pattern-studio" in message


@pytest.mark.plan("FIND-4")
def test_a_python_that_does_not_run_is_said_once(start: Callable[..., Nvim], tmp_path: Path) -> None:
    nvim = start({"cmd": program(tmp_path / "broken", "import no_such_module\n")})
    nvim.open(SONG)
    nvim.wait(nvim.said, "a message")
    nvim.open(SONG, "other.pattern")
    nvim.lua("vim.wait(300)")
    [message] = nvim.said()
    assert "No module named 'no_such_module'" in message
    assert "cmd" in message


@pytest.mark.plan("FIND-5")
def test_a_server_that_is_too_old_is_said_once(start: Callable[..., Nvim]) -> None:
    nvim = start()
    nvim.lua("require('pattern_studio.server').oldest = '99.1'")
    nvim.open(SONG)
    nvim.wait(nvim.said, "a message")
    nvim.open(SONG, "other.pattern")
    nvim.lua("vim.wait(300)")
    # Neovim has a line of its own for a client that ends otherwise than by its signal, as it may on a busy machine.
    [message] = [one for one in nvim.said() if one.startswith("Pattern Studio: ")]
    assert "0.1.0 is older than 99.1" in message
    assert nvim.lua("return require('pattern_studio.client').client()") is None


@pytest.mark.parametrize(
    ("found", "wanted", "is_new"),
    [("0.1.0", "0.1.0", True), ("0.10.0", "0.9.9", True), ("0.1.9", "0.2", False), ("1.0.0rc1", "1.0", True)],
)
def test_versions_are_compared_by_their_numbers(nvim: Nvim, found: str, wanted: str, is_new: bool) -> None:
    assert nvim.lua("return require('pattern_studio.server').is_new_enough(...)", found, wanted) is is_new


@pytest.mark.plan("KEYS-1")
def test_no_key_is_taken_if_none_is_wanted(start: Callable[..., Nvim]) -> None:
    nvim = start(before="let g:pattern_studio_no_default_maps = 1")
    nvim.open(SONG)
    taken = nvim.lua("return vim.tbl_map(function(map) return map.lhs end, vim.api.nvim_buf_get_keymap(0, 'n'))")
    assert taken
    assert [key for key in taken if not key.startswith("<Plug>(pattern-")] == []


def test_a_key_of_the_user_replaces_the_default_ones(start: Callable[..., Nvim]) -> None:
    nvim = start(before="nmap <F5> <Plug>(pattern-eval-file)")
    nvim.open(SONG)
    assert nvim.api.eval("maparg('<localleader>f', 'n')") == ""
    assert nvim.api.eval("maparg('<localleader>e', 'n')") != ""


def test_another_filetype_takes_the_keys_back(nvim: Nvim) -> None:
    nvim.open(SONG)
    nvim.ready()
    nvim.api.command("setfiletype text | set filetype=text")
    described = "return vim.tbl_map(function(map) return map.desc or '' end, vim.api.nvim_buf_get_keymap(0, 'n'))"
    assert [name for name in nvim.lua(described) if name.startswith("Pattern")] == []
    attached = "return vim.lsp.buf_is_attached(0, require('pattern_studio.client').client().id)"
    assert nvim.lua(attached) is False
    assert nvim.api.eval("&commentstring") != "// %s"


@pytest.mark.plan("HELP-1")
def test_help_has_the_plugin_and_its_links_lead_somewhere(nvim: Nvim, tmp_path: Path) -> None:
    copy = tmp_path / "doc"
    copy.mkdir()
    source = Path(__file__).parents[3] / "editors" / "neovim" / "doc" / "pattern-studio.txt"
    text = source.read_text(encoding="utf-8")
    (copy / source.name).write_text(text, encoding="utf-8")
    nvim.api.command(f"helptags {copy}")
    tags = {line.split("\t")[0] for line in (copy / "tags").read_text(encoding="utf-8").splitlines()}
    assert {"pattern-studio", ":PatternEval", "<Plug>(pattern-eval-block)", "g:pattern_studio"} <= tags
    links = {word.strip("|") for word in text.split() if word.startswith("|") and word.endswith("|") and len(word) > 2}
    known = {name for name in links if name in tags or nvim.api.eval(f"getcompletion('{name}', 'help')")}
    assert links - known == set()


def test_every_command_and_every_map_has_its_tag(nvim: Nvim) -> None:
    nvim.open(SONG)
    text = (Path(__file__).parents[3] / "editors" / "neovim" / "doc" / "pattern-studio.txt").read_text(encoding="utf-8")
    commands = [name for name in nvim.lua("return vim.tbl_keys(vim.api.nvim_get_commands({}))") if "Pattern" in name]
    maps = nvim.lua("return vim.tbl_map(function(map) return map.lhs end, vim.api.nvim_buf_get_keymap(0, 'n'))")
    plugs = [name for name in maps if name.startswith("<Plug>") and not name.rstrip(")")[-1].isdigit()]
    assert len(commands) > 20
    assert [name for name in commands if f"*:{name}*" not in text] == []
    assert [name for name in plugs if f"*{name}*" not in text] == []
    settings = nvim.lua("return vim.tbl_keys(require('pattern_studio.config').defaults)")
    assert [name for name in settings if f"`{name}`" not in text] == []


@pytest.mark.plan("HELP-2")
def test_health_says_versions_and_what_is_missing(nvim: Nvim) -> None:
    nvim.open(SONG)
    nvim.ready()
    nvim.api.command("checkhealth pattern_studio")
    report = "\n".join(nvim.lines())
    assert "Neovim 0." in report
    assert "pattern-lsp 0.1.0" in report
    assert "it is running" in report
    assert "sound: " in report
    assert ("colours come from the syntax file only" in report) == (nvim.api.eval("has('nvim-0.9')") == 0)
    assert "ERROR" not in report


def test_health_says_what_to_do_about_a_missing_server(start: Callable[..., Nvim]) -> None:
    nvim = start({"cmd": "no-such-server", "colour": "red"})
    nvim.api.command("checkhealth pattern_studio")
    report = "\n".join(nvim.lines())
    assert "no-such-server, which cannot be run" in report
    assert "pip install pattern-studio" in report
    assert "there is no setting colour" in report


def test_settings_may_be_given_by_setup(start: Callable[..., Nvim]) -> None:
    nvim = start({"lookahead": 100}, before="")
    nvim.lua("require('pattern_studio').setup({ swap = 'now', roll = { height = 9 } })")
    options = nvim.lua("return require('pattern_studio.config').options()")["patternStudio"]
    assert (options["lookahead"], options["swap"], options["outputs"]) == (100, "now", ["none"])
    assert nvim.lua("return require('pattern_studio.config').get().roll") == {"height": 9, "seconds": 8, "rate": 12}


def test_neovim_may_start_the_server_itself(nvim: Nvim) -> None:
    if not nvim.api.eval("has('nvim-0.11')"):
        pytest.skip("vim.lsp.enable is of Neovim 0.11")
    nvim.lua("vim.lsp.config('pattern', { settings = { mine = true } }); vim.lsp.enable('pattern')")
    nvim.open(SONG)
    nvim.ready()
    assert nvim.lua("return #vim.lsp.get_clients()") == 1
    assert nvim.lua("return vim.lsp.get_clients()[1].settings.mine") is True


def test_two_texts_have_one_server(nvim: Nvim) -> None:
    nvim.open(SONG)
    nvim.open(SONG, "other.pattern")
    nvim.ready()
    nvim.open(SONG, "third.pattern")
    attached = "return vim.lsp.buf_is_attached(0, require('pattern_studio.client').client().id)"
    nvim.wait(lambda: nvim.lua(attached), "the server")
    assert nvim.lua("return #(vim.lsp.get_clients or vim.lsp.get_active_clients)()") == 1
