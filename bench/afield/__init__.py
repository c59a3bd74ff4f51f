"""Worlds of a regional cloud's model marketplace, written by somebody who saw no detector."""
