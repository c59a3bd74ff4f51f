"""What the serving side needs of a campaign's keys: one file, for one campaign, and nothing else.

The file holds secrets of that campaign alone; the master secret and other campaigns' keys cannot be
had from it. Handing it out is on record, so that it can be shown who could have forged a mark.
"""

import os
from datetime import datetime
from hashlib import sha256
from pathlib import Path

import msgspec

from gauger.errors import BrokenFile, UsageError
from gauger.provenance.canaries import Canary, draw_canaries
from gauger.provenance.greenlist import GreenList, MarkShape, SplitList
from gauger.provenance.keys import SHARED_CAMPAIGN, words_of
from gauger.provenance.registry import PURPOSES, Registry


class Handout(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One campaign's keys as a server reads them, keys in hexadecimal."""

    campaign: str
    keys: dict[str, str]
    """By purpose."""
    commitments: dict[str, str]
    shared_green: str = ""
    """The green key that all campaigns share, where half of the windows are its own."""
    gamma: float = 0.25
    delta: float = 2.0
    window: int = 1
    canaries: tuple[Canary, ...] = ()

    def key(self, purpose: str) -> bytes:
        """A key. Raises UsageError where none was committed for the purpose."""
        if purpose not in self.keys:
            raise UsageError(f"{self.campaign!r} has no {purpose} key; it has {list(self.keys)}.")
        return bytes.fromhex(self.keys[purpose])

    def marking(self) -> GreenList | SplitList:
        """What a sampler raises; for `transformers_processor` and `vllm_processor_class`."""
        shape = MarkShape(gamma=self.gamma, delta=self.delta, window=self.window)
        own = GreenList(key=words_of(self.key("green")), shape=shape)
        if not self.shared_green:
            return own
        shared = GreenList(key=words_of(bytes.fromhex(self.shared_green)), shape=shape)
        return SplitList(shared=shared, own=own)


def hand_out(
    registry: Registry, campaign: str, path: Path, *, at: datetime, canaries: int = 24
) -> Handout:
    """Write a campaign's keys to a file that its owner alone can read, and put that on record.

    Raises UsageError when the campaign has no key, or the file exists.
    """
    held = {t.purpose: t for _, t in registry.commitments() if t.campaign == campaign}
    if not held:
        raise UsageError(
            f"{campaign!r} has no key. `gauger provenance commit {campaign} --case ID` makes one."
        )
    got = {p: registry.key(campaign, p, at=at) for p in PURPOSES if p in held}
    terms = held.get("green") or next(iter(held.values()))
    split = "green" in got and registry.splits(campaign)
    shared = registry.key(SHARED_CAMPAIGN, "green", at=at)[0].hex() if split else ""
    handout = Handout(
        campaign=campaign,
        keys={p: key.hex() for p, (key, _, _) in got.items()},
        commitments={p: digest for p, (_, _, digest) in got.items()},
        shared_green=shared, gamma=terms.gamma, delta=terms.delta, window=terms.window,
        canaries=draw_canaries(got["canary"][0], canaries) if "canary" in got else (),
    )  # fmt: skip
    data = msgspec.json.format(msgspec.json.encode(handout), indent=1) + b"\n"
    _write_private(path, data)
    digest = sha256(data).hexdigest()
    registry.ledger.append("handout", campaign, digest, at=at, purposes=",".join(got))
    return handout


def read_handout(path: Path) -> Handout:
    """Read what `hand_out` wrote. Raises BrokenFile."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=Handout)
    except (OSError, msgspec.MsgspecError, ValueError) as wrong:
        fix = "`gauger provenance keys CAMPAIGN --out` writes one."
        raise BrokenFile(path, "serving keys", type(wrong).__name__, fix) from wrong


def _write_private(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as held:
        raise UsageError(f"{path} exists. Give another --out, or remove it first.") from held
    with os.fdopen(handle, "wb") as file:
        file.write(data)
