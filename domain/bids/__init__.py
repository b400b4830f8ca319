"""Providers' offers, as entered and compared."""
