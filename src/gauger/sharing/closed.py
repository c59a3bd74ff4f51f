"""Places of an object where STIX lets anybody write anything, closed to the profile's words.

STIX leaves names, vocabularies and definitions open, and the public validator passes a customer's
name in each. Here every such place has a list, a form, or exactly one text.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from gauger.sharing import profile
from gauger.sharing.kinds import LONG_NUMBER
from gauger.sharing.techniques import TECHNIQUES
from gauger.sharing.tlp import Tlp, TlpForm, marking

TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z")
TIMES = {"created", "modified", "published"}
"""Moments of the object; those of the case are days, which `check` looks at by itself."""
TECHNIQUE = re.compile(r"AML\.T[0-9]{4}(\.[0-9]{3})?|T[0-9]{4}(\.[0-9]{3})?")
SOURCES = {"mitre-atlas", "mitre-attack", "DISARM"}
LISTS: Mapping[str, frozenset[str]] = {
    "identity_class": frozenset({"individual", "group", "system", "organization", "class"}),
    "indicator_types": frozenset(
        {"anomalous-activity", "anonymization", "attribution", "benign", "compromised",
         "malicious-activity", "unknown"}
    ),
    "report_types": frozenset({"campaign", "indicator", "threat-report"}),
    "spec_version": frozenset({"2.1"}),
    "context": frozenset({"suspicious-activity"}),
    "relationship_type": frozenset({"indicates", "uses"}),
    "pattern_version": frozenset({"2.1", profile.VERSION}),
}  # fmt: skip
"""Words that a property takes, alone or several: STIX's own lists, which STIX leaves open."""
NUMBERS = {"confidence", "count"}
SWITCHES = {"summary", "revoked"}
DEFINITIONS = {thing["id"]: thing for thing in profile.definition()}
MARKINGS = [marking(level, form) for level in Tlp for form in TlpForm]

Object = Mapping[str, Any]


def open_places(thing: Object, kind: str) -> Iterator[tuple[str, str]]:
    """(rule, what is wrong) of every place that holds something of its own."""
    if thing.get("id") in DEFINITIONS or kind == "extension-definition":
        if thing != DEFINITIONS.get(str(thing.get("id"))):
            yield "free-text", "is not the profile's own definition, word for word."
        return
    if kind == "marking-definition":
        if thing not in MARKINGS:
            yield "tlp", "defines a marking that is no TLP level: it is free text."
        return
    yield from _lists(thing)
    for name in sorted(TIMES & set(thing)):
        if not (isinstance(thing[name], str) and TIME.fullmatch(thing[name])):
            yield "stix", f"{name} is no STIX time."
    for name in sorted(NUMBERS & set(thing)):
        if type(thing[name]) is not int:
            yield "stix", f"{name} is no whole number."
    for name in sorted(SWITCHES & set(thing)):
        if type(thing[name]) is not bool:
            yield "stix", f"{name} is neither true nor false."
    if kind == "identity":
        yield from _identity(thing)
    if kind == "attack-pattern":
        yield from _technique(thing)


def _lists(thing: Object) -> Iterator[tuple[str, str]]:
    for name in sorted(set(LISTS) & set(thing)):
        value = thing[name]
        words = value if isinstance(value, list) else [value]
        if not words or not all(isinstance(w, str) and w in LISTS[name] for w in words):
            yield "word", f"{name} is none of {', '.join(sorted(LISTS[name]))}."


def _identity(thing: Object) -> Iterator[tuple[str, str]]:
    """The sender's own name is the one text that somebody types; it cannot be told from a list."""
    name = thing.get("name")
    if not isinstance(name, str) or not 0 < len(name) <= 80 or not name.isprintable():
        yield "free-text", "has no name of one line and at most 80 characters."
    elif "@" in name or LONG_NUMBER.search(re.sub(r"[\s().+-]", "", name)):
        yield "free-text", "has a name with an address or a long number in it."


def _technique(thing: Object) -> Iterator[tuple[str, str]]:
    refs = thing.get("external_references")
    if not isinstance(refs, list) or len(refs) != 1 or not isinstance(refs[0], dict):
        yield "technique", "needs one external reference."
        return
    source, number = refs[0].get("source_name"), refs[0].get("external_id")
    known = TECHNIQUES.get(number) if isinstance(number, str) else None
    if source not in SOURCES or not isinstance(number, str) or not TECHNIQUE.fullmatch(number):
        yield "technique", f"refers to no technique of {', '.join(sorted(SOURCES))} by its id."
    elif thing.get("name") != (known.name if known else number):
        what = f"{known.name!r}" if known else "the id itself, since the profile does not pin it"
        yield "free-text", f"has a name of its own; {number} is called {what}."
