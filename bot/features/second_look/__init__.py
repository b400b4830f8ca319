"""Knows the second look: a trusted third party scores the tasks by link, without seeing the person's scores."""
