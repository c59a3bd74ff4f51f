"""Documents: figures and statement in, report and letters out; the same words in every format.

They are functions of `figures.json` and `statement.json` alone, so that whoever verifies a pack can
make them again and compare.
"""
