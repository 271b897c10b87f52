"""The command line of the receiver, as its help and its README tell it."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from pattern_engine.instruments import DRUMS, INSTRUMENTS

README = Path(__file__).parents[2] / "engine" / "juce" / "README.md"
SOURCES = README.parent / "src"


def test_help_and_readme_have_the_same_options(program):
    shown = subprocess.run([program, "--help"], capture_output=True, text=True, check=True).stdout
    table = README.read_text(encoding="utf-8").split("## What it plays")[0]
    options = set(re.findall(r"(?<![\w-])--[a-z-]+", shown)) - {"--to"}
    told = set(re.findall(r"`(--[a-z-]+)", table)) - {"--to"}
    assert options - told == {"--version", "--help"}
    assert told <= options


def test_it_has_every_instrument_and_every_drum_of_the_engine():
    pitched = {name for name, row in INSTRUMENTS.items() if row.kind == "pitched"}
    assert pitched <= set(re.findall(r'^\s+\{"(\w+)"', (SOURCES / "instruments.cpp").read_text(), re.MULTILINE))
    kit = (SOURCES / "drum_kit.cpp").read_text()
    keys = [int(key) for key in re.findall(r"^\s+\w+\((\d+), \"", kit, re.MULTILINE)]
    assert keys == [drum.key for drum in DRUMS]
