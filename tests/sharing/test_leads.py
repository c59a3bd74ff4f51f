"""Leads: what backs a partner's hit, and what does not, however many innocents it hits."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from gauger.campaigns.model import Campaign, Detections, Verdict
from gauger.campaigns.partners import FILE, SIGNAL
from gauger.engines.relations import Engine
from gauger.records.door import Door, derive_accounts, derive_exchanges
from gauger.records.keys import key_of
from gauger.records.world import World, WorldWriter, open_world
from gauger.sharing.leads import (
    FDR,
    MIN_BITS,
    Judged,
    _best,
    _elsewhere,
    _Held,
    _held,
    _partners,
    _population,
    _shown,
    _tied,
    _tied_by,
    _ties,
    _without_public,
    judged,
    leads,
)
from gauger.sharing.match import match
from gauger.signals.catalogue import TYING
from tests.sharing.planted import plant_case
from tests.sharing.test_match import word

START = datetime(2026, 5, 1, tzinfo=UTC)
OFFICE = [f"office{i:02}" for i in range(30)]
RING = [f"ring{i:02}" for i in range(12)]
SINGLE = [f"single{i:03}" for i in range(400)]
RELAY = "203.0.113.9"


def address(account: str, n: int) -> str:
    """An office behind one exit, a ring in a pool of five, the others each at home."""
    if account in OFFICE:
        return "192.0.2.1"
    if account in RING:
        return f"198.51.100.{n % 5 + 1}"
    number = SINGLE.index(account)
    return f"10.{number // 200}.{number % 200}.{1 + n % 2}"


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """No text: addresses and cards are all there is to tie accounts."""
    everybody = [*OFFICE, *RING, *SINGLE]
    rng = np.random.default_rng(4)
    sent = [
        {
            "ts": START + timedelta(minutes=int(rng.integers(0, 30 * 24 * 60))),
            "account_id": a, "ip": address(a, n), "model": "m",
        }
        for a in everybody for n in range(10)
    ]  # fmt: skip
    signed_up = [
        {
            "account_id": a, "created_at": START - timedelta(days=1 + i % 90),
            "payment_fingerprint": f"ring{RING.index(a) // 4}" if a in RING else a,
        }
        for i, a in enumerate(everybody)
    ]  # fmt: skip
    door = Door(key=b"k" * 32)
    folder = tmp_path_factory.mktemp("leads") / "world"
    with WorldWriter(folder, replace=False) as made:
        made.exchanges(derive_exchanges(pa.Table.from_pylist(sent), door))
        made.accounts(derive_accounts(pa.Table.from_pylist(signed_up), door))
    return open_world(folder)


def hit(accounts: list[str], kind: str = "template-sketch", family: str = "content") -> pa.Table:
    rows = [
        {
            "account_id": a, "signal": SIGNAL, "value": key_of("x", kind), "first_ts": START,
            "last_ts": START, "n": 5, "kind": kind, "family": family, "partners": ["lab-b"],
            "bits": 4.0, "sources": ["s#1"], "tlp": "amber",
        }
        for a in accounts
    ]  # fmt: skip
    return pa.Table.from_pylist(rows, schema=FILE)


def told(known: list[str], innocent: list[str] | None = None) -> Judged:
    return Judged(known=frozenset(known), innocent=frozenset(innocent or []))


def names(found: object) -> set[str]:
    return {x.account_id for x in found}  # type: ignore[attr-defined]


def test_a_template_leads_to_those_whom_our_own_evidence_ties(world: World) -> None:
    """The ring shares addresses, the honest users of the same template share nothing."""
    found = leads(world, hit([*RING, *SINGLE[:20]]))
    assert names(found) == set(RING)
    assert all(x.q <= FDR and "infrastructure" in x.own_families for x in found)


def test_known_members_count_and_are_no_leads(world: World) -> None:
    assert names(leads(world, hit(RING), told(RING[:8]))) == set(RING[8:])


def test_who_was_found_to_be_in_no_harvest_is_no_lead_and_makes_nothing_public(
    world: World,
) -> None:
    """Part of the ring was looked at and let be: it leads to the others, and is not led to."""
    found = leads(world, hit(RING), Judged(no_harvest=frozenset(RING[:4])))
    assert names(found) == set(RING[4:])


def test_hits_that_fall_at_random_lead_to_nobody(world: World) -> None:
    """The null itself: sixty random accounts hit, in twelve draws; at most one draw errs."""
    everybody = np.array([*OFFICE, *RING, *SINGLE])
    wrong = 0
    for seed in range(12):
        drawn = np.random.default_rng(seed).choice(everybody, 60, replace=False)
        wrong += bool(leads(world, hit(sorted(drawn.tolist()))))
    assert wrong <= 1


def test_an_office_behind_one_exit_is_not_led_to_by_that_exit(world: World) -> None:
    """Everybody in it shows the partner's address; that they share it is the same fact again."""
    rows = match(world, [word("192.0.2.1", valid_from=date(2026, 4, 1))], ())
    assert set(rows["account_id"].to_pylist()) == set(OFFICE)
    assert leads(world, rows) == ()


