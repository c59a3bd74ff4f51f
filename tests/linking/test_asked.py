"""Groups that ask for the same: in words of their own one operator's, in copied ones anybody's."""

from dataclasses import replace

import numpy as np
import pyarrow as pa

from gauger.linking.asked import asked_alike, nearest
from gauger.linking.groups import link
from gauger.linking.traits import Traits, index_traits
from gauger.signals.catalogue import ASKING
from gauger.signals.family import Family

PEOPLE = 3_000
WANTED = 40
"""Phrases that the operator's many wordings of one wish have in common."""


def world(*, ring: int = 0, course: int = 0) -> Traits:
    """People who ask now and then; a ring with wordings of its own; a course with one handout."""
    rng = np.random.default_rng(3)
    rows = [(f"p{i}", int(v)) for i in range(PEOPLE) for v in set(rng.zipf(1.4, 3) % 4_000)]
    for i in range(ring):
        wish = 100_000 + rng.choice(WANTED, 8, replace=False)
        rows += [(f"ring{i}", int(v)) for v in wish]
        rows += [(f"ring{i}", 200_000 + 100 * i + k) for k in range(12)]
    for i in range(course):
        handout = 300_000 + rng.choice(20, 16, replace=False)
        rows += [(f"course{i}", int(v)) for v in handout]
    table = pa.table({"account_id": [a for a, _ in rows], "value": [v for _, v in rows]})
    country = (
        table.set_column(1, "value", pa.array([1] * len(rows)))
        .group_by(["account_id", "value"])
        .aggregate([])
    )
    tables = {"country": (Family.IDENTITY, country), ASKING.name: (Family.CONTENT, table)}
    traits = index_traits(tables)
    return replace(traits, signals=traits.signals[:1], asking=traits.signals[1])


def named(traits: Traits) -> list[set[str]]:
    return [{traits.accounts[i] for i in g.members.tolist()} for g in link(traits).groups]


def test_who_ask_for_the_same_in_words_of_their_own_are_a_group() -> None:
    (ring,) = named(world(ring=60))
    assert ring <= {f"ring{i}" for i in range(60)}
    assert len(ring) >= 50


def test_who_copy_one_text_are_none() -> None:
    assert named(world(course=60)) == []


def test_beside_a_course_the_ring_is_found_without_it() -> None:
    (ring,) = named(world(ring=60, course=60))
    assert ring <= {f"ring{i}" for i in range(60)}


def test_people_who_ask_now_and_then_are_none() -> None:
    assert named(world()) == []


def test_where_nobody_asks_there_is_nothing_to_look_at() -> None:
    assert asked_alike(replace(world(), asking=None), 0) == []


def test_nor_where_the_logs_show_nothing_else() -> None:
    assert asked_alike(replace(world(ring=60), signals=()), 0) == []


def test_such_a_group_is_marked_and_tried_by_what_it_asks() -> None:
    traits = world(ring=60)
    (group,) = link(traits).groups
    assert group.own_words
    assert group.by_wording_alone
    assert group.beside is not None
    assert not np.isin(group.members, group.beside).any()
    _, asking = traits.with_asking(group.beside).signals
    assert group.trial.bits.shape == (len(group.members), 2)
    assert not asking.degree[group.beside].any()
    assert (group.trial.p_member > 0.99).all()


def test_what_each_shares_with_one_other_at_most() -> None:
    rows = [("a", 1), ("a", 2), ("a", 3), ("a", 4), ("b", 1), ("b", 2), ("b", 3), ("c", 4)]
    table = pa.table({"account_id": [a for a, _ in rows], "value": [v for _, v in rows]})
    (signal,) = index_traits({"asking": (Family.CONTENT, table)}).signals
    assert nearest(signal, np.arange(3)).tolist() == [0.75, 1.0, 1.0]


def test_accounts_left_out_hold_nothing_and_stay_counted() -> None:
    rows = [("a", 1), ("b", 1), ("c", 1), ("b", 2), ("c", 2), ("c", 3)]
    table = pa.table({"account_id": [a for a, _ in rows], "value": [v for _, v in rows]})
    (signal,) = index_traits({"asking": (Family.CONTENT, table)}).signals
    less = signal.without(np.array([1]))
    assert less.population == signal.population == 3
    assert less.degree.tolist() == [1, 0, 3]
    assert less.holders.tolist() == [2, 1]
    assert less.held.toarray().tolist() == [[1, 0], [0, 0], [1, 1]]
    assert less.pairs == 4
