"""Verifying finds every changed byte and every forgery, and says what it took on trust."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import msgspec
import numpy as np
import pyarrow.parquet as pq
import pytest

from gauger.dossier.make import Made
from gauger.dossier.model import Figures, Signature, Statement, to_json
from gauger.dossier.outcome import (
    CONFIRMED,
    FAILED,
    IN_PART,
    TRUST,
    UNCHECKED,
    Check,
    Verified,
    page,
)
from gauger.dossier.signing import public_hex, sign
from gauger.dossier.verify import Reader, verify
from tests.dossier.scene import signer

KEY = public_hex(signer(1))
Reseal = Callable[[Path], None]


def state(found: Verified, name: str) -> str:
    return next(c.state for c in found.checks if c.name == name)


def failed(found: Verified) -> list[Check]:
    return [c for c in found.checks if c.state == FAILED]


def said(found: Verified) -> str:
    return " ".join(w for c in failed(found) for w in (c.name, c.says, *c.details))


def test_a_pack_holds_as_folder_and_as_zip(made: Made) -> None:
    for pack in (made.folder, made.zip):
        found = verify(pack, Reader(key=KEY))
        assert failed(found) == []
        confirmed = {c.name for c in found.checks if c.state == CONFIRMED}
        assert confirmed == {
            "signature", "key", "files", "figures", "queries", "limits", "weights", "judgements",
            "documents",
        }  # fmt: skip
        trust = {c.name for c in found.checks if c.state == TRUST}
        assert trust == {"time stamp", "logs", "statements"}


def test_without_a_key_the_reader_is_told_what_to_trust(made: Made) -> None:
    found = verify(made.folder, Reader())
    assert found.holds
    assert state(found, "key") == TRUST
    assert "you have to trust this key" in page(found)
    assert max(map(len, page(found).splitlines())) <= 80  # as a terminal and a printed page hold


def test_another_issuers_key_does_not_hold(made: Made) -> None:
    assert "another key than yours" in said(verify(made.folder, Reader(key=public_hex(signer(2)))))


def test_each_of_200_changed_bytes_is_found_and_its_file_named(pack: Path) -> None:
    """Anywhere: every file, the signature and the manifest too."""
    rng = np.random.default_rng(20261124)
    files = sorted(p for p in pack.rglob("*") if p.is_file())
    sizes = np.array([p.stat().st_size for p in files])
    # Every file once, then by size, then evenly: large files must not take all of the changes.
    picks = [*range(len(files)), *rng.choice(len(files), 80, p=sizes / sizes.sum())]
    picks += rng.integers(0, len(files), 200 - len(picks)).tolist()
    for pick in picks:
        file = files[pick]
        data = bytearray(file.read_bytes())
        at = int(rng.integers(len(data)))
        was = data[at]
        data[at] ^= int(rng.integers(1, 256))
        file.write_bytes(data)
        found = verify(pack, Reader(key=KEY))
        data[at] = was
        file.write_bytes(data)
        where = f"{file.relative_to(pack)} byte {at}"
        assert not found.holds, where
        assert str(file.relative_to(pack)) in said(found), where


def test_each_of_100_changed_bytes_of_a_zip_is_found(made: Made, tmp_path: Path) -> None:
    """Also in what a zip says around its files: dates, attributes, comments."""
    rng = np.random.default_rng(7)
    whole = made.zip.read_bytes()
    tail = int.from_bytes(whole[-6:-2], "little")  # where the directory begins
    assert whole[tail : tail + 4] == b"PK\x01\x02"
    spots = [*rng.integers(0, len(whole), 50), *rng.integers(tail, len(whole), 50)]
    for at in map(int, spots):
        data = bytearray(whole)
        data[at] ^= int(rng.integers(1, 256))
        (tmp_path / "p.zip").write_bytes(data)
        assert not verify(tmp_path / "p.zip", Reader(key=KEY)).holds, at


def test_a_changed_table_is_named_with_column_and_rows(pack: Path) -> None:
    file = pack / "extract" / "activity.parquet"
    column = pq.read_metadata(file).row_group(0).column(2)
    data = bytearray(file.read_bytes())
    data[column.data_page_offset + 40] ^= 1
    file.write_bytes(data)
    told = said(verify(pack, Reader()))
    assert "extract/activity.parquet was changed at bytes" in told
    assert "column exchanges, rows 1 to" in told


def test_a_changed_line_of_figures_is_named(pack: Path) -> None:
    file = pack / "figures.json"
    file.write_bytes(file.read_bytes().replace(b'"accounts"', b'"Accounts"', 1))
    assert "(lines " in said(verify(pack, Reader()))


def test_a_forged_signature_is_found(pack: Path) -> None:
    """A stranger's signature under the issuer's name."""
    file = pack / "signature.json"
    forged = sign(signer(9), (pack / "manifest.json").read_bytes(), None)
    file.write_bytes(to_json(msgspec.structs.replace(forged, key=KEY)))
    assert "changed or forged" in said(verify(pack, Reader(key=KEY)))
    file.write_bytes(to_json(forged))
    assert "another key than yours" in said(verify(pack, Reader(key=KEY)))


def test_an_empty_signature_is_found(pack: Path) -> None:
    old = msgspec.json.decode((pack / "signature.json").read_bytes(), type=Signature)
    for signature in ("", "00" * 64):
        empty = msgspec.structs.replace(old, signature=signature)
        (pack / "signature.json").write_bytes(to_json(empty))
        assert not verify(pack, Reader()).holds


@pytest.mark.parametrize(
    ("path", "how"),
    [
        ("extract/hours.parquet", "was removed"),
        ("report.pdf", "was removed"),
        ("signature.json", "it is missing"),
        ("manifest.json", "was added or removed"),
    ],
)
def test_a_removed_file_is_found(pack: Path, path: str, how: str) -> None:
    (pack / path).unlink()
    assert f"{path} {how}" in said(verify(pack, Reader()))


def test_an_added_file_is_found(pack: Path) -> None:
    (pack / "extract" / "more.parquet").write_bytes(b"PAR1")
    assert "extract/more.parquet was added" in said(verify(pack, Reader()))


def test_a_swapped_extract_does_not_give_the_figures(pack: Path, reseal: Reseal) -> None:
    """Even when whoever swapped it seals and signs everything again."""
    file = pack / "extract" / "activity.parquet"
    table = pq.read_table(file)
    pq.write_table(table.slice(5), file)
    reseal(pack)
    told = said(verify(pack, Reader()))
    assert "exchanges: the pack says" in told
    assert "signed by another key" in said(verify(pack, Reader(key=KEY)))


def figures_with(pack: Path, id_: str, **changes: object) -> None:
    figures = msgspec.json.decode((pack / "figures.json").read_bytes(), type=Figures)
    fresh = tuple(
        msgspec.structs.replace(f, **changes) if f.id == id_ else f for f in figures.figures
    )
    (pack / "figures.json").write_bytes(to_json(msgspec.structs.replace(figures, figures=fresh)))


def test_a_figure_raised_by_its_issuer_is_found(pack: Path, reseal: Reseal) -> None:
    figures_with(pack, "exchanges", value=28_800_000)
    reseal(pack)
    assert "the pack says 28800000" in said(verify(pack, Reader()))


def test_a_query_that_only_states_its_answer_is_not_confirmed(pack: Path, reseal: Reseal) -> None:
    """`select 28800000` computes to itself: the reader is told that the query is not ours."""
    figures_with(pack, "exchanges", value=28_800_000, sql="select 28800000")
    reseal(pack)
    told = said(verify(pack, Reader()))
    assert "comes from extract/activity.parquet; its query reads no file" in told
    figures_with(pack, "exchanges", extracts=())
    reseal(pack)
    found = verify(pack, Reader())
    assert state(found, "queries") == UNCHECKED
    assert "exchanges" in next(c.details for c in found.checks if c.name == "queries")
    assert state(found, "documents") == UNCHECKED
    assert found.verdict == IN_PART
    told = " ".join(page(found).split())
    assert "not compared, since other queries than this program's give their figures" in told


def test_softer_limits_are_told(pack: Path, reseal: Reseal) -> None:
    file = pack / "extract" / "limits.parquet"
    rows = pq.read_table(file).to_pylist()
    for r in rows:
        r["value"] = 1.0 if r["name"] == "family_min_bits" else r["value"]
    pq.write_table(pq.read_table(file).from_pylist(rows, schema=pq.read_schema(file)), file)
    reseal(pack)
    assert state(verify(pack, Reader()), "limits") == UNCHECKED


def test_other_weights_are_told_and_do_not_give_the_figures(pack: Path, reseal: Reseal) -> None:
    """An issuer who changes the bias tenfold, and signs again."""
    file = pack / "extract" / "weights.parquet"
    rows = pq.read_table(file).to_pylist()
    for r in rows:
        r["harvest"] *= 10.0 if r["feature"] == "bias" else 1.0
    pq.write_table(pq.read_table(file).from_pylist(rows, schema=pq.read_schema(file)), file)
    reseal(pack)
    found = verify(pack, Reader())
    assert state(found, "weights") == UNCHECKED
    assert "p-harvest: the pack says" in said(found)
    assert "verdict: the pack says distillation" in said(found)


def test_sums_on_trust_are_named(made: Made) -> None:
    """Whatever features need of other customers' data is stated, and the reader told."""
    told = page(verify(made.folder, Reader(key=KEY)))
    assert "hours kept by a sample of accounts in no group" in told
    assert "chance that two of all accounts show the same client" in told


