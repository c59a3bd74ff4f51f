"""What a request may carry: its bound by route, what is read of it, and what an error tells."""

import asyncio
import io
import struct
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from gauger.casework.store import CaseStore
from gauger.web import upload
from gauger.web.csvfile import safe
from gauger.web.headers import MOST_BYTES, MOST_IMPORT_BYTES
from tests.web.conftest import ACCOUNT, CASE, Browser

Parts = dict[str, tuple[str | None, str | bytes]]
Browse = Callable[[str | None], Browser]
Token = Callable[..., dict[str, str]]


def sent(app: FastAPI, path: str, length: int) -> tuple[int, int]:
    """Status of a body that is announced so long, and how many pieces of it were asked for."""
    asked, status = 0, 0

    async def receive() -> dict[str, Any]:
        nonlocal asked
        asked += 1
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        nonlocal status
        status = message.get("status", status)

    scope = {
        "type": "http", "method": "POST", "path": path, "query_string": b"", "client": None,
        "server": ("127.0.0.1", 80), "scheme": "http", "http_version": "1.1", "root_path": "",
        "headers": [(b"host", b"127.0.0.1"), (b"content-length", str(length).encode())],
    }  # fmt: skip
    asyncio.run(app(scope, receive, send))  # type: ignore[arg-type]
    return status, asked


@pytest.mark.parametrize(
    ("path", "most"),
    [
        (f"/cases/{CASE}/note", MOST_BYTES),
        ("/sign-in", MOST_BYTES),
        (f"/api/v1/cases/{CASE}/labels", MOST_BYTES),
        ("/cases/import", MOST_BYTES),
        ("/import", MOST_IMPORT_BYTES),
        ("/api/v1/import", MOST_IMPORT_BYTES),
    ],
)
def test_what_is_announced_too_long_is_refused_unread(app: FastAPI, path: str, most: int) -> None:
    """A byte more than the route takes; at the bound the route itself answers."""
    assert sent(app, path, most + 1) == (413, 0)
    assert sent(app, path, most)[0] != 413


def test_twenty_five_thousand_long_ids_fit_into_a_body() -> None:
    """Ids of 36 characters, as random ones are written; who has longer ones says where."""
    assert len(str(["0" * 36] * 25_000).replace(" ", "")) + 1_000 < MOST_BYTES


def test_a_form_of_many_fields_is_refused(browse: Browse, store: CaseStore) -> None:
    """Parsing it would cost more than any page of ours sends."""
    ann = browse("analyst")
    good: Parts = {"csrf": (None, ann.csrf), "text": (None, "x")}
    fields: Parts = {f"f{i}": (None, "x") for i in range(2_000)}
    files: Parts = {f"g{i}": (f"g{i}", b"x") for i in range(9)}
    for many in (fields, files):
        assert ann.client.post(f"/cases/{CASE}/note", files=good | many).status_code == 400
    assert store.case(CASE).notes == ()
    few = dict(list(fields.items())[:1_998]) | dict(list(files.items())[1:])
    assert ann.client.post(f"/cases/{CASE}/note", files=good | few).status_code == 303


def test_the_api_takes_no_more_than_it_says(app: FastAPI, token: Token) -> None:
    client = TestClient(app, base_url="http://127.0.0.1", headers=token("admin"))
    base, word = f"/api/v1/cases/{CASE}", {"kind": "unsure", "reason": "x"}
    for path, body in (
        (f"{base}/labels", {**word, "accounts": ["a"] * 100_001}),
        (f"{base}/decisions", {"action": "observe", "accounts": ["a"] * 100_001, "reason": "x"}),
        (f"{base}/notes", {"text": "x" * 10_001}),
        (f"{base}/notes", {"text": " "}),
        (f"{base}/notes", {"text": "x", "by": "somebody"}),
        (f"{base}/labels", {**word, "where": {"expected": 0}}),
        (f"{base}/labels", {**word, "where": {"expected": 40, "prefiks": "a"}}),
    ):
        assert client.post(path, json=body).status_code == 422, path


