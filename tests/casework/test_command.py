"""`gauger case change` and `audit`: a case and its record without a browser."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import update
from typer.testing import CliRunner, Result

from gauger.casework import tables as t
from gauger.casework.errors import NotAllowed
from gauger.casework.model import Action, LabelKind, Status
from gauger.casework.store import open_store
from gauger.cli.app import app
from gauger.errors import UsageError
from tests.casework.make import detections, grown

CASE = "case-C-0000000"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A store with one case."""
    path = tmp_path / "cases.db"
    store = open_store(str(path))
    store.import_detections(detections(5), by="ann")
    store.close()
    return path


@pytest.fixture
def run(path: Path) -> Callable[..., Result]:
    """Gives what `gauger case WORDS` printed."""

    def invoke(*words: str) -> Result:
        by = () if words[0] in {"audit", "show"} else ("--by", "ann")
        given = ["case", *words, "--store", str(path), *by]
        return CliRunner().invoke(app, given, catch_exceptions=False)

    return invoke


def test_a_case_is_given_an_owner_and_closed(run: Callable[..., Result], path: Path) -> None:
    """What is not named stays; an empty owner is none."""
    assert run("change", CASE, "--owner", "ann", "--status", "closed").exit_code == 0
    store = open_store(str(path))
    case = store.case(CASE)
    assert (case.owner, case.status) == ("ann", Status.CLOSED)
    assert "already" in run("change", CASE, "--owner", "ann").output
    run("change", CASE, "--owner", "")
    assert store.case(CASE).owner is None
    assert store.case(CASE).status == Status.CLOSED
    store.close()


def test_decided_follows_from_a_decision_here_too(run: Callable[..., Result], path: Path) -> None:
    with pytest.raises(NotAllowed, match="Propose one"):
        run("change", CASE, "--status", "decided")
    store = open_store(str(path))
    store.propose(CASE, Action.OBSERVE, [], "x", by="ann")
    assert store.case(CASE).status == Status.DECIDED
    store.close()


@pytest.mark.parametrize("words", [(), ("--status", "done")])
def test_a_change_of_nothing_or_to_no_status_says_what_it_takes(
    run: Callable[..., Result], words: tuple[str, ...]
) -> None:
    with pytest.raises(UsageError, match="status"):
        run("change", CASE, *words)


def test_a_case_shows_who_was_cleared_here_and_elsewhere(
    run: Callable[..., Result], path: Path
) -> None:
    store = open_store(str(path))
    store.import_detections(grown(), by="ann")
    store.label(CASE, ["acct-0000001", "acct-0000002"], LabelKind.CLEARED, "a class", by="ann")
    store.close()
    assert "0 confirmed, 2 cleared, 0 unsure\n" in run("show", CASE).output
    shown = run("show", "case-C-GROWN").output
    assert "0 confirmed, 0 cleared, 0 unsure, 2 cleared in another case\n" in shown


def test_the_record_fails_where_the_store_was_changed_past_it(
    run: Callable[..., Result], path: Path
) -> None:
    done = run("audit", "--fail-on", "broken")
    assert (done.exit_code, "AT ODDS" in done.output) == (0, False)
    store = open_store(str(path))
    with store.writing() as c:
        c.execute(update(t.cases).values(status="closed"))
    store.close()
    done = run("audit", "--fail-on", "broken")
    assert done.exit_code == 1
    assert f"AT ODDS WITH THE LOG: {CASE} is closed, and open on record" in done.output
    assert run("audit").exit_code == 0
