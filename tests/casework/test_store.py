"""Cases are kept, changed and decided alike on both databases."""

from dataclasses import replace

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import insert, update
from sqlalchemy.exc import IntegrityError

from gauger.casework import reading as read
from gauger.casework import tables as t
from gauger.casework.acts import Change, note
from gauger.casework.cells import Picture, cells_of
from gauger.casework.errors import CaseChanged, NoSuchCase, NotAllowed
from gauger.casework.model import Action, LabelKind, Status, case_from
from gauger.casework.store import CaseStore, open_store
from gauger.errors import InputError, UsageError
from tests.casework.make import detections, grown


def test_a_case_comes_back_as_the_run_found_it(store: CaseStore, case_id: str) -> None:
    """Run, campaign, members and links are equal to the detections', in their order."""
    found = detections(40, 12, 12, 12)
    fresh = case_from(found, found.campaigns[0].campaign_id)
    kept = store.case(case_id)
    assert replace(kept, audit=(), version=0) == fresh
    assert [e.act for e in kept.audit] == ["open case"]


def test_the_queue_stands_by_harm(store: CaseStore) -> None:
    """Harm is the exchanges harvested as expected; a benign crowd comes last."""
    rows = store.cases()
    assert [r.harm for r in rows] == sorted((r.harm for r in rows), reverse=True)
    assert rows[0].verdict == "distillation"


def test_the_same_run_twice_is_once(store: CaseStore) -> None:
    again = store.import_detections(detections(40, 12, 12, 12), by="bob")
    assert (again.opened, again.measured_anew) == ((), ())
    assert len(store.cases()) == 4


def test_a_later_run_measures_open_cases_and_leaves_decided_ones(
    store: CaseStore, case_id: str
) -> None:
    """What a decision was based on stays; people's words survive a new measurement."""
    other = "case-C-0000001"
    store.label(other, [store.case(other).members[0].account_id], LabelKind.CLEARED, "x", by="ann")
    store.propose(case_id, Action.OBSERVE, [], "watch", by="ann")
    later = detections(40, 12, 12, 12, scale=3)
    later = replace(later, run=replace(later.run, seed=9))
    before = store.case(case_id).campaign.exchanges
    done = store.import_detections(later, by="bob")
    assert done.kept_as_decided == (case_id,)
    assert other in done.measured_anew
    assert store.case(case_id).campaign.exchanges == before
    assert store.case(other).campaign.exchanges == 3 * detections(40, 12).campaigns[1].exchanges
    assert len(store.case(other).labels) == 1


def test_a_case_in_review_is_measured_anew_and_a_decided_one_stays_whole(
    store: CaseStore, case_id: str
) -> None:
    """Members, links and picture too; who saw the case before has to look again."""
    other, third = "case-C-0000001", "case-C-0000002"
    store.propose(case_id, Action.OBSERVE, [], "watch", by="ann")
    store.propose(other, Action.SUSPEND, [], "x", by="ann")
    seen = store.case(third).version
    store.change(third, Change(status=Status.CLOSED), seen=seen, by="ann")
    kept = [(store.case(x), picture(store, x)) for x in (case_id, third)]
    seen = store.case(other).version
    later = detections(40, 12, 12, 12, scale=3)
    done = store.import_detections(replace(later, run=replace(later.run, seed=9)), by="bob")
    assert set(done.kept_as_decided) == {case_id, third}
    assert other in done.measured_anew
    assert store.case(other).version == seen + 1
    for before, drawn in kept:
        now = store.case(before.case_id)
        assert replace(now, audit=before.audit) == before
        assert picture(store, before.case_id) == drawn
        assert now.audit[-1].act == "keep as decided"
    assert store.case(other).audit[-1].act == "measure anew"


def picture(store: CaseStore, case_id: str) -> Picture:
    """The cells of a case."""
    with store.reading() as c:
        return cells_of(c, case_id)


