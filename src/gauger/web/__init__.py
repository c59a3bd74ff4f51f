"""The web faces: the only part that speaks HTTP."""
