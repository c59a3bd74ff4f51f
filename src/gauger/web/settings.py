"""How the workbench is run: read once, from the command line and a TOML file."""

import secrets
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from gauger.casework.people import Role
from gauger.errors import BrokenFile, InputError

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Oidc:
    """An OpenID Connect provider and what its groups may do here."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    role_claim: str = "groups"
    roles: dict[str, Role]
    """Value of the claim: role. Of several that match, the one that may most."""
    name_claim: str = "preferred_username"

    @property
    def metadata_url(self) -> str:
        """Where the provider describes itself (OpenID Connect Discovery 1.0, section 4)."""
        return f"{self.issuer.rstrip('/')}/.well-known/openid-configuration"


@dataclass(frozen=True, slots=True, kw_only=True)
class Packs:
    """What evidence packs are made from, and in whose name."""

    worlds: tuple[Path, ...]
    """Worlds that the cases were found in; each case takes the one its run read."""
    key: Path
    """The operator's secret, for pseudonyms; made when there is none."""
    signing_key: Path
    """Ed25519 private key in PEM; made when there is none."""
    issuer: str = "the provider"
    contact: str = ""
    appeal: str = ""
    marking: str = "TLP:AMBER"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How the workbench is run."""

    public_url: str = "http://127.0.0.1:8321"
    """The address in the browser's bar; https makes cookies secure and sends HSTS."""
    hosts: tuple[str, ...] = ()
    """More host names that the workbench answers to."""
    local_sign_in: bool = True
    oidc: Oidc | None = None
    packs: Packs | None = None
    """None: this workbench makes no packs."""
    secret: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)
    """Signs the cookie of a sign-in under way at a provider; a restart only ends such sign-ins."""

    @property
    def secure(self) -> bool:
        """Whether browsers reach the workbench through TLS."""
        return self.public_url.startswith("https://")

    @property
    def allowed_hosts(self) -> list[str]:
        """Names to answer to: another name in the Host header is an attack (DNS rebinding)."""
        own = urlsplit(self.public_url).hostname or "127.0.0.1"
        return sorted({own, *self.hosts, *LOOPBACK})

    @property
    def cookie(self) -> str:
        """Name of the session cookie; the prefix binds it to this host over TLS."""
        return "__Host-gauger" if self.secure else "gauger"


def read_settings(path: Path | None, *, public_url: str, worlds: Sequence[Path] = ()) -> Settings:
    """Settings from a TOML file and the command line's worlds.

    Raises BrokenFile or InputError naming the key.
    """
    if path is None:
        return Settings(public_url=public_url, packs=_packs(Path(), {}, worlds))
    try:
        given = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as seen:
        raise BrokenFile(path, "settings", str(seen), "See the page on the workbench.") from seen
    known = {"public_url", "hosts", "local_sign_in", "oidc", "packs"}
    if strange := sorted(set(given) - known):
        raise InputError(f"{path}: unknown key {strange[0]!r}; known: {', '.join(sorted(known))}.")
    return Settings(
        public_url=str(given.get("public_url", public_url)),
        hosts=tuple(given.get("hosts", ())),
        local_sign_in=bool(given.get("local_sign_in", True)),
        oidc=_oidc(path, given["oidc"]) if "oidc" in given else None,
        packs=_packs(path, given.get("packs", {}), worlds),
    )


def _packs(path: Path, given: dict[str, Any], worlds: Sequence[Path]) -> Packs | None:
    """Paths in the file are relative to it. Raises InputError for an unknown key."""
    text = ("issuer", "contact", "appeal", "marking")
    known = {"worlds", "key", "signing_key", *text}
    if not isinstance(given, dict) or (strange := sorted(set(given) - known)):
        what = repr(strange[0]) if isinstance(given, dict) else "[packs] is no table"
        raise InputError(f"{path}: {what} in [packs]; known: {', '.join(sorted(known))}.")
    found = (*worlds, *(path.parent / str(w) for w in given.get("worlds", ())))
    if not found:
        return None
    home = Path.home() / ".config" / "gauger"
    return Packs(
        worlds=found,
        key=path.parent / given["key"] if "key" in given else home / "key",
        signing_key=(
            path.parent / given["signing_key"]
            if "signing_key" in given
            else home / "signing-key.pem"
        ),
        **{name: str(given[name]) for name in text if name in given},
    )


def _oidc(path: Path, given: dict[str, Any]) -> Oidc:
    try:
        roles = {str(k): Role(v) for k, v in given["roles"].items()}
        secret_file = path.parent / given["client_secret_file"]
        return Oidc(
            issuer=given["issuer"],
            client_id=given["client_id"],
            client_secret=secret_file.read_text(encoding="utf-8").strip(),
            role_claim=given.get("role_claim", "groups"),
            roles=roles,
            name_claim=given.get("name_claim", "preferred_username"),
        )
    except (KeyError, ValueError, OSError, AttributeError) as seen:
        raise InputError(
            f"{path}: [oidc] needs issuer, client_id, client_secret_file and roles "
            f"(value of the claim = viewer, analyst, approver or admin); wrong: {seen}."
        ) from seen
