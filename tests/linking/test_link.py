"""The linking core on small tables of anything that has actors and shared values."""

import numpy as np
import pyarrow as pa
import pytest

from gauger.linking.affinity import Affinity
from gauger.linking.groups import link, link_inside
from gauger.linking.traits import Ints, Traits, index_traits
from gauger.linking.trial import P_MEMBER
from gauger.signals.family import Family

PEOPLE = 2_000


def table(rows: list[tuple[str, int]]) -> pa.Table:
    return pa.table(
        {
            "account_id": pa.array([a for a, _ in rows], pa.string()),
            "value": pa.array([v for _, v in rows], pa.int64()),
        }
    )


def crowd(rng: np.random.Generator, values: int, each: int) -> list[tuple[str, int]]:
    """Everybody holds a few values of a common stock, popular ones more often."""
    stock = (rng.zipf(1.4, PEOPLE * each) % values).tolist()
    return [(f"p{i // each}", v) for i, v in enumerate(stock)]


def world(ring: int, *, families: int) -> Traits:
    """A crowd, and a ring of accounts that shares own values in so many families."""
    rng = np.random.default_rng(5)
    tables = {}
    for number, family in enumerate((Family.INFRASTRUCTURE, Family.CONTENT)):
        rows = sorted(set(crowd(rng, 5_000, 4)))
        if number < families:
            pool = 100_000 * (number + 1) + np.arange(ring)
            rows += [(f"ring{i}", int(v)) for i in range(ring) for v in rng.choice(pool, 6, False)]
        tables[f"s{number}"] = (family, table(rows))
    return index_traits(tables)


def members(traits: Traits) -> set[str]:
    return {traits.accounts[i] for g in link(traits).groups for i in g.members.tolist()}


def test_a_ring_that_shares_two_kinds_of_values_is_found() -> None:
    assert members(world(30, families=2)) == {f"ring{i}" for i in range(30)}


def test_other_parts_do_not_change_how_two_are_tied() -> None:
    """Thirds of a ring are one with one another beside parts of the crowd, and nothing else is."""
    traits = world(30, families=2)
    ring = np.flatnonzero([name.startswith("ring") for name in traits.accounts])
    alone = Affinity(traits).tied([ring[::3], ring[1::3], ring[2::3]])
    crowd = [np.arange(start, start + 40) for start in range(0, 400, 40)]
    beside = Affinity(traits).tied([ring[::3], *crowd, ring[1::3], ring[2::3]])
    assert [(a, b) for a, b, _ in alone] == [(0, 1), (0, 2), (1, 2)]
    assert [(a, b) for a, b, _ in beside] == [(0, 11), (0, 12), (11, 12)]
    np.testing.assert_allclose([s for _, _, s in beside], [s for _, _, s in alone], rtol=0.05)


def test_one_kind_of_evidence_links_nobody() -> None:
    """However strong: no single kind of evidence accuses anybody."""
    assert members(world(30, families=1)) == set()


def test_who_is_likely_to_belong_is_shown_and_not_accused() -> None:
    """Seven share one card and one address, as four others do either: 0.99 will do, 0.9999 not."""
    tables = {}
    for number, family in enumerate((Family.IDENTITY, Family.INFRASTRUCTURE)):
        rows = [(f"p{i}", i) for i in range(PEOPLE)]
        others = [f"p{4 * number + i}" for i in range(4)]
        rows += [(name, PEOPLE) for name in [*(f"ring{i}" for i in range(7)), *others]]
        tables[f"s{number}"] = (family, table(rows))
    traits = index_traits(tables)
    (shown,) = link(traits, certain=P_MEMBER).groups
    assert {traits.accounts[i] for i in shown.members.tolist()} == {f"ring{i}" for i in range(7)}
    assert link(traits).groups == ()


def test_a_value_that_everybody_holds_links_nobody() -> None:
    rows = [(f"p{i}", 1) for i in range(500)]
    both = {"a": (Family.IDENTITY, table(rows)), "b": (Family.CONTENT, table(rows))}
    assert link(index_traits(both)).groups == ()


def test_an_empty_table_links_nobody() -> None:
    empty = {"a": (Family.IDENTITY, table([]))}
    assert link(index_traits(empty)).groups == ()


