"""Each guard of an upload by itself: one line that says what is wrong, and no path of ours."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from tempfile import gettempdir

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from starlette.datastructures import UploadFile

from gauger.errors import InputError
from gauger.web import upload
from gauger.web.upload import detections_of

Bundle = Callable[..., bytes]


def sent(files: dict[str, bytes]) -> dict[str, UploadFile]:
    """The four files as a form has them."""
    return {
        name.partition(".")[0]: UploadFile(io.BytesIO(data), filename=name)
        for name, data in files.items()
    }


@pytest.fixture
def files(bundle: Bundle) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(bundle())) as found:
        return {n: found.read(n) for n in found.namelist()}


def test_good_files_are_detections(files: dict[str, bytes]) -> None:
    assert detections_of(sent(files)).campaigns


@pytest.mark.parametrize(
    "raised", [zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, OSError]
)
def test_whatever_a_zip_raises_is_one_line(
    bundle: Bundle, monkeypatch: pytest.MonkeyPatch, raised: type[Exception]
) -> None:
    """A password, a method nobody knows, a member cut short, a disk that fails."""
    whole = bundle()

    def broken(self: zipfile.ZipFile, *_: object, **__: object) -> None:
        raise raised("so")

    monkeypatch.setattr(zipfile.ZipFile, "open", broken)
    with pytest.raises(InputError, match=r"^the zip cannot be read: so\.$"):
        detections_of({"bundle": UploadFile(io.BytesIO(whole), filename="x.zip")})


@pytest.mark.parametrize("raised", [OSError, ValueError, pa.ArrowNotImplementedError])
def test_whatever_a_footer_raises_is_one_line(
    files: dict[str, bytes], monkeypatch: pytest.MonkeyPatch, raised: type[Exception]
) -> None:
    def broken(file: Path) -> None:
        raise raised(str(file))

    monkeypatch.setattr(pq, "read_metadata", broken)
    with pytest.raises(InputError, match=r"^campaigns\.parquet is not readable as Parquet\.$"):
        detections_of(sent(files))


@pytest.mark.parametrize("name", upload.FILES[:3])
def test_each_table_is_looked_at_before_any_is_read(files: dict[str, bytes], name: str) -> None:
    """Magic bytes at both ends do not make a table."""
    made_up = b"PAR1" + b"\xff" * 40 + (40).to_bytes(4, "little") + b"PAR1"
    with pytest.raises(InputError, match=f"^{name} is not readable as Parquet"):
        detections_of(sent(files | {name: made_up}))


def test_what_a_reader_says_holds_no_folder_of_ours(files: dict[str, bytes]) -> None:
    with pytest.raises(InputError, match=r"run\.json") as wrong:
        detections_of(sent(files | {"run.json": b"{"}))
    assert gettempdir() not in str(wrong.value)
    assert "gauger-import-" not in str(wrong.value)