def test_a_few_of_an_office_hit_by_a_template_are_not_led_to(world: World) -> None:
    assert leads(world, hit([*OFFICE[:3], *SINGLE[:30]])) == ()


def test_what_a_benign_group_here_shows_leads_nowhere(world: World) -> None:
    """A class or an evaluation suite with the campaign's public template, judged innocent here."""
    crowd = SINGLE[200:220]
    rows = hit([*RING, *crowd])
    assert names(leads(world, rows, told(crowd, crowd))) == set()
    assert names(leads(world, rows, told([*crowd, *RING]))) == set()
    assert names(leads(world, rows, told(crowd[:2], crowd[:2]))) == set(RING)  # two are no group


def test_an_indicator_is_public_where_more_innocent_accounts_than_guilty_show_it() -> None:
    rows = hit([*RING[:5], *SINGLE[:6]])
    assert _without_public(rows, set(RING[:5]), set(SINGLE[:4])).num_rows == rows.num_rows
    assert _without_public(rows, set(RING[:5]), set(SINGLE[:5])).num_rows == rows.num_rows
    assert _without_public(rows, set(RING[:5]), set(SINGLE[:6])).num_rows == 0


def test_a_busy_account_shows_more_of_everything() -> None:
    """Beside one of usual size: ten times the exchanges, ten times the chance."""
    shown, rarity = np.array([True, True]), np.array([3.0, 3.0])
    p = _elsewhere(shown, rarity, 1_000, np.array([1.0, 10.0]))
    assert p[1] == pytest.approx(10 * p[0])


def test_what_nobody_else_shows_is_rare_and_no_proof() -> None:
    """Of a thousand who show nothing of the first family: one in a thousand and one, never 0."""
    shown = np.array([True, False])
    p = _elsewhere(shown, np.array([3.0, np.inf]), 1_001, np.ones(2))
    assert p.tolist() == [1 / 1_001, 1.0]
    neither = _elsewhere(np.array([True, True]), np.array([3.0, np.inf]), 1_001, np.ones(2))
    assert neither.tolist() == [1 / 1_000, 1.0]  # the second shows nothing that could back it
    other = _elsewhere(np.array([True, False]), np.array([3.0, 5.0]), 1_001, np.ones(2))
    assert other.tolist() == [1 / 1_001, 1.0]  # nor has the second anything to back


def test_evidence_of_one_family_or_one_cause_is_no_second() -> None:
    """An address and a client are two causes in one family; a client and a template one cause."""
    sorts = [("infrastructure", "address"), ("infrastructure", "software"), ("content", "software")]
    shown = {sort: np.ones(3) for sort in sorts}
    assert set(_partners(shown, 100, np.ones(3))) == {
        (sorts[0], "content"), (sorts[2], "infrastructure"),
    }  # fmt: skip


def test_of_several_values_the_rarest_counts() -> None:
    """Ann shows a value of three and one of her own, Bob the one of three, Cyd another kind."""
    rows = [("ann", 1), ("bob", 1), ("dan", 1), ("ann", 2)]
    table = pa.table(
        {
            "account_id": [a for a, _ in rows] + ["cyd"], "value": [v for _, v in rows] + [9],
            "kind": ["template-sketch"] * 4 + ["ipv4-addr"],
            "family": ["content"] * 4 + ["infrastructure"],
        }
    )  # fmt: skip
    found = _shown(table, ["ann", "bob", "cyd"])
    assert found[("content", "software")].tolist() == [1, 3, np.inf]
    assert found[("infrastructure", "address")].tolist() == [np.inf, np.inf, 1]


def test_how_busy_an_account_is_starts_at_the_usual_one(tmp_path: Path) -> None:
    """Ann sends thrice what is usual, Bob the usual, Cyd half of it, Dan nothing at all. Eve sent
    and stands in no table of accounts: of five who are asked about there are no fewer than five."""
    often = {"ann": 12, "bob": 4, "cyd": 2, "eve": 4}
    sent = [
        {"ts": START + timedelta(minutes=n), "account_id": a, "ip": "192.0.2.1", "model": "m"}
        for a, times in often.items() for n in range(times)
    ]  # fmt: skip
    door = Door(key=b"k" * 32)
    with WorldWriter(tmp_path / "w", replace=False) as made:
        made.exchanges(derive_exchanges(pa.Table.from_pylist(sent), door))
        made.accounts(derive_accounts(pa.table({"account_id": ["ann", "bob", "cyd", "dan"]}), door))
    world = open_world(tmp_path / "w")
    engine = Engine()
    relations = engine.world(list(world.exchange_files), world.path / "accounts.parquet", None)
    total, busy = _population(engine, relations, ["ann", "bob", "cyd", "dan", "eve"])
    assert (total, busy.tolist()) == (5, [3, 1, 1, 1, 1])


