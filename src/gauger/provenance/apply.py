"""Marking answers of accounts under a case: one of several chosen, then canaries and keyed forms.

Accounts that the case does not name pass untouched, byte for byte, and so does everything the
guard protects. Each run leaves a `serve` entry in the ledger, so that it can be shown later that
the key was committed before.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

import msgspec

from gauger.errors import InputError, UsageError
from gauger.provenance.canaries import Canary, draw_canaries, plant
from gauger.provenance.choice import Offered, served_of
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
    candidates: tuple[str, ...] = ()
    """All that were drawn for the request, where the key is to choose; never served as such."""


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
    offered: tuple[Offered, ...]
    """Requests whose answer a key chose, with all candidates: what the test reads, kept at home."""
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
    exceed the limit or a purpose is not one that marks answers.
    """
    known = {"words", "canary", "choice"}
    if not purposes or not set(purposes) <= known:
        raise UsageError(
            f"marks of answers are {', '.join(sorted(known))}; got {sorted(purposes)}."
        )
    held = {p: registry.key(campaign, p, at=at) for p in sorted(purposes)}
    words = held["words"][0] if "words" in held else None
    canary_key = held["canary"][0] if "canary" in held else None
    drawn = draw_canaries(canary_key, limits.canaries) if canary_key else ()
    chooser = held["choice"][0] if "choice" in held else None
    before, done, offered, planted = [], [], [], 0
    for answer in answers:
        text = answer.response
        if answer.account_id in accounts:
            if chooser and answer.candidates:
                offered.append(_offered(answer))
                text = served_of(chooser, offered[-1])
            before.append(text)
            text = mark_text(text, words) if words else text
            with_canary = _planted(text, answer, canary_key, drawn, limits)
            planted += with_canary is not None
            text = with_canary or text
        done.append(msgspec.structs.replace(answer, response=text, candidates=()))
    cost = edit_cost(before, [d.response for d in done if d.account_id in accounts])
    if cost.edited_share > limits.max_edited_share:
        raise UsageError(
            f"marks would change {cost.edited_share:.1%} of the words, above the limit of "
            f"{limits.max_edited_share:.0%}. Use fewer kinds of marks or canaries."
        )
    for purpose, (_, _, digest) in held.items():
        registry.ledger.append(
            "serve", campaign, digest, at=at, purpose=purpose, answers=str(len(before)),
            offered=sha256(msgspec.json.encode(offered)).hexdigest(),
            accounts=sha256("\n".join(sorted(accounts)).encode()).hexdigest(),
        )  # fmt: skip
    return Marked(
        answers=tuple(done), offered=tuple(offered), eligible=len(before), canaries=planted,
        cost=cost,
    )  # fmt: skip


def _offered(answer: Answer) -> Offered:
    if not answer.exchange_id:
        raise InputError(
            "an answer with candidates needs its exchange_id: the coin is thrown on it."
        )
    return Offered(
        exchange_id=answer.exchange_id, prompt=answer.prompt, candidates=answer.candidates
    )


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
