"""The verbs, as a person types them."""

import json
import re
from pathlib import Path
from typing import Any

import msgspec
import pytest
from typer.testing import CliRunner

from gauger.campaigns.partners import read_said
from gauger.casework.model import CaseFile
from gauger.cli.app import app
from gauger.errors import GaugerError
from gauger.records.world import World
from gauger.sharing.release import Release
from gauger.sharing.store import AGREEMENTS, Store
from gauger.web.taxii_client import Info, TaxiiClient
from tests.sharing.planted import HONEST


def gauger(*words: str, code: int = 0) -> str:
    """What the command prints; errors as `main` prints them."""
    done = CliRunner().invoke(app, list(words))
    if isinstance(done.exception, GaugerError):
        assert code == 2, done.exception
        return f"gauger: {done.exception}\n"
    assert done.exit_code == code, done.output
    return done.stdout


@pytest.fixture
def keys(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    """Ann and Bob, enrolled: what each types to sign."""
    monkeypatch.setenv("GAUGER_PASSPHRASE", "a passphrase of both")
    found = {}
    for name in ("ann", "bob"):
        file = str(tmp_path / f"{name}.key")
        public = gauger("share", "key", file).strip()
        gauger("share", "enrol", name, public, "--store", str(store.path))
        found[name] = ["--by", name, "--key", file]
    return found


def test_from_a_case_to_a_partner_and_back(
    store: Store, case: CaseFile, world: World, tmp_path: Path, keys: dict[str, list[str]]
) -> None:
    """Preview, propose, release, check, import, match, together, counsel."""
    file = tmp_path / "case.json"
    file.write_bytes(msgspec.json.encode(case))
    where = ["--store", str(store.path)]
    base = ["none", "C-", "--case", str(file), "--world", str(world.path), "--to", "lab-b",
            "--ground", "proxy-resale", "--as-of", "2026-06-02", *where]  # fmt: skip
    assert "indicator.template-sketch: 4" in gauger("share", "preview", *base)
    made = json.loads(gauger("share", "propose", *base, *keys["ann"], "--json"))["proposal"]
    assert "second person" in gauger("share", "release", made, *keys["ann"], *where, code=2)
    out = tmp_path / "outbox"
    shown = gauger("share", "inspect", made, *where)
    for line in ("assessment: distillation", "grounds: proxy-resale", "last_seen: 2026-05-31",
                 "accounts: 10-99", "clusters: payment 1-9 1-9", "Extract AI Model"):  # fmt: skip
        assert line in shown
    gauger("share", "release", made, *keys["bob"], "--out", str(out), *where)
    (bundle,) = out.glob("*.stix.json")
    assert "keeps the profile" in gauger("share", "check", str(bundle))
    assert "14 indicators" in gauger("share", "import", str(bundle), "--from", "lab-b", *where)
    matches = tmp_path / "m.parquet"
    found = gauger("share", "match", str(world.path), "--out", str(matches), "--json", *where)
    assert len(json.loads(found)["leads"]) == 12
    labels = tmp_path / "labels.csv"
    labels.write_text("account_id,label\nacct_flagged_00,confirmed\n")
    gauger("share", "outcomes", str(matches), str(labels), *where)
    assert "1 confirmed" in gauger("share", "trust", *where)
    assert "lab-a, lab-b" in gauger("share", "together", f"lab-a={bundle}", f"lab-b={bundle}")
    assert "Releases: 1;" in gauger("share", "counsel", *where)


def test_a_partner_who_keeps_flagging_honest_customers_loses_weight_in_view(
    store: Store, world: World, tmp_path: Path
) -> None:
    """From a partner's list to the file that `detect --indicators` reads, three times over."""
    where = ["--store", str(store.path)]
    pool, matches, labels = (tmp_path / n for n in ("pool.csv", "m.parquet", "labels.csv"))
    pool.write_text(
        "kind,value,first_seen,valid_until\n"
        + "".join(f"ipv4-addr,198.51.100.{i + 10},2026-05-01,2026-06-20\n" for i in range(12))
    )
    gauger("share", "import", str(pool), "--from", "lab-b", *where)
    weight, shown = [], []
    for cleared in (0, 2, 12):
        labels.write_text(
            "account_id,label\n" + "".join(f"{a},cleared\n" for a in HONEST[:cleared])
        )
        if cleared:
            gauger("share", "outcomes", str(matches), str(labels), *where)
        shown.append(gauger("share", "trust", *where))
        gauger("share", "match", str(world.path), "--out", str(matches), *where)
        weight.append(sum(w.bits for w in read_said(matches).words.values()))
    assert weight[0] > weight[1] > weight[2] == 0
    assert "2 cleared, precision 0.25" in shown[1]
    assert "12 cleared" in shown[2]
    assert "SILENT" in shown[2]


def test_a_bad_bundle_exits_with_one_and_nonsense_with_two(tmp_path: Path) -> None:
    (tmp_path / "b.json").write_text(json.dumps({"type": "bundle", "id": "x", "objects": []}))
    assert "neither a campaign" in gauger("share", "check", str(tmp_path / "b.json"), code=1)
    gauger("share", "check", str(tmp_path / "b.json"), "--fail-on", "none")
    (tmp_path / "c.json").write_text("{")
    assert "is not readable as" in gauger("share", "check", str(tmp_path / "c.json"), code=2)


@pytest.mark.parametrize(
    "words",
    [
        ["share", "counsel", "--store", "nowhere"],
        ["share", "serve", "--host", "0.0.0.0"],
        ["share", "push", "http://taxii.lab-b.example/", "x", "R-1", "--store", "nowhere"],
        ["share", "fetch", "http://taxii.lab-b.example/", "x", "--out", "o"],
        ["overlap", "spell", "nowhere.txt"],
    ],
)
def test_bad_usage_is_one_line(words: list[str], tmp_path: Path) -> None:
    assert re.fullmatch(r"gauger: .+\n", gauger(*words, code=2))


def test_comparing_over_files(store: Store, tmp_path: Path) -> None:
    pytest.importorskip("private_set_intersection.python")
    ids = tmp_path / "ids.txt"
    ids.write_text("".join(f"device-key:{n:032x}\n" for n in range(20)))
    where = ["--store", str(store.path)]
    ask, answer = str(tmp_path / "ask.bin"), str(tmp_path / "answer.bin")
    gauger("overlap", "ask", str(ids), "--with", "lab-b", "--by", "ann", "--out", ask, *where)
    peer = tmp_path / "peer"
    gauger("share", "init", str(peer), "--name", "Lab B")
    (peer / "agreements.toml").write_text((store.path / "agreements.toml").read_text())
    gauger("overlap", "answer", ask, str(ids), "--with", "lab-a", "--by", "bob", "--out", answer,
           "--store", str(peer))  # fmt: skip
    assert "in common: 20" in gauger("overlap", "finish", answer, "--with", "lab-b", "--by", "ann",
                                     *where)  # fmt: skip
    (tmp_path / "ips.txt").write_text("ipv4-addr:203.0.113.1\n")
    assert "not compared in private" in gauger(
        "overlap", "spell", str(tmp_path / "ips.txt"), code=2
    )


SERVED = {"host": "127.0.0.1", "ssl_certfile": "cert.pem", "ssl_keyfile": "key.pem"}


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, dict[str, Any]]]:
    """What would have been served: application, and settings of the server."""
    found: list[tuple[Any, dict[str, Any]]] = []
    monkeypatch.setattr("uvicorn.run", lambda app, **more: found.append((app, more)))
    return found


