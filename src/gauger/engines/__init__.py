"""Engines: where relations run. Nothing else holds a connection."""
