"""Traffic Light Protocol 2.0: one scale, several families of STIX ids in circulation.

We write the ids of OASIS unless asked for those that OpenCTI's connectors use. We read all
families, since tools in the field use them; a marking that is unknown, missing or in conflict with
another counts as the most restrictive.
"""

from collections.abc import Iterable
from enum import StrEnum
from typing import Any

from gauger.errors import UsageError

EXTENSION = "extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d"
"""TLP 2.0 is an extension of STIX 2.1, published by OASIS."""
CREATED = "2022-10-01T00:00:00.000Z"


class Tlp(StrEnum):
    """Mild first."""

    CLEAR = "clear"
    GREEN = "green"
    AMBER = "amber"
    AMBER_STRICT = "amber+strict"
    RED = "red"

    @property
    def rank(self) -> int:
        """Place on the scale, 0 for clear."""
        return list(Tlp).index(self)


class TlpForm(StrEnum):
    """Whose marking ids a bundle is written with."""

    OASIS = "oasis"
    OPENCTI = "opencti"
    """TLP 1.0's ids, and OpenCTI's own for amber+strict. Who reads TLP 1.0's amber as it was then,
    as we do, takes it as amber+strict: stricter, never milder."""


OASIS = {
    Tlp.CLEAR: "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487",
    Tlp.GREEN: "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb",
    Tlp.AMBER: "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421",
    Tlp.AMBER_STRICT: "marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003",
    Tlp.RED: "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1",
}
OPENCTI = {
    Tlp.CLEAR: "marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9",
    Tlp.GREEN: "marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da",
    Tlp.AMBER: "marking-definition--f88d31f6-486f-44da-b317-01333bde0b82",
    Tlp.AMBER_STRICT: "marking-definition--826578e1-40ad-459f-bc73-ede076f81f37",
    Tlp.RED: "marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed",
}
IDS = {TlpForm.OASIS: OASIS, TlpForm.OPENCTI: OPENCTI}
OTHERS = {
    # amber of TLP 1.0 had no strict form, so it is read as strict
    i: Tlp.AMBER_STRICT if t is Tlp.AMBER else t
    for t, i in OPENCTI.items()
}
TLP_1 = {Tlp.CLEAR: "white", Tlp.GREEN: "green", Tlp.AMBER: "amber", Tlp.RED: "red"}
CREATED_1 = "2017-01-20T00:00:00.000Z"
KNOWN = {i: t for t, i in OASIS.items()} | OTHERS


def parse_tlp(text: str) -> Tlp:
    """A level by its name, "TLP:" or not, in any case. Raises UsageError.

    >>> parse_tlp("TLP:AMBER+STRICT")
    <Tlp.AMBER_STRICT: 'amber+strict'>
    """
    name = text.strip().lower().removeprefix("tlp:")
    name = "clear" if name == "white" else name
    if name not in set(Tlp):
        raise UsageError(f"TLP is one of {', '.join(Tlp)}; got {text!r}.")
    return Tlp(name)


def strictest(levels: Iterable[Tlp]) -> Tlp:
    """The most restrictive of some levels; of none, red."""
    return max(levels, key=lambda t: t.rank, default=Tlp.RED)


def parse_form(text: str) -> TlpForm:
    """A form by its name. Raises UsageError."""
    if text not in set(TlpForm):
        raise UsageError(f"--tlp-form takes {', '.join(TlpForm)}; got {text!r}.")
    return TlpForm(text)


def marking(level: Tlp, form: TlpForm = TlpForm.OASIS) -> dict[str, Any]:
    """The marking-definition object of a level, as the form's authors publish it."""
    if form is TlpForm.OPENCTI:
        return _opencti(level)
    return {
        "type": "marking-definition",
        "spec_version": "2.1",
        "id": OASIS[level],
        "created": CREATED,
        "name": f"TLP:{level.upper()}",
        "extensions": {EXTENSION: {"extension_type": "property-extension", "tlp_2_0": level.value}},
    }


def _opencti(level: Tlp) -> dict[str, Any]:
    old = level in TLP_1
    return {
        "type": "marking-definition",
        "spec_version": "2.1",
        "id": OPENCTI[level],
        "created": CREATED_1 if old else CREATED,
        "definition_type": "tlp" if old else "statement",
        "name": f"TLP:{(TLP_1[level] if old else level).upper()}",
        "definition": {"tlp": TLP_1[level]} if old else {"statement": f"TLP:{level.upper()}"},
    }


def level_of(refs: Iterable[str], definitions: dict[str, dict[str, Any]]) -> Tlp:
    """Level of an object by its marking refs and the bundle's own marking definitions.

    Refs that mean no TLP level (statements) say nothing. Unknown, none, or two different: the
    most restrictive there is, red.
    """
    named = [_level(ref, definitions.get(ref)) for ref in refs]
    levels = {level for level in named if level is not None}
    return levels.pop() if len(levels) == 1 else Tlp.RED


def _level(ref: str, definition: dict[str, Any] | None) -> Tlp | None:
    if definition is None:
        return KNOWN.get(ref, Tlp.RED)
    said = _said(definition)
    if said is None:
        return KNOWN.get(ref)
    # An id that means one level with a text that means another is a conflict, as seen in the field.
    return said if KNOWN.get(ref, said) is said else Tlp.RED


def _said(definition: dict[str, Any]) -> Tlp | None:
    old = definition.get("definition")
    own = definition.get("extensions")
    new = own.get(EXTENSION) if isinstance(own, dict) else None
    text = new.get("tlp_2_0") if isinstance(new, dict) else None
    if text is None and isinstance(old, dict):
        text = old.get("tlp")
        if str(text).lower() == "amber":
            return Tlp.AMBER_STRICT
    if text is None:
        return None
    try:
        return parse_tlp(str(text))
    except UsageError:
        return Tlp.RED
