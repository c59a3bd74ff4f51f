"""Where queries of a pack run: a database that holds the extract and can reach nothing else.

A pack may come from anybody. Its queries see the extract's tables alone, as one SELECT of an
allowed shape and allowed functions, in bounded memory, and are stopped when they take too long.
"""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import duckdb
import msgspec
import pyarrow as pa

from gauger.dossier.model import Cell
from gauger.errors import InputError

MEMORY = "2GB"
"""Verifying a pack of 25,000 accounts and 28.8 million exchanges peaked at 1.0 GB in all."""
SECONDS = 120.0
"""Verifying the same took 15 in all, beside other work."""
MAX_SQL = 20_000
MAX_ROWS = 20_000
"""Rows of an answer; a figure that has more is a table nobody reads."""
FUNCTIONS = frozenset(
    {
        "abs",
        "any_value",
        "avg",
        "count",
        "count_star",
        "date_diff",
        "date_trunc",
        "exp",
        "floor",
        "generate_series",
        "greatest",
        "hour",
        "lag",
        "lead",
        "least",
        "list_value",
        "ln",
        "log10",
        "log2",
        "max",
        "median",
        "min",
        "nullif",
        "pow",
        "quantile_cont",
        "range",
        "round",
        "row_number",
        "strftime",
        "string_agg",
        "sum",
        "to_days",
        "trunc",
        "unnest",
        "~~",
        "!~~",
        "-",
        "+",
        "*",
        "/",
        "//",
        "%",
        "&",
        ">>",
    }
)
"""Functions and operators that a query may use: none of them reads, writes or loads anything."""
TABLE_FUNCTIONS = frozenset({"unnest", "generate_series", "range"})
REFUSED = frozenset(
    {"RECURSIVE_CTE_NODE", "SHOW_REF", "COLUMN_DATA", "PIVOT", "BOUND_TABLE_REF", "DELIM_GET"}
)
"""What no query of ours has."""


class BadQuery(InputError):
    """A query that a pack must not hold."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(f"query {name!r} is refused: {why}.")


class SqlBox:
    """A sealed database over the extract's tables."""

    def __init__(self, tables: Mapping[str, pa.Table]) -> None:
        self._db = duckdb.connect(":memory:")
        self._known = set(tables)
        for name, table in tables.items():
            self._db.register("given", table)
            self._db.execute(f"create table {name} as select * from given")  # noqa: S608 - our names
            self._db.unregister("given")
        for setting in (
            "threads = 1",  # sums of floats come out the same
            f"memory_limit = '{MEMORY}'",
            "temp_directory = ''",
            "TimeZone = 'UTC'",
            "python_enable_replacements = false",
            "autoinstall_known_extensions = false",
            "autoload_known_extensions = false",
            "allow_community_extensions = false",
            "enable_external_access = false",
            "lock_configuration = true",
        ):
            self._db.execute(f"set {setting}")

    def close(self) -> None:
        """Give the memory back."""
        self._db.close()

    def step(self, name: str, sql: str) -> None:
        """Run a step and keep its rows under `name` for the queries after it."""
        select = self._checked(name, sql)
        if not name.isidentifier() or name in self._known:
            raise BadQuery(name[:60], "its name is taken, or none that a table can have")
        with self._stopwatch(name):
            self._db.execute(f'create table "{name}" as {select}')
        self._known.add(name)

    def answer(self, name: str, sql: str) -> tuple[tuple[str, ...], tuple[tuple[Cell, ...], ...]]:
        """Columns and rows that a query gives."""
        select = self._checked(name, sql)
        with self._stopwatch(name):
            ran = self._db.execute(select)
            rows = ran.fetchmany(MAX_ROWS + 1)
            columns = tuple(str(c[0]) for c in ran.description or ())
        if len(rows) > MAX_ROWS:
            raise BadQuery(name, f"it gives more than {MAX_ROWS:,} rows")
        return columns, tuple(tuple(_cell(name, v) for v in row) for row in rows)

    def reads(self, name: str, sql: str) -> frozenset[str]:
        """Tables and steps that a query reads."""
        return frozenset(_tables(self._tree(name, sql))) & self._known

    def _checked(self, name: str, sql: str) -> str:
        for node, known in _scoped(self._tree(name, sql), frozenset(self._known)):
            why = _refusal(node, known)
            if why:
                raise BadQuery(name, why)
        return sql.strip().rstrip(";")

    def _tree(self, name: str, sql: str) -> object:
        if len(sql) > MAX_SQL:
            raise BadQuery(name, f"it is longer than {MAX_SQL:,} characters")
        try:
            statements = duckdb.extract_statements(sql)
            if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
                raise BadQuery(name, "it is not one SELECT")
            text = self._db.execute("select json_serialize_sql($1)", [sql]).fetchone()
        except duckdb.Error as seen:
            raise BadQuery(name, _line(seen)) from seen
        tree = msgspec.json.decode(str(text[0] if text else "{}"), type=dict[str, Any])
        if tree.get("error") or len(tree.get("statements", ())) != 1:
            raise BadQuery(name, "it is not one SELECT")
        return tree

    @contextmanager
    def _stopwatch(self, name: str) -> Iterator[None]:
        late = threading.Timer(SECONDS, self._db.interrupt)
        late.daemon = True
        late.start()
        try:
            yield
        except (duckdb.Error, ArithmeticError, ValueError) as seen:  # also a value beyond Python's
            raise BadQuery(name, _line(seen)) from seen
        finally:
            late.cancel()


