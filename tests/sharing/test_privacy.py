"""Everything that leaves, and everything lying around, attacked: no secret is in any byte.

The attacker has every output of the tests, the list of all IPv4 addresses, common mail domains and
card prefixes, and knows every hash that the code uses. Trying all addresses against all outputs
finds an honest customer exactly if a hash of that customer's address stands in an output, so the
hashes of the honest are looked for, beside a sweep of whole networks.
"""

import base64
import hashlib
import io
import json
import logging
import re
from collections.abc import Callable, Iterator
from importlib import import_module
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

import msgspec
import pytest
from starlette.testclient import TestClient
from typer.testing import CliRunner

from gauger.casework.model import CaseFile
from gauger.cli.app import app
from gauger.errors import InputError
from gauger.records.keys import key_of
from gauger.records.world import World
from gauger.sharing.collections import Shelf
from gauger.sharing.counsel import counsel, page
from gauger.sharing.gate import Preview
from gauger.sharing.overlap import runs
from gauger.sharing.overlap.items import make_items
from gauger.sharing.publish import publish
from gauger.sharing.release import (
    CSV,
    MISP,
    STIX,
    preview_case,
    propose,
    release,
    released_files,
)
from gauger.sharing.store import Store
from gauger.web.taxii import MEDIA, ROOT, taxii_app
from tests.sharing.conftest import GROUNDS, NOW, ON
from tests.sharing.planted import (
    CANARIES,
    FLAGGED,
    HEAVY_EXCHANGES,
    HONEST,
    HONEST_IPS,
    SHARED_EXIT,
    TEMPLATE,
    _exchanges,
    plant_store,
)

STIX_NAMESPACE = UUID("00abedb4-aa42-466c-9c01-fed23315a9b7")
PREFIXES = ("412345", "411111", "510510", "378282")
DOMAINS = ("gmail.com", "outlook.com", "yahoo.com", "qq.com", "163.com", "inbox.example")


@pytest.fixture(scope="module")
def outputs(
    case: CaseFile, world: World, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, bytes]:
    """Every byte that leaves or lies around after sharing, comparing, reporting and failing."""
    said = io.StringIO()
    listener = logging.StreamHandler(said)
    level = logging.root.level
    logging.root.addHandler(listener)
    logging.root.setLevel(logging.DEBUG)
    try:
        found = _outputs(case, world, tmp_path_factory.mktemp("privacy"))
    finally:
        logging.root.removeHandler(listener)
        logging.root.setLevel(level)
    return found | {"log": said.getvalue().encode()}


def _outputs(case: CaseFile, world: World, tmp_path: Path) -> dict[str, bytes]:
    store = plant_store(tmp_path / "store")
    seen = preview_case(store, case, world, "lab-b", GROUNDS, on=ON, now=NOW)
    made = propose(store, seen, case.case_id, by="ann", now=NOW)
    freed = release(store, made.proposal_id, by="bob", now=NOW)
    found = dict(released_files(store, freed.release_id))
    assert set(found) == {STIX, MISP, CSV}
    found["preview"] = msgspec.json.encode(seen)
    found["counsel.md"] = page(counsel(store)).encode()
    found["counsel.json"] = msgspec.json.encode(counsel(store))
    shelf = Shelf(tmp_path / "taxii.db")
    collection = shelf.add_collection("indicators")
    shelf.grant("lab-b", collection, read=True, write=False)
    publish(store, shelf, freed.release_id, collection, now=NOW)
    found |= _served(shelf, collection)
    for file in tmp_path.glob("taxii.db*"):  # with what SQLite has not folded in yet
        found[file.name] = file.read_bytes()
    found |= _overlap(store, seen, tmp_path)
    found |= _command_line(store, case, world, tmp_path)
    for file in store.path.iterdir():
        found[file.name] = file.read_bytes()
    return found


def _served(shelf: Shelf, collection: str) -> dict[str, bytes]:
    """What the server answers, headers included: to the partner, to others, and to nonsense."""
    client = TestClient(taxii_app(shelf), raise_server_exceptions=False)
    tokens = {"partner": shelf.issue_token("lab-b", NOW), "other": shelf.issue_token("lab-c", NOW)}
    inside = f"{ROOT}/collections/{collection}/"
    found = {}
    for who, token in (*tokens.items(), ("nobody", "x")):
        head = {"authorization": f"Bearer {token}", "accept": MEDIA}
        for path in ("/taxii2/", f"{ROOT}/", f"{ROOT}/collections/", inside, f"{inside}objects/",
                     f"{inside}manifest/", f"{inside}objects/?limit=x", "/none"):  # fmt: skip
            answer = client.get(path, headers=head)
            found[f"{who} {path}"] = repr(answer.headers).encode() + answer.content
    return found


