"""The panel: models whose answers to the same prompts are known, and who taught them.

A folder with `answers.jsonl` (or `.parquet`), rows `model, prompt_id, output`, and `lineage.csv`,
columns `model, family, maker, teacher`: `family` groups relatives (one developer's line or one
training set), `maker` is the vendor whose own model it is, `teacher` the vendor whose answers it
was trained on, `none` where its documentation says that no model taught it, and empty if unknown.
"""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import msgspec
import pyarrow.parquet as pq

from gauger.errors import BrokenFile, InputError, MissingColumn

Kind = TypeVar("Kind")
Answers = Mapping[str, str]
"""What one model said to each prompt, by the prompt's id."""
NONE = "none"
"""Teacher of a model that no model taught."""
COLUMNS = ("model", "family", "maker", "teacher")


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One model of the panel."""

    model: str
    family: str
    maker: str = ""
    """Vendor whose own model this is."""
    teacher: str = ""
    """Vendor whose answers it was trained on; `none`; or empty where nobody knows."""
    answers: Answers

    def taught_by(self, vendor: str) -> bool:
        """Whether it learned from `vendor`; its own models do not count."""
        return self.teacher == vendor

    def clear_of(self, vendor: str) -> bool:
        """Whether what is known of it rules `vendor` out: another made or taught it, or nobody."""
        known = bool(self.maker or self.teacher)
        return known and vendor not in {self.maker, self.teacher}


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """All models that a suspect is held against."""

    members: tuple[Member, ...]

    def __post_init__(self) -> None:
        if len({m.model for m in self.members}) < len(self.members):
            raise InputError("the panel names a model twice; each model needs a name of its own.")

    @property
    def vendors(self) -> tuple[str, ...]:
        """Vendors of whom the panel has a model, or a model taught by them."""
        named = {m.maker for m in self.members} | {m.teacher for m in self.members}
        return tuple(sorted(named - {"", NONE}))


class _Row(msgspec.Struct, frozen=True):
    model: str
    prompt_id: str | int
    output: str


class _Own(msgspec.Struct, frozen=True):
    prompt_id: str | int
    output: str


def read_panel(folder: Path) -> Panel:
    """Read a panel. Raises InputError where lineage and answers do not name the same models."""
    said: dict[str, dict[str, str]] = {}
    for model, prompt, output in _rows(folder):
        said.setdefault(model, {})[prompt] = output
    lineage = read_lineage(folder / "lineage.csv")
    silent = [m for m in lineage if m not in said]
    if silent:
        raise InputError(
            f"{folder}: lineage.csv names {silent[0]!r}, of which there are no answers. "
            "Take it out, or add its answers."
        )
    return Panel(members=tuple(
        Member(model=m, family=r["family"], maker=r["maker"], teacher=r["teacher"], answers=said[m])
        for m, r in sorted(lineage.items())
    ))  # fmt: skip


def read_lineage(file: Path) -> dict[str, dict[str, str]]:
    """Rows of a lineage table by model."""
    try:
        text = file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as wrong:
        fix = f"Make it, with the columns {', '.join(COLUMNS)}."
        raise BrokenFile(file, "a lineage table", str(wrong), fix) from wrong
    rows = csv.DictReader(text.splitlines())
    for column in COLUMNS:
        if column not in (rows.fieldnames or ()):
            raise MissingColumn(str(file), column, rows.fieldnames or ())
    found = {r["model"]: {c: (r[c] or "").strip() for c in COLUMNS} for r in rows}
    bare = [m for m, r in found.items() if not r["family"]]
    if bare:
        raise InputError(f"{file}: {bare[0]!r} has no family; give its own name if it has no kin.")
    return found


def read_answers(file: Path) -> Answers:
    """A suspect's answers: JSON lines or Parquet with `prompt_id` and `output`."""
    if file.suffix == ".parquet":
        return {p: o for _, p, o in _parquet(file, with_model=False)}
    return {str(r.prompt_id): r.output for r in _lines(file, _Own)}


def _rows(folder: Path) -> Iterator[tuple[str, str, str]]:
    if (folder / "answers.parquet").is_file():
        yield from _parquet(folder / "answers.parquet", with_model=True)
        return
    for row in _lines(folder / "answers.jsonl", _Row):
        yield row.model, str(row.prompt_id), row.output


def _parquet(file: Path, *, with_model: bool) -> Iterator[tuple[str, str, str]]:
    try:
        table = pq.read_table(file)
    except (OSError, ValueError) as wrong:
        raise BrokenFile(file, "answers", str(wrong), "Write it as Parquet again.") from wrong
    wanted = ("model", "prompt_id", "output") if with_model else ("prompt_id", "output")
    for column in wanted:
        if column not in table.column_names:
            raise MissingColumn(str(file), column, table.column_names)
    for row in table.select(list(wanted)).to_pylist():
        yield row.get("model", ""), str(row["prompt_id"]), row["output"] or ""


def _lines(file: Path, kind: type[Kind]) -> Sequence[Kind]:
    try:
        lines = file.read_bytes().splitlines()
    except OSError as wrong:
        fix = "Check the path; a panel is answers.jsonl and lineage.csv."
        raise BrokenFile(file, "answers", str(wrong.strerror), fix) from wrong
    rows = []
    for number, line in enumerate(lines, 1):
        try:
            rows += [msgspec.json.decode(line, type=kind)] if line.strip() else []
        except msgspec.MsgspecError as wrong:
            fix = 'A line is {"model": ..., "prompt_id": ..., "output": ...}.'
            raise BrokenFile(file, "answers", f"line {number}: {wrong}", fix) from wrong
    if not rows:
        raise InputError(f"{file} holds no answers; it is empty.")
    return rows
