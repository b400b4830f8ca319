"""Knows how a person moves about the interview: start, resume, back, corrections, help, progress."""
