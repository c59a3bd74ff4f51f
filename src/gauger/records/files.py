"""Folders and files that appear whole or not at all."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from gauger.errors import UsageError


@contextmanager
def new_folder(folder: Path, *, replace: bool) -> Iterator[Path]:
    """Give a temporary folder beside `folder`; on success it takes its place, on error it goes.

    Raises UsageError, before anything is written, when `folder` exists and `replace` is false, or
    when it holds something that Gauger did not make.
    """
    check_free(folder, replace=replace)
    folder.parent.mkdir(parents=True, exist_ok=True)
    half = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    try:
        yield half
        half.chmod(0o755)
        if folder.exists():
            old = Path(tempfile.mkdtemp(prefix=f".{folder.name}.old.", dir=folder.parent))
            folder.rename(old / folder.name)
            half.rename(folder)
            shutil.rmtree(old)
        else:
            half.rename(folder)
    finally:
        shutil.rmtree(half, ignore_errors=True)


@contextmanager
def new_file(path: Path) -> Iterator[Path]:
    """Give a temporary file beside `path`; on success it takes its place, on error it goes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    os.close(handle)
    half = Path(name)
    try:
        yield half
        half.chmod(0o644)
        half.rename(path)
    finally:
        half.unlink(missing_ok=True)


OURS = {
    "exchanges", "accounts.parquet", "events.parquet", "truth.parquet", "world.json", "bad_rows",
    "campaigns.parquet", "members.parquet", "links.parquet", "run.json", "report.html",
    "learned.parquet", "scenario.json", "lab.json", "curves.svg", "curves.png", "groups.parquet",
    "no-harvest.parquet",
}  # fmt: skip
"""Names that a folder which Gauger writes may hold."""


def check_free(folder: Path, *, replace: bool) -> None:
    """Raise UsageError unless `folder` is free, or ours and to be replaced."""
    if not folder.exists():
        return
    if not replace and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError(f"{folder} exists. Give another --out, or --replace to overwrite it.")
    strangers = sorted({p.name for p in folder.iterdir()} - OURS) if folder.is_dir() else ["a file"]
    if strangers:
        raise UsageError(
            f"{folder} holds {', '.join(strangers[:3])}, which gauger did not write, "
            "so it is not replaced. Give another --out."
        )


def sha256_of(path: Path) -> str:
    """SHA-256 of a file's bytes, in hexadecimal."""
    digest = sha256()
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            digest.update(chunk)
    return digest.hexdigest()
