"""What a forger with a key of his own could still try, each guard by itself."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from gauger.dossier.columns import read_extract
from gauger.dossier.model import Cell, Figure, Figures, Manifest, Query, Signature, to_json
from gauger.dossier.outcome import BROKEN, FAILED, UNCHECKED, Check
from gauger.dossier.questions import STEPS
from gauger.dossier.repeat import repeat
from gauger.dossier.seal import pack_root
from gauger.dossier.seals import check_signature, decoded
from gauger.dossier.signing import sign
from gauger.dossier.tables import EXTRACTS
from gauger.dossier.verify import Reader, verify
from gauger.errors import BrokenFile, UsageError
from tests.dossier.scene import ISSUED, signer

Reseal = Callable[[Path], None]
Changed = dict[str, Any]


@pytest.fixture(scope="module")
def figures(made: Any) -> Figures:
    return msgspec.json.decode((made.folder / "figures.json").read_bytes(), type=Figures)


@pytest.fixture(scope="module")
def tables(made: Any) -> dict[str, pa.Table]:
    return {name: read_extract(made.folder, name) for name in EXTRACTS}


def test_a_file_stands_once_in_a_manifest(pack: Path) -> None:
    file = pack / "manifest.json"
    old = msgspec.json.decode(file.read_bytes(), type=Manifest)
    files = (*old.files, old.files[0])
    new = msgspec.structs.replace(old, files=files, merkle_root=pack_root(files))
    file.write_bytes(to_json(new))
    signed = sign(signer(9), file.read_bytes(), None)
    (pack / "signature.json").write_bytes(to_json(signed))
    wrong = [c for c in verify(pack, Reader()).checks if c.state == FAILED]
    assert [c.details for c in wrong] == [("the manifest lists a file twice",)]


def test_the_root_is_that_of_the_files(pack: Path) -> None:
    """It is what a receipt or a record names a pack by; a signed one may still be another's."""
    file = pack / "manifest.json"
    old = msgspec.json.decode(file.read_bytes(), type=Manifest)
    file.write_bytes(to_json(msgspec.structs.replace(old, merkle_root="00" * 32)))
    signed = sign(signer(9), file.read_bytes(), None)
    (pack / "signature.json").write_bytes(to_json(signed))
    wrong = [c for c in verify(pack, Reader()).checks if c.state == FAILED]
    assert [c.name for c in wrong] == ["files"]
    assert "its Merkle root is not that" in wrong[0].details[0]


@pytest.mark.parametrize(
    "other", [{"size": 1}, {"sha256": "00" * 32}, {"root": "00" * 32}, {"block": 1}, {"blocks": ()}]
)
def test_a_manifest_says_of_each_file_what_the_file_is(pack: Path, other: Changed) -> None:
    """Every field of it, even where the hash of the whole file is right."""
    file = pack / "manifest.json"
    old = msgspec.json.decode(file.read_bytes(), type=Manifest)
    files = (msgspec.structs.replace(old.files[0], **other), *old.files[1:])
    new = msgspec.structs.replace(old, files=files, merkle_root=pack_root(files))
    file.write_bytes(to_json(new))
    (pack / "signature.json").write_bytes(to_json(sign(signer(9), file.read_bytes(), None)))
    assert [c.name for c in verify(pack, Reader()).checks if c.state == FAILED] == ["files"]


def test_no_bit_of_a_signature_file_is_free(pack: Path) -> None:
    """The one file that no hash covers: each bit of it is turned once."""
    file = pack / "signature.json"
    whole = file.read_bytes()
    for at in range(len(whole)):
        for bit in range(8):
            data = bytearray(whole)
            data[at] ^= 1 << bit
            file.write_bytes(data)
            checks = list[Check]()
            signature = decoded(pack, "signature.json", Signature, checks)
            checks += check_signature(pack, signature, None)
            assert FAILED in {c.state for c in checks}, f"byte {at}, bit {bit}"


