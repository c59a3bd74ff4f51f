"""The benchmark: a suite of made-up worlds in, one row per world and method out, then one table."""
