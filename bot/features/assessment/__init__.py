"""The ranking and its picture, the time log, tasks put off to be prepared."""
