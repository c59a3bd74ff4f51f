"""Partners' words against our own traffic: aged, doubted, never a verdict."""

from collections import Counter
from datetime import UTC, date, datetime
from math import log2
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from gauger.campaigns.partners import FILE, MAX_BITS, words
from gauger.casework.model import Label, LabelKind
from gauger.cli.app import app
from gauger.records.world import World
from gauger.sharing.incoming import Received, keep, read_incoming, received
from gauger.sharing.kinds import hex_of
from gauger.sharing.leads import Judged, leads
from gauger.sharing.match import (
    hits,
    indicator_bits,
    match,
    write_matches,
)
from gauger.sharing.release import STIX, Release, released_files
from gauger.sharing.store import Store
from gauger.sharing.together import together, views
from gauger.sharing.trust import record, table, trust
from tests.sharing.planted import FLAGGED, HONEST, SHARED_EXIT


def word(value: str, kind: str = "ipv4-addr", **change: object) -> Received:
    known: dict[str, object] = {
        "partner": "lab-b", "kind": kind, "value": value, "valid_from": date(2026, 5, 1),
        "valid_until": date(2026, 6, 20), "confidence": 85, "tlp": "amber", "source": "s#1",
        "received": date(2026, 6, 1),
    }  # fmt: skip
    return Received(**(known | change))  # type: ignore[arg-type]


def test_the_file_is_traits_like(world: World, tmp_path: Path) -> None:
    rows = match(world, [word(f"203.0.113.{i}") for i in range(1, 5)], ())
    write_matches(rows, tmp_path / "m.parquet")
    back = pq.read_table(tmp_path / "m.parquet")
    assert back.schema.equals(FILE)
    assert set(back["account_id"].to_pylist()) == set(FLAGGED)
    assert set(back["signal"].to_pylist()) == {"partner-indicator"}


def test_an_indicator_counts_only_within_its_validity(world: World) -> None:
    assert not match(world, [word("203.0.113.1", valid_until=date(2026, 5, 1))], ()).num_rows
    assert not match(world, [word("203.0.113.1", revoked=True)], ()).num_rows


def test_of_two_partners_words_each_counts_for_its_own_days(world: World) -> None:
    """An old word and a coming one do not span the days between; the old one counts no more."""
    old = word(
        "203.0.113.1", partner="lab-c", valid_until=date(2026, 4, 1), valid_from=date(2026, 3, 1)
    )
    coming = word("203.0.113.1", valid_from=date(2026, 9, 1), valid_until=date(2026, 9, 9))
    assert not match(world, [old, coming], ()).num_rows
    both = match(world, [old, word("203.0.113.1")], ())
    assert both["partners"].to_pylist() == [["lab-b"]] * both.num_rows != []


def test_only_what_falls_into_the_days_is_counted(world: World) -> None:
    days = date(2026, 5, 10), date(2026, 5, 12)
    rows = match(world, [word("203.0.113.1", valid_from=days[0], valid_until=days[1])], ())
    seen = rows["first_ts"].to_pylist() + rows["last_ts"].to_pylist()
    assert seen
    assert all(days[0] <= ts.date() < days[1] for ts in seen)


def test_a_sketch_seen_once_is_no_template(world: World) -> None:
    """Of one day, in which most accounts that use the template do so once."""
    rows = pq.read_table(world.exchange_files[0], columns=["account_id", "template_sketch"])
    own = next(r for r in rows.to_pylist() if r["account_id"] == FLAGGED[0])
    said = [
        word(hex_of(v), "template-sketch", valid_until=date(2026, 5, 2))
        for v in own["template_sketch"]
    ]
    counts = match(world, said, ())["n"].to_pylist()
    assert counts
    assert min(counts) == 2


def test_the_strictest_sender_and_the_surest_word_count(world: World) -> None:
    two = [word("203.0.113.1", tlp="clear"), word("203.0.113.1", partner="lab-c", tlp="red")]
    assert set(match(world, two, ())["tlp"].to_pylist()) == {"red"}
    day, sure = date(2026, 5, 30), word("x", confidence=100)
    plain = indicator_bits(sure, None, day)
    assert plain == pytest.approx(log2(99))  # right once in two, where one in a hundred abuses
    assert indicator_bits(word("x", confidence=50), None, day) == pytest.approx(plain / 2)
    assert indicator_bits(sure, None, date(2026, 5, 2)) == plain  # a sighting to come adds nothing
    assert indicator_bits(sure, trust("lab-b", "ipv4-addr", 2, 8), day) < plain
    assert indicator_bits(sure, trust("lab-b", "ipv4-addr", 10**6, 0), day) == MAX_BITS


