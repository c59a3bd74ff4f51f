"""Simulate: a scenario in, canonical tables with known truth out."""
