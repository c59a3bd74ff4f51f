"""Web: the workbench and its API; cases in, pages out. Only this package speaks HTTP."""
