"""The store of cases: what `dossier`, `sharing`, the command line and the workbench open.

    store = open_store("cases.db")                      # or postgresql://host/name
    store.import_detections(read_detections(folder), by="ann")
    case = store.case("case-C-5CHMSFP")

Every method is one transaction. The clock comes in as an argument of `open_store`.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import islice

from sqlalchemy import Connection, select

from gauger.campaigns.model import Detections
from gauger.casework import acts, intake
from gauger.casework import reading as read
from gauger.casework import tables as t
from gauger.casework.agreement import disagreements
from gauger.casework.audit import MOST_AT_ODDS, Verified, entries_of, record, verify
from gauger.casework.database import Database, open_database
from gauger.casework.model import (
    Action,
    ActorProfile,
    AuditEntry,
    CaseFile,
    Decision,
    Label,
    LabelKind,
)

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The time, in UTC."""
    return datetime.now(UTC)


def open_store(url: str, *, clock: Clock = utc_now) -> "CaseStore":
    """Open a store, made or brought up to date where needed.

    Takes a path of a SQLite file, or a URL (`sqlite:///cases.db`, `postgresql://HOST/NAME`).
    Raises UsageError for a URL that names no store, InputError when it cannot be reached.
    """
    return CaseStore(open_database(url), clock)


@dataclass(frozen=True, slots=True)
class CaseStore:
    """Cases, what people said of them, and the record of who did what."""

    database: Database
    clock: Clock = utc_now

    def close(self) -> None:
        """Give the connections back."""
        self.database.engine.dispose()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One transaction for several questions of `reading`."""
        with self.database.reading() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction for several acts: all of them, or none."""
        with self.database.writing() as connection:
            yield connection

    def import_detections(
        self, found: Detections, *, by: str, events: intake.Events = ()
    ) -> intake.Imported:
        """Make or refresh a case for each campaign."""
        with self.writing() as c:
            return intake.import_detections(c, found, by=by, at=self.clock(), events=events)

    def case(self, case_id: str) -> CaseFile:
        """All that is known of a case. Raises NoSuchCase."""
        with self.reading() as c:
            return read.case_file(c, case_id)

    def cases(
        self, *, status: Sequence[str] = (), verdict: Sequence[str] = (), order: str = "harm"
    ) -> tuple[read.CaseRow, ...]:
        """Every case, the most harmful first."""
        with self.reading() as c:
            return read.queue(c, status=status, verdict=verdict, order=order, limit=1_000_000)[0]

    def change(self, case_id: str, to: acts.Change, *, seen: int, by: str) -> int:
        """Change status, owner, title or actor of a case that is still at version `seen`."""
        with self.writing() as c:
            return acts.change(c, case_id, to, seen=seen, by=by, at=self.clock())

    def label(
        self, case_id: str, accounts: Sequence[str], kind: LabelKind, reason: str, *, by: str
    ) -> int:
        """Say `kind` of accounts, with a reason; gives how many."""
        with self.writing() as c:
            return acts.label(c, case_id, accounts, kind, reason, by=by, at=self.clock())

    def note(self, case_id: str, text: str, *, by: str) -> None:
        """Add a remark."""
        with self.writing() as c:
            acts.note(c, case_id, text, by=by, at=self.clock())

    def propose(
        self, case_id: str, action: Action, accounts: Sequence[str], reason: str, *, by: str
    ) -> Decision:
        """Propose an action for some accounts, or for the case as a whole."""
        with self.writing() as c:
            return acts.propose(c, case_id, action, accounts, reason, by=by, at=self.clock())

    def approve(self, decision_id: str, *, by: str) -> Decision:
        """Agree as a second person."""
        with self.writing() as c:
            return acts.approve(c, decision_id, by=by, at=self.clock())

    def withdraw(self, decision_id: str, reason: str, *, by: str) -> Decision:
        """Turn a decision down, or take it back."""
        with self.writing() as c:
            return acts.withdraw(c, decision_id, reason, by=by, at=self.clock())

    def relate(self, a: str, b: str, reason: str, *, by: str) -> None:
        """Link two cases."""
        with self.writing() as c:
            acts.relate(c, a, b, reason, by=by, at=self.clock())

    def profile(
        self,
        name: str,
        description: str,
        *,
        predicts: Sequence[str] = (),
        source: str = "",
        by: str,
    ) -> ActorProfile:
        """Write a known-actor profile, new or anew."""
        actor = ActorProfile(
            name=name,
            description=description,
            predicts=tuple(predicts),
            source=source,
            by=by,
            at=self.clock(),
        )
        with self.writing() as c:
            acts.profile(c, actor)
        return actor

    def actors(self) -> tuple[ActorProfile, ...]:
        """Known-actor profiles by name."""
        with self.reading() as c:
            return read.actors_known(c)

    def labels(self) -> tuple[Label, ...]:
        """The label that counts for each labelled account, over all cases: the last one said."""
        with self.reading() as c:
            rows = c.execute(select(t.labels).order_by(t.labels.c.number))
            latest = {r.account_id: r for r in rows}
        return tuple(
            Label(
                account_id=r.account_id,
                kind=LabelKind(r.kind),
                reason=r.reason,
                by=r.by,
                at=r.at,
            )
            for _, r in sorted(latest.items())
        )

    def audit(self, subject: str | None = None) -> tuple[AuditEntry, ...]:
        """The audit log, oldest first; with `subject`, one case's or one person's part."""
        with self.reading() as c:
            return entries_of(c, subject)

    def verify_audit(self) -> Verified:
        """Check the chain of the whole log, and what stands in the tables against it."""
        with self.reading() as c:
            entries = entries_of(c)
            odd = tuple(islice(disagreements(c, entries), MOST_AT_ODDS))
            return replace(self._chain(c, entries), at_odds=odd)

    def verify_chain(self) -> Verified:
        """Check the chain alone: quick, whatever the number of labels."""
        with self.reading() as c:
            return self._chain(c, entries_of(c))

    def _chain(self, c: Connection, entries: Sequence[AuditEntry]) -> Verified:
        end = c.execute(select(t.chain.c.number, t.chain.c.hash)).one()
        return verify(entries, end=(end.number, end.hash))

    def record(self, *, actor: str, act: str, subject: str, detail: str) -> None:
        """Put an act of another part (an export, a read of personal data) on record."""
        with self.writing() as c:
            record(c, actor=actor, act=act, subject=subject, detail=detail, at=self.clock())
