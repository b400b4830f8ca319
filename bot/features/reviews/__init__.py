"""Knows the conversation of a review: opening, postponing, closing, monthly figures, rhythm, absences."""