def worded(rng: np.random.Generator, ring: int, *, own: int) -> Traits:
    """People with phrases of a common stock; a ring fills one harness and adds its own."""
    rows = sorted(set(crowd(rng, 5_000, 12)))
    harness = 200_000 + np.arange(20)
    for i in range(ring):
        kept = rng.choice(harness, 14, replace=False).tolist()
        rows += [(f"ring{i}", int(v)) for v in kept]
        rows += [(f"ring{i}", 300_000 + 100 * i + k) for k in range(own)]
    return index_traits({"phrase": (Family.CONTENT, table(rows))})


def test_who_shares_nothing_but_a_harness_is_found_and_marked_so() -> None:
    traits = worded(np.random.default_rng(6), 40, own=6)
    groups = link(traits).groups
    names = [{traits.accounts[i] for i in g.members.tolist()} for g in groups]
    assert names == [{f"ring{i}" for i in range(40)}]
    assert all(g.by_wording_alone for g in groups)


def test_popular_phrases_make_no_group() -> None:
    """A stock of phrases that all draw from, the popular ones most: nobody words as one."""
    rows = sorted(set(crowd(np.random.default_rng(7), 400, 12)))
    assert link(index_traits({"phrase": (Family.CONTENT, table(rows))})).groups == ()


def test_groups_by_two_kinds_are_not_marked() -> None:
    traits = world(30, families=2)
    assert not any(g.by_wording_alone for g in link(traits).groups)


def test_a_few_who_share_across_join_no_two_groups() -> None:
    """Two operators, each with pools of its own; in either, six accounts share two odd hours."""
    rng = np.random.default_rng(11)
    tables = {}
    for number, family in enumerate((Family.IDENTITY, Family.INFRASTRUCTURE)):
        rows = sorted(set(crowd(rng, 5_000, 4)))
        for ring in range(2):
            pool = 100_000 * (2 * number + ring + 1) + np.arange(24)
            own = [(ring, i, int(v)) for i in range(60) for v in rng.choice(pool, 10, False)]
            rows += [(f"ring{r}-{i}", v) for r, i, v in own]
        tables[f"s{number}"] = (family, table(rows))
    odd = [(f"ring{ring}-{i}", 1) for ring in range(2) for i in range(6)]
    for number, family in enumerate((Family.TIMING, Family.CONTENT)):
        tables[f"odd{number}"] = (family, table(odd))
    traits = index_traits(tables)
    groups = [{traits.accounts[i][:5] for i in g.members.tolist()} for g in link(traits).groups]
    assert sorted(groups, key=sorted) == [{"ring0"}, {"ring1"}]


def relay(alike: int) -> Traits:
    """Two operators on one pool of addresses, with `alike` of ten templates in common."""
    rng = np.random.default_rng(3)
    network = sorted(set(crowd(rng, 5_000, 4)))
    prompts = sorted(set(crowd(rng, 5_000, 4)))
    pool, common = 100_000 + np.arange(40), 200_000 + np.arange(alike)
    for ring in range(2):
        own = np.concatenate([common, 300_000 + 1_000 * ring + np.arange(10 - alike)])
        for i in range(40):
            network += [(f"ring{ring}-{i}", int(v)) for v in rng.choice(pool, 16, False)]
            prompts += [(f"ring{ring}-{i}", int(v)) for v in rng.choice(own, 8, False)]
    tables = {
        "address": (Family.INFRASTRUCTURE, table(network)),
        "template": (Family.CONTENT, table(prompts)),
    }
    return index_traits(tables)


def test_two_operators_on_one_relay_network_are_not_tied_by_a_few_templates_in_common() -> None:
    """Halves of a whole are as one in every signal; as one in addresses, a third in prompts: no."""
    for alike, tied in ((5, False), (9, True)):
        traits = relay(alike)
        rings = [of(traits, f"ring{ring}-") for ring in range(2)]
        assert bool(Affinity(traits).tied(rings)) is tied


