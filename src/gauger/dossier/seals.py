"""Checks of bytes: signature, manifest, and every file against it, naming what was changed."""

from hashlib import sha256
from pathlib import Path
from typing import TypeVar

import msgspec

from gauger.dossier.model import Block, Manifest, Signature, to_json
from gauger.dossier.outcome import CONFIRMED, FAILED, TRUST, Check
from gauger.dossier.place import place
from gauger.dossier.seal import changed, pack_root, seal_file
from gauger.dossier.shelf import Shelved
from gauger.dossier.signing import fingerprint, holds

SEALS = frozenset({"manifest.json", "signature.json", "timestamp.tsr"})
"""Files that the manifest does not list: itself, and what is made over it."""
MAX_PLACES = 3
T = TypeVar("T")


def decoded(folder: Path, path: str, kind: type[T], checks: list[Check]) -> T | None:
    """A JSON file of a pack as a value; what is wrong with it goes to `checks`.

    The file must be the one way of writing its value: no byte of it is free to change.
    """
    file = folder / path
    if not file.is_file():
        checks.append(Check(path, FAILED, "it is missing"))
        return None
    data = file.read_bytes()
    try:
        value = msgspec.json.decode(data, type=kind)
        plain = to_json(value) == data
    except (msgspec.MsgspecError, ValueError, RecursionError, OverflowError) as seen:
        line = " ".join(str(seen).split())[:200]
        checks.append(Check(path, FAILED, f"it is not readable as a pack's {path}: {line}"))
        return None
    if not plain:
        says = "it is changed: the same content is written in another way"
        checks.append(Check(path, FAILED, says))
    return value


def check_signature(folder: Path, signature: Signature | None, key: str | None) -> list[Check]:
    """The signature by itself, over the manifest and time stamp, and by whose key."""
    if signature is None:
        return []
    if not holds(signature):
        says = "signature.json is changed or forged: it is not its own key's signature"
        return [Check("signature", FAILED, says)]
    checks = []
    for path, said in (
        ("manifest.json", signature.manifest_sha256),
        ("timestamp.tsr", signature.timestamp_sha256),
    ):
        file = folder / path
        found = sha256(file.read_bytes()).hexdigest() if file.is_file() else ""
        if found != said:
            how = "is not the one that was signed" if found and said else "was added or removed"
            checks.append(Check("signature", FAILED, f"{path} {how}"))
    if not checks:
        checks.append(Check("signature", CONFIRMED, "Ed25519, over manifest and time stamp"))
    if key is None:
        says = (
            "you have to trust this key: it is the pack's own word for who signed. Ask the issuer, "
            f"by another way, for its fingerprint {fingerprint(signature.key)}, and give --key"
        )
        checks.append(Check("key", TRUST, says))
    elif key != signature.key:
        says = f"it is signed by another key than yours, {fingerprint(signature.key)}"
        checks.append(Check("key", FAILED, says))
    else:
        checks.append(Check("key", CONFIRMED, "it is signed by the key that you gave"))
    return checks


def check_files(shelved: Shelved, manifest: Manifest | None) -> list[Check]:
    """Every file against the manifest, none missing, none added, and the root over all."""
    if manifest is None:
        says = "without a readable manifest no file can be checked"
        return [Check("files", FAILED, says)]
    listed = {f.path: f for f in manifest.files}
    there = set(shelved.paths) - SEALS
    wrong = [f"{p} was removed" for p in sorted(listed.keys() - there)]
    wrong += [f"{p} was added" for p in sorted(there - listed.keys())]
    for path in sorted(there & listed.keys()):
        now = seal_file(shelved.folder, path)
        if now != listed[path]:
            wrong.append(_what(shelved.folder, listed[path], now))
    if len(listed) != len(manifest.files):
        wrong.append("the manifest lists a file twice")
    if pack_root(manifest.files) != manifest.merkle_root:
        wrong.append("manifest.json: its Merkle root is not that of the files it lists")
    if wrong:
        return [Check("files", FAILED, f"{len(wrong)} differences from the manifest", tuple(wrong))]
    says = f"{len(listed)} files are those that the manifest lists, and its Merkle root is theirs"
    return [Check("files", CONFIRMED, says)]


def _what(folder: Path, was: Block, now: Block) -> str:
    if now.block != was.block or not (ranges := changed(was, now)):
        return f"{was.path} was changed; it had {was.size:,} bytes and has {now.size:,}"
    places = [place(folder / was.path, a, b) for a, b in ranges[:MAX_PLACES]]
    more = f" and {len(ranges) - MAX_PLACES} more places" if len(ranges) > MAX_PLACES else ""
    return f"{was.path} was changed at {'; '.join(places)}{more}"
