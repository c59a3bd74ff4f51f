"""The TAXII server with the public client, its own client, and hostile ones."""

import asyncio
import base64
import json
import os
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import msgspec
import pytest
import stix2
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

pytest.importorskip("fastapi", reason="THE EXTRA share IS NOT INSTALLED")
from starlette.testclient import TestClient

from gauger.cli.app import app
from gauger.errors import InputError, UsageError
from gauger.sharing.answers import Filters
from gauger.sharing.collections import OverQuota, Quota, Shelf
from gauger.sharing.counsel import counsel, page
from gauger.sharing.envelope import parse_envelope
from gauger.sharing.incoming import read_incoming
from gauger.sharing.people import login
from gauger.sharing.publish import publish
from gauger.sharing.release import STIX, Release, released_files, write_release
from gauger.sharing.store import AGREEMENTS, Store
from gauger.web.taxii import MEDIA, ROOT, taxii_app
from gauger.web.taxii_client import Fetched, Info, Pushed, TaxiiClient, _batches, _said
from tests.sharing.conftest import NOW, running


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "taxii.db")


class Door:
    """A collection, a partner who may read and write it, and its token."""

    def __init__(self, shelf: Shelf, partner: str = "lab-b") -> None:
        self.id = shelf.add_collection(f"for {partner}")
        shelf.grant(partner, self.id, read=True, write=True)
        self.token = shelf.issue_token(partner, NOW)
        self.headers = {"authorization": f"Bearer {self.token}", "accept": MEDIA}
        self.posting = self.headers | {"content-type": MEDIA}
        self.objects = f"{ROOT}/collections/{self.id}/objects/"


@pytest.fixture
def door(shelf: Shelf) -> Door:
    return Door(shelf)


@pytest.fixture
def client(shelf: Shelf) -> TestClient:
    return TestClient(taxii_app(shelf, max_bytes=200_000))


def note(n: int = 0, **more: Any) -> dict[str, Any]:
    stamp = f"2026-05-01T00:00:{n % 60:02}.000Z"
    return {
        "type": "x-note", "spec_version": "2.1", "id": f"x-note--{uuid4()}", "created": stamp,
        "modified": stamp, **more,
    }  # fmt: skip


def envelope(*things: dict[str, Any]) -> bytes:
    return json.dumps({"objects": things}).encode()


# --- the public client ---


def test_the_public_client_fetches_what_was_released_byte_for_byte(
    store: Store, freed: Release, shelf: Shelf, door: Door
) -> None:
    """Extension definition included, page by page, by discovery; and it posts back."""
    v21 = pytest.importorskip("taxii2client.v21")
    publish(store, shelf, freed.release_id, door.id, now=NOW)
    sent = json.loads(released_files(store, freed.release_id)[STIX])["objects"]
    with running(taxii_app(shelf)) as port:
        server = v21.Server(f"http://127.0.0.1:{port}/taxii2/", user="lab-b", password=door.token)
        (collection,) = server.default.collections
        got = [
            o
            for page in v21.as_pages(collection.get_objects, per_request=7)
            for o in page["objects"]
        ]
        assert got == sent
        types = collection.get_objects(type="extension-definition")["objects"]
        assert [o["type"] for o in types] == ["extension-definition"]
        assert len(collection.get_manifest()["objects"]) == len(sent)
        posted = collection.add_objects(envelope(note(), note()).decode())
        assert (posted.status, posted.success_count) == ("complete", 2)


