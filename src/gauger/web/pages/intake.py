"""Importing detections through the browser."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from starlette.concurrency import run_in_threadpool

from gauger.casework.people import Permission
from gauger.web.guard import Visitor, act, need, store_of
from gauger.web.upload import detections_of
from gauger.web.view import page

router = APIRouter(include_in_schema=False)


@router.get("/import")
def form(request: Request, me: Annotated[Visitor, Depends(need(Permission.IMPORT))]) -> Response:
    """Where to drop the files."""
    return page(request, "import.html", me, done=None)


@router.post("/import")
async def take(
    request: Request, me: Annotated[Visitor, Depends(act(Permission.IMPORT))]
) -> Response:
    """Import them, whole or not at all."""

    def work() -> Response:
        found = detections_of(me.files)
        done = store_of(request).import_detections(found, by=me.name)
        return page(request, "import.html", me, done=done)

    return await run_in_threadpool(work)
