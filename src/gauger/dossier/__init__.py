"""Dossier: a case in, evidence out that a stranger can recompute, with report and letters."""
