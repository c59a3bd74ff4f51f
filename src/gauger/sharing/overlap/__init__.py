"""Private overlap: two parties' identifiers in; how many, or which, they have in common, out."""
