"""Linking: traits with weights in, groups of accounts out, with the links that hold each."""
