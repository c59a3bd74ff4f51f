"""A table with names of its own: what is missing, what is not used, and how to say what is what."""

from pathlib import Path

import pytest

from gauger.errors import MissingColumn
from gauger.records.door import Door
from gauger.records.ingest import ingest
from gauger.records.intake import Intake, Intaken

DOOR = Door(key=b"k" * 32)


def take(tmp_path: Path, text: str, **how: object) -> Intaken:
    file = tmp_path / "calls.csv"
    file.write_text(text)
    return ingest([file], tmp_path / "world", Intake(door=DOOR, **how), replace=False)  # type: ignore[arg-type]


def test_all_that_is_missing_is_said_at_once_with_a_map_to_copy(tmp_path: Path) -> None:
    with pytest.raises(MissingColumn, match="--map ts=Time,account_id=customer_id") as wrong:
        take(tmp_path, "Time,customer_id\n2026-03-01,ann\n")
    assert "no column 'ts' and no 'account_id'" in str(wrong.value)


def test_a_table_without_telling_names_gets_no_guess(tmp_path: Path) -> None:
    with pytest.raises(MissingColumn, match=r"it has a, b\. Name the field that says when"):
        take(tmp_path, "a,b\n1,2\n")


def test_what_is_guessed_in_part_says_what_else_is_needed(tmp_path: Path) -> None:
    """Else whoever copies the map meets the next error only then."""
    with pytest.raises(MissingColumn, match="Perhaps --map ts=Time") as wrong:
        take(tmp_path, "Time,b\n2026-03-01,2\n")
    assert "says whose it was with --map account_id=FIELD" in str(wrong.value)


def test_fields_that_became_no_column_are_named_and_not_taken(tmp_path: Path) -> None:
    names = {"ts": "at", "account_id": "who"}
    done = take(tmp_path, "at,who,address,model\n2026-03-01,ann,203.0.113.7,m\n", names=names)
    assert done.unused == ["address"]
    assert any(line.startswith("ip:") for line in done.not_visible)


@pytest.mark.parametrize("name", ["csv", "canonical", "auto"])
def test_what_people_call_a_plain_table_is_one(tmp_path: Path, name: str) -> None:
    done = take(tmp_path, "ts,account_id\n2026-03-01,ann\n", format=name)
    assert (done.kept, dict(done.formats)) == (1, {"canonical": 1})
