"""The parts of the document: task sheets, printed clauses, the company's decisions, the origin of each passage."""
