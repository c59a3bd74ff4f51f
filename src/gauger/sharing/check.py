"""Does a bundle keep the profile? Findings a person can act on, for bundles of any author.

Four things that no public validator does together: our allow-list of properties and words (those
that STIX leaves open: `closed`), a strict parse with `stix2`, closure of every reference, and one
TLP level on every object. Numbers
must be ranges and times days: the public validator lets a `price_usd` pass.
"""

import json
import re
from collections.abc import Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any

import msgspec

from gauger.errors import BrokenFile, InputError
from gauger.sharing import profile
from gauger.sharing.closed import open_places
from gauger.sharing.kinds import KINDS
from gauger.sharing.ranges import COUNT_RANGES, lowest
from gauger.sharing.tlp import EXTENSION as TLP_EXTENSION
from gauger.sharing.tlp import KNOWN, level_of

MAX_BYTES = 64 * 1024 * 1024
MAX_DEPTH = 32
"""The deepest place of the profile is eight levels down."""
ID = re.compile(
    r"[a-z][a-z0-9-]{1,248}--[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
)
MIDNIGHT = re.compile(r"\d{4}-\d\d-\d\dT00:00:00(\.0+)?Z")
DAYS = {"first_seen", "last_seen", "valid_from", "valid_until"}
PATTERNS = {
    name: re.compile(re.escape(kind.stix).replace(r"\{\}", "(.+)").replace("{}", "(.+)"))
    for name, kind in KINDS.items()
    if kind.stix
}
NAMES = {
    **{kind: {name} for kind, name in profile.NAMES.items()},
    "indicator": {k.says for k in KINDS.values()},
}
WELL_KNOWN = {*KNOWN, TLP_EXTENSION}


class Level(StrEnum):
    """How bad a finding is."""

    ERROR = "error"
    WARNING = "warning"


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that is not as the profile asks."""

    level: Level
    object: str
    """Id of the object, or "bundle"."""
    rule: str
    text: str


Object = dict[str, Any]


def read_bundle(path: Path) -> Object:
    """A bundle from a file. Raises BrokenFile or InputError."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise InputError(f"{path} is larger than {MAX_BYTES:,} bytes. Split the bundle.")
        data = path.read_bytes()
    except OSError as seen:
        raise BrokenFile(path, "a STIX bundle", str(seen.strerror), "Give another file.") from seen
    return parse_bundle(data, path)


def parse_bundle(data: bytes, path: Path) -> Object:
    """The bundle in a file's bytes."""
    fix = "Export it again."
    if depth(data) > MAX_DEPTH:
        raise BrokenFile(path, "a STIX bundle", f"nested deeper than {MAX_DEPTH} levels", fix)
    try:
        found = msgspec.json.decode(data, type=dict[str, Any])
        json.loads(data, object_pairs_hook=_once)
    except (msgspec.MsgspecError, ValueError, RecursionError) as seen:
        raise BrokenFile(path, "a STIX bundle", str(seen), fix) from seen
    things = found.get("objects")
    if found.get("type") != "bundle" or not isinstance(things, list):
        what = f"it has type {found.get('type')!r} and no list of objects"
        raise BrokenFile(path, "a STIX bundle", what, fix)
    if not all(isinstance(thing, dict) for thing in things):
        raise BrokenFile(path, "a STIX bundle", "an object is no JSON object", fix)
    return found


def _once(pairs: list[tuple[str, Any]]) -> None:
    """Of a name given twice, readers see one value, and the bytes carry two."""
    names = [name for name, _ in pairs]
    if len(set(names)) < len(names):
        raise ValueError("an object has one name twice")


def depth(data: bytes) -> int:
    """Nesting of a JSON text, without parsing it; brackets inside strings do not count.

    >>> depth(b'{"a": ["[[[", {}]}')
    3
    """
    plain = re.sub(rb'"(?:[^"\\]|\\.)*"', b'""', data)
    level = deepest = 0
    for mark in re.finditer(rb"[\[{]|[\]}]", plain):
        level += 1 if mark[0] in b"[{" else -1
        deepest = max(deepest, level)
    return deepest


