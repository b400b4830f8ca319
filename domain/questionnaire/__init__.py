"""The interview machine: a form, the path its answers make, the transition each reply causes, what a text means."""
