"""Peers: what a user would pick instead. Traits, records or a world in, groups of accounts out."""
