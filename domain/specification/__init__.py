"""The cahier des charges as data: its sections, clauses and blanks, how complete it is, and what weakens it."""
