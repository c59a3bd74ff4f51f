"""Casework: campaigns in, cases out: reviewed, labelled and decided by people, each step on record."""
