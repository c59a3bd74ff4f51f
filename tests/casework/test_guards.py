"""Each rule of casework by itself, on both databases: without it one of these fails."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from gauger.casework import acts
from gauger.casework.acts import Change
from gauger.casework.errors import CaseChanged, FilterChanged, NoSuchCase, NotAllowed
from gauger.casework.model import Action, Decision, LabelKind, Status
from gauger.casework.reading import MemberFilter
from gauger.casework.store import CaseStore
from gauger.errors import InputError
from tests.casework.make import detections

AT = datetime(2026, 7, 1, tzinfo=UTC)
HARSH = {Action.NOTIFY, Action.SHARE, Action.SUSPEND}


@pytest.mark.parametrize("action", Action)
def test_harsh_decisions_wait_for_a_second_person_and_mild_ones_do_not(
    store: CaseStore, case_id: str, action: Action
) -> None:
    """Only what is in force makes the case decided."""
    made = store.propose(case_id, action, [], "x", by="ann")
    harsh = action in HARSH
    assert (made.waiting, made.in_force) == (harsh, not harsh)
    assert store.case(case_id).status == (Status.REVIEW if harsh else Status.DECIDED)
    if harsh:
        agreed = store.approve(made.decision_id, by="bob")
        assert (agreed.waiting, agreed.in_force) == (False, True)
        assert store.case(case_id).status == Status.DECIDED
    else:
        with pytest.raises(NotAllowed):
            store.approve(made.decision_id, by="bob")


def test_who_agrees_to_one_decision_agrees_to_no_other(store: CaseStore, case_id: str) -> None:
    """Not of the same case, and not of another; so it is with what is withdrawn."""
    other = store.cases()[1].case_id
    made = [store.propose(c, Action.SUSPEND, [], "x", by="ann") for c in (case_id, case_id, other)]
    store.approve(made[0].decision_id, by="bob")
    store.withdraw(made[1].decision_id, "x", by="bob")
    standing = [d for c in (case_id, other) for d in store.case(c).decisions]
    assert [d.in_force for d in standing] == [True, False, False]
    assert [d.waiting for d in standing] == [False, False, True]


def test_what_is_withdrawn_is_neither_in_force_nor_waiting_and_stays_so(
    store: CaseStore, case_id: str
) -> None:
    for action in (Action.OBSERVE, Action.SUSPEND):
        made = store.propose(case_id, action, [], "x", by="ann")
        taken = store.withdraw(made.decision_id, "wrong people", by="bob")
        assert (taken.waiting, taken.in_force, taken.withdrawn_by) == (False, False, "bob")
        with pytest.raises(NotAllowed, match="already"):
            store.withdraw(made.decision_id, "again", by="cyd")
        with pytest.raises(NotAllowed):
            store.approve(made.decision_id, by="dee")
        assert next(
            d for d in store.case(case_id).decisions if d.decision_id == made.decision_id
        ) == taken  # fmt: skip


def test_without_an_approvers_right_one_withdraws_ones_own_alone(
    store: CaseStore, case_id: str
) -> None:
    made = store.propose(case_id, Action.SUSPEND, [], "x", by="ann")

    def withdraw(by: str) -> Decision:
        with store.writing() as c:
            return acts.withdraw(c, made.decision_id, "x", by=by, at=AT, any_proposer=False)

    with pytest.raises(NotAllowed):
        withdraw("bob")
    assert withdraw(" Ann").withdrawn_by == " Ann"


def test_a_decision_names_accounts_of_its_case_alone(store: CaseStore, case_id: str) -> None:
    """One stranger among them, and nothing is proposed; an account of another case is one."""
    mine = store.case(case_id).members[0].account_id
    theirs = _first(store, store.cases()[1].case_id)
    with pytest.raises(InputError, match=f"has no account '{theirs}'"):
        store.propose(case_id, Action.SUSPEND, [mine, theirs], "x", by="ann")
    with pytest.raises(InputError, match=f"has no account '{theirs}'"):
        store.label(case_id, [theirs], LabelKind.CONFIRMED, "x", by="ann")
    with pytest.raises(InputError, match="has no account 'acct-9999999'"):
        store.propose(case_id, Action.SUSPEND, [mine, "acct-9999999"], "x", by="ann")
    assert store.case(case_id).decisions == ()
    made = store.propose(case_id, Action.SUSPEND, [mine, mine], "x", by="ann")
    assert made.accounts == (mine,)


@pytest.mark.parametrize("action", Action)
def test_nothing_but_a_look_is_decided_about_a_cleared_account(
    store: CaseStore, case_id: str, action: Action
) -> None:
    """Not among others either, nor on somebody's older word."""
    one, two, *_ = (m.account_id for m in store.case(case_id).members)
    store.label(case_id, [two], LabelKind.CONFIRMED, "one card", by="ann")
    store.label(case_id, [two], LabelKind.CLEARED, "a customer for years", by="bob")
    if action is Action.OBSERVE:
        assert store.propose(case_id, action, [one, two], "x", by="ann").in_force
        return
    with pytest.raises(NotAllowed, match=f"'{two}' was cleared"):
        store.propose(case_id, action, [one, two], "x", by="ann")
    assert store.case(case_id).decisions == ()
    store.label(case_id, [two], LabelKind.UNSURE, "the card is stolen", by="cyd")
    assert store.propose(case_id, action, [one, two], "x", by="ann").accounts == (one, two)


