"""Drum maps: in a MusicXML score every drum of a staff becomes an instrument of its own, with its General MIDI key."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement

from pattern_engine.export.engraving import KEY_COLOUR
from pattern_engine.instruments import DRUMS

_NAMES = {drum.key: drum.name for drum in DRUMS}
_AFTER = frozenset({"voice", "type", "dot", "accidental", "time-modification", "stem", "notehead", "beam", "notations"})
"""What stands behind the instrument in a note."""


def tell_drums_apart(root: Element) -> None:
    """Give the strokes under *root* (a partwise score) the instruments that their colours stand for."""
    for part in root.iter("part"):
        name = part.get("id", "")
        keys = {_tell(note, name) for note in part.iter("note") if note.find("unpitched") is not None} - {None}
        header = root.find(f"part-list/score-part[@id='{name}']")
        if keys and header is not None:
            _declare(header, sorted(key for key in keys if key is not None))


def _tell(note: Element, part: str) -> int | None:
    """Tell a stroke its instrument and return its key."""
    colour = note.attrib.pop("color", "")
    if not colour.lower().startswith(KEY_COLOUR):
        return None
    key = int(colour[-2:], 16)
    for head in note.findall("notehead"):
        head.attrib.pop("color", None)
    place = next((index for index, child in enumerate(note) if child.tag in _AFTER), len(note))
    made = Element("instrument", {"id": f"{part}-I{key}"})
    note.insert(place, made)
    return key


def _declare(header: Element, keys: list[int]) -> None:
    """Replace the one instrument of a staff by one for each key."""
    for tag in ("score-instrument", "midi-instrument"):
        for old in header.findall(tag):
            header.remove(old)
    for key in keys:
        SubElement(
            SubElement(header, "score-instrument", {"id": _id(header, key)}), "instrument-name"
        ).text = _NAMES.get(key, f"Drum {key}")
    for key in keys:
        midi = SubElement(header, "midi-instrument", {"id": _id(header, key)})
        SubElement(midi, "midi-channel").text = "10"
        SubElement(midi, "midi-unpitched").text = str(key + 1)


def _id(header: Element, key: int) -> str:
    return f"{header.get('id', '')}-I{key}"
