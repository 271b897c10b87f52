"""The tree is tidy: style, types, import contracts, sizes, READMEs, versions, packaging."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from pattern_server import __version__

ROOT = Path(__file__).parents[1]
AREAS = ("server", "dsl", "engine", "editors", "tests", "grammar")
PACKAGES = ("pattern_engine", "pattern_dsl", "pattern_server", "pattern_grammar")
PRODUCT = sorted(path for area in AREAS for path in (ROOT / area).glob("pattern_*/**/*.py"))
PROGRAMS = {".py", ".el", ".js", ".cjs", ".mjs", ".mts", ".ts", ".lua"}
TESTS = sorted(
    path for path in (ROOT / "tests").rglob("*") if path.suffix in PROGRAMS and "node_modules" not in path.parts
)
BROAD_EXCEPTS = 2
"""A part whose query fails, an output that fails: the music goes on. There is no third place."""

LINT_IMPORTS = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports())"

IN_CI = os.environ.get("PATTERN_STUDIO_HEAVY") == "1"


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize(
    "tool",
    [
        pytest.param(["-m", "ruff", "check", "--no-cache"], id="ruff check"),
        pytest.param(["-m", "ruff", "format", "--check", "--no-cache"], id="ruff format"),
        pytest.param(["-m", "mypy"], id="mypy"),
        pytest.param(
            ["-c", "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports())"], id="imports"
        ),
    ],
)
def test_tool(tool: list[str]) -> None:
    done = subprocess.run([sys.executable, *tool], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("path", PRODUCT, ids=named)
def test_sizes(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= 400
    functions = (node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    assert {f.name: lines for f in functions if (lines := (f.end_lineno or 0) - f.lineno + 1) > 40} == {}


def test_files_of_tests_are_no_longer_than_others() -> None:
    long = {named(path): lines for path in TESTS if (lines := path.read_text(encoding="utf-8").count("\n")) > 400}
    assert long == {}


def test_no_module_is_a_drawer() -> None:
    drawers = {"utils", "helpers", "common", "misc"}
    assert [named(path) for path in PRODUCT if path.stem in drawers] == []


def test_nothing_is_unfinished() -> None:
    unfinished = re.compile(r"\b(TODO|FIXME|XXX|NotImplementedError)\b")
    assert [named(path) for path in PRODUCT if unfinished.search(path.read_text(encoding="utf-8"))] == []


def broad_excepts(tree: ast.AST) -> Iterator[ast.ExceptHandler]:
    """Handlers that catch whatever comes and do not raise it again."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.ExceptHandler):
            continue
        caught = (
            {name.id for name in ast.walk(node.type) if isinstance(name, ast.Name)} if node.type else {"BaseException"}
        )
        if caught & {"Exception", "BaseException"} and not isinstance(node.body[-1], ast.Raise):
            yield node


