"""What people and programs talk to: the command `pattern-run`. It knows files, terminals and exit codes."""
