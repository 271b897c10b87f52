"""Commands: what ``workspace/executeCommand`` can ask for, each a translation and a row of ``COMMANDS``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING, Literal

from pattern_dsl.fix import Edit
from pattern_server.lsp.asked import amount_in, choice_in, number_in, position_in, range_in, text_in, texts_in
from pattern_server.lsp.convert import workspace_edit
from pattern_server.lsp.documents import Text
from pattern_server.lsp.editor import within
from pattern_server.lsp.settings import quantum_of
from pattern_server.lsp.wire import INVALID_PARAMS, REQUEST_FAILED, Plain, Refused
from pattern_server.lsp.workspace import Workspace

if TYPE_CHECKING:
    from pattern_engine.program import Quantum
    from pattern_server.lsp.conversation import Promise
    from pattern_server.lsp.desk import Switch
    from pattern_server.lsp.evaluation import Sounding

PREFIX = "patternStudio."


def evaluate_file(workspace: Workspace, asked: Plain) -> None:
    """Play a text as it stands."""
    at = _when(asked)
    _evaluate(workspace, workspace.documents.at(text_in(asked, "uri")), at)


def evaluate_block(workspace: Workspace, asked: Plain) -> None:
    """Play the block at a position as it stands."""
    at = _when(asked)
    text = workspace.documents.at(text_in(asked, "uri"))
    place = text.lines.place(*position_in(asked, "position"))
    _evaluate_blocks(workspace, text, (place, place), at)


def evaluate_selection(workspace: Workspace, asked: Plain) -> None:
    """Play every block that a range touches as it stands."""
    at = _when(asked)
    text = workspace.documents.at(text_in(asked, "uri"))
    begin, end = (text.lines.place(*position) for position in range_in(asked, "range"))
    _evaluate_blocks(workspace, text, (begin, end), at)


def evaluate_saved(workspace: Workspace, uri: str) -> None:
    """A text was saved: it is evaluated if the user wants that; one that the music imports brings in the music."""
    music, wanted = workspace.music, workspace.settings.on_save
    if wanted == "never" or (wanted == "whilePlaying" and (music is None or music.state != "playing")):
        return
    sounding = None if music is None else music.sounding
    played = None if sounding is None else sounding.uri
    brings = played is not None and played != uri and _imports(workspace, sounding, uri)
    if uri == played or (wanted == "always" and not brings):
        _evaluate(workspace, workspace.documents.at(uri), None)
    elif played is not None and brings:
        _evaluate(workspace, workspace.documents.at(played), None)


def evaluate_stepped(workspace: Workspace, text: Text) -> None:
    """A number that was stepped stands in *text* now: while that plays, its block is heard with it at once."""
    from pattern_server.lsp.evaluation import blocks_at

    place, number = workspace.stepped.pop(text.uri)
    if not text.document.text.startswith(number, place):
        return  # the editor has refused it, and something else was typed
    concert = workspace.concert
    if concert.played is not None and text.uri in concert.blocks and blocks_at(text, place, place):
        _evaluate_blocks(workspace, text, (place, place), "now")


def transport(command: Literal["play", "stop", "hush", "panic", "tap"], workspace: Workspace, _: Plain) -> None:
    """Play on, stop, and so on."""
    workspace.concert.transport(command, workspace.wish())


def switch(which: Switch, workspace: Workspace, asked: Plain) -> Plain:
    """Turn parts or blocks off, or on alone."""
    from pattern_server.lsp.listening import switches

    workspace.concert.switch(which, texts_in(asked, "parts"), choice_in(asked, "on"))
    return switches(workspace.concert)


def mute_number(workspace: Workspace, asked: Plain) -> Plain:
    """Turn the part with a number off or on."""
    from pattern_server.lsp.listening import switches

    number, keys = number_in(asked, "number"), workspace.concert.desk.keys
    if not 1 <= number <= len(keys):
        raise Refused(REQUEST_FAILED, f"no part {number}: there are {len(keys)}")
    workspace.concert.switch("mute", [keys[number - 1]], None)
    return switches(workspace.concert)


def tempo(workspace: Workspace, asked: Plain) -> None:
    """Go on at a tempo, reached after so many bars."""
    from pattern_engine.player_wire import SetTempo

    bpm = amount_in(asked, "bpm")
    bars = amount_in(asked, "bars") if within(asked, "bars") is not None else 0.0
    if not 1 <= bpm <= 1000 or not 0 <= bars <= 1024:
        raise Refused(INVALID_PARAMS, "bpm: 1 to 1000 are expected, bars: 0 to 1024")
    exact = (Fraction(value).limit_denominator(10_000) for value in (bpm, bars))
    workspace.concert.order(SetTempo(*exact))


def seek(workspace: Workspace, asked: Plain) -> None:
    """Go on at a bar."""
    bar = amount_in(asked, "bar")
    if not 1 <= bar <= 1_000_000:
        raise Refused(INVALID_PARAMS, "bar: a number from 1 on is expected")
    workspace.concert.seek(bar - 1)


def goto(workspace: Workspace, asked: Plain) -> None:
    """Go on with a section, at the next bar."""
    name, sounding = text_in(asked, "section"), workspace.concert.sounding
    known = [*dict.fromkeys(mark.name for mark in sounding.program.marks)] if sounding is not None else []
    if name not in known:
        raise Refused(REQUEST_FAILED, f"nothing plays a section {name}: there are {', '.join(known) or 'none'}")
    workspace.concert.goto(name)


def knob(workspace: Workspace, asked: Plain) -> None:
    """Turn a knob of the program."""
    from pattern_engine.heard import KnobTurned
    from pattern_server.lsp.concert import now

    name, value, sounding = text_in(asked, "name"), amount_in(asked, "value"), workspace.concert.sounding
    known = [one.name for one in sounding.program.knobs] if sounding is not None else []
    if name not in known:
        raise Refused(REQUEST_FAILED, f"nothing plays a param {name}: there are {', '.join(known) or 'none'}")
    workspace.concert.order(KnobTurned(name, float(value), now()))


def go_back(forth: bool, workspace: Workspace, _: Plain) -> None:
    """Play what was evaluated before, or what was gone back from."""
    workspace.concert.go_back(forth=forth, wish=workspace.wish())


def render(workspace: Workspace, asked: Plain) -> Promise:
    """Write what a text, or a piece of it, sounds like; the path comes when it is written."""
    from pattern_server.lsp.rendering import job_of
    from pattern_server.lsp.working import rendered

    parts = texts_in(asked, "parts") if within(asked, "parts") is not None else []
    section = text_in(asked, "section") if within(asked, "section") is not None else None
    target = text_in(asked, "to") if within(asked, "to") is not None else None
    job = job_of(workspace.documents.at(text_in(asked, "uri")), parts, section, _bars(asked), target)
    return rendered(workspace, job, asked.get("workDoneToken"))


def step(workspace: Workspace, asked: Plain) -> None:
    """Make the number at a position larger; its block is evaluated when the editor has changed it."""
    from pattern_server.lsp.stepping import stepped

    text = workspace.documents.at(text_in(asked, "uri"))
    found = stepped(text.document, text.lines.place(*position_in(asked, "position")), number_in(asked, "by"))
    if found is None or not workspace.editor.applies:
        why = "there is no number here" if found is None else "the editor applies no edits"
        raise Refused(REQUEST_FAILED, why)
    if text.document.text.startswith(found.new, found.begin) and len(found.new) == found.end - found.begin:
        raise Refused(REQUEST_FAILED, f"{found.new} is as far as it goes")
    edit = Edit(found.begin, found.end, found.new)
    workspace.stepped[text.uri] = (edit.begin, found.new)
    workspace.ask("workspace/applyEdit", {"label": "Step", "edit": workspace_edit([edit], text, workspace.editor)})


def audition(workspace: Workspace, asked: Plain) -> None:
    """Play one note of a sound, beside the music."""
    from pattern_server.lsp.sounds import audition as program_of

    note = text_in(asked, "note") if within(asked, "note") is not None else None
    texts = [*workspace.documents.texts.values()]
    workspace.concert.audition(program_of(text_in(asked, "sound"), note, texts), workspace.wish())


def sounds(workspace: Workspace, _: Plain) -> list[Plain]:
    """Everything that can sound."""
    from pattern_server.lsp.sounds import sounds as all_sounds

    return [voice._asdict() for voice in all_sounds([*workspace.documents.texts.values()])]


def watch_notes(workspace: Workspace, asked: Plain) -> None:
    """Tell the notes of a roll from now on, or no longer."""
    workspace.watch_notes(choice_in(asked, "on") is not False)


def told(workspace: Workspace, _: Plain) -> Plain:
    """Where the music is."""
    from pattern_server.lsp.listening import status

    return status(workspace.concert)


def execute(workspace: Workspace, params: Plain) -> object:
    """Do what a command says. Raises ``Refused`` with the reason why not."""
    name = text_in(params, "command")
    if name not in COMMANDS:
        raise Refused(INVALID_PARAMS, f"there is no command {name}")
    given = params.get("arguments")
    asked = given[0] if isinstance(given, list) and given else {}
    if not isinstance(asked, dict):
        raise Refused(INVALID_PARAMS, f"{name}: one argument, an object, is expected")
    token = params.get("workDoneToken")
    return COMMANDS[name](workspace, asked if token is None else {**asked, "workDoneToken": token})


def _bars(asked: Plain) -> Fraction | None:
    bars = amount_in(asked, "bars") if within(asked, "bars") is not None else None
    if bars is not None and not 0 < bars <= 100_000:
        raise Refused(INVALID_PARAMS, "bars: more than 0 and at most 100,000 are expected")
    return None if bars is None else Fraction(bars).limit_denominator(10_000)


def _when(asked: Plain) -> Quantum | None:
    return None if within(asked, "at") is None else quantum_of(within(asked, "at"))


def _evaluate(workspace: Workspace, text: Text, at: Quantum | None) -> None:
    from pattern_server.lsp.evaluation import whole

    concert, text = workspace.concert, workspace.documents.current(text)
    concert.evaluate(whole(text, concert.sounding), workspace.wish(at))


def _imports(workspace: Workspace, sounding: Sounding | None, uri: str) -> bool:
    """Whether the text that plays imports what stands at *uri*: as it is if it is open, as it was heard if not."""
    if sounding is None:
        return False
    documents, played = workspace.documents, sounding.uri
    heard = (text for text in sounding.texts.values() if text.uri == played)
    texts = [documents.texts[played]] if played in documents.texts else heard
    return any(documents.imports(text, uri) for text in texts)


def _evaluate_blocks(workspace: Workspace, text: Text, stretch: tuple[int, int], at: Quantum | None) -> None:
    from pattern_server.lsp.evaluation import blocks, blocks_at

    text = workspace.documents.current(text)
    chosen = blocks_at(text, *stretch)
    if not chosen:
        raise Refused(REQUEST_FAILED, "there is no block here: evaluate the whole text, or put the caret into a block")
    workspace.concert.evaluate(blocks(text, chosen, workspace.concert.played), workspace.wish(at))


_NAMED: Mapping[str, Callable[[Workspace, Plain], object]] = {
    "evaluateFile": evaluate_file,
    "evaluateBlock": evaluate_block,
    "evaluateSelection": evaluate_selection,
    "play": partial(transport, "play"),
    "stop": partial(transport, "stop"),
    "hush": partial(transport, "hush"),
    "panic": partial(transport, "panic"),
    "mute": partial(switch, "mute"),
    "solo": partial(switch, "solo"),
    "muteNumber": mute_number,
    "tap": partial(transport, "tap"),
    "tempo": tempo,
    "seek": seek,
    "goto": goto,
    "knob": knob,
    "step": step,
    "render": render,
    "audition": audition,
    "sounds": sounds,
    "watchNotes": watch_notes,
    "undo": partial(go_back, False),
    "redo": partial(go_back, True),
    "status": told,
}

COMMANDS = {f"{PREFIX}{name}": command for name, command in _NAMED.items()}
"""Every command, with what it does."""
