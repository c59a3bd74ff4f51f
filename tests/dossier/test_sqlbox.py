"""Queries of a stranger's pack reach the extract's tables and nothing else."""

from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from gauger.dossier.questions import QUESTIONS, STEPS
from gauger.dossier.sqlbox import BadQuery, SqlBox
from gauger.dossier.tables import EXTRACTS


@pytest.fixture
def box() -> SqlBox:
    return SqlBox({"t": pa.table({"n": [1, 2, 3], "name": ["a", "b", "c"]})})


def test_a_plain_query_is_answered(box: SqlBox) -> None:
    sql = "with x as (select sum(n) as s from t) select s::bigint as s from x"
    assert box.answer("q", sql) == (("s",), ((6,),))


def test_every_query_of_ours_passes_its_own_rules() -> None:
    """Over empty tables too: a pack of little data is still a pack."""
    box = SqlBox({name: schema.empty_table() for name, schema in EXTRACTS.items()})
    for step in STEPS:
        box.step(step.name, step.sql)
    for q in QUESTIONS:
        box.answer(q.id, q.sql)


HOSTILE = [
    "select * from read_csv('/etc/passwd')",
    "select * from '/etc/passwd'",
    "select * from read_text('/etc/passwd')",
    "select content from read_blob('{here}')",
    "select * from read_parquet('{here}')",
    "select * from glob('/*')",
    "select * from query('select 1')",
    "select * from query_table('t')",
    "select getenv('HOME')",
    "select current_setting('home_directory')",
    "select * from duckdb_settings()",
    "select * from information_schema.tables",
    "select * from pg_catalog.pg_tables",
    "select * from sqlite_scan('{here}', 't')",
    "attach '{here}' as other",
    "copy t to '{here}'",
    "copy (select 1) to '{here}'",
    "create table u as select 1",
    "insert into t values (4, 'd')",
    "update t set n = 0",
    "delete from t",
    "drop table t",
    "install httpfs",
    "load httpfs",
    "set enable_external_access = true",
    "pragma database_list",
    "call pragma_version()",
    "export database '{here}'",
    "explain analyze select 1",
    "describe t",
    "show tables",
    "prepare p as select 1",
    "select 1; select 2",
    "select 1; drop table t",
    "with recursive r as (select 1 as x union all select x + 1 from r) select max(x) from r",
    "select * from other.main.t",
    "select write_log('x')",
    "select nextval('s')",
    "select repeat('x', 1000000000)",
    "select list_transform([1], x -> x)",
    "from (values (1)) select getvariable('x')",
    "values (1)) union select 1 --",
    "select * from (pivot t on name using sum(n))",
    "select somewhere from here",
    "",
    "select 1 /*" + "x" * 30_000 + "*/",
]


@pytest.mark.parametrize("sql", HOSTILE, ids=lambda s: s[:40] or "empty")
def test_hostile_queries_are_refused(box: SqlBox, tmp_path: Path, sql: str) -> None:
    here = tmp_path / "secret.csv"
    here.write_text("secret\n")
    with pytest.raises(BadQuery):
        box.answer("q", sql.replace("{here}", str(here)))
    with pytest.raises(BadQuery):
        box.step("fresh", sql.replace("{here}", str(here)))
    assert here.read_text() == "secret\n"
    assert list(tmp_path.iterdir()) == [here]
    assert box.answer("q", "select count(*) from t")[1] == ((3,),)


def test_python_variables_are_not_tables(box: SqlBox) -> None:
    secret = pa.table({"a": [1]})
    assert secret.num_rows == 1
    with pytest.raises(BadQuery, match="no table of the extract"):
        box.answer("q", "select * from secret")


BORROWED = [
    "select d.* from (with {name} as (select 1 as x) select x from {name}) as mine, {name} as d",
    "select (with {name} as (select 1 as x) select x from {name}) as mine, d.* from {name} as d",
    "with a as (with {name} as (select 1 as x) select x from {name}) select d.* from a, {name} d",
]


@pytest.mark.parametrize("sql", BORROWED)
@pytest.mark.parametrize("name", ["duckdb_databases", "pragma_database_list", "sqlite_master"])
def test_a_cte_lends_its_name_to_no_other_query(box: SqlBox, sql: str, name: str) -> None:
    """Outside of it the name is the database's own view."""
    with pytest.raises(BadQuery, match="no table of the extract"):
        box.answer("q", sql.format(name=name))


def test_a_cte_is_known_in_all_of_its_query(box: SqlBox) -> None:
    """To the CTEs after it, below and above a union, in a query within."""
    sql = """with a as (select n from t), b as (select n + 1 as n from a)
        select n from a where n in (select n from b) union all select n from b order by n"""
    assert box.answer("q", sql)[1] == ((2,), (2,), (3,), (3,), (4,))


@pytest.mark.parametrize("value", ["interval '99999999 years'", "interval '9' month * 999999999"])
def test_a_value_beyond_python_is_refused(box: SqlBox, value: str) -> None:
    """Verifying says which query, and goes on."""
    with pytest.raises(BadQuery, match="'q'"):
        box.answer("q", f"select {value}")


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gauger.dossier.sqlbox.MEMORY", "64MB")
    small = SqlBox({})
    with pytest.raises(BadQuery, match=r"(?i)memory"):
        small.answer("q", "select string_agg(range, ',') from range(30000000)")


def test_a_query_that_takes_too_long_is_stopped(
    box: SqlBox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gauger.dossier.sqlbox.SECONDS", 0.2)
    with pytest.raises(BadQuery, match=r"(?i)interrupt"):
        box.answer("q", "select sum(a.range * b.range) from range(9999999) a, range(9999999) b")


def test_too_many_rows_are_refused(box: SqlBox) -> None:
    with pytest.raises(BadQuery, match="more than 20,000 rows"):
        box.answer("q", "select range from range(20001)")


@pytest.mark.parametrize("name", ["t", "a b", 'x"; drop table t; --', ""])
def test_a_step_takes_no_name_that_is_taken_or_none(box: SqlBox, name: str) -> None:
    with pytest.raises(BadQuery):
        box.step(name, "select 1 as one")


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("autoinstall_known_extensions", False),
        ("autoload_known_extensions", False),
        ("allow_community_extensions", False),
        ("enable_external_access", False),
        ("lock_configuration", True),
        ("python_enable_replacements", False),
        ("temp_directory", ""),
        ("TimeZone", "UTC"),
        ("threads", 1),
    ],
)
def test_the_database_itself_is_shut(box: SqlBox, setting: str, value: object) -> None:
    """Behind the rules for queries stands a database that could not do harm without them."""
    found = box._db.execute("select current_setting($1)", [setting]).fetchone()
    assert found == (value,)
    with pytest.raises(duckdb.Error, match="locked"):
        box._db.execute("set threads = 2")
