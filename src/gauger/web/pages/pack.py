"""The button for an evidence pack; registered only where `gauger.dossier` is installed.

`dossier` gives `web_pack(case: CaseFile) -> Path`, a zip in a folder of its own.
"""

from importlib import import_module
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import FileResponse

from gauger.casework.people import Permission
from gauger.errors import UsageError
from gauger.web.guard import Visitor, act, store_of

router = APIRouter(include_in_schema=False)


@router.post("/cases/{case_id}/pack")
def pack(
    request: Request, me: Annotated[Visitor, Depends(act(Permission.EXPORT))], case_id: str
) -> Response:
    """Make the pack and hand it over; that it left goes on record first."""
    make = getattr(import_module("gauger.dossier"), "web_pack", None)
    if make is None:
        raise UsageError("this Gauger makes packs with `gauger dossier` alone.")
    store = store_of(request)
    case = store.case(case_id)
    store.record(actor=me.name, act="make pack", subject=case_id, detail="evidence pack")
    made = Path(make(case))
    return FileResponse(made, media_type="application/zip", filename=made.name)
