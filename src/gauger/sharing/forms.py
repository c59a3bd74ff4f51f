"""The second check of MISP and CSV: they say what the checked bundle says, and nothing else.

The bundle has a closed world of its own (`check`, `closed`). Of the other two forms every byte is
held against it: each line and attribute is one of its indicators, in its order, and around them
stand fixed words. Nothing of the writers is used here, so that their mistake is not repeated; no
value is told, since findings go into messages.
"""

import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from gauger.sharing import profile
from gauger.sharing.check import Finding, Level
from gauger.sharing.kinds import KINDS
from gauger.sharing.ranges import CONFIDENCES
from gauger.sharing.tlp import IDS

COLUMNS = "kind,value,first_seen,last_seen,valid_until,confidence,accounts,tlp"
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
LEVELS = {i: level for ids in IDS.values() for level, i in ids.items()}
"""By marking id, as written; reading takes TLP 1.0's amber as the strict one."""
SURE = {number: word for word, number in CONFIDENCES.items()}
OWN, GROUP = {"distribution": "0"}, {"distribution": "4"}

Object = dict[str, Any]


class Told(NamedTuple):
    """One indicator of a checked bundle, in the words of the other forms."""

    kind: str
    value: str
    first: str
    last: str
    until: str
    confidence: str
    accounts: str
    tlp: str


def told_in(bundle: Object) -> tuple[Told, ...]:
    """Indicators of a bundle that keeps the profile, in its order."""
    seen = {o["sighting_of_ref"]: o for o in bundle["objects"] if o["type"] == "sighting"}
    return tuple(_told(o, seen[o["id"]]) for o in bundle["objects"] if o["type"] == "indicator")


def _told(thing: Object, sighting: Object) -> Told:
    facts = thing["extensions"][profile.EXTENSION]
    before, _, after = KINDS[facts["identifier"]].stix.partition("{}")
    return Told(
        kind=facts["identifier"],
        value=thing["pattern"].removeprefix(before).removesuffix(after),
        first=sighting["first_seen"][:10],
        last=sighting["last_seen"][:10],
        until=thing["valid_until"][:10],
        confidence=SURE[thing["confidence"]],
        accounts=facts["accounts"],
        tlp=_level(thing),
    )


def _level(thing: Object) -> str:
    return LEVELS[thing["object_marking_refs"][0]].value


def differing(
    bundle: Object, misp: bytes, table: bytes, *, sharing_group: int = 0
) -> tuple[Finding, ...]:
    """Where an event or a table says anything else than a checked bundle; none: nowhere.

    `sharing_group` is the receiving instance's number of the group, 0 for none.
    """
    try:
        told = told_in(bundle)
        return (*_table(told, table), *_event(bundle, told, misp, sharing_group))
    except (KeyError, ValueError):  # keeps the profile, and is not one of our own
        return (_error("bundle", "needs one subject, one report, and a sighting an indicator."),)


def _error(thing: str, text: str) -> Finding:
    return Finding(level=Level.ERROR, object=thing, rule="form", text=text)


def _table(told: tuple[Told, ...], data: bytes) -> Iterator[Finding]:
    """Byte for byte: no cell of any kind needs quotes."""
    rows = [",".join((*t[:-1], f"TLP:{t.tlp.upper()}")) for t in told]
    want = [line.encode() for line in (COLUMNS, *rows, "")]
    have = data.split(b"\r\n")
    if len(have) != len(want):
        yield _error("table", f"has {len(have) - 1} lines; the bundle gives {len(want) - 1}.")
    for number, (line, other) in enumerate(zip(have, want, strict=False), 1):
        if line != other:
            yield _error("table", f"line {number} is not what the bundle says.")


