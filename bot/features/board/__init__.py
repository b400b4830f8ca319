"""Knows the board of indicators, which can be asked for at any time."""