def holds(*rows: tuple[int, int]) -> _Held:
    """Values 0, 1, ... and who of a hundred accounts holds them."""
    who, value = np.array(rows).T
    return _Held(
        account=who, value=value, holders=np.bincount(value), per=np.bincount(who, minlength=100)
    )


def test_peers_are_the_others_and_two_of_them_at_least() -> None:
    """Three who were hit hold one value; of two there is nothing to say, hit or not."""
    is_hit = np.arange(100) < 10
    alone = _tied(holds((0, 0), (1, 0)), is_hit, 100)
    assert (alone == 1).all()
    three = _tied(holds((0, 0), (1, 0), (2, 0)), is_hit, 100)
    assert three[0] == pytest.approx(9 / 99 * 8 / 98)  # both others hit, of the other 99
    assert (three[3:] == 1).all()


def test_no_number_of_hits_is_proof() -> None:
    """Who holds a value with all who were hit, and was not: the same chance as one of theirs."""
    is_hit = np.arange(100) < 4
    p = _tied(holds(*((a, 0) for a in range(5))), is_hit, 100)
    assert 0 < p[4] <= 1


def test_what_nobody_asks_about_is_left_out() -> None:
    """Value 7 is held by no candidate; eve, who holds 7 and 8, is in no table of accounts."""
    rows = [("ann", 5), ("bob", 5), ("eve", 5), ("bob", 7), ("eve", 7), ("eve", 8)]
    table = pa.table({"account_id": [a for a, _ in rows], "value": [v for _, v in rows]})
    held = _held(table, ["ann", "bob"], 1)
    assert sorted(zip(held.account.tolist(), held.value.tolist(), strict=True)) == [(0, 0), (1, 0)]
    assert held.holders[0] == 3  # whoever holds it makes it common


def test_who_holds_many_values_has_many_chances() -> None:
    is_hit, one = np.arange(100) < 10, [(0, 0), (1, 0), (2, 0)]
    few, many = (_tied(holds(*one, *((0, v) for v in range(1, n))), is_hit, 100) for n in (1, 5))
    assert many[0] == pytest.approx(5 * few[0])
    assert many[1] == few[1]


def test_of_several_comparisons_the_best_counts_and_pays_for_all() -> None:
    assert _best([np.array([0.1, 0.5]), np.array([0.3, 0.6])], 2).tolist() == [0.2, 1.0]
    assert _best([], 2).tolist() == [1.0, 1.0]


def test_own_families_are_paid_for_and_held_against_strangers() -> None:
    """Two families compared: the better counts, twice; and a family that ties strangers as closely
    is not named."""
    hit, n = ("infrastructure", "address"), 2
    tests = {
        (hit, "content"): np.array([0.001, 0.5, 0.9, 0.9, 0.9]),
        (hit, "behaviour"): np.array([0.004, 0.5, 0.002, 0.8, 0.8]),
    }
    strangers = np.array([False, False, True, True, True])
    ties = _ties(tests, strangers, n)
    assert ties.p.tolist() == [0.002, 1.0]
    assert _tied_by(ties.by_family, 0) == ("behaviour", "content")
    assert _tied_by(ties.by_family, 1) == ()
    near = _ties({**tests, (hit, "content"): tests[hit, "content"] * 3}, strangers, n)
    assert near.p[0] == pytest.approx(1 / 3)  # one of three strangers is tied more closely
    assert _tied_by(near.by_family, 0) == ()
    assert _ties(tests, np.zeros(5, bool), n).p.tolist() == [0.002, 1.0]  # nobody to ask


def test_a_run_says_who_is_known_who_is_innocent_and_who_was_let_be() -> None:
    """Of every group the members, of benign ones apart."""

    def group(name: str, verdict: Verdict) -> Campaign:
        return replace(plant_case().campaign, campaign_id=name, verdict=verdict)

    member = plant_case().members[0]
    found = Detections(
        campaigns=(group("C-1", Verdict.DISTILLATION), group("C-2", Verdict.BENIGN)),
        members={n: (replace(member, account_id=a),) for n, a in (("C-1", "ann"), ("C-2", "bob"))},
        links={}, run=plant_case().run, no_harvest=frozenset({"cyd"}),
    )  # fmt: skip
    assert judged(found) == Judged(
        known=frozenset({"ann", "bob"}), innocent=frozenset({"bob"}), no_harvest=frozenset({"cyd"})
    )


