"""Monthly or quarterly: when the rhythm of reviews may change, must change, and which change is proposed."""
