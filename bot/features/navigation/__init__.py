"""Moving about the interview: beginning, going on, going back, help, the file."""
