"""What people and programs talk to: the command `pattern-run`. It knows files, terminals and exit codes."""

__version__ = "0.1.0"
"""The version of all of it, for whoever cannot wait for ``importlib.metadata``: some 50 ms of CPU time."""
