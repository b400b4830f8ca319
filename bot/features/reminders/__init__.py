"""Knows the reminders to the person: reviews, actions, certificates, pauses, unfinished interviews."""
