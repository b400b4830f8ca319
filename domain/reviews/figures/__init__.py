"""Figures noted month by month, and what a service measures beside its targets."""
