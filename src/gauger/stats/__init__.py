"""Stats: arrays in, arrays out; shared by whatever needs a number."""
