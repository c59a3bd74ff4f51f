"""Cells show who hangs together, the same for the same links, whatever their order."""

import random
from dataclasses import replace
from pathlib import Path

from gauger.campaigns.model import Link, Member, Reason
from gauger.casework.cells import MOST_ACCOUNTS, MOST_CELLS, Cell, cells, look_into
from gauger.casework.store import CaseStore, open_store
from gauger.signals.family import Family
from tests.casework.make import detections, links, members


def tied(a: str, b: str, bits: float = 20.0, *signals: str) -> Link:
    return Link(a=a, b=b, bits=bits, signals=signals or ("shared-payment",))


def ring(names: list[str], bits: float = 20.0) -> list[Link]:
    return [tied(min(a, b), max(a, b), bits) for i, a in enumerate(names) for b in names[i + 1 :]]


def test_two_tight_groups_and_a_weak_tie_are_two_cells() -> None:
    one, two = [f"a{i}" for i in range(5)], [f"b{i}" for i in range(5)]
    found = cells(members([*one, *two]), [*ring(one), *ring(two), tied("a0", "b0", 8.0)])
    assert [set(c.accounts) for c in found.cells] == [set(one), set(two)]
    assert [c.name for c in found.cells] == ["a0", "b0"]
    (between,) = found.ties
    assert (between.a, between.b, between.links, between.bits) == ("a0", "b0", 1, 8.0)
    assert between.signals == (("shared-payment", 1),)


def test_every_account_is_in_one_cell_and_counts_agree() -> None:
    names = [f"n{i:04d}" for i in range(700)]
    its = members(names)
    found = cells(its, links(names))
    inside = [a for c in found.cells for a in c.accounts]
    assert sorted(inside) == names
    assert sum(c.exchanges for c in found.cells) == sum(m.exchanges for m in its)
    assert found.accounts == 700


def test_order_does_not_matter() -> None:
    names = [f"n{i:04d}" for i in range(300)]
    its, ties = list(members(names)), list(links(names))
    first = cells(its, ties)
    draw = random.Random(3)
    draw.shuffle(its)
    draw.shuffle(ties)
    again = cells(its, ties)
    assert again.cells == first.cells
    assert {(k.a, k.b, k.links) for k in again.ties} == {(k.a, k.b, k.links) for k in first.ties}


def test_accounts_without_links_stand_with_the_same_evidence() -> None:
    found = cells(members([f"n{i}" for i in range(50)]), [])
    assert not any(c.linked for c in found.cells)
    for cell in found.cells:
        carried = {n for _, n in cell.signals}
        assert carried == {len(cell.accounts)}, "all of a cell carry the same signals"


def test_a_foam_of_pairs_becomes_few_cells() -> None:
    """Four hundred pairs: a person is shown cells that can be counted, and nobody is lost."""
    names = [f"n{i:04d}" for i in range(800)]
    found = cells(
        members(names), [tied(a, b) for a, b in zip(names[::2], names[1::2], strict=True)]
    )
    assert len(found.cells) <= 2 * MOST_CELLS
    assert sum(len(c.accounts) for c in found.cells) == 800


def carrying(names: list[str], signals: list[str]) -> tuple[Member, ...]:
    """Members of whom each carries one signal, in turn."""
    said = [Reason(signal=n, family=Family.CONTENT, text=n, strength=9.0) for n in signals]
    place = {name: i for i, name in enumerate(names)}
    return tuple(
        replace(m, evidence=(said[place[m.account_id] % len(said)],)) for m in members(names)
    )


def test_the_smallest_cells_join_those_with_the_same_evidence() -> None:
    """A hundred pairs: forty of them are in two cells, one for each evidence."""
    names = [f"n{i:04d}" for i in range(200)]
    pairs = [tied(a, b) for a, b in zip(names[::2], names[1::2], strict=True)]
    found = cells(carrying(names, ["x", "x", "y", "y"]), pairs)
    linked = [c for c in found.cells if c.linked]
    assert len(linked) == MOST_CELLS
    assert [len(c.signals) for c in found.cells if not c.linked] == [1, 1]


def test_what_has_nothing_in_common_is_one_mixed_cell() -> None:
    """Two hundred accounts, each with evidence of its own and no link."""
    names = [f"n{i:04d}" for i in range(200)]
    found = cells(carrying(names, [f"signal-{i}" for i in range(200)]), [])
    assert len(found.cells) == MOST_CELLS + 1
    assert len(found.cells[0].accounts) == 200 - MOST_CELLS


def test_a_cell_is_looked_into_without_what_lies_outside(tmp_path: Path) -> None:
    names = ["a", "b", "c", "outside"]
    found = detections(4, names=names)
    campaign_id = found.campaigns[0].campaign_id
    links_ = (tied("a", "b"), tied("b", "c"), tied("a", "outside"), tied("b", "outside"))
    store = open_store(str(tmp_path / "c.db"))
    store.import_detections(replace(found, links={campaign_id: links_}), by="ann")
    inside = Cell(name="a", accounts=("a", "b", "c"), exchanges=0, signals=(), linked=True)
    with store.reading() as c:
        shown, own = look_into(c, f"case-{campaign_id}", inside)
    store.close()
    assert set(shown) == {"a", "b", "c"}
    assert {(k.a, k.b) for k in own} == {("a", "b"), ("b", "c")}


def test_links_to_strangers_are_left_alone() -> None:
    found = cells(members(["a", "b"]), [tied("a", "z"), tied("a", "b")])
    assert found.links == 1


def test_nobody_is_no_cells() -> None:
    nobody: tuple[Member, ...] = ()
    assert cells(nobody, []).cells == ()


def test_a_large_cell_is_looked_into_by_its_best_linked(tmp_path: Path) -> None:
    """A hub with 300 spokes: the hub and as many spokes as fit, and only links among them."""
    names = ["hub", *(f"s{i:03d}" for i in range(300))]
    found = detections(301, names=names)
    campaign_id = found.campaigns[0].campaign_id
    spokes = tuple(tied("hub", n, 30.0) for n in names[1:])
    found = replace(found, links={campaign_id: spokes})
    store: CaseStore = open_store(str(tmp_path / "c.db"))
    store.import_detections(found, by="ann")
    with store.reading() as c:
        picture = cells(found.members[campaign_id], spokes)
        shown, own = look_into(c, f"case-{campaign_id}", picture.cells[0])
    store.close()
    assert len(shown) == MOST_ACCOUNTS
    assert shown[0] == "hub"
    assert {a for k in own for a in (k.a, k.b)} <= set(shown)
    assert len(own) == MOST_ACCOUNTS - 1


def test_of_many_groups_whole_groups_are_shown(tmp_path: Path) -> None:
    """Three hundred stars of five: forty-eight of them whole, not 240 hubs that nothing ties."""
    names = [f"s{i:03d}-{j}" for i in range(300) for j in range(5)]
    found = detections(1_500, names=names)
    campaign_id = found.campaigns[0].campaign_id
    stars = tuple(tied(names[i], names[i + j]) for i in range(0, 1_500, 5) for j in range(1, 5))
    store = open_store(str(tmp_path / "c.db"))
    store.import_detections(replace(found, links={campaign_id: stars}), by="ann")
    everybody = Cell(
        name=names[0], accounts=tuple(names), exchanges=0, signals=(), linked=False
    )  # fmt: skip
    with store.reading() as c:
        shown, own = look_into(c, f"case-{campaign_id}", everybody)
    store.close()
    assert len(shown) == MOST_ACCOUNTS
    assert len(own) == MOST_ACCOUNTS * 4 / 5
