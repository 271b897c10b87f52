"""The built-in instruments: voices, drums, effects and the mixer; one renderer for live sound and for files.

Sound in, sound out: nothing here knows a clock, a device or a file. numpy is imported by its modules, so
importing the package itself costs nothing.
"""