def test_a_shelf_is_served_to_others_under_tls_alone(
    store: Store, tmp_path: Path, served: list[tuple[Any, dict[str, Any]]]
) -> None:
    """Or behind a proxy that ends it; and to partners of the store's agreements, asked afresh."""
    words = ["share", "serve", "--store", str(store.path), "--shelf", str(tmp_path / "t.db")]
    for more, says in (
        (["--host", "0.0.0.0"], "0.0.0.0 is reachable by others"),
        (["--host", "192.0.2.1", "--key", "key.pem"], "together"),
        (["--certificate", "cert.pem"], "together"),
    ):
        assert says in gauger(*words, *more, code=2)
    assert not served
    tls = ["--certificate", "cert.pem", "--key", "key.pem"]
    for more in ([], ["--host", "192.0.2.1", "--behind-proxy"], ["--host", "192.0.2.1", *tls]):
        gauger(*words, *more)
        made, settings = served.pop()
        assert made.state.agreements == store.path / AGREEMENTS
        assert settings["host"] == ("192.0.2.1" if more else "127.0.0.1")
        assert settings["ssl_certfile"] == ("cert.pem" if "--key" in more else None)
        assert settings["ssl_keyfile"] == ("key.pem" if "--key" in more else None)
        assert 0 < settings["limit_concurrency"] < 100


def test_an_overlap_is_served_as_asked(
    store: Store,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    served: list[tuple[Any, dict[str, Any]]],
) -> None:
    """Under TLS, over the set named, by the person named, with noise where that was asked for."""
    pytest.importorskip("private_set_intersection.python")
    ids, calls = tmp_path / "ids.txt", []
    ids.write_text(f"device-key:{1:032x}\n")
    monkeypatch.setattr(
        "gauger.web.overlap.overlap_app", lambda *given, **more: calls.append((given, more))
    )
    words = ["overlap", "serve", str(ids), "--by", "bob", "--store", str(store.path),
             "--shelf", str(tmp_path / "t.db"), "--certificate", "cert.pem"]  # fmt: skip
    gauger(*words, code=2)
    for more in ([], ["--need-noise"]):
        gauger(*words, "--key", "key.pem", *more)
        (given, settings), (_, options) = calls.pop(), served.pop()
        assert (given[0].path, len(given[2].tagged)) == (store.path, 1)
        assert settings == {"by": "bob", "need_noise": bool(more)}
        assert options | SERVED == options
        assert options["limit_concurrency"] < 100


def test_nothing_is_pushed_where_we_may_not_write(
    store: Store, freed: Release, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Nor put on record as pushed."""
    monkeypatch.setattr(TaxiiClient, "collection", lambda *_: Info(id="c", title="inbox"))
    monkeypatch.setattr(TaxiiClient, "push", lambda *_: pytest.fail("it was pushed"))
    words = ["share", "push", "https://t.example/", "inbox", freed.release_id]
    where = ["--store", str(store.path)]
    assert "give the token" in gauger(*words, *where, code=2)
    (tmp_path / "token").write_text("t\n")
    where += ["--token-file", str(tmp_path / "token")]
    assert "we may not write to inbox" in gauger(*words, *where, code=2)
    assert "t.example" not in gauger("share", "counsel", "--store", str(store.path))
    (tmp_path / "ca.pem").write_text("no certificate")
    broken = gauger(*words, *where, "--authority", str(tmp_path / "ca.pem"), code=2)
    assert "not readable as a certificate" in broken
