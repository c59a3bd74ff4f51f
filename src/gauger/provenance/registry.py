"""The registry: a folder with a master secret and a ledger, from which every mark comes.

A campaign's key is derived, and committed with its terms *before* the first marked answer is
served; a campaign without a case gets no key. A key that leans to control text, texts that exist
before any mark, is retired before use, and the next one derived: with one key, all innocent
models are one draw, so an unlucky key would accuse them all.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

import msgspec

from gauger.errors import InputError, UsageError
from gauger.provenance.greenlist import GreenList, MarkShape, SplitList
from gauger.provenance.keys import (
    SHARED_CAMPAIGN,
    commitment,
    derive,
    new_master,
    read_master,
    words_of,
)
from gauger.provenance.ledger import Entry, LateCommitment, Ledger
from gauger.provenance.screening import leans_to_controls
from gauger.provenance.textmarks import slot_test

PURPOSES = ("green", "canary", "words", "choice", "marker")
MAX_RETIRED = 20
CONTROL_P = 0.05
"""A key is retired when control text gives it a p-value below this, for greens and words alike."""


class Terms(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a key is committed for; part of the commitment."""

    campaign: str
    purpose: str
    case: str
    number: int = 0
    """How many keys were retired before this one."""
    gamma: float = 0.25
    delta: float = 2.0
    window: int = 1
    tokenizer: str = ""
    """SHA-256 of the tokenizer whose ids the mark is on."""
    controls: str = ""
    """SHA-256 of the control text the key was screened on."""

    def text(self) -> str:
        """The one spelling that is committed to."""
        return msgspec.json.encode(self, order="sorted").decode()


