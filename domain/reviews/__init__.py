"""Reviews: what each starts from, asks, records, advises and proposes to amend."""
