"""What a French speaker types and reads: numbers, dates, units, words."""
