"""Reads `dialogs/` into the form, reads and writes answers files, checks the content and draws it."""
