"""Agreements with partners: who, under which legal basis, until when, how much.

One TOML file that counsel can read. A basis that has ended, a kill switch, or a level above the
partner's ceiling blocks a release; nothing here is a judgement of law.
"""

import tomllib
from datetime import date
from pathlib import Path

import msgspec

from gauger.errors import BrokenFile, GaugerError, UsageError
from gauger.sharing.tlp import Tlp, parse_tlp

EXAMPLE = """\
# Who we are to others. A pseudonym of the sharing group will do.
name = "{name}"
# separate_logins = true          # proposer and releaser have different logins of this machine

# [partner.lab-b]
# name = "Lab B"
# basis = "Information sharing agreement of 2 November 2026, section 3"
# basis_from = 2026-11-02
# basis_until = 2027-11-01        # exports stop the day after
# excludes_terms_only = true      # a case that rests on broken terms of service alone stays here
# tlp_ceiling = "amber+strict"
# categories = ["share", "indicator.ipv4-net", "indicator.template-sketch"]  # or ["*"]
# purpose = "Detecting and stopping adversarial distillation"
# retention_days = 180
# contact = "sharing@lab-b.example"
# counsel = "Approved by counsel on 3 November 2026, file 12"
# paused = false                  # true: kill switch
"""


class Partner(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One agreement."""

    name: str
    basis: str
    basis_from: date
    basis_until: date
    counsel: str
    purpose: str = ""
    excludes_terms_only: bool = True
    tlp_ceiling: str = "amber+strict"
    categories: tuple[str, ...] = ()
    retention_days: int = 180
    contact: str = ""
    misp_sharing_group: int = 0
    """The receiving MISP instance's number of our sharing group; 0: its organisation alone."""
    paused: bool = False
    overlap_runs: int = 10
    """Private comparisons in 30 days, both directions together."""
    overlap_least: int = 100
    overlap_most: int = 1_000_000
    """Identifiers of one set."""
    overlap_floor: int = 10
    """A smaller count is told as "fewer than"."""

    def covers(self, field: str) -> bool:
        """Whether the agreement's categories hold a field: by its name, its part, or all."""
        return bool({"*", field, field.partition(".")[0]} & set(self.categories))


class Agreements(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Ourselves and our partners."""

    name: str
    partner: dict[str, Partner] = {}
    separate_logins: bool = False
    """Who releases has another login of the operating system than who proposed."""

    def of(self, partner: str) -> Partner:
        """One partner's agreement. Raises UsageError for an unknown partner."""
        if partner not in self.partner:
            have = ", ".join(sorted(self.partner)) or "none yet"
            raise UsageError(
                f"there is no agreement with {partner!r}; there are {have}. "
                "Write it into the store's agreements.toml first."
            )
        return self.partner[partner]


def read_agreements(path: Path) -> Agreements:
    """Read and check an agreements file. Raises BrokenFile."""
    try:
        found = msgspec.convert(tomllib.loads(path.read_text("utf-8")), Agreements)
    except OSError as seen:
        fix = "Make a store with `gauger share init`."
        raise BrokenFile(path, "agreements", str(seen.strerror), fix) from seen
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, msgspec.ValidationError) as seen:
        fix = "Compare the example that `gauger share init` writes."
        raise BrokenFile(path, "agreements", str(seen), fix) from seen
    for name, partner in found.partner.items():
        _check(path, name, partner)
    return found


def _check(path: Path, name: str, partner: Partner) -> None:
    parse_tlp(partner.tlp_ceiling)
    for field in ("basis", "counsel"):
        if not getattr(partner, field).strip():
            raise UsageError(f"{path}: partner {name} has no {field}. Name it: exports need one.")


def blocks(partner: Partner, *, on: date, tlp: Tlp, terms_only: bool) -> tuple[str, ...]:
    """Why nothing may go to a partner on a day; empty where it may."""
    found = []
    if partner.paused:
        found.append("the agreement is paused")
    if on < partner.basis_from:
        found.append(f"the legal basis begins on {partner.basis_from}")
    if on > partner.basis_until:
        found.append(f"the legal basis ended on {partner.basis_until}")
    if tlp.rank > parse_tlp(partner.tlp_ceiling).rank:
        found.append(f"TLP {tlp.value} is above the partner's ceiling {partner.tlp_ceiling}")
    if terms_only and partner.excludes_terms_only:
        found.append(
            "the case rests on a broken term of service alone, which the agreement excludes"
        )
    return tuple(found)


def in_force(path: Path, partner: str, on: date) -> bool:
    """Whether anything may go to a partner on a day, the file read afresh; a broken one: no."""
    try:
        agreement = read_agreements(path).of(partner)
    except GaugerError:
        return False
    return not blocks(agreement, on=on, tlp=Tlp.CLEAR, terms_only=False)
