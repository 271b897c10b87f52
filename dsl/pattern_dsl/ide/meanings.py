"""Meanings: what a name can stand for, and how a word that is such a name is shown."""

from __future__ import annotations

from typing import Literal, TypeAlias

from pattern_dsl.ide.inside import word_shade
from pattern_dsl.ide.shades import SemanticToken, Shade
from pattern_engine.words import WORDS

Meaning: TypeAlias = Literal["let", "def", "param", "module", "imported", "parameter"]
"""What a name can stand for."""

Use: TypeAlias = Literal["name", "call", "method"]
"""How a name is used: alone, before brackets, behind a dot."""


def meant(token: SemanticToken, name: str, use: Use, meaning: Meaning | None) -> SemanticToken:
    """*token*, whose *name* means this to the text; None for what the text does not name."""
    word = WORDS.get(name)
    called: Shade = "method" if use == "method" else "function"
    if meaning in ("module", "parameter", "let", "param") and not (use != "name" and word is not None):
        shade: Shade = {"module": "namespace", "parameter": "parameter"}.get(meaning, "variable")  # type: ignore[assignment]
        return token._replace(kind=shade)
    if meaning in ("def", "imported"):
        return token._replace(kind=called if use != "name" or meaning == "def" else "variable")
    if word is not None:
        return token._replace(kind=called, modifiers=("defaultLibrary",))
    if use != "name":
        return token._replace(kind=called)
    shade = word_shade(name, "any")
    return token._replace(kind=shade if shade in ("note", "drum") else "variable")
