"""Is a pack what it says: on a machine without the logs, from the pack alone.

Every check confirms, fails, or leaves something on trust, and says which. The pack may be hostile:
`shelf` brings its files in, `columns` reads its tables, and its queries run in `sqlbox`.
"""

import tempfile
from dataclasses import dataclass
from pathlib import Path

import msgspec
from cryptography import x509

from gauger.dossier.answers import check_figures
from gauger.dossier.documents.render import PATHS
from gauger.dossier.judgements import check_judgements
from gauger.dossier.model import FAMILY, FORMAT, Figures, Manifest, Signature, Statement
from gauger.dossier.outcome import CONFIRMED, FAILED, TRUST, UNCHECKED, Check, Verified
from gauger.dossier.program import named, versions
from gauger.dossier.program import other as other_program
from gauger.dossier.redraw import redraw
from gauger.dossier.seals import SEALS, check_files, check_signature, decoded
from gauger.dossier.shelf import HostilePack, Shelved, shelve
from gauger.dossier.tables import EXTRACTS
from gauger.dossier.timestamp import read_stamp
from gauger.dossier.wording import clean
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
    if said := _foreign_format(folder):
        return _unread(name, folder, said, reader)
    signature = decoded(folder, "signature.json", Signature, checks)
    manifest = decoded(folder, "manifest.json", Manifest, checks)
    checks += check_signature(folder, signature, reader.key)
    checks += check_files(shelved, manifest)
    checks += _unknown(shelved)
    checks += _stamp(folder, reader)
    other = other_program(manifest.versions, "program") if manifest is not None else ""
    figures, statement = None, None
    if all(c.state != FAILED for c in checks):
        figures = decoded(folder, "figures.json", Figures, checks)
        statement = decoded(folder, "statement.json", Statement, checks)
    else:  # what is not as it was signed is not parsed any further
        says = "not looked into, since the bytes do not hold"
        checks.append(Check("figures", UNCHECKED, says))
    if figures is not None:
        checks += check_figures(folder, figures, other)
    if manifest is not None and statement is not None:
        checks += _about(manifest, statement)
    if manifest is not None and figures is not None and statement is not None:
        checks += check_judgements(manifest, figures, statement, other)
        if all(c.state == CONFIRMED for c in checks if c.name in {"figures", "queries"}):
            checks += _documents(folder, manifest, figures, statement)
        else:
            checks.append(Check("documents", UNCHECKED, _why_not_compared(checks)))
    checks += _always(statement)
    return Verified(
        pack=name,
        case=statement.case_id if statement else "",
        issuer=statement.issuer if statement else "",
        issued=statement.issued if statement else None,
        merkle_root=manifest.merkle_root if manifest else "",
        key=signature.key if signature else "",
        made_by=named(manifest.versions) if manifest else "",
        checked_by=named(versions()),
        checks=tuple(checks),
    )


def _foreign_format(folder: Path) -> str:
    """The format that a manifest names, where it is none that is read here; else empty."""
    try:
        said = msgspec.json.decode((folder / "manifest.json").read_bytes(), type=_Named).format
    except (OSError, msgspec.MsgspecError, ValueError, RecursionError):
        return ""  # whatever is wrong with it is told where it is read
    return said if said.startswith(FAMILY) and said != FORMAT else ""


class _Named(msgspec.Struct, frozen=True):
    """What any manifest of ours says, whatever else it says."""

    format: str


def _unread(name: str, folder: Path, said: str, reader: Reader) -> Verified:
    """A pack of another format: the signature at most is checked."""
    says = f"the pack says it is {said}, and this program reads {FORMAT}: take one that reads it"
    tried, checks = list[Check](), [Check("format", UNCHECKED, clean(says, 200))]
    signature = decoded(folder, "signature.json", Signature, tried)
    if not tried:
        checks += check_signature(folder, signature, reader.key)
    return Verified(pack=name, checked_by=named(versions()), checks=tuple(checks))


def _why_not_compared(checks: list[Check]) -> str:
    if any(c.name == "figures" and c.state == FAILED for c in checks):
        return "not compared, since the figures do not hold"
    return "not compared, since other queries than this program's give their figures"


def _zip(shelved: Shelved) -> list[Check]:
    if not shelved.odd_zip:
        return []
    says = (
        "the zip is not byte for byte what its files give: something outside the files was changed"
    )
    return [Check("zip", FAILED, says)]


def _unknown(shelved: Shelved) -> list[Check]:
    """Files that may well be as they were signed, and that nothing here looks into."""
    tables = {f"extract/{name}.parquet" for name in EXTRACTS}
    known = SEALS | {"figures.json", "statement.json"} | tables | set(PATHS)
    others = tuple(p for p in shelved.paths if p not in known)
    if not others:
        return []
    says = "files that this program does not make: read them as their sender's word alone"
    return [Check("other files", UNCHECKED, says, others)]


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
        says = (
            f"another state of the program made them ({found.why}): their text cannot be made "
            "again word by word here. Their numbers stand in figures.json, computed again above"
        )
        checks.append(Check("documents", UNCHECKED, says, found.differ))
    elif found.differ:
        says = "not what figures and statement give"
        if found.broken:
            says += f": nothing can be drawn of them: {found.broken}"
        checks.append(Check("documents", FAILED, says, found.differ))
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
        says = (
            "the issuer's word alone: what people labelled, did and decided, grades of sources, "
            "what was not visible, asks, samples, and what the extract cannot show:"
        )
        names = tuple(f"{s.name}: {s.value} ({s.whence})" for s in statement.stated)
        checks.append(Check("statements", TRUST, says, names))
    return checks
