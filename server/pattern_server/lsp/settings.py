"""Settings: what the editor wants of the server, as ``docs/protocol.md`` lists it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal, NamedTuple, TypeAlias

from pattern_dsl.headers import QUANTA
from pattern_engine.program import Quantum
from pattern_server.lsp.editor import within
from pattern_server.lsp.wire import INVALID_PARAMS, Plain, Refused

OnSave: TypeAlias = Literal["never", "always", "whilePlaying"]

NOTIFICATIONS = ("evaluated", "locations", "lights", "transport", "notes")
"""What an editor may be told beyond the protocol."""


class Settings(NamedTuple):
    """What the editor wants. *swap* None: when a change is heard is up to the text. *lookahead* in milliseconds."""

    on_save: OnSave = "whilePlaying"
    outputs: tuple[str, ...] = ()
    lookahead: int = 300
    swap: Quantum | None = None
    notifications: frozenset[str] = frozenset()

    @property
    def watches(self) -> bool:
        """Whether the editor wants to know of each note."""
        return not self.notifications.isdisjoint({"lights", "notes"})

    @classmethod
    def first(cls, params: Plain) -> tuple[Settings, list[str]]:
        """The settings in the parameters of ``initialize``, and a sentence for each that is none."""
        told = within(params, "initializationOptions", "patternStudio")
        settings, wrong = cls().changed(told)
        wanted = within(told, "notifications")
        names = [name for name in wanted if isinstance(name, str)] if isinstance(wanted, list) else []
        wrong += [] if wanted is None or isinstance(wanted, list) else ["notifications: a list of texts is expected"]
        wrong += [f"notifications: there is no {name!r}" for name in names if name not in NOTIFICATIONS]
        return settings._replace(notifications=frozenset(names) & frozenset(NOTIFICATIONS)), wrong

    def changed(self, told: object) -> tuple[Settings, list[str]]:
        """These settings with those that were *told*, and a sentence for each that is none and left out."""
        settings = self
        wrong: list[str] = []
        for name, value in told.items() if isinstance(told, dict) else ():
            change = _CHANGES.get(name)
            try:
                settings = change(settings, value) if change is not None else settings
            except Refused as refused:
                wrong.append(f"{name}: {refused}")
        return settings, wrong


def quantum_of(value: object) -> Quantum:
    """When a change is heard, from what the editor says. Raises ``Refused`` for what is no such moment."""
    if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= 1024:
        return value
    if isinstance(value, str) and value in QUANTA:
        return QUANTA[value]
    raise Refused(INVALID_PARAMS, f"{', '.join(QUANTA)} or a number of bars from 1 to 1024 is expected, not {value!r}")


def _swap(settings: Settings, value: object) -> Settings:
    return settings._replace(swap=None if value is None else quantum_of(value))


def _on_save(settings: Settings, value: object) -> Settings:
    if value not in ("never", "always", "whilePlaying"):
        raise Refused(INVALID_PARAMS, f"never, always or whilePlaying is expected, not {value!r}")
    return settings._replace(on_save=value)


def _outputs(settings: Settings, value: object) -> Settings:
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise Refused(INVALID_PARAMS, "a list of texts is expected")
    from pattern_server.destinations import checked_outputs
    from pattern_server.trouble import Trouble

    try:
        return settings._replace(outputs=checked_outputs(value))
    except Trouble as trouble:
        raise Refused(INVALID_PARAMS, trouble.text) from trouble


def _lookahead(settings: Settings, value: object) -> Settings:
    if isinstance(value, int | float) and not isinstance(value, bool) and 50 <= value <= 1000:
        return settings._replace(lookahead=round(value))
    raise Refused(INVALID_PARAMS, f"50 to 1000 milliseconds are expected, not {value!r}")


_CHANGES: Mapping[str, Callable[[Settings, object], Settings]] = {
    "evaluateOnSave": _on_save,
    "outputs": _outputs,
    "lookahead": _lookahead,
    "swap": _swap,
}
