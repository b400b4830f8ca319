"""The board of indicators, at any time."""
