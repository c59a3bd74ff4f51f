"""Splink's public sets: one person behind several perturbed records, the answers known.

historical_figures_with_errors_50k: 50,578 records of 5,156 people; fake_1000: 1,000 of 251.
Records are the accounts, a person is the operator. Nobody is innocent here: a mistake is a record
placed with another person.
"""

import re
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as pq

from bench.public.case import Case
from gauger.linking.table import traits
from gauger.signals.family import Family

WORD = re.compile(r"[^\W\d_]{3,}")


def people(data: Path) -> Case:
    """50,578 records by pieces of the name, date and place of birth, postcode and occupation."""
    rows = pq.read_table(data / "historical_figures_with_errors_50k.parquet")
    rows = rows.sort_by("unique_id")
    record = rows["unique_id"].combine_chunks()

    def column(name: str) -> pa.Table:
        return traits(name, record, rows[name].combine_chunks())

    tables = {
        "name": (Family.IDENTITY, _words("name", record, rows["full_name"])),
        "born": (Family.TIMING, column("dob")),
        "postcode": (Family.INFRASTRUCTURE, column("postcode_fake")),
        "birth-place": (Family.CONTENT, column("birth_place")),
        "occupation": (Family.BEHAVIOUR, column("occupation")),
    }
    return _case("people-50k", rows, tables)


def fake_1000(data: Path) -> Case:
    """1,000 records by name, date of birth, city and e-mail address."""
    table = pyarrow.csv.read_csv(data / "fake_1000.csv", convert_options=_STRINGS)
    rows = table.set_column(0, "unique_id", pc.utf8_lpad(table["unique_id"], 4, "0"))
    record = rows["unique_id"].combine_chunks()

    def column(name: str) -> pa.Table:
        return traits(name, record, rows[name].combine_chunks())

    names = pa.concat_tables([column("first_name"), column("surname")])
    tables = {
        "name": (Family.IDENTITY, names),
        "born": (Family.TIMING, column("dob")),
        "city": (Family.CONTENT, column("city")),
        "email": (Family.INFRASTRUCTURE, column("email")),
    }
    return _case("fake-1000", rows, tables)


_STRINGS = pyarrow.csv.ConvertOptions(
    column_types={n: pa.string() for n in ("unique_id", "dob", "cluster")},
    strings_can_be_null=True,
)


def _words(kind: str, record: pa.Array, texts: pa.ChunkedArray) -> pa.Table:
    found = [
        (r, word)
        for r, text in zip(record.to_pylist(), texts.to_pylist(), strict=True)
        for word in sorted(set(WORD.findall(text or "")))
    ]
    return traits(
        kind, pa.array([r for r, _ in found], pa.string()), pa.array([w for _, w in found])
    )


def _case(name: str, rows: pa.Table, tables: dict[str, tuple[Family, pa.Table]]) -> Case:
    ids = rows["unique_id"].to_pylist()
    return Case(
        name=name,
        tables=tables,
        causes={},
        accounts=sorted(ids),
        guilty=frozenset(ids),
        cluster_of=dict(zip(ids, rows["cluster"].cast(pa.string()).to_pylist(), strict=True)),
        rows=rows,
    )
