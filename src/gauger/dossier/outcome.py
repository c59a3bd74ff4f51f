"""What verifying found, and the one page that says it."""

import textwrap
from datetime import datetime

import msgspec

from gauger.dossier.signing import HEX_KEY, fingerprint
from gauger.dossier.wording import clean

CONFIRMED, FAILED, UNCHECKED, TRUST = "confirmed", "failed", "not checked", "on trust"
"""What cannot be checked here could be elsewhere; what is on trust, nowhere without the logs."""
TITLES = {
    FAILED: "Does not hold",
    UNCHECKED: "Not checked here, so taken on trust",
    CONFIRMED: "Confirmed",
    TRUST: "Taken on trust",
}
HOLDS, IN_PART, BROKEN = "holds", "in part", "does not hold"
VERDICTS = {
    HOLDS: "This pack HOLDS.",
    IN_PART: "This pack was checked IN PART, and in that part nothing is wrong.",
    BROKEN: "This pack DOES NOT HOLD.",
}
MAX_DETAILS = 16
PAGE = 80
"""Characters of a line: what a terminal and a printed page hold."""


class Check(msgspec.Struct, frozen=True):
    """One thing that was looked at."""

    name: str
    state: str
    says: str
    details: tuple[str, ...] = ()


class Verified(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that was looked at."""

    pack: str
    case: str = ""
    issuer: str = ""
    issued: datetime | None = None
    merkle_root: str = ""
    key: str = ""
    made_by: str = ""
    """What the pack says of the program that made it."""
    checked_by: str = ""
    checks: tuple[Check, ...]

    @property
    def verdict(self) -> str:
        """It holds only when nothing failed and nothing that can be checked was left out."""
        states = {c.state for c in self.checks}
        return BROKEN if FAILED in states else IN_PART if UNCHECKED in states else HOLDS

    @property
    def holds(self) -> bool:
        """Whether all of it was checked, and nothing is wrong."""
        return self.verdict == HOLDS


def page(found: Verified) -> str:
    """The outcome as one page of text; what comes from the pack is cleaned."""
    lines = [f"{VERDICTS[found.verdict]}  {clean(found.pack, 80)}", ""]
    if found.case:
        when = f"{found.issued:%Y-%m-%d %H:%M} UTC" if found.issued else "an unknown time"
        lines += [f"case {clean(found.case, 80)}, issued {when} by {clean(found.issuer, 80)}"]
    if HEX_KEY.fullmatch(found.key):
        lines += [f"signing key {found.key}", f"  fingerprint {fingerprint(found.key)}"]
    if found.merkle_root:
        lines += ["root over all files", f"  {clean(found.merkle_root, 64)}"]
    if found.made_by == found.checked_by != "":
        lines += [f"made and checked by {clean(found.made_by, 80)}"]
    elif found.made_by:
        lines += [f"made by {clean(found.made_by, 60)}, as it says itself"]
        lines += [f"checked by {clean(found.checked_by, 60)}: another"]
    for state, title in TITLES.items():
        checks = [c for c in found.checks if c.state == state]
        if checks:
            lines += ["", title]
            for c in checks:
                lines += _said(c)
    return "\n".join(lines)


def _said(check: Check) -> list[str]:
    lines = _wrapped(f"{check.name}: {clean(check.says, 400)}", "  - ")
    for detail in check.details[:MAX_DETAILS]:
        lines += _wrapped(clean(detail, 300), "      ")
    if len(check.details) > MAX_DETAILS:
        lines.append(f"      and {len(check.details) - MAX_DETAILS:,} more (--json lists all)")
    return lines


def _wrapped(text: str, lead: str) -> list[str]:
    rest = " " * len(lead)
    wrapped = textwrap.wrap(
        text, PAGE, initial_indent=lead, subsequent_indent=rest, break_on_hyphens=False
    )  # ids stay whole
    return wrapped or [lead]
