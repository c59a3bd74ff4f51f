"""What an adversary tries: forged forms, names that run, guessed passwords, hostile uploads."""

import csv
import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from gauger.casework import people, tokens
from gauger.casework import tables as t
from gauger.casework.people import Permission
from gauger.casework.store import CaseStore
from gauger.web import upload
from gauger.web.csvfile import lines, safe
from gauger.web.pages.sign_in import local_path
from tests.web.conftest import ACCOUNT, CASE, EVIL, PASSWORD, PROMPT, SECRET, Browser

Browse = Callable[[str | None], Browser]


def test_a_form_of_another_site_changes_nothing(browse: Browse, store: CaseStore) -> None:
    """No mark, a wrong mark, another session's mark, another origin: each is refused."""
    ann, path = browse("analyst"), f"/cases/{CASE}/note"
    foreign = [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}]
    foreign += [{"Origin": "null"}, {"Sec-Fetch-Site": "same-site"}]
    for mark in ("", "x", browse("approver").csrf):
        assert ann.client.post(path, data={"csrf": mark, "text": "x"}).status_code == 403
    for header in foreign:
        sent = {"csrf": ann.csrf, "text": "x"}
        assert ann.client.post(path, data=sent, headers=header).status_code == 403
        signing = {"name": "analyst", "password": PASSWORD}
        assert ann.client.post("/sign-in", data=signing, headers=header).status_code == 403
    api = ann.client.post(f"/api/v1/cases/{CASE}/notes", json={"text": "x"})
    assert api.status_code == 403
    for header in foreign:
        marked = {"X-CSRF-Token": ann.csrf, **header}
        api = ann.client.post(f"/api/v1/cases/{CASE}/notes", json={"text": "x"}, headers=marked)
        assert api.status_code == 403
    assert store.case(CASE).notes == ()
    assert ann.post(path, text="mine").status_code == 303


