"""What the questions of a review, and of its provider, draw from the answers: loops, facts, variables, proposals."""
