"""Drawings: values in, SVG out, the same every time and readable without a script."""
