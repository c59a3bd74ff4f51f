"""What partners send: STIX bundles, MISP events and feeds, CSV and plain lists, read in quarantine.

Nothing received acts by itself. Every row keeps who sent it, in which file, under which object's
id, and its TLP; what cannot be read is counted with its reason.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec

from gauger.errors import BrokenFile, InputError, UsageError
from gauger.sharing.check import MAX_BYTES, MAX_DEPTH, PATTERNS, depth
from gauger.sharing.kinds import INDICATORS, KINDS, kind_of_address
from gauger.sharing.ranges import CONFIDENCES
from gauger.sharing.store import Store
from gauger.sharing.tlp import Tlp, level_of, parse_tlp, strictest

MAX_ROWS = 1_000_000
"""Of a file, or of all events of a feed together."""
PLAIN_CONFIDENCE = 30
"""Of a list that says nothing about confidence."""
FIELD_CHARS = 128 * 1024
"""Longest field of a table; csv keeps one limit for the process, and readers of logs raise it."""
COMPARISON = re.compile(r"\[\s*([a-z0-9:-]+(?:\.[\w.'-]+)?)\s*(=|ISSUBSET|LIKE)\s*'([^']*)'\s*\]")
EARLIEST = datetime.min.replace(tzinfo=UTC)
STIX_PATHS = {"ipv4-addr:value", "ipv6-addr:value", "email-addr:value", "domain-name:value"}


class Received(msgspec.Struct, frozen=True, kw_only=True):
    """One partner's word on one identifier."""

    partner: str
    kind: str
    value: str
    valid_from: date
    valid_until: date
    confidence: int
    """STIX confidence, 0 to 100."""
    tlp: str
    source: str
    """SHA-256 of the file, and the object's id in it."""
    received: date
    revoked: bool = False
    origin: str = ""
    """Who saw it first, where the sender says so: two partners' copies of one sighting."""


class Import(msgspec.Struct, frozen=True, kw_only=True):
    """What an import brought."""

    rows: tuple[Received, ...]
    refused: dict[str, int]
    """By reason."""


def read_incoming(path: Path, partner: str, *, today: date) -> Import:
    """Read a file of any of the known forms. Raises BrokenFile or InputError."""
    reader = _Reader(path, partner, today)
    (_feed if path.is_dir() else _file)(reader, path)
    return reader.done()


def _file(reader: "_Reader", path: Path) -> None:
    data = _bytes(path)
    reader.digest = sha256(data).hexdigest()
    start = data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    (_json if start in {b"{", b"["} else _lines)(reader, data, path)


def _bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise InputError(f"{path} is larger than {MAX_BYTES:,} bytes. Split it.")
        return path.read_bytes()
    except OSError as seen:
        fix = "Give another file."
        raise BrokenFile(path, "indicators", str(seen.strerror), fix) from seen


def _feed(reader: "_Reader", folder: Path) -> None:
    """A MISP feed: manifest.json beside one file an event."""
    manifest = folder / "manifest.json"
    if not manifest.is_file():
        fix = "Give a file, or a MISP feed's folder."
        raise BrokenFile(folder, "a MISP feed", "it has no manifest.json", fix)
    for name in sorted(_decode(_bytes(manifest), manifest)):
        event = folder / f"{name}.json"
        if not re.fullmatch(r"[0-9a-fA-F-]{36}", name) or not event.is_file():
            reader.refused["event of the manifest without a file"] += 1
            continue
        _file(reader, event)


class _Reader:
    """Collects rows of one file, or of a feed's events."""

    def __init__(self, path: Path, partner: str, today: date) -> None:
        self.path, self.partner, self.today = path, partner, today
        self.digest = ""
        """Of the file that is being read."""
        self.rows: dict[tuple[str, str], Received] = {}
        self.refused: Counter[str] = Counter()

    def add(
        self,
        kind: str,
        value: str,
        *,
        item: str,
        start: date | None = None,
        end: date | None = None,
        confidence: int = PLAIN_CONFIDENCE,
        tlp: Tlp = Tlp.RED,
        revoked: bool = False,
        origin: str = "",
    ) -> None:
        """Take one identifier, or count why not."""
        if kind not in INDICATORS:
            self.refused["kind that is no indicator"] += 1
            return
        plain = KINDS[kind].normal(value)
        if plain is None:
            self.refused[f"value that is no {kind}"] += 1
            return
        before = self.rows.get((kind, plain))
        if before is None and len(self.rows) >= MAX_ROWS:
            raise InputError(f"{self.path} has more than {MAX_ROWS:,} indicators. Split it.")
        # Who gives no day has seen it before it was sent: one half-life back, not from today on.
        begin = start or self.today - timedelta(days=KINDS[kind].half_life_days)
        longest = _later(max(begin, self.today), 2 * KINDS[kind].valid_days)
        usual = _later(start or self.today, KINDS[kind].valid_days)
        until = min(end or usual, longest)
        word = Received(
            partner=self.partner, kind=kind, value=plain, valid_from=begin, valid_until=until,
            confidence=max(0, min(100, confidence)), tlp=tlp.value,
            source=f"{self.digest}#{_plain(item)}", received=self.today, revoked=revoked,
            origin=_plain(origin),
        )  # fmt: skip
        self.rows[kind, plain] = _one_word(before, word) if before else word

    def done(self) -> Import:
        """All rows, in the order of the file."""
        return Import(rows=tuple(self.rows.values()), refused=dict(sorted(self.refused.items())))


