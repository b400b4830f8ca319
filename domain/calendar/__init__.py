"""Working days, periods, the rhythm of reviews, absences, and the times when reminders are sent."""
