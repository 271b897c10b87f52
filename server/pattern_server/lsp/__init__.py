"""The language server: what an editor asks is answered by the language; this room only translates."""
