"""The library: every text of a world, sketched once by the real door, then gathered by number.

A *bank* holds the distinct prompts; a *deck* is a stretch of it that serves one purpose; a *book*
says how often somebody takes from which deck. Rows only carry numbers of prompts.
"""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from gauger.records.door import Door, derive_exchanges
from gauger.simulate.words import NUMBER

Ints = npt.NDArray[np.int64]
QUANTILES = 256
"""Resolution of a book: decks of less than 1/256 of somebody's sessions may be rounded away."""
UNIFORM, SKEWED, TASKS = 0, 1, 2
NO_SYSTEM = -1
DOOR_ROWS = 20_000
PROMPT_COLUMNS = ("prompt_key", "prompt_sketch", "template_sketch", "asks", "capability_source")


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """Texts and who reads what, as arrays; prompt numbers index the bank."""

    prompts: pa.Table
    """prompt, capability and what the door derives, one row per distinct prompt."""
    numbered: npt.NDArray[np.bool_]
    capability: npt.NDArray[np.int8]
    """Place in `capabilities`."""
    capabilities: tuple[str, ...]
    systems: pa.Table
    """system_prompt, system_key, system_sketch; the last row is null: none sent."""
    deck_start: Ints
    deck_size: Ints
    deck_mode: npt.NDArray[np.int8]
    deck_template: npt.NDArray[np.bool_]
    """Whether a deck is somebody's template, sent with its own system prompt."""
    books: npt.NDArray[np.int32]
    """Shape (books, QUANTILES): deck by quantile."""
    follow_ups: int
    """Deck of short replies."""


@dataclass(slots=True)
class Librarian:
    """Collects texts while a world's cohorts are made; `library` then has the door read them."""

    capabilities: tuple[str, ...]
    texts: list[str] = field(default_factory=list)
    subjects: list[int] = field(default_factory=list)
    system_texts: list[str] = field(default_factory=list)
    decks: list[tuple[int, int, int, bool]] = field(default_factory=list)
    books: list[tuple[list[int], list[float]]] = field(default_factory=list)
    follow_ups: int = 0

    def system(self, text: str) -> int:
        """Number of a new system prompt."""
        self.system_texts.append(text)
        return len(self.system_texts) - 1

    def deck(
        self, texts: list[str], subjects: list[str], mode: int, *, template: bool = False
    ) -> int:
        """Number of a new deck; each text has its capability."""
        self.decks.append((len(self.texts), len(texts), mode, template))
        self.texts += texts
        self.subjects += [self.capabilities.index(s) for s in subjects]
        return len(self.decks) - 1

    def book(self, weights: dict[int, float]) -> int:
        """Number of a new book: deck and its share of somebody's sessions."""
        self.books.append((list(weights), list(weights.values())))
        return len(self.books) - 1

    def library(self, door: Door) -> Library:
        """Everything collected, read by the door."""
        starts, sizes, modes, templates = (np.array(c) for c in zip(*self.decks, strict=True))
        return Library(
            prompts=_prompts(self.texts, [self.capabilities[s] for s in self.subjects], door),
            numbered=np.array([NUMBER in t for t in self.texts]),
            capability=np.array(self.subjects, np.int8),
            capabilities=self.capabilities,
            systems=_systems(self.system_texts, door),
            deck_start=starts.astype(np.int64),
            deck_size=sizes.astype(np.int64),
            deck_mode=modes.astype(np.int8),
            deck_template=templates.astype(bool),
            books=np.stack([_quantiles(d, np.array(w)) for d, w in self.books]),
            follow_ups=self.follow_ups,
        )


def _prompts(texts: list[str], subjects: list[str], door: Door) -> pa.Table:
    """Derived columns of each distinct prompt, its number being 1 (a slot, so sketches agree)."""
    parts = []
    plain = Door(key=door.key)
    for first in range(0, len(texts), DOOR_ROWS):
        some = [t.replace(NUMBER, "1") for t in texts[first : first + DOOR_ROWS]]
        rows = pa.table({"prompt": some, "capability": subjects[first : first + DOOR_ROWS]})
        parts.append(derive_exchanges(rows, plain).select(["capability", *PROMPT_COLUMNS]))
    return pa.concat_tables(parts).append_column("prompt", pa.array(texts)).combine_chunks()


def _systems(texts: list[str], door: Door) -> pa.Table:
    prompts = pa.array([t.replace(NUMBER, "1") for t in texts] + [None], pa.string())
    made = derive_exchanges(
        pa.table({"system_prompt": prompts}), Door(key=door.key, keep_text=True)
    )
    return made.select(["system_prompt", "system_key", "system_sketch"]).combine_chunks()


def _quantiles(decks: list[int], weights: npt.NDArray[np.float64]) -> npt.NDArray[np.int32]:
    edges = np.cumsum(weights) / weights.sum()
    places = (np.arange(QUANTILES) + 0.5) / QUANTILES
    return np.array(decks, np.int32)[np.minimum(np.searchsorted(edges, places), len(decks) - 1)]
