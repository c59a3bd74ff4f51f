"""Green lists in real servers: transformers with a tiny network; vLLM by its documented calls."""

import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from gauger.errors import BrokenFile, UsageError
from gauger.provenance.arrays import Floats
from gauger.provenance.greenlist import GreenList, MarkShape
from gauger.provenance.prf import green, random_keys
from gauger.provenance.serving import (
    EXTRA_ARG,
    transformers_processor,
    vllm_processor_class,
    vllm_request_processor,
    vllm_v2_processor_class,
)
from gauger.provenance.suspects import load_model
from tests.provenance.vllm_contract import BatchUpdate, Moved, install, step_of

SHAPE = MarkShape(delta=3.0)
MARK = GreenList(key=random_keys(1, np.random.default_rng(1_000))[0], shape=SHAPE)
VOCAB = 96


@pytest.fixture(scope="module")
def network() -> Any:
    """A causal network of a few thousand random weights."""
    torch = pytest.importorskip("torch", reason="`make lab` installs torch")
    transformers = pytest.importorskip("transformers", reason="`make lab` installs transformers")
    torch.manual_seed(0)
    config = transformers.LlamaConfig(
        vocab_size=VOCAB, hidden_size=32, intermediate_size=48, num_hidden_layers=2,
        num_attention_heads=2, num_key_value_heads=2, max_position_embeddings=128,
        bos_token_id=0, eos_token_id=None, pad_token_id=0,
    )  # fmt: skip
    return transformers.LlamaForCausalLM(config).eval()


def test_generated_text_carries_the_mark(network: Any) -> None:
    """`generate` with our processor: the test finds the key, and another key finds nothing."""
    import torch  # noqa: PLC0415

    prompt = torch.randint(1, VOCAB, (8, 4), generator=torch.Generator().manual_seed(1))
    torch.manual_seed(2)
    made = network.generate(
        prompt, attention_mask=torch.ones_like(prompt), do_sample=True, max_new_tokens=60,
        logits_processor=[transformers_processor(MARK, SHAPE)],
    ).numpy()  # fmt: skip
    windows, tokens = made[:, 3:-1].reshape(-1, 1), made[:, 4:].reshape(-1)
    on = green(MARK.key, windows, tokens, SHAPE.gamma).mean()
    other = green(random_keys(1, np.random.default_rng(7))[0], windows, tokens, SHAPE.gamma).mean()
    assert on > 0.7
    assert other < 0.4


def test_the_processor_raises_greens_and_nothing_else(network: Any) -> None:
    """Scores of a batch: delta on the list, none off it, each row by its own last token."""
    import torch  # noqa: PLC0415

    ids = torch.tensor([[5, 9], [9, 5]])
    raised = transformers_processor(MARK, SHAPE)(ids, torch.zeros(2, VOCAB)).numpy()
    assert (raised == SHAPE.delta * MARK.mask(ids.numpy(), VOCAB)).all()
    assert (raised[0] != raised[1]).any()
    long = GreenList(key=MARK.key, shape=MarkShape(window=3))
    alone = transformers_processor(long, long.shape)(ids, torch.zeros(2, VOCAB))
    assert float(alone.abs().sum()) == 0.0


def test_a_folder_of_weights_is_a_suspect(network: Any, tmp_path: Path) -> None:
    """Saved and read: the same probabilities, padded or not, and the same log-probabilities."""
    import torch  # noqa: PLC0415

    network.save_pretrained(tmp_path / "m")
    model = load_model(tmp_path / "m")
    assert model.vocab == VOCAB
    text = np.array([3, 14, 15, 9, 2, 6])
    with torch.no_grad():
        truth = torch.log_softmax(network(torch.tensor(text[None])).logits[0].double(), -1).numpy()
    padded = model.next_p(np.array([[-1, -1, *text], [-1, *text, 5]]))
    assert np.log(padded[0]) == pytest.approx(truth[-1], abs=1e-4)
    told = model.logp(text[2:], prompt=text[:2])
    assert told == pytest.approx(truth[np.arange(1, 5), text[2:]], abs=1e-5)


def test_a_pickle_is_not_read(network: Any, tmp_path: Path) -> None:
    """Only safetensors: a suspect's file runs no code here."""
    import torch  # noqa: PLC0415

    network.save_pretrained(tmp_path / "m")
    (tmp_path / "m" / "model.safetensors").unlink()
    torch.save(network.state_dict(), tmp_path / "m" / "pytorch_model.bin")
    with pytest.raises(BrokenFile, match="model weights"):
        load_model(tmp_path / "m")


def test_one_request_of_vllm() -> None:
    """The window reaches from the prompt into the output."""
    on = MARK.mask(np.array([[7]]), VOCAB)[0]
    for prompt, output in (([3, 7], []), ([3], [7])):
        got = vllm_request_processor(MARK, SHAPE, prompt, output, np.zeros(VOCAB))
        assert (got == SHAPE.delta * on).all()
    assert (vllm_request_processor(MARK, SHAPE, [], [], np.zeros(VOCAB)) == 0).all()


