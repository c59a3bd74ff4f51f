"""`gauger case details`: plain facts always, what is hidden only when asked for by name."""

from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from sqlalchemy import insert
from typer.testing import CliRunner

from gauger.campaigns.detections import write_detections
from gauger.casework import details as fetching
from gauger.casework import tables as t
from gauger.casework.details import TEXTS_EACH, Details, details_of
from gauger.casework.store import open_store
from gauger.cli.app import app
from gauger.records.schema import TIME
from tests.casework.make import detections

CASE, MAIL, PROMPT = "case-C-0000000", "ann@example.org", "a prompt that nobody may see"


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with one case of five accounts, and the world that they are from."""
    folder = tmp_path_factory.mktemp("details")
    found = detections(5)
    write_detections(found, folder / "detections", replace=False)
    store = open_store(str(folder / "cases.db"))
    store.import_detections(found, by="ann")
    ids = [*(m.account_id for m in store.case(CASE).members[:4]), "a-stranger"]
    store.close()
    (folder / "world" / "exchanges").mkdir(parents=True)
    accounts = {"account_id": ids, "plan": ["pro"] * 5, "email": [MAIL] * 5}
    pq.write_table(pa.table(accounts), folder / "world" / "accounts.parquet")
    sent = {
        "ts": pa.array([datetime(2026, 5, 1, h, tzinfo=UTC) for h in range(5)] * 5, TIME),
        "account_id": [a for a in ids for _ in range(5)],
        "ip": ["192.0.2.7"] * 25,
        "user_agent": ["kit/1"] * 25,
        "prompt": [PROMPT] * 25,
    }
    pq.write_table(pa.table(sent), folder / "world" / "exchanges" / "one.parquet")
    return folder


def details(scene: Path, *words: str) -> None:
    """Run the verb: of five accounts the world knows four."""
    told = CliRunner().invoke(
        app,
        ["case", "details", CASE, "--world", str(scene / "world"), *words,
         "--store", str(scene / "cases.db"), "--by", "ann"],
        catch_exceptions=False,
    )  # fmt: skip
    assert told.exit_code == 0, told.output
    assert told.output == "4 accounts known\n"


def known(scene: Path, *, reveal: bool) -> tuple[Details | None, str]:
    """What the store holds of the first account, and the last line on record."""
    store = open_store(str(scene / "cases.db"))
    account = store.case(CASE).members[0].account_id
    with store.reading() as c:
        found = details_of(c, CASE, account, reveal=reveal)
    last = store.audit(CASE)[-1]
    store.close()
    return found, f"{last.actor}: {last.act}: {last.detail}"


def test_plain_facts_come_alone_unless_more_is_asked_for(scene: Path) -> None:
    details(scene)
    found, said = known(scene, reveal=True)
    assert found is not None
    assert (found.open["plan"], found.open["user_agent"]) == ("pro", ["kit/1"])
    assert not found.has_personal
    assert not found.has_text
    assert said == "ann: fetch details: 4 accounts from world: open"


def test_what_is_hidden_is_fetched_by_name_shown_on_a_grant_and_taken_out_again(
    scene: Path,
) -> None:
    details(scene, "--personal", "--text")
    found, said = known(scene, reveal=True)
    assert found is not None
    assert found.personal == {"email": MAIL, "ip": ["192.0.2.7"]}
    assert found.text is not None
    assert [x["prompt"] for x in found.text] == [PROMPT] * TEXTS_EACH
    assert said.endswith("open, personal, text")
    hidden, _ = known(scene, reveal=False)
    assert hidden is not None
    assert (hidden.personal, hidden.text) == (None, None)
    assert MAIL not in str(hidden)
    details(scene)
    again, _ = known(scene, reveal=True)
    assert again is not None
    assert not again.has_personal


def test_a_case_that_is_not_there_is_said(scene: Path) -> None:
    told = CliRunner().invoke(
        app,
        ["case", "details", "case-none", "--world", str(scene / "world"),
         "--store", str(scene / "cases.db")],
    )  # fmt: skip
    assert told.exit_code != 0


def test_other_cases_keep_what_was_fetched_for_them(scene: Path) -> None:
    """Fetching anew replaces one case's details alone."""
    details(scene, "--personal")
    store = open_store(str(scene / "cases.db"))
    with store.writing() as c:
        c.execute(
            insert(t.details).values(case_id=CASE, account_id="gone", open=b"{}")
        )  # fmt: skip
    store.import_detections(detections(3, start=50), by="ann")
    other = next(x.case_id for x in store.cases() if x.case_id != CASE)
    with store.writing() as c:
        c.execute(insert(t.details).values(case_id=other, account_id="a", open=b"{}"))
    store.close()
    details(scene)
    store = open_store(str(scene / "cases.db"))
    with store.reading() as c:
        assert details_of(c, CASE, "gone", reveal=False) is None
        assert details_of(c, other, "a", reveal=False) is not None
    store.close()


def test_of_texts_only_the_first_accounts_beginnings_are_kept(
    scene: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A sample to read, not the logs again."""
    monkeypatch.setattr(fetching, "TEXT_ACCOUNTS", 1)
    monkeypatch.setattr(fetching, "TEXT_CHARS", 8)
    details(scene, "--text")
    store = open_store(str(scene / "cases.db"))
    ids = [m.account_id for m in store.case(CASE).members]
    with store.reading() as c:
        found = [details_of(c, CASE, a, reveal=True) for a in ids[:2]]
    store.close()
    assert found[0] is not None
    assert found[0].text is not None
    assert {x["prompt"] for x in found[0].text} == {PROMPT[:8]}
    assert found[1] is not None
    assert not found[1].has_text


def test_show_says_why_the_group_was_found(scene: Path) -> None:
    told = CliRunner().invoke(
        app, ["case", "show", CASE, "--store", str(scene / "cases.db")], catch_exceptions=False
    )
    assert told.exit_code == 0, told.output
    assert CASE in told.output
    assert "Why one operator" in told.output
    assert "Why a harvest" in told.output
