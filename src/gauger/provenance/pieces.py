"""A small tokenizer of our own: frequent words whole, everything else by character.

The mark lives on token ids, so a suspect's text is scored in the *teacher's* tokenizer, whatever
the suspect uses. Providers bring theirs (`hugging_face` in `suspects.py`); this one serves the
n-gram laboratory and the pages.

>>> pieces = Pieces.train(["a cat sat on a mat", "a cat"], vocab=14)
>>> pieces.decode(pieces.encode("a cat on a mast")) == "a cat on a mast"
True
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import msgspec
import numpy as np

from gauger.errors import BrokenFile, InputError
from gauger.provenance.arrays import Ints
from gauger.records.files import new_file

PIECE = re.compile(r" ?\w+|\s|[^\w\s]")
UNKNOWN = "\ufffd"


class Tokenizer(Protocol):
    """What turns text into the ids that a mark was put on."""

    def encode(self, text: str) -> Ints:
        """Ids of a text, shape (tokens,)."""
        ...

    def decode(self, ids: Ints) -> str:
        """The text of ids."""
        ...


@dataclass(frozen=True, slots=True)
class Pieces:
    """Token ids are places in `table`; characters first, so that any text of them round-trips."""

    table: tuple[str, ...]
    ids: Mapping[str, int]

    @classmethod
    def of(cls, table: Sequence[str]) -> "Pieces":
        """From the pieces in the order of their ids."""
        return cls(tuple(table), {piece: i for i, piece in enumerate(table)})

    @classmethod
    def train(cls, texts: Iterable[str], *, vocab: int) -> "Pieces":
        """Every character seen, then the most frequent pieces, `vocab` in all.

        Raises InputError when the characters alone do not fit.
        """
        counts: Counter[str] = Counter()
        for text in texts:
            counts.update(PIECE.findall(text))
        letters = sorted({letter for piece in counts for letter in piece} | {UNKNOWN})
        if len(letters) > vocab:
            raise InputError(f"{len(letters)} distinct characters exceed a vocabulary of {vocab}.")
        longer = [p for p in counts if len(p) > 1]
        longer.sort(key=lambda p: (-counts[p] * len(p), p))  # what saves most tokens
        return cls.of([*letters, *longer[: vocab - len(letters)]])

    @property
    def vocab(self) -> int:
        """Number of ids."""
        return len(self.table)

    def encode(self, text: str) -> Ints:
        """Ids of a text; a character never trained on becomes the unknown one."""
        unknown = self.ids[UNKNOWN]
        made: list[int] = []
        for piece in PIECE.findall(text):
            whole = self.ids.get(piece)
            made += [whole] if whole is not None else [self.ids.get(c, unknown) for c in piece]
        return np.array(made, np.int64)

    def decode(self, ids: Ints) -> str:
        """The text of ids."""
        return "".join(self.table[i] for i in ids.tolist())

    def save(self, path: Path) -> None:
        """Write as JSON, whole or not at all."""
        with new_file(path) as half:
            half.write_bytes(msgspec.json.encode({"pieces": self.table}))

    @classmethod
    def load(cls, path: Path) -> "Pieces":
        """Read what `save` wrote. Raises BrokenFile."""
        try:
            held = msgspec.json.decode(path.read_bytes(), type=dict[str, list[str]])
            return cls.of(held["pieces"])
        except (OSError, msgspec.MsgspecError, KeyError, ValueError) as wrong:
            fix = "Write it with `Pieces.save`."
            raise BrokenFile(path, "a table of pieces", str(wrong), fix) from wrong
