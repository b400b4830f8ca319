"""The specification as a Word file."""
