"""Lays a document out as a Word file."""