def _event(
    bundle: Object, told: tuple[Told, ...], data: bytes, sharing_group: int
) -> Iterator[Finding]:
    try:
        whole = json.loads(data)
        again = written(whole)
    except (ValueError, RecursionError):  # broken UTF-8 is a ValueError too
        yield _error("event", "is no JSON.")
        return
    if again != data:  # a name twice, spaces, escapes, a byte after the end
        yield _error("event", "is not written in the one way that leaves no room.")
    event = whole.get("Event") if isinstance(whole, dict) and len(whole) == 1 else None
    if not isinstance(event, dict):
        yield _error("event", "is no MISP event and nothing else.")
        return
    spread = GROUP | {"sharing_group_id": str(sharing_group)} if sharing_group else OWN
    yield from _head(bundle, event, spread)
    attributes = event.get("Attribute", [])
    if not isinstance(attributes, list) or len(attributes) != len(told):
        yield _error("event", f"needs {len(told)} attributes, as the bundle has indicators.")
        return
    for number, (attribute, one) in enumerate(zip(attributes, told, strict=True), 1):
        if not _is(attribute, _attribute(one) | spread):
            yield _error("event", f"attribute {number} is not what the bundle says.")


def written(event: Any) -> bytes:
    """An event's one way to be written."""
    text = json.dumps(event, indent=1, ensure_ascii=True, allow_nan=False)
    return text.encode() + b"\n"


def _head(bundle: Object, event: Object, spread: Object) -> Iterator[Finding]:
    """All of the event but its attributes."""
    (subject,) = (o for o in bundle["objects"] if o["type"] in {"campaign", "grouping"})
    (report,) = (o for o in bundle["objects"] if o["type"] == "report")
    own = {
        "info": subject["name"], "date": report["published"][:10], "threat_level_id": "2",
        "analysis": "2", **spread,
    }  # fmt: skip
    rest = {k: v for k, v in event.items() if k not in {"Tag", "Attribute"}}
    if not _is(rest, own):
        yield _error("event", "its head is not what the bundle says.")
    tags = _tags(event.get("Tag"))
    if tags[:1] != [f"tlp:{_level(report)}"] or len(tags) != len(set(tags)):
        yield _error("event", "does not begin its tags with its TLP level, or has one twice.")
    if strange := set(tags[1:]) - _words(bundle, subject):
        yield _error("event", f"has {len(strange)} tags that the bundle does not say.")


def _is(thing: Any, own: Object) -> bool:
    """Whether an object is exactly this, types included, and a random UUID."""
    if not isinstance(thing, dict) or not UUID.fullmatch(str(thing.get("uuid"))):
        return False
    return json.dumps(thing, sort_keys=True) == json.dumps(
        own | {"uuid": thing["uuid"]}, sort_keys=True
    )


def _tags(tags: Any) -> list[str]:
    """Names of tags that have nothing but a name; any other as an empty one, which is refused."""
    if not isinstance(tags, list):
        return []
    return [
        t["name"] if isinstance(t, dict) and set(t) == {"name"} and isinstance(t["name"], str)
        else "" for t in tags
    ]  # fmt: skip


def _words(bundle: Object, subject: Object) -> set[str]:
    """Tags that the bundle's facts and techniques allow."""
    facts = profile.facts_of(subject["extensions"][profile.EXTENSION], subject["type"])
    found = set()
    for name in ("assessment", "likelihood", "accounts", "exchanges", "rhythm", "grounds",
                 "families", "targeted", "access_paths"):  # fmt: skip
        value = getattr(facts, name)
        words = value if isinstance(value, tuple) else (value,)
        found |= {f'distillation:{name.replace("_", "-")}="{word}"' for word in words}
    for thing in bundle["objects"]:
        if thing["type"] == "attack-pattern":
            (ref,) = thing["external_references"]
            found.add(f'{ref["source_name"]}:technique="{ref["external_id"]}"')
    return found


def _attribute(one: Told) -> Object:
    kind = KINDS[one.kind]
    return {
        "type": kind.misp,
        "value": one.value,
        "category": "Other" if kind.misp == "text" else "Network activity",
        "to_ids": True,
        "disable_correlation": False,
        "first_seen": f"{one.first}T00:00:00+00:00",
        "last_seen": f"{one.last}T00:00:00+00:00",
        "comment": f"{one.kind}; valid until {one.until}; accounts {one.accounts}; "
        f"confidence {one.confidence}",
        "Tag": [
            {"name": f"tlp:{one.tlp}"},
            {"name": f'distillation:identifier="{one.kind}"'},
        ],
    }
