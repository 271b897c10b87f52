"""The pattern engine: what a pattern is, what a program means, and how it becomes sound.

It knows music and time; it refuses to know text, editors and servers.
"""
