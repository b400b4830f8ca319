"""The parts of the document: task sheets, clauses in words, who does what, decisions, where each passage comes from."""