def _line(seen: Exception) -> str:
    return " ".join(str(seen).split())[:200]


def _nodes(tree: object) -> Iterator[dict[str, Any]]:
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            yield node
            waiting += node.values()
        elif isinstance(node, list):
            waiting += node


def _scoped(tree: object, known: frozenset[str]) -> Iterator[tuple[dict[str, Any], frozenset[str]]]:
    """Nodes, each with the names that a table may have there: a CTE is known in its query alone."""
    waiting = [(tree, known)]
    while waiting:
        node, names = waiting.pop()
        if isinstance(node, dict):
            ctes = (node.get("cte_map") or {}).get("map", ())
            names = names.union(str(entry["key"]) for entry in ctes) if ctes else names
            yield node, names
            waiting += [(below, names) for below in node.values()]
        elif isinstance(node, list):
            waiting += [(below, names) for below in node]


def _tables(tree: object) -> Iterator[str]:
    return (str(n["table_name"]) for n in _nodes(tree) if n.get("type") == "BASE_TABLE")


def _refusal(node: dict[str, Any], known: frozenset[str]) -> str:
    """Why a node of the parsed query is refused; empty when it is not."""
    kind = str(node.get("type", ""))
    if kind in REFUSED:
        return f"it has {kind.lower().replace('_', ' ')}"
    if kind == "TABLE_FUNCTION":
        called = str(node["function"].get("function_name", "")).lower()
        return "" if called in TABLE_FUNCTIONS else f"it reads from {called}()"
    return _bad_table(node, known) if kind == "BASE_TABLE" else _bad_call(node)


def _bad_table(node: dict[str, Any], known: frozenset[str]) -> str:
    if node.get("schema_name") or node.get("catalog_name"):
        return "it reads a table of another schema"
    name = str(node["table_name"])
    return "" if name in known else f"it reads {name!r}, which is no table of the extract"


def _bad_call(node: dict[str, Any]) -> str:
    if "function_name" not in node:
        return ""
    called = str(node["function_name"]).lower()
    if node.get("schema") not in {None, "", "main"} or node.get("catalog"):
        return f"it calls {called} of another schema"
    return "" if called in FUNCTIONS else f"it calls {called}, which is not an allowed function"


def _cell(name: str, value: object) -> Cell:
    if isinstance(value, bool | str | int) or value is None:
        return value
    if isinstance(value, float | Decimal):
        return float(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    raise BadQuery(name, f"it gives a {type(value).__name__}, which is no value of a figure")
