"""What an editor asks about a text, answered as plain data; nothing here knows a protocol."""
