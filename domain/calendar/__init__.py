"""Working days, periods, rhythms, absences, and when something is said around them."""
