"""Knows the ranking and its picture, the time log, and the reminders of tasks to prepare."""
