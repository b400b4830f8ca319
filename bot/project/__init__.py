"""Knows what several features read of a company's file: reviews, appointments, amendments, editions, jobs."""