def test_a_report_that_says_more_than_its_figures_is_found(pack: Path, reseal: Reseal) -> None:
    page_file = pack / "report.html"
    page_file.write_bytes(page_file.read_bytes().replace(b"accounts", b"criminals", 1))
    reseal(pack)
    assert "report.html" in said(verify(pack, Reader()))


def test_a_document_that_its_issuer_left_out_is_told(pack: Path, reseal: Reseal) -> None:
    """Such as the notice with the way to appeal: the manifest lists what is there, and no more."""
    (pack / "notice.pdf").unlink()
    reseal(pack)
    (wrong,) = failed(verify(pack, Reader()))
    assert (wrong.name, wrong.details) == ("documents", ("notice.pdf",))


def test_an_explanation_set_aside_against_its_rule_is_found(pack: Path, reseal: Reseal) -> None:
    file = pack / "statement.json"
    old = msgspec.json.decode(file.read_bytes(), type=Statement)
    first = next(a for a in old.alternatives if a.standing in {"weakened", "not excluded"})
    bold = msgspec.structs.replace(first, standing="set aside")
    fresh = tuple(bold if a == first else a for a in old.alternatives)
    file.write_bytes(to_json(msgspec.structs.replace(old, alternatives=fresh)))
    reseal(pack)
    assert state(verify(pack, Reader()), "judgements") == FAILED


def test_the_same_content_written_in_another_way_is_found(pack: Path) -> None:
    """No byte of the seals is free: not even white space."""
    file = pack / "signature.json"
    file.write_bytes(json.dumps(json.loads(file.read_bytes())).encode())
    assert "written in another way" in said(verify(pack, Reader()))


def test_the_page_shows_no_control_characters_of_a_pack(pack: Path, reseal: Reseal) -> None:
    file = pack / "statement.json"
    old = msgspec.json.decode(file.read_bytes(), type=Statement)
    file.write_bytes(to_json(msgspec.structs.replace(old, issuer="\x1b[2J\u202eevil\nHOLDS")))
    reseal(pack)
    told = page(verify(pack, Reader()))
    assert "\x1b" not in told
    assert "\u202e" not in told
    assert "\nHOLDS" not in told


def test_a_pack_moved_elsewhere_still_holds(made: Made, tmp_path: Path) -> None:
    """Names of folders and times of files do not matter."""
    moved = Path(shutil.copytree(made.folder, tmp_path / "other name"))
    assert verify(moved, Reader(key=KEY)).holds
