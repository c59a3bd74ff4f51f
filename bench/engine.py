"""Marks in vLLM's real engine, on a processor: `python -m bench.engine`, one JSON line a figure.

Needs vLLM in the Python that runs this; its processor build can be had as a package (see
docs/provenance/index.md). The model is a small Llama of random weights, made here: what is shown is
that the engine calls our processor and samples from what it gives, not how a real model reads.
Half of a batch names a campaign, half does not, in turns.
"""

import os
import tempfile
import time
from pathlib import Path
from typing import Any

os.environ |= {
    "HF_HUB_OFFLINE": "1", "VLLM_NO_USAGE_STATS": "1", "VLLM_CPU_KVCACHE_SPACE": "1",
    "VLLM_ENABLE_V1_MULTIPROCESSING": "0", "VLLM_LOGGING_LEVEL": "WARNING",
}  # fmt: skip

import msgspec
import numpy as np
import torch

from gauger.provenance.arrays import Ints
from gauger.provenance.greenlist import GreenList, MarkShape
from gauger.provenance.serving import EXTRA_ARG, vllm_processor_class

VOCAB = 512
SHAPE = MarkShape()
MARK = GreenList(key=np.array([11, 2_026], np.uint64), shape=SHAPE)
REQUESTS, TOKENS = 32, 64


def weights(folder: Path) -> Any:
    """A Llama of two layers and random weights, written into `folder`."""
    from transformers import LlamaConfig, LlamaForCausalLM  # noqa: PLC0415

    torch.manual_seed(7)
    config = LlamaConfig(
        vocab_size=VOCAB, hidden_size=128, intermediate_size=256, num_hidden_layers=2,
        num_attention_heads=2, num_key_value_heads=2, max_position_embeddings=256,
        initializer_range=0.1, bos_token_id=None, eos_token_id=None, pad_token_id=None,
    )  # fmt: skip
    network = LlamaForCausalLM(config).eval()
    network.save_pretrained(folder)
    return network


def main() -> None:
    """Generate once by chance and once greedily, marked and plain requests in one batch."""
    import vllm  # noqa: PLC0415 - its own environment

    with tempfile.TemporaryDirectory() as folder:
        network = weights(Path(folder))
        engine = vllm.LLM(
            model=folder, skip_tokenizer_init=True, enforce_eager=True, dtype="float32",
            max_model_len=128, max_num_seqs=16, seed=0,
            logits_processors=[vllm_processor_class({"C-1": MARK}, SHAPE)],
        )  # fmt: skip
        rng = np.random.default_rng(0)
        prompts = [rng.integers(0, VOCAB, int(n)) for n in rng.integers(1, 30, REQUESTS)]
        by_chance = generated(vllm, engine, prompts, temperature=1.0)
        greedy = generated(vllm, engine, prompts, temperature=0.0)
    say("engine", vllm=vllm.__version__, torch=str(torch.__version__), requests=REQUESTS)
    for name, first in (("names a campaign", 0), ("names none", 1)):
        hits = [on_list(p, a) for p, a in list(zip(prompts, by_chance, strict=True))[first::2]]
        say("by chance", request=name, tokens=sum(map(len, hits)),
            green=float(np.concatenate(hits).mean()), gamma=SHAPE.gamma)  # fmt: skip
        same = [
            agrees(network, p, a, marked=first == 0)
            for p, a in list(zip(prompts, greedy, strict=True))[first::2]
        ]
        say("greedy, against the same weights outside the engine", request=name,
            tokens=sum(map(len, same)), same=int(np.concatenate(same).sum()))  # fmt: skip
    say("done", cpu_s=round(time.process_time(), 1))


def generated(vllm: Any, engine: Any, prompts: list[Ints], *, temperature: float) -> list[Ints]:
    """Answers of TOKENS tokens; requests of even number name the campaign."""
    params = [
        vllm.SamplingParams(
            temperature=temperature, max_tokens=TOKENS, ignore_eos=True, detokenize=False, seed=i,
            extra_args={EXTRA_ARG: "C-1"} if i % 2 == 0 else None,
        )
        for i in range(len(prompts))
    ]  # fmt: skip
    asked = [{"prompt_token_ids": p.tolist()} for p in prompts]
    told = engine.generate(asked, params, use_tqdm=False)
    return [np.array(t.outputs[0].token_ids, np.int64) for t in told]


def on_list(prompt: Ints, answer: Ints) -> np.ndarray:
    """Whether each token of an answer is green after the one before it."""
    before = np.r_[prompt[-1:], answer[:-1]][:, None]
    return MARK.mask(before, VOCAB)[np.arange(len(answer)), answer]


@torch.inference_mode()
def agrees(network: Any, prompt: Ints, answer: Ints, *, marked: bool) -> np.ndarray:
    """Whether each greedy token is the likeliest of the same weights, with or without the list."""
    whole = np.r_[prompt, answer]
    logits = network(torch.from_numpy(whole)[None]).logits[0, len(prompt) - 1 : -1].numpy()
    if marked:
        logits = MARK.hook(whole[len(prompt) - 1 : -1, None], logits)
    return np.asarray(logits.argmax(axis=1) == answer)


def say(part: str, **figures: object) -> None:
    """One JSON line."""
    print(msgspec.json.encode({"part": part, **figures}).decode(), flush=True)


if __name__ == "__main__":
    main()
