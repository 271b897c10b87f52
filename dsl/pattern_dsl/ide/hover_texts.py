"""What is said about the things of the language, as Markdown: words, controls, instruments, notes, chords, drums."""

from __future__ import annotations

from math import isinf

from pattern_dsl.ide.completion_keywords import KEYWORDS
from pattern_engine.instruments import DRUMS, INSTRUMENTS, drum_key
from pattern_engine.outputs.address import FORMS, OPTIONS
from pattern_engine.ranges import range_of
from pattern_engine.theory.chord import chord_notes
from pattern_engine.theory.pitch import hertz, midi_of, name_of
from pattern_engine.theory.roman import chord_of
from pattern_engine.theory.scale import Scale, named
from pattern_engine.theory.tuning import tuning
from pattern_engine.vocabulary import Parameter, Word
from pattern_engine.words import WORDS
from pattern_engine.words.sound import CONTROLS


def code(text: str) -> str:
    """*text* as a block of the language."""
    return f"```pattern\n{text}\n```"


def word_text(word: Word) -> str:
    """A word: how it is written, what it does, what it is called otherwise, and how it sounds."""
    said = [code(word.signature), word.help]
    if word.name in CONTROLS:
        said.append(control_line(word.name))
    if word.aliases:
        said.append(f"Also written {', '.join(f'`{alias}`' for alias in word.aliases)}.")
    said += [f"Family: {word.family}.", code(word.example)]
    return "\n\n".join(line for line in said if line)


def control_line(name: str) -> str:
    """The unit, range and default of a control, and who obeys it."""
    control = CONTROLS[name]
    reach = control_range(name)
    said = [f"Range {reach}."] if reach else []
    if control.default is not None:
        said.append(f"{control.default} unless something is said.")
    if control.cc is not None:
        said.append(f"MIDI controller {control.cc}.")
    if control.osc is not None:
        said.append(f"OSC name `{control.osc}`.")
    said.append("The built-in sounds obey it." if control.built_in else "")
    return " ".join(line for line in said if line)


def control_range(name: str) -> str:
    """From where to where a control goes, with its unit: ``20 … 20000 Hz``; "" if it has no bounds."""
    control = CONTROLS[name]
    if isinf(control.low) and isinf(control.high):
        return ""
    low, high = ("" if isinf(bound) else f"{bound:g}" for bound in (control.low, control.high))
    return " ".join(piece for piece in (low, "…", high, control.unit) if piece)


def parameter_text(word: Word, parameter: Parameter) -> str:
    """An argument of a word: its name, what it is, its default, and for a control its unit and range."""
    shown = f"{parameter.name}: {parameter.kind}"
    if parameter.optional and parameter.default is not None and not isinstance(parameter.default, tuple):
        shown += f" = {parameter.default}"
    said = [f"`{shown}` of `{word.signature}`", word.help]
    if word.name in CONTROLS and parameter.name == "value":
        said.append(control_line(word.name))
    if parameter.rest:
        said.append("Takes any number of them.")
    return "\n\n".join(line for line in said if line)


def instrument_text(name: str, sound: str) -> str:
    """An instrument by the *name* it has in the text: what it is, its range, and the drum words it understands."""
    row = INSTRUMENTS.get(sound)
    if row is None:
        return f"**{name}** — no instrument of this program: a default voice plays it."
    said = [f"**{name}** — {row.help}" if name == sound else f"**{name}** — {sound}: {row.help}"]
    reach = range_of(sound)
    if reach is not None:
        said.append(
            f"Kind: {row.kind}. Range {name_of(reach[0])} … {name_of(reach[1])} (keys {reach[0]} … {reach[1]})."
        )
    else:
        said.append(f"Kind: {row.kind}.")
    if row.words:
        said.append(f"Words: {', '.join(row.words[:16])} and {len(row.words) - 16} more.")
    if row.program is not None:
        said.append(f"General MIDI program {row.program + 1}.")
    return "\n\n".join(said)


def drum_text(word: str) -> str:
    """A drum word with its General MIDI key; "" for what is none."""
    key = drum_key(word)
    drum = next((one for one in DRUMS if one.key == key), None)
    if drum is None:
        return ""
    others = ", ".join(f"`{other}`" for other in drum.words if other != word)
    also = f"\n\nAlso written {others}." if others else ""
    return f"**{word}** — {drum.name}, General MIDI key {drum.key} ({name_of(drum.key)}).{also}"


