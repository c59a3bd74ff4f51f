"""Detections that come through a browser or the API: four files, or a zip of the four.

Nothing of what the sender calls a file is used as a path, and a file that would unfold to more than
a campaign can need is refused by its own footer, before a row is read.
"""

import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pyarrow as pa
import pyarrow.parquet as pq
from starlette.datastructures import UploadFile

from gauger.campaigns.detections import read_detections
from gauger.campaigns.model import Detections
from gauger.errors import InputError

FILES = ("campaigns.parquet", "members.parquet", "links.parquet", "run.json")
MOST_ROWS = 5_000_000
MOST_UNFOLDED = 2 << 30
MOST_JSON = 16 << 20


def detections_of(files: dict[str, UploadFile]) -> Detections:
    """Read what was uploaded. Raises InputError for anything that is not detections."""
    with _folder() as folder:
        if bundle := files.get("bundle"):
            _unpack(bundle.file, folder)
        else:
            for name in FILES:
                given = files.get(name.partition(".")[0])
                if given is None or not given.filename:
                    raise InputError(f"{name} is missing: send the four files, or a zip of them.")
                with (folder / name).open("wb") as out:
                    shutil.copyfileobj(given.file, out)
        _check(folder)
        try:
            return read_detections(folder)
        except InputError as wrong:
            raise InputError(str(wrong).replace(f"{folder}/", "")) from wrong
        except Exception as seen:
            raise InputError(f"these are no detections: {type(seen).__name__}.") from seen


@contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="gauger-import-") as name:
        yield Path(name)


def _unpack(file: IO[bytes], folder: Path) -> None:
    """The four files of a zip, wherever they lie in it; everything else in it is left alone."""
    try:
        with zipfile.ZipFile(file) as bundle:
            for name in FILES:
                inside = [i for i in bundle.infolist() if i.filename.split("/")[-1] == name]
                if len(inside) != 1:
                    raise InputError(f"the zip holds {len(inside)} files {name}; it needs one.")
                _copy(bundle, inside[0], folder / name)
    except (zipfile.BadZipFile, RuntimeError, EOFError, OSError) as seen:
        raise InputError(f"the zip cannot be read: {seen}.") from seen


def _copy(bundle: zipfile.ZipFile, item: zipfile.ZipInfo, to: Path) -> None:
    """Copy with a bound on what really comes out, since a zip may lie about its sizes."""
    left = MOST_UNFOLDED
    with bundle.open(item) as source, to.open("wb") as out:
        while chunk := source.read(1 << 20):
            left -= len(chunk)
            if left < 0:
                raise InputError(f"{to.name} unfolds to more than {MOST_UNFOLDED >> 30} GiB.")
            out.write(chunk)


def _check(folder: Path) -> None:
    if (folder / "run.json").stat().st_size > MOST_JSON:
        raise InputError(f"run.json is larger than {MOST_JSON >> 20} MiB.")
    for name in FILES[:3]:
        try:
            footer = pq.read_metadata(folder / name)
            groups = range(footer.num_row_groups)
            unfolded = sum(footer.row_group(i).total_byte_size for i in groups)
        except (OSError, pa.ArrowException, ValueError) as seen:
            raise InputError(f"{name} is not readable as Parquet.") from seen
        if footer.num_rows > MOST_ROWS or unfolded > MOST_UNFOLDED:
            raise InputError(f"{name} holds more than detections can: {footer.num_rows:,} rows.")