def _one_word(a: Received, b: Received) -> Received:
    """Of two words on one value, in either order, the one that lasts longer.

    One that stands goes before a revoked one; of equals the more doubtful is taken. It is marked
    as strictly as either.
    """
    last = max(a, b, key=_lasts)
    level = strictest((Tlp(a.tlp), Tlp(b.tlp)))
    return msgspec.structs.replace(last, tlp=level.value)


def _lasts(word: Received) -> tuple[bool, date, date, int, str, str]:
    return (
        not word.revoked, word.valid_until, word.valid_from, -word.confidence, word.origin,
        word.source,
    )  # fmt: skip


def _plain(text: str) -> str:
    return "".join(c for c in text if c.isprintable())[:200]


def _decode(data: bytes, path: Path) -> dict[str, Any]:
    fix = "Ask the partner for it again."
    if depth(data) > MAX_DEPTH:
        raise BrokenFile(path, "indicators", f"nested deeper than {MAX_DEPTH} levels", fix)
    try:
        return msgspec.json.decode(data.lstrip(b"\xef\xbb\xbf"), type=dict[str, Any])
    except (msgspec.MsgspecError, UnicodeDecodeError) as seen:
        raise BrokenFile(path, "JSON", str(seen), fix) from seen


def _json(reader: _Reader, data: bytes, path: Path) -> None:
    found = _decode(data, path)
    if isinstance(found.get("objects"), list):
        _stix(reader, _dicts(found["objects"]))
    elif isinstance(found.get("Event"), dict) or isinstance(found.get("response"), list):
        for event in _dicts(found.get("response")) or [found]:
            if isinstance(inner := event.get("Event", event), dict):
                _misp(reader, inner)
    else:
        what = f"it has {', '.join(list(found)[:5]) or 'nothing'}"
        fix = "Give a STIX bundle, a MISP event or feed, CSV, or a list with one value a line."
        raise BrokenFile(path, "a bundle or event", what, fix)


def _dicts(value: object) -> list[dict[str, Any]]:
    """The objects of what should be a list of them, whatever a partner put there."""
    return [x for x in value if isinstance(x, dict)] if isinstance(value, list) else []


def _stix(reader: _Reader, things: list[dict[str, Any]]) -> None:
    markings = {str(t.get("id")): t for t in things if t.get("type") == "marking-definition"}
    for thing in _newest([t for t in things if t.get("type") == "indicator"]):
        found = list(_identifiers(thing))
        if not found:
            reader.refused["pattern that this version cannot compare"] += 1
        refs = thing.get("object_marking_refs")
        confidence = thing.get("confidence")
        for kind, value in found:
            reader.add(
                kind,
                value,
                item=str(thing.get("id")),
                start=_day(thing.get("valid_from")),
                end=_day(thing.get("valid_until")),
                confidence=confidence if isinstance(confidence, int) else PLAIN_CONFIDENCE,
                tlp=level_of([str(r) for r in refs] if isinstance(refs, list) else [], markings),
                revoked=thing.get("revoked") is True,
                origin=str(thing.get("created_by_ref") or ""),
            )


