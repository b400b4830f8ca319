"""Versions and amendments in the chat: frozen, written, approved."""
