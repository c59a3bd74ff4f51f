"""What may leave, as one STIX 2.1 bundle of the profile.

Built as plain dicts, since the object classes of `stix2` cost milliseconds each; `check` parses
every bundle with `stix2` before it is released.
"""

import hmac
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

import msgspec

from gauger.sharing import profile
from gauger.sharing.gate import Kept, Preview
from gauger.sharing.kinds import KINDS
from gauger.sharing.ranges import CONFIDENCES, lowest, stamp
from gauger.sharing.techniques import TECHNIQUES, techniques
from gauger.sharing.tlp import IDS, Tlp, TlpForm, marking, parse_tlp, strictest

Object = dict[str, Any]


class Ids:
    """Names of objects: the same for the same case, and not to be guessed from what they name."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    def of(self, kind: str, *parts: str) -> str:
        """Id of an object. The secret keeps a case's id from being tried out by its members."""
        digest = hmac.digest(self._secret, "\x1f".join((kind, *parts)).encode(), sha256)
        return f"{kind}--{UUID(bytes=digest[:16], version=4)}"


def bundle(
    found: Preview,
    *,
    case: str,
    name: str,
    ids: Ids,
    at: datetime,
    form: TlpForm = TlpForm.OASIS,
) -> bytes:
    """The bytes of a bundle. `name` is our own name or pseudonym, `case` its private id."""
    made = objects(found, case, name, ids, at, form)
    return msgspec.json.format(msgspec.json.encode(made), indent=1)


def objects(
    found: Preview, case: str, name: str, ids: Ids, at: datetime, form: TlpForm = TlpForm.OASIS
) -> Object:
    """The bundle as a dict."""
    build = _Builder(found=found, case=case, name=name, ids=ids, at=at, form=form)
    return {"type": "bundle", "id": ids.of("bundle", case, found.partner), "objects": build.all()}


