"""`gauger link`: any table of actors and shared values, and tables that are none."""

import json
import random
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner, Result

from gauger.cli.app import app
from gauger.errors import GaugerError
from gauger.linking.sightings import Columns, read_sightings
from gauger.linking.table import kinds_of
from gauger.signals.family import Family

DAY_S = 86_400
RING = 12


def rows() -> list[dict[str, object]]:
    """600 buyers at 400 shops with 900 devices over ten days; twelve share shops and devices.

    A class of 25 visits one popular shop in the same hour, each from a device of its own.
    """
    rng = random.Random(3)
    made: list[dict[str, object]] = []
    for person in range(600):
        at = 1_770_000_000 + rng.randrange(10 * DAY_S)
        for _ in range(4):
            shop, device = (
                f"shop{int(400 * rng.random() ** 2)}",
                f"device{person}-{rng.randrange(2)}",
            )
            made.append({"who": f"p{person}", "shop": shop, "device": device, "at": at})
            at += rng.randrange(DAY_S)
    for member in range(RING):
        for visit in range(4):
            shop, device = f"odd{rng.randrange(6)}", f"farm{rng.randrange(5)}"
            at = 1_770_300_000 + visit * DAY_S + rng.randrange(900)
            made.append({"who": f"ring{member}", "shop": shop, "device": device, "at": at})
    for pupil in range(25):
        at = 1_770_100_000 + rng.randrange(1_800)
        made.append({"who": f"pupil{pupil}", "shop": "shop1", "device": f"d{pupil}", "at": at})
    return made


def stored(folder: Path, made: list[dict[str, object]], name: str = "t.parquet") -> Path:
    pq.write_table(pa.Table.from_pylist(made), folder / name)
    return folder / name


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["link", *map(str, arguments)])


def members(answer: Result) -> list[set[str]]:
    assert answer.exit_code == 0, answer.output
    return [{m["actor"] for m in g["members"]} for g in json.loads(answer.stdout)["groups"]]


def test_who_shares_two_kinds_is_found_and_a_class_is_not(tmp_path: Path) -> None:
    table = stored(tmp_path, rows())
    answer = run(table, "--actor", "who", "--value", "shop", "--value", "device", "--json")
    assert members(answer) == [{f"ring{i}" for i in range(RING)}]


def test_long_and_wide_tables_and_any_row_order_give_the_same(tmp_path: Path) -> None:
    """A row a value with its kind, shuffled and cut in two files, is the same table."""
    wide = stored(tmp_path, rows())
    long = [
        {"who": r["who"], "kind": kind, "value": r[kind]}
        for r in rows()
        for kind in ("shop", "device")
    ]
    random.Random(1).shuffle(long)
    for part in (0, 1):
        stored(tmp_path, long[part::2], f"long{part}.parquet")
    one = run(wide, "--actor", "who", "--value", "shop", "--value", "device", "--json")
    other = run(
        tmp_path / "long*.parquet",
        "--actor",
        "who",
        "--value",
        "value",
        "--signal",
        "kind",
        "--json",
    )
    assert json.loads(one.stdout)["groups"] == json.loads(other.stdout)["groups"]


def test_times_make_a_second_kind_of_evidence(tmp_path: Path) -> None:
    """Shops alone link nobody; with the first hour of the twelve beside them, they do."""
    table = stored(tmp_path, rows())
    assert run(table, "--actor", "who", "--value", "shop").exit_code == 1
    answer = run(table, "--actor", "who", "--value", "shop", "--time", "at", "--json")
    assert members(answer) == [{f"ring{i}" for i in range(RING)}]


def test_the_folder_holds_groups_members_and_links(tmp_path: Path) -> None:
    table, out = stored(tmp_path, rows()), tmp_path / "found"
    chosen = ["--actor", "who", "--value", "shop", "--value", "device", "--time", "at"]
    shown = run(table, *chosen, "--out", out)
    assert shown.exit_code == 0
    (group,) = pq.read_table(out / "groups.parquet").to_pylist()
    assert group["actors"] == RING
    assert group["group_id"] in shown.stdout
    assert group["first_ts"] < group["last_ts"]
    assert pq.read_table(out / "members.parquet").num_rows == RING
    assert {r["group_id"] for r in pq.read_table(out / "links.parquet").to_pylist()} == {
        group["group_id"]
    }
    assert json.loads((out / "run.json").read_text())["families"]["shop together"] == "timing"
    assert isinstance(run(table, *chosen, "--out", out).exception, GaugerError)
    assert run(table, *chosen, "--out", out, "--replace", "--fail-on-groups").exit_code == 1


def test_a_row_without_actor_time_or_value_is_counted_or_empty(tmp_path: Path) -> None:
    """What loggers write for nothing is nothing: it would link strangers."""
    file = tmp_path / "t.csv"
    file.write_text(
        'who,card,at\nann,"4,1",2026-01-01\n,4,2026-01-01\nbob,unknown,2026-01-01\n'
        'cyd,"5\n6",soon\ndan,7,2026-01-01,extra\n'
    )
    seen = read_sightings([file], Columns(actor="who", values=("card",), time="at"))
    assert seen.table["value"].to_pylist() == ["4,1"]
    assert seen.rows == 5
    assert dict(seen.left_out) == {
        "without who": 1, "at is not a time": 1, "wrong number of fields": 1,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("empty.csv", b"", "no row has an actor and a value"),
        ("head.csv", b"who,card,device\n", "no row has an actor and a value"),
        ("other.csv", b"whom,card,device\na,1,2\n", "Did you mean 'whom'?"),
        ("cut.parquet", b"PAR1....", "not readable as"),
        ("t.xlsx", b"PK", "has no file to read"),
        ("text.jsonl", b"not json\n[1]\n", "2 not a JSON object"),
        ("one.csv", b"who,card,device\na,1,\nb,1,\n", "one kind of evidence"),
    ],
)
def test_a_table_that_cannot_be_used_says_so(
    tmp_path: Path, name: str, data: bytes, says: str
) -> None:
    (tmp_path / name).write_bytes(data)
    out = tmp_path / "out"
    options = ["--actor", "who", "--value", "card", "--value", "device", "--out", out]
    wrong = run(tmp_path / name, *options)
    assert isinstance(wrong.exception, GaugerError)
    assert says in str(wrong.exception)
    assert not out.exists()


def test_families_are_given_known_or_free() -> None:
    """A signal's own name has its family; two kinds of one family are one kind of evidence."""
    kinds = kinds_of(["card", "shared-address"], {"card": Family.IDENTITY}, timed=False)
    assert kinds.family["shared-address"] is Family.INFRASTRUCTURE
    assert kinds.cause["shared-address"] == "address"
    for names, given in (
        (["a", "b"], {"a": Family.IDENTITY, "b": Family.IDENTITY}),
        (list("abcdef"), {}),
        (["a", "b"], {"c": Family.IDENTITY}),
    ):
        with pytest.raises(GaugerError):
            kinds_of(names, given, timed=False)


@pytest.mark.shared
def test_the_verb_finds_what_the_benchmark_finds(shared: Path) -> None:
    """On CooRTweet's tweets: few groups, as documented, and the same ones whatever the way in."""
    table = shared / "coordination" / "russian_coord_tweets.parquet"
    answer = run(
        table, "--actor", "account_id", "--value", "object_id", "--time", "timestamp_share",
        "--window", 60, "--json",
    )  # fmt: skip
    run_of = json.loads(answer.stdout)["run"]
    assert (run_of["rows"], run_of["actors"]) == (35_125, 9_509)
    assert len(members(answer)) <= 3
