"""What may leave, as a MISP event, built through PyMISP's own objects.

Not converted from STIX: converters drop what they do not know, turn our source addresses into
destinations, and lose the TLP tag of the event.
"""

import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from pymisp import MISPAttribute, MISPEvent

from gauger.sharing.forms import written
from gauger.sharing.gate import Kept, Preview
from gauger.sharing.kinds import KINDS
from gauger.sharing.profile import NAMES
from gauger.sharing.stix import Ids
from gauger.sharing.techniques import TECHNIQUES, techniques

OWN_ORGANISATION, SHARING_GROUP = 0, 4
"""MISP's distribution levels: without a sharing group, the receiver's organisation alone."""
Spread = dict[str, int]
CATEGORIES = {
    "ip-src": "Network activity",
    "user-agent": "Network activity",
    "domain": "Network activity",
    "text": "Other",
}


def event(found: Preview, *, case: str, ids: Ids, at: datetime, sharing_group: int = 0) -> bytes:
    """JSON of a MISP event with one attribute an indicator.

    `sharing_group` is the receiving instance's number of the group, 0 for none.
    """
    made = MISPEvent()
    facts = {k.field.removeprefix("share."): k.value for k in found.kept}
    made.info = NAMES["campaign" if facts["assessment"] == "distillation" else "grouping"]
    made.uuid = _uuid(ids, "misp-event", case, found.partner)
    made.date = at.astimezone(UTC).date()
    made.timestamp = at
    spread = _spread(sharing_group)
    for name, number in spread.items():
        setattr(made, name, number)
    made.threat_level_id = 2  # medium
    made.analysis = 2  # completed
    for tag in (f"tlp:{found.tlp}", *_words(facts)):
        made.add_tag(tag)
    for kept in found.kept:
        if kept.field.startswith("indicator."):
            _add(made, kept, (case, found.partner), ids, at, spread)
    return written(
        {"Event": json.loads(made.to_json())}
    )  # its own text differs by what is installed


def _words(facts: dict[str, Any]) -> list[str]:
    """The case's words and ranges as machine tags."""
    plain = ("assessment", "likelihood", "accounts", "exchanges", "rhythm")
    lists = ("grounds", "families", "targeted", "access_paths")
    known = techniques(
        facts.get("assessment", ""), facts.get("grounds", ()), facts.get("families", ())
    )
    return [
        *(f'distillation:{name}="{facts[name]}"' for name in plain if name in facts),
        *(
            f'distillation:{name.replace("_", "-")}="{word}"'
            for name in lists
            for word in facts.get(name, ())
        ),
        *(f'{TECHNIQUES[t].source}:technique="{t}"' for t in known),
    ]


def _spread(sharing_group: int) -> Spread:
    if not sharing_group:
        return {"distribution": OWN_ORGANISATION}
    return {"distribution": SHARING_GROUP, "sharing_group_id": sharing_group}


def _add(
    made: MISPEvent, kept: Kept, case: tuple[str, str], ids: Ids, at: datetime, spread: Spread
) -> None:
    kind = KINDS[kept.field.removeprefix("indicator.")]
    attribute = made.add_attribute(
        type=kind.misp,
        value=kept.value,
        category=CATEGORIES[kind.misp],
        uuid=_uuid(ids, "misp-attribute", *case, kind.name, kept.value),
        timestamp=at,
        to_ids=True,
        **spread,
        first_seen=_midnight(kept.first),
        last_seen=_midnight(kept.last),
        comment=f"{kind.name}; valid until {kept.until}; accounts {kept.accounts}; "
        f"confidence {kept.confidence}",
    )
    assert isinstance(attribute, MISPAttribute)  # noqa: S101 - one value gives one attribute
    attribute.add_tag(f"tlp:{kept.tlp}")
    attribute.add_tag(f'distillation:identifier="{kind.name}"')


def _midnight(day: object) -> str:
    return f"{day}T00:00:00+00:00"


def _uuid(ids: Ids, kind: str, *parts: str) -> str:
    return str(UUID(ids.of(kind, *parts).removeprefix(f"{kind}--")))
