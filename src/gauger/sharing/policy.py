"""The policy: declared rules, read from TOML, that say what may leave, to whom, in which form.

Two floors stand in code, below any file: only fields of `FORMS` can be indicators, each in its one
form; and no rule can ask for fewer than K_FLOOR accounts. A file can only be stricter.
"""

import tomllib
from enum import StrEnum
from importlib.resources import files
from pathlib import Path

import msgspec

from gauger.errors import BrokenFile, UsageError
from gauger.sharing.kinds import INDICATORS
from gauger.sharing.tlp import parse_tlp

K_FLOOR = 5
"""Of fewer accounts nothing is said: five are the smallest crowd to hide in that we accept."""
OUTSIDE_CEILING = 0.5
"""What mostly others hold is no indicator of a case."""
FORMS = {
    "share.assessment": "word",
    "share.likelihood": "word",
    "share.confidence": "word",
    "share.families": "word",
    "share.grounds": "word",
    "share.accounts": "range",
    "share.exchanges": "range",
    "share.first_seen": "day",
    "share.last_seen": "day",
    "share.targeted": "word",
    "share.rhythm": "word",
    "share.access_paths": "word",
    "share.clusters": "range",
    **{f"indicator.{name}": "exact" for name in INDICATORS},
}
"""Fields that can leave at all, and the one form in which."""


class FieldClass(StrEnum):
    """What a field is."""

    INDICATOR = "indicator"
    CUSTOMER = "customer"
    COMMERCIAL = "commercial"


class Rule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One field's rule."""

    class_: FieldClass = msgspec.field(name="class")
    recipients: tuple[str, ...] = ()
    form: str = msgspec.field(name="as", default="")
    tlp: str = "amber+strict"
    k: int = K_FLOOR
    outside: float = 0.0

    def allows(self, partner: str) -> bool:
        """Whether a partner may have the field."""
        return "*" in self.recipients or partner in self.recipients


class Policy(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All rules."""

    version: int
    field: dict[str, Rule]
    tlp: str = "amber+strict"
    private_addresses: bool = False
    most_per_kind: int = 500


def default_policy() -> bytes:
    """The policy file that Gauger ships."""
    return (files("gauger.sharing") / "rules" / "default.toml").read_bytes()


def read_policy(path: Path) -> Policy:
    """Read and check a policy file. Raises BrokenFile or UsageError, naming the rule."""
    try:
        text = path.read_bytes()
    except OSError as seen:
        fix = "Make one with `gauger share init`."
        raise BrokenFile(path, "a sharing policy", str(seen.strerror), fix) from seen
    return parse_policy(text, path)


def parse_policy(text: bytes, path: Path) -> Policy:
    """The policy in a file's bytes."""
    try:
        policy = msgspec.convert(tomllib.loads(text.decode()), Policy)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, msgspec.ValidationError) as seen:
        fix = "Compare the file that `gauger share init` writes."
        raise BrokenFile(path, "a sharing policy", str(seen), fix) from seen
    if policy.version != 1:
        raise UsageError(f"{path} is policy version {policy.version}; this Gauger reads version 1.")
    parse_tlp(policy.tlp)
    for field, rule in policy.field.items():
        _check(path, field, rule)
    return policy


def _check(path: Path, field: str, rule: Rule) -> None:
    parse_tlp(rule.tlp)
    if rule.class_ is not FieldClass.INDICATOR:
        if rule.recipients or rule.form:
            raise UsageError(
                f"{path}: field {field} is {rule.class_.value} and can have no recipients and no "
                "form. Remove them: such fields never leave."
            )
        return
    if field not in FORMS:
        raise UsageError(
            f"{path}: field {field} cannot be an indicator; those that can are {', '.join(FORMS)}."
        )
    if rule.form != FORMS[field]:
        raise UsageError(
            f"{path}: field {field} leaves as {FORMS[field]!r} or not at all; the rule says "
            f"as = {rule.form!r}."
        )
    if rule.k < K_FLOOR:
        raise UsageError(f"{path}: field {field} has k = {rule.k}; the least is {K_FLOOR}.")
    if not 0 <= rule.outside <= OUTSIDE_CEILING:
        raise UsageError(
            f"{path}: field {field} has outside = {rule.outside}; it goes from 0 to "
            f"{OUTSIDE_CEILING}."
        )
