"""What verifying found, and the one page that says it."""

import textwrap
from datetime import datetime

import msgspec

from gauger.dossier.signing import HEX_KEY, fingerprint
from gauger.dossier.wording import clean

CONFIRMED, FAILED, TRUST = "confirmed", "failed", "on trust"
TITLES = {FAILED: "Does not hold", CONFIRMED: "Confirmed", TRUST: "Taken on trust"}
MAX_DETAILS = 12
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
    checks: tuple[Check, ...]

    @property
    def holds(self) -> bool:
        """Whether nothing failed."""
        return all(c.state != FAILED for c in self.checks)


def page(found: Verified) -> str:
    """The outcome as one page of text; what comes from the pack is cleaned."""
    verdict = "This pack HOLDS." if found.holds else "This pack DOES NOT HOLD."
    lines = [f"{verdict}  {clean(found.pack, 80)}", ""]
    if found.case:
        when = f"{found.issued:%Y-%m-%d %H:%M} UTC" if found.issued else "an unknown time"
        lines += [f"case {clean(found.case, 80)}, issued {when} by {clean(found.issuer, 80)}"]
    if HEX_KEY.fullmatch(found.key):
        lines += [f"signing key {found.key}", f"  fingerprint {fingerprint(found.key)}"]
    if found.merkle_root:
        lines += ["root over all files", f"  {clean(found.merkle_root, 64)}"]
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
    return textwrap.wrap(text, PAGE, initial_indent=lead, subsequent_indent=rest) or [lead]