def test_signals_of_one_family_pay_for_one_another(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same evidence looked for twice is no surer for it."""
    (at,) = (s for s in TYING if s.name == "shared-address")
    found = []
    for some in ((at,), (at, at)):
        monkeypatch.setattr("gauger.sharing.leads.TYING", some)
        found.append({x.account_id: x.p for x in leads(world, hit(RING))})
    assert set(found[0]) == set(found[1]) == set(RING)
    for name in RING:
        assert found[1][name] == pytest.approx(2 * found[0][name])


def test_ties_to_others_who_were_hit_back_nobody_who_was_not(world: World) -> None:
    """One of the ring shows a partner's network and not its template: the pool is no second."""
    rows = pa.concat_tables([hit(RING[:11]), hit(RING[11:], "ipv4-net", "infrastructure")])
    assert names(leads(world, rows)) == set(RING[:11])


def test_an_honest_neighbour_with_one_of_the_campaigns_phrases_is_not_led_to() -> None:
    """Hit by the relay, and one value in common with it: so have many whom nobody warned of."""
    rng = np.random.default_rng(6)
    ring, people = range(20), range(20, 420)  # 0-19 hit, and 20: the neighbour, hit as well
    rows = [(int(a), v) for v in range(60) for a in rng.choice(ring, 6, replace=False)]
    rows += [
        (a, int(rng.integers(60))) for a in people if a % 4 == 0
    ]  # each of a hundred holds one
    rows += [(a, 60) for a in ring]  # and the ring alone one template
    accounts = [f"a{i:03}" for i in range(420)]
    table = pa.table(
        {
            "account_id": [accounts[a] for a, _ in rows],
            "value": pa.array([int(v) for _, v in rows], pa.int64()),
        }
    )
    is_hit = np.array([i <= 20 for i in range(420)])
    held = _held(table, accounts, 21)
    best = _tied(held, is_hit, 420)
    assert best[20] < 1e-3  # the value is the campaign's beyond doubt
    tests = {(("infrastructure", "address"), "content"): best}
    p = _ties(tests, ~is_hit, 21).p
    assert p[20] > FDR
    assert max(p[:20]) < FDR


def test_weak_words_make_no_candidate(world: World) -> None:
    weak = hit(RING).set_column(
        FILE.get_field_index("bits"), FILE.field("bits"), pa.array([0.5] * len(RING))
    )
    assert leads(world, weak) == ()


def test_words_of_eight_to_one_make_a_candidate(world: World) -> None:
    """And surer ones, of accounts alike in all else, come first."""
    bits = [MIN_BITS] * 11 + [MIN_BITS + 1]
    said = hit(RING).set_column(FILE.get_field_index("bits"), FILE.field("bits"), pa.array(bits))
    found = leads(world, said)
    assert names(found) == set(RING)
    assert [(x.q, -x.bits) for x in found] == sorted((x.q, -x.bits) for x in found)
    just_less = [b - 0.01 for b in bits]
    weak = hit(RING).set_column(
        FILE.get_field_index("bits"), FILE.field("bits"), pa.array(just_less)
    )
    assert names(leads(world, weak)) <= {RING[11]}


def test_two_kinds_of_partners_identifiers_back_each_other(world: World) -> None:
    """Where our own logs tie nobody: a template beside an address that few others use."""
    chosen = SINGLE[100:115]
    rows = pa.concat_tables(
        [hit([*chosen, *SINGLE[:10]]), hit(chosen, "ipv4-net", "infrastructure")]
    )
    assert names(leads(world, rows)) == set(chosen)
    same = pa.concat_tables([hit(chosen), hit(chosen, "tls-fingerprint", "infrastructure")])
    assert leads(world, same) == ()  # one client explains both


def test_nothing_leads_to_nothing(world: World, tmp_path: Path) -> None:
    assert leads(world, hit([])) == ()


def test_known_members_buy_no_stranger_a_place(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A thousand right accusations do not make one chance hit a lead: leads are counted apart."""
    hits = hit([*RING, "single007"])
    alone = {x.account_id: x.q for x in leads(world, hits, told(RING[:11]))}
    assert set(alone) == {RING[11]}
    # One of ten fresh candidates at 0.005 is chance; beside twelve certain ones it seems none.
    chance = {**dict.fromkeys(RING, 1e-9), SINGLE[0]: 0.005}
    monkeypatch.setattr(
        "gauger.sharing.leads._best",
        lambda *_: np.array([chance.get(a, 1.0) for a in sorted([*RING, *SINGLE[:10]])]),
    )
    assert leads(world, hit([*RING, *SINGLE[:10]]), told(RING)) == ()
    for p, found in ((0.009, {"single007"}), (0.011, set())):  # a share of 1 %
        monkeypatch.setattr("gauger.sharing.leads._best", lambda *_, p=p: np.array([p]))
        assert names(leads(world, hit(["single007"]))) == found
