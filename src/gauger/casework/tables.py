"""The tables of the store. `migrations/` builds them; a test holds the two together.

Times are whole microseconds since 1970 (UTC), so that every database keeps them exactly. What
people said is only ever added to: labels, notes, and the audit log have no update.
"""

from datetime import UTC, datetime, timedelta

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator, TypeEngine

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Moment(TypeDecorator[datetime]):
    """A time as whole microseconds since 1970, UTC."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:  # noqa: ARG002
        """Microseconds of a time with its zone."""
        return None if value is None else (value - EPOCH) // timedelta(microseconds=1)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """The time, in UTC."""
        return None if value is None else EPOCH + timedelta(microseconds=value)


class Words(TypeDecorator[str]):
    """Text from outside: compared byte by byte, and never able to stop a database with NUL."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """The text with NUL and lone surrogates made visible."""
        if value is None:
            return None
        clean = value.replace("\0", "\u2400")
        return clean.encode("utf-8", "replace").decode()


class Name(Words):
    """An id: sorted byte by byte on every database, so that a prefix is a range of an index."""

    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[str]:
        """PostgreSQL would sort by the cluster's language."""
        return Text(collation="C") if dialect.name == "postgresql" else Text()


NUMBER = BigInteger().with_variant(Integer, "sqlite")

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    }
)


def _case(*, primary: bool = False) -> Column[str]:
    return Column(
        "case_id", Words, ForeignKey("cases.case_id"), primary_key=primary, nullable=False
    )


