"""Reviews of a service: what each starts from, asks and records, what it advises, the amendments it proposes."""
