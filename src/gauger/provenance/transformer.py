"""A folder of weights, or a tokenizer.json, behind the protocols of this folder.

torch, transformers and tokenizers are imported when something is loaded. Only safetensors are
read, nothing is downloaded, and no code that comes with a model is run: a suspect is not trusted.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from gauger.errors import BrokenFile, UsageError
from gauger.provenance.arrays import Floats, Ints
from gauger.provenance.model import PAD

BATCH = 64
_FIX = "It must be a folder of config.json and safetensors, as `save_pretrained` writes."


@dataclass(frozen=True, slots=True)
class Transformer:
    """A causal language model of the transformers library, on the processor."""

    network: Any
    vocab: int

    @classmethod
    def load(cls, folder: Path) -> "Transformer":
        """Read a folder of weights. Raises UsageError without the libraries, BrokenFile else."""
        try:
            from transformers import AutoModelForCausalLM  # noqa: PLC0415 - a gigabyte, only here
        except ImportError as missing:
            raise UsageError(
                f"reading {folder} needs torch and transformers: {missing}. Install both, or give "
                "outputs of the suspect instead of its weights."
            ) from missing
        try:
            network = AutoModelForCausalLM.from_pretrained(
                folder, local_files_only=True, use_safetensors=True, trust_remote_code=False
            )
        except (OSError, ValueError, KeyError) as wrong:
            line = (str(wrong).splitlines() or ["unreadable"])[0]
            raise BrokenFile(folder, "model weights", line, _FIX) from wrong
        network.eval()
        return cls(network, int(network.config.vocab_size))

    def next_p(self, contexts: Ints) -> Floats:
        """Probabilities of shape (n, vocab) after contexts of shape (n, h), padded left by -1."""
        import torch  # noqa: PLC0415

        parts = []
        for start in range(0, len(contexts), BATCH):
            rows = torch.from_numpy(np.asarray(contexts[start : start + BATCH]))
            held = (rows != PAD).long()
            held[:, -1] = 1  # a row of padding alone is read as token 0
            places = (held.cumsum(1) - 1).clamp(min=0)
            with torch.no_grad():
                out = self.network(
                    input_ids=rows.clamp(min=0), attention_mask=held, position_ids=places
                )
            parts.append(torch.softmax(out.logits[:, -1].double(), dim=-1).numpy())
        return np.concatenate(parts) if parts else np.zeros((0, self.vocab))

    def logp(self, sequence: Ints, *, prompt: Ints | None = None) -> Floats:
        """Log-probability in nats of each token of `sequence`, read after `prompt`.

        The very first token of a text without a prompt has nothing before it and scores 0.
        """
        import torch  # noqa: PLC0415

        before = np.zeros(0, np.int64) if prompt is None else np.asarray(prompt)
        whole = torch.from_numpy(np.concatenate([before, sequence]).astype(np.int64))[None]
        with torch.no_grad():
            logp = torch.log_softmax(self.network(input_ids=whole).logits[0].double(), dim=-1)
        told = logp[:-1].gather(1, whole[0, 1:, None])[:, 0].numpy()
        return np.asarray(np.concatenate([[0.0], told])[len(before) :])


@dataclass(frozen=True, slots=True)
class HuggingFaceTokenizer:
    """A tokenizer.json."""

    inner: Any

    @classmethod
    def load(cls, path: Path) -> "HuggingFaceTokenizer":
        """Read a tokenizer.json. Raises UsageError without the library, BrokenFile else."""
        try:
            from tokenizers import Tokenizer  # noqa: PLC0415 - optional
        except ImportError as missing:
            raise UsageError(f"reading {path} needs tokenizers: {missing}.") from missing
        try:
            return cls(Tokenizer.from_file(str(path)))
        except Exception as wrong:  # the library raises bare exceptions
            raise BrokenFile(path, "a tokenizer", str(wrong), "Give a tokenizer.json.") from wrong

    def encode(self, text: str) -> Ints:
        """Ids of a text, without special tokens."""
        return np.array(self.inner.encode(text, add_special_tokens=False).ids, np.int64)

    def decode(self, ids: Ints) -> str:
        """The text of ids."""
        return str(self.inner.decode(ids.tolist()))
