"""The cahier des charges as data: sections, clauses, blanks, and how complete it is."""
