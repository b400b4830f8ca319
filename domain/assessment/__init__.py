"""What the answers say of a company's tasks: scores, ranking and verdicts, with their reasons and their costs."""