class _Builder:
    """The objects of one bundle."""

    def __init__(
        self, *, found: Preview, case: str, name: str, ids: Ids, at: datetime, form: TlpForm
    ) -> None:
        self._form = form
        self._facts = {k.field: k for k in found.kept if k.field.startswith("share.")}
        self._indicators = [k for k in found.kept if k.field.startswith("indicator.")]
        self._case, self._ids, self._at = f"{case}\x1f{found.partner}", ids, stamp(at)
        self._tlp = parse_tlp(found.tlp)
        self._terms_only = found.terms_only
        self._author = {**self._start("identity", name), "name": name}
        self._author |= {"identity_class": "organization"} | self._marks(self._tlp)

    def all(self) -> list[Object]:
        """Every object, definitions first."""
        subject = self._subject()
        body = [self._author, *self._pairs(), *self._techniques()]
        ties = [self._tie(o, subject) for o in body if o["type"] in {"indicator", "attack-pattern"}]
        if subject["type"] == "grouping":
            subject["object_refs"] = [o["id"] for o in body]
            ties = []
        shared = [*body, subject, *ties]
        report = self._report([o["id"] for o in shared])
        used = sorted({parse_tlp(self._level(o)) for o in [*shared, report]}, key=lambda t: t.rank)
        return [*(marking(t, self._form) for t in used), *profile.definition(), *shared, report]

    def _level(self, thing: Object) -> str:
        ref = thing["object_marking_refs"][0]
        return next(t for t, i in IDS[self._form].items() if i == ref).value

    def _start(self, kind: str, *parts: str) -> Object:
        return {
            "type": kind,
            "spec_version": "2.1",
            "id": self._ids.of(kind, *(parts if kind == "identity" else (self._case, *parts))),
            "created": self._at,
            "modified": self._at,
        }

    def _marks(self, tlp: Tlp) -> Object:
        return {"object_marking_refs": [IDS[self._form][tlp]]}

    def _signed(self, kind: str, *parts: str, tlp: Tlp) -> Object:
        start = self._start(kind, *parts) | self._marks(tlp)
        return start | {"created_by_ref": self._author["id"]}

    def _value(self, name: str, default: Any = None) -> Any:
        kept = self._facts.get(f"share.{name}")
        return default if kept is None else kept.value

    def _subject(self) -> Object:
        """The campaign; a grouping where nobody says it is a harvest."""
        harvest = self._value("assessment") == "distillation"
        kind = "campaign" if harvest else "grouping"
        tlp = strictest(parse_tlp(k.tlp) for k in self._facts.values())
        subject = self._signed(kind, tlp=tlp) | {"name": profile.NAMES[kind]}
        subject["confidence"] = CONFIDENCES[self._value("confidence", "low")]
        if kind == "campaign":
            for prop in ("first_seen", "last_seen"):
                if (day := self._value(prop)) is not None:
                    subject[prop] = stamp(day)
        else:
            subject["context"] = "suspicious-activity"
        facts = profile.CampaignFacts(
            assessment=self._value("assessment"),
            likelihood=self._value("likelihood"),
            families=self._value("families", ()),
            grounds=self._value("grounds", ()),
            terms_only=self._terms_only,
            accounts=self._value("accounts"),
            exchanges=self._value("exchanges"),
            targeted=self._value("targeted", ()),
            rhythm=self._value("rhythm", "unknown"),
            access_paths=self._value("access_paths", ()),
            clusters=self._value("clusters", ()),
        )
        return subject | {"extensions": profile.extension_of(facts)}

    def _pairs(self) -> list[Object]:
        found = []
        for kept in self._indicators:
            indicator = self._indicator(kept)
            found += [indicator, self._sighting(kept, indicator["id"])]
        return found

    def _indicator(self, kept: Kept) -> Object:
        name = kept.field.removeprefix("indicator.")
        kind = KINDS[name]
        facts = profile.IndicatorFacts(identifier=name, accounts=kept.accounts)  # type: ignore[arg-type]
        assert kept.first is not None  # noqa: S101 - the gate keeps no indicator without days
        assert kept.until is not None  # noqa: S101
        return self._signed("indicator", name, kept.value, tlp=parse_tlp(kept.tlp)) | {
            "name": kind.says,
            "indicator_types": ["malicious-activity"],
            "pattern": kind.stix.format(kept.value),
            "pattern_type": kind.pattern_type,
            "pattern_version": "2.1" if kind.pattern_type == "stix" else profile.VERSION,
            "valid_from": stamp(kept.first),
            "valid_until": stamp(kept.until),
            "confidence": CONFIDENCES[kept.confidence],
            "extensions": profile.extension_of(facts),
        }

    def _sighting(self, kept: Kept, indicator: str) -> Object:
        assert kept.first is not None  # noqa: S101 - the gate keeps no indicator without days
        assert kept.last is not None  # noqa: S101
        facts = profile.SightingFacts(accounts=kept.accounts)  # type: ignore[arg-type]
        return self._signed("sighting", indicator, tlp=parse_tlp(kept.tlp)) | {
            "first_seen": stamp(kept.first),
            "last_seen": stamp(kept.last),
            "count": lowest(kept.accounts),
            "sighting_of_ref": indicator,
            "where_sighted_refs": [self._author["id"]],
            "summary": True,
            "extensions": profile.extension_of(facts),
        }

    def _techniques(self) -> list[Object]:
        return [
            self._signed("attack-pattern", t, tlp=self._tlp)
            | {
                "name": TECHNIQUES[t].name,
                "external_references": [{"source_name": TECHNIQUES[t].source, "external_id": t}],
            }
            for t in techniques(
                self._value("assessment", ""),
                self._value("grounds", ()),
                self._value("families", ()),
            )
        ]

    def _tie(self, thing: Object, subject: Object) -> Object:
        """An indicator indicates the campaign; the campaign uses a technique."""
        points = thing["type"] == "indicator"
        source, target = (thing, subject) if points else (subject, thing)
        tie = self._signed(
            "relationship", source["id"], target["id"], tlp=parse_tlp(self._level(thing))
        )
        word = "indicates" if points else "uses"
        return tie | {
            "relationship_type": word,
            "source_ref": source["id"],
            "target_ref": target["id"],
        }

    def _report(self, refs: list[str]) -> Object:
        return self._signed("report", tlp=self._tlp) | {
            "name": profile.NAMES["report"],
            "report_types": ["campaign"],
            "published": self._at,
            "object_refs": refs,
            "confidence": CONFIDENCES[self._value("confidence", "low")],
        }
