"""What a forger with a key of his own could still try, each guard by itself."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from gauger.dossier.columns import read_extract
from gauger.dossier.model import Figures, Manifest, Query, Signature, to_json
from gauger.dossier.outcome import FAILED, UNCHECKED, Check
from gauger.dossier.questions import STEPS
from gauger.dossier.repeat import repeat
from gauger.dossier.seal import pack_root
from gauger.dossier.seals import check_signature, decoded
from gauger.dossier.signing import holds, sign
from gauger.dossier.tables import EXTRACTS
from gauger.dossier.verify import Reader, verify
from gauger.errors import BrokenFile
from tests.dossier.scene import signer

Reseal = Callable[[Path], None]


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


def test_a_signature_names_its_own_algorithm() -> None:
    signed = sign(signer(1), b"{}", None)
    assert holds(signed)
    assert not holds(msgspec.structs.replace(signed, algorithm="none"))


def test_a_signature_is_written_in_one_way_alone() -> None:
    """Capitals and blanks give the same number, and are other bytes than were signed."""
    signed = sign(signer(1), b"{}", None)
    small = signed.signature
    for way in (small.upper(), " ".join(small), f"{small} ", small.replace("a", "A", 1)):
        assert not holds(msgspec.structs.replace(signed, signature=way)), way


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


def test_manifest_and_statement_are_of_one_case(pack: Path, reseal: Reseal) -> None:
    file = pack / "manifest.json"
    old = msgspec.json.decode(file.read_bytes(), type=Manifest)
    file.write_bytes(to_json(msgspec.structs.replace(old, case_id="case-of-another")))
    reseal(pack)
    wrong = [c.name for c in verify(pack, Reader()).checks if c.state == FAILED]
    assert wrong == ["one pack"]


def test_bytes_that_do_not_hold_are_not_parsed(pack: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def parsed(*_: object) -> None:
        pytest.fail("a table was read")

    monkeypatch.setattr("gauger.dossier.answers.read_extract", parsed)
    (pack / "readme.txt").write_bytes(b"x")
    checks = verify(pack, Reader()).checks
    assert next(c for c in checks if c.name == "figures").state == UNCHECKED


Changed = dict[str, Any]
LIES: dict[str, tuple[str, Changed]] = {
    "a value with rows under it": ("exchanges", {"rows": ((1,),)}),
    "a table with other columns": ("daily", {"columns": ("day", "crimes", "accounts")}),
    "a table without a row": ("daily", {"rows": ()}),
    "a file that the query does not read": ("exchanges", {"extracts": ("extract/mix.parquet",)}),
    "no file at all": ("daily", {"extracts": ()}),
}


@pytest.mark.parametrize("lie", LIES)
def test_an_answer_is_the_querys_in_shape_too(
    figures: Figures, tables: dict[str, pa.Table], lie: str
) -> None:
    id_, changes = LIES[lie]
    found = repeat(changed(figures, id_, **changes), tables)
    assert [d.split()[1] for d in found.differ] == [f"{id_}:"]


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
    twice = msgspec.structs.replace(figures, figures=(*figures.figures, figures["exchanges"]))
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
