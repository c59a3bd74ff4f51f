"""The distillation indicator profile, version 1: which objects, properties and words there are.

STIX 2.1 where it has a word; one property extension where it has none. Everything is a closed
list or a range: the profile has no free text, since free text is where customers leak.
`docs/sharing/profile.md` is the specification; `schema/` holds the extension's JSON Schema.
"""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import msgspec

VERSION = "1.0"
EXTENSION = "extension-definition--894dec56-7796-57bc-83f3-96ed8d3f3a02"
NAMESPACE_IDENTITY = "identity--d93f2561-3e4b-55a0-9fc3-3225ae0b5e51"
"""Author of the extension definition: the profile itself, not any provider."""
CREATED = "2026-11-01T00:00:00.000Z"

Range = Literal[
    "1-9", "10-99", "100-999", "1000-9999", "10000-99999", "100000-999999",
    "1000000-9999999", "10000000-99999999", "100000000-",
]  # fmt: skip
Likelihood = Literal[
    "almost-no-chance", "very-unlikely", "unlikely", "roughly-even-chance", "likely",
    "very-likely", "almost-certain",
]  # fmt: skip
Assessment = Literal["distillation", "coordinated"]
Family = Literal["identity", "infrastructure", "timing", "content", "behaviour"]
Capability = Literal[
    "agentic-tool-use", "computer-use", "conversation", "data-analysis", "extraction", "grading",
    "mathematics", "question-answering", "reasoning", "software-engineering", "translation",
    "vision", "writing",
]  # fmt: skip
Ground = Literal[
    "false-identity", "payment-fraud", "control-evasion", "proxy-resale", "credential-theft",
    "terms",
]  # fmt: skip
Path = Literal["api", "app", "cloud", "aggregator"]
Rhythm = Literal["round-the-clock", "daily", "unknown"]
Tie = Literal["payment", "phone-range", "sign-up-batch", "address", "client", "template"]
KindName = Literal[
    "ipv4-addr", "ipv6-addr", "ipv4-net", "ipv6-net", "tls-fingerprint", "user-agent",
    "email-domain", "template-sketch", "system-prompt-key",
]  # fmt: skip


class Strict(msgspec.Struct, frozen=True, kw_only=True):
    """A value of the profile; every subclass refuses fields it does not know."""


