"""The rhythm of reviews, monthly or quarterly: when it may or must change, and which change is proposed."""
