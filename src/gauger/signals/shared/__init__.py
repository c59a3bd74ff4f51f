"""Shared values: what accounts have in common; one file a signal."""
