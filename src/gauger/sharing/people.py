"""Who acts: persons with a key of their own, so that two persons are two keys and not two words.

A person's Ed25519 key lies under a passphrase in a file that stays with the person; the store knows
its public half, by an entry of the ledger. Proposals, releases and approvals are signed over the
act and the hashes of the exact bytes, and counsel's report checks every signature again. Two keys
do not prove two human beings: whoever has both files and both passphrases is both. The operating
system's login is on record beside them, and can be made to differ too.
"""

import os
import pwd
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    load_pem_private_key,
)

from gauger.errors import BrokenFile, InputError, UsageError
from gauger.records.files import new_file
from gauger.sharing import ledger
from gauger.sharing.store import Store

FOUNDERS = 2
"""Persons that may be enrolled on nobody's word; everybody after them on an enrolled person's."""
MIN_PASSPHRASE = 12
ENROLLED, RETIRED = "person enrolled", "person retired"


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who may propose, release and approve."""

    name: str
    key: str
    """Public key, 64 hexadecimal digits."""
    since: str
    confirmed_by: str
    """Empty for a founder."""
    login: str
    """Of the operating system, at enrolment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """A person with the private key at hand."""

    name: str
    key: Ed25519PrivateKey

    @property
    def public(self) -> str:
        """The public key, 64 hexadecimal digits."""
        return self.key.public_key().public_bytes_raw().hex()


class Signed(msgspec.Struct, frozen=True, kw_only=True):
    """One act under a person's signature."""

    name: str
    login: str
    key: str = ""
    signature: str = ""


By = str | Signer
"""Who acts. A bare name is enough only where nobody is enrolled, as in a program's own tests."""


def make_key(file: Path, passphrase: str) -> str:
    """Make a person's key under a passphrase; gives the public half. Raises UsageError."""
    if len(passphrase) < MIN_PASSPHRASE:
        raise UsageError(f"a passphrase has at least {MIN_PASSPHRASE} characters.")
    if file.exists():
        raise UsageError(f"{file} exists. Give another file, or use the key that is there.")
    made = Ed25519PrivateKey.generate()
    pem = made.private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(passphrase.encode())
    )
    with new_file(file) as half:
        half.write_bytes(pem)
    file.chmod(0o600)  # before this, whoever reads it needs the passphrase
    return made.public_key().public_bytes_raw().hex()


def read_signer(name: str, file: Path, passphrase: str) -> Signer:
    """A person's key. Raises BrokenFile, and never says more than that it did not open."""
    fix = "Make one with `gauger share key`."
    try:
        key = load_pem_private_key(file.read_bytes(), passphrase.encode())
    except OSError as seen:
        raise BrokenFile(file, "a person's key", str(seen.strerror), fix) from seen
    except (ValueError, TypeError) as seen:
        what = "it is no key, or the passphrase is another"
        raise BrokenFile(file, "a person's key", what, fix) from seen
    if not isinstance(key, Ed25519PrivateKey):
        raise BrokenFile(file, "a person's key", "it is not Ed25519", fix)
    return Signer(name=name, key=key)


def login() -> str:
    """The operating system's name of who runs this; its number where it has none."""
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return str(os.getuid())


def people(store: Store) -> dict[str, Person]:
    """Persons enrolled now, by name without regard to case; read from the ledger, in its order."""
    with store.reading() as db:
        return people_of(ledger.entries(db))


def people_of(entries: Sequence[ledger.Entry]) -> dict[str, Person]:
    """Persons enrolled after these entries."""
    found: dict[str, Person] = {}
    for entry in entries:
        _pass(found, entry)
    return found


def _pass(found: dict[str, Person], entry: ledger.Entry) -> None:
    """Let one entry change who is enrolled."""
    if entry.act == ENROLLED:
        found[known_as(entry.subject)] = Person(
            name=entry.subject,
            key=str(entry.detail["key"]),
            since=entry.at,
            confirmed_by=str(entry.detail["confirmed_by"]),
            login=str(entry.detail["login"]),
        )
    elif entry.act == RETIRED:
        found.pop(known_as(entry.subject), None)


def require_enrolled(entries: Sequence[ledger.Entry]) -> None:
    """Raise InputError where somebody joined, left or acted against the rules of this module.

    Whoever can write the store can make a key, sign with it, and seal the chain again; what it
    cannot make is the word of a person who was there before.
    """
    have: dict[str, Person] = {}
    ever: set[tuple[str, str]] = set()
    for entry in entries:
        if entry.act in {ENROLLED, RETIRED}:
            _require_word(entry, have)
            _pass(have, entry)
            ever |= {(name, p.key) for name, p in have.items()}
        now = {(name, p.key) for name, p in have.items()}
        for part, may in (("signed", now), ("released", now), ("proposed", ever)):
            if entry.detail.get(part) is None:
                continue
            one = msgspec.convert(entry.detail[part], Signed)
            if (one.key or have) and (known_as(one.name), one.key) not in may:
                raise _against(entry)


