"""For counsel: all that was ever shared, with whom, under which rule; and what was refused."""

from collections.abc import Sequence
from typing import Any

import msgspec

from gauger.sharing import ledger
from gauger.sharing.gate import by_reason
from gauger.sharing.overlap.runs import require_signed as require_signed_run
from gauger.sharing.people import ENROLLED, RETIRED, Signed, require_enrolled, short
from gauger.sharing.release import (
    EXPORTED,
    PUBLISHED,
    PUSHED,
    Release,
    releases,
    require_signed,
)
from gauger.sharing.store import Store


class Counsel(msgspec.Struct, frozen=True, kw_only=True):
    """The whole record."""

    chain: str
    """Hash of the last ledger entry; keep a copy outside this store."""
    entries: int
    releases: tuple[Release, ...]
    sent: tuple[ledger.Entry, ...]
    """Exports, publications and pushes of releases."""
    refused: tuple[ledger.Entry, ...]
    overlaps: tuple[ledger.Entry, ...]
    persons: tuple[ledger.Entry, ...]
    """Enrolments and retirements of keys."""


def counsel(store: Store) -> Counsel:
    """Verify chain and signatures, and collect. Raises InputError where one does not hold."""
    with store.reading() as db:
        found = ledger.entries(db)
    last = ledger.verify(found)
    require_enrolled(found)
    freed = releases(store)
    for one in freed:
        require_signed(one)
    overlaps = tuple(e for e in found if e.act.startswith("overlap"))
    for entry in overlaps:
        require_signed_run(entry)
    return Counsel(
        chain=last,
        entries=len(found),
        releases=freed,
        sent=tuple(e for e in found if e.act in {EXPORTED, PUBLISHED, PUSHED}),
        refused=tuple(e for e in found if e.act == "refused"),
        overlaps=overlaps,
        persons=tuple(e for e in found if e.act in {ENROLLED, RETIRED}),
    )


def page(record: Counsel) -> str:
    """The record as Markdown."""
    parts = [
        "# What was shared\n",
        f"Releases: {len(record.releases)}; steps of private comparisons: {len(record.overlaps)}; "
        f"refusals: {len(record.refused)}. Ledger: {record.entries} entries, unbroken, last hash "
        f"`{record.chain}`.\n",
    ]
    for partner in sorted({r.partner for r in record.releases}):
        own = [r for r in record.releases if r.partner == partner]
        parts.append(f"## {_text(own[-1].partner_name)} (`{_text(partner)}`)\n")
        parts += [_release(r, record.sent) for r in own]
    if record.overlaps:
        parts.append("## Private comparisons\n")
        parts += [_step(e) for e in record.overlaps]
        parts.append("")
    if record.refused:
        parts.append("## Refused\n")
        parts += [f"- {e.at} {_text(e.actor)}: {e.subject}: {_why(e)}" for e in record.refused]
        parts.append("")
    if record.persons:
        parts.append("## Persons\n")
        parts += [
            f"- {e.at} {_text(e.subject)}: {e.act}, key `{_key(e)}`, login "
            f"{_text(str(e.detail.get('login')))}, on the word of {_text(_word(e))}"
            for e in record.persons
        ]
        parts.append("")
    return "\n".join(parts)


def _key(entry: ledger.Entry) -> str:
    key = str(entry.detail.get("key", ""))
    return short(key) if key else "the person's"


def _word(entry: ledger.Entry) -> str:
    """Who confirmed; nobody, for founders: their enrolment is taken at its word."""
    return str(
        entry.detail.get("confirmed_by")
        or (entry.detail.get("signed_by") and entry.actor)
        or "nobody"
    )


def _release(r: Release, sent: Sequence[ledger.Entry]) -> str:
    lines = [
        f"### {r.release_id}, {r.at:%d %B %Y %H:%M} UTC\n",
        f"- Proposed by {_text(r.proposed_by)}{_under(r.proposed)}",
        f"- Released by {_text(r.released_by)}{_under(r.released)}",
        f"- Basis: {_text(r.basis)}, in force until {r.basis_until}",
        f"- Counsel: {_text(r.counsel)}",
        f"- Purpose: {_text(r.purpose) or 'none stated'}; to be kept {r.retention_days} days",
        f"- TLP:{r.tlp.upper()}",
        f"- Policy file SHA-256 `{r.policy}`",
    ]
    if r.terms_only:
        lines.append("- **Rests on a broken term of service alone**")
    lines += [f"- {name} SHA-256 `{digest}`" for name, digest in r.sha256.items()]
    lines += [f"- {_text(_went(e))}" for e in sent if e.subject == r.release_id]
    left = "\n".join(f"| `{field}` | {n} |" for field, n in r.fields.items())
    stayed = [f"- {why}: {', '.join(names)}" for why, names in by_reason(r.dropped).items()]
    table = ["| what left | values |", "|---|---|", left]
    return "\n".join([*lines, "", *table, "", "What stayed, and why:\n", *stayed, ""])


def _went(entry: ledger.Entry) -> str:
    d: dict[str, Any] = entry.detail
    where = ", ".join(
        d.get("files") or [f"{name} {d[name]}" for name in ("server", "collection") if name in d]
    )
    return f"{entry.act.capitalize()} {entry.at} by {entry.actor}: {where}"


def _under(one: Signed | None) -> str:
    """How a person showed who they are."""
    if one is None:
        return ""
    key = f"signed with key `{short(one.key)}`, which holds" if one.key else "**not signed**"
    return f" ({key}; login {_text(one.login)})"


def _why(entry: ledger.Entry) -> str:
    why = entry.detail.get("why")
    return _text("; ".join(map(str, why))) if isinstance(why, Sequence) else ""


def _step(entry: ledger.Entry) -> str:
    """One step of a comparison: who, with whom, of what, under which basis, over which sets."""
    d: dict[str, Any] = entry.detail
    kinds = ", ".join(d.get("kinds", ()))
    said = (
        ("with", d.get("partner")),
        ("run" if "partner" in d else "to reveal to", entry.subject),
        ("mode", d.get("mode")),
        ("ours", f"{d['size']:,} identifiers{f' ({kinds})' if kinds else ''}"),
        ("theirs, filled up", f"{d['peer_size']:,}" if d.get("peer_size") else ""),
        ("epsilon", d.get("epsilon")),
        ("basis", d.get("basis")),
        ("in force until", d.get("basis_until")),
        ("counsel", d.get("counsel")),
        ("our commitment", d["root"]),
        ("theirs", d.get("peer_root")),
    )
    words = "; ".join(f"{name} {value}" for name, value in said if value)
    under = _under(require_signed_run(entry))
    return f"- {entry.at} {_text(entry.actor)}{under}: {entry.act}; {_text(words)}"


def _text(plain: str) -> str:
    """Text that Markdown and HTML show as it is."""
    for mark in "\\`*_[]<>|#":
        plain = plain.replace(mark, f"\\{mark}" if mark not in "<>" else f"&{'lg'[mark == '>']}t;")
    return " ".join(plain.split())
