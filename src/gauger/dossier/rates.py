"""Measured error rates that every pack states, with the command that gives them."""

from gauger.dossier.model import ErrorRate

MEASURED: tuple[ErrorRate, ...] = ()