def _require_word(entry: ledger.Entry, have: Mapping[str, Person]) -> None:
    """Who joins or leaves does so on the signed word of somebody enrolled; founders alone not."""
    d = entry.detail
    if not d["signed_by"]:
        if entry.act == RETIRED or len(have) >= FOUNDERS:
            raise _against(entry)
        return
    person = have.get(known_as(entry.actor))
    if person is None or person.key != d["signed_by"]:
        raise _against(entry)
    one = Signed(name=person.name, login="", key=person.key, signature=str(d["signature"]))
    said: dict[str, str] = {k: str(d[k]) for k in ("key", "confirmed_by") if k in d}
    require_valid(one, entry.act, entry.subject, said)


def _against(entry: ledger.Entry) -> InputError:
    return InputError(
        f"ledger entry {entry.number} ({entry.act}, {entry.actor}) is by nobody who was enrolled "
        "with that key then. Stop here."
    )


def enrol(store: Store, name: str, key: str, *, by: Signer | None, now: datetime) -> Person:
    """Let a person act. Raises UsageError for a taken name or key, and without a confirmation."""
    require_name(name)
    if len(key) != 64 or not set(key) <= set("0123456789abcdef"):
        raise UsageError("a public key is 64 hexadecimal digits, as `gauger share key` prints.")
    have = people(store)
    if known_as(name) in have:
        raise UsageError(f"{name} is enrolled already; retire the old key first.")
    with store.reading() as db:
        used = {str(e.detail.get("key")) for e in ledger.entries(db) if e.act == ENROLLED}
    if key in used:
        raise UsageError("this key is, or was, somebody's; each person has a key of their own.")
    if by is None and len(have) >= FOUNDERS:
        raise UsageError(
            f"{', '.join(p.name for p in have.values())} are enrolled: one of them confirms "
            "whoever comes next. Give --by and --key."
        )
    detail: dict[str, object] = {"key": key, "confirmed_by": by.name if by else ""}
    return _entered(store, ENROLLED, name, detail, by, now)


def retire(store: Store, name: str, *, by: Signer, now: datetime) -> None:
    """End a person's key. Raises UsageError."""
    have = people(store)
    if known_as(name) not in have:
        raise UsageError(f"nobody called {name!r} is enrolled.")
    if len(have) <= FOUNDERS:
        raise UsageError("two persons are needed for a release: enrol another one first.")
    _entered(store, RETIRED, have[known_as(name)].name, {}, by, now)


def _entered(
    store: Store, act: str, name: str, detail: dict[str, object], by: Signer | None, now: datetime
) -> Person:
    said = {k: str(v) for k, v in detail.items()}
    one = signed(store, by, act, name, said) if by else Signed(name=name, login=login())
    detail |= {"login": one.login, "signed_by": one.key, "signature": one.signature}
    with store.changing() as db:
        ledger.append(db, actor=one.name, act=act, subject=name, detail=detail, at=now)
        return people_of(ledger.entries(db)).get(
            known_as(name), Person(name=name, key="", since="", confirmed_by="", login=one.login)
        )


def signed(store: Store, by: By, act: str, subject: str, said: Mapping[str, str]) -> Signed:
    """An act as a person's, signed where persons are enrolled. Raises UsageError."""
    have = people(store)
    if isinstance(by, str):
        require_name(by)
        if have:
            raise UsageError("persons are enrolled here: sign with --by NAME --key FILE.")
        return Signed(name=by, login=login())
    person = have.get(known_as(by.name))
    if person is None or person.key != by.public:
        raise UsageError(f"{by.name} is not enrolled with this key; see `gauger share people`.")
    signature = by.key.sign(_message(person.name, act, subject, said)).hex()
    return Signed(name=person.name, login=login(), key=by.public, signature=signature)


def require_valid(one: Signed, act: str, subject: str, said: Mapping[str, str]) -> None:
    """Raise InputError unless the signature is the person's over just this act."""
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(one.key))
        key.verify(bytes.fromhex(one.signature), _message(one.name, act, subject, said))
    except (InvalidSignature, ValueError) as seen:
        raise InputError(
            f"the signature of {one.name} under {subject} ({act}) does not hold. Stop here."
        ) from seen


def _message(name: str, act: str, subject: str, said: Mapping[str, str]) -> bytes:
    """What is signed: canonical JSON, so that neither field can run into another."""
    whole = {"gauger": "sharing act 1", "by": name, "act": act, "subject": subject, "said": said}
    return msgspec.json.encode(whole, order="sorted")


def require_name(name: str) -> None:
    """Raise UsageError for what is no name of a person."""
    if not name.strip() or not name.isprintable() or len(name) > 120:
        raise UsageError("--by names a person: one line of 1 to 120 characters.")


def known_as(name: str) -> str:
    """A name as persons are told apart by."""
    return name.strip().casefold()


def same(a: str, b: str) -> bool:
    """Whether two names are one person's."""
    return known_as(a) == known_as(b)


def short(key: str) -> str:
    """A key as people compare it: sixteen digits of its SHA-256."""
    return sha256(bytes.fromhex(key)).hexdigest()[:16]
