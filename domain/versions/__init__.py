"""The versions of the cahier des charges: their numbers, what changes between two of them, amendments."""