ANOTHERS: Changed = {
    "format": "another/1",
    "case_id": "case-of-another",
    "campaign_id": "C-ANOTHER",
    "issued": ISSUED + timedelta(days=1),
}


@pytest.mark.parametrize("field", ANOTHERS)
def test_manifest_and_statement_are_of_one_case(pack: Path, reseal: Reseal, field: str) -> None:
    file = pack / "manifest.json"
    old = msgspec.json.decode(file.read_bytes(), type=Manifest)
    file.write_bytes(to_json(msgspec.structs.replace(old, **{field: ANOTHERS[field]})))
    reseal(pack)
    wrong = [c.name for c in verify(pack, Reader()).checks if c.state == FAILED]
    assert wrong == ["one pack"]


def test_a_folder_without_seals_is_no_pack(pack: Path) -> None:
    """One of the two is enough to be looked at, and told what is missing."""
    (pack / "manifest.json").unlink()
    assert verify(pack, Reader()).verdict == BROKEN
    (pack / "signature.json").unlink()
    with pytest.raises(UsageError, match="is no pack"):
        verify(pack, Reader())


def test_a_file_of_other_blocks_is_told_by_its_size(pack: Path) -> None:
    """Blocks of another length lie elsewhere, so no place can be named by them."""
    file = pack / "readme.txt"
    was = file.stat().st_size
    file.write_bytes(b"x" * 300_000)
    (check,) = [c for c in verify(pack, Reader()).checks if c.name == "files"]
    assert check.details == (f"readme.txt was changed; it had {was:,} bytes and has 300,000",)


def test_the_root_over_all_is_of_every_field_and_of_no_order(pack: Path) -> None:
    files = msgspec.json.decode((pack / "manifest.json").read_bytes(), type=Manifest).files
    root = pack_root(files)
    assert pack_root(reversed(files)) == root
    for other in ({"path": "x"}, {"size": 1}, {"sha256": "x"}, {"root": "x"}):
        assert pack_root((msgspec.structs.replace(files[0], **other), *files[1:])) != root


