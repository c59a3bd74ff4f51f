"""Hostile archives and folders are refused with the entry's name, and nothing lands outside."""

import io
import os
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from gauger.dossier import shelf
from gauger.dossier.columns import read_extract
from gauger.dossier.outcome import FAILED
from gauger.dossier.shelf import HostilePack, shelve
from gauger.dossier.tables import EXTRACTS
from gauger.dossier.verify import Reader, verify
from gauger.errors import BrokenFile, UsageError

Fill = Callable[[zipfile.ZipFile], object]


def entry(name: str, mode: int = 0o100644) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.external_attr = mode << 16
    return info


def fill_many(z: zipfile.ZipFile, n: int) -> None:
    for i in range(n):
        z.writestr(f"f{i}.json", b"")


ZIPS: dict[str, tuple[Fill, str]] = {
    "bomb": (
        lambda z: z.writestr("figures.json", b"0" * 10**7, zipfile.ZIP_DEFLATED),
        "compressed",
    ),
    "up": (lambda z: z.writestr("../evil.json", b"{}"), "no file of a pack"),
    "absolute": (lambda z: z.writestr("/tmp/evil.json", b"{}"), "no file of a pack"),
    "backslash": (lambda z: z.writestr("..\\evil.json", b"{}"), "no file of a pack"),
    "deep": (lambda z: z.writestr("a/b/c.json", b"{}"), "no file of a pack"),
    "script": (lambda z: z.writestr("run.sh", b"x"), "no file of a pack"),
    "hidden": (lambda z: z.writestr(".git/config.json", b"x"), "no file of a pack"),
    "newline": (lambda z: z.writestr("a.json\n", b"x"), "no file of a pack"),
    "link": (lambda z: z.writestr(entry("a.json", 0o120777), b"/etc/passwd"), "symbolic link"),
    "many": (lambda z: fill_many(z, 65), "65 entries"),
    "large": (lambda z: z.writestr("figures.json", b"0" * (9 << 20)), "more than a pack may have"),
}


@pytest.mark.parametrize("kind", ZIPS)
def test_hostile_zips_are_not_opened(tmp_path: Path, kind: str) -> None:
    fill, why = ZIPS[kind]
    with zipfile.ZipFile(tmp_path / "p.zip", "w") as z:
        fill(z)
    with pytest.raises(HostilePack, match=why):
        shelve(tmp_path / "p.zip", tmp_path / "in" / "pack")
    outside = {p.name for p in tmp_path.rglob("*") if p.is_file()} - {"p.zip"}
    assert not outside & {"evil.json", "run.sh"}
    found = verify(tmp_path / "p.zip", Reader())
    assert [c.state for c in found.checks] == [FAILED]


def test_one_name_twice_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "p.zip", "w") as z:
        z.writestr("a.json", b"1")
        with pytest.warns(UserWarning, match="Duplicate"):
            z.writestr("a.json", b"2")
    with pytest.raises(HostilePack, match="the zip holds it twice"):
        shelve(tmp_path / "p.zip", tmp_path / "in" / "pack")


def test_a_zip_that_lies_about_sizes_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "p.zip", "w") as z:
        z.writestr("a.json", b"12345678")
    data = bytearray((tmp_path / "p.zip").read_bytes())
    at = data.find(b"PK\x01\x02")
    data[at + 20 : at + 28] = struct.pack("<II", 2**31, 2**31)
    (tmp_path / "p.zip").write_bytes(data)
    with pytest.raises(HostilePack):
        shelve(tmp_path / "p.zip", tmp_path / "in" / "pack")


@pytest.mark.parametrize("data", [b"", b"PK", b"not a zip", b"PK\x05\x06" + b"\xff" * 18])
def test_what_is_no_zip_is_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "p.zip").write_bytes(data)
    with pytest.raises(HostilePack):
        shelve(tmp_path / "p.zip", tmp_path / "in" / "pack")


def test_links_and_pipes_in_folders_are_not_followed(tmp_path: Path) -> None:
    makers: list[Callable[[Path], object]] = [
        lambda p: (p / "a.json").symlink_to("/etc/passwd"),
        lambda p: (p / "extract").symlink_to("/etc"),
        lambda p: os.mkfifo(p / "a.json"),
        lambda p: (p / "extract" / "deep").mkdir(parents=True),
    ]
    for number, make in enumerate(makers):
        pack = tmp_path / str(number)
        pack.mkdir()
        make(pack)
        with pytest.raises(HostilePack):
            shelve(pack, tmp_path / f"in{number}")


def test_a_pack_that_is_a_link_is_not_opened(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "a.json").write_text("1")
    (tmp_path / "pack").symlink_to(tmp_path / "real")
    with pytest.raises(HostilePack, match="symbolic link"):
        shelve(tmp_path / "pack", tmp_path / "in")


