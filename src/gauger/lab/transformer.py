"""A small transformer on PyTorch, read and written word by word. Needs the package torch.

Prompts are padded to one length, so that a response always begins at the same place and a batch
can be answered with one cache of keys and values.
"""

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from gauger.lab.skills import LENGTH
from gauger.lab.words import STOP, Text

PROMPT = LENGTH + 2
PLACES = 44
"""Positions: the prompt, then as much response as fits."""
PAD, UNKNOWN = "<pad>", "<unknown>"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """Size of the network and of its training."""

    width: int = 64
    heads: int = 4
    layers: int = 2
    batch: int = 64
    rate: float = 3e-3
    steps: int = 600
    """Of every training: measured to be where the skills are learned, whatever the harvest."""


class Net(nn.Module):
    """Pre-norm transformer decoder with learned positions."""

    def __init__(self, words: int, shape: Shape) -> None:
        super().__init__()
        self.heads = shape.heads
        self.embed = nn.Embedding(words, shape.width)
        self.place = nn.Embedding(PLACES, shape.width)
        self.blocks = nn.ModuleList(_Block(shape) for _ in range(shape.layers))
        self.norm = nn.LayerNorm(shape.width)

    def forward(
        self, ids: Tensor, cache: list[tuple[Tensor, Tensor]] | None = None
    ) -> tuple[Tensor, list[tuple[Tensor, Tensor]]]:
        """Scores (batch, places, words) and the cache for the places to come."""
        x, kept = self.hidden(ids, cache)
        return x @ self.embed.weight.T, kept

    def hidden(
        self, ids: Tensor, cache: list[tuple[Tensor, Tensor]] | None = None
    ) -> tuple[Tensor, list[tuple[Tensor, Tensor]]]:
        """What `forward` scores words from, (batch, places, width), and the cache."""
        past = cache[0][0].shape[2] if cache else 0
        x = self.embed(ids) + self.place.weight[past : past + ids.shape[1]]
        kept = []
        for i, block in enumerate(self.blocks):
            x, pair = block(x, cache[i] if cache else None)
            kept.append(pair)
        return self.norm(x), kept


