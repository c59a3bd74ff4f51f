"""The first tables."""

import sqlalchemy as sa
from alembic import op

from gauger.casework.audit import START
from gauger.casework.tables import NUMBER, Moment, Name, Words

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Apply the change."""
    op.create_table(
        "actors",
        sa.Column("name", Words(), nullable=False),
        sa.Column("description", Words(), nullable=False),
        sa.Column("predicts", sa.LargeBinary(), nullable=False),
        sa.Column("source", Words(), nullable=False),
        sa.Column("by", Words(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_actors")),
    )
    op.create_table(
        "attempts",
        sa.Column("number", NUMBER, nullable=False),
        sa.Column("name", Words(), nullable=False),
        sa.Column("address", Words(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_attempts")),
    )
    op.create_index(op.f("ix_attempts_address_at"), "attempts", ["address", "at"], unique=False)
    op.create_index(op.f("ix_attempts_name_at"), "attempts", ["name", "at"], unique=False)
    op.create_table(
        "audit",
        sa.Column("number", NUMBER, autoincrement=False, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("actor", Words(), nullable=False),
        sa.Column("act", Words(), nullable=False),
        sa.Column("subject", Words(), nullable=False),
        sa.Column("detail", Words(), nullable=False),
        sa.Column("previous", Words(), nullable=False),
        sa.Column("hash", Words(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit")),
    )
    op.create_index(op.f("ix_audit_subject"), "audit", ["subject"], unique=False)
    op.create_table(
        "chain",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("hash", Words(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chain")),
    )
    op.create_table(
        "people",
        sa.Column("name", Words(), nullable=False),
        sa.Column("role", Words(), nullable=False),
        sa.Column("password", Words(), nullable=True),
        sa.Column("issuer", Words(), nullable=True),
        sa.Column("subject", Words(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_people")),
    )
    op.create_index(op.f("ix_people_issuer_subject"), "people", ["issuer", "subject"], unique=True)
    op.create_table(
        "runs",
        sa.Column("run_id", Words(), nullable=False),
        sa.Column("run", sa.LargeBinary(), nullable=False),
        sa.Column("events", sa.LargeBinary(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("run_id", name=op.f("pk_runs")),
    )
    op.create_table(
        "cases",
        sa.Column("case_id", Words(), nullable=False),
        sa.Column("run_id", Words(), nullable=False),
        sa.Column("campaign_id", Words(), nullable=False),
        sa.Column("title", Words(), nullable=False),
        sa.Column("status", Words(), nullable=False),
        sa.Column("owner", Words(), nullable=True),
        sa.Column("actor", Words(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("verdict", Words(), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("harm", sa.Float(), nullable=False),
        sa.Column("accounts", sa.BigInteger(), nullable=False),
        sa.Column("exchanges", sa.BigInteger(), nullable=False),
        sa.Column("cost_usd", sa.Float(), nullable=False),
        sa.Column("first_ts", Moment(), nullable=False),
        sa.Column("last_ts", Moment(), nullable=False),
        sa.Column("opened_at", Moment(), nullable=False),
        sa.Column("campaign", sa.LargeBinary(), nullable=False),
        sa.Column("texts", sa.LargeBinary(), nullable=False),
        sa.Column("tally", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["actor"], ["actors.name"], name=op.f("fk_cases_actor")),
        sa.ForeignKeyConstraint(["run_id"], ["runs.run_id"], name=op.f("fk_cases_run_id")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_cases")),
    )
    op.create_index(op.f("ix_cases_run_id"), "cases", ["run_id"], unique=False)
    op.create_index(op.f("ix_cases_status_harm"), "cases", ["status", "harm"], unique=False)
    op.create_table(
        "sessions",
        sa.Column("digest", Words(), nullable=False),
        sa.Column("person", Words(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("seen_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.name"], name=op.f("fk_sessions_person")),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_sessions")),
    )
    op.create_index(op.f("ix_sessions_person"), "sessions", ["person"], unique=False)
    op.create_table(
        "tokens",
        sa.Column("token_id", Words(), nullable=False),
        sa.Column("digest", Words(), nullable=False),
        sa.Column("person", Words(), nullable=False),
        sa.Column("name", Words(), nullable=False),
        sa.Column("scopes", Words(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("expires_at", Moment(), nullable=False),
        sa.Column("used_at", Moment(), nullable=True),
        sa.Column("revoked_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["person"], ["people.name"], name=op.f("fk_tokens_person")),
        sa.PrimaryKeyConstraint("token_id", name=op.f("pk_tokens")),
    )
    op.create_index(op.f("ix_tokens_person"), "tokens", ["person"], unique=False)
    op.create_table(
        "decisions",
        sa.Column("decision_id", Words(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("case_id", Words(), nullable=False),
        sa.Column("action", Words(), nullable=False),
        sa.Column("accounts", sa.LargeBinary(), nullable=False),
        sa.Column("reason", Words(), nullable=False),
        sa.Column("proposed_by", Words(), nullable=False),
        sa.Column("proposed_at", Moment(), nullable=False),
        sa.Column("approved_by", Words(), nullable=True),
        sa.Column("approved_at", Moment(), nullable=True),
        sa.Column("withdrawn_by", Words(), nullable=True),
        sa.Column("withdrawn_at", Moment(), nullable=True),
        sa.CheckConstraint(
            "approved_by IS NULL OR approved_by <> proposed_by",
            name=op.f("ck_decisions_two_persons"),
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.case_id"], name=op.f("fk_decisions_case_id")),
        sa.PrimaryKeyConstraint("decision_id", name=op.f("pk_decisions")),
    )
    op.create_index(op.f("ix_decisions_case_id"), "decisions", ["case_id"], unique=False)
    op.create_table(
        "details",
        sa.Column("case_id", Words(), nullable=False),
        sa.Column("account_id", Name(), nullable=False),
        sa.Column("open", sa.LargeBinary(), nullable=False),
        sa.Column("personal", sa.LargeBinary(), nullable=True),
        sa.Column("text", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.case_id"], name=op.f("fk_details_case_id")),
        sa.PrimaryKeyConstraint("case_id", "account_id", name=op.f("pk_details")),
    )
    op.create_table(
        "grants",
        sa.Column("number", NUMBER, nullable=False),
        sa.Column("case_id", Words(), nullable=False),
        sa.Column("person", Words(), nullable=False),
        sa.Column("reason", Words(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("until", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.case_id"], name=op.f("fk_grants_case_id")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_grants")),
    )
    op.create_index(op.f("ix_grants_person_case_id"), "grants", ["person", "case_id"], unique=False)
    op.create_table(
        "labels",
        sa.Column("number", NUMBER, nullable=False),
        sa.Column("case_id", Words(), nullable=False),
        sa.Column("account_id", Name(), nullable=False),
        sa.Column("kind", Words(), nullable=False),
        sa.Column("reason", Words(), nullable=False),
        sa.Column("by", Words(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.case_id"], name=op.f("fk_labels_case_id")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_labels")),
    )
    op.create_index(op.f("ix_labels_account_id"), "labels", ["account_id"], unique=False)
    op.create_index(
        op.f("ix_labels_case_id_account_id"), "labels", ["case_id", "account_id"], unique=False
    )
    op.create_table(
        "links",
        sa.Column("case_id", Words(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("a", Name(), nullable=False),
        sa.Column("b", Name(), nullable=False),
        sa.Column("bits", sa.Float(), nullable=False),
        sa.Column("signals", Words(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.case_id"], name=op.f("fk_links_case_id")),
        sa.PrimaryKeyConstraint("case_id", "place", name=op.f("pk_links")),
    )
    op.create_index(op.f("ix_links_case_id_a"), "links", ["case_id", "a"], unique=False)
    op.create_index(op.f("ix_links_case_id_b"), "links", ["case_id", "b"], unique=False)
    op.create_table(
        "members",
        sa.Column("case_id", Words(), nullable=False),
        sa.Column("account_id", Name(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("p_member", sa.Float(), nullable=False),
        sa.Column("exchanges", sa.BigInteger(), nullable=False),
        sa.Column("first_ts", Moment(), nullable=False),
        sa.Column("last_ts", Moment(), nullable=False),
        sa.Column("signals", Words(), nullable=False),
        sa.Column("evidence", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.case_id"], name=op.f("fk_members_case_id")),
        sa.PrimaryKeyConstraint("case_id", "account_id", name=op.f("pk_members")),
    )
    op.create_index(op.f("ix_members_account_id"), "members", ["account_id"], unique=False)
    op.create_index(op.f("ix_members_case_id_place"), "members", ["case_id", "place"], unique=False)
    op.create_table(
        "notes",
        sa.Column("number", NUMBER, nullable=False),
        sa.Column("case_id", Words(), nullable=False),
        sa.Column("text", Words(), nullable=False),
        sa.Column("by", Words(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.case_id"], name=op.f("fk_notes_case_id")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_notes")),
    )
    op.create_index(op.f("ix_notes_case_id"), "notes", ["case_id"], unique=False)
    op.create_table(
        "pictures",
        sa.Column("case_id", Words(), nullable=False),
        sa.Column("picture", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.case_id"], name=op.f("fk_pictures_case_id")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_pictures")),
    )
    op.create_table(
        "relations",
        sa.Column("a", Words(), nullable=False),
        sa.Column("b", Words(), nullable=False),
        sa.Column("reason", Words(), nullable=False),
        sa.Column("by", Words(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.CheckConstraint("a < b", name=op.f("ck_relations_ordered")),
        sa.ForeignKeyConstraint(["a"], ["cases.case_id"], name=op.f("fk_relations_a")),
        sa.ForeignKeyConstraint(["b"], ["cases.case_id"], name=op.f("fk_relations_b")),
        sa.PrimaryKeyConstraint("a", "b", name=op.f("pk_relations")),
    )
    op.create_index(op.f("ix_relations_b"), "relations", ["b"], unique=False)
    end = sa.table("chain", sa.column("id"), sa.column("number"), sa.column("hash"))
    op.execute(end.insert().values(id=1, number=0, hash=START))