def test_a_sparse_giant_is_refused_by_its_size(tmp_path: Path) -> None:
    pack = tmp_path / "pack"
    (pack / "extract").mkdir(parents=True)
    with (pack / "extract" / "hours.parquet").open("wb") as file:
        file.truncate(3 * 1024**3)
    with pytest.raises(HostilePack, match="more than a pack may have"):
        shelve(pack, tmp_path / "in")


@pytest.mark.parametrize(
    ("limit", "says"),
    [("MAX_TOTAL", "more than a pack may have"), ("MAX_FILES", "a pack has at most 1 files")],
)
def test_files_of_a_folder_are_bounded_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str, says: str
) -> None:
    monkeypatch.setattr(shelf, limit, 1)
    (tmp_path / "pack").mkdir()
    for name in ("a.json", "b.json"):
        (tmp_path / "pack" / name).write_text("1")
    with pytest.raises(HostilePack, match=says):
        shelve(tmp_path / "pack", tmp_path / "in")
    monkeypatch.setattr(shelf, limit, 2)
    assert shelve(tmp_path / "pack", tmp_path / "whole").paths == ("a.json", "b.json")


def test_a_file_that_grows_while_it_is_copied_is_stopped() -> None:
    """What is read counts, whatever was said of its size before."""
    with pytest.raises(HostilePack, match="more than 3 bytes"):
        list(shelf._pieces(io.BytesIO(b"1234"), "a.json", 3))