def test_nobody_agrees_to_what_reaches_somebody_cleared_meanwhile(
    store: CaseStore, case_id: str
) -> None:
    one, two, *_ = (m.account_id for m in store.case(case_id).members)
    made = store.propose(case_id, Action.SUSPEND, [one, two], "x", by="ann")
    store.label(case_id, [two, one], LabelKind.CLEARED, "a class", by="bob")
    before = store.audit()
    with pytest.raises(NotAllowed, match=rf"'{one}' \(and 1 more\) was cleared"):
        store.approve(made.decision_id, by="cyd")
    assert store.audit() == before
    assert store.case(case_id).decisions[0].waiting


def test_a_proposal_or_its_end_never_opens_what_is_settled(store: CaseStore, case_id: str) -> None:
    """A closed case stays closed; a decided one does not go back to review."""
    store.propose(case_id, Action.OBSERVE, [], "x", by="ann")
    waiting = store.propose(case_id, Action.SUSPEND, [], "x", by="ann")
    case = store.case(case_id)
    assert case.status == Status.DECIDED
    store.change(case_id, Change(status=Status.CLOSED), seen=case.version, by="ann")
    store.approve(waiting.decision_id, by="bob")
    store.propose(case_id, Action.NOTIFY, [], "x", by="ann")
    assert store.case(case_id).status == Status.CLOSED


def test_nobody_says_decided_where_no_decision_is_in_force(store: CaseStore, case_id: str) -> None:
    """Not before one, not while one waits, not after it was withdrawn; with one, they may."""

    def decide() -> None:
        seen = store.case(case_id).version
        store.change(case_id, Change(status=Status.DECIDED, owner="eve"), seen=seen, by="ann")

    def refused() -> None:
        before = store.audit()
        with pytest.raises(NotAllowed, match=f"no decision on {case_id} is in force"):
            decide()
        assert store.audit() == before
        assert store.case(case_id).owner is None

    other = store.cases()[1].case_id
    store.propose(other, Action.OBSERVE, [], "of another case", by="ann")
    refused()
    made = store.propose(case_id, Action.SUSPEND, [], "x", by="ann")
    refused()
    store.withdraw(made.decision_id, "x", by="ann")
    refused()
    store.propose(case_id, Action.OBSERVE, [], "x", by="ann")
    seen = store.case(case_id).version
    store.change(case_id, Change(status=Status.REVIEW), seen=seen, by="ann")
    decide()
    assert store.case(case_id).status == Status.DECIDED


def test_a_case_whose_last_decision_was_taken_back_is_in_review_again(
    store: CaseStore, case_id: str
) -> None:
    """While another stands it stays decided; a closed case stays closed; all of it on record."""
    one = store.propose(case_id, Action.OBSERVE, [], "x", by="ann")
    two = store.propose(case_id, Action.SUSPEND, [], "x", by="ann")
    store.approve(two.decision_id, by="bob")
    store.withdraw(one.decision_id, "x", by="ann")
    assert store.case(case_id).status == Status.DECIDED
    seen = store.case(case_id).version
    store.withdraw(two.decision_id, "an appeal was right", by="ann")
    case = store.case(case_id)
    assert (case.status, case.version) == (Status.REVIEW, seen + 1)
    assert store.audit(case_id)[-1].detail == "status: decided -> review"
    made = store.propose(case_id, Action.OBSERVE, [], "x", by="ann")
    seen = store.case(case_id).version
    store.change(case_id, Change(status=Status.CLOSED), seen=seen, by="ann")
    store.withdraw(made.decision_id, "x", by="ann")
    assert store.case(case_id).status == Status.CLOSED


