"""The evidence pack of a case: ask for it, look how far it is, take it away."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import FileResponse, RedirectResponse

from gauger.casework import reading as read
from gauger.casework.model import Action
from gauger.casework.people import Permission
from gauger.casework.store import CaseStore
from gauger.errors import InputError, UsageError
from gauger.web.guard import Visitor, act, need, store_of
from gauger.web.packing import Packing
from gauger.web.view import page

router = APIRouter(include_in_schema=False)


@router.get("/cases/{case_id}/pack")
def pack(
    request: Request, me: Annotated[Visitor, Depends(need(Permission.READ))], case_id: str
) -> Response:
    """How far the newest pack is, and how its reader checks it."""
    with store_of(request).reading() as c:
        case = read.case_row(c, case_id)
    leaves = _may_leave(store_of(request), case_id)
    packing: Packing | None = request.app.state.packing
    made = packing.of(case_id) if packing else None
    return page(request, "pack.html", me, case=case, made=made, leaves=leaves)


@router.post("/cases/{case_id}/pack")
def make(
    request: Request, me: Annotated[Visitor, Depends(act(Permission.EXPORT))], case_id: str
) -> Response:
    """Begin a pack for somebody."""
    _packing(request).start(case_id, me.text("recipient"), by=me.name)
    return RedirectResponse(f"/cases/{case_id}/pack", status_code=303)


@router.get("/cases/{case_id}/pack.zip")
def take(
    request: Request, me: Annotated[Visitor, Depends(need(Permission.EXPORT))], case_id: str
) -> Response:
    """The newest pack; that it left goes on record first."""
    made = _packing(request).of(case_id)
    if made is None or made.zip is None:
        raise InputError(f"no pack of {case_id} is ready. Make one on the case's page Pack.")
    agreed = "" if _may_leave(store_of(request), case_id) else ", no share or notify in force"
    said = f"for {made.recipient}{agreed}: root {made.root}"
    store_of(request).record(actor=me.name, act="take pack", subject=case_id, detail=said)
    return FileResponse(made.zip, media_type="application/zip", filename=made.zip.name)


def _may_leave(store: CaseStore, case_id: str) -> bool:
    """Whether two people have decided that the case is shared or that somebody is notified."""
    with store.reading() as c:
        decisions = read.decisions_of(c, case_id)
    return any(d.in_force and d.action in {Action.SHARE, Action.NOTIFY} for d in decisions)


def _packing(request: Request) -> Packing:
    packing: Packing | None = request.app.state.packing
    if packing is None:
        raise UsageError(
            "this workbench was given no logs. Start `gauger serve` with --world, or make the "
            "pack with `gauger dossier --store`."
        )
    return packing