def _overlap(store: Store, seen: Preview, tmp_path: Path) -> dict[str, bytes]:
    """Messages over the flagged identifiers and, as decoys, digests of honest ones."""
    private = [f"device-key:{hashlib.sha256(a.encode()).hexdigest()}" for a in HONEST]
    shown = [
        f"{k.field.removeprefix('indicator.')}:{k.value}"
        for k in seen.kept
        if "sketch" in k.field or "prompt" in k.field
    ]
    items = make_items([*private, *shown])
    peer = plant_store(tmp_path / "peer", name="Lab B")
    asked = runs.ask(store, "lab-b", items, mode="count", by="ann", now=NOW)
    answered = runs.answer(
        peer, "lab-a", make_items([*shown, *private[:20]]), asked, by="bob", now=NOW
    )
    result = runs.finish(store, "lab-b", answered, by="ann", now=NOW)
    return {"ask": asked, "answer": answered, "result": repr(result).encode()}


def _command_line(store: Store, case: CaseFile, world: World, tmp_path: Path) -> dict[str, bytes]:
    """Output and errors of the verbs, good and bad."""
    file = tmp_path / "case.json"
    file.write_bytes(msgspec.json.encode(case))
    base = ["share", "preview", "none", "C-", "--world", str(world.path), "--case", str(file)]
    base += ["--store", str(store.path), "--as-of", "2026-06-02", "--to", "lab-b"]
    found = {}
    for number, more in enumerate(
        (["--ground", "proxy-resale"], ["--ground", "proxy-resale", "--json"], ["--ground", "x"],
         ["--ground", "terms"], [])
    ):  # fmt: skip
        result = CliRunner().invoke(app, base + more)
        text = result.output + str(result.exception or "")
        found[f"command {number}"] = text.replace(str(tmp_path), "").replace(
            str(world.path), ""
        ).encode()  # fmt: skip
    return found


def test_no_planted_secret_is_in_any_byte(outputs: dict[str, bytes]) -> None:
    """Prompts, answers, customers, prices, tokens, models, plans, notes, names: nowhere."""
    assert leaks(outputs, planted_texts()) == []


@pytest.mark.parametrize("form", [bytes, base64.b64encode, lambda b: b.hex().encode()])
def test_one_leaked_prompt_is_found_in_every_output(
    outputs: dict[str, bytes], form: Callable[[bytes], bytes]
) -> None:
    """The search works: an honest customer's prompt, put into each output in turn."""
    prompt = form(b"please tell me 12 ways")
    texts = planted_texts()
    for name, data in outputs.items():
        assert leaks({name: data + b" " + prompt + b" "}, texts), name


@pytest.mark.parametrize(
    ("writer", "file", "says"),
    [("table.table", CSV, "table line"), ("misp.event", MISP, "event"),
     ("stix.bundle", STIX, "description")],
)  # fmt: skip
def test_a_writer_that_leaks_a_prompt_is_stopped(
    store: Store, case: CaseFile, seen: Preview, monkeypatch: pytest.MonkeyPatch,
    writer: str, file: str, says: str,
) -> None:  # fmt: skip
    """Each writer mutated to add a prompt: refused at the door, and not repeated in the refusal."""
    module, _, name = f"gauger.sharing.{writer}".rpartition(".")
    honest = getattr(import_module(module), name)
    prompt = TEMPLATE.format(n=7)

    def careless(*given: Any, **more: Any) -> bytes:
        told = honest(*given, **more)
        if file == CSV:
            return bytes(told[:-2] + b"," + prompt.encode() + b"\r\n")
        whole = json.loads(told)
        inside = whole["objects"][-1] if file == STIX else whole["Event"]["Attribute"][-1]
        inside["description"] = prompt
        return json.dumps(whole).encode()

    monkeypatch.setattr(f"{module}.{name}", careless)
    with pytest.raises(InputError, match=says) as seen_error:
        propose(store, seen, case.case_id, by="ann", now=NOW)
    assert leaks({"error": str(seen_error.value).encode()}, planted_texts()) == []
    with store.reading() as db:
        assert db.execute("select count(*) from proposal").fetchone() == (0,)


def leaks(outputs: dict[str, bytes], texts: set[bytes]) -> list[tuple[str, str]]:
    """(output, what leaked): planted words, and any three words running of any planted text."""
    found = []
    for name, data in outputs.items():
        for form in forms(data):
            low = form.lower()
            found += [
                (name, c)
                for c in CANARIES
                if c.lower().encode() in low and not (c.isdigit() and name in BINARY)
            ]
            found += [(name, t.decode()) for t in runs_of_three(low) & texts]
    return found


def planted_texts() -> set[bytes]:
    """Every prompt, system prompt and answer of every account, as runs of three words."""
    rows = _exchanges().select(["prompt", "system_prompt", "response"]).to_pylist()
    return {run for row in rows for text in row.values() for run in runs_of_three(text.encode())}


