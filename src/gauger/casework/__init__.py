"""Casework: campaigns in, cases out: reviewed, labelled and decided by people, all on record."""
