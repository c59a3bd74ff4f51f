"""A pack from anybody, brought in safely: a folder or zip becomes files in a place of ours.

Nothing is followed, unpacked beyond the limits, or read twice: each file is copied once, and all
that comes after works on the copy.
"""

import os
import re
import stat
import struct
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from gauger.errors import InputError, UsageError

NAME = re.compile(r"(?:[a-z]{2,12}/)?[a-z][a-z0-9-]{0,40}\.(?:json|parquet|pdf|html|csv|txt|tsr)")
"""Paths that a pack may hold: one folder deep, plain names."""
MAX_FILES = 64
MAX_FILE = 2 * 1024**3
MAX_TOTAL = 4 * 1024**3
MAX_DOCUMENT = 64 * 1024**2
MAX_JSON = 8 * 1024**2
"""figures.json of a pack of 25,000 accounts had a hundredth of it."""
CHUNK = 1 << 20
EPOCH = (1980, 1, 1, 0, 0, 0)


class HostilePack(InputError):
    """A pack that is not opened: what it holds no pack of ours does."""

    def __init__(self, where: str, why: str) -> None:
        super().__init__(f"{where} is not opened: {why}.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelved:
    """Files of a pack in a folder of ours."""

    folder: Path
    paths: tuple[str, ...]
    odd_zip: bool
    """Whether it came as a zip that is not byte for byte the one that these files give."""


def shelve(pack: Path, into: Path) -> Shelved:
    """Copy a pack's files into `into`, within limits.

    Raises UsageError when there is nothing at `pack`, and HostilePack, naming the entry.
    """
    if pack.is_symlink():
        raise HostilePack(str(pack), "it is a symbolic link")
    if pack.is_dir():
        paths = _copy_folder(pack, into)
        return Shelved(folder=into, paths=paths, odd_zip=False)
    if pack.is_file():
        paths = _unpack(pack, into)
        return Shelved(folder=into, paths=paths, odd_zip=not _same_zip(pack, into, paths))
    raise UsageError(f"there is no pack at {pack}. Give the folder or the .zip.")


def write_zip(folder: Path, paths: tuple[str, ...], out: Path) -> None:
    """Write files as a zip that is the same for the same files: stored, sorted, dateless."""
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED, allowZip64=True) as z:
        for path in sorted(paths):
            entry = zipfile.ZipInfo(path, EPOCH)
            entry.external_attr = 0o100644 << 16
            entry.create_system = 3
            entry.file_size = (folder / path).stat().st_size
            with (folder / path).open("rb") as data, z.open(entry, "w") as dest:
                while chunk := data.read(CHUNK):
                    dest.write(chunk)


def _copy_folder(pack: Path, into: Path) -> tuple[str, ...]:
    total, paths = 0, list[str]()
    for path, entry in _entries(pack, ""):
        info = entry.stat(follow_symlinks=False)
        if not stat.S_ISREG(info.st_mode):
            raise HostilePack(_shown(path), "it is not a regular file")
        total = _allowed(path, info.st_size, total, len(paths))
        try:
            handle = os.open(entry.path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        except OSError as seen:  # a link by now, gone, or not ours to read
            raise HostilePack(_shown(path), f"it cannot be read: {seen.strerror}") from seen
        with os.fdopen(handle, "rb") as data:
            _write(into / path, _pieces(data, path, _limit(path)))
        paths.append(path)
    return tuple(sorted(paths))


def _entries(folder: Path, prefix: str) -> Iterator[tuple[str, "os.DirEntry[str]"]]:
    with os.scandir(folder) as found:
        for count, entry in enumerate(found):
            path = prefix + entry.name
            if count >= MAX_FILES:
                raise HostilePack(_shown(path), f"a pack has at most {MAX_FILES} files")
            if entry.is_symlink():
                raise HostilePack(_shown(path), "it is a symbolic link")
            if entry.is_dir(follow_symlinks=False):
                if prefix:
                    raise HostilePack(_shown(path), "packs have folders one deep")
                yield from _entries(Path(entry.path), f"{path}/")
            else:
                yield path, entry


def _unpack(pack: Path, into: Path) -> tuple[str, ...]:
    try:
        with zipfile.ZipFile(pack) as z:
            entries = z.infolist()
            if len(entries) > MAX_FILES:
                raise HostilePack(str(pack), f"it has {len(entries):,} entries, over {MAX_FILES}")
            total, paths = 0, list[str]()
            for entry in entries:
                path = entry.filename
                if path in paths:
                    raise HostilePack(_shown(path), "the zip holds it twice")
                if entry.compress_type != zipfile.ZIP_STORED or entry.flag_bits & 0x1:
                    raise HostilePack(
                        _shown(path), "it is compressed or encrypted, and packs are stored plainly"
                    )
                if stat.S_ISLNK(entry.external_attr >> 16):
                    raise HostilePack(_shown(path), "it is a symbolic link")
                total = _allowed(path, max(entry.file_size, entry.compress_size), total, len(paths))
                with z.open(entry) as data:
                    _write(into / path, _pieces(data, path, _limit(path)))
                paths.append(path)
    except (
        zipfile.BadZipFile, zipfile.LargeZipFile, struct.error, ValueError, NotImplementedError,
        EOFError, OSError, RuntimeError, UnicodeDecodeError,
    ) as seen:  # fmt: skip
        raise HostilePack(str(pack), f"it is not readable as a pack's zip: {seen}") from seen
    return tuple(sorted(paths))


def _same_zip(pack: Path, folder: Path, paths: tuple[str, ...]) -> bool:
    again = folder.parent / f"{folder.name}.again.zip"
    write_zip(folder, paths, again)
    try:
        if again.stat().st_size != pack.stat().st_size:
            return False
        with again.open("rb") as a, pack.open("rb") as b:
            while chunk := a.read(CHUNK):
                if chunk != b.read(CHUNK):
                    return False
        return True
    finally:
        again.unlink()


def _allowed(path: str, size: int, total: int, count: int) -> int:
    if not NAME.fullmatch(path):
        raise HostilePack(_shown(path), "no file of a pack is called that")
    if count >= MAX_FILES:
        raise HostilePack(_shown(path), f"a pack has at most {MAX_FILES} files")
    if size > _limit(path) or total + size > MAX_TOTAL:
        raise HostilePack(_shown(path), f"its {size:,} bytes are more than a pack may have")
    return total + size


def _limit(path: str) -> int:
    kind = path.rpartition(".")[2]
    return {"parquet": MAX_FILE, "json": MAX_JSON, "tsr": MAX_JSON}.get(kind, MAX_DOCUMENT)


def _pieces(data: object, path: str, most: int) -> Iterator[bytes]:
    read = 0
    while chunk := data.read(CHUNK):  # type: ignore[attr-defined]
        read += len(chunk)
        if read > most:
            raise HostilePack(_shown(path), f"it has more than {most:,} bytes")
        yield chunk


def _write(file: Path, pieces: Iterator[bytes]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("xb") as out:
        for piece in pieces:
            out.write(piece)


def _shown(path: str) -> str:
    return repr(path[:80])