def test_events_that_come_with_a_second_import_are_that_runs(store: CaseStore) -> None:
    """And an import without any takes none away."""
    later = detections(5, start=700)
    store.import_detections(later, by="ann")
    told = ((store.clock(), "model_release", "m-5"),)
    for events in (told, ()):
        store.import_detections(later, by="ann", events=events)
    with store.reading() as c:
        assert read.events_of(c, "case-C-0700000") == told
        assert read.events_of(c, "case-C-0000000") == ()


@pytest.mark.parametrize(
    ("shared", "new", "linked"), [(5, 10, True), (4, 10, False), (5, 90, True)]
)
def test_cases_are_linked_by_half_of_the_smaller_ones_accounts(
    store: CaseStore, shared: int, new: int, linked: bool
) -> None:
    """Half of ten, however large the other."""
    old = [f"old-{i}" for i in range(10)]
    fresh = [f"new-{i}" for i in range(new - shared)]
    store.import_detections(detections(10, start=800, names=old), by="ann")
    names = old[:shared] + fresh
    done = store.import_detections(detections(new, start=900, names=names), by="ann")
    assert done.linked == ((("case-C-0900000", "case-C-0800000"),) if linked else ())


def test_a_campaign_that_grew_is_linked_to_its_earlier_case(store: CaseStore) -> None:
    """Another account, another id: the shared accounts tie the two cases."""
    done = store.import_detections(grown(), by="ann")
    assert done.linked == (("case-C-GROWN", "case-C-0000000"),)
    assert store.case("case-C-0000000").related == ("case-C-GROWN",)


def test_who_was_cleared_stays_so_in_a_campaign_that_grew(store: CaseStore, case_id: str) -> None:
    """Until somebody says otherwise, there or here; packs and what is shared go by it."""
    one, two, *_ = (m.account_id for m in store.case(case_id).members)
    store.label(case_id, [one, two], LabelKind.CLEARED, "a class", by="ann")
    store.label(case_id, [two], LabelKind.UNSURE, "one card", by="bob")
    store.import_detections(grown(), by="ann")
    (kept,) = store.case("case-C-GROWN").labels
    assert (kept.account_id, kept.kind, kept.by) == (one, LabelKind.CLEARED, "ann")
    assert kept.reason == f"in {case_id}: a class"
    with pytest.raises(NotAllowed, match="was cleared"):
        store.propose("case-C-GROWN", Action.SUSPEND, [one], "x", by="ann")
    assert store.propose("case-C-GROWN", Action.SUSPEND, [two], "x", by="ann").waiting
    store.label("case-C-GROWN", [one], LabelKind.CONFIRMED, "the same card", by="bob")
    assert [x.kind for x in store.case("case-C-GROWN").labels] == [LabelKind.CONFIRMED]
    assert [x.kind for x in store.case(case_id).labels][:2] == [LabelKind.CLEARED] * 2
    assert store.propose("case-C-GROWN", Action.SUSPEND, [one], "x", by="ann").waiting


def test_labels_are_all_kept_and_the_last_counts(store: CaseStore, case_id: str) -> None:
    account = store.case(case_id).members[0].account_id
    store.label(case_id, [account], LabelKind.CONFIRMED, "one card", by="ann")
    store.label(case_id, [account], LabelKind.CLEARED, "a customer for years", by="bob")
    assert [(x.kind, x.by) for x in store.case(case_id).labels] == [
        ("confirmed", "ann"),
        ("cleared", "bob"),
    ]
    assert [(x.account_id, x.kind) for x in store.labels()] == [(account, "cleared")]


def test_a_label_needs_a_reason_and_an_account_of_the_case(store: CaseStore, case_id: str) -> None:
    """One stranger among many stops the whole label."""
    own = store.case(case_id).members[0].account_id
    with pytest.raises(InputError, match="reason"):
        store.label(case_id, [own], LabelKind.CLEARED, "  ", by="ann")
    with pytest.raises(InputError, match="no account 'nobody'"):
        store.label(case_id, [own, "nobody"], LabelKind.CLEARED, "x", by="ann")
    assert store.case(case_id).labels == ()


