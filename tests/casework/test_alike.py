"""Look-alikes: who is tied directly comes first, then who carries nearly the same evidence."""

from dataclasses import replace
from datetime import timedelta

from gauger.campaigns.model import Link
from gauger.casework.alike import MOST, look_alikes
from gauger.casework.store import CaseStore
from tests.casework.make import T0, detections, members, reason


def filled(store: CaseStore, ties: tuple[Link, ...] = ()) -> str:
    """A case of 30: all carry payment; bits and first days differ by their number."""
    names = [f"n{i:02d}" for i in range(30)]
    its = tuple(
        replace(
            m,
            p_member=0.99,
            first_ts=T0 + timedelta(days=int(m.account_id[1:]) // 10),
            evidence=(reason("shared-payment", 5.0 + int(m.account_id[1:]) / 10),),
        )
        for m in members(names)
    )
    found = detections(30, names=names, start=500)
    name = found.campaigns[0].campaign_id
    store.import_detections(replace(found, members={name: its}, links={name: ties}), by="ann")
    return f"case-{name}"


def test_the_strongest_tie_comes_first_and_names_its_evidence(store: CaseStore) -> None:
    ties = (
        Link(a="n00", b="n29", bits=30.0, signals=("shared-payment", "address-hour")),
        Link(a="n00", b="n15", bits=9.0, signals=("shared-template",)),
    )
    case = filled(store, ties)
    with store.reading() as c:
        me = next(m for m in store.case(case).members if m.account_id == "n00")
        found = look_alikes(c, case, me)
    assert [x.member.account_id for x in found[:2]] == ["n29", "n15"]
    assert found[0].why == ("shared-payment", "address-hour")
    assert (found[0].bits, found[2].bits) == (30.0, 0.0)
    assert len(found) == MOST
    assert len({x.member.account_id for x in found}) == MOST
    assert "n00" not in {x.member.account_id for x in found}


def test_without_ties_the_nearest_evidence_decides(store: CaseStore) -> None:
    """Bits differ by a tenth for each number; a day between first requests counts a bit."""
    case = filled(store)
    with store.reading() as c:
        me = next(m for m in store.case(case).members if m.account_id == "n05")
        found = [x.member.account_id for x in look_alikes(c, case, me)]
    assert found[:4] == ["n04", "n06", "n03", "n07"]
    assert all(name < "n10" for name in found[:9])
    assert all(x.startswith(("n1", "n0")) for x in found)


def test_an_account_without_evidence_has_no_look_alikes(store: CaseStore) -> None:
    case = filled(store)
    with store.reading() as c:
        me = replace(store.case(case).members[0], evidence=())
        assert look_alikes(c, case, me) == ()
