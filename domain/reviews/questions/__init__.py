"""The sources of a review's questions and of the provider's: loops, facts, variables, proposed values, bulk answers."""
