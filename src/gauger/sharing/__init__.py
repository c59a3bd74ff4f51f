"""Sharing: a case, or a partner's bundle, in; indicators, sightings and overlaps out.

A case becomes facts (`facts`), the policy decides which may leave (`policy`, `gate`), a second
person releases them (`release`), and the writers (`stix`, `misp`, `table`) see nothing else.
"""
