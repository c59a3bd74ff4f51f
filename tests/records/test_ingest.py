"""Logs become a world; what cannot be kept is counted, and nothing half-made stays."""

import gzip
import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from gauger.errors import BrokenFile, MissingColumn, UsageError
from gauger.records.door import Door
from gauger.records.ingest import ingest
from gauger.records.intake import Intake, Intaken
from gauger.records.world import open_world

DOOR = Door(key=b"k" * 32)
ROWS: list[dict[str, object]] = [
    {"ts": 1_700_000_000, "account_id": 7, "exchange_id": "a", "prompt": "secret words \ud800"},
    {"ts": "2023-11-14T23:00:00", "account_id": "b", "exchange_id": "b", "ip": "203.0.113.7"},
]


def take(tmp_path: Path, text: str, **how: object) -> Intaken:
    file = tmp_path / "logs.jsonl"
    file.write_text(text)
    intake = Intake(door=DOOR, **how)  # type: ignore[arg-type]
    return ingest([file], tmp_path / "world", intake, replace=False)


def lines(*rows: object) -> str:
    return "".join(json.dumps(row) + "\n" for row in rows)


def test_json_lines_become_a_world_without_text(tmp_path: Path) -> None:
    """Times of any form are UTC, numbers as ids are strings, and prompts are gone."""
    done = take(tmp_path, lines(*ROWS).replace("\\ud800", ""))
    world = open_world(tmp_path / "world")
    assert (done.rows, done.kept, done.accounts) == (2, 2, 2)
    assert {"prompt_key", "ip_key", "net_key"} <= world.columns
    assert not {"prompt", "user_agent"} & world.columns
    assert pq.read_table(world.exchange_files[0])["account_id"].to_pylist() == ["7", "b"]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({**ROWS[0], "ts": "soon"}, "ts is not a time"),
        ({**ROWS[0], "ts": None}, "no ts"),
        ({**ROWS[0], "ts": 4_000_000_000}, "ts in the future"),
        ({**ROWS[0], "input_tokens": -1}, "negative input_tokens"),
        (ROWS[1], "duplicate exchange_id"),
        ([1], "not a JSON object"),
    ],
)
def test_a_bad_row_is_counted_and_kept_apart(tmp_path: Path, row: object, reason: str) -> None:
    """The rest is kept, and the note on a bad row never holds prompt text."""
    done = take(tmp_path, lines(ROWS[1], row))
    note = (tmp_path / "world" / "bad_rows" / "bad_rows.jsonl").read_text()
    assert (done.kept, dict(done.bad)) == (1, {reason: 1})
    assert '"line":2' in note
    assert "secret words" not in note


def test_a_map_names_the_fields(tmp_path: Path) -> None:
    """Fields of other names, also nested ones, are taken by the map."""
    done = take(
        tmp_path, lines({"time": 1_700_000_000, "user": {"id": 1}}),
        names={"ts": "time", "account_id": "user.id"},
    )  # fmt: skip
    assert done.kept == 1


def test_a_missing_must_or_broken_file_leaves_nothing(tmp_path: Path) -> None:
    """The error names the file, and there is no world."""
    with pytest.raises(MissingColumn, match="account_id"):
        take(tmp_path, lines({"ts": 1}))
    cut = tmp_path / "cut.jsonl.gz"
    cut.write_bytes(gzip.compress(lines(*[ROWS[1]] * 99).encode())[:-9])
    with pytest.raises(BrokenFile, match=r"cut\.jsonl\.gz"):
        ingest([cut], tmp_path / "world", Intake(door=DOOR), replace=False)
    with pytest.raises(UsageError, match="no exchange"):
        take(tmp_path, "")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["cut.jsonl.gz", "logs.jsonl"]


def test_csv_with_line_breaks_and_accounts(tmp_path: Path) -> None:
    """A quoted field may hold line breaks; e-mail addresses are hashed under the key."""
    logs, people = tmp_path / "l.csv", tmp_path / "a.csv"
    logs.write_text('ts,account_id,prompt\n2024-01-01T00:00:00Z,a,"one\ntwo"\n')
    people.write_text("account_id,email\na,J.Doe+x@gmail.com\n")
    intake = Intake(door=DOOR, accounts=(people,))
    ingest([logs], tmp_path / "world", intake, replace=False)
    (account,) = pq.read_table(tmp_path / "world" / "accounts.parquet").to_pylist()
    assert len(account["email"]) == 32
    assert account["email_domain"] == "gmail.com"
