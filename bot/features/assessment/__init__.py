"""The time log, and tasks put off to be prepared."""
