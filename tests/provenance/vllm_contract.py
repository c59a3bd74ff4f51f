"""Stand-ins for vLLM's two interfaces of logits processors, written from their documentation.

First runner: docs.vllm.ai, "Logits Processors" and `vllm.v1.sample.logits_processor.interface`:
a processor hears each step of what was removed, added and moved, in that order; an added or moved
request may take a row that was in use; `added` carries the prompt, or None where it came as
embeddings, and a *reference* to the running list of output tokens. Second runner:
`vllm.v1.worker.gpu.sample.logits_processor.interface`: slots are used again without a word, rows
are put in another order each step, and a request that drafts owns several. No engine is run here.
"""

import inspect
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from functools import partial
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from gauger.provenance.arrays import Floats, Ints

FIRST = "vllm.v1.sample.logits_processor"
SECOND = "vllm.v1.worker.gpu.sample.logits_processor"


class Moved(Enum):
    """One way, or two rows changing places."""

    ONE_WAY = auto()
    SWAP = auto()


@dataclass(frozen=True)
class BatchUpdate:
    """What changed in the batch since the last step."""

    batch_size: int
    removed: Sequence[int] = ()
    added: Sequence[tuple[int, Any, list[int] | None, list[int]]] = ()
    moved: Sequence[tuple[int, int, Moved]] = ()


class AdapterLogitsProcessor:
    """First runner: one function a request, called with its row."""

    def __init__(self, vllm_config: Any, device: Any, is_pin_memory: bool) -> None:
        self.rows: dict[int, Callable[[Floats], Floats]] = {}

    @classmethod
    def validate_params(cls, sampling_params: Any) -> None:
        """Accept everything."""

    def is_argmax_invariant(self) -> bool:
        """Whether greedy sampling may skip this processor."""
        raise NotImplementedError

    def new_req_logits_processor(self, params: Any) -> Callable[..., Floats] | None:
        """A function of (prompt, output, logits) or (output, logits), or None."""
        raise NotImplementedError

    def update_state(self, update: BatchUpdate | None) -> None:
        """Follow the batch; None where nothing changed."""
        if update is None:
            return
        for row in update.removed:
            self.rows.pop(row, None)
        for row, params, prompt, output in update.added:
            self.rows.pop(row, None)
            if (made := self.new_req_logits_processor(params)) is not None:
                three = len(inspect.signature(made).parameters) == 3
                self.rows[row] = partial(made, *((prompt, output) if three else (output,)))
        for a, b, way in update.moved:
            from_a, from_b = self.rows.pop(a, None), self.rows.pop(b, None)
            if from_a is not None:
                self.rows[b] = from_a
            if from_b is not None and way is Moved.SWAP:
                self.rows[a] = from_b

    def apply(self, logits: Floats) -> Floats:
        """Each row by its own function; a new array is copied back."""
        for row, each in self.rows.items():
            logits[row] = each(logits[row])
        return logits


@dataclass(frozen=True)
class LogitsContext:
    """Second runner: one step's rows."""

    expanded_idx_mapping: Ints
    idx_mapping: Ints
    idx_mapping_np: Ints
    expanded_local_pos: Ints
    input_ids: Ints
    pos: Ints
    seq_lens_upper_bound_np: Ints


class LogitsProcessor:
    """Second runner: asked once for a whole batch, refused requests' rows too."""

    def __init__(self, vllm_config: Any, req_states: Any) -> None: ...

    @classmethod
    def validate_params(cls, sampling_params: Any) -> None:
        """Accept everything."""

    def add_request(self, req_idx: int, sampling_params: Any) -> bool:
        """Whether the slot's new request is changed."""
        return True

    def apply_staged_writes(self) -> None:
        """Nothing is staged."""

    def apply(self, logits: Floats, ctx: LogitsContext) -> Floats:
        """Logits in place, or others."""
        raise NotImplementedError


def step_of(rows: Sequence[tuple[int, int, int]]) -> LogitsContext:
    """A step of rows (slot, offset within its request, token fed), in any order of requests."""
    slots, offsets, fed = (np.array(x) for x in zip(*rows, strict=True))
    own = slots[np.flatnonzero(offsets == 0)]
    return LogitsContext(
        expanded_idx_mapping=slots, idx_mapping=own, idx_mapping_np=own,
        expanded_local_pos=offsets, input_ids=fed, pos=10 + offsets,
        seq_lens_upper_bound_np=np.full(len(own), 20),
    )  # fmt: skip


def install(patch: pytest.MonkeyPatch) -> None:
    """Put both interfaces where vLLM has them."""
    for name in (FIRST, SECOND):
        parts = name.split(".")
        for n in range(1, len(parts) + 1):
            at = ".".join(parts[:n])
            patch.setitem(sys.modules, at, ModuleType(at))
    for name, kind in ((FIRST, AdapterLogitsProcessor), (SECOND, LogitsProcessor)):
        patch.setattr(sys.modules[name], kind.__name__, kind, raising=False)
