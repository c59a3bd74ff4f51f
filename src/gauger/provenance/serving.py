"""Green lists inside inference servers: adapters for transformers and for vLLM.

The list itself is the pure array function of `greenlist.py`; these turn a server's tensors into
arrays and back. Both servers are imported only when an adapter is made, so that nothing here
needs them. Which requests are marked is the caller's word: for transformers by passing the
processor, for vLLM by `SamplingParams(extra_args={"gauger_campaign": ...})`, and only for
campaigns that `campaigns` knows. Requests for code, tools or figures must not name one.
Source: transformers `LogitsProcessor`; vLLM 0.33 `AdapterLogitsProcessor` (V1 model runner) and
`LogitsProcessor` of its V2 model runner.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import numpy as np

from gauger.errors import UsageError
from gauger.provenance.arrays import Bools, Floats, Ints
from gauger.provenance.greenlist import MarkShape

EXTRA_ARG = "gauger_campaign"


class Marking(Protocol):
    """A `GreenList` or a `SplitList`."""

    def mask(self, contexts: Ints, vocab: int) -> Bools:
        """Green tokens after contexts, shape (n, vocab)."""
        ...

    def hook(self, contexts: Ints, logits: Floats) -> Floats:
        """Logits with the green ones raised."""
        ...


def transformers_processor(marking: Marking, shape: MarkShape) -> Any:
    """A `LogitsProcessor` for `generate(logits_processor=[...])`. Raises UsageError without it."""
    try:
        import torch  # noqa: PLC0415 - a gigabyte that only this needs
        from transformers import LogitsProcessor  # noqa: PLC0415
    except ImportError as missing:
        raise UsageError(_missing("transformers", missing)) from missing

    class GreenListProcessor(LogitsProcessor):  # type: ignore[misc]  # its base is untyped here
        """Raises the green tokens of each row of a batch."""

        def __call__(self, input_ids: Any, scores: Any) -> Any:
            contexts = input_ids[:, -shape.window :].cpu().numpy().astype(np.int64)
            if contexts.shape[1] < shape.window:
                return scores
            on = torch.from_numpy(marking.mask(contexts, scores.shape[1])).to(scores.device)
            return scores + shape.delta * on.to(scores.dtype)

    return GreenListProcessor()


def vllm_request_processor(
    marking: Marking, shape: MarkShape, prompt: Sequence[int] | None, output: Sequence[int],
    logits: Any,
) -> Any:  # fmt: skip
    """One request's logits of shape (vocab,), green ones raised in place; a tensor or an array.

    vLLM gives None for a prompt that came as embeddings: then only the output makes a window.
    """
    recent = [*(prompt or ())[-shape.window :], *output[-shape.window :]][-shape.window :]
    if len(recent) < shape.window:
        return logits
    on = marking.mask(np.array([recent], np.int64), logits.shape[-1])[0]
    logits[np.flatnonzero(on)] += shape.delta
    return logits


def vllm_v2_processor_class(campaigns: Mapping[str, Marking], shape: MarkShape) -> Any:
    """The same for vLLM's second model runner, which asks once for a whole batch.

    Raises UsageError when vLLM is not installed, and for a window of more than one token: the
    runner hands over each row's last token, and a draft's earlier ones nowhere else.
    """
    if shape.window != 1:
        raise UsageError(f"vLLM's V2 runner marks with a window of 1 token; got {shape.window}.")
    try:
        from vllm.v1.worker.gpu.sample.logits_processor import LogitsProcessor  # noqa: PLC0415
    except ImportError as missing:
        raise UsageError(_missing("vllm", missing)) from missing

    class GaugerGreenListV2(LogitsProcessor):  # type: ignore[misc]  # its base is untyped here
        """Marks the rows of requests that name a known campaign; slots are used again."""

        def __init__(self, vllm_config: Any, req_states: Any) -> None:
            super().__init__(vllm_config, req_states)
            self.marked: dict[int, Marking] = {}

        def add_request(self, req_idx: int, sampling_params: Any) -> bool:
            """Take over a slot, whatever request held it before."""
            self.marked.pop(req_idx, None)
            marking = campaigns.get((sampling_params.extra_args or {}).get(EXTRA_ARG, ""))
            if marking is not None:
                self.marked[req_idx] = marking
            return marking is not None

        def apply(self, logits: Any, ctx: Any) -> Any:
            """Raise green tokens in place, shape (rows, vocab)."""
            if not any(int(slot) in self.marked for slot in ctx.idx_mapping_np):
                return logits
            last = ctx.input_ids.tolist()
            for row, slot in enumerate(ctx.expanded_idx_mapping.tolist()):
                if slot in self.marked:
                    vllm_request_processor(self.marked[slot], shape, [], [last[row]], logits[row])
            return logits

    return GaugerGreenListV2


def vllm_processor_class(campaigns: Mapping[str, Marking], shape: MarkShape) -> Any:
    """A class for `LLM(logits_processors=[...])` that marks requests naming a known campaign.

    Raises UsageError when vLLM is not installed.
    """
    try:
        from vllm.v1.sample.logits_processor import AdapterLogitsProcessor  # noqa: PLC0415
    except ImportError as missing:
        raise UsageError(_missing("vllm", missing)) from missing

    class GaugerGreenList(AdapterLogitsProcessor):  # type: ignore[misc]  # its base is untyped here
        """Marks the requests of accounts under a case; all others pass untouched."""

        def is_argmax_invariant(self) -> bool:
            """A mark may change which token is likeliest."""
            return False

        def new_req_logits_processor(self, params: Any) -> Any:
            """A processor for a request that names a campaign, else None."""
            marking = campaigns.get((params.extra_args or {}).get(EXTRA_ARG, ""))
            if marking is None:
                return None

            def mark(prompt: list[int] | None, output: list[int], logits: Any) -> Any:
                return vllm_request_processor(marking, shape, prompt, output, logits)

            return mark

    return GaugerGreenList


def _missing(package: str, wrong: ImportError) -> str:
    return f"this adapter needs {package}: {wrong}. Install it beside gauger in the server."