def check(bundle: Mapping[str, Any]) -> tuple[Finding, ...]:
    """Findings of a bundle, in the order of its objects; none: it keeps the profile."""
    things: list[Object] = bundle["objects"]
    found = list(_bundle(bundle, things))
    by_id = {t["id"]: t for t in things if isinstance(t.get("id"), str)}
    markings = {i: t for i, t in by_id.items() if t.get("type") == "marking-definition"}
    for thing in things:
        found += _object(thing, by_id, markings)
    return tuple(found)


def _error(thing: Mapping[str, Any] | str, rule: str, text: str) -> Finding:
    name = thing if isinstance(thing, str) else str(thing.get("id", "object without id"))[:80]
    return Finding(level=Level.ERROR, object=name, rule=rule, text=text)


def _bundle(bundle: Mapping[str, Any], things: list[Object]) -> Iterator[Finding]:
    strangers = sorted(set(bundle) - {"type", "id", "objects"})
    if strangers:
        yield _error("bundle", "property", f"has {', '.join(strangers)}, which no bundle has.")
    if not ID.fullmatch(str(bundle.get("id", ""))):
        yield _error("bundle", "id", "has no valid id; write bundle--UUID.")
    ids = [str(t.get("id")) for t in things]
    for twice in sorted({i for i in ids if ids.count(i) > 1} if len(ids) < 2_000 else _twice(ids)):
        yield _error(twice, "unique", "stands in the bundle twice; keep one version.")
    kinds = {t.get("type") for t in things}
    if not kinds & {"campaign", "grouping"}:
        yield _error("bundle", "content", "has neither a campaign nor a grouping.")
    if profile.EXTENSION not in ids:
        text = f"does not carry {profile.EXTENSION}; add the profile's extension-definition."
        yield _error("bundle", "extension", text)


def _twice(ids: list[str]) -> set[str]:
    seen: set[str] = set()
    return {i for i in ids if i in seen or seen.add(i)}  # type: ignore[func-returns-value]


def _object(
    thing: Object, by_id: Mapping[str, Object], markings: dict[str, Object]
) -> Iterator[Finding]:
    try:
        yield from _looked_at(thing, by_id, markings)
    except (TypeError, AttributeError, ValueError, KeyError):
        yield _error(thing, "type", "has a value of another JSON type than its property takes.")


def _looked_at(
    thing: Object, by_id: Mapping[str, Object], markings: dict[str, Object]
) -> Iterator[Finding]:
    kind = str(thing.get("type"))
    if kind not in profile.PROPERTIES:
        yield _error(
            thing, "type", f"{kind!r} is not of the profile, which has "
            f"{', '.join(profile.PROPERTIES)}."
        )  # fmt: skip
        return
    if not ID.fullmatch(str(thing.get("id", ""))) or not str(thing["id"]).startswith(kind + "--"):
        yield _error(thing, "id", f"is not {kind}--UUID.")
    yield from _properties(thing, kind)
    yield from _references(thing, by_id)
    yield from _marking(thing, kind, markings)
    yield from _times(thing)
    yield from _extension(thing, kind)
    if kind == "indicator":
        yield from _indicator(thing)
    if kind == "sighting":
        yield from _sighting(thing)
    yield from _stix(thing)


def _properties(thing: Object, kind: str) -> Iterator[Finding]:
    for name in sorted(set(thing) - profile.PROPERTIES[kind]):
        yield _error(thing, "property", f"has {name!r}, which the profile's {kind} has not.")
    fixed = NAMES.get(kind)
    if fixed and thing.get("name") not in fixed:
        text = f"has a name of its own; the profile's is {sorted(fixed)[0]!r}: names are free text."
        yield _error(thing, "free-text", text if len(fixed) == 1 else "has a name of its own.")
    for rule, text in open_places(thing, kind):
        yield _error(thing, rule, text)
    for ref in thing.get("external_references") or ():
        extra = set(ref) - {"source_name", "external_id"} if isinstance(ref, dict) else {"?"}
        if extra:
            yield _error(thing, "property", f"has an external reference with {sorted(extra)}.")