def test_a_word_weakens_with_age(world: World) -> None:
    fresh, week = (
        indicator_bits(word("x"), None, day) for day in (date(2026, 5, 30), date(2026, 6, 6))
    )
    assert week == pytest.approx(fresh / 2)


def test_no_number_of_one_partners_indicators_outweighs_the_bound(world: World) -> None:
    many = [word(f"203.0.113.{i}") for i in range(1, 5)] + [word(ip) for ip in SHARED_EXIT]
    said = words(match(world, many, ()))
    assert max(w.bits for w in said.values()) <= MAX_BITS


def test_what_many_here_show_says_little(world: World) -> None:
    common = match(world, [word("t13d_a32ba755d687", "tls-fingerprint")], ())
    assert set(common["bits"].to_pylist()) == {0.0}


def test_a_kind_that_hits_honest_customers_falls_silent(world: World, store: Store) -> None:
    """Visibly: the table says how often it was wrong, and a muted kind gives no bits."""
    wrong = [word(f"198.51.100.{i + 10}") for i in range(12)]
    rows = match(world, wrong, ())
    assert record(store, hits(rows), dict.fromkeys(HONEST, False)) == 12
    (row,) = table(store)
    assert (row.cleared, row.muted) == (12, True)
    assert set(match(world, wrong, table(store))["bits"].to_pylist()) == {0.0}
    assert b"acct_" not in (store.path / "share.db").read_bytes()


def test_labels_of_cases_move_the_record(world: World, store: Store, tmp_path: Path) -> None:
    """The very file that `gauger case labels` writes; unsure accounts say nothing."""
    pytest.importorskip("sqlalchemy", reason="THE EXTRA cases IS NOT INSTALLED")
    from gauger.casework.feedback import write_labels  # noqa: PLC0415

    pool = [word(f"203.0.113.{i}") for i in range(1, 5)]
    write_matches(match(world, pool, ()), tmp_path / "m.parquet")
    kinds = [LabelKind.CONFIRMED, LabelKind.CLEARED, LabelKind.UNSURE]
    labels = [
        Label(account_id=a, kind=k, reason="looked", by="ann", at=datetime(2026, 6, 1, tzinfo=UTC))
        for a, k in zip(FLAGGED, kinds, strict=False)
    ]
    write_labels(labels, tmp_path / "labels.parquet")
    words = [str(tmp_path / "m.parquet"), str(tmp_path / "labels.parquet")]
    done = CliRunner().invoke(app, ["share", "outcomes", *words, "--store", str(store.path)])
    assert done.exit_code == 0, done.output
    (row,) = table(store)
    assert (row.confirmed, row.cleared) == (1, 1)


def test_a_record_moves_from_one_half() -> None:
    assert trust("p", "k", 0, 0).precision == 0.5
    assert trust("p", "k", 30, 0).low > 0.9


def test_an_address_alone_leads_to_nobody(world: World) -> None:
    """Two honest customers sit behind the shared exit, and nothing else speaks against them."""
    rows = match(world, [word(SHARED_EXIT[2])], ())
    accounts = set(rows["account_id"].to_pylist())
    assert set(HONEST) & accounts
    found = {x.account_id for x in leads(world, rows)}
    assert not found & set(HONEST)


def test_what_we_shared_leads_a_partner_to_the_same_accounts(
    world: World, store: Store, freed: Release, tmp_path: Path
) -> None:
    file = tmp_path / "in.json"
    file.write_bytes(released_files(store, freed.release_id)[STIX])
    keep(store, read_incoming(file, "lab-b", today=date(2026, 6, 3)))
    rows = match(world, received(store), table(store))
    assert {x.account_id for x in leads(world, rows)} == set(FLAGGED)
    assert leads(world, rows, Judged(known=frozenset(FLAGGED))) == ()


def test_views_with_two_families_in_common_are_one_picture(store: Store, freed: Release) -> None:
    import msgspec  # noqa: PLC0415

    bundle = msgspec.json.decode(released_files(store, freed.release_id)[STIX])
    (picture,) = together(views([("lab-a", bundle), ("lab-b", bundle)]))
    assert picture.providers == ("lab-a", "lab-b")
    assert picture.accounts == "20-198"
    counts = Counter(picture.ties[0].shared)
    assert counts["template-sketch"] == 4


def test_a_shared_proxy_network_alone_makes_no_picture(store: Store, freed: Release) -> None:
    """Several operators use one network: addresses in common attribute nothing."""
    import msgspec  # noqa: PLC0415

    bundle = msgspec.json.decode(released_files(store, freed.release_id)[STIX])
    other = msgspec.json.decode(released_files(store, freed.release_id)[STIX])
    other["objects"] = [
        o for o in other["objects"] if "sketch" not in str(o) and "system-prompt" not in str(o)
    ]
    assert len(together(views([("lab-a", bundle), ("lab-b", other)]))) == 2
