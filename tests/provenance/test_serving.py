"""Green lists in real servers: transformers with a tiny network; vLLM by its documented calls."""

import inspect
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import numpy as np
import pytest

from gauger.errors import BrokenFile, UsageError
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


def test_the_class_for_vllm(monkeypatch: pytest.MonkeyPatch) -> None:
    """As documented for the V1 model runner: None, or a function of prompt, output and logits.

    vLLM itself is not run here; the base class is a stand-in.
    """
    name = "vllm.v1.sample.logits_processor"
    for part in ("vllm", "vllm.v1", "vllm.v1.sample", name):
        monkeypatch.setitem(sys.modules, part, ModuleType(part))
    monkeypatch.setattr(sys.modules[name], "AdapterLogitsProcessor", object, raising=False)
    made = vllm_processor_class({"C-1": MARK}, SHAPE)()
    assert made.is_argmax_invariant() is False
    for extra in (None, {}, {EXTRA_ARG: "C-2"}):
        assert made.new_req_logits_processor(SimpleNamespace(extra_args=extra)) is None
    each = made.new_req_logits_processor(SimpleNamespace(extra_args={EXTRA_ARG: "C-1"}))
    assert len(inspect.signature(each).parameters) == 3
    assert each([3], [7], np.zeros(VOCAB)).max() == SHAPE.delta


def test_the_class_for_the_second_runner_of_vllm(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows by slot, several a request where it drafts; a slot used again loses its mark.

    vLLM itself is not run here; the base class is a stand-in with its documented constructor.
    """
    name = "vllm.v1.worker.gpu.sample.logits_processor"
    for n in range(1, len(name.split(".")) + 1):
        part = ".".join(name.split(".")[:n])
        monkeypatch.setitem(sys.modules, part, ModuleType(part))
    base = type("LogitsProcessor", (), {"__init__": lambda self, config, states: None})
    monkeypatch.setattr(sys.modules[name], "LogitsProcessor", base, raising=False)
    made = vllm_v2_processor_class({"C-1": MARK}, SHAPE)(None, None)
    yes, no = SimpleNamespace(extra_args={EXTRA_ARG: "C-1"}), SimpleNamespace(extra_args=None)
    assert made.add_request(4, yes)
    assert not made.add_request(2, no)
    rows = SimpleNamespace(
        idx_mapping_np=np.array([2, 4]), expanded_idx_mapping=np.array([2, 4, 4]),
        input_ids=np.array([7, 7, 9]),
    )  # fmt: skip
    got = made.apply(np.zeros((3, VOCAB)), rows)
    on = MARK.mask(np.array([[7], [7], [9]]), VOCAB) * SHAPE.delta
    assert (got[0] == 0).all()
    assert (got[1:] == on[1:]).all()
    made.add_request(4, no)
    assert (made.apply(np.zeros((3, VOCAB)), rows) == 0).all()
    with pytest.raises(UsageError, match="window of 1"):
        vllm_v2_processor_class({}, MarkShape(window=2))


def test_a_missing_server_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """With what to install."""
    monkeypatch.setitem(sys.modules, "vllm", None)
    for made in (vllm_processor_class, vllm_v2_processor_class):
        with pytest.raises(UsageError, match="needs vllm"):
            made({}, SHAPE)