@dataclass(frozen=True, slots=True)
class Registry:
    """A folder of marks; see the module."""

    folder: Path

    @property
    def ledger(self) -> Ledger:
        """What was committed, served, opened and tried."""
        return Ledger(self.folder / "ledger.jsonl")

    @classmethod
    def create(cls, folder: Path) -> "Registry":
        """A fresh registry. Raises UsageError where there is one."""
        folder.mkdir(parents=True, exist_ok=True)
        new_master(folder / "master.key")
        return cls(folder)

    def commit(
        self,
        terms: Terms,
        *,
        at: datetime,
        controls: Sequence[str] = (),
        control_tokens: Sequence[Sequence[int]] = (),
    ) -> Entry:
        """Derive and commit a key, retiring those that lean to the controls.

        Raises UsageError for a second key of one campaign and purpose, or one without a case.
        """
        _check(terms)
        if self._committed(terms.campaign, terms.purpose):
            raise UsageError(
                f"{terms.campaign!r} has a {terms.purpose} key already: one campaign, one key a "
                "purpose, else the better of two could be picked afterwards."
            )
        for number in range(MAX_RETIRED):
            tried = msgspec.structs.replace(terms, number=number)
            key = self._key(tried)
            digest = commitment(key, tried.text())
            leans = _leans(tried, key, controls, control_tokens)
            kind = "retire" if leans else "key"
            entry = self.ledger.append(kind, tried.campaign, digest, at=at, terms=tried.text())
            if not leans:
                return entry
        raise InputError(
            f"{MAX_RETIRED} keys in a row lean to the control text; it is too short or was marked. "
            "Give more, and older, text."
        )

    def key(self, campaign: str, purpose: str, *, at: datetime) -> tuple[bytes, Terms, str]:
        """A committed key with its terms and commitment, for use at `at`.

        Raises LateCommitment where it was not committed before then.
        """
        entry = self._committed(campaign, purpose)
        if entry is None or entry.at > at:
            raise LateCommitment(
                f"the {purpose} key of {campaign!r}", "its use", at, entry.at if entry else None
            )
        terms = msgspec.json.decode(entry.detail["terms"], type=Terms)
        key = self._key(terms)
        if commitment(key, entry.detail["terms"]) != entry.digest:
            raise InputError(
                f"{self.folder}/master.key does not give the key committed for {campaign!r}: it is "
                "another secret. Restore the one that was there when the key was committed."
            )
        return key, terms, entry.digest

    def green_list(self, campaign: str, *, at: datetime) -> GreenList:
        """The campaign's own green list."""
        key, terms, _ = self.key(campaign, "green", at=at)
        shape = MarkShape(gamma=terms.gamma, delta=terms.delta, window=terms.window)
        return GreenList(key=words_of(key), shape=shape)

    def split_list(self, campaign: str, *, at: datetime) -> SplitList:
        """The campaign's list with half of the windows given to the key that all share."""
        shared = self.green_list(SHARED_CAMPAIGN, at=at)
        return SplitList(shared=shared, own=self.green_list(campaign, at=at))

    def splits(self, campaign: str) -> bool:
        """Whether half of a campaign's windows are the shared key's: it was committed earlier."""
        shared = self._committed(SHARED_CAMPAIGN, "green")
        own = self._committed(campaign, "green")
        return shared is not None and own is not None and shared.number < own.number

    def marking(self, campaign: str, *, at: datetime) -> GreenList | SplitList:
        """What a server raises for a campaign: split with the shared key where there is one."""
        split = self.splits(campaign)
        return self.split_list(campaign, at=at) if split else self.green_list(campaign, at=at)

    def commitments(self) -> tuple[tuple[Entry, Terms], ...]:
        """All committed keys, the oldest first."""
        held = (e for e in self.ledger.entries() if e.kind == "key")
        return tuple((e, msgspec.json.decode(e.detail["terms"], type=Terms)) for e in held)

    def campaigns(self, purpose: str) -> tuple[str, ...]:
        """Campaigns with a committed key of a purpose, the shared one left out."""
        mine = (t.campaign for _, t in self.commitments() if t.purpose == purpose)
        return tuple(c for c in mine if c != SHARED_CAMPAIGN)

    def _committed(self, campaign: str, purpose: str) -> Entry | None:
        for entry in self.ledger.entries():
            if entry.kind == "key" and entry.subject == campaign:
                terms = msgspec.json.decode(entry.detail["terms"], type=Terms)
                if terms.purpose == purpose:
                    return entry
        return None

    def _key(self, terms: Terms) -> bytes:
        master = read_master(self.folder / "master.key")
        purpose = f"{terms.purpose}#{terms.number}"
        return derive(master, campaign=terms.campaign, purpose=purpose)


def digest_of(path: Path) -> str:
    """SHA-256 of a file. Raises InputError when it cannot be read."""
    try:
        return sha256(path.read_bytes()).hexdigest()
    except OSError as wrong:
        raise InputError(f"{path} cannot be read: {wrong.strerror}. Check the path.") from wrong


def _check(terms: Terms) -> None:
    if terms.purpose not in PURPOSES:
        raise UsageError(f"no purpose {terms.purpose!r}; there are {', '.join(PURPOSES)}.")
    MarkShape(gamma=terms.gamma, delta=terms.delta, window=terms.window)
    if not re.fullmatch(r"[\w.*-]{1,64}", terms.campaign):
        raise UsageError(f"{terms.campaign!r} is no campaign id: letters, digits, '.', '_', '-'.")
    if not terms.case.strip() and terms.campaign != SHARED_CAMPAIGN:
        raise UsageError(
            f"{terms.campaign!r} has no case. Answers are marked for accounts under a case only; "
            "open one, and give its id with --case."
        )


def _leans(
    terms: Terms, key: bytes, controls: Sequence[str], tokens: Sequence[Sequence[int]]
) -> bool:
    if terms.purpose == "words" and controls:
        return slot_test(controls, [""] * len(controls), key).p < CONTROL_P
    if terms.purpose == "green" and tokens:
        shape = MarkShape(gamma=terms.gamma, delta=terms.delta, window=terms.window)
        return leans_to_controls(GreenList(key=words_of(key), shape=shape), tokens, CONTROL_P)
    return False
