"""A pack is the same each time, joins with nothing, and holds no person's data."""

import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from gauger.casework.model import Label, LabelKind, Note
from gauger.dossier.extract import Material, extract
from gauger.dossier.make import Made, check_out, make_pack
from gauger.dossier.pseudonyms import Pseudonyms, pack_key
from gauger.errors import InputError, UsageError
from gauger.records.world import open_world
from tests.dossier.scene import ISSUED, WISHES, Scene, signer


def contents(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def column(folder: Path, table: str, name: str) -> set[object]:
    return set(pq.read_table(folder / "extract" / f"{table}.parquet")[name].to_pylist())


def test_same_case_key_and_time_give_the_same_bytes(
    scene: Scene, made: Made, tmp_path: Path
) -> None:
    again = make_pack(scene.order(threads=1), tmp_path / "pack", replace=False)
    assert contents(again.folder) == contents(made.folder)
    assert again.zip.read_bytes() == made.zip.read_bytes()


@pytest.mark.parametrize(
    "changes",
    [
        {"wishes": replace(WISHES, recipient="Partner Two")},
        {"wishes": replace(WISHES, issued=ISSUED + timedelta(days=1))},
        {"secret": b"t" * 32},
    ],
    ids=["recipient", "time", "secret"],
)
def test_two_packs_share_no_name_and_no_value(
    scene: Scene, made: Made, changes: dict[str, object]
) -> None:
    """Whoever holds two packs cannot join them by pseudonyms or by re-hashed values."""
    order = scene.order(**changes)
    key = pack_key(
        order.secret,
        case_id=order.case.case_id,
        recipient=order.wishes.recipient,
        issued=order.wishes.issued,
    )
    other = extract(Material(case=scene.case, world=scene.world, names=Pseudonyms(key)))
    for table, name in (
        ("members", "member"), ("traits", "value"), ("comparison", "value"), ("clocks", "member"),
        ("nets", "net"),
    ):  # fmt: skip
        a, b = column(made.folder, table, name), set(other[table][name].to_pylist())
        assert len(a) == len(b) > 0
        assert not a & b


def test_nothing_of_the_logs_stands_in_a_pack_by_name(scene: Scene, made: Made) -> None:
    """No account, organisation, address, prompt, or key of the operator's own tables."""
    accounts = pq.read_table(scene.world.path / "accounts.parquet")
    traffic = pa.concat_tables(pq.read_table(f) for f in scene.world.exchange_files)
    words = set(accounts["account_id"].to_pylist())
    for name in ("ip", "ip_net", "user_agent", "tls_fingerprint", "exchange_id", "org_id"):
        words |= set(traffic[name].to_pylist())
    words |= {w for n in ("email", "phone", "org_name") for w in accounts[n].to_pylist()}
    keys = {
        k for n in ("ip_key", "net_key", "tls_key", "system_key") for k in traffic[n].to_pylist()
    }
    keys |= set(accounts["payment_key"].to_pylist()) | set(accounts["phone_range_key"].to_pylist())
    for file in (made.folder / "extract").iterdir():
        table = pq.read_table(file)
        for name in table.column_names:
            seen = set(table[name].to_pylist()) - {None, 0}
            assert not seen & (words | keys), f"{file.name} {name}"
    texts = b"".join(
        d for p, d in contents(made.folder).items() if p.endswith((".json", ".html", ".csv"))
    )
    found = [w for w in words if w and len(w) > 3 and str(w).encode() in texts]
    assert found == []


def test_times_of_accounts_are_whole_hours(made: Made) -> None:
    for name in ("first_hour", "last_hour"):
        times = column(made.folder, "members", name)
        assert {(t.minute, t.second, t.microsecond) for t in times} == {(0, 0, 0)}  # type: ignore[attr-defined]


def test_cleared_accounts_and_internal_notes_leave_no_trace(scene: Scene, tmp_path: Path) -> None:
    out = scene.case.members[0].account_id
    label = Label(account_id=out, kind=LabelKind.CLEARED, reason="a student", by="ann", at=ISSUED)
    kept = Label(
        account_id=scene.case.members[1].account_id,
        kind=LabelKind.CONFIRMED,
        reason="seen",
        by="bob",
        at=ISSUED,
    )
    note = Note(text="privileged remark", by="ann", at=ISSUED)
    case = replace(scene.case, labels=(label, kept), notes=(note,))
    made = make_pack(scene.order(case=case), tmp_path / "pack", replace=False)
    assert len(column(made.folder, "members", "member")) == len(scene.case.members) - 1
    data = b"".join(contents(made.folder).values())
    for word in (b"privileged", b"a student", b"bob"):
        assert word not in data
    statement = (made.folder / "statement.json").read_text()
    assert "not in the extract: 1." in statement
    assert "1 of 2 (95 % interval" in statement


def test_a_world_that_the_run_did_not_read_is_refused(scene: Scene, tmp_path: Path) -> None:
    other = Path(shutil.copytree(scene.world.path, tmp_path / "world"))
    accounts = pq.read_table(other / "accounts.parquet")
    pq.write_table(accounts.slice(1), other / "accounts.parquet")
    with pytest.raises(InputError, match=r"accounts\.parquet differs"):
        make_pack(scene.order(world=open_world(other)), tmp_path / "pack", replace=False)
    assert not (tmp_path / "pack").exists()


def test_strangers_files_are_never_replaced(scene: Scene, tmp_path: Path) -> None:
    (tmp_path / "pack").mkdir()
    (tmp_path / "pack" / "thesis.tex").write_text("years of work")
    with pytest.raises(UsageError, match="not a pack of ours"):
        make_pack(scene.order(), tmp_path / "pack", replace=True)


def test_nothing_is_left_when_making_fails(
    scene: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Here a time stamp service that answers nonsense, at the very end."""
    monkeypatch.setattr("gauger.dossier.make.documents", lambda _, __: {"report.pdf": b""})
    with pytest.raises(InputError, match="time stamp"):
        make_pack(
            scene.order(ask=lambda _: b"no stamp", signing=signer(2)),
            tmp_path / "pack",
            replace=False,
        )
    assert list(tmp_path.iterdir()) == []


def test_what_is_there_is_replaced_only_when_asked_and_ours(tmp_path: Path) -> None:
    """Before anything is read; an empty folder is free."""
    (tmp_path / "empty").mkdir()
    check_out(tmp_path / "empty", replace=False)
    ours = tmp_path / "ours"
    ours.mkdir()
    for name in ("manifest.json", "signature.json", "figures.json", "statement.json"):
        (ours / name).write_text("{}")
    check_out(ours, replace=True)
    with pytest.raises(UsageError, match="--replace to overwrite"):
        check_out(ours, replace=False)
    (ours / "manifest.json").unlink()
    with pytest.raises(UsageError, match="not a pack of ours"):
        check_out(ours, replace=True)
