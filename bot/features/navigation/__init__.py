"""Moving about the interview: pause, help, the file, the ranking."""