def test_mild_decisions_are_in_force_and_harsh_ones_wait(store: CaseStore, case_id: str) -> None:
    mild = store.propose(case_id, Action.THROTTLE, [], "slow down", by="ann")
    harsh = store.propose(case_id, Action.SUSPEND, [], "a harvest", by="ann")
    assert mild.in_force
    assert not harsh.in_force
    assert store.approve(harsh.decision_id, by="bob").in_force
    assert store.case(case_id).status is Status.DECIDED


@pytest.mark.parametrize(
    ("one", "same"),
    [("ann", "ann"), ("ann", " Ann "), ("ann", "ANN"), ("zo\u00eb", "ZOE\u0308"), ("ß", "SS")],
)
def test_nobody_approves_their_own_harsh_decision(
    store: CaseStore, case_id: str, one: str, same: str
) -> None:
    harsh = store.propose(case_id, Action.SUSPEND, [], "a harvest", by=one)
    with pytest.raises(NotAllowed, match="second person"):
        store.approve(harsh.decision_id, by=same)
    assert store.case(case_id).status is Status.REVIEW


def test_the_database_itself_refuses_one_person_twice(store: CaseStore, case_id: str) -> None:
    """The two-person rule holds even for code that forgets it."""
    harsh = store.propose(case_id, Action.SUSPEND, [], "a harvest", by="ann")
    with pytest.raises(IntegrityError), store.writing() as c:
        c.execute(
            update(t.decisions)
            .where(t.decisions.c.decision_id == harsh.decision_id)
            .values(approved_by="ann")
        )


def test_a_decision_is_approved_once_and_never_after_it_was_withdrawn(
    store: CaseStore, case_id: str
) -> None:
    one = store.propose(case_id, Action.SUSPEND, [], "a harvest", by="ann")
    store.approve(one.decision_id, by="bob")
    with pytest.raises(NotAllowed, match="approved it already"):
        store.approve(one.decision_id, by="cyd")
    two = store.propose(case_id, Action.NOTIFY, [], "tell them", by="ann")
    assert not store.withdraw(two.decision_id, "too early", by="bob").waiting
    with pytest.raises(NotAllowed, match="withdrew"):
        store.approve(two.decision_id, by="cyd")
    assert not store.withdraw(one.decision_id, "an appeal was right", by="bob").in_force


def test_who_saw_an_old_version_overwrites_nothing(store: CaseStore, case_id: str) -> None:
    """Two analysts open a case; the second to save is told, and the first one's word stays."""
    seen = store.case(case_id).version
    store.change(case_id, Change(owner="ann"), seen=seen, by="ann")
    with pytest.raises(CaseChanged, match="somebody else"):
        store.change(case_id, Change(owner="bob", title="mine"), seen=seen, by="bob")
    kept = store.case(case_id)
    assert (kept.owner, kept.version) == ("ann", seen + 1)
    assert "mine" not in kept.title


def test_actors_are_profiled_and_assessed(store: CaseStore, case_id: str) -> None:
    seen = store.case(case_id).version
    with pytest.raises(InputError, match="no actor"):
        store.change(case_id, Change(actor="the-lab"), seen=seen, by="ann")
    store.profile("the-lab", "Sells access.", predicts=["Cards of one bank."], by="ann")
    store.change(case_id, Change(actor="the-lab"), seen=seen, by="ann")
    assert store.case(case_id).actor == "the-lab"
    assert store.actors()[0].predicts == ("Cards of one bank.",)


def test_cases_are_linked_both_ways(store: CaseStore) -> None:
    a, b = (r.case_id for r in store.cases()[:2])
    store.relate(b, a, "same card range", by="ann")
    store.relate(a, b, "again", by="bob")
    assert store.case(a).related == (b,)
    assert store.case(b).related == (a,)