def reseller() -> Traits:
    """A ring of 30 among 60 customers: one payer and one pool of addresses for all of them."""
    rng = np.random.default_rng(7)
    names = [*(f"ring{i}" for i in range(30)), *(f"customer{i}" for i in range(60))]
    tables = {
        "payer": (Family.IDENTITY, table([(n, 1) for n in names])),
        "pool": (Family.INFRASTRUCTURE, table([(n, v) for n in names for v in range(4)])),
    }
    for number, (name, family) in enumerate((("mail", Family.IDENTITY), ("tool", Family.CONTENT))):
        rows = sorted(set(crowd(rng, 5_000, 4)))
        own = 100_000 * (number + 1) + np.arange(30)
        rows += [(f"ring{i}", int(v)) for i in range(30) for v in rng.choice(own, 6, False)]
        tables[name] = (family, table(rows))
    return index_traits(tables)


def test_who_shares_more_than_the_whole_group_does_is_found_inside_it() -> None:
    traits = reseller()
    customers = of(traits, "customer")
    (part,) = link_inside(traits, np.union1d(customers, of(traits, "ring")))
    assert part.members.tolist() == of(traits, "ring").tolist()
    assert link_inside(traits, customers) == []


def of(traits: Traits, kind: str) -> Ints:
    return np.flatnonzero([a.startswith(kind) for a in traits.accounts]).astype(np.int64)


def cells(*, pool: bool) -> Traits:
    """Twelve cells of ten with a card each and one suite of prompts, among many people.

    Each cell has addresses of its own, or they all use one pool.
    """
    rng = np.random.default_rng(13)
    people = [f"p{i}" for i in range(40_000)]
    prompts = sorted(set(crowd(rng, 5_000, 4)))
    cards, addresses = ([(name, 10_000 + i) for i, name in enumerate(people)] for _ in range(2))
    for cell in range(12):
        own = 200_000 + 10 * cell + np.arange(2)
        for i in range(10):
            name = f"c{cell}-{i}"
            cards.append((name, cell))
            used = rng.choice(300_000 + np.arange(24), 6, replace=False) if pool else own
            addresses += [(name, int(v)) for v in used]
            prompts += [(name, 400_000 + int(v)) for v in rng.choice(20, 14, replace=False)]
    return index_traits(
        {
            "card": (Family.IDENTITY, table(cards)),
            "address": (Family.INFRASTRUCTURE, table(addresses)),
            "prompts": (Family.CONTENT, table(prompts)),
        },
        accounts=people,
        causes={"prompts": "software"},
    )


@pytest.mark.parametrize("pool", [False, True])
def test_a_group_says_whether_only_its_software_joins_its_cells(pool: bool) -> None:
    """Firms that run one public suite, each with its own card and exits; cells of one operator."""
    traits = cells(pool=pool)
    (group,) = link(traits).groups
    names = {traits.accounts[i] for i in group.members.tolist()}
    assert names == {f"c{cell}-{i}" for cell in range(12) for i in range(10)}
    assert not group.by_wording_alone
    assert group.joined_by_wording is not pool


@pytest.mark.parametrize("one_card", [False, True])
def test_people_who_come_on_one_day_for_one_thing_are_joined_by_wording(one_card: bool) -> None:
    """Four teams, and a hundred who try a new model at home; or an operator with one card."""
    rng = np.random.default_rng(17)
    people = [f"p{i}" for i in range(40_000)]
    prompts = sorted(set(crowd(rng, 5_000, 4)))
    days = [
        (name, int(day)) for name, day in zip(people, rng.integers(0, 4_000, 40_000), strict=True)
    ]
    cards, addresses = ([(name, 10_000 + i) for i, name in enumerate(people)] for _ in range(2))
    for i in range(140):
        name, team = f"n{i}", i // 10
        days.append((name, 5_000 + i % 2))
        prompts += [(name, 400_000 + int(v)) for v in rng.choice(20, 14, replace=False)]
        cards.append((name, 60_000 if one_card else 60_000 + i))
        addresses.append((name, 200_000 + (team if team < 4 else 100 + i)))
    traits = index_traits(
        {
            "day": (Family.IDENTITY, table(days)),
            "card": (Family.IDENTITY, table(cards)),
            "address": (Family.INFRASTRUCTURE, table(addresses)),
            "prompts": (Family.CONTENT, table(prompts)),
        },
        accounts=people,
        causes={"prompts": "software", "day": "registration"},
    )
    (group,) = link(traits).groups
    assert [traits.accounts[i] for i in group.members.tolist()] == sorted(
        f"n{i}" for i in range(140)
    )
    assert group.joined_by_wording is not one_card
