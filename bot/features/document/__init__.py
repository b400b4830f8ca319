"""Knows how the cahier des charges is read, sent and completed, and how its files are made and stored."""