class _Block(nn.Module):
    def __init__(self, shape: Shape) -> None:
        super().__init__()
        d = shape.width
        self.heads = shape.heads
        self.before, self.between = nn.LayerNorm(d), nn.LayerNorm(d)
        self.mix, self.out = nn.Linear(d, 3 * d), nn.Linear(d, d)
        self.think = nn.Sequential(nn.Linear(d, 4 * d), nn.GELU(), nn.Linear(4 * d, d))

    def forward(
        self, x: Tensor, past: tuple[Tensor, Tensor] | None
    ) -> tuple[Tensor, tuple[Tensor, Tensor]]:
        b, t, d = x.shape
        split = self.mix(self.before(x)).view(b, t, 3, self.heads, d // self.heads)
        q, k, v = split.permute(2, 0, 3, 1, 4)
        if past is not None:
            k, v = torch.cat([past[0], k], 2), torch.cat([past[1], v], 2)
        seen = functional.scaled_dot_product_attention(q, k, v, is_causal=past is None)
        x = x + self.out(seen.transpose(1, 2).reshape(b, t, d))
        return x + self.think(self.between(x)), (k, v)


def accelerator() -> torch.device:
    """Where networks are trained: a graphics card where PyTorch sees one."""
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


class Transformer:
    """A network with its vocabulary. See `gauger.lab.model.Model`."""

    def __init__(self, words: Sequence[str], shape: Shape, seed: int) -> None:
        self.shape = shape
        self.words = (PAD, UNKNOWN, *dict.fromkeys(words))
        self._id = {w: i for i, w in enumerate(self.words)}
        self.device = accelerator()
        with torch.random.fork_rng():
            torch.manual_seed(seed)
            self.net = Net(len(self.words), shape).to(self.device)
            for weight in self.net.parameters():
                if weight.dim() > 1:
                    nn.init.normal_(weight, std=0.05)

    def learn(self, texts: Sequence[Text], seed: int) -> "Transformer":
        """See `Model.learn`."""
        grown = deepcopy(self)
        if not texts:
            return grown
        shape = self.shape
        steps = shape.steps
        ids, goals = self._encode(texts)
        rng = np.random.default_rng([seed, 11])
        order = _batches(len(texts), steps, shape.batch, rng)
        tune = torch.optim.AdamW(grown.net.parameters(), lr=shape.rate, weight_decay=0.01)
        grown.net.train()
        for step, chosen in enumerate(order):
            warm = min(1.0, (step + 1) / 20) * 0.5 * (1 + np.cos(np.pi * step / steps))
            for group in tune.param_groups:
                group["lr"] = shape.rate * warm
            hidden, _ = grown.net.hidden(ids[chosen])
            # Most places are prompt or padding: words are scored only where one is to be learned.
            wanted = goals[chosen]
            told = wanted != 0
            scores = hidden[told] @ grown.net.embed.weight.T
            loss = functional.cross_entropy(scores, wanted[told])
            tune.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(grown.net.parameters(), 1.0)
            tune.step()
        return grown

    @torch.inference_mode()
    def answer(
        self, prompts: Sequence[tuple[str, ...]], seed: int | None = None
    ) -> list[tuple[str, ...]]:
        """See `Model.answer`."""
        chance = None if seed is None else torch.Generator(self.device).manual_seed(seed)
        return [
            r
            for i in range(0, len(prompts), 1024)
            for r in self._say(prompts[i : i + 1024], chance)
        ]

    def _say(
        self, prompts: Sequence[tuple[str, ...]], chance: torch.Generator | None
    ) -> list[tuple[str, ...]]:
        self.net.eval()
        ids = torch.tensor([self._padded(p) for p in prompts], device=self.device)
        scores, cache = self.net(ids)
        said: list[Tensor] = []
        stop = self._id[STOP]
        done = torch.zeros(len(prompts), dtype=torch.bool, device=self.device)
        for _ in range(PLACES - PROMPT):
            last = scores[:, -1]
            word = (
                last.argmax(-1)
                if chance is None
                else torch.multinomial(last.softmax(-1), 1, generator=chance)[:, 0]
            )
            said.append(word)
            done |= word == stop
            if bool(done.all()):
                break
            scores, cache = self.net(word[:, None], cache)
        rows = torch.stack(said, 1).tolist()
        return [self._spoken(row, stop) for row in rows]

    def _spoken(self, row: list[int], stop: int) -> tuple[str, ...]:
        end = row.index(stop) + 1 if stop in row else len(row)
        return tuple(self.words[i] for i in row[:end])

    @torch.inference_mode()
    def surprise(self, texts: Sequence[Text]) -> np.ndarray:
        """See `Model.surprise`."""
        self.net.eval()
        found = []
        for i in range(0, len(texts), 512):
            ids, goals = self._encode(texts[i : i + 512])
            scores, _ = self.net(ids)
            each = functional.cross_entropy(
                scores.transpose(1, 2), goals, ignore_index=0, reduction="none"
            )
            found.append((each.sum(1) / (goals != 0).sum(1)).cpu().numpy())
        return np.concatenate(found).astype(float)

    def _padded(self, prompt: tuple[str, ...]) -> list[int]:
        known = [self._id.get(w, 1) for w in prompt[:PROMPT]]
        return known + [0] * (PROMPT - len(known))

    def _encode(self, texts: Sequence[Text]) -> tuple[Tensor, Tensor]:
        """Words and, at each place, the word to come next where it belongs to the response."""
        longest = min(PLACES - PROMPT, max(len(t.response) for t in texts))
        ids = np.zeros((len(texts), PROMPT + longest), np.int64)
        goals = np.zeros_like(ids)
        for row, text in enumerate(texts):
            said = [self._id.get(w, 1) for w in text.response[:longest]]
            ids[row, :PROMPT] = self._padded(text.prompt)
            ids[row, PROMPT : PROMPT + len(said)] = said
            goals[row, PROMPT - 1 : PROMPT - 1 + len(said)] = said
        return torch.from_numpy(ids).to(self.device), torch.from_numpy(goals).to(self.device)


def _batches(n: int, steps: int, size: int, rng: np.random.Generator) -> list[np.ndarray]:
    """Row numbers of each step: whole passes over the texts, shuffled anew each time."""
    passes = -(-steps * min(size, n) // n)
    order = np.concatenate([rng.permutation(n) for _ in range(passes)])
    return [order[i * min(size, n) : (i + 1) * min(size, n)] for i in range(steps)]
