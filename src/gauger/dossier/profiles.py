"""Known-actor profiles: what earlier cases or partners say an actor does, as TOML files.

name = "profile-17"
title = "the operators of case 2026-014"
origin = "our case 2026-014, closed in May 2026"
reliability = "A"      # Admiralty scale: A to F
credibility = "2"      # 1 to 6

[[predicts]]
feature = "targets:software-engineering"
p_if = 0.9             # chance to see it if this actor is behind the campaign
p_else = 0.3           # chance to see it if somebody unknown is
why = "nine of ten campaigns of this actor did; three of ten others"
"""

import re
import tomllib
from pathlib import Path

import msgspec

from gauger.dossier.wording import clean, objections
from gauger.errors import BrokenFile, InputError
from gauger.signals.catalogue import SIGNALS
from gauger.signals.family import Family

FAMILIES = {
    "targets": Family.BEHAVIOUR,
    "model": Family.BEHAVIOUR,
    "network": Family.INFRASTRUCTURE,
    "asks": Family.CONTENT,
    "round-the-clock": Family.TIMING,
    "retargets-after-release": Family.TIMING,
    "declares-organisation": Family.IDENTITY,
}
"""Kinds of features a profile may predict, and the family of evidence each belongs to."""
REFUSED = ("country", "language", "nationality", "region")
MAX_PROFILE = 256 * 1024


class Prediction(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One thing a profile predicts, with the two chances that make its likelihood ratio."""

    feature: str
    p_if: float
    p_else: float
    why: str
    relay: bool = False
    """A network or address known to carry several operators: it attributes nobody."""

    @property
    def family(self) -> Family:
        """Kind of evidence."""
        kind, _, rest = self.feature.partition(":")
        if kind in {"signal", "indicator"}:
            signal = rest.partition(":")[0]
            return next(s.family for s in SIGNALS if s.name == signal)
        return FAMILIES[kind]


class Profile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A known actor, as somebody described it."""

    name: str
    title: str
    origin: str
    reliability: str
    credibility: str
    predicts: tuple[Prediction, ...]

    @property
    def grade(self) -> str:
        """Admiralty grade and origin."""
        return f"{self.reliability}{self.credibility}, {self.origin}"


def read_profiles(folder: Path) -> tuple[Profile, ...]:
    """Profiles of a folder's *.toml, by name. Raises InputError naming the file."""
    if not folder.is_dir():
        raise InputError(f"{folder} is no folder of actor profiles. Give --actors a folder.")
    found: dict[str, Profile] = {}
    for file in sorted(folder.glob("*.toml")):
        profile = _read(file)
        if profile.name in found or profile.name in {"unknown", "reseller"}:
            raise InputError(f"{file}: the name {profile.name!r} is taken. Give it another.")
        found[profile.name] = profile
    return tuple(found[name] for name in sorted(found))


def _read(file: Path) -> Profile:
    fix = "See docs/how-to/make-a-dossier.md for what a profile holds."
    try:
        if file.stat().st_size > MAX_PROFILE:
            raise BrokenFile(file, "a profile", f"it has over {MAX_PROFILE:,} bytes", fix)
        profile = msgspec.convert(tomllib.loads(file.read_text(encoding="utf-8")), Profile)
    except (OSError, ValueError, msgspec.MsgspecError) as seen:
        raise BrokenFile(file, "a profile", str(seen), fix) from seen
    for wrong in _wrong(profile):
        raise BrokenFile(file, "a profile", wrong, fix)
    return profile


def _key64(text: str) -> bool:
    return bool(re.fullmatch(r"-?\d{1,19}", text)) and -(2**63) <= int(text) < 2**63


def _wrong(profile: Profile) -> list[str]:
    said = [profile.title, profile.origin, *(p.why for p in profile.predicts)]
    found = [f"{clean(text, 60)!r} says {o}" for text in said for o in objections(text)]
    if profile.reliability not in tuple("ABCDEF") or profile.credibility not in tuple("123456"):
        found.append("its grade is not A to F and 1 to 6")
    for p in profile.predicts:
        kind, _, rest = p.feature.partition(":")
        if kind in REFUSED:
            found.append(f"{kind} is not evidence of who acts, and is not weighed")
        elif kind in {"signal", "indicator"}:
            if rest.partition(":")[0] not in {s.name for s in SIGNALS}:
                found.append(f"{clean(p.feature, 60)!r} names no signal")
            elif kind == "indicator" and not _key64(rest.partition(":")[2]):
                found.append(f"{clean(p.feature, 60)!r} ends in no 64-bit number")
        elif kind not in FAMILIES:
            found.append(f"{clean(p.feature, 60)!r} is no feature that is measured")
        if not (0 < p.p_if < 1 and 0 < p.p_else < 1):
            found.append(f"{clean(p.feature, 60)!r} has a chance outside 0 to 1")
    return found