def test_accounts_are_filtered_by_evidence_and_word(store: CaseStore, case_id: str) -> None:
    members = store.case(case_id).members
    store.label(case_id, [members[3].account_id], LabelKind.CLEARED, "x", by="ann")
    paying = {
        m.account_id for m in members if any(r.signal == "shared-payment" for r in m.evidence)
    }
    with store.reading() as c:
        rows, total = read.member_page(
            c, case_id, read.MemberFilter(signal="shared-payment"), limit=5
        )
        assert total == len(paying)
        assert {r.member.account_id for r in rows} <= paying
        none = read.member_ids(c, case_id, read.MemberFilter(label="none"))
        assert len(none) == len(members) - 1
        assert read.label_counts(c, case_id) == {"cleared": 1}
        one, _ = read.member_page(c, case_id, read.MemberFilter(prefix=members[3].account_id))
        assert one[0].label is not None
        assert one[0].label.by == "ann"


def test_search_finds_cases_accounts_and_words(store: CaseStore, case_id: str) -> None:
    """A percent sign is a character, not a wildcard."""
    store.note(case_id, "100% sure, ask the bank", by="ann")
    made = store.propose(case_id, Action.OBSERVE, [], "one harvest", by="ann")
    with store.reading() as c:
        assert read.search(c, "0000000")[0].case_id == case_id
        assert [h.kind for h in read.search(c, "acct-0000003")] == ["account"]
        assert [h.kind for h in read.search(c, "100% SURE")] == ["note"]
        (hit,) = read.search(c, "one Harvest")
        assert (hit.kind, hit.what) == ("decision", made.decision_id)
        assert read.search(c, "10%sure") == ()
        assert read.search(c, "  ") == ()


@pytest.mark.parametrize("evil", ["a\0b", "'; DROP TABLE cases; --", "=1+1", "<script>", "\u202e"])
def test_names_that_attack_are_only_names(empty_url: str, evil: str) -> None:
    """An account may be called anything; NUL, which no database takes, is made visible."""
    store = open_store(empty_url)
    store.import_detections(detections(3, names=[evil, "b", "c"]), by="ann")
    case = store.case("case-C-0000000")
    name = evil.replace("\0", "\u2400")
    assert name in {m.account_id for m in case.members}
    store.label(case.case_id, [name], LabelKind.CLEARED, evil, by=evil)
    assert store.verify_audit().wrong is None
    store.close()


def test_wrong_stores_and_cases_say_what_to_do(store: CaseStore) -> None:
    with pytest.raises(NoSuchCase, match="gauger case list"):
        store.case("case-X")
    with pytest.raises(UsageError, match="sqlite or postgresql"):
        open_store("mysql://localhost/x")
    with pytest.raises(InputError, match="--store"):
        open_store("postgresql://nobody@127.0.0.1:1/none")


def test_a_newer_stores_schema_is_left_alone(url: str) -> None:
    store = open_store(url)
    with store.writing() as c:
        c.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    store.close()
    with pytest.raises(UsageError, match="newer Gauger"):
        open_store(url)


def test_migrations_build_the_tables_that_the_code_knows(store: CaseStore) -> None:
    """A column added to the code and not to a migration fails here."""
    with store.reading() as c:
        context = MigrationContext.configure(c, opts={"compare_type": True})
        assert compare_metadata(context, t.metadata) == []


def test_detections_at_odds_are_refused_whole(empty_url: str) -> None:
    store = open_store(empty_url)
    twice = detections(5)
    name = twice.campaigns[0].campaign_id
    twice = replace(twice, members={name: (*twice.members[name], twice.members[name][0])})
    with pytest.raises(InputError, match="twice"):
        store.import_detections(twice, by="ann")
    assert store.cases() == ()
    with store.reading() as c:
        assert c.execute(t.runs.select()).all() == []
    store.close()


def test_a_half_written_act_leaves_no_trace(store: CaseStore, case_id: str) -> None:
    """An error inside the transaction takes the audit entry with it."""
    before = store.verify_audit()
    with pytest.raises(IntegrityError), store.writing() as c:  # noqa: PT012
        note(c, case_id, "x", by="ann", at=store.clock())
        c.execute(insert(t.chain).values(id=1, number=0, hash="a second end"))
    assert store.verify_audit() == before
    assert store.case(case_id).notes == ()