def test_what_breaks_is_not_told(
    store: CaseStore, app: FastAPI, browse: Browse, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a page and in the API: one line, and the rest is in the log."""

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("secret of the machine")

    ann = browse("analyst")
    monkeypatch.setattr("gauger.casework.reading.case_row", broken)
    for path in (f"/cases/{CASE}/accounts", f"/api/v1/cases/{CASE}/members"):
        answer = ann.get(path)
        assert answer.status_code == 500
        assert answer.text == "Something broke; it is in the log.\n"
        assert answer.headers["x-content-type-options"] == "nosniff"


NAMES = ("campaigns", "members", "links", "run")


def parts(bundle: bytes) -> dict[str, tuple[str, bytes]]:
    """The four files, as a form sends them; the workbench has no use for others of a run."""
    with zipfile.ZipFile(io.BytesIO(bundle)) as found:
        files = {n.partition(".")[0]: (f"../{n}", found.read(n)) for n in found.namelist()}
    return {name: files[name] for name in NAMES}


def test_four_files_come_in_as_well_and_each_is_needed(
    browse: Browse, bundle: Callable[..., bytes], store: CaseStore
) -> None:
    """What the sender calls them is no path."""
    ada, files = browse("admin"), parts(bundle())
    assert sorted(files) == sorted(NAMES)
    for name in NAMES:
        some = {n: f for n, f in files.items() if n != name}
        for given in (some, some | {name: ("", b"")}):
            answer = ada.client.post("/import", data={"csrf": ada.csrf}, files=given)
            assert answer.status_code == 400
            assert f"{name}." in answer.text
            assert "is missing" in answer.text
    assert len(store.cases()) == 4
    answer = ada.client.post("/import", data={"csrf": ada.csrf}, files=files)
    assert "1 opened" in answer.text


def test_a_field_that_was_left_empty_is_a_missing_file(
    browse: Browse, bundle: Callable[..., bytes]
) -> None:
    """Browsers send one as a file without a name, which the client of tests does not."""
    ada, body = browse("admin"), b""
    for name, content in {"csrf": ada.csrf.encode(), **dict.fromkeys(NAMES, b"x")}.items():
        file = b"" if name == "csrf" else b'; filename=""' if name == "run" else b'; filename="x"'
        head = b'--B\r\nContent-Disposition: form-data; name="' + name.encode() + b'"' + file
        body += head + b"\r\n\r\n" + (b"" if name == "run" else content) + b"\r\n"
    kind = {"Content-Type": "multipart/form-data; boundary=B"}
    answer = ada.client.post("/import", content=body + b"--B--\r\n", headers=kind)
    assert answer.status_code == 400
    assert "run.json is missing" in answer.text


@pytest.mark.parametrize(("bound", "most"), [("MOST_UNFOLDED", 100), ("MOST_ROWS", 4)])
def test_tables_that_would_unfold_too_far_are_refused_by_their_footer(
    browse: Browse, bundle: Callable[..., bytes], monkeypatch: pytest.MonkeyPatch, bound: str,
    most: int,
) -> None:  # fmt: skip
    monkeypatch.setattr(upload, bound, most)
    ada = browse("admin")
    answer = ada.client.post("/import", data={"csrf": ada.csrf}, files=parts(bundle()))
    assert answer.status_code == 400
    assert "more than detections can" in answer.text


@pytest.mark.parametrize("how", ["encrypted", "method", "none", "twice"])
def test_zips_that_cannot_be_read_are_one_line(
    browse: Browse, bundle: Callable[..., bytes], store: CaseStore, how: str
) -> None:
    """A password asked for, a method nobody knows, a file too few or too many."""
    data = bytearray(bundle())
    for head, flags, method in ((b"PK\x03\x04", 6, 8), (b"PK\x01\x02", 8, 10)):
        at = data.find(head)
        while at >= 0:
            if how == "encrypted":
                data[at + flags] |= 1
            elif how == "method":
                data[at + method : at + method + 2] = struct.pack("<H", 77)
            at = data.find(head, at + 1)
    if how in {"none", "twice"}:
        with zipfile.ZipFile(io.BytesIO(data)) as found:
            files = {n: found.read(n) for n in found.namelist()}
        files = (
            files | {"again/run.json": b"{}"} if how == "twice" else dict(list(files.items())[1:])
        )
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as z:
            for name, content in files.items():
                z.writestr(name, content)
        data = bytearray(out.getvalue())
    ada = browse("admin")
    answer = ada.client.post(
        "/import", data={"csrf": ada.csrf}, files={"bundle": ("x.zip", bytes(data))}
    )
    assert answer.status_code == 400, answer.text
    assert len(store.cases()) == 4


def test_what_is_no_detections_leaves_nothing_behind(
    browse: Browse, bundle: Callable[..., bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever reading it raises, the sender is told one line and no path of ours."""

    def broken(folder: Path) -> None:
        raise KeyError(str(folder))

    monkeypatch.setattr(upload, "read_detections", broken)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    ada, before = browse("admin"), set(tmp_path.iterdir())
    answer = ada.client.post(
        "/import", data={"csrf": ada.csrf}, files={"bundle": ("x.zip", bundle())}
    )
    assert answer.status_code == 400
    assert "these are no detections: KeyError" in answer.text
    assert str(tmp_path) not in answer.text
    assert set(tmp_path.iterdir()) == before


def test_a_cell_of_a_table_holds_no_nul_and_no_formula_behind_one() -> None:
    assert safe("\0=1") == "'=1"
    assert safe("a\0b") == "ab"
    assert safe(f" {ACCOUNT}") == f" {ACCOUNT}"
