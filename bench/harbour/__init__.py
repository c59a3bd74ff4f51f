"""The sixth hand: worlds of ports and their customers, made apart from the detector.

Kinds become groups and people; people speak in sessions; sessions become rows; rows become a
folder that Gauger can open, with the truth beside it. `python -m bench.harbour --list` says of
each kind what is logged, who harvests and at what cost, what could be found, who tempts, and
what is known to be unlike the world.
"""
