"""Adapters: one file a log format, each a function from parsed records to canonical rows."""
