"""Everything beside one case: who asks, actors, labels, search, the record, imports."""

from datetime import datetime
from typing import Annotated

from fastapi import Query, Request
from fastapi.responses import JSONResponse
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile

from gauger.casework import reading as read
from gauger.casework.intake import Imported
from gauger.casework.model import ActorProfile
from gauger.web.api.common import Admin, Exporter, Importer, Limit, Offset, Reader, router
from gauger.web.api.shapes import Audit, Hits, Labels, Me
from gauger.web.guard import store_of
from gauger.web.upload import detections_of


@router.get("/me")
def me_(me: Reader) -> Me:
    """Who this is, and what they may do."""
    return Me(name=me.name, role=me.person.role, permissions=sorted(me.permissions))


@router.get("/actors")
def actors(request: Request, me: Reader) -> list[ActorProfile]:
    """Known-actor profiles."""
    return list(store_of(request).actors())


@router.get("/labels")
def labels(request: Request, me: Exporter, limit: Limit = 100, offset: Offset = 0) -> Labels:
    """The labels that count, over all cases, oldest first; that they left goes on record."""
    store = store_of(request)
    with store.reading() as c:
        found, total = read.label_page(c, None, last=True, limit=limit, offset=offset)
    said = f"{len(found):,} of {total:,} labels, from {offset:,}"
    store.record(actor=me.name, act="export labels", subject="labels", detail=said)
    return Labels(total=total, labels=list(found))


@router.get("/search")
def search(
    request: Request, me: Reader, q: Annotated[str, Query(min_length=1, max_length=200)]
) -> Hits:
    """Cases, accounts, notes and reasons."""
    with store_of(request).reading() as c:
        return Hits(hits=list(read.search(c, q)))


@router.get("/audit")
def audit(
    request: Request,
    me: Admin,
    subject: Annotated[str, Query(max_length=200)] = "",
    since: datetime | None = None,
) -> Audit:
    """The audit log, for another system to keep."""
    store = store_of(request)
    checked = store.verify_audit()
    entries = store.audit(subject or None)
    if since is not None:
        begin = since if since.tzinfo else since.replace(tzinfo=store.clock().tzinfo)
        entries = tuple(e for e in entries if e.at >= begin)
    return Audit(
        entries=list(entries),
        checked=checked.entries,
        head=checked.head,
        wrong=checked.wrong,
        at_odds=list(checked.at_odds),
    )


@router.post(
    "/import",
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                "multipart/form-data": {
                    "schema": {
                        "type": "object",
                        "properties": {"bundle": {"type": "string", "format": "binary"}},
                        "required": ["bundle"],
                    }
                }
            },
        }
    },
)
async def take(request: Request, me: Importer) -> Imported:
    """Import detections: `bundle` is a zip of the four files that `gauger detect` writes."""
    form = await request.form(max_files=8, max_fields=8)
    files = {n: v for n, v in form.multi_items() if isinstance(v, UploadFile)}
    store = store_of(request)

    def work() -> Imported:
        return store.import_detections(detections_of(files), by=me.name)

    return await run_in_threadpool(work)


@router.get("/openapi.json", include_in_schema=False)
def openapi(request: Request, me: Reader) -> JSONResponse:
    """The description of this API."""
    return JSONResponse(request.app.openapi())
