"""One file a change, each able to go forward only."""
