"""One update being handled: what came in, what is shown, what is left to do."""
