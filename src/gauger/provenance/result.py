"""What a run of a plan found, as it is written, read again, and judged."""

from datetime import datetime
from pathlib import Path

import msgspec

from gauger.errors import BrokenFile
from gauger.provenance.plan import Plan
from gauger.records.files import new_file


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """One test on one model."""

    kind: str
    campaign: str
    p: float
    n: int
    n_is: str
    """What was counted, in the plural."""
    effect: str
    """How much there is of it, in words and figures."""
    smallest_share: float
    """Smallest share of what the suspect shows, as served, that is found 95 times in 100."""
    alpha: float = 1e-3
    """At which level that is."""
    e: float | None = None
    """Evidence that may be read at any time, where the test has it."""
    commitment: str = ""
    committed_at: datetime | None = None
    notes: tuple[str, ...] = ()
    valid: bool = True
    """Whether the test's own self-check held."""

    @property
    def name(self) -> str:
        """What reports call it."""
        return f"{self.kind}/{self.campaign}"


class Control(msgspec.Struct, frozen=True, kw_only=True):
    """The primary test on a model known not to have learned from us."""

    name: str
    p: float
    n: int


class Naming(msgspec.Struct, frozen=True, kw_only=True):
    """The second stage: whose key."""

    kind: str
    p_shared: float
    p_campaigns: dict[str, float]
    """After Holm over campaigns; empty where the first stage did not fire."""
    fired: tuple[str, ...]
    alpha: float


class Check(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that the verdict rests on."""

    what: str
    holds: bool | None
    """None: not known."""
    says: str


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """What may be said."""

    level: str
    """One of LEVELS in `verdict.py`."""
    says: str
    supports: tuple[str, ...]
    against: tuple[str, ...]
    routes: tuple[str, ...]
    """Other ways by which the finding could have come about, and what speaks for and against."""
    checks: tuple[Check, ...]


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """All that a report is written from."""

    version: str
    made_at: datetime
    plan: Plan
    plan_digest: str
    planned_at: datetime
    outputs_digest: str
    ledger_head: str
    family: int
    """Tests ever tried under this registry, over which Holm corrects."""
    outcomes: tuple[Outcome, ...]
    """The primary first."""
    p_holm: dict[str, float]
    controls: tuple[Control, ...]
    naming: Naming | None
    verdict: Verdict

    @property
    def primary(self) -> Outcome:
        """The test that decides."""
        return self.outcomes[0]


def write_result(result: Result, path: Path) -> None:
    """Write as JSON, whole or not at all."""
    with new_file(path) as half:
        half.write_bytes(msgspec.json.format(msgspec.json.encode(result), indent=1) + b"\n")


def read_result(path: Path) -> Result:
    """Read what `write_result` wrote. Raises BrokenFile."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=Result)
    except (OSError, msgspec.MsgspecError, ValueError) as wrong:
        fix = "`gauger provenance test --out` writes one."
        raise BrokenFile(path, "a result", str(wrong), fix) from wrong
