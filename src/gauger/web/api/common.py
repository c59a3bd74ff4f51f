"""Who may call, ids, and how errors are described."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query

from gauger.casework.people import Permission
from gauger.web.api.shapes import Problem
from gauger.web.guard import Visitor, call

Reader = Annotated[Visitor, Depends(call(Permission.READ))]
Writer = Annotated[Visitor, Depends(call(Permission.WRITE))]
Exporter = Annotated[Visitor, Depends(call(Permission.EXPORT))]
Approver = Annotated[Visitor, Depends(call(Permission.APPROVE))]
Importer = Annotated[Visitor, Depends(call(Permission.IMPORT))]
Admin = Annotated[Visitor, Depends(call(Permission.ADMIN))]
CaseId = Annotated[str, Path(max_length=200, description="As `/cases` names it.")]
Account = Annotated[str, Query(max_length=500)]
DecisionId = Annotated[str, Path(max_length=220)]
Limit = Annotated[int, Query(ge=1, le=1_000)]
Offset = Annotated[int, Query(ge=0, le=100_000_000)]
ERRORS: dict[int | str, dict[str, Any]] = {
    code: {"model": Problem, "description": says}
    for code, says in {
        400: "The request cannot be carried out; nothing was written.",
        401: "No session, or no good token.",
        403: "Not allowed.",
        404: "No such case.",
        409: "Somebody else was faster, or the rules of casework forbid it.",
        413: "Too large.",
        422: "A field is wrong.",
    }.items()
}
router = APIRouter(prefix="/api/v1", responses=ERRORS)
