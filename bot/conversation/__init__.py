"""Knows what handling one update takes: incoming updates, exchange, views to show, outcome to deliver."""
