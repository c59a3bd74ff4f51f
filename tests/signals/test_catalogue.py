"""Catalogue, pages and tests agree: whatever is looked for can be looked up."""

import re
from pathlib import Path

import pytest
from tools.signals import PAGE, page

from gauger.records.schema import ACCOUNTS, ACCOUNTS_DERIVED, EXCHANGES, EXCHANGES_DERIVED
from gauger.signals import evidence, shared
from gauger.signals.catalogue import EVIDENCE, SIGNALS, TYING
from gauger.signals.model import Declared

HERE = Path(__file__).parent
EVERY = (*SIGNALS, *EVIDENCE)
PUBLISHED = {f"S{number:02}" for number in range(1, 37)}
COLUMNS = {f"exchanges.{c}" for c in (*EXCHANGES.names, *EXCHANGES_DERIVED.names)} | {
    f"accounts.{c}" for c in (*ACCOUNTS.names, *ACCOUNTS_DERIVED.names)
}


def files(package: object) -> set[str]:
    folder = Path(package.__file__).parent  # type: ignore[attr-defined]
    return {p.stem.replace("_", "-") for p in folder.glob("*.py")} - {"--init--"}


def test_every_file_is_in_the_table_under_its_name() -> None:
    assert {s.name for s in SIGNALS} == files(shared)
    assert {e.name for e in EVIDENCE} == files(evidence)


def test_names_are_unique() -> None:
    assert len({s.name for s in EVERY}) == len(EVERY)


@pytest.mark.parametrize("signal", EVERY, ids=lambda s: s.name)
def test_each_declares_what_its_reader_is_owed(signal: Declared) -> None:
    """Columns that exist, published numbers, misses, benign causes and a source; and a test."""
    assert set(signal.needs) <= COLUMNS
    assert set(signal.ids) <= PUBLISHED
    assert min(len(signal.misses), len(signal.benign), len(signal.source)) > 5
    text = "".join((HERE / f"test_{kind}.py").read_text() for kind in ("shared", "evidence"))
    assert f"def test_{signal.name.replace('-', '_')}(" in text


def test_the_page_is_what_the_files_say() -> None:
    """`python -m tools.signals` makes it."""
    text = PAGE.read_text(encoding="utf-8")
    assert text == page(text)


def test_every_published_signal_is_looked_for_or_said_not_to_be() -> None:
    """S01 to S36: in the table, measured of the group, or named as what logs cannot show."""
    looked_for = {i for s in EVERY for i in s.ids}
    by_hand = set(re.findall(r"\bS\d\d\b", PAGE.read_text(encoding="utf-8").partition("<!--")[0]))
    assert looked_for | by_hand >= PUBLISHED


def test_kinds_of_evidence_of_one_cause_stay_few() -> None:
    """A cause may show in several families; no two families may speak by one cause alone."""
    causes = {s.cause for s in TYING}
    assert len(causes) >= 6
    assert {s.cause for s in TYING if s.name in {"hand-over", "registration-burst"}} == {
        "registration"
    }
    assert {s.family for s in TYING if s.name in {"update-hour", "shared-client"}} == {
        "infrastructure"
    }
