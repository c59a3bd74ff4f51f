"""The verbs, as a person types them."""

import json
import re
from pathlib import Path

import msgspec
import pytest
from typer.testing import CliRunner

from gauger.campaigns.partners import read_said
from gauger.casework.model import CaseFile
from gauger.cli.app import app
from gauger.errors import GaugerError
from gauger.records.world import World
from gauger.sharing.store import Store
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
