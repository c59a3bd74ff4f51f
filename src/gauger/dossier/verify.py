"""Is a pack what it says: on a machine without the logs, from the pack alone.

Every check confirms, fails, or leaves something on trust, and says which. The pack may be hostile:
`shelf` brings its files in, `columns` reads its tables, and its queries run in `sqlbox`.
"""

import tempfile
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509

from gauger.dossier.answers import check_figures
from gauger.dossier.judgements import check_judgements
from gauger.dossier.model import FORMAT, Figures, Manifest, Signature, Statement
from gauger.dossier.outcome import CONFIRMED, FAILED, TRUST, Check, Verified
from gauger.dossier.redraw import redraw
from gauger.dossier.seals import check_files, check_signature, decoded
from gauger.dossier.shelf import HostilePack, Shelved, shelve
from gauger.dossier.timestamp import read_stamp
from gauger.errors import GaugerError, UsageError


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """What the reader brings: trust, got by other ways than the pack."""

    key: str | None = None
    """The issuer's public key, hexadecimal."""
    tsa_roots: tuple[x509.Certificate, ...] = ()


def verify(pack: Path, reader: Reader) -> Verified:
    """Check a pack, folder or zip. Raises UsageError when there is none at all."""
    with tempfile.TemporaryDirectory(prefix="gauger-verify-") as folder:
        try:
            shelved = shelve(pack, Path(folder) / "pack")
        except HostilePack as hostile:
            return Verified(pack=pack.name, checks=(Check("opening", FAILED, str(hostile)),))
        if not {"manifest.json", "signature.json"} & set(shelved.paths):
            raise UsageError(
                f"{pack} is no pack: it has neither manifest.json nor signature.json. "
                "Give the folder or zip that `gauger dossier` wrote."
            )
        return _checked(pack.name, shelved, reader)


def _checked(name: str, shelved: Shelved, reader: Reader) -> Verified:
    folder, checks = shelved.folder, list(_zip(shelved))
    signature = decoded(folder, "signature.json", Signature, checks)
    manifest = decoded(folder, "manifest.json", Manifest, checks)
    checks += check_signature(folder, signature, reader.key)
    checks += check_files(shelved, manifest)
    checks += _stamp(folder, reader)
    figures, statement = None, None
    if all(c.state != FAILED for c in checks):
        figures = decoded(folder, "figures.json", Figures, checks)
        statement = decoded(folder, "statement.json", Statement, checks)
    else:  # what is not as it was signed is not parsed any further
        checks.append(Check("figures", TRUST, "not looked into, since the bytes do not hold"))
    if figures is not None:
        checks += check_figures(folder, figures)
    if manifest is not None and statement is not None:
        checks += _about(manifest, statement)
    if manifest is not None and figures is not None and statement is not None:
        checks += check_judgements(figures, statement)
        if all(c.state == CONFIRMED for c in checks if c.name in {"figures", "queries"}):
            checks += _documents(folder, manifest, figures, statement)
        else:
            checks.append(Check("documents", TRUST, _why_not_compared(checks)))
    checks += _always(statement)
    return Verified(
        pack=name,
        case=statement.case_id if statement else "",
        issuer=statement.issuer if statement else "",
        issued=statement.issued if statement else None,
        merkle_root=manifest.merkle_root if manifest else "",
        key=signature.key if signature else "",
        checks=tuple(checks),
    )


def _why_not_compared(checks: list[Check]) -> str:
    if any(c.name == "figures" and c.state == FAILED for c in checks):
        return "not compared, since the figures do not hold"
    return "not compared, since queries of another version give their figures"


def _zip(shelved: Shelved) -> list[Check]:
    if not shelved.odd_zip:
        return []
    says = (
        "the zip is not byte for byte what its files give: something outside the files was changed"
    )
    return [Check("zip", FAILED, says)]


def _about(manifest: Manifest, statement: Statement) -> list[Check]:
    pairs = (
        ("format", manifest.format, FORMAT),
        ("case", manifest.case_id, statement.case_id),
        ("campaign", manifest.campaign_id, statement.campaign_id),
        ("issued", manifest.issued, statement.issued),
    )
    wrong = tuple(f"{name}: {a} and {b}" for name, a, b in pairs if a != b)
    if wrong:
        return [Check("one pack", FAILED, "manifest and statement are not of one pack", wrong)]
    return []


def _documents(
    folder: Path, manifest: Manifest, figures: Figures, statement: Statement
) -> list[Check]:
    found = redraw(folder, manifest, figures, statement)
    checks = []
    if found.same:
        says = f"made again from figures and statement, and the same: {', '.join(found.same)}"
        checks.append(Check("documents", CONFIRMED, says))
    if found.differ and found.why:
        says = f"not comparable, since other versions made them ({found.why})"
        checks.append(Check("documents", TRUST, says, found.differ))
    elif found.differ:
        checks.append(
            Check("documents", FAILED, "not what figures and statement give", found.differ)
        )
    return checks


def _stamp(folder: Path, reader: Reader) -> list[Check]:
    file, manifest = folder / "timestamp.tsr", folder / "manifest.json"
    if not file.is_file() or not manifest.is_file():
        return [Check("time stamp", TRUST, "none: the time of issue is the issuer's own word")]
    try:
        stamp = read_stamp(file.read_bytes(), manifest.read_bytes(), reader.tsa_roots)
    except GaugerError as wrong:
        return [Check("time stamp", FAILED, str(wrong))]
    when = f"{stamp.at:%Y-%m-%d %H:%M:%S} UTC"
    if not stamp.over_manifest:
        return [Check("time stamp", FAILED, f"of {when}, but over another manifest")]
    if stamp.trusted:
        return [Check("time stamp", CONFIRMED, f"the manifest existed at {when}")]
    if reader.tsa_roots:
        return [Check("time stamp", FAILED, f"of {when}, but not by your service: {stamp.why}")]
    return [Check("time stamp", TRUST, f"says {when}; its signer is not checked: {stamp.why}")]


def _always(statement: Statement | None) -> list[Check]:
    """What no check of a pack can show."""
    checks = [
        Check(
            "logs",
            TRUST,
            "that the extract reflects the issuer's logs; only where the logs are can it be made "
            "again",
        )
    ]
    if statement is not None:
        names = tuple(f"{s.name}: {s.value} ({s.whence})" for s in statement.stated)
        checks.append(
            Check("statements", TRUST, "what the pack states and its extract cannot show", names)
        )
    return checks