def test_a_decision_that_moves_the_case_moves_its_version(store: CaseStore, case_id: str) -> None:
    """Whoever saw the case before the decision cannot change it without looking again."""
    seen = store.case(case_id).version
    store.propose(case_id, Action.OBSERVE, [], "x", by="ann")
    assert store.case(case_id).version == seen + 1
    with pytest.raises(CaseChanged):
        store.change(case_id, Change(status=Status.OPEN), seen=seen, by="bob")


@pytest.mark.parametrize("off", [-1, 1])
def test_only_the_version_that_is_current_may_be_changed(
    store: CaseStore, case_id: str, off: int
) -> None:
    """Nor an older one, nor one that is still to come."""
    seen = store.case(case_id).version
    seen = store.change(case_id, Change(owner="ann"), seen=seen, by="ann")
    before = store.audit()
    with pytest.raises(CaseChanged):
        store.change(case_id, Change(owner="bob"), seen=seen + off, by="bob")
    assert store.case(case_id).owner == "ann"
    assert store.audit() == before


def test_a_change_touches_one_case_and_is_on_record(store: CaseStore, case_id: str) -> None:
    others = [c for c in store.cases() if c.case_id != case_id]
    seen = store.case(case_id).version
    store.change(case_id, Change(owner="ann", title="T"), seen=seen, by="bob")
    assert [c for c in store.cases() if c.case_id != case_id] == others
    entry = store.audit(case_id)[-1]
    assert (entry.act, entry.actor) == ("change case", "bob")
    assert "owner: none -> ann" in entry.detail
    seen += 1
    assert store.change(case_id, Change(owner="ann"), seen=seen, by="bob") == seen, "nothing new"
    assert store.audit(case_id)[-1] == entry


def test_a_filter_is_labelled_when_as_many_pass_as_were_seen(
    store: CaseStore, case_id: str
) -> None:
    def label(expected: int, wanted: MemberFilter) -> int:
        with store.writing() as c:
            return acts.label_all(
                c, case_id, wanted, LabelKind.UNSURE, "x", expected=expected, by="ann", at=AT
            )

    for wrong in (39, 41):
        with pytest.raises(FilterChanged, match=f"40 accounts pass the filter now, not {wrong}"):
            label(wrong, MemberFilter())
    assert store.case(case_id).labels == ()
    assert label(40, MemberFilter()) == 40
    with pytest.raises(InputError, match="no account"):
        label(0, MemberFilter(label="none"))


def test_each_act_is_on_record_once_with_who_and_what(store: CaseStore, case_id: str) -> None:
    """In the order of the acts; a harsh decision that begins a review says so too."""
    before = len(store.audit())
    one, other = _first(store, case_id), store.cases()[1].case_id
    store.label(case_id, [one], LabelKind.UNSURE, "odd hours", by="ann")
    store.note(case_id, "asked billing", by="bob")
    made = store.propose(case_id, Action.SUSPEND, [one], "a harvest", by="ann")
    store.approve(made.decision_id, by="bob")
    store.withdraw(made.decision_id, "a mistake", by="cyd")
    store.relate(case_id, other, "one card", by="dee")
    told = [(e.act, e.actor, e.detail) for e in store.audit()[before:] if e.act != "change case"]
    assert {e.subject for e in store.audit()[before:]} == {case_id}
    assert told == [
        ("label", "ann", f"unsure: {one}: odd hours"),
        ("note", "bob", "asked billing"),
        ("propose", "ann", f"{made.decision_id}: suspend for 1 account: a harvest"),
        ("approve", "bob", f"{made.decision_id}: suspend"),
        ("withdraw", "cyd", f"{made.decision_id}: a mistake"),
        ("link", "dee", f"{other}: one card"),
    ]