class Cluster(Strict, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Accounts held together by one kind of tie: how many groups, of what size."""

    tie: Tie
    groups: Range
    largest: Range


class CampaignFacts(
    Strict,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    omit_defaults=True,
    tag_field="kind",
    tag="campaign",
):
    """What a campaign or grouping carries beyond STIX."""

    assessment: Assessment
    likelihood: Likelihood
    """That the assessment is right; STIX `confidence` says how well founded that is."""
    families: tuple[Family, ...]
    """Independent kinds of evidence behind it."""
    grounds: tuple[Ground, ...]
    """What it rests on; `terms` alone is a broken term of service and nothing else."""
    terms_only: bool
    accounts: Range | None = None
    exchanges: Range | None = None
    targeted: tuple[Capability, ...] = ()
    rhythm: Rhythm = "unknown"
    access_paths: tuple[Path, ...] = ()
    clusters: tuple[Cluster, ...] = ()


class IndicatorFacts(
    Strict,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    tag_field="kind",
    tag="indicator",
):
    """What an indicator carries beyond STIX."""

    identifier: KindName
    accounts: Range
    """Flagged accounts that showed it."""


class SightingFacts(
    Strict,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    tag_field="kind",
    tag="sighting",
):
    """How many of the sighting party's flagged accounts showed the indicator."""

    accounts: Range


Facts = CampaignFacts | IndicatorFacts | SightingFacts
"""The extension's content, told apart by `kind`."""

CARRIERS: Mapping[str, type[Strict]] = {
    "campaign": CampaignFacts,
    "grouping": CampaignFacts,
    "indicator": IndicatorFacts,
    "sighting": SightingFacts,
}
"""STIX types that must carry the extension, and which form of it."""

_COMMON = frozenset({"type", "spec_version", "id", "created", "modified"})
_MARKED = _COMMON | {"object_marking_refs", "created_by_ref", "revoked"}
PROPERTIES: Mapping[str, frozenset[str]] = {
    "identity": _MARKED | {"name", "identity_class"},
    "extension-definition": _COMMON
    | {"created_by_ref", "name", "description", "schema", "version", "extension_types"},
    "marking-definition": frozenset({"type", "spec_version", "id", "created", "name"})
    | {"extensions", "definition_type", "definition"},
    "campaign": _MARKED | {"name", "first_seen", "last_seen", "confidence", "extensions"},
    "grouping": _MARKED | {"name", "context", "object_refs", "confidence", "extensions"},
    "indicator": _MARKED
    | {"name", "indicator_types", "pattern", "pattern_type", "pattern_version"}
    | {"valid_from", "valid_until", "confidence", "extensions"},
    "sighting": _MARKED
    | {"first_seen", "last_seen", "count", "sighting_of_ref", "where_sighted_refs", "summary"}
    | {"extensions"},
    "attack-pattern": _MARKED | {"name", "external_references"},
    "relationship": _MARKED | {"relationship_type", "source_ref", "target_ref"},
    "report": _MARKED | {"name", "report_types", "published", "object_refs", "confidence"},
}
"""All that a bundle of this profile may hold; whatever is not here is a finding."""

NAMES = {
    "campaign": "Distillation campaign",
    "grouping": "Coordinated accounts",
    "report": "Distillation indicators",
}
"""Fixed names: a name somebody types is free text."""


@cache
def schema() -> dict[str, Any]:
    """JSON Schema of the extension, draft 2020-12, made from the types above."""
    plain = msgspec.json.schema(Facts)
    for part in plain["$defs"].values():
        # STIX requires it of a property extension; our types leave it to the writer.
        part["properties"] = {
            "extension_type": {"const": "property-extension"},
            **part["properties"],
        }
        if "kind" in part["properties"]:
            part["required"] = ["extension_type", *part["required"]]
        else:
            del part["properties"]["extension_type"]
    whole = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:gauger:distillation-indicators:1",
        "title": f"Distillation indicator profile {VERSION}: the STIX property extension",
        **plain,
    }
    found: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(whole))
    return found


def shipped_schema() -> bytes:
    """The schema file of the package."""
    return (files("gauger.sharing") / "schema" / "distillation-indicators-1.json").read_bytes()


def extension_of(facts: Facts) -> dict[str, Any]:
    """The `extensions` property with these facts."""
    plain: dict[str, Any] = msgspec.to_builtins(facts)
    return {EXTENSION: {"extension_type": "property-extension", **plain}}


def facts_of(extension: Mapping[str, Any], carrier: str) -> Strict:
    """The typed facts of an object's extension. Raises msgspec.ValidationError."""
    plain = {k: v for k, v in extension.items() if k != "extension_type"}
    if extension.get("extension_type") != "property-extension":
        raise msgspec.ValidationError("extension_type must be 'property-extension'")
    return msgspec.convert(plain, CARRIERS[carrier])


def definition() -> list[dict[str, Any]]:
    """The extension-definition and its author, the same in every bundle."""
    return [
        {
            "type": "identity",
            "spec_version": "2.1",
            "id": NAMESPACE_IDENTITY,
            "created": CREATED,
            "modified": CREATED,
            "name": "Distillation indicator profile",
            "identity_class": "group",
        },
        {
            "type": "extension-definition",
            "spec_version": "2.1",
            "id": EXTENSION,
            "created_by_ref": NAMESPACE_IDENTITY,
            "created": CREATED,
            "modified": CREATED,
            "name": "Distillation indicators",
            "description": "Account campaigns that harvest a language model: ranges and words.",
            "schema": "urn:gauger:distillation-indicators:1",
            "version": VERSION + ".0",
            "extension_types": ["property-extension"],
        },
    ]
