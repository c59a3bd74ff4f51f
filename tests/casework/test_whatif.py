"""What is left without a signal agrees with the detector's own rule."""

from dataclasses import replace

import pytest

from gauger.campaigns.model import Campaign, Member, Run
from gauger.casework.tally import Tally, tally
from gauger.casework.whatif import each_without, without
from tests.casework.make import T0, campaign, reason, run

TWO = (("shared-payment", 12.0), ("address-hour", 12.0))
THREE = (*TWO, ("shared-template", 12.0))


def member(name: str, *bits: tuple[str, float], exchanges: int = 10) -> Member:
    return Member(
        account_id=name,
        p_member=0.99,
        exchanges=exchanges,
        first_ts=T0,
        last_ts=T0,
        evidence=tuple(reason(s, b) for s, b in bits),
    )


def group(*members: Member) -> tuple[Campaign, Tally, Run]:
    return campaign("C-X", members), tally(members), run(accounts=2_000)


def test_nothing_left_out_leaves_all() -> None:
    left = without(*group(*(member(f"a{i}", *TWO) for i in range(30))), set())
    assert (left.accounts, left.exchanges) == (30, 300)
    assert left.stands


def test_two_kinds_of_evidence_fall_with_either() -> None:
    """Ten accounts on payment and address alone: without one of the two, nobody belongs."""
    its = group(*(member(f"a{i}", *TWO) for i in range(10)))
    for signal, _ in TWO:
        assert without(*its, {signal}).accounts == 0
        assert not without(*its, {signal}).stands
    assert without(*its, {"shared-template"}).accounts == 10


def test_those_with_a_third_kind_stay() -> None:
    """Six of ten have templates too: they stay, with their exchanges."""
    its = group(
        *(member(f"a{i}", *THREE, exchanges=100) for i in range(6)),
        *(member(f"b{i}", *TWO) for i in range(4)),
    )
    left = without(*its, {"address-hour"})
    assert (left.accounts, left.of_accounts) == (6, 10)
    assert (left.exchanges, left.of_exchanges) == (600, 640)


def test_signals_of_one_cause_are_one_witness() -> None:
    """Address, and address and hour, have one cause: together they are not two kinds."""
    its = group(*(member(f"a{i}", ("shared-address", 12.0), ("address-hour", 12.0)) for i in "12"))
    assert without(*its, set()).accounts == 0


def test_weak_evidence_is_no_kind() -> None:
    weak = (("shared-payment", 12.0), ("address-hour", 4.0))
    assert without(*group(*(member(f"a{i}", *weak) for i in "12")), set()).accounts == 0


def test_a_name_without_evidence_changes_nothing() -> None:
    its = group(*(member(f"a{i}", *THREE) for i in range(5)))
    assert replace(without(*its, {"nothing"}), without=()) == without(*its, set())


@pytest.mark.parametrize("many", [1, 7])
def test_the_most_needed_signal_comes_first(many: int) -> None:
    """Without payment nobody stays; without either of the two others, everybody."""
    bits = (("shared-payment", 12.0), ("address-hour", 12.0), ("shared-address", 12.0))
    found = each_without(*group(*(member(f"a{i}", *bits) for i in range(many))))
    assert found[0].without == ("shared-payment",)
    assert [x.accounts for x in found] == [0, many, many]