runs = Table(
    "runs",
    metadata,
    Column("run_id", Words, primary_key=True),  # SHA-256 of the run, so twice is once
    Column("run", LargeBinary, nullable=False),  # Run, as JSON
    Column("events", LargeBinary, nullable=False),  # [[ts, kind, name]], as JSON
    Column("at", Moment, nullable=False),
)
cases = Table(
    "cases",
    metadata,
    Column("case_id", Words, primary_key=True),
    Column("run_id", Words, ForeignKey("runs.run_id"), nullable=False),
    Column("campaign_id", Words, nullable=False),
    Column("title", Words, nullable=False),
    Column("status", Words, nullable=False),
    Column("owner", Words),
    Column("actor", Words, ForeignKey("actors.name")),
    Column("version", Integer, nullable=False),
    Column("verdict", Words, nullable=False),
    Column("confidence", Float, nullable=False),
    Column("harm", Float, nullable=False),  # P(one operator) * P(harvest) * exchanges
    Column("accounts", BigInteger, nullable=False),
    Column("exchanges", BigInteger, nullable=False),
    Column("cost_usd", Float, nullable=False),
    Column("first_ts", Moment, nullable=False),
    Column("last_ts", Moment, nullable=False),
    Column("opened_at", Moment, nullable=False),
    Column("campaign", LargeBinary, nullable=False),  # Campaign, as JSON
    Column("texts", LargeBinary, nullable=False),  # what members' evidence says, each once
    Column("tally", LargeBinary, nullable=False),  # `tally.Tally`: members by their evidence
    Index(None, "status", "harm"),
    Index(None, "run_id"),
)
members = Table(
    "members",
    metadata,
    _case(primary=True),
    Column("account_id", Name, primary_key=True),
    Column("place", Integer, nullable=False),  # in the detections' order: surest first
    Column("p_member", Float, nullable=False),
    Column("exchanges", BigInteger, nullable=False),
    Column("first_ts", Moment, nullable=False),
    Column("last_ts", Moment, nullable=False),
    Column("signals", Words, nullable=False),  # "|a|b|", to filter by
    Column("evidence", LargeBinary, nullable=False),  # [[place in texts, bits]], as JSON
    Index(None, "account_id"),
    Index(None, "case_id", "place"),
)
pictures = Table(  # beside the cases, whose rows stay small
    "pictures",
    metadata,
    _case(primary=True),
    Column("picture", LargeBinary, nullable=False),  # `cells.Picture`, as JSON
)
links = Table(
    "links",
    metadata,
    _case(primary=True),
    Column("place", Integer, primary_key=True),
    Column("a", Name, nullable=False),
    Column("b", Name, nullable=False),
    Column("bits", Float, nullable=False),
    Column("signals", Words, nullable=False),
    Index(None, "case_id", "a"),
    Index(None, "case_id", "b"),
)
labels = Table(
    "labels",
    metadata,
    Column("number", NUMBER, primary_key=True),
    _case(),
    Column("account_id", Name, nullable=False),
    Column("kind", Words, nullable=False),
    Column("reason", Words, nullable=False),
    Column("by", Words, nullable=False),
    Column("at", Moment, nullable=False),
    Index(None, "case_id", "account_id"),
    Index(None, "account_id"),
)
notes = Table(
    "notes",
    metadata,
    Column("number", NUMBER, primary_key=True),
    _case(),
    Column("text", Words, nullable=False),
    Column("by", Words, nullable=False),
    Column("at", Moment, nullable=False),
    Index(None, "case_id"),
)
decisions = Table(
    "decisions",
    metadata,
    Column("decision_id", Words, primary_key=True),
    Column("number", Integer, nullable=False),  # within its case
    _case(),
    Column("action", Words, nullable=False),
    Column("accounts", LargeBinary, nullable=False),  # [account_id], as JSON
    Column("reason", Words, nullable=False),
    Column("proposed_by", Words, nullable=False),
    Column("proposed_at", Moment, nullable=False),
    Column("approved_by", Words),
    Column("approved_at", Moment),
    Column("withdrawn_by", Words),
    Column("withdrawn_at", Moment),
    CheckConstraint("approved_by IS NULL OR approved_by <> proposed_by", name="two_persons"),
    Index(None, "case_id"),
)
relations = Table(
    "relations",
    metadata,
    Column("a", Words, ForeignKey("cases.case_id"), primary_key=True),
    Column("b", Words, ForeignKey("cases.case_id"), primary_key=True),
    Column("reason", Words, nullable=False),
    Column("by", Words, nullable=False),
    Column("at", Moment, nullable=False),
    CheckConstraint("a < b", name="ordered"),
    Index(None, "b"),
)
actors = Table(
    "actors",
    metadata,
    Column("name", Words, primary_key=True),
    Column("description", Words, nullable=False),
    Column("predicts", LargeBinary, nullable=False),  # [sentence], as JSON
    Column("source", Words, nullable=False),
    Column("by", Words, nullable=False),
    Column("at", Moment, nullable=False),
)
audit = Table(
    "audit",
    metadata,
    Column("number", NUMBER, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
    Column("actor", Words, nullable=False),
    Column("act", Words, nullable=False),
    Column("subject", Words, nullable=False),
    Column("detail", Words, nullable=False),
    Column("previous", Words, nullable=False),
    Column("hash", Words, nullable=False),
    Index(None, "subject"),
)
chain = Table(  # one row: where the audit log ends, so that a cut tail shows
    "chain",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("number", BigInteger, nullable=False),
    Column("hash", Words, nullable=False),
)
details = Table(
    "details",
    metadata,
    _case(primary=True),
    Column("account_id", Name, primary_key=True),
    Column("open", LargeBinary, nullable=False),  # {name: value} anybody who may read sees
    Column("personal", LargeBinary),  # {name: value} shown on a grant only
    Column("text", LargeBinary),  # [{at, prompt, response}] shown on a grant only
)
grants = Table(
    "grants",
    metadata,
    Column("number", NUMBER, primary_key=True),
    _case(),
    Column("person", Words, nullable=False),
    Column("reason", Words, nullable=False),
    Column("at", Moment, nullable=False),
    Column("until", Moment, nullable=False),
    Index(None, "person", "case_id"),
)
people = Table(
    "people",
    metadata,
    Column("name", Words, primary_key=True),
    Column("role", Words, nullable=False),
    Column("password", Words),  # Argon2id, with its parameters
    Column("issuer", Words),  # of an OpenID Connect identity
    Column("subject", Words),
    Column("active", Boolean, nullable=False),
    Column("created_at", Moment, nullable=False),
    Index(None, "issuer", "subject", unique=True),
)
sessions = Table(
    "sessions",
    metadata,
    Column("digest", Words, primary_key=True),  # SHA-256 of the cookie's value
    Column("person", Words, ForeignKey("people.name"), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False),
    Index(None, "person"),
)
tokens = Table(
    "tokens",
    metadata,
    Column("token_id", Words, primary_key=True),  # public part, also the prefix of the secret
    Column("digest", Words, nullable=False),
    Column("person", Words, ForeignKey("people.name"), nullable=False),
    Column("name", Words, nullable=False),
    Column("scopes", Words, nullable=False),  # words parted by spaces
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("used_at", Moment),
    Column("revoked_at", Moment),
    Index(None, "person"),
)
attempts = Table(
    "attempts",
    metadata,
    Column("number", NUMBER, primary_key=True),
    Column("name", Words, nullable=False),
    Column("address", Words, nullable=False),
    Column("at", Moment, nullable=False),
    Index(None, "name", "at"),
    Index(None, "address", "at"),
)