def test_bytes_that_do_not_hold_are_not_parsed(pack: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def parsed(*_: object) -> None:
        pytest.fail("a table was read")

    monkeypatch.setattr("gauger.dossier.answers.read_extract", parsed)
    (pack / "readme.txt").write_bytes(b"x")
    checks = verify(pack, Reader()).checks
    assert next(c for c in checks if c.name == "figures").state == UNCHECKED


LIES: dict[str, tuple[str, Changed]] = {
    "a value with rows under it": ("exchanges", {"rows": ((1,),)}),
    "a table with other columns": ("daily", {"columns": ("day", "crimes", "accounts")}),
    "a table without a row": ("daily", {"rows": ()}),
    "a file that the query does not read": ("exchanges", {"extracts": ("extract/mix.parquet",)}),
    "no file at all": ("daily", {"extracts": ()}),
    "a query that is refused": ("exchanges", {"sql": "select getenv('HOME')"}),
}


@pytest.mark.parametrize("lie", LIES)
def test_an_answer_is_the_querys_in_shape_too(
    figures: Figures, tables: dict[str, pa.Table], lie: str
) -> None:
    id_, changes = LIES[lie]
    found = repeat(changed(figures, id_, **changes), tables)
    assert [d.split()[1] for d in found.differ] == [f"{id_}:"]


Cells = tuple[Cell, ...]
NEARLY: dict[str, tuple[str, Cell, Cell]] = {
    "a number as another kind": ("select 7", 7, 7.0),
    "a number as its text": ("select 7", 7, "7"),
    "a little more": ("select 0.9::double", 0.9, 0.900001),
    "yes for one": ("select 1::double", 1.0, True),
    "one for yes": ("select true", True, 1),
    "nothing for nought": ("select null", None, 0),
}


@pytest.mark.parametrize("what", NEARLY)
def test_what_is_nearly_the_answer_is_not(what: str) -> None:
    """As one value, and in a table."""
    sql, right, wrong = NEARLY[what]
    for value, same in ((right, 1), (wrong, 0)):
        one = Figure("one", 1, "", "", value, (), (), sql, ())
        table = Figure("table", 2, "", "", None, ("x",), ((value,),), f"{sql} as x", ())
        found = repeat(Figures(steps=(), figures=(one, table)), {})
        assert (found.same, len(found.differ)) == (2 * same, 2 - 2 * same)


@pytest.mark.parametrize("rows", [(), ((1,),), ((1, 2, 3),), ((1, 2), (1, 2))])
def test_a_table_has_the_rows_and_cells_of_its_answer(rows: tuple[Cells, ...]) -> None:
    table = Figure("table", 1, "", "", None, ("x", "y"), rows, "select 1 as x, 2 as y", ())
    assert len(repeat(Figures(steps=(), figures=(table,)), {}).differ) == 1


FOREIGN: dict[str, Changed] = {
    "label": {"label": "crimes"},
    "unit": {"unit": "victims"},
    "sql": {"sql": "select 1"},
}


@pytest.mark.parametrize("what", FOREIGN)
def test_a_figure_that_is_called_otherwise_is_foreign(
    figures: Figures, tables: dict[str, pa.Table], what: str
) -> None:
    found = repeat(changed(figures, "exchanges", **FOREIGN[what]), tables)
    assert found.foreign == ("exchanges",)


def test_a_figure_that_stands_twice_is_foreign(
    figures: Figures, tables: dict[str, pa.Table]
) -> None:
    again = msgspec.structs.replace(figures["exchanges"], number=999)
    twice = msgspec.structs.replace(figures, figures=(*figures.figures, again))
    assert set(repeat(twice, tables).foreign) == {"exchanges"}


def test_a_number_that_two_figures_bear_makes_both_foreign(
    figures: Figures, tables: dict[str, pa.Table]
) -> None:
    """Documents cite a figure by its number."""
    number = figures["accounts"].number
    found = repeat(changed(figures, "exchanges", number=number), tables)
    assert set(found.foreign) == {"accounts", "exchanges"}


def test_other_steps_make_every_figure_foreign(
    figures: Figures, tables: dict[str, pa.Table]
) -> None:
    more = (*STEPS, Query(name="more", says="", sql="select 1 as one"))
    found = repeat(msgspec.structs.replace(figures, steps=more), tables)
    assert len(found.foreign) == len(figures.figures)


def test_a_text_that_is_none_is_told_where_it_is_read(tmp_path: Path) -> None:
    """Bytes that are not UTF-8."""
    (tmp_path / "extract").mkdir()
    data = [None, pa.py_buffer(b"\x00\x00\x00\x00\x01\x00\x00\x00"), pa.py_buffer(b"\xff")]
    name = pa.Array.from_buffers(pa.string(), 1, data)
    table = pa.table({"world": name})
    pq.write_table(table, tmp_path / "extract" / "worlds.parquet")
    with pytest.raises(BrokenFile, match=r"worlds\.parquet"):
        read_extract(tmp_path, "worlds")


def test_a_strangers_parquet_is_read_with_its_bounds(
    made: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One long text a million times over stays one; a footer has its most."""
    seen: dict[str, Any] = {}
    opened = pq.ParquetFile

    def noted(path: Path, **given: Any) -> pq.ParquetFile:
        seen.update(given)
        return opened(path, **given)

    monkeypatch.setattr(pq, "ParquetFile", noted)
    read_extract(made.folder, "signals")
    assert seen["read_dictionary"] == ["signal", "family", "cause"]
    assert seen["thrift_string_size_limit"] <= 16 * 1024**2
    assert seen["thrift_container_size_limit"] <= 1_000_000


def changed(figures: Figures, id_: str, **changes: Any) -> Figures:
    return msgspec.structs.replace(
        figures,
        figures=tuple(
            msgspec.structs.replace(f, **changes) if f.id == id_ else f for f in figures.figures
        ),
    )
