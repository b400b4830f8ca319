"""What keeps a slow, absent, locked or replaced database from holding up the program."""
