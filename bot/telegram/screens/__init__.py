"""Knows the text and the buttons of each kind of view."""