def runs_of_three(text: bytes) -> set[bytes]:
    """Of lower-case words, without what stands between them."""
    words = re.findall(rb"[a-z0-9]+", text.lower())
    return {b" ".join(three) for three in zip(words, words[1:], words[2:], strict=False)}


BINARY = {"ask", "answer", "key", "taxii.db", "taxii.db-wal", "share.db"}
"""Here digits come and go by chance; other forms of the same facts are looked for."""


def forms(data: bytes) -> Iterator[bytes]:
    """The bytes, and whatever base64 or hexadecimal runs in them hide."""
    yield data
    for run in re.findall(rb"[A-Za-z0-9+/=]{24,}", data):
        try:
            yield base64.b64decode(run, validate=True)
        except ValueError:
            continue
    for run in re.findall(rb"(?:[0-9a-f]{2}){12,}", data):
        yield bytes.fromhex(run.decode())


def hashes(text: str) -> Iterator[bytes]:
    """What the code, or a careless colleague, could have made of an identifier."""
    plain = text.encode()
    yield plain
    if re.fullmatch(r"(\d{1,3}\.){3}\d{1,3}", text):  # an address is also a number
        yield str(int(IPv4Address(text))).encode()
        yield f"{int(IPv4Address(text)):08x}".encode()
    for name in ("md5", "sha1", "sha256", "sha512", "blake2b", "sha3_256"):
        digest = hashlib.new(name, plain).digest()
        yield digest.hex().encode()
        yield digest
        yield base64.b64encode(digest)
    for kind in ("ip", "net", "email", "phone", "payment", "account", "bin", "domain", "org"):
        key = key_of(kind, text)
        yield str(key).encode()
        yield f"{key & (1 << 64) - 1:016x}".encode()
        yield key.to_bytes(8, "little", signed=True)
    for kind in ("ipv4-addr", "email-addr", "user-account"):
        value = json.dumps({"value": text}, separators=(",", ":"))
        yield str(uuid5(STIX_NAMESPACE, value)).encode()
        yield str(uuid5(STIX_NAMESPACE, f"{kind}{value}")).encode()


def recovered(outputs: dict[str, bytes], identifiers: list[str]) -> list[str]:
    everything = b"\0".join(outputs.values())
    return [i for i in identifiers if any(h in everything for h in hashes(i))]


def test_no_unflagged_customer_is_recovered(outputs: dict[str, bytes]) -> None:
    """By account, address, mail, phone or card prefix, in the clear or under any hash."""
    mails = [f"mallowmailbox{i}@{d}" for i in range(12, 52) for d in DOMAINS]
    phones = [f"+4915112345{i:03}" for i in range(12, 52)]
    payments = [f"fp-{a}" for a in HONEST]
    wanted = [*HONEST, *HONEST_IPS, SHARED_EXIT[2], *mails, *phones, *payments, *PREFIXES]
    assert recovered(outputs, wanted) == []


def test_no_account_at_all_is_named(outputs: dict[str, bytes]) -> None:
    """Not even a flagged one: partners need what it did, not who it is."""
    assert recovered(outputs, FLAGGED) == []


def test_a_sweep_of_whole_networks_finds_what_was_published_and_nothing_else(
    outputs: dict[str, bytes],
) -> None:
    swept = [f"{net}.{i}" for net in ("198.51.100", "203.0.113", "192.0.2") for i in range(256)]
    swept += [f"198.18.{i}.{j}" for i in range(4) for j in range(0, 256, 5)]
    text = b"\n".join(v for k, v in outputs.items() if k not in BINARY)
    clear = set(re.findall(rb"(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])", text))
    published = {a.decode() for a in clear}
    tokens = set(re.findall(rb"[0-9a-f]{16,}|-?\d{15,}", text))
    hashed = {i for i in swept if any(h in tokens for h in hashes(i))}
    assert hashed == set()
    assert published & set(swept) <= {
        *(f"203.0.113.{i}" for i in range(1, 5)), *(set(SHARED_EXIT) - {SHARED_EXIT[2]}),
    }  # fmt: skip


def test_no_volume_of_an_honest_account_is_told(outputs: dict[str, bytes]) -> None:
    for name in set(outputs) - BINARY:
        numbers = set(re.findall(rb"(?<![\d.:-])\d+(?![\d.:-])", outputs[name]))
        assert str(HEAVY_EXCHANGES).encode() not in numbers


def test_the_attack_finds_what_is_there() -> None:
    """The attacker's script works: it recovers an address from each careless form."""
    victim = "198.51.100.77"
    for careless in hashes(victim):
        assert recovered({"x": b"..." + careless + b"..."}, [victim]) == [victim]
