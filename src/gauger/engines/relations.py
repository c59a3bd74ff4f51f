"""A world as relations, on DuckDB: the one place that holds a connection."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import ibis
import pyarrow as pa
from ibis.backends.duckdb import Backend
from ibis.expr.types import Table

from gauger.engines.keys import lot

MEMORY_GB = 3.0
"""What the engine may take; arrays beside it take as much. On 33 million exchanges the dearest
signal, shared templates, takes 2.2 of it; with 0.6 it costs a fifth more CPU time."""
ASIDE_GB = 0.5
"""The same while linking works, which asks the engine for nothing: what it keeps of its last query
would be memory that linking's peak comes on top of."""
BESIDE_GB = 2.0
"""The same once traits and links are in memory: at full size, judging beside them was the peak."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Relations:
    """A world's tables as Ibis relations; `events` is None where the world has none."""

    exchanges: Table
    accounts: Table
    events: Table | None = None
    counted: Table | None = None
    """The exchanges counted by `signals.hours`, where somebody did."""

    @property
    def hourly(self) -> Table:
        """Enough for who asks of exchanges no more than account, hour, place and program.

        A row stands for `n` exchanges up to `last_ts` where it has these columns, else for one.
        """
        return self.exchanges if self.counted is None else self.counted

    def has(self, *columns: str) -> bool:
        """Whether each "table.column" is there.

        >>> import ibis
        >>> t = ibis.table({"account_id": "string"}, name="t")
        >>> Relations(exchanges=t, accounts=t).has("accounts.account_id", "exchanges.ip_key")
        False
        """
        return not self.missing(*columns)

    def missing(self, *columns: str) -> tuple[str, ...]:
        """Those "table.column" names that are not there, in the order asked."""
        have = {
            f"{name}.{column}"
            for name in ("exchanges", "accounts")
            for column in getattr(self, name).columns
        }
        return tuple(column for column in columns if column not in have)


class Engine:
    """Runs relations; bounded memory, any number of threads, the same answers."""

    def __init__(
        self, *, threads: int | None = None, memory_gb: float = MEMORY_GB, spill: Path | None = None
    ) -> None:
        self.backend: Backend = ibis.duckdb.connect()
        self._spill = spill
        self.limit(memory_gb)
        settings = {
            "TimeZone": "UTC",
            "enable_external_file_cache": "false",  # it kept more memory than all that is found
            "preserve_insertion_order": "false",  # nobody asks for one, and it is held in memory
            "enable_progress_bar": "false",  # DuckDB draws one on standard error after two seconds
        }
        if spill is not None:
            settings["temp_directory"] = str(spill)
        if threads is not None:
            settings["threads"] = str(threads)
        for name, value in settings.items():
            self.backend.raw_sql(f"SET {name} = '{value}'")

    def limit(self, memory_gb: float) -> None:
        """Take no more memory than so much from here on; what is beyond it goes to disk."""
        self.backend.raw_sql(f"SET memory_limit = '{memory_gb}GB'")

    def world(self, exchange_files: list[Path], accounts: Path, events: Path | None) -> Relations:
        """Relations over a world's files."""
        return Relations(
            exchanges=self.backend.read_parquet(
                [str(p) for p in exchange_files], union_by_name=True
            ),
            accounts=self.backend.read_parquet(str(accounts)),
            events=None if events is None else self.backend.read_parquet(str(events)),
        )

    def parquet(self, files: Sequence[Path], *, union: bool = False) -> Table:
        """Rows of Parquet files, of one schema unless `union` of their columns is asked for."""
        return self.backend.read_parquet([str(f) for f in files], union_by_name=union)

    def write(self, relation: Table, file: Path) -> None:
        """Write a relation to a Parquet file, in no particular order."""
        self.backend.to_parquet(relation, file, compression="zstd")

    def arrow(self, relation: Table) -> pa.Table:
        """Rows of a relation, in no particular order."""
        return self.backend.to_pyarrow(relation)

    def count(self, relation: Table) -> int:
        """How many rows a relation has."""
        return int(self.arrow(relation.aggregate(n=relation.count()))["n"][0].as_py())

    @contextmanager
    def kept(self, relation: Table, *others: Table) -> Iterator[Table]:
        """A relation computed once, for several reads; memory beyond the limit goes to disk.

        Rows of `others` are put to its own, each computed when those before it are done.
        """
        name = ibis.util.gen_name("kept")
        self.backend.create_table(name, relation, temp=True)
        try:
            for other in others:
                self.backend.insert(name, other)
            yield self.backend.table(name)
        finally:
            self.backend.raw_sql(
                f'DROP TABLE "{name}"'
            )  # Ibis 12 writes a DROP that does not parse

    @contextmanager
    def in_lots(self, relation: Table, column: str, parts: int) -> Iterator[list[Table]]:
        """A relation computed once, in so many lots: all rows of one value of a column in one.

        Several are Parquet files, of which only columns asked for are read; of the engine's own
        tables, which are whole rows, 38 GB went to disk. A lot without rows is left out.
        """
        if parts <= 1:
            with self.kept(relation) as rows:
                yield [rows]
            return
        if self._spill is not None:
            self._spill.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix="gauger-", dir=self._spill) as room:
            rows = relation.mutate(lot=lot(relation[column], parts))
            self.backend.to_parquet(rows, room, partition_by="lot")
            folders = sorted(Path(room).iterdir())
            yield [self.parquet(sorted(folder.iterdir())).drop("lot") for folder in folders]

    @staticmethod
    def table(rows: pa.Table) -> Table:
        """Rows as a relation that others can be joined to."""
        return ibis.memtable(rows)


@contextmanager
def closing_engine(*, threads: int | None = None, spill: Path | None = None) -> Iterator[Engine]:
    """An engine that lets go of its memory and files at the end."""
    engine = Engine(threads=threads, spill=spill)
    try:
        yield engine
    finally:
        engine.backend.disconnect()
