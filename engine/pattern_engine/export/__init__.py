"""Music as files: MIDI, WAV, lines of events. Deterministic: equal programs make equal bytes."""
