"""Objectives and indicators: what a company aims at, what is measured, and how a measure compares with its target."""
