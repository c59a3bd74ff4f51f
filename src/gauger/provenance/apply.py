"""Marking answers of accounts under a case: canaries and keyed forms, put in after the model.

Accounts that the case does not name pass untouched, byte for byte, and so does everything the
guard protects. Each run leaves a `serve` entry in the ledger, so that it can be shown later that
the key was committed before.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

import msgspec

from gauger.errors import UsageError
from gauger.provenance.canaries import Canary, draw_canaries, plant
from gauger.provenance.cost import EditCost, edit_cost
from gauger.provenance.keys import coin
from gauger.provenance.registry import Registry
from gauger.provenance.textmarks import mark_text


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """One answer on its way out."""

    account_id: str
    response: str
    exchange_id: str = ""
    prompt: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkLimits:
    """How much may be marked."""

    canaries: int = 24
    """Distinct canaries of a campaign, each repeated over its answers."""
    p_canary: float = 0.5
    """Share of eligible answers that carry one."""
    max_edited_share: float = 0.10
    """A campaign whose answers would change more than this is refused, and nothing is written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """Answers after marking, in the order given, and what it cost."""

    answers: tuple[Answer, ...]
    eligible: int
    """Answers of accounts under the case."""
    canaries: int
    """Answers that carry a canary."""
    cost: EditCost


def mark_answers(
    answers: Sequence[Answer],
    accounts: Collection[str],
    registry: Registry,
    campaign: str,
    *,
    purposes: Collection[str],
    at: datetime,
    limits: MarkLimits = MarkLimits(),
) -> Marked:
    """Mark the answers of `accounts` with a campaign's committed keys.

    Raises LateCommitment for a key not committed before `at`, UsageError where the edits would
    exceed the limit or a purpose is not one that marks text.
    """
    known = {"words", "canary"}
    if not purposes or not set(purposes) <= known:
        raise UsageError(f"marks in text are {', '.join(sorted(known))}; got {sorted(purposes)}.")
    held = {p: registry.key(campaign, p, at=at) for p in sorted(purposes)}
    words = held["words"][0] if "words" in held else None
    canary_key = held["canary"][0] if "canary" in held else None
    drawn = draw_canaries(canary_key, limits.canaries) if canary_key else ()
    done, planted = [], 0
    for answer in answers:
        text = answer.response
        if answer.account_id in accounts:
            text = mark_text(text, words) if words else text
            with_canary = _planted(text, answer, canary_key, drawn, limits)
            planted += with_canary is not None
            text = with_canary or text
        done.append(msgspec.structs.replace(answer, response=text))
    mine = [i for i, a in enumerate(answers) if a.account_id in accounts]
    cost = edit_cost([answers[i].response for i in mine], [done[i].response for i in mine])
    if cost.edited_share > limits.max_edited_share:
        raise UsageError(
            f"marks would change {cost.edited_share:.1%} of the words, above the limit of "
            f"{limits.max_edited_share:.0%}. Use fewer kinds of marks or canaries."
        )
    for purpose, (_, _, digest) in held.items():
        registry.ledger.append(
            "serve", campaign, digest, at=at, purpose=purpose, answers=str(len(mine)),
            accounts=sha256("\n".join(sorted(accounts)).encode()).hexdigest(),
        )  # fmt: skip
    return Marked(answers=tuple(done), eligible=len(mine), canaries=planted, cost=cost)


def _planted(
    text: str, answer: Answer, key: bytes | None, drawn: Sequence[Canary], limits: MarkLimits
) -> str | None:
    """The text with the canary of this exchange, or None where none is due or fits."""
    if key is None:
        return None
    label = answer.exchange_id or sha256(answer.response.encode()).hexdigest()
    if coin(key, "plant", label) >= limits.p_canary * 2**64:
        return None
    return plant(text, drawn[coin(key, "which", label) % len(drawn)])
