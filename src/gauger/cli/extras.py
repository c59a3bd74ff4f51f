"""Optional parts: one line that says what to install, when one is missing."""

from collections.abc import Iterator
from contextlib import contextmanager

from gauger.errors import MissingExtra


@contextmanager
def needs(extra: str) -> Iterator[None]:
    """Turn a missing library of an extra into one line that says how to get it."""
    try:
        yield
    except ModuleNotFoundError as missing:
        if (missing.name or "").startswith("gauger"):
            raise
        raise MissingExtra("this", missing.name, extra) from missing
