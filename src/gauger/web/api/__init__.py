"""The JSON API: what the pages show and do, for programs. OpenAPI at /api/v1/openapi.json.

Send `Authorization: Bearer gauger_...`; a token may do what its scopes and its owner's role both
allow. Errors are {"error": one line}.
"""

from gauger.web.api import acts, cases, records
from gauger.web.api.common import router

__all__ = ["acts", "cases", "records", "router"]