def test_a_prompt_of_embeddings_has_no_tokens() -> None:
    """vLLM hands None then: nothing is marked before an output token is there, nothing breaks."""
    on = MARK.mask(np.array([[7]]), VOCAB)[0]
    assert (vllm_request_processor(MARK, SHAPE, None, [], np.zeros(VOCAB)) == 0).all()
    got = vllm_request_processor(MARK, SHAPE, None, [7], np.zeros(VOCAB))
    assert (got == SHAPE.delta * on).all()


def named(campaign: str | None) -> SimpleNamespace:
    """Sampling parameters of a request."""
    return SimpleNamespace(extra_args=None if campaign is None else {EXTRA_ARG: campaign})


def raised(last: int | None) -> Floats:
    """What a row gets after a token; None for a row that is not marked."""
    return SHAPE.delta * MARK.mask(np.array([[last]]), VOCAB)[0] if last else np.zeros(VOCAB)


def test_the_class_for_vllm(monkeypatch: pytest.MonkeyPatch) -> None:
    """A batch lives for 300 steps as documented for the first runner; each row has its own mark.

    Requests come, also into rows in use, end, are moved to fill gaps and change places, outputs
    grow by reference. Forbidden tokens stay forbidden.
    """
    install(monkeypatch)
    made = vllm_processor_class({"C-1": MARK}, SHAPE)(None, "cpu", False)
    assert made.is_argmax_invariant() is False
    rng = np.random.default_rng(1_000)
    batch: list[tuple[str | None, list[int] | None, list[int]]] = []
    seen = 0
    for _ in range(300):
        made.update_state(_turned(batch, rng))
        logits = np.zeros((len(batch), VOCAB))
        logits[:, 11] = -np.inf
        got = made.apply(logits)
        for row, (campaign, prompt, output) in zip(got, batch, strict=True):
            last = [*(prompt or []), *output][-1:] if campaign == "C-1" else []
            expected = raised(last[0] if last else None)
            expected[11] = -np.inf
            assert (row == expected).all()
            seen += bool(last)
            output.append(int(rng.integers(1, VOCAB)))
    assert seen > 100


def _turned(
    batch: list[tuple[str | None, list[int] | None, list[int]]], rng: np.random.Generator
) -> BatchUpdate | None:
    """One step's changes, made to `batch` and told as the runner tells them; None where none."""
    kind = int(rng.integers(5))
    if kind == 0 or len(batch) < 3:
        new = (
            [None, "C-1", "C-2"][int(rng.integers(3))],
            None if rng.random() < 0.2 else rng.integers(1, VOCAB, 3).tolist(),
            list[int](),
        )
        batch.append(new)
        return BatchUpdate(len(batch), added=[(len(batch) - 1, named(new[0]), new[1], new[2])])
    at = int(rng.integers(len(batch) - 1))
    if kind == 1:  # one ends, another takes its row in the same step
        batch[at] = ("C-1" if rng.random() < 0.5 else None, [5, 6], [])
        return BatchUpdate(len(batch), added=[(at, named(batch[at][0]), *batch[at][1:])])
    if kind == 2:  # one ends, the last moves into the gap
        batch[at] = batch.pop()
        moved = [(len(batch), at, Moved.ONE_WAY)]
        return BatchUpdate(len(batch), removed=[at], moved=moved)
    if kind == 3:
        batch[at], batch[-1] = batch[-1], batch[at]
        return BatchUpdate(len(batch), moved=[(at, len(batch) - 1, Moved.SWAP)])
    return None


def test_the_class_for_the_second_runner_of_vllm(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows by slot in any order, several a request where it drafts; a slot used again is new."""
    install(monkeypatch)
    made = vllm_v2_processor_class({"C-1": MARK}, SHAPE)(None, None)
    rng = np.random.default_rng(1_001)
    slots: dict[int, str | None] = {}
    for _ in range(100):
        slot = int(rng.integers(6))
        slots[slot] = [None, "C-1", "C-2"][int(rng.integers(3))]
        assert made.add_request(slot, named(slots[slot])) is (slots[slot] == "C-1")
        made.apply_staged_writes()
        rows = [
            (int(s), i, int(rng.integers(1, VOCAB)))
            for s in rng.permutation(list(slots))
            for i in range(1 + int(rng.integers(3)))
        ]
        logits = np.zeros((len(rows), VOCAB))
        logits[:, 11] = -np.inf
        got = made.apply(logits, step_of(rows))
        for row, (slot, _offset, fed) in zip(got, rows, strict=True):
            expected = raised(fed if slots[slot] == "C-1" else None)
            expected[11] = -np.inf
            assert (row == expected).all()
    with pytest.raises(UsageError, match="window of 1"):
        vllm_v2_processor_class({}, MarkShape(window=2))


def test_a_missing_server_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """With what to install."""
    monkeypatch.setitem(sys.modules, "vllm", None)
    for made in (vllm_processor_class, vllm_v2_processor_class):
        with pytest.raises(UsageError, match="needs vllm"):
            made({}, SHAPE)
