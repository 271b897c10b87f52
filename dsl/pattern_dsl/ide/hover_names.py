"""What is said about what the text gives names to: lets, definitions, parameters, instruments, parts, sections."""

from __future__ import annotations

from pattern_dsl.document import Document
from pattern_dsl.ide.context_names import Known, comment_above, instruments, of_kind, sections
from pattern_dsl.ide.context_tokens import chunk_at
from pattern_dsl.ide.hover_texts import code, instrument_text
from pattern_dsl.statements import Let
from pattern_dsl.syntax import Block, Header, Use
from pattern_engine.instruments import INSTRUMENTS

_LONGEST = 240


def known_text(document: Document, known: Known) -> str:
    """A value: how it is given, and what is written above it."""
    value = known.value if len(known.value) <= _LONGEST else f"{known.value[:_LONGEST]} …"
    match known.kind:
        case "let":
            said = code(f"let {known.name} = {value};")
        case "def":
            said = code(f"def {known.signature} = {value};")
        case "param":
            said = code(f"param {known.name} = {value};")
        case "module":
            said = code(f'import "{value}" as {known.name};')
        case "imported":
            said = code(f'import {known.name} from "{value}";')
        case "parameter":
            said = f"`{known.name}` — a parameter of this definition."
        case _:
            said = f"`{known.name}` — a parameter of this function."
    above = comment_above(document, known.item, chunk_at(document, known.item))
    return f"{said}\n\n{above}" if above else said


def instrument(document: Document, name: str) -> str:
    """An instrument that the text imports or the language has; "" for any other name."""
    imported = instruments(document).get(name)
    if imported is not None:
        sound, item, _ = imported
        return f'{instrument_text(name, sound)}\n\nImported from "{item.module.text}".'
    return instrument_text(name, name) if name in INSTRUMENTS else ""


def part_text(document: Document, name: str, *, label: bool = False) -> str:
    """A block, or a label of one; with *label* only a label. "" where no part is called so."""
    for item, shift in of_kind(document, Block):
        if not isinstance(item, Block):
            continue
        if item.name is not None and item.name.text == name and not label:
            above = comment_above(document, item.begin + shift, chunk_at(document, item.begin + shift))
            said = f"**{name}** — {item.role} block{_extent(item)}. {_played(item)}"
            return f"{said}\n\n{above}" if above else said
        for statement in item.statements:
            if not isinstance(statement, Let) and statement.label is not None and statement.label.text == name:
                where = f" of {item.name.text}" if item.name is not None else ""
                return f"**{name}** — a part{where}, in a {item.role} block."
    return ""


def _extent(block: Block) -> str:
    attributes = block.attributes
    said = [
        f"{word} {length[0].text} {length[1]}"
        for word, length in (("len", attributes.len), ("every", attributes.every), ("for", attributes.lasts))
        if length is not None
    ]
    if attributes.replaces is not None:
        said.append(f"replaces {attributes.replaces.text}")
    return f", {', '.join(said)}" if said else ""


def _played(block: Block) -> str:
    players = dict.fromkeys(
        one.instrument.text for one in block.statements if not isinstance(one, Let) and one.instrument is not None
    )
    count = sum(not isinstance(one, Let) for one in block.statements)
    by = f" by {', '.join(players)}" if players else ""
    return f"{count} statement{'' if count == 1 else 's'}{by}."


def section_text(document: Document, name: str) -> str:
    """A section: how long it is, what plays in it, what holds in it. "" where none is called so."""
    for section, shift in sections(document):
        if section.name.text != name:
            continue
        length = f", {section.length[0].text} {section.length[1]}" if section.length is not None else ""
        used = [one.name.text for one in section.items if isinstance(one, Use)]
        own = [one.role for one in section.items if isinstance(one, Block)]
        headers = [
            f"{one.kind} {' '.join(value.text for value in one.values)}"
            for one in section.items
            if isinstance(one, Header)
        ]
        said = f"**{name}** — section{length}. Plays {', '.join([*used, *own]) or 'nothing'}."
        above = comment_above(document, section.begin + shift, chunk_at(document, section.begin + shift))
        return "\n\n".join(line for line in (said, "; ".join(headers), above) if line)
    return ""
