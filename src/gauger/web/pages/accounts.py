"""Accounts of a case: the table with its filters, one account, what is hidden, the export."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import StreamingResponse

from gauger.casework import grants
from gauger.casework import reading as read
from gauger.casework.alike import look_alikes
from gauger.casework.details import details_of
from gauger.casework.model import LabelKind
from gauger.casework.people import Permission
from gauger.errors import InputError
from gauger.report.words import many
from gauger.web.csvfile import lines
from gauger.web.guard import Visitor, need, store_of
from gauger.web.view import address, page

router = APIRouter(include_in_schema=False)
Reader = Annotated[Visitor, Depends(need(Permission.READ))]
Exporter = Annotated[Visitor, Depends(need(Permission.EXPORT))]
PAGE = 100


class Wanted:
    """The table's filter, from the query: one view, one address."""

    def __init__(
        self,
        q: str = "",
        signal: str = "",
        lacks: str = "",
        label: str = "",
        below: str = "",
        order: str = "surest",
    ) -> None:
        self.q, self.signal, self.lacks, self.label, self.below = q, signal, lacks, label, below
        self.order = order if order in read.MEMBER_ORDERS else "surest"

    @property
    def query(self) -> dict[str, str]:
        """As it stands in the address."""
        return {
            "q": self.q,
            "signal": self.signal,
            "lacks": self.lacks,
            "label": self.label,
            "below": self.below,
            "order": "" if self.order == "surest" else self.order,
        }

    @property
    def filter(self) -> read.MemberFilter:
        """As the store takes it. Raises InputError."""
        if self.label not in {"", "none", read.ELSEWHERE, *LabelKind}:
            raise InputError(f"a label is {', '.join(LabelKind)}, {read.ELSEWHERE} or none.")
        try:
            below = float(self.below) if self.below else None
        except ValueError as seen:
            raise InputError(f"below takes a probability; got {self.below!r}.") from seen
        return read.MemberFilter(
            prefix=self.q,
            signal=self.signal,
            without_signal=self.lacks,
            label=self.label,
            p_below=below,
        )


@router.get("/cases/{case_id}/accounts")
def table(
    request: Request,
    me: Reader,
    case_id: str,
    wanted: Annotated[Wanted, Depends()],
    p: Annotated[int, Query(ge=1, le=100_000)] = 1,
    labelled: Annotated[int, Query(ge=0, le=10_000_000)] = 0,
) -> Response:
    """Accounts that pass the filter, with people's word on each."""
    with store_of(request).reading() as c:
        case = read.case_row(c, case_id)
        rows, total = read.member_page(
            c, case_id, wanted.filter, order=wanted.order, limit=PAGE, offset=(p - 1) * PAGE
        )
        signals = read.tally_of(c, case_id).signals
        elsewhere = read.count_cleared_elsewhere(c, case_id)
    return page(
        request,
        "accounts.html",
        me,
        case=case,
        rows=rows,
        total=total,
        wanted=wanted,
        signals=signals,
        elsewhere=elsewhere,
        kinds=list(LabelKind),
        orders=list(read.MEMBER_ORDERS),
        number=p,
        labelled=labelled,
        pages=max(1, -(-total // PAGE)),
        again=address(f"/cases/{case_id}/accounts", **wanted.query),
    )


@router.get("/cases/{case_id}/accounts.csv")
def export(
    request: Request, me: Exporter, case_id: str, wanted: Annotated[Wanted, Depends()]
) -> Response:
    """The same as CSV; that it left the store goes on record.

    The rows are read before the first is sent, so that a slow reader holds no transaction open.
    """
    store = store_of(request)
    with store.reading() as c:
        read.case_row(c, case_id)
        found = read.member_lines(c, case_id, wanted.filter, order=wanted.order)
        others = read.said_elsewhere(c, case_id)
    said = f"{many(len(found), 'account')}, CSV"
    store.record(actor=me.name, act="export accounts", subject=case_id, detail=said)
    header = (
        "account", "p_member", "exchanges", "first", "last", "signals", "label", "reason",
        "later_label_elsewhere", "said_in",
    )  # fmt: skip
    rows = (
        (account, p, exchanges, first.isoformat(), last.isoformat(),
         signals.strip("|").replace("|", " "), kind or "", reason or "",
         *((x.label.kind.value, x.case_id) if (x := others.get(account)) else ("", "")))
        for account, p, exchanges, first, last, signals, kind, reason in found
    )  # fmt: skip
    name = "".join(x for x in case_id if x.isalnum() or x in "-_")
    return StreamingResponse(
        lines(header, rows),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}-accounts.csv"'},
    )


@router.get("/cases/{case_id}/account")
def account(
    request: Request,
    me: Reader,
    case_id: str,
    id: str,  # noqa: A002 - the query's name
) -> Response:
    """One account: its evidence, traits, look-alikes and history."""
    store = store_of(request)
    with store.reading() as c:
        case = read.case_row(c, case_id)
        rows, _ = read.member_page(c, case_id, read.MemberFilter(accounts=(id,)), limit=1)
        if not rows:
            raise InputError(f"{case_id} has no account {id!r}.")
        until = grants.granted(c, case_id, me.name, at=store.clock())
        reveal = until is not None and me.may(Permission.REVEAL)
        known = details_of(c, case_id, id, reveal=reveal)
        alike = look_alikes(c, case_id, rows[0].member)
        tied = read.links_of(c, case_id, id)
        labels = read.labels_of(c, case_id, id)
        last = rows[0].elsewhere.label if rows[0].elsewhere else labels[-1] if labels else None
        elsewhere = [r for r in read.cases_of_account(c, id) if r.case_id != case_id]
        decided = [d for d in read.decisions_of(c, case_id) if not d.accounts or id in d.accounts]
    if known is not None and (known.personal is not None or known.text is not None):
        store.record(actor=me.name, act="read hidden data", subject=case_id, detail=id)
    return page(
        request,
        "account.html",
        me,
        case=case,
        row=rows[0],
        known=known,
        until=until if reveal else None,
        alike=alike,
        tied=tied,
        labels=labels,
        spared=last is not None and last.kind is LabelKind.CLEARED,
        elsewhere=elsewhere,
        decided=decided,
        kinds=list(LabelKind),
    )
