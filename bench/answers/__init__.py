"""Answers a second, and what each costs: the real bot beside other bots, over HTTP, under people who answer."""