def note_text(name: str, key: str, tuned: tuple[str, str] | None = None) -> str:
    """A note: its key on a keyboard, its frequency, as *tuned* (a tuning and its note), and its degree in *key*."""
    midi = midi_of(name)
    if midi is None:
        return ""
    sounding, frequency = f"MIDI key {midi}", hertz(midi)
    if tuned is not None:
        found = _tuned(name, *tuned)
        if found is not None:
            frequency = found
            sounding += f", tuned to {tuned[0]} on {tuned[1]}"
    return f"**{name}** — {sounding}, {frequency:.2f} Hz.\n\n{_place(midi, named(key), key)}"


def _tuned(name: str, system: str, root: str) -> float | None:
    """The frequency of a note in a tuning on *root*; None where that has no names for notes."""
    try:
        held = tuning(system)
        return held.hertz(held.degree_of(name, root), midi_of(root) or 69)
    except ValueError:
        return None


_DEGREES = ("tonic", "second", "third", "fourth", "fifth", "sixth", "seventh")


def _place(midi: int, scale: Scale, key: str) -> str:
    degree = scale.nearest(midi)
    if scale.midi(degree) != midi:
        return f"Not in {key}."
    step = degree % len(scale.semitones)
    called = f", the {_DEGREES[step]}" if len(scale.semitones) == 7 else ""
    return f'Degree {degree} of {key}{called}: `d"{degree}"`.'


def chord_text(symbol: str) -> str:
    """A chord symbol and its notes; "" for what is none."""
    notes = chord_notes(symbol)
    if not notes:
        return ""
    return f"**{symbol}** — {spelled_out(symbol)} (keys {' '.join(str(key) for _, key in notes)})."


def spelled_out(symbol: str) -> str:
    """The notes of a chord symbol without their octaves: ``C Eb G``; "" if it is none."""
    return " ".join(name.rstrip("-0123456789") for name, _ in chord_notes(symbol) or ())


def numeral_text(numeral: str, key: str) -> str:
    """A roman numeral: the chord that it means in *key*, and its notes; "" for what is none."""
    symbol = chord_of(numeral, key)
    return "" if symbol is None else f"**{numeral}** — {symbol} in {key}, notes {spelled_out(symbol)}."


def degree_text(text: str, key: str) -> str:
    """A degree and the note it is in *key*; "" for what is none."""
    try:
        scale, degree = named(key), int(text)
    except ValueError:
        return ""
    return f"**{degree}** — {scale.note(degree)} in {key} (key {scale.midi(degree):g})."


def scale_text(name: str, root: str = "C") -> str:
    """A scale on *root*: its notes; "" for what is none."""
    try:
        scale = named(f"{root} {name}")
    except ValueError:
        return ""
    notes = [f"{scale.note(degree)}".rstrip("-0123456789") for degree in range(len(scale.semitones))]
    steps = " ".join(f"{step:g}" for step in scale.semitones)
    return f"**{root} {name}** — {' '.join(notes)}. Semitones {steps}."


def output_text(name: str) -> str:
    """An output: how it is written where the player is started, and what it can be told; "" for no such."""
    if name not in FORMS:
        return ""
    told = ", ".join(f"`{option}`" for option in OPTIONS.get(name, ()))
    return f"**{name}** — an output, `--to {FORMS[name]}` on the command line." + (
        f"\n\nOptions: {told}." if told else ""
    )


def keyword_text(name: str) -> str:
    """A keyword: what it is for, and how it is written."""
    row = KEYWORDS[name]
    return f"{code(row.written.replace('«', '').replace('»', '').strip())}\n\n{row.help}"


def documentation(kind: str, name: str) -> str:
    """What is said about what an item of completion is, by its topic; "" where nothing is."""
    match kind:
        case "word":
            return word_text(WORDS[name])
        case "control":
            return word_text(WORDS[name])
        case "instrument":
            return instrument_text(name, name)
        case "drum":
            return drum_text(name)
        case "note":
            return note_text(name, "C major").partition("\n")[0]
        case "chord":
            return chord_text(name)
        case "scale":
            return scale_text(name)
        case "keyword":
            return keyword_text(name)
        case "text":
            return name
    return ""
