"""Somewhere cues can go: files, sockets, loudspeakers. Each output is opened on first use."""
