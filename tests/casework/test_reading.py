"""Plain rows say what whole members, links and labels say, on both databases."""

from gauger.campaigns.model import Member
from gauger.casework import reading as read
from gauger.casework.acts import Change
from gauger.casework.model import Action, LabelKind
from gauger.casework.store import CaseStore
from tests.casework.make import detections


def test_plain_rows_are_the_members_with_the_word_that_counts(
    store: CaseStore, case_id: str
) -> None:
    """In each order, with and without a filter, as a page of whole members has them."""
    ids = [m.account_id for m in store.case(case_id).members]
    store.label(case_id, ids[:9], LabelKind.UNSURE, "first look", by="ann")
    store.label(case_id, ids[3:5], LabelKind.CLEARED, "a customer", by="bob")
    filters = (
        read.MemberFilter(),
        read.MemberFilter(signal="shared-payment"),
        read.MemberFilter(without_signal="shared-payment", p_below=0.999),
        *(read.MemberFilter(label=kind) for kind in ("none", "unsure", "cleared")),
    )
    with store.reading() as c:
        for wanted in filters:
            for order in read.MEMBER_ORDERS:
                rows, _ = read.member_page(c, case_id, wanted, order=order)
                plain = read.member_lines(c, case_id, wanted, order=order)
                assert [tuple(line) for line in plain] == [_line(row) for row in rows]


def test_the_kind_that_counts_is_the_last_one_said(store: CaseStore, case_id: str) -> None:
    """Only of the accounts asked for, and only where somebody said a word."""
    ids = [m.account_id for m in store.case(case_id).members]
    store.label(case_id, ids[:2], LabelKind.UNSURE, "first look", by="ann")
    store.label(case_id, ids[1:3], LabelKind.CLEARED, "a customer", by="ann")
    with store.reading() as c:
        assert read.kinds_of(c, case_id, ids[1:2]) == {ids[1]: "cleared"}
        assert read.kinds_of(c, case_id, ids) == {
            ids[0]: "unsure", ids[1]: "cleared", ids[2]: "cleared",
        }  # fmt: skip


def test_links_among_accounts_have_both_ends_there(store: CaseStore, case_id: str) -> None:
    """Strongest first, as all links are."""
    links = store.case(case_id).links
    some = sorted({k.a for k in links} | {k.b for k in links})[::2]
    inside = tuple(k for k in links if k.a in some and k.b in some)
    assert 0 < len(inside) < len(links)
    with store.reading() as c:
        assert read.links_among(c, case_id, some) == inside
        assert read.link_ends(c, case_id) == tuple((k.a, k.b) for k in links)


def test_a_filter_lets_through_what_it_says(store: CaseStore, case_id: str) -> None:
    """By the members themselves; a signal's name is no part of another's, nor a pattern."""
    its = store.case(case_id).members
    edge = sorted(m.p_member for m in its)[20]

    def carries(m: Member, signal: str) -> bool:
        return any(r.signal == signal for r in m.evidence)

    wanted = {
        read.MemberFilter(p_below=edge): [m for m in its if m.p_member < edge],
        read.MemberFilter(signal="shared-payment"): [
            m for m in its if carries(m, "shared-payment")
        ],
        read.MemberFilter(without_signal="shared-payment"): [
            m for m in its if not carries(m, "shared-payment")
        ],
        read.MemberFilter(signal="shared"): [],
        read.MemberFilter(signal="shared_payment"): [],
        read.MemberFilter(prefix="acct-000000"): [m for m in its if m.account_id < "acct-0000010"],
    }
    with store.reading() as c:
        for by, expected in wanted.items():
            assert read.member_ids(c, case_id, by) == tuple(m.account_id for m in expected), by


def test_the_queue_is_of_one_owner_and_what_waits_of_nobody_settled(
    store: CaseStore, case_id: str
) -> None:
    """What was approved or withdrawn, or needs nobody, waits for nobody."""
    other = store.cases()[1].case_id
    store.change(other, Change(owner="ann"), seen=1, by="ann")
    made = [store.propose(case_id, Action.SUSPEND, [], "x", by="ann") for _ in range(3)]
    store.propose(case_id, Action.OBSERVE, [], "x", by="ann")
    store.approve(made[0].decision_id, by="bob")
    store.withdraw(made[1].decision_id, "x", by="ann")
    with store.reading() as c:
        rows, total = read.queue(c, owner="ann")
        assert ([r.case_id for r in rows], total) == ([other], 1)
        waits = read.waiting_decisions(c)
        assert [(x, d.decision_id) for x, d in waits] == [(case_id, made[2].decision_id)]


def test_others_of_a_run_are_the_accounts_of_its_other_cases(
    store: CaseStore, case_id: str
) -> None:
    """Not of the case itself, nor of another run."""
    store.import_detections(detections(5, start=700), by="ann")
    rest = [r.case_id for r in store.cases() if r.case_id not in {case_id, "case-C-0700000"}]
    others = {m.account_id for x in rest for m in store.case(x).members}
    with store.reading() as c:
        assert read.others_of_run(c, case_id) == others
        assert read.others_of_run(c, "case-C-0700000") == frozenset()


def test_a_search_takes_signs_of_patterns_as_signs(store: CaseStore, case_id: str) -> None:
    for text in ("a_b", "axb", "a%b", r"a\b"):
        store.note(case_id, text, by="ann")
    with store.reading() as c:
        for text in ("a_b", "a%b", r"a\b"):
            assert [h.text for h in read.search(c, text)] == [text]


def _line(row: read.MemberRow) -> tuple[object, ...]:
    m, label = row.member, row.label
    signals = dict.fromkeys(r.signal for r in m.evidence)
    said = (label.kind, label.reason) if label else (None, None)
    words = "".join(f"|{s}" for s in signals) + "|"
    return m.account_id, m.p_member, m.exchanges, m.first_ts, m.last_ts, words, *said
