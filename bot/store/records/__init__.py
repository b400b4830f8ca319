"""What a transaction reads and writes, a module for each kind of record."""