def test_every_answer_forbids_foreign_code_and_frames(browse: Browse) -> None:
    for path in ("/", "/sign-in", "/nothing", "/static/gauger.css", "/api/v1/me"):
        headers = browse("viewer").get(path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cache-control"] in {"no-store", "no-cache"}


def test_no_template_trusts_what_it_shows() -> None:
    """Nothing is marked safe, no script or style stands in a page, nothing loads from elsewhere."""
    folder = Path(people.__file__).parents[1] / "web" / "templates"
    for page in folder.glob("*.html"):
        text = page.read_text(encoding="utf-8")
        for bad in ("|safe", "| safe", "<style", " style=", " onclick", " onload", "http://", "//"):
            found = text.replace("://", "") if bad == "//" else text
            assert bad not in found, f"{page.name}: {bad}"


def test_names_that_attack_are_shown_as_names(browse: Browse, store: CaseStore) -> None:
    """Account, user agent, organisation, note, reason, title, search: none becomes markup."""
    ann = browse("analyst")
    ann.post(f"/cases/{CASE}/label", account=EVIL, kind="unsure", reason=EVIL)
    ann.post(f"/cases/{CASE}/note", text=EVIL)
    ann.post(f"/cases/{CASE}/propose", action="suspend", reason=EVIL)
    ann.post(f"/cases/{CASE}/reveal", reason=EVIL)
    ann.post("/actors", name=EVIL, description=EVIL, predicts=EVIL, source=EVIL)
    version = store.case(CASE).version
    ann.post(f"/cases/{CASE}/change", version=version, title=EVIL, owner=EVIL, actor=EVIL)
    one = ann.client.get(f"/cases/{CASE}/account", params={"id": EVIL})
    pages = [one, *(ann.get(p) for p in (
        "/", f"/cases/{CASE}", f"/cases/{CASE}/accounts", f"/cases/{CASE}/links",
        f"/cases/{CASE}/history", "/actors", "/search?q=%3Dcmd", f"/compare?a={CASE}&b={CASE}",
        f"/cases/{CASE}/links?cell=<script>alert(1)</script>", "/cases/<script>alert(1)</script>",
    ))]  # fmt: skip
    assert SECRET in one.text
    for page in pages:
        assert "<script>alert" not in page.text
    assert sum("&lt;script&gt;alert" in page.text for page in pages) >= 8


def test_the_csv_never_runs(browse: Browse, store: CaseStore) -> None:
    ann = browse("analyst")
    ann.post(f"/cases/{CASE}/label", account=EVIL, kind="unsure", reason="@SUM(1)")
    answer = ann.get(f"/cases/{CASE}/accounts.csv")
    rows = list(csv.reader(io.StringIO(answer.text)))
    assert len(rows) == 41
    assert all(not cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)
    assert f"'{EVIL}" in {row[0] for row in rows}
    assert store.audit(CASE)[-1].act == "export accounts"


@pytest.mark.parametrize(
    "cell", ["=1", "+1", "-1", "@a", "\t=1", " =1", "\n=1", "\uff1d1", "\t1", "\r1", "\n1"]
)
def test_what_starts_a_formula_is_text(cell: str) -> None:
    assert safe(cell) == "'" + cell


def test_a_cell_stays_one_cell_where_semicolons_part_them() -> None:
    """Half of Europe's spreadsheets would else see a formula of its own behind one."""
    assert "".join(lines(("a",), [["x;=1+1\ty"]])) == '"a"\r\n"x;=1+1\ty"\r\n'


def test_hidden_data_is_shown_on_a_grant_and_each_look_is_on_record(
    browse: Browse, store: CaseStore
) -> None:
    """Not before, not to another person, not in the API, not to a viewer, not without a reason."""
    ann, path = browse("analyst"), f"/cases/{CASE}/account?id={ACCOUNT}"
    assert SECRET not in ann.get(path).text
    assert ann.post(f"/cases/{CASE}/reveal", reason=" ").status_code == 400
    assert browse("viewer").post(f"/cases/{CASE}/reveal", reason="x").status_code == 403
    assert ann.post(f"/cases/{CASE}/reveal", reason="ask the bank").status_code == 303
    seen = ann.get(path).text
    assert SECRET in seen
    assert PROMPT in seen
    assert SECRET not in browse("analyst2").get(path).text
    assert SECRET not in ann.get(f"/api/v1/cases/{CASE}/members").text
    acts = [(e.act, e.actor, e.detail) for e in store.audit(CASE)][-2:]
    assert acts == [
        ("ask to see hidden data", "analyst", "ask the bank"),
        ("read hidden data", "analyst", ACCOUNT),
    ]


def test_guessing_passwords_has_to_wait(app: FastAPI, store: CaseStore) -> None:
    """After five wrong tries even the right password waits; unknown names look the same."""
    client = TestClient(app, base_url="http://127.0.0.1", follow_redirects=False)

    def tries(name: str, password: str) -> int:
        return client.post("/sign-in", data={"name": name, "password": password}).status_code

    assert [tries("viewer", f"guess {i}") for i in range(5)] == [401] * 5
    assert tries("viewer", PASSWORD) == 429
    assert tries("analyst", PASSWORD) == 303
    one = client.post("/sign-in", data={"name": "nobody", "password": "x"})
    two = client.post("/sign-in", data={"name": "admin", "password": "x"})
    assert one.text.replace("nobody", "admin") == two.text
    assert sum(e.act == "wrong sign-in" for e in store.audit()) == 7


def test_sign_in_goes_on_to_pages_of_this_site_alone(app: FastAPI) -> None:
    client = TestClient(app, base_url="http://127.0.0.1", follow_redirects=False)
    for evil in ("https://evil.example", "//evil.example", "/\\evil.example", "javascript:x"):
        assert local_path(evil) == "/"
    sent = {"name": "viewer", "password": PASSWORD, "next": "//evil.example"}
    assert client.post("/sign-in", data=sent).headers["location"] == "/"


def test_a_session_ends_and_is_kept_as_a_hash(app: FastAPI, browse: Browse) -> None:
    ann = browse("analyst")
    secret = ann.client.cookies["gauger"]
    with app.state.store.reading() as c:
        held = [r.digest for r in c.execute(t.sessions.select())]
    assert secret not in held
    assert ann.post("/sign-out").status_code == 303
    ann.client.cookies.set("gauger", secret)
    assert ann.get("/").status_code == 303


def test_tokens_do_what_their_scopes_say_and_end_at_once(
    app: FastAPI, store: CaseStore, token: Callable[..., dict[str, str]], browse: Browse
) -> None:
    client = TestClient(app, base_url="http://127.0.0.1")
    reading = token("analyst", Permission.READ)
    note = f"/api/v1/cases/{CASE}/notes"
    assert client.get("/api/v1/me", headers=reading).json()["permissions"] == ["read"]
    assert client.post(note, json={"text": "x"}, headers=reading).status_code == 403
    writing = token("analyst", Permission.READ, Permission.WRITE)
    assert client.post(note, json={"text": "x"}, headers=writing).status_code == 200
    browse("admin").post("/people/change", name="analyst", role="viewer")
    assert client.post(note, json={"text": "x"}, headers=writing).status_code == 403
    with store.reading() as c:
        mine = tokens.tokens_of(c, "analyst")
        assert writing["Authorization"].split("_", 2)[2] not in str(mine)
    browse("analyst").post("/me/tokens/revoke", token_id=mine[0].token_id)
    browse("analyst").post("/me/tokens/revoke", token_id=mine[1].token_id)
    assert client.get("/api/v1/me", headers=reading).status_code == 401
    over = browse("viewer").post("/me/tokens", name="x", scope="write", days="5")
    assert over.status_code == 400


def test_another_host_name_is_refused(app: FastAPI) -> None:
    client = TestClient(app, base_url="http://evil.example")
    assert client.get("/sign-in").status_code == 400


def test_good_detections_come_in_as_a_zip(
    browse: Browse, bundle: Callable[..., bytes], store: CaseStore
) -> None:
    ada = browse("admin")
    sent = {"bundle": ("x.zip", bundle("some/folder/"))}
    answer = ada.client.post("/import", data={"csrf": ada.csrf}, files=sent)
    assert "1 opened" in answer.text
    assert len(store.cases()) == 5


def test_hostile_uploads_change_nothing(
    browse: Browse, bundle: Callable[..., bytes], store: CaseStore, tmp_path: Path
) -> None:
    """Paths that climb, twins, garbage, half files, a bomb: one line each, nothing written."""
    ada, good = browse("admin"), bundle()
    bomb = b"\0" * (17 << 20)
    hostile = [
        b"", b"no zip", good[:-40], good[: len(good) // 2],
        bundle("../../"), bundle(more={"x/run.json": b"{}"}),
        _zip({"run.json": bomb, **dict.fromkeys(_TABLES, b"x")}),
        _zip({"run.json": b"[" * 100_000, **dict.fromkeys(_TABLES, b"PAR1")}),
        _zip(_padded(good)),
    ]  # fmt: skip
    before = sorted(p.name for p in tmp_path.parent.iterdir())
    for number, content in enumerate(hostile):
        sent = {"bundle": ("../../../etc/x.zip", content)}
        answer = ada.client.post("/import", data={"csrf": ada.csrf}, files=sent)
        climbs = number == 4  # its folders are not followed: only the last part of a name is used
        assert answer.status_code == (200 if climbs else 400), (number, answer.text[:300])
        assert "gauger-import-" not in answer.text
    assert len(store.cases()) == 5
    assert sorted(p.name for p in tmp_path.parent.iterdir()) == before


_TABLES = ("campaigns.parquet", "members.parquet", "links.parquet")


def _padded(bundle: bytes) -> dict[str, bytes]:
    """Good detections whose run.json unfolds to more than a run can need."""
    with zipfile.ZipFile(io.BytesIO(bundle)) as found:
        files = {name: found.read(name) for name in found.namelist()}
    return {**files, "run.json": files["run.json"] + b" " * (17 << 20)}


def _zip(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as out:
        for name, content in files.items():
            out.writestr(name, content)
    return buffer.getvalue()


def test_a_large_body_is_refused(browse: Browse) -> None:
    ann = browse("analyst")
    assert ann.post(f"/cases/{CASE}/note", text="x" * (2 << 20)).status_code == 413


def test_a_body_that_hides_its_length_is_refused(browse: Browse, store: CaseStore) -> None:
    """Sent in pieces, without Content-Length: it is counted as it comes."""
    ann = browse("analyst")
    pieces = (b"x" * (1 << 16) for _ in range(32))
    answer = ann.client.post(
        f"/cases/{CASE}/note", content=pieces,
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )  # fmt: skip
    assert answer.status_code == 413
    assert store.case(CASE).notes == ()


def test_a_zip_that_unfolds_too_far_is_stopped_while_it_does(
    browse: Browse, bundle: Callable[..., bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What comes out is counted, whatever the zip says of its sizes."""
    monkeypatch.setattr(upload, "MOST_UNFOLDED", 1_000)
    ada = browse("admin")
    sent = {"bundle": ("x.zip", bundle())}
    answer = ada.client.post("/import", data={"csrf": ada.csrf}, files=sent)
    assert answer.status_code == 400
    assert "unfolds to more than" in answer.text


@pytest.mark.parametrize(
    "path", ["/static/../app.py", "/static/..%2fapp.py", "/static/%2e%2e/app.py"]
)
def test_static_files_are_only_those(browse: Browse, path: str) -> None:
    assert browse("admin").get(path).status_code in {404, 400}
