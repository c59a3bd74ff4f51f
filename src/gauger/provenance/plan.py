"""The plan: what will be tested, on what, and which test decides, fixed before outputs are opened.

A plan is a JSON file; its hash goes into the ledger before any output of the suspect is read. A
test that the plan does not name can still be run, but every run is on record and corrected for.
"""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from pathlib import Path

import msgspec

from gauger.errors import BrokenFile, InputError, UsageError
from gauger.provenance.ledger import Entry, LateCommitment, Ledger
from gauger.provenance.suspects import Output

KINDS = ("canaries", "resampling", "green-text", "green-open", "words", "choice", "marker")
ANY_TIME = ("canaries", "green-text")
"""Tests whose evidence may be read while outputs still come in (e-values)."""
NAMING = ("canaries", "green-text", "green-open", "words")
"""Tests that can say which campaign's key it was."""


class PlannedTest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One test of a plan."""

    kind: str
    campaign: str = "*"
    """Whose key; `*` is the one all campaigns share."""
    marker: str = "closing-question"
    """Habit of a `marker` test."""

    @property
    def name(self) -> str:
        """What reports call it."""
        return f"{self.kind}/{self.campaign}"


class Plan(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What will be tested."""

    suspect: str
    primary: PlannedTest
    others: tuple[PlannedTest, ...] = ()
    canaries: int = 24
    decoys: int = 999
    alpha: float = 1e-6
    """Level of the primary test, after Holm over everything tried."""
    sequential: bool = False
    """Outputs may be opened again as more are added to them; then e-values decide, not p-values."""
    which: str = ""
    """Kind of test of the second stage: whose key was it? Empty for none."""
    public: tuple[str, ...] = ()
    """Campaigns whose answers are known to lie open on the web."""
    trained_after: datetime | None = None
    """Earliest time at which the suspect can have been trained on answers; keys are older."""
    prompts: str = ""
    """SHA-256 of the prompts that the suspect will be asked."""
    note: str = ""

    @property
    def tests(self) -> tuple[PlannedTest, ...]:
        """The primary test first."""
        return (self.primary, *self.others)

    @property
    def hypothesis(self) -> str:
        """What the primary test is evidence for, and what it is tried against."""
        whose = _WHOSE.get(self.primary.campaign, f"campaign {self.primary.campaign}")
        return (
            f"H1: {self.suspect} learned from answers served to {whose}. "
            "H0: it did not, so its outputs do not depend on the coins of our keys."
        )

    def level(self, test: PlannedTest) -> float:
        """Level that a test is held to."""
        return self.alpha if test == self.primary else SECOND_ALPHA

    def digest(self) -> str:
        """What the ledger holds."""
        return sha256(msgspec.json.encode(self, order="sorted")).hexdigest()


SECOND_ALPHA = 1e-3
"""Level of every test but the primary, and of naming a campaign."""
_WHOSE = {"*": "any campaign under a case"}


def read_plan(path: Path) -> Plan:
    """A plan from its file. Raises BrokenFile or InputError."""
    try:
        plan = msgspec.json.decode(path.read_bytes(), type=Plan)
    except (OSError, msgspec.MsgspecError, ValueError) as wrong:
        fix = "`gauger provenance plan` writes one."
        raise BrokenFile(path, "a plan", str(wrong), fix) from wrong
    check(plan)
    return plan


def check(plan: Plan) -> None:
    """Raise InputError for a plan that cannot be run."""
    for test in plan.tests:
        if test.kind not in KINDS:
            raise InputError(f"no test {test.kind!r}; there are {', '.join(KINDS)}.")
    names = [t.name for t in plan.tests]
    if len(set(names)) != len(names):
        raise InputError(f"a plan names each test once; got {', '.join(names)}.")
    if not 0 < plan.alpha <= 0.05:
        raise InputError(f"a plan's alpha is above 0 and at most 0.05; got {plan.alpha:g}.")
    late = [t.kind for t in plan.tests if plan.sequential and t.kind not in ANY_TIME]
    if late:
        raise InputError(
            f"{late[0]} has no e-value, so it cannot be read as outputs come in. Leave out "
            f"--sequential, or use {' or '.join(ANY_TIME)}."
        )
    if plan.which and plan.which not in NAMING:
        raise InputError(f"no stage {plan.which!r}; there are {', '.join(NAMING)}.")
    if plan.sequential and plan.which not in {"", "canaries"}:
        raise InputError(
            f"naming a campaign by {plan.which} has no e-value, so each further look may name "
            "somebody by chance. Leave out --sequential, or use --which canaries."
        )
    if plan.decoys < 199:
        raise InputError(f"a plan needs 199 decoy keys or more; got {plan.decoys}.")


def commit_plan(plan: Plan, ledger: Ledger, *, at: datetime) -> Entry:
    """Put a plan on record. Raises UsageError when it is there already."""
    if ledger.find("plan", plan.digest()):
        raise UsageError(f"the plan for {plan.suspect!r} is committed already; run the test.")
    return ledger.append("plan", plan.suspect, plan.digest(), at=at)


def open_outputs(
    plan: Plan, ledger: Ledger, digest: str, *, at: datetime, outputs: Sequence[Output] = ()
) -> Entry:
    """Record that outputs are opened under a committed plan.

    Raises LateCommitment where the plan was not committed, or where the same outputs had been
    opened before it was: a test chosen after a look at the data has no p-value. Raises UsageError
    where a plan for one look gets a second one, or where a later look does not begin with all that
    an earlier one read: e-values hold for outputs that grow, not for the best of several sets.
    """
    planned = ledger.find("plan", plan.digest())
    if planned is None:
        raise LateCommitment(f"the plan for {plan.suspect!r}", "the test", at, None)
    opened = [e for e in ledger.entries() if e.kind == "open" and e.digest == digest]
    if opened and opened[0].number < planned.number:
        raise LateCommitment(
            f"the plan for {plan.suspect!r}", "its outputs were opened", opened[0].at, planned.at
        )
    mine = [e for e in ledger.entries() if e.detail.get("plan") == plan.digest()]
    looks = [e for e in mine if e.kind == "open"]
    again = next((e for e in looks if e.digest == digest), None)
    if again is None and looks and not plan.sequential:
        raise UsageError(
            f"the plan for {plan.suspect!r} was used on other outputs already, "
            f"{looks[0].at:%Y-%m-%d %H:%M}: looking until something shows is no test. Commit one "
            "with --sequential before the first look, or a new plan for new outputs."
        )
    for look in looks if again is None else ():
        read = int(look.detail["outputs"])
        if look.detail["rows"] != _digest_of(outputs[:read]):
            raise UsageError(
                f"{read} outputs were read under the plan for {plan.suspect!r} at "
                f"{look.at:%Y-%m-%d %H:%M}, and these do not begin with them. Add to the file, and "
                "keep what is in it."
            )
    return again or ledger.append(
        "open", plan.suspect, digest, at=at, plan=plan.digest(), outputs=str(len(outputs)),
        rows=_digest_of(outputs),
    )  # fmt: skip


def _digest_of(outputs: Sequence[Output]) -> str:
    return sha256(msgspec.json.encode(outputs)).hexdigest()