def test_nothing_at_all_is_bad_usage(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no pack"):
        verify(tmp_path / "none", Reader())
    (tmp_path / "empty").mkdir()
    with pytest.raises(UsageError, match="neither"):
        verify(tmp_path / "empty", Reader())


@pytest.mark.parametrize("depth", [100, 100_000])
def test_deep_json_does_not_break_us(pack: Path, depth: int) -> None:
    (pack / "signature.json").write_bytes(b"[" * depth + b"]" * depth)
    assert not verify(pack, Reader()).holds


BAD_TABLES: dict[str, pa.Table] = {
    "long text": pa.table(
        {"at": pa.array([None], EXTRACTS["events"].field("at").type), "name": ["x" * 2000]}
    ),
    "other columns": pa.table({"name": ["x"]}),
    "other types": pa.table({"at": ["x"], "name": ["x"]}),
    "types that would do": pa.table(
        {"at": pa.array([0], pa.timestamp("ms", "UTC")), "name": ["x"]}
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", BAD_TABLES)
def test_tables_that_are_not_the_extracts_are_refused(tmp_path: Path, kind: str) -> None:
    (tmp_path / "extract").mkdir()
    pq.write_table(BAD_TABLES[kind], tmp_path / "extract" / "events.parquet")
    with pytest.raises(BrokenFile, match=r"events\.parquet"):
        read_extract(tmp_path, "events")


def test_a_repeated_giant_is_not_unfolded(tmp_path: Path) -> None:
    """Twenty-one million rows in a few kilobytes are refused by the footer, before any is read."""
    (tmp_path / "extract").mkdir()
    rows = pa.table({"name": pa.array(["x"]).take(pa.array([0] * 1000)), "value": [1.0] * 1000})
    with pq.ParquetWriter(tmp_path / "extract" / "limits.parquet", EXTRACTS["limits"]) as out:
        for _ in range(21):
            out.write_table(pa.concat_tables([rows] * 1000))
    with pytest.raises(BrokenFile, match="21,000,000 rows"):
        read_extract(tmp_path, "limits")


@pytest.mark.parametrize("field", [20, 24])
def test_a_zip_that_lies_about_one_size_is_refused_by_it(tmp_path: Path, field: int) -> None:
    """The packed size or the unpacked one: the larger counts, before a byte is read."""
    with zipfile.ZipFile(tmp_path / "p.zip", "w") as z:
        z.writestr("a.json", b"12345678")
    data = bytearray((tmp_path / "p.zip").read_bytes())
    at = data.find(b"PK\x01\x02")
    data[at + field : at + field + 4] = struct.pack("<I", 2**31)
    (tmp_path / "p.zip").write_bytes(data)
    with pytest.raises(HostilePack, match="more than a pack may have"):
        shelve(tmp_path / "p.zip", tmp_path / "in" / "pack")


def test_an_encrypted_entry_is_refused(tmp_path: Path) -> None:
    """By its flag, before anybody is asked for a password."""
    with zipfile.ZipFile(tmp_path / "p.zip", "w") as z:
        z.writestr("a.json", b"1")
    data = bytearray((tmp_path / "p.zip").read_bytes())
    data[6] |= 1
    data[data.find(b"PK\x01\x02") + 8] |= 1
    (tmp_path / "p.zip").write_bytes(data)
    with pytest.raises(HostilePack, match="compressed or encrypted"):
        shelve(tmp_path / "p.zip", tmp_path / "in" / "pack")


def test_a_name_is_shown_harmless_and_cut(tmp_path: Path) -> None:
    """It goes to a terminal: nothing of it moves the cursor, and it has an end."""
    with zipfile.ZipFile(tmp_path / "p.zip", "w") as z:
        z.writestr("\x1b[2J" + "x" * 500 + ".json", b"1")
    with pytest.raises(HostilePack) as seen:
        shelve(tmp_path / "p.zip", tmp_path / "in" / "pack")
    assert "\x1b" not in str(seen.value)
    assert len(str(seen.value)) < 200


@pytest.mark.parametrize("name", ["a.json", "timestamp.tsr", "report.pdf", "extract/a.parquet"])
def test_each_kind_of_file_has_its_bound(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    bound = {"json": "MAX_JSON", "tsr": "MAX_JSON", "pdf": "MAX_DOCUMENT", "parquet": "MAX_FILE"}
    for other in {*bound.values()}:
        monkeypatch.setattr(shelf, other, 1_000)
    monkeypatch.setattr(shelf, bound[name.rpartition(".")[2]], 3)
    (tmp_path / "pack" / name).parent.mkdir(parents=True)
    (tmp_path / "pack" / name).write_bytes(b"123")
    assert shelve(tmp_path / "pack", tmp_path / "in").paths == (name,)
    (tmp_path / "pack" / name).write_bytes(b"1234")
    with pytest.raises(HostilePack, match="more than a pack may have"):
        shelve(tmp_path / "pack", tmp_path / "again")


def test_folders_and_files_are_counted_over_the_whole_pack(tmp_path: Path) -> None:
    """Sixty-five folders with nothing in them; forty files here and forty there."""
    for i in range(65):
        (tmp_path / "empty" / f"f{i}").mkdir(parents=True)
    (tmp_path / "both" / "extract").mkdir(parents=True)
    for i in range(40):
        (tmp_path / "both" / f"a{i}.json").write_text("1")
        (tmp_path / "both" / "extract" / f"a{i}.json").write_text("1")
    for name in ("empty", "both"):
        with pytest.raises(HostilePack, match="a pack has at most 64 files"):
            shelve(tmp_path / name, tmp_path / f"in-{name}")


def test_a_file_that_becomes_a_link_before_it_is_opened_is_not_followed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the look at it and the opening of it; a pipe put there does not make us wait."""
    (tmp_path / "secret").write_text("secret")
    pack = tmp_path / "pack"
    pack.mkdir()
    (pack / "a.json").write_text("1")
    allowed, opened, flags = shelf._allowed, os.open, list[int]()

    def swapped(path: str, size: int, total: int, count: int) -> int:
        (pack / "a.json").unlink()
        (pack / "a.json").symlink_to(tmp_path / "secret")
        return allowed(path, size, total, count)

    def noted(path: str, flag: int, *more: int, **also: Any) -> int:
        flags.extend([flag] if path == str(pack / "a.json") else [])
        return opened(path, flag, *more, **also)

    monkeypatch.setattr(shelf, "_allowed", swapped)
    monkeypatch.setattr(os, "open", noted)
    with pytest.raises(HostilePack, match="cannot be read"):
        shelve(pack, tmp_path / "in")
    assert [flag & os.O_NONBLOCK for flag in flags] == [os.O_NONBLOCK]


@pytest.mark.parametrize(
    "wrong",
    [
        zipfile.BadZipFile("x"), zipfile.LargeZipFile("x"), struct.error("x"), ValueError("x"),
        NotImplementedError("x"), EOFError("x"), OSError("x"), RuntimeError("x"),
        UnicodeDecodeError("utf-8", b"x", 0, 1, "x"),
    ],
)  # fmt: skip
def test_whatever_a_zip_raises_is_a_pack_that_is_not_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wrong: Exception
) -> None:
    """Each of these a broken zip can raise while it is read; none reaches whoever verifies."""
    with zipfile.ZipFile(tmp_path / "p.zip", "w") as z:
        z.writestr("a.json", b"1")

    def broken(*_: object, **__: object) -> None:
        raise wrong

    monkeypatch.setattr(zipfile.ZipFile, "open", broken)
    with pytest.raises(HostilePack, match="not readable as a pack's zip"):
        shelve(tmp_path / "p.zip", tmp_path / "in" / "pack")


def test_a_zip_that_is_not_the_one_its_files_give_is_odd(tmp_path: Path) -> None:
    """A remark behind it makes it longer; another date inside leaves its length as it was."""
    (tmp_path / "a.json").write_text("1")
    good, remark, date = (tmp_path / f"{n}.zip" for n in ("good", "remark", "date"))
    shelf.write_zip(tmp_path, ("a.json",), good)
    with zipfile.ZipFile(remark, "w") as z:
        z.writestr(entry("a.json"), b"1")
        z.comment = b"a remark"
    data = bytearray(good.read_bytes())
    data[12] ^= 1
    date.write_bytes(data)
    odd = [
        shelve(pack, tmp_path / "in" / pack.stem).odd_zip for pack in (good, remark, date)
    ]  # fmt: skip
    assert odd == [False, True, True]
    assert date.stat().st_size == good.stat().st_size
