"""Versions of the cahier des charges: numbers, differences, amendments."""
