"""What the files of a workspace cost: completion beside two thousand of them, and a glance beside reading."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

from lsp_client import WHOLE, Inside

from pattern_dsl.chunks import Chunks
from pattern_dsl.ide.glance import glance
from pattern_server.lsp.wire import body_of

FILES = 2_000
BLOCK = 'melody part {\n  piano "c4 [e4 g4]*2 <a4 b4>".every(4, .rev());\n}\n'
OWN = BLOCK * 200 + "melody last { piano ri; }\n"


def least(of: Callable[[], object], times: int = 30) -> float:
    """The least CPU seconds of many."""
    spent = []
    for _ in range(times):
        began = time.process_time()
        of()
        spent.append(time.process_time() - began)
    return min(spent)


def client(folder: Path) -> Inside:
    found = Inside(greet=False)
    found.initialize(WHOLE, folders=[folder.as_uri()])
    found.open(OWN, (folder / "new.pattern").as_uri())
    return found


def test_completion_beside_many_files_stays_within_five_milliseconds_of_none(tmp_path: Path) -> None:
    for number in range(FILES):
        path = tmp_path / "many" / f"{number % 20}" / f"{number}.pattern"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f'let riff_{number} = "c4 e4";\n{BLOCK}', encoding="utf-8")
    (tmp_path / "none").mkdir()
    costs = {}
    for name in ("none", "many"):
        asked = client(tmp_path / name)
        known = asked.service.workspace.known_folders(60)
        assert known.files == 1 + FILES * (name == "many")
        uri = (tmp_path / name / "new.pattern").as_uri()
        line = OWN.count("\n") - 1
        items = asked.at("textDocument/completion", line, 22, uri)["items"]
        assert (len([item for item in items if "import from" in item["detail"]]) > 0) == (name == "many")
        answer = asked.service.requests["textDocument/completion"]
        params = {"textDocument": {"uri": uri}, "position": {"line": line, "character": 22}}
        costs[name] = least(lambda answer=answer, params=params: body_of({"result": answer(params)}))
        sys.stdout.write(f"{name}: {costs[name] * 1000:.2f} ms CPU, {known.files:,} files\n")
    assert costs["many"] < costs["none"] + 0.005


def test_a_glance_costs_a_tenth_of_reading() -> None:
    text = OWN
    seen, read = least(lambda: glance(text)), least(lambda: [chunk.read() for chunk in Chunks.of(text).pieces], 5)
    sys.stdout.write(f"a glance: {seen * 1000:.2f} ms CPU; reading: {read * 1000:.2f} ms\n")
    assert seen < read / 10
