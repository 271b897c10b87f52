"""Lenses: above each block and section what can be done with it, and what has become of it in the music."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pattern_server.lsp.convert import range_of
from pattern_server.lsp.documents import Text
from pattern_server.lsp.wire import Plain
from pattern_server.lsp.workspace import Workspace, said

if TYPE_CHECKING:
    from pattern_dsl.ide.lenses import Lens
    from pattern_server.lsp.concert import Concert
    from pattern_server.lsp.desk import Switch


def code_lenses(workspace: Workspace, params: Plain) -> list[Plain]:
    """What can be done with the blocks and sections of a text."""
    from pattern_dsl.ide.lenses import lenses

    text = workspace.documents.asked(params)
    found: list[Plain] = []
    for lens in lenses(text.document):
        command = _command(lens, text, workspace.music)
        if command is not None:
            line = range_of(text.lines, lens.begin, min(lens.end, text.lines.end_of_line(lens.begin)))
            found.append({"range": line, "command": command})
    return found


def _command(lens: Lens, text: Text, music: Concert | None) -> Plain | None:
    """What *lens* does; None for a switch of what does not play."""
    match lens.action:
        case "evaluate":
            line, character = text.lines.position(lens.begin)
            position = {"line": line, "character": character}
            return _called(_title(lens, text, music), "evaluateBlock", {"uri": text.uri, "position": position})
        case "render":
            asked: Plain = {"uri": text.uri, "parts": [*lens.parts]}
            if lens.section is not None:
                asked["section"] = lens.section
            return _called("render", "render", asked)
        case "mute" | "unmute":
            return _switch(lens, text, music, "mute")
        case _:
            return _switch(lens, text, music, "solo")


def _switch(lens: Lens, text: Text, music: Concert | None, switch: Switch) -> Plain | None:
    if music is None or music.sounding is None or text.uri not in music.blocks:
        return None
    parts, _ = music.desk.meant(lens.parts)
    if not parts:
        return None
    on = set(parts) <= music.desk.on(switch)
    return _called(f"un{switch}" if on else switch, switch, {"parts": parts, "on": not on})


def _title(lens: Lens, text: Text, music: Concert | None) -> str:
    """``evaluate``, and what has become of the block if music of *text* plays."""
    sounding = None if music is None else music.sounding
    if music is None or sounding is None or text.uri not in music.blocks:
        return "evaluate"
    keys = tuple(f"{key}/" for key in lens.parts)
    playing = [key for key, own in sounding.texts.items() if key.startswith(keys) and own.uri == text.uri]
    kept = [key for key in playing if key in sounding.kept]
    if kept:
        return f"evaluate (keeps its last good version{_line(kept[0], sounding.texts.get(kept[0]))})"
    if playing:
        return "evaluate (playing)" if music.state == "playing" else f"evaluate ({music.state})"
    wrong = any(lens.begin <= problem.begin <= lens.end and problem.severity == "error" for problem in said(text))
    return "evaluate (silent until mended)" if wrong else "evaluate"


def _line(key: str, text: Text | None) -> str:
    """In which line of *text* the block began that the part with *key* belongs to."""
    from pattern_server.lsp.evaluation import evaluable

    if text is None:
        return ""
    found = [lens for lens in evaluable(text) if lens.section is None and key.startswith(f"{lens.parts[0]}/")]
    return f", from line {text.lines.position(found[0].begin)[0] + 1}" if found else ""


def _called(title: str, command: str, asked: Plain) -> Plain:
    return {"title": title, "command": f"patternStudio.{command}", "arguments": [asked]}
