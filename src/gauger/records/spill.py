"""Which identifiers came before, in memory that gigabytes of logs do not fill."""

import tempfile
from pathlib import Path
from typing import IO

import numpy as np
import numpy.typing as npt

PARTITIONS = 64
"""Files over which keys are spread; one at a time is held in memory, 24 bytes a key."""
ENTRY = np.dtype([("key", np.int64), ("row", np.int64), ("line", np.int64)])
Ints = npt.NDArray[np.int64]


class Spill:
    """Keys of rows on disk, to find at the end every row whose key an earlier row had."""

    def __init__(self, folder: Path) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix=".ids.", dir=folder)
        self._files: list[IO[bytes]] = [
            (Path(self._folder.name) / str(part)).open("w+b") for part in range(PARTITIONS)
        ]

    def add(self, keys: Ints, rows: Ints, lines: Ints) -> None:
        """Take keys with the number of their row and the line it came from, each shape (rows,)."""
        entries = np.empty(len(keys), ENTRY)
        entries["key"], entries["row"], entries["line"] = keys, rows, lines
        part = (keys % PARTITIONS).astype(np.int64)
        order = np.argsort(part, kind="stable")
        stops = np.cumsum(np.bincount(part, minlength=PARTITIONS))
        for number, own in enumerate(np.split(entries[order], stops[:-1])):
            if len(own):
                self._files[number].write(own.tobytes())

    def repeats(self) -> tuple[Ints, Ints]:
        """Rows whose key an earlier row had, sorted, and their lines."""
        found = []
        for file in self._files:
            file.seek(0)
            entries = np.frombuffer(file.read(), ENTRY)
            entries = entries[np.lexsort((entries["row"], entries["key"]))]
            again = np.flatnonzero(entries["key"][1:] == entries["key"][:-1]) + 1
            found.append(entries[again])
        repeated = np.concatenate(found)
        repeated = repeated[np.argsort(repeated["row"])]
        return repeated["row"], repeated["line"]

    def __enter__(self) -> "Spill":
        return self

    def __exit__(self, *_: object) -> None:
        for file in self._files:
            file.close()
        self._folder.cleanup()


class Seen:
    """A set of 64-bit keys at 8 bytes each, for some million accounts."""

    def __init__(self) -> None:
        self._keys: Ints = np.zeros(0, np.int64)

    def __len__(self) -> int:
        return len(self._keys)

    def has(self, keys: Ints) -> npt.NDArray[np.bool_]:
        """Which keys are in the set, shape (keys,)."""
        if not len(self._keys):
            return np.zeros(len(keys), bool)
        place = np.minimum(np.searchsorted(self._keys, keys), len(self._keys) - 1)
        found: npt.NDArray[np.bool_] = self._keys[place] == keys
        return found

    def add(self, keys: Ints) -> npt.NDArray[np.bool_]:
        """Put keys in; true for those that are new and first in `keys`, shape (keys,)."""
        _, first = np.unique(keys, return_index=True)
        new = np.zeros(len(keys), bool)
        new[first] = True
        new &= ~self.has(keys)
        self._keys = np.union1d(self._keys, keys[new])
        return new