def test_another_client_fetches_and_posts(
    store: Store, freed: Release, shelf: Shelf, door: Door
) -> None:
    """cytaxii2, which shares no code with the public client: every object, by discovery and pages;
    what it posts comes back, as an envelope or as the whole bundle that was released."""
    cytaxii2 = pytest.importorskip("cytaxii2.cytaxii2")
    publish(store, shelf, freed.release_id, door.id, now=NOW)
    bundle = released_files(store, freed.release_id)[STIX]
    sent, mine, inbox = json.loads(bundle)["objects"], [note(1), note(2)], Door(shelf, "lab-c")

    def fetched(client: Any, collection: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        page: dict[str, Any] = {"more": True}
        while page["more"]:
            page = client.poll_request(collection, limit=7, next=page.get("next"))["response"]
            found += page["objects"]
        return found

    with running(taxii_app(shelf)) as port:
        url = f"http://127.0.0.1:{port}/taxii2/"
        client = cytaxii2.cytaxii2(url, "lab-b", door.token)
        (seen,) = client.collection_request()["response"]["collections"]
        assert fetched(client, seen["id"]) == sent
        theirs = cytaxii2.cytaxii2(url, "lab-c", inbox.token)
        for data, n in ((envelope(*mine), 2), (bundle, len(sent))):
            made = theirs.inbox_request(inbox.id, data.decode())
            assert (made["status_code"], made["response"]["success_count"]) == (202, n)
        assert fetched(theirs, inbox.id) == [*mine, *sent]


def test_the_store_of_the_stix_library_reads_and_writes_here(
    store: Store, freed: Release, shelf: Shelf, door: Door
) -> None:
    """Queried as objects, which mean what was sent; and one is added and found again."""
    v21 = pytest.importorskip("taxii2client.v21")
    publish(store, shelf, freed.release_id, door.id, now=NOW)
    sent = json.loads(released_files(store, freed.release_id)[STIX])["objects"]
    with running(taxii_app(shelf)) as port:
        url = f"http://127.0.0.1:{port}{ROOT}/collections/{door.id}/"
        collection = v21.Collection(url, user="lab-b", password=door.token)
        theirs = stix2.TAXIICollectionStore(collection, allow_custom=True)
        found = {o["id"]: o for o in theirs.query([])}
        assert found == {o["id"]: stix2.parse(o, allow_custom=True) for o in sent}
        pattern = "[ipv4-addr:value = '198.51.100.7']"
        new = stix2.v21.Indicator(pattern=pattern, pattern_type="stix", indicator_types=["unknown"])
        theirs.add(new)
        assert theirs.get(new.id) == new


def test_a_release_goes_where_only_its_recipient_reads(
    store: Store, freed: Release, shelf: Shelf, door: Door
) -> None:
    shelf.grant("lab-c", door.id, read=True, write=False)
    with pytest.raises(UsageError, match="lab-c can read"):
        publish(store, shelf, freed.release_id, door.id, now=NOW)
    assert not shelf.page(door.id, Filters()).objects


def test_nobody_is_let_in_to_what_was_released_to_another(
    store: Store, freed: Release, shelf: Shelf, door: Door
) -> None:
    """Rights given after the publishing are as wrong as rights given before; taken ones stay so."""
    publish(store, shelf, freed.release_id, door.id, now=NOW)
    with pytest.raises(UsageError, match="released to somebody else"):
        shelf.grant("lab-c", door.id, read=True, write=False)
    shelf.grant("lab-c", door.id, read=False, write=True)
    shelf.grant("lab-b", door.id, read=False, write=False)
    with pytest.raises(UsageError, match="released to somebody else"):
        shelf.grant("lab-c", door.id, read=True, write=True)
    assert shelf.readers(door.id) == frozenset()


def test_our_client_round_trips_with_our_server(
    store: Store, freed: Release, shelf: Shelf, door: Door
) -> None:
    publish(store, shelf, freed.release_id, door.id, now=NOW)
    with running(taxii_app(shelf)) as port:
        root = f"http://127.0.0.1:{port}{ROOT}/"
        with TaxiiClient(root, token=door.token) as client:
            found = client.fetch(client.collection("for lab-b").id, limit=10)
            assert len(found.objects) == len(
                json.loads(released_files(store, freed.release_id)[STIX])["objects"]
            )
            again = client.fetch(door.id, added_after=found.added_after)
            assert again.objects == ()
            pushed = client.push(door.id, list(found.objects))
            assert pushed == Pushed(success=len(found.objects), failure=0, pending=0)
            assert client.fetch(door.id, added_after=found.added_after).objects == ()
        with pytest.raises(InputError, match="401"):
            TaxiiClient(root, token="gauger_wrong").collections()
        with pytest.raises(InputError, match="API root"):
            TaxiiClient(f"http://127.0.0.1:{port}/taxii2/", token=door.token).collections()


def test_export_serve_fetch_import_loses_nothing(
    store: Store, freed: Release, shelf: Shelf, door: Door, tmp_path: Path
) -> None:
    """By the verbs: what the partner takes in from our server is what it would from the file; and
    the other way round, what a partner posts is what we take in."""
    publish(store, shelf, freed.release_id, door.id, now=NOW)
    sent = released_files(store, freed.release_id)[STIX]
    (tmp_path / "sent.json").write_bytes(sent)
    (tmp_path / "token").write_text(door.token)
    fetched, ours = tmp_path / "in.json", tmp_path / "ours.json"
    words = ["--token-file", str(tmp_path / "token"), "--json"]
    with running(taxii_app(shelf)) as port:
        root = f"http://127.0.0.1:{port}{ROOT}/"
        one = CliRunner().invoke(
            app, ["share", "fetch", root, "for lab-b", "--out", str(fetched), *words]
        )
        assert one.exit_code == 0, one.output
        inbox = Door(shelf, "lab-c")
        (tmp_path / "token").write_text(inbox.token)
        push = ["share", "push", root, "for lab-c", freed.release_id, "--store", str(store.path)]
        two = CliRunner().invoke(app, [*push, *words])
        assert two.exit_code == 0, two.output
    write_release(store, freed.release_id, tmp_path / "out", now=NOW)
    told = page(counsel(store)).replace("\\", "")
    assert f"- Published 2026-06-02T09:30:00+00:00 by login {login()}: collection {door.id}" in told
    assert f"{login()}: server {root}, collection {inbox.id}" in told
    assert f"{login()}: indicators.csv, misp.json, stix.json" in told
    kept = shelf.page(inbox.id, Filters()).objects
    ours.write_bytes(b'{"type": "bundle", "objects": [' + b", ".join(o.bytes for o in kept) + b"]}")
    today = NOW.date()
    known, got, back = (
        [
            msgspec.structs.replace(row, source=row.source.partition("#")[2])
            for row in read_incoming(file, "lab-a", today=today).rows
        ]
        for file in (tmp_path / "sent.json", fetched, ours)
    )
    assert len(known) == 14
    assert known == got == back
    raws = [bytes(raw) for raw in parse_envelope(fetched.read_bytes())]
    assert raws == [bytes(raw) for raw in parse_envelope(sent)]


def answering(*answers: dict[str, Any]) -> tuple[httpx.Client, list[httpx.Request]]:
    """A server that takes any size of envelope, and then gives these answers, the last for ever."""
    asked: list[httpx.Request] = []

    def said(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        if request.url.path == "/api/":
            return httpx.Response(200, json={"max_content_length": 1_000_000})
        return httpx.Response(202, json=left.pop(0) if len(left) > 1 else left[0])

    left = list(answers)

    def as_got(request: httpx.Request) -> httpx.Response:
        made = said(request)
        return made if request.method == "POST" else httpx.Response(200, content=made.content)

    return httpx.Client(transport=httpx.MockTransport(as_got)), asked


PENDING = {"id": "2d086da7", "status": "pending", "total_count": 2, "pending_count": 2,
           "success_count": 0, "failure_count": 0}  # fmt: skip
COMPLETE = PENDING | {"status": "complete", "pending_count": 0, "success_count": 2}


@pytest.fixture
def naps(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """What a client would have slept."""
    found: list[float] = []
    monkeypatch.setattr("gauger.web.taxii_client.time.sleep", found.append)
    return found


def test_a_server_that_needs_time_is_asked_again_until_it_is_done(naps: list[float]) -> None:
    """By the id of its status, less and less often."""
    http, asked = answering(PENDING, PENDING, COMPLETE)
    with TaxiiClient("https://t.example/api/", token="t", client=http) as client:
        assert client.push("c", [b"{}", b"{}"]) == Pushed(success=2, failure=0, pending=0)
    assert [r.url.path for r in asked[2:]] == ["/api/status/2d086da7/"] * 2
    assert naps == sorted(naps)
    assert len(naps) == 2


def test_what_stays_pending_is_said_to_be_pending(naps: list[float]) -> None:
    """Not that nothing was pushed, and not that all was; and a minute is all that it takes."""
    http, _ = answering(PENDING)
    with TaxiiClient("https://t.example/api/", token="t", client=http) as client:
        done = client.push("c", [b"{}", b"{}"])
    assert done == Pushed(success=0, failure=0, pending=2, statuses=("2d086da7",))
    assert 50 <= sum(naps) <= 70


@pytest.mark.parametrize(
    ("last", "says"),
    [
        (COMPLETE | {"success_count": 0}, "done with 2 objects and that it kept 0"),
        (COMPLETE | {"success_count": 1, "failure_count": 1}, "refused 1 objects and kept 1"),
        (
            COMPLETE | {"failure_count": 1, "failures": [{"id": "x", "message": "no\x1b[31m"}]},
            r"first: x: no\[31m",
        ),
        (COMPLETE | {"failures": [{"id": "x\x1b" + "y" * 99}]}, r"first: xy{79}: \."),
        ({"failures": 3}, "not TAXII"),
    ],
)
def test_a_push_that_was_not_kept_whole_is_no_success(
    last: dict[str, Any], says: str, naps: list[float]
) -> None:
    http, _ = answering(PENDING, last)
    with (
        TaxiiClient("https://t.example/api/", token="t", client=http) as client,
        pytest.raises(InputError, match=says),
    ):
        client.push("c", [b"{}", b"{}"])
    assert len(naps) == 1


def test_the_command_says_what_is_pending(
    store: Store, freed: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither that nothing came nor that all did, and under which id to ask for it."""

    def pushed(self: TaxiiClient, collection: str, objects: list[bytes]) -> Pushed:
        return Pushed(success=3, failure=0, pending=len(objects) - 3, statuses=("2d086da7",))

    inbox = Info(id="c", title="inbox", can_write=True)
    monkeypatch.setattr(TaxiiClient, "collection", lambda *_: inbox)
    monkeypatch.setattr(TaxiiClient, "push", pushed)
    monkeypatch.setenv("GAUGER_TOKEN", "t")
    words = ["share", "push", "https://t.example/api/", "inbox", freed.release_id]
    done = CliRunner().invoke(app, [*words, "--store", str(store.path)])
    count = len(parse_envelope(released_files(store, freed.release_id)[STIX])) - 3
    assert done.exit_code == 0, done.output
    assert "3 objects pushed" in done.output
    assert f"{count} objects pending" in done.output
    assert "2d086da7" in done.output
    as_json = CliRunner().invoke(app, [*words, "--store", str(store.path), "--json"])
    assert json.loads(as_json.output)["pending"] == count


def test_the_command_names_a_date_to_go_on_from_where_there_is_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it prints can be typed in again as it stands."""
    monkeypatch.setattr(TaxiiClient, "collection", lambda *_: Info(id="c"))
    monkeypatch.setenv("GAUGER_TOKEN", "t")
    words = ["share", "fetch", "https://t.example/api/", "c", "--out", str(tmp_path / "in.json")]
    for date, end in (("2026-06-01T00:00:01Z", "--added-after 2026-06-01T00:00:01Z"), (None, "")):
        found = Fetched(objects=(b"{}",), added_after=date)
        monkeypatch.setattr(TaxiiClient, "fetch", lambda *_, found=found, **__: found)
        done = CliRunner().invoke(app, words)
        assert done.exit_code == 0, done.output
        assert done.output.strip().endswith(end or "in.json")


def test_the_server_command_takes_a_quota(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    served: list[Any] = []
    monkeypatch.setattr("uvicorn.run", lambda app, **_: served.append(app))
    words = ["share", "serve", "--store", str(store.path), "--shelf", str(tmp_path / "t.db")]
    done = CliRunner().invoke(app, [*words, "--partner-mib", "2", "--partner-objects", "7"])
    assert done.exit_code == 0, done.output
    assert served[0].state.shelf.quota == Quota(max_bytes=2 * 2**20, max_objects=7)


@pytest.mark.parametrize("strange", ["../../admin?x=", "a" * 65, "\x1b[31m", ""])
def test_a_status_id_that_is_a_path_is_not_asked_for(strange: str, naps: list[float]) -> None:
    """Nor shown: it is none that a user could ask for."""
    http, asked = answering(PENDING | {"id": strange})
    with TaxiiClient("https://t.example/api/", token="t", client=http) as client:
        assert client.push("c", [b"{}"]) == Pushed(success=0, failure=0, pending=1)
    assert {r.url.path for r in asked} == {"/api/", "/api/collections/c/objects/"}
    assert naps == []


@pytest.mark.parametrize(
    "strange", ["../../admin?x=", "a/../../b", "..", "", "a" * 129, "a b", "a%2fb", "a#b", "\u00e9"]
)
def test_a_collection_id_that_is_a_path_is_not_asked_for(strange: str) -> None:
    """The token would go where the server's words lead: to fetch, and to push."""
    asked: list[str] = []

    def said(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.path)
        return httpx.Response(200, json={"collections": [{"id": strange, "title": "inbox"}]})

    http = httpx.Client(transport=httpx.MockTransport(said))
    with TaxiiClient("https://t.example/api/", token="t", client=http) as client:
        found = client.collection("inbox").id
        for ask in (lambda: client.fetch(found), lambda: client.push(found, [b"{}"])):
            with pytest.raises(InputError, match="cannot stand in a path"):
                ask()
    assert asked == ["/api/collections/"]


@pytest.mark.parametrize(
    "plain", ["5a301784-0ed9-4954-80db-5e7f7a7cecce", "a" * 128, "in_box.2~x", ".a"]
)
def test_a_collection_id_need_not_be_a_uuid(plain: str) -> None:
    asked: list[str] = []

    def said(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.path)
        return httpx.Response(200, json={})

    http = httpx.Client(transport=httpx.MockTransport(said))
    with TaxiiClient("https://t.example/api/", token="t", client=http) as client:
        client.fetch(plain)
    assert asked == [f"/api/collections/{plain}/objects/"]


@pytest.mark.parametrize("root", ["https://t.example/api", "https://t.example/api//"])
def test_an_envelope_is_no_larger_than_the_server_takes(root: str) -> None:
    """Of bytes, and of a thousand objects; what is larger by itself goes alone."""
    posted: list[bytes] = []

    def said(request: httpx.Request) -> httpx.Response:
        if request.method == "GET":
            assert request.url.path == "/api/"
            return httpx.Response(200, json={"max_content_length": 200})
        posted.append(request.content)
        n = len(json.loads(request.content)["objects"])
        return httpx.Response(202, json={"status": "complete", "success_count": n})

    http = httpx.Client(transport=httpx.MockTransport(said))
    small, large = [b'{"n": %d}' % n for n in range(40)], b'{"a": "' + b"x" * 300 + b'"}'
    with TaxiiClient(root, token="t", client=http) as client:
        assert client.push("c", [*small, large]).success == 41
        assert [b'{"n": 0}' in body for body in posted] == [True] + [False] * (len(posted) - 1)
        assert max(len(body) for body in posted if large not in body) <= 200
        assert len(json.loads(posted[-1])["objects"]) == 1
    assert [len(b) for b in _batches([b"{}"] * 2_001, 10**6)] == [1_000, 1_000, 1]
    assert list(_batches([], 10)) == []


def test_pages_by_date_are_gone_through_to_the_end() -> None:
    """As early servers give them, without a token: what stands on two pages is taken once, an empty
    page is not the last one, and the last date told is where to go on."""
    pages = [
        ({"objects": [{"a": 1}, {"a": 2}], "more": True}, "2026-06-01T00:00:01Z"),
        ({"objects": [], "more": True}, "2026-06-01T00:00:02.5Z"),
        ({"objects": [{"a": 2}, {"a": 3}]}, ""),
    ]
    asked: list[dict[str, str]] = []

    def said(request: httpx.Request) -> httpx.Response:
        body, dated = pages[len(asked)]
        asked.append(dict(request.url.params))
        return httpx.Response(200, json=body, headers={"x-taxii-date-added-last": dated})

    http = httpx.Client(transport=httpx.MockTransport(said))
    with TaxiiClient("https://t.example/api/", token="t", client=http) as client:
        found = client.fetch("c", limit=2)
    assert [json.loads(o)["a"] for o in found.objects] == [1, 2, 3]
    assert found.added_after == "2026-06-01T00:00:02.5Z"
    assert asked == [
        {"limit": "2"}, {"limit": "2", "added_after": "2026-06-01T00:00:01Z"},
        {"limit": "2", "added_after": "2026-06-01T00:00:02.5Z"},
    ]  # fmt: skip


def test_a_servers_words_are_plain_before_a_user_sees_them() -> None:
    """Titles and ids in an error, and a date that is to be typed in again."""
    listed = [{"id": "a\x1b[31m", "title": "in\x1bbox"}, {"id": "b", "title": "inbox"}]

    def said(request: httpx.Request) -> httpx.Response:
        body = {"collections": listed} if request.url.path.endswith("collections/") else {}
        return httpx.Response(200, json=body, headers={"x-taxii-date-added-last": "1; rm -r ."})

    http = httpx.Client(transport=httpx.MockTransport(said))
    with TaxiiClient("https://t.example/api/", token="t", client=http) as client:
        with pytest.raises(InputError, match=r"use: inbox \(a\[31m\), inbox \(b\)\.$"):
            client.collection("inbox")  # two of one title
        assert client.collection("b").title == "inbox"
        assert client.fetch("b").added_after is None


def test_a_token_is_sent_as_the_server_wants_it() -> None:
    """As bearer, or with a name as Basic; and nothing that machine or URL would send instead."""
    sent: list[str] = []

    def said(request: httpx.Request) -> httpx.Response:
        sent.append(request.headers["authorization"])
        return httpx.Response(200, json={"collections": []})

    for user in ("", "lab-b"):
        http = httpx.Client(transport=httpx.MockTransport(said), auth=("machine", "other"))
        TaxiiClient("https://x:y@t.example/", token="t", user=user, client=http).collections()
    assert sent == ["Bearer t", "Basic " + base64.b64encode(b"lab-b:t").decode()]


def test_our_client_goes_nowhere_that_it_was_not_sent() -> None:
    """A server that points elsewhere is not followed: the token would go along."""
    from starlette.applications import Starlette  # noqa: PLC0415
    from starlette.responses import RedirectResponse  # noqa: PLC0415
    from starlette.routing import Route  # noqa: PLC0415

    away = Starlette(routes=[Route("/collections/", lambda _: RedirectResponse("/other"))])
    with running(away) as port, pytest.raises(InputError, match="answered 307"):
        TaxiiClient(f"http://127.0.0.1:{port}/", token="t").collections()
    with pytest.raises(InputError, match="cannot be reached"):  # it listens no more
        TaxiiClient(f"http://127.0.0.1:{port}/", token="t").collections()


def test_a_token_goes_to_a_server_whose_certificate_holds(
    shelf: Shelf, door: Door, private_tls: tuple[dict[str, Any], ssl.SSLContext]
) -> None:
    """One under an authority that we do not know gets nothing, and we say how to name it."""
    tls, trust = private_tls
    with running(taxii_app(shelf), **tls) as port:
        root = f"https://127.0.0.1:{port}{ROOT}/"
        with pytest.raises(InputError, match=r"cannot be reached: .*--authority\.$"):
            TaxiiClient(root, token=door.token).collections()
        with TaxiiClient(root, token=door.token, trust=trust) as client:
            assert [c.id for c in client.collections()] == [door.id]


def test_a_token_never_crosses_a_network_in_the_clear() -> None:
    for root in ("http://taxii.lab-b.example/api/", "ftp://localhost/"):
        with pytest.raises(InputError, match="not https"):
            TaxiiClient(root, token="t")
    assert TaxiiClient("http://taxii.lab-b.example/api/", token="t", plain_http=True)


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ({"json": {"objects": [], "more": True}}, "same page again"),
        ({"json": {"objects": [{"a": "x" * 50}], "more": True}, "count": True}, "than 3 pages"),
        ({"json": {"objects": [{"a": "x" * 90}], "more": True}, "count": True}, "bytes of objects"),
        ({"content": b" " * 300}, "more than 299 bytes"),
        ({"content": b"[" * 200}, "not TAXII"),
        ({"content": b"<html>"}, "not TAXII"),
        ({"json": {"objects": 3}}, "not TAXII"),
        ({"content": b'{"next": "\xff"}'}, "not TAXII"),
        ({"status_code": 500, "json": {"title": "a\x1b[31m" + "b" * 210}}, r"500: a\[31mb{195}\."),
        ({"status_code": 302, "headers": {"location": "https://evil.example/"}}, "answered 302"),
    ],
)
def test_a_hostile_server_is_read_with_bounds(
    answer: dict[str, Any], says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, most in (("PAGES", 3), ("ANSWER", 299), ("FETCHED", 200)):
        monkeypatch.setattr(f"gauger.web.taxii_client.MAX_{name}", most)
    asked: list[httpx.Request] = []

    def said(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        more = {"next": len(asked)} if answer.get("count") else {}
        plain = {k: v for k, v in answer.items() if k != "count"}
        if more:
            plain["json"] = plain["json"] | more
        return httpx.Response(**{"status_code": 200, **plain})

    http = httpx.Client(transport=httpx.MockTransport(said))
    with (
        TaxiiClient("https://taxii.example/api/", token="t", client=http) as client,
        pytest.raises(InputError, match=says),
    ):
        client.fetch("c")
    assert {r.url.host for r in asked} == {"taxii.example"}


def test_an_answer_nested_too_deep_is_not_taxii() -> None:
    body = b'{"objects": [' + b"[" * 50_000 + b"]" * 50_000 + b"]}"
    http = httpx.Client(transport=httpx.MockTransport(lambda _: httpx.Response(200, content=body)))
    with (
        TaxiiClient("https://t.example/api/", token="t", client=http) as client,
        pytest.raises(InputError, match="not TAXII"),
    ):
        client.fetch("c")


@pytest.mark.parametrize(
    "body", [b"<html>", b"[]", b'{"title": "\xff"}', b'{"title": ' + b"[" * 9_000 + b"]" * 9_000]
)
def test_a_refusal_that_says_nothing_is_told_as_that(body: bytes) -> None:
    """Not as a fault of ours, and without its markup."""
    assert _said(500, body) == "the server answered 500."


def test_the_answer_to_a_push_is_bounded_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is cut off as it comes: a server could go on for ever."""
    monkeypatch.setattr("gauger.web.taxii_client.MAX_ANSWER", 999)
    given = 0

    def endless() -> Iterator[bytes]:
        nonlocal given
        while True:
            given += 1
            yield b" " * 100

    def said(request: httpx.Request) -> httpx.Response:
        if request.method == "GET":
            return httpx.Response(200, json={})
        return httpx.Response(202, content=endless())

    http = httpx.Client(transport=httpx.MockTransport(said))
    with (
        TaxiiClient("https://t.example/api/", token="t", client=http) as client,
        pytest.raises(InputError, match="more than 999 bytes"),
    ):
        client.push("c", [b"{}"])
    assert given == 10


# --- what is kept ---

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=8)
    | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner,
                                                                max_size=3),
    max_leaves=8,
)  # fmt: skip
TYPES = ("indicator", "campaign", "extension-definition", "marking-definition", "ipv4-addr",
         "x-own-thing", "sighting", "language-content")  # fmt: skip


@given(
    kind=st.sampled_from(TYPES),
    more=st.dictionaries(st.sampled_from(["version", "name", "extensions", "x_a", "value"]), PLAIN),
    timed=st.booleans(),
    indent=st.sampled_from([None, 1, 4]),
    ascii_only=st.booleans(),
)
@settings(
    max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
def test_any_object_survives_byte_for_byte(
    client: TestClient, door: Door, kind: str, more: dict[str, Any], timed: bool,
    indent: int | None, ascii_only: bool,
) -> None:  # fmt: skip
    """Spaces, escapes and order included; a `version` property confuses nobody."""
    thing = {"type": kind, "spec_version": "2.1", "id": f"{kind}--{uuid4()}", **more}
    if timed:
        thing |= {"created": "2026-05-01T00:00:00Z", "modified": "2026-05-02T00:00:00.5Z"}
    raw = json.dumps(thing, indent=indent, ensure_ascii=ascii_only).encode("utf-8", "replace")
    body = b'{"objects": [' + raw + b"]}"
    first = client.post(door.objects, content=body, headers=door.posting)
    assert first.json()["success_count"] == 1, first.text
    again = client.post(door.objects, content=body, headers=door.posting)
    assert again.json()["success_count"] == 1
    got = client.get(f"{door.objects}{thing['id']}/", headers=door.headers)
    assert raw in got.content
    assert len(got.json()["objects"]) == 1


def test_paging_is_strict_and_complete_even_when_the_clock_stands_still(
    shelf: Shelf, door: Door
) -> None:
    for n in range(5):
        shelf.post("lab-b", door.id, envelope(*(note(n) for _ in range(5))), NOW)
    client = TestClient(taxii_app(shelf, clock=lambda: NOW))
    by_next, by_date = [], []
    params: dict[str, Any] = {"limit": 7}
    while True:
        page = client.get(door.objects, params=params, headers=door.headers).json()
        by_next += [o["id"] for o in page["objects"]]
        if not page["more"]:
            break
        params["next"] = page["next"]
    params = {"limit": 7}
    while True:
        answer = client.get(door.objects, params=params, headers=door.headers)
        by_date += [o["id"] for o in answer.json()["objects"]]
        if not answer.json()["more"]:
            break
        params["added_after"] = answer.headers["x-taxii-date-added-last"]
    assert len(set(by_next)) == 25
    assert by_next == by_date


def test_versions_filters_and_conflicts(client: TestClient, door: Door) -> None:
    old = note(1)
    new = old | {"modified": "2026-06-01T00:00:00Z", "n": 2}
    for thing in (old, new):
        client.post(door.objects, content=envelope(thing), headers=door.posting)

    def ask(**match: str) -> list[Any]:
        query = {f"match[{k}]": v for k, v in match.items()}
        found = client.get(door.objects, params=query, headers=door.headers).json()["objects"]
        return [o.get("n") for o in found]

    assert ask() == [2]
    assert ask(version="first") == [None]
    assert ask(version="all") == [None, 2]
    assert ask(version=old["modified"]) == [None]
    assert ask(type="campaign") == []
    listed = client.get(f"{door.objects}{old['id']}/versions/", headers=door.headers).json()
    assert listed["versions"] == ["2026-06-01T00:00:00.000000Z", "2026-05-01T00:00:01.000000Z"]
    clash = client.post(door.objects, content=envelope(new | {"n": 3}), headers=door.posting)
    assert clash.json()["failure_count"] == 1
    assert ask() == [2]


def test_it_is_all_there_after_a_restart(shelf: Shelf, door: Door) -> None:
    status = shelf.post("lab-b", door.id, envelope(note()), NOW)
    client = TestClient(taxii_app(Shelf(shelf.path)))
    assert len(client.get(door.objects, headers=door.headers).json()["objects"]) == 1
    kept = client.get(f"{ROOT}/status/{status.id}/", headers=door.headers)
    assert kept.json()["status"] == "complete"


# --- what a partner may take up ---


def test_a_partner_that_would_have_too_much_stores_nothing_more(shelf: Shelf, door: Door) -> None:
    """Objects or bytes, counted over all collections: the whole post is refused, others' are not;
    what is there can be posted again, and room that is freed can be used."""
    other, inbox = Door(shelf), Door(shelf, "lab-c")
    client = TestClient(taxii_app(Shelf(shelf.path, quota=Quota(max_objects=3))))

    def post(at: Door, body: bytes) -> Any:
        return client.post(at.objects, content=body, headers=at.posting)

    first = note(1)
    assert post(door, envelope(first, note(2))).status_code == 202
    full = post(other, envelope(note(3), note(4)))
    assert full.status_code == 413
    assert "4 objects" in full.json()["title"]
    assert "may have 3" in full.json()["title"]
    assert client.get(other.objects, headers=other.headers).json()["objects"] == []
    assert post(other, envelope(note(5))).status_code == 202
    assert post(door, envelope(first)).json()["success_count"] == 1
    assert post(door, envelope(note(6))).status_code == 413
    assert post(inbox, envelope(note(7), note(8), note(9))).status_code == 202
    assert client.delete(f"{door.objects}{first['id']}/", headers=door.headers).status_code == 200
    assert post(door, envelope(note(6))).status_code == 202


def test_bytes_are_counted_to_the_byte(shelf: Shelf, door: Door) -> None:
    body = envelope(note(1), note(2))
    size = sum(len(bytes(raw)) for raw in parse_envelope(body))
    with pytest.raises(OverQuota, match="Nothing of it was stored"):
        Shelf(shelf.path, quota=Quota(max_bytes=size - 1)).post("lab-b", door.id, body, NOW)
    assert not shelf.page(door.id, Filters()).objects
    just = Shelf(shelf.path, quota=Quota(max_bytes=size))
    assert just.post("lab-b", door.id, body, NOW).success_count == 2
    assert just.post("lab-b", door.id, body, NOW).success_count == 2  # nothing new: no more room


def test_a_partner_over_a_lowered_quota_may_still_repeat_itself(shelf: Shelf, door: Door) -> None:
    body = envelope(note(1), note(2))
    shelf.post("lab-b", door.id, body, NOW)
    less = Shelf(shelf.path, quota=Quota(max_objects=1))
    assert less.post("lab-b", door.id, body, NOW).success_count == 2


def test_our_own_releases_have_no_quota(
    store: Store, freed: Release, shelf: Shelf, door: Door
) -> None:
    small = Shelf(shelf.path, quota=Quota(max_objects=1))
    assert publish(store, small, freed.release_id, door.id, now=NOW).failure_count == 0


def test_statuses_are_bounded_in_bytes_too(
    shelf: Shelf, door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A partner can make a status as long as its post; the oldest go, the newest can be read."""
    first, second = (shelf.post("lab-b", door.id, envelope(note()), NOW).id for _ in range(2))
    other = shelf.post("lab-c", door.id, envelope(note()), NOW).id
    monkeypatch.setattr("gauger.sharing.collections.MAX_STATUS_BYTES", 700)
    third = shelf.post("lab-b", door.id, envelope(note()), NOW).id
    assert shelf.status("lab-b", first) is None
    assert shelf.status("lab-b", second)
    assert shelf.status("lab-c", other)
    long = shelf.post("lab-b", door.id, envelope(*map(note, range(9))), NOW).id
    assert shelf.status("lab-b", long)
    assert shelf.status("lab-b", third) is None


@pytest.mark.parametrize("wrong", [{"max_bytes": 0}, {"max_objects": 0}])
def test_a_quota_of_nothing_is_no_quota(wrong: dict[str, int]) -> None:
    with pytest.raises(UsageError, match="at least one"):
        Quota(**wrong)


# --- hostile clients ---


def test_without_a_token_nothing_is_told(client: TestClient, door: Door, shelf: Shelf) -> None:
    for header in ("", "Bearer x", "Basic !!!", "Basic bGFiLWI6d3Jvbmc=", "Bearer " + "a" * 9_000,
                   "Basic //4=", "Basic", "Bearer"):  # fmt: skip
        for path in ("/taxii2/", f"{ROOT}/", f"{ROOT}/collections/", door.objects):
            answer = client.get(path, headers={"authorization": header})
            assert answer.status_code == 401
            assert answer.headers["www-authenticate"].startswith("Basic")
            assert door.id not in answer.text
    assert door.token.encode() not in shelf.path.read_bytes()


def test_a_token_is_good_under_its_own_name_alone(client: TestClient, door: Door) -> None:
    for name, code in (("lab-b", 200), ("lab-c", 401), ("", 200)):
        basic = base64.b64encode(f"{name}:{door.token}".encode()).decode()
        answer = client.get(door.objects, headers={"authorization": f"Basic {basic}"})
        assert answer.status_code == code, name


def test_a_revoked_token_stops_at_once(client: TestClient, door: Door, shelf: Shelf) -> None:
    second, other = Door(shelf), Door(shelf, "lab-c")
    assert client.get(door.objects, headers=door.headers).status_code == 200
    assert shelf.revoke_tokens("lab-b") == 2
    for one, code in ((door, 401), (second, 401), (other, 200)):
        assert client.get(one.objects, headers=one.headers).status_code == code


def test_an_agreement_that_ends_stops_the_server_at_once(
    store: Store, freed: Release, shelf: Shelf, door: Door
) -> None:
    """What lies on the shelf since before goes out no more: ended, paused, gone, or unreadable."""
    publish(store, shelf, freed.release_id, door.id, now=NOW)
    file = store.path / AGREEMENTS
    agreed = file.read_text()
    client = TestClient(taxii_app(shelf, agreements=file, clock=lambda: NOW))
    paths = ("/taxii2/", f"{ROOT}/", f"{ROOT}/collections/", door.objects,
             door.objects.replace("objects", "manifest"))  # fmt: skip
    for text, code in (
        (agreed, 200),
        (agreed.replace("2099-01-01", "2026-06-01"), 403),
        (agreed.replace("basis_from = 2026-01-01", "basis_from = 2026-06-03"), 403),
        (agreed.replace('counsel = "file 12"', 'counsel = "f"\npaused = true'), 403),
        (agreed.replace("[partner.lab-b]", "[partner.lab-x]"), 403),
        ("name =", 403),
        (agreed, 200),
    ):
        file.write_text(text)
        for path in paths:
            answer = client.get(path, headers=door.headers)
            assert answer.status_code == code, (text, path)
            assert code == 200 or door.id not in answer.text


def test_another_partners_collection_is_not_there(
    client: TestClient, door: Door, shelf: Shelf
) -> None:
    other = Door(shelf, "lab-c")
    secret = shelf.post("lab-c", other.id, envelope(note(word="Umbrellacorp")), NOW)
    nowhere = client.get(f"{ROOT}/collections/{uuid4()}/objects/", headers=door.headers)
    for path in (other.objects, f"{ROOT}/collections/{other.id}/manifest/",
                 f"{ROOT}/collections/{other.id}/"):  # fmt: skip
        answer = client.get(path, headers=door.headers)
        assert (answer.status_code, answer.text) == (404, nowhere.text)
    assert client.post(other.objects, content=envelope(note()), headers=door.posting
                       ).status_code == 404  # fmt: skip
    assert client.get(f"{ROOT}/status/{secret.id}/", headers=door.headers).status_code == 404
    listed = client.get(f"{ROOT}/collections/", headers=door.headers).text
    assert other.id not in listed
    assert len(shelf.page(other.id, Filters()).objects) == 1


def test_rights_are_one_by_one(client: TestClient, door: Door, shelf: Shelf) -> None:
    shelf.grant("lab-b", door.id, read=True, write=False)
    assert client.post(door.objects, content=envelope(note()), headers=door.posting
                       ).status_code == 403  # fmt: skip
    shelf.grant("lab-b", door.id, read=False, write=True)
    assert client.get(door.objects, headers=door.headers).status_code == 403
    shelf.grant("lab-b", door.id, read=False, write=False)  # then it is not there
    assert client.get(door.objects, headers=door.headers).status_code == 404
    listed = client.get(f"{ROOT}/collections/", headers=door.headers).json()
    assert listed["collections"] == []


def test_a_partner_deletes_its_own_objects_alone(
    client: TestClient, door: Door, shelf: Shelf
) -> None:
    ours, theirs = note(1), note(2)
    shelf.post("", door.id, envelope(ours), NOW)
    shelf.post("lab-b", door.id, envelope(theirs), NOW)
    assert client.delete(f"{door.objects}{ours['id']}/", headers=door.headers).status_code == 404
    assert client.delete(f"{door.objects}{theirs['id']}/", headers=door.headers).status_code == 200
    assert [o.id for o in shelf.page(door.id, Filters()).objects] == [ours["id"]]


def test_nobody_speaks_for_another(shelf: Shelf, door: Door) -> None:
    """A partner posts a newer version of ours, revoked: refused; the same bytes are no version."""
    ours = note(1)
    shelf.post("", door.id, envelope(ours), NOW)
    forged = ours | {"modified": "2026-06-01T00:00:00Z", "revoked": True}
    status = shelf.post("lab-b", door.id, envelope(forged, ours), NOW)
    assert [o.message[:26] for o in status.failures] == ["this object is another's: "]
    assert status.success_count == 1
    assert shelf.post("", door.id, envelope(forged), NOW).success_count == 1
    other = Door(shelf, "lab-c")
    assert shelf.post("lab-c", other.id, envelope(forged), NOW).success_count == 1


def test_rights_are_to_what_is_there(shelf: Shelf, door: Door) -> None:
    for title in ("", " ", "a\nb", "x" * 81):
        with pytest.raises(UsageError, match="one line of 1 to 80"):
            shelf.add_collection(title)
    with pytest.raises(UsageError, match="there is no collection"):
        shelf.grant("lab-b", str(uuid4()), read=True, write=False)
    shelf.add_collection("x" * 80)
    assert [c.title[:7] for c in shelf.collections()] == ["for lab", "xxxxxxx"]
    assert [c.title for c in shelf.collections("lab-b")] == ["for lab-b"]


def test_deleting_takes_both_rights_and_an_object_of_ones_own(
    client: TestClient, door: Door, shelf: Shelf
) -> None:
    """One version, or all; nothing that is not there, and nothing without the right."""
    mine = note(1)
    newer = mine | {"modified": "2026-06-01T00:00:00.000Z"}
    shelf.post("lab-b", door.id, envelope(mine, newer), NOW)
    where = f"{door.objects}{mine['id']}/"
    for read, write in ((True, False), (False, True)):
        shelf.grant("lab-b", door.id, read=read, write=write)
        assert client.delete(where, headers=door.headers).status_code == 403
    shelf.grant("lab-b", door.id, read=True, write=True)
    one = {"match[version]": newer["modified"]}
    assert client.delete(where, params=one, headers=door.headers).status_code == 200
    assert client.get(where, headers=door.headers).json()["objects"] == [mine]
    assert client.delete(where, headers=door.headers).status_code == 200
    for path in (where, f"{where}versions/"):
        assert client.get(path, headers=door.headers).status_code == 404
    assert client.delete(where, headers=door.headers).status_code == 404
    shelf.post("lab-b", door.id, envelope(mine, newer), NOW)
    assert client.delete(where, headers=door.headers).status_code == 200
    assert not shelf.page(door.id, Filters(versions=("all",))).objects


def test_a_fault_of_ours_tells_nothing(
    shelf: Shelf, door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("share/taxii.db: lab-c")

    monkeypatch.setattr(shelf, "page", broken)
    client = TestClient(taxii_app(shelf), raise_server_exceptions=False)
    answer = client.get(door.objects, headers=door.headers)
    assert answer.status_code == 500
    assert answer.json()["title"] == "the server failed; nothing was stored"


def test_no_answer_is_kept_or_guessed_at(client: TestClient, door: Door) -> None:
    for headers in (door.headers, {}):
        answer = client.get(door.objects, headers=headers)
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-content-type-options"] == "nosniff"


def test_a_body_of_untold_length_is_bounded(client: TestClient, door: Door, shelf: Shelf) -> None:
    """In chunks, without a length in front; and text that is no UTF-8 in a place nobody reads."""
    body = iter([b" " * 150_000] * 2)
    assert client.post(door.objects, content=body, headers=door.posting).status_code == 413
    bad = json.dumps(note(name="Ann")).encode().replace(b"Ann", b"\xff")
    status = client.post(
        door.objects, content=b'{"objects": [' + bad + b"]}", headers=door.posting
    ).json()
    assert status["failure_count"] == 1
    assert not shelf.page(door.id, Filters()).objects


def test_replays_do_not_fill_the_disk(
    shelf: Shelf, door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gauger.sharing.collections.MAX_STATUSES", 3)
    theirs = shelf.post("lab-c", Door(shelf, "lab-c").id, envelope(note()), NOW)
    body = envelope(note())
    made = [shelf.post("lab-b", door.id, body, NOW).id for _ in range(5)]
    assert [bool(shelf.status("lab-b", i)) for i in made] == [False, False, True, True, True]
    assert shelf.status("lab-c", theirs.id)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", 422),
        (b"{", 422),
        (b"[]", 422),
        (b'{"objects": 3}', 422),
        (b'{"objects": [' + b"[" * 50_000 + b"]" * 50_000 + b"]}", 422),
        (b'{"objects": [' + b"[" * 32 + b"]" * 32 + b"]}", 422),
        (b'{"objects": [{"a":' * 20_000, 413),
        (b'{"objects": "\xff\xfe"}', 422),
        (b'{"objects": [' + b"{}," * 30_000 + b"{}]}", 422),
        (b" " * 300_000, 413),
    ],
)
def test_bad_envelopes_store_nothing(
    client: TestClient, door: Door, shelf: Shelf, body: bytes, code: int
) -> None:
    answer = client.post(door.objects, content=body, headers=door.posting)
    assert answer.status_code == code
    assert (b"[" * 32 not in body) or "nested deeper" in answer.json()["title"]
    assert set(answer.json()) == {"title", "http_status"}
    assert not shelf.page(door.id, Filters()).objects


@pytest.mark.parametrize(
    "thing",
    [
        {}, {"type": "x"}, {"type": "a", "id": "b--1"}, {"type": 1, "id": 2},
        note(id="x-note--1'; drop table object; --"), note(modified="2026-99-99T00:00:00Z"),
        note(spec_version="2.0"), note(type="x-other"),
        note(modified="2026-05-01T00:00:00.\u0665Z"),
    ],
)  # fmt: skip
def test_a_bad_object_fails_and_its_neighbour_is_stored(
    client: TestClient, door: Door, shelf: Shelf, thing: dict[str, Any]
) -> None:
    status = client.post(door.objects, content=envelope(thing, note()), headers=door.posting).json()
    assert (status["failure_count"], status["success_count"]) == (1, 1)
    assert len(shelf.page(door.id, Filters()).objects) == 1


def test_bad_queries_and_media_are_refused(client: TestClient, door: Door) -> None:
    for query in ("limit=0", "limit=-1", "next=x", "next=" + "9" * 40, "added_after=now",
                  "limit=%C2%B2", "match[version]=then", "match[id]=" + "x," * 501):  # fmt: skip
        assert client.get(f"{door.objects}?{query}", headers=door.headers).status_code == 422
    wrong = door.headers | {"accept": "text/html"}
    assert client.get(door.objects, headers=wrong).status_code == 406
    plain = door.headers | {"content-type": "application/json"}
    assert client.post(door.objects, content=envelope(note()), headers=plain).status_code == 415
    for path in ("/docs", "/redoc", "/openapi.json"):
        assert client.get(path, headers=door.headers).status_code == 404
    assert client.get(f"{door.objects}?match[id]={'x,' * 500}", headers=door.headers).is_success


@pytest.mark.parametrize(
    "accept",
    ["*/*", "application/*", "text/html, application/taxii+json", "application/*;q=0.5",
     "Application/TAXII+json; version=2.1"],
)  # fmt: skip
def test_media_types_are_read_as_clients_write_them(
    client: TestClient, door: Door, accept: str
) -> None:
    assert client.get(door.objects, headers=door.headers | {"accept": accept}).is_success
    for media in ("application/taxii+json", "Application/TAXII+JSON; version=2.1"):
        head = door.headers | {"content-type": media, "authorization": f"Token  {door.token} "}
        assert client.post(door.objects, content=envelope(note()), headers=head).is_success


def test_answers_are_bounded_and_on_record(
    client: TestClient, door: Door, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page whatever limit was asked for, one object whatever filter beside it, and who was given
    how many; an empty answer is none that was given."""
    monkeypatch.setattr("gauger.web.taxii.PAGE", 2)
    assert client.get(door.objects, headers=door.headers).json() == {"more": False, "objects": []}
    notes = [note(n) for n in range(3)]
    shelf.post("lab-b", door.id, envelope(*notes), NOW)
    page = client.get(door.objects, params={"limit": "9"}, headers=door.headers).json()
    assert page["objects"] == notes[:2]
    other = {"match[id]": notes[0]["id"]}
    one = client.get(f"{door.objects}{notes[2]['id']}/", params=other, headers=door.headers)
    assert one.json()["objects"] == [notes[2]]
    assert [row[1:] for row in shelf.served()] == [("lab-b", door.id, 2), ("lab-b", door.id, 1)]


def test_an_envelope_may_be_as_large_as_is_said_and_no_larger(
    client: TestClient, door: Door, shelf: Shelf
) -> None:
    """To the byte; the docs say 16 MiB."""
    body = envelope(note())
    for size, code in ((200_000, 202), (200_001, 413)):
        answer = client.post(door.objects, content=body.ljust(size), headers=door.posting)
        assert answer.status_code == code
    root = TestClient(taxii_app(shelf)).get(f"{ROOT}/", headers=door.headers).json()
    assert root["max_content_length"] == 16 * 2**20


def posted(shelf: Shelf, door: Door, parts: list[bytes], **more: str) -> tuple[list[int], int]:
    """Status of the answer, and parts read, where more is told to come and the line is then cut."""
    codes: list[int] = []
    left = [{"type": "http.request", "body": part, "more_body": True} for part in parts]

    async def receive() -> dict[str, Any]:
        return left.pop(0) if left else {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        codes.extend([message["status"]] if "status" in message else [])

    head = {**door.posting, **{k.replace("_", "-"): v for k, v in more.items()}}
    scope = {
        "type": "http", "method": "POST", "path": door.objects, "raw_path": door.objects.encode(),
        "headers": [(k.encode(), v.encode()) for k, v in head.items()],
        "query_string": b"", "http_version": "1.1", "scheme": "http", "root_path": "",
        "server": ("127.0.0.1", 80), "client": ("127.0.0.1", 9),
    }  # fmt: skip
    asyncio.run(taxii_app(shelf)(scope, receive, send))
    return codes, len(parts) - len(left)


def test_a_post_that_ends_early_stores_nothing(shelf: Shelf, door: Door) -> None:
    """Whole JSON came, and then the line was cut: it may have been a part of more."""
    for more in ({}, {"content_length": "9999"}, {"content_length": "many"}):
        assert posted(shelf, door, [envelope(note())], **more) == ([400], 1)
    assert not shelf.page(door.id, Filters()).objects


def test_what_is_said_to_be_too_large_is_not_read(shelf: Shelf, door: Door) -> None:
    said = {"content_length": str(16 * 2**20 + 1)}
    assert posted(shelf, door, [envelope(note())], **said) == ([413], 0)


def test_a_slow_post_is_cut_off(shelf: Shelf, door: Door) -> None:
    with (
        running(taxii_app(shelf, post_seconds=0.3)) as port,
        socket.create_connection(("127.0.0.1", port)) as line,
    ):
        head = "".join(f"{k}: {v}\r\n" for k, v in door.posting.items())
        line.sendall(
            f"POST {door.objects} HTTP/1.1\r\nhost: x\r\n{head}content-length: 9999\r\n\r\n{{"
            .encode()
        )  # fmt: skip
        line.settimeout(20)
        assert b" 408 " in line.recv(4_096)
    assert not shelf.page(door.id, Filters()).objects


def test_a_replay_changes_nothing(client: TestClient, door: Door, shelf: Shelf) -> None:
    body = envelope(*(note(n) for n in range(4)))
    for _ in range(3):
        client.post(door.objects, content=body, headers=door.posting)
    assert len(shelf.page(door.id, Filters()).objects) == 4


KILLED = """
import sys, json
from pathlib import Path
from datetime import datetime, UTC
from gauger.sharing.collections import OverQuota, Quota, Shelf
shelf = Shelf(Path(sys.argv[1]))
body = Path(sys.argv[3]).read_bytes()
print("ready", flush=True)
shelf.post("lab-b", sys.argv[2], body, datetime.now(UTC))
"""


def test_killed_during_a_post_it_is_whole_or_absent(
    shelf: Shelf, door: Door, tmp_path: Path
) -> None:
    for delay_s in (0.0, 0.005, 0.02, 0.05):
        before = len(shelf.page(door.id, Filters(limit=50_000)).objects)
        (tmp_path / "body").write_bytes(envelope(*(note(n) for n in range(3_000))))
        worker = subprocess.Popen(
            [sys.executable, "-c", KILLED, str(shelf.path), door.id, str(tmp_path / "body")],
            stdout=subprocess.PIPE,
        )
        assert worker.stdout is not None
        worker.stdout.readline()
        time.sleep(delay_s)
        os.kill(worker.pid, signal.SIGKILL)
        worker.wait()
        worker.stdout.close()
        after = len(shelf.page(door.id, Filters(limit=50_000)).objects)
        assert after - before in {0, 3_000}


SERVED = """
import sys
from pathlib import Path
import uvicorn
from gauger.sharing.collections import OverQuota, Quota, Shelf
from gauger.web.taxii import taxii_app
uvicorn.run(taxii_app(Shelf(Path(sys.argv[1]))), port=int(sys.argv[2]), log_level="error")
"""


def test_a_server_killed_while_a_post_arrives_keeps_nothing_of_it(shelf: Shelf, door: Door) -> None:
    """A real process; half of the body is through when it dies, and the next one serves."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    server = subprocess.Popen([sys.executable, "-c", SERVED, str(shelf.path), str(port)])
    try:
        line = _connected(port, server)
        body = envelope(*(note(n) for n in range(2_000)))
        head = "".join(f"{k}: {v}\r\n" for k, v in door.posting.items())
        start = f"POST {door.objects} HTTP/1.1\r\nhost: x\r\n{head}content-length: {len(body)}"
        line.sendall(start.encode() + b"\r\n\r\n" + body[: len(body) // 2])
    finally:
        server.kill()
        server.wait()
    line.close()
    assert not shelf.page(door.id, Filters()).objects
    assert shelf.post("lab-b", door.id, body, NOW).success_count == 2_000


def _connected(port: int, server: "subprocess.Popen[bytes]") -> socket.socket:
    while server.poll() is None:
        try:
            return socket.create_connection(("127.0.0.1", port))
        except ConnectionRefusedError:
            time.sleep(0.02)
    pytest.fail("the server did not start")


def test_dates_never_go_back(shelf: Shelf, door: Door) -> None:
    shelf.post("lab-b", door.id, envelope(note()), NOW)
    shelf.post("lab-b", door.id, envelope(note()), NOW - timedelta(days=1))
    first, second = shelf.page(door.id, Filters()).objects
    assert first.date_added < second.date_added
    assert datetime.fromisoformat(first.date_added).astimezone(UTC) == NOW