BLANK: dict[str, Callable[[CaseStore, str, str], object]] = {
    "label": lambda s, c, why: s.label(c, [_first(s, c)], LabelKind.UNSURE, why, by="ann"),
    "note": lambda s, c, why: s.note(c, why, by="ann"),
    "propose": lambda s, c, why: s.propose(c, Action.OBSERVE, [], why, by="ann"),
    "withdraw": lambda s, c, why: s.withdraw(f"{c}-D1", why, by="ann"),
    "relate": lambda s, c, why: s.relate(c, s.cases()[1].case_id, why, by="ann"),
    "title": lambda s, c, why: s.change(
        c, Change(title=why), seen=s.case(c).version, by="ann"
    ),
    "profile": lambda s, _, why: s.profile(why, "text", by="ann"),
}  # fmt: skip


@pytest.mark.parametrize("why", ["", " \t\n"])
@pytest.mark.parametrize("act", BLANK)
def test_nothing_is_done_without_saying_why(
    store: CaseStore, case_id: str, act: str, why: str
) -> None:
    """A reason, a remark, a title or a name of blanks is none; nothing is written."""
    store.propose(case_id, Action.SUSPEND, [], "x", by="ann")
    before = store.audit()
    with pytest.raises(InputError):
        BLANK[act](store, case_id, why)
    assert store.audit() == before


NOWHERE: dict[str, Callable[[CaseStore, str], object]] = {
    "label": lambda s, c: s.label(c, ["a"], LabelKind.UNSURE, "x", by="ann"),
    "note": lambda s, c: s.note(c, "x", by="ann"),
    "propose": lambda s, c: s.propose(c, Action.OBSERVE, [], "x", by="ann"),
    "change": lambda s, c: s.change(c, Change(owner="ann"), seen=0, by="ann"),
    "relate": lambda s, c: s.relate(c, s.cases()[0].case_id, "x", by="ann"),
    "be related": lambda s, c: s.relate(s.cases()[0].case_id, c, "x", by="ann"),
}


@pytest.mark.parametrize("act", NOWHERE)
def test_nothing_is_done_to_a_case_that_is_not_there(store: CaseStore, act: str) -> None:
    before = store.audit()
    with pytest.raises(NoSuchCase):
        NOWHERE[act](store, "case-none")
    assert store.audit() == before


def test_labels_name_accounts_of_the_case_and_at_least_one(store: CaseStore, case_id: str) -> None:
    for accounts in ([], [_first(store, case_id), "acct-9999999"]):
        with pytest.raises(InputError):
            store.label(case_id, accounts, LabelKind.UNSURE, "x", by="ann")
    assert store.case(case_id).labels == ()


def test_two_cases_are_linked_once_and_none_to_itself(store: CaseStore, case_id: str) -> None:
    other = store.cases()[1].case_id
    with pytest.raises(InputError, match="itself"):
        store.relate(case_id, case_id, "x", by="ann")
    store.relate(case_id, other, "one card", by="ann")
    before = store.audit()
    store.relate(other, case_id, "again", by="bob")
    assert store.audit() == before
    assert store.case(case_id).related == (other,)
    third = store.cases()[2].case_id
    store.relate(case_id, third, "one template", by="ann")
    store.relate(other, third, "one template", by="ann")
    assert set(store.case(third).related) == {case_id, other}


def test_a_case_is_given_known_actors_alone(store: CaseStore, case_id: str) -> None:
    seen = store.case(case_id).version
    with pytest.raises(InputError, match="no actor"):
        store.change(case_id, Change(actor="nobody"), seen=seen, by="ann")
    store.profile("another", "of its own", by="ann")
    store.profile("an actor", "first", by="ann")
    store.profile("an actor", "text", by="ann")
    assert [(a.name, a.description) for a in store.actors()] == [
        ("an actor", "text"),
        ("another", "of its own"),
    ]
    store.change(case_id, Change(actor="an actor"), seen=seen, by="ann")
    assert store.case(case_id).actor == "an actor"


@pytest.mark.parametrize("what", ["campaign", "member"])
def test_detections_that_name_something_twice_are_not_taken_in(store: CaseStore, what: str) -> None:
    """No run wrote them; nothing of them is left behind."""
    found = detections(5, start=900)
    name = found.campaigns[0].campaign_id
    if what == "campaign":
        found = replace(found, campaigns=found.campaigns * 2)
    else:
        found = replace(found, members={name: (*found.members[name], found.members[name][0])})
    before = store.audit()
    with pytest.raises(InputError, match="twice"):
        store.import_detections(found, by="ann")
    assert store.audit() == before


def _first(store: CaseStore, case_id: str) -> str:
    return store.case(case_id).members[0].account_id
