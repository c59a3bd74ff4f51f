"""Groups by wording alone are looked at account by account in whichever look would accuse them."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from gauger.campaigns import detect
from gauger.campaigns.features import Facts
from gauger.linking.groups import Group, Linked
from gauger.linking.trial import Trial

FIRMS: dict[str, dict[str, object]] = {}
"""What accounts declare, by their ids."""
Sorted = Callable[[list[Group], Callable[[Group, int], float]], tuple[list[list[int]], set[str]]]


def worded(first: int, last: int, *, families: int = 1) -> Group:
    members = np.arange(first, last, dtype=np.int64)
    n = len(members)
    kinds = np.full(n, families, np.int64)
    trial = Trial(
        accounts=members, bits=np.zeros((n, 1)), p_member=np.ones(n), families=kinds, causes=kinds
    )
    return Group(members=members, trial=trial)


@pytest.fixture
def sorted_out(monkeypatch: pytest.MonkeyPatch) -> Sorted:
    """Sorts groups out, each as likely a harvest as a function of it and of their number says.

    The first eight accounts do by themselves what a harvest does. Gives the groups that are left,
    and who is let be.
    """
    monkeypatch.setattr(detect, "p_harvest", lambda s: s.p)
    monkeypatch.setattr(detect, "_by_deeds", lambda _e, _w, _t, groups: list(groups))
    monkeypatch.setattr(detect, "_parts", lambda *_: [])
    monkeypatch.setattr(detect, "keep_books", lambda *_, **__: SimpleNamespace(evidence=None))
    monkeypatch.setattr(detect, "_ids", lambda *_: [])
    harvesting = {str(i): 1.0 for i in range(8)}
    monkeypatch.setattr(detect, "conducting", lambda _own, _rest: harvesting)

    def sort(
        groups: list[Group], p: Callable[[Group, int], float]
    ) -> tuple[list[list[int]], set[str]]:
        def seen(_e: object, _w: object, _t: object, now: list[Group], _b: object) -> list[object]:
            return [
                SimpleNamespace(
                    group=g, members=[str(i) for i in g.members.tolist()], own=None, rest=None,
                    p=p(g, len(now)), facts=Facts(FIRMS, Counter({"shop.example": 3, "mail": 97})),
                )
                for g in now
            ]  # fmt: skip

        monkeypatch.setattr(detect, "_seen", seen)
        linked = Linked(groups=tuple(groups), edges=None, tested=2)  # type: ignore[arg-type]
        found, _, quiet = detect._sorted_out(None, None, None, linked, 0)  # type: ignore[arg-type]
        return [g.members.tolist() for g in found.groups], set(quiet)

    return sort


def test_a_group_that_only_the_second_look_would_accuse_is_not_accused_whole(
    sorted_out: Sorted,
) -> None:
    """Once the crowd beside it is dismissed, the mixed group rises above the threshold."""

    def p(group: Group, groups: int) -> float:
        return 0.01 if 100 in group.members else 0.97 if groups == 1 else 0.94

    found, quiet = sorted_out([worded(0, 20), worded(100, 140)], p)
    assert found == [[*range(8)]]
    assert quiet == {str(i) for i in range(100, 140)}  # not those picked out of, at 0.97


@pytest.mark.parametrize(("beside", "left"), [(None, 8), (np.zeros(0, np.int64), 20)])
def test_who_asks_in_words_of_his_own_is_not_picked_by_what_he_does(
    sorted_out: Sorted, beside: np.ndarray | None, left: int
) -> None:
    """Half of those who copy a wording may be honest; of those who word it anew, none was seen."""
    found, _ = sorted_out([replace(worded(0, 20), beside=beside)], lambda *_: 0.9)
    assert found == [[*range(left)]]


@pytest.mark.parametrize(
    ("operator", "crowd", "left"),
    [
        (0.99, 0.5, [[*range(20)], [*range(20, 60)]]),  # undecided, by what it does itself
        (0.99, 0.1, [[*range(20)]]),  # like anybody else
        (0.6, 0.5, [[*range(20)]]),  # nobody is: those picked are mostly in the group already
    ],
)
def test_who_asks_as_an_accused_operator_does_is_judged_without_him(
    sorted_out: Sorted, operator: float, crowd: float, left: list[list[int]]
) -> None:
    """Users of a new model beside a harvest of it: together they would be one, at 0.98."""

    def p(group: Group, _: int) -> float:
        if not group.by_wording_alone:
            return operator
        return 0.98 if 0 in group.members else crowd

    found, _ = sorted_out([worded(0, 20, families=2), worded(0, 60)], p)
    assert found == left


@pytest.mark.parametrize(
    ("p", "wording_alone", "surely"),
    [
        (0.005, True, True),
        (0.03, True, True),  # 8 to 1 for it would make 0.198
        (0.031, True, False),  # 0.204: partners' words might have kept it undecided
        (0.19, True, False),
        (0.005, False, False),  # what is tied stays in the detections, with its verdict
    ],
)
def test_nobody_is_let_be_whom_partners_words_could_have_kept(
    monkeypatch: pytest.MonkeyPatch, p: float, wording_alone: bool, surely: bool
) -> None:
    monkeypatch.setattr(detect, "p_harvest", lambda s: s.p)
    group = SimpleNamespace(by_wording_alone=wording_alone)
    assert detect._surely_none(SimpleNamespace(group=group, p=p)) is surely  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("part", "whole", "stands"),
    [
        (0.85, 0.7, True),  # accused, whatever the whole
        (0.7, 0.3, True),  # undecided, and more than twice as likely as the whole
        (0.5, 0.3, False),
        (0.15, 0.01, False),  # no harvest, however much likelier than the whole
    ],
)
def test_a_part_stands_by_itself_only_where_it_says_what_the_whole_does_not(
    monkeypatch: pytest.MonkeyPatch, part: float, whole: float, stands: bool
) -> None:
    def tied(first: int, last: int) -> Group:
        group = worded(first, last)
        two = np.full(last - first, 2, np.int64)
        return replace(group, trial=replace(group.trial, families=two, causes=two))

    inner, outer = tied(5, 12), tied(0, 40)
    monkeypatch.setattr(detect, "p_harvest", lambda s: s.p)
    within = [SimpleNamespace(group=outer, p=whole), SimpleNamespace(group=inner, p=part)]
    assert detect._stands_out(inner, within) is stands  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("payers", "domain", "left"),
    [
        (("card", "card"), "shop.example", [[*range(6)]]),  # a firm with two accounts
        (("card", "other"), "shop.example", [[*range(8)]]),  # two who know each other, perhaps
        (("card", "card"), "mail", [[*range(8)]]),  # a card that pays for two, at everybody's mail
    ],
)
def test_an_open_firm_is_not_counted_into_a_hidden_operator(
    sorted_out: Sorted,
    monkeypatch: pytest.MonkeyPatch,
    payers: tuple[str, str],
    domain: str,
    left: list[list[int]],
) -> None:
    """Tutors of one shop ask what an operator asks, and do what his accounts do."""
    for account, payer in zip(("6", "7"), payers, strict=True):
        monkeypatch.setitem(FIRMS, account, {"payment_key": payer, "domain_key": domain})
    found, _ = sorted_out([worded(0, 20)], lambda _g, _n: 0.99)
    assert found == left