def references(value: Any, name: str = "") -> Iterator[str]:
    """Every id that a value refers to."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if str(key).startswith("extension-definition--"):
                yield key
            yield from references(inner, str(key))
    elif isinstance(value, list):
        for inner in value:
            yield from references(inner, name)
    elif isinstance(value, str) and name.endswith(("_ref", "_refs")):
        yield value


def _references(thing: Object, by_id: Mapping[str, Object]) -> Iterator[Finding]:
    for ref in sorted(set(references(thing))):
        if ref not in by_id and ref not in WELL_KNOWN:
            yield _error(thing, "reference", f"refers to {ref[:80]}, which is not in the bundle.")


def _marking(thing: Object, kind: str, markings: dict[str, Object]) -> Iterator[Finding]:
    if kind in {"marking-definition", "extension-definition"}:
        return
    if thing.get("id") == profile.NAMESPACE_IDENTITY:
        return
    refs = thing.get("object_marking_refs") or []
    if not refs:
        yield _error(thing, "tlp", "carries no TLP level; add one marking ref.")
    elif len(refs) != 1 or refs[0] not in KNOWN:
        level = level_of([str(r) for r in refs], markings).value
        text = f"needs exactly one known TLP marking; readers take it as {level}."
        yield _error(thing, "tlp", text)


def _times(thing: Object) -> Iterator[Finding]:
    for name in sorted(DAYS & set(thing)):
        if not MIDNIGHT.fullmatch(str(thing[name])):
            yield _error(thing, "day", f"{name} is finer than a day: {str(thing[name])[:40]}.")


def _extension(thing: Object, kind: str) -> Iterator[Finding]:
    own = thing.get("extensions")
    if kind == "marking-definition":
        if isinstance(own, dict) and set(own) - {TLP_EXTENSION}:
            yield _error(thing, "extension", "carries an extension that is not TLP 2.0.")
        return
    if kind not in profile.CARRIERS:
        return
    if not isinstance(own, dict) or set(own) != {profile.EXTENSION}:
        yield _error(thing, "extension", f"must carry {profile.EXTENSION} and no other extension.")
        return
    try:
        profile.facts_of(own[profile.EXTENSION], kind)
    except (msgspec.ValidationError, AttributeError, TypeError) as seen:
        yield _error(thing, "extension", f"is not of the schema: {seen}.")


def _indicator(thing: Object) -> Iterator[Finding]:
    for name in ("valid_until", "confidence"):
        if name not in thing:
            yield _error(thing, "indicator", f"has no {name}; every indicator ages and is doubted.")
    extension = (thing.get("extensions") or {}).get(profile.EXTENSION)
    name = str(extension.get("identifier")) if isinstance(extension, dict) else ""
    if name not in PATTERNS:
        return
    hit = PATTERNS[name].fullmatch(str(thing.get("pattern")))
    if hit is None or thing.get("pattern_type") != KINDS[name].pattern_type:
        yield _error(
            thing,
            "pattern",
            f"a {name} is written "
            f"{KINDS[name].stix.format('...')}, of pattern_type {KINDS[name].pattern_type}.",
        )
    elif KINDS[name].normal(hit[1]) != hit[1]:
        yield _error(thing, "pattern", f"its value is not a {name} in its one spelling.")


def _sighting(thing: Object) -> Iterator[Finding]:
    if thing.get("count") not in {lowest(words) for words in COUNT_RANGES}:
        yield _error(thing, "range", "its count is not the lower end of a range of the profile.")


def _stix(thing: Object) -> Iterator[Finding]:
    import stix2  # noqa: PLC0415 - slow to import, and needed by checks alone
    from stix2.exceptions import STIXError  # noqa: PLC0415

    try:
        stix2.parse(thing, allow_custom=False, version="2.1")
    except (STIXError, ValueError, TypeError, KeyError, AttributeError) as seen:
        yield _error(thing, "stix", f"is not strict STIX 2.1: {str(seen).splitlines()[0][:200]}")