def test_what_swallows_every_error_is_counted() -> None:
    found = [
        f"{named(path)}:{handler.lineno}"
        for path in PRODUCT
        for handler in broad_excepts(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert len(found) <= BROAD_EXCEPTS, found


def test_every_import_says_what_it_takes() -> None:
    trees = [(path, ast.parse(path.read_text(encoding="utf-8"))) for path in PRODUCT]
    stars = [
        named(path)
        for path, tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and any(alias.name == "*" for alias in node.names)
    ]
    assert stars == []


@pytest.mark.parametrize("area", AREAS)
def test_every_area_has_its_chapter(area: str) -> None:
    assert (ROOT / area / "README.md").read_text(encoding="utf-8").startswith(f"# {area}\n")


def test_there_is_no_package_under_tests() -> None:
    assert list((ROOT / "tests").rglob("__init__.py")) == []


def blocks(path: Path, *languages: str) -> list[str]:
    """The fenced blocks of a Markdown file that are in one of *languages*."""
    fences = re.findall(r"^```(\w+)\n(.*?)^```$", path.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    return [body for language, body in fences if language in languages]


READMES = [ROOT / "README.md", *(ROOT / area / "README.md" for area in AREAS)]


@pytest.mark.parametrize("readme", READMES, ids=named)
def test_programs_in_readmes_have_no_mistakes(readme: Path) -> None:
    from pattern_dsl import check, report

    for program in blocks(readme, "pattern"):
        snapshot = check(program)
        assert snapshot.diagnostics == (), "\n".join(report(d, snapshot.source) for d in snapshot.diagnostics)


@pytest.mark.parametrize("readme", READMES, ids=named)
def test_python_in_readmes_runs(readme: Path, tmp_path: Path) -> None:
    for code in blocks(readme, "python"):
        subprocess.run([sys.executable, "-W", "error", "-c", code], cwd=tmp_path, check=True, capture_output=True)


def test_links_in_readmes_lead_somewhere() -> None:
    links = [
        (named(readme), link)
        for readme in READMES
        for link in re.findall(r"\]\(([^)#:]+)\)", readme.read_text(encoding="utf-8"))
        if not (readme.parent / link).exists()
    ]
    assert links == []


def test_the_first_shell_blocks_are_what_ci_runs() -> None:
    install, tests = blocks(ROOT / "README.md", "sh", "bash", "shell", "console")[:2]
    assert [command.split()[0] for command in install.replace("\\\n", " ").split("&&")] == [
        "python3",
        ".venv/bin/python",
        ".venv/bin/pattern-run",
    ]
    assert tests == ".venv/bin/python -m pytest\n"
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert re.search(r"readme_block 1 \| sed .* \| grep -- '-m pip install'", script)
    lanes = re.search(
        r"^export PATTERN_STUDIO_HEAVY=1\n(?:.*\n)*for lane in (.*); do\n(?:.*\n)*done\nexit \$failed\n\Z", script, re.M
    )
    assert lanes
    assert re.findall(r'-m (?:"([^"]*)"|(\w+))', lanes[1]) == [("not alone", ""), ("", "alone")]
    assert '  eval "$(readme_block 2)" || failed=1\n' in lanes[0]
    assert os.access(ROOT / ".ci" / "run", os.X_OK)
    extracted = script[script.index("readme_block() {") : script.index("if [ ! -x")] + "readme_block 1; readme_block 2"
    done = subprocess.run(["bash", "-c", extracted], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == install + tests


@pytest.mark.alone
def test_the_first_command_does_what_the_readme_says(tmp_path: Path) -> None:
    command = blocks(ROOT / "README.md", "sh")[0].splitlines()[-1].split()[1:]
    done = subprocess.run(
        [sys.executable, "-m", "pattern_server.run", str(ROOT / command[0]), *command[1:]],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    assert done.stdout.count("\n") > 50
    assert (tmp_path / "first_light.wav").stat().st_size > 1_000_000
    assert (tmp_path / "first_light.mid").read_bytes().startswith(b"MThd")


def test_the_picture_shows_the_example(tmp_path: Path) -> None:
    run = [sys.executable, "-m", "pattern_server.run", str(ROOT / "examples" / "first_light.pattern")]
    events = subprocess.run([*run, "--bars", "4", "--events", "json"], capture_output=True, check=True).stdout
    drawing = [sys.executable, str(ROOT / "tests" / "picture.py")]
    picture = subprocess.run(drawing, input=events, capture_output=True, check=True).stdout
    assert picture == (ROOT / "examples" / "first_light.svg").read_bytes()


def test_the_changelog_begins_with_this_version() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    newest = re.search(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert newest is not None
    assert newest[1] == project["version"] == metadata.version("pattern-studio") == __version__


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def pins() -> dict[str, str]:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    return dict(line.split("==") for line in lines if line and not line.startswith("#"))


def closure() -> tuple[set[str], set[str]]:
    """Everything that all extras bring: the distributions that are here, and the names of those that are not."""
    here: set[str] = set()
    absent: set[str] = set()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    waiting = [
        Requirement(line) for line in (*project["dependencies"], *(line for lines in extras.values() for line in lines))
    ]
    done: set[tuple[str, frozenset[str]]] = set()
    while waiting:
        wanted = waiting.pop()
        name, key = canonical(wanted.name), (canonical(wanted.name), frozenset(wanted.extras))
        if key in done or name == "pattern-studio":
            continue
        done.add(key)
        try:
            found = metadata.distribution(wanted.name)
        except metadata.PackageNotFoundError:
            absent.add(name)
            continue
        here.add(name)
        for line in found.requires or []:
            needed = Requirement(line)
            settings = [{"extra": extra} for extra in ("", *wanted.extras)]
            if needed.marker is None or any(needed.marker.evaluate(setting) for setting in settings):
                waiting.append(needed)
    return here, absent


def test_every_dependency_is_pinned() -> None:
    here, absent = closure()
    known = {canonical(name) for name in pins()}
    assert (here | absent) - known == set()
    assert not [name for name in known if re.match(r"torch|nvidia|cuda|triton", name)]


@pytest.mark.skipif(not IN_CI, reason="only .ci/run installs exactly what is pinned")
def test_what_is_installed_is_what_is_pinned() -> None:
    here, absent = closure()
    assert absent <= {"aalink"}  # the extra link is no part of all: it is asked for by its name
    assert {name: metadata.version(name) for name in here} == {
        canonical(name): version for name, version in pins().items() if canonical(name) in here
    }


def test_pins_are_nothing_but_pins() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines[1:] if not re.fullmatch(r"[a-z0-9-]+==[0-9][\w.]*", line)] == []
    assert list(pins()) == sorted(pins())


def test_the_wheel_holds_the_packages_and_nothing_else(tmp_path: Path) -> None:
    source = tmp_path / "source"
    shutil.copytree(
        ROOT, source, ignore=shutil.ignore_patterns(".git", ".venv", "node_modules", "__pycache__", ".*_cache", "tests")
    )
    build = "import sys; from hatchling.build import build_wheel; sys.stdout.write(build_wheel(sys.argv[1]))"
    pytest.importorskip("hatchling", reason="building a wheel needs hatchling, which the extra test brings")
    done = subprocess.run(
        [sys.executable, "-c", build, str(tmp_path)], cwd=source, capture_output=True, text=True, check=True
    )
    with zipfile.ZipFile(tmp_path / done.stdout) as wheel:
        held = {name for name in wheel.namelist() if ".dist-info/" not in name}
        licences = [name for name in wheel.namelist() if name.endswith("LICENSE")]
    wanted = {
        str(path.relative_to(source / area))
        for area in AREAS
        for package in PACKAGES
        for path in (source / area).glob(f"{package}/**/*")
        if path.is_file()
    }
    assert held == wanted
    assert {f"{package}/py.typed" for package in PACKAGES} <= held
    assert len(licences) == 1