def _newest(things: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Each object's newest version: a bundle may hold older ones, which no longer stand."""
    newest: dict[str, datetime] = {}
    for thing in things:
        if isinstance(name := thing.get("id"), str):
            newest[name] = max(_moment(thing.get("modified")), newest.get(name, EARLIEST))
    for thing in things:
        name = thing.get("id")
        if not isinstance(name, str) or _moment(thing.get("modified")) == newest[name]:
            yield thing


def _identifiers(thing: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Identifiers of one pattern: one comparison; more would change what a match means."""
    pattern = str(thing.get("pattern", "")).strip()
    for kind, shape in PATTERNS.items():
        hit = shape.fullmatch(pattern)
        # An address pattern holds a network, too, where the value says so.
        if hit and KINDS[kind].normal(hit[1]) is not None:
            yield kind, hit[1]
            return
    hit = COMPARISON.fullmatch(pattern)
    if hit and hit[1] in STIX_PATHS:
        kind_of = kind_of_address(hit[3])
        if kind_of:
            yield kind_of, hit[3]
        elif hit[1] == "domain-name:value":
            yield "email-domain", hit[3]


MISP_TYPES = {"user-agent": "user-agent", "domain": "email-domain"}


def _misp(reader: _Reader, event: dict[str, Any]) -> None:
    level = _misp_tlp(event.get("Tag"), Tlp.RED)
    stamp = _day(event.get("date"))
    parts = [event, *_dicts(event.get("Object"))]
    origin = event.get("Orgc")
    for one in (a for part in parts for a in _dicts(part.get("Attribute"))):
        kind = _misp_kind(one)
        if kind is None:
            reader.refused["attribute type that is no indicator"] += 1
            continue
        last = _day(one.get("last_seen")) or stamp
        words = dict(re.findall(r"(valid until|confidence) ([\w-]+)", str(one.get("comment", ""))))
        reader.add(
            kind,
            str(one.get("value", "")),
            item=str(one.get("uuid")),
            start=_day(one.get("first_seen")) or stamp,
            end=_day(words.get("valid until"))
            or (_later(last, KINDS[kind].valid_days) if last else None),
            confidence=CONFIDENCES.get(words.get("confidence", ""), PLAIN_CONFIDENCE),
            tlp=_misp_tlp(one.get("Tag"), level),
            origin=str(origin.get("uuid", "")) if isinstance(origin, dict) else "",
        )


def _misp_kind(attribute: dict[str, Any]) -> str | None:
    for tag in _dicts(attribute.get("Tag")):
        hit = re.fullmatch(r'distillation:identifier="([\w-]+)"', str(tag.get("name")))
        if hit and hit[1] in INDICATORS:
            return hit[1]
    name = str(attribute.get("type"))
    if name in {"ip-src", "ip-dst"}:
        return kind_of_address(str(attribute.get("value", "")))
    return MISP_TYPES.get(name)


def _misp_tlp(tags: object, default: Tlp) -> Tlp:
    names = (str(t.get("name")) for t in _dicts(tags))
    said = [n for n in names if n.lower().startswith("tlp:")]
    if not said:
        return default
    levels = set()
    for name in said:
        try:
            levels.add(parse_tlp(name))
        except UsageError:  # a level we do not know is the strictest
            return Tlp.RED
    return levels.pop() if len(levels) == 1 else Tlp.RED


def _lines(reader: _Reader, data: bytes, path: Path) -> None:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as seen:
        fix = "Save it as UTF-8."
        raise BrokenFile(path, "text", str(seen), fix) from seen
    head = io.StringIO(text, newline="").readline().lower()  # cut where the table's reader does
    if {"kind", "value"} <= {c.strip() for c in head.split(",")}:
        _csv(reader, text, path)
        return
    for number, line in enumerate(text.splitlines(), 1):
        plain = line.partition("#")[0].strip()
        if not plain:
            continue
        kind, colon, value = plain.partition(":")
        if colon and kind in INDICATORS:
            reader.add(kind, value, item=f"line {number}")
        elif (address := kind_of_address(plain)) is not None:
            reader.add(address, plain, item=f"line {number}")
        else:
            reader.refused["line that is neither an address nor kind:value"] += 1


def _csv(reader: _Reader, text: str, path: Path) -> None:
    csv.field_size_limit(FIELD_CHARS)
    try:
        rows = csv.DictReader(io.StringIO(text, newline=""), skipinitialspace=True)
        for number, row in enumerate(rows, 2):
            low = {str(k).strip().lower(): str(v or "").strip() for k, v in row.items()}
            try:
                tlp = parse_tlp(low["tlp"]) if low.get("tlp") else Tlp.RED
            except UsageError:  # a level we do not know is the strictest
                tlp = Tlp.RED
            reader.add(
                low["kind"],
                low["value"].removeprefix("'"),
                item=f"line {number}",
                start=_day(low.get("first_seen") or low.get("valid_from")),
                end=_day(low.get("valid_until")),
                confidence=_sure(low.get("confidence", "")),
                tlp=tlp,
            )
    except csv.Error as seen:
        raise BrokenFile(path, "CSV", str(seen), "Export it again.") from seen


def _sure(text: str) -> int:
    """STIX confidence of a word of the profile or a number from 0 to 100."""
    if text.isascii() and text.isdigit():
        return min(100, int(text[:4]))
    return CONFIDENCES.get(text, PLAIN_CONFIDENCE)


def _day(text: object) -> date | None:
    moment = _moment(text)
    return None if moment is EARLIEST else moment.date()


def _moment(text: object) -> datetime:
    """A time from text; the earliest there is for what is none."""
    if not isinstance(text, str):
        return EARLIEST
    try:
        moment = datetime.fromisoformat(text)  # without a zone: UTC, and not this machine's
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return EARLIEST


def _later(day: date, days: int) -> date:
    """So many days on; the last day that there is, where a sender's own is as far as that."""
    return day + timedelta(days=min(days, (date.max - day).days))


def keep(store: Store, found: Import) -> int:
    """Put rows into the store; a partner's newer word replaces its older. Gives the new ones."""
    with store.changing() as db:
        before = db.execute("select count(*) from received").fetchone()[0]
        db.executemany(
            "insert into received values (?, ?, ?, ?) on conflict (partner, kind, value) "
            "do update set row = excluded.row",
            [(r.partner, r.kind, r.value, msgspec.json.encode(r)) for r in found.rows],
        )
        after = db.execute("select count(*) from received").fetchone()[0]
    return int(after - before)


def received(store: Store) -> tuple[Received, ...]:
    """All that partners sent, revoked words included."""
    with store.reading() as db:
        rows = db.execute("select row from received order by partner, kind, value").fetchall()
    return tuple(msgspec.json.decode(r[0], type=Received) for r in rows)
