"""Plain rows say what whole members, links and labels say, on both databases."""

from gauger.casework import reading as read
from gauger.casework.model import LabelKind
from gauger.casework.store import CaseStore


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


def _line(row: read.MemberRow) -> tuple[object, ...]:
    m, label = row.member, row.label
    signals = dict.fromkeys(r.signal for r in m.evidence)
    said = (label.kind, label.reason) if label else (None, None)
    words = "".join(f"|{s}" for s in signals) + "|"
    return m.account_id, m.p_member, m.exchanges, m.first_ts, m.last_ts, words, *said
