"""Objectives and indicators: what is aimed at, what is measured, how a measure stands to its target."""
