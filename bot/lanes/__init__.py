"""Decides updates: in order for each person, different people at the same time; what must wait is kept as a row."""
