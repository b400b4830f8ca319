"""Knows how a provider answers by link: the survey, the disclosure of scores, the reminders to the provider."""
