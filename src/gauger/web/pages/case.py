"""A case: overview, links, what if, history. Nothing here reads a log."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response

from gauger.casework import reading as read
from gauger.casework.cells import MOST_ACCOUNTS, Cell, cells_of, look_into
from gauger.casework.model import Action, LabelKind, Status
from gauger.casework.people import Permission
from gauger.casework.whatif import each_without, without
from gauger.errors import InputError
from gauger.web.draw.map import map_of_accounts, map_of_cells
from gauger.web.guard import Visitor, need, store_of
from gauger.web.view import address, page

router = APIRouter(include_in_schema=False)
Reader = Annotated[Visitor, Depends(need(Permission.READ))]
CHOICES: dict[str, Any] = {
    "statuses": list(Status),
    "actions": list(Action),
    "kinds": list(LabelKind),
}


@router.get("/cases/{case_id}")
def overview(request: Request, me: Reader, case_id: str) -> Response:
    """Verdict, reasons, timeline, mixes, and what people did so far."""
    with store_of(request).reading() as c:
        case = read.case_file(c, case_id, with_members=False, with_links=False, with_labels=False)
        return page(
            request,
            "overview.html",
            me,
            case=case,
            counts=read.label_counts(c, case_id),
            elsewhere=read.count_cleared_elsewhere(c, case_id),
            events=read.events_of(c, case_id),
            related=read.related_of(c, case_id),
            actors=read.actors_known(c),
            signals=read.tally_of(c, case_id).signals,
            **CHOICES,
        )


@router.get("/cases/{case_id}/links")
def links(request: Request, me: Reader, case_id: str, cell: str = "") -> Response:
    """Who is tied to whom, and by what; with `cell`, inside one cell."""
    with store_of(request).reading() as c:
        case = read.case_row(c, case_id)
        picture = cells_of(c, case_id)
        base = f"/cases/{case_id}"
        chosen = _cell(picture.cells, cell) if cell else None
        if chosen is None and len(picture.cells) == 1 and picture.accounts <= MOST_ACCOUNTS:
            chosen = picture.cells[0]  # one small cell: nothing to choose
        if chosen is None:
            drawn = map_of_cells(picture, lambda name: address(f"{base}/links", cell=name))
            shown: tuple[str, ...] = ()
            tied = read.link_page(c, case_id, limit=30)[0]
        else:
            shown, own = look_into(c, case_id, chosen)
            words = read.kinds_of(c, case_id, shown)
            last = read.said_elsewhere(c, case_id, shown)
            words |= {a: x.label.kind.value for a, x in last.items()}
            drawn = map_of_accounts(shown, own, lambda a: address(f"{base}/account", id=a), words)
            tied = own[:30]
    return page(
        request,
        "links.html",
        me,
        case=case,
        picture=picture,
        drawn=drawn,
        chosen=chosen,
        shown=shown,
        tied=tied,
    )


def _cell(cells: tuple[Cell, ...], name: str) -> Cell:
    for cell in cells:
        if cell.name == name:
            return cell
    raise InputError("there is no such cell any more: the case was measured anew.")


@router.get("/cases/{case_id}/without")
def what_if(
    request: Request,
    me: Reader,
    case_id: str,
    signal: Annotated[list[str] | None, Query(max_length=50)] = None,
) -> Response:
    """What would be left without some signals."""
    with store_of(request).reading() as c:
        case = read.case_file(c, case_id, with_members=False, with_links=False, with_labels=False)
        tally = read.tally_of(c, case_id)
    chosen = sorted(set(signal or ()) & set(tally.signals))
    return page(
        request,
        "without.html",
        me,
        case=case,
        signals=tally.signals,
        chosen=chosen,
        left=without(case.campaign, tally, case.run, chosen),
        each=each_without(case.campaign, tally, case.run),
    )


@router.get("/cases/{case_id}/history")
def history(request: Request, me: Reader, case_id: str) -> Response:
    """Everything that was done, from the audit log."""
    store = store_of(request)
    with store.reading() as c:
        case = read.case_file(c, case_id, with_members=False, with_links=False, with_labels=False)
    checked = store.verify_chain()  # the tables too: the audit page, and `gauger case audit`
    return page(request, "history.html", me, case=case, checked=checked)
