"""Signals: canonical tables in, traits and per-account evidence out; one file a signal."""
