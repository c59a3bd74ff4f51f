"""Web: the workbench and its API; cases in, pages out. Only this package speaks HTTP."""
"""The web faces: the only part that speaks HTTP."""
