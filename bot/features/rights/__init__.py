"""Knows a person's rights over their data: the export and the erasure of everything."""
