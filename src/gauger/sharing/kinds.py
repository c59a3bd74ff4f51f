"""Kinds of identifiers: how each is written, how fast it ages, where it may be compared.

`normal` is the specification: both sides of an overlap, an export and an import write one value
in one way, or not at all.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from gauger.signals.family import Family

HEX64 = re.compile(r"[0-9a-f]{16}")
DIGEST = re.compile(r"[0-9a-f]{32,128}")
TLS = re.compile(r"[0-9a-f]{32}|[tqd](1[0-3]|[sd][1-3]|00)[di][0-9a-z]{0,6}(_[0-9a-f]{12}){1,2}")
"""JA3, or JA4 with the protocol, version and kind of host name that it begins with."""
AGENT = re.compile(r"[A-Za-z][\w.+-]{0,31}/[0-9][\w.]{0,15}( \([a-z0-9_]{2,12}\))?", flags=re.ASCII)
ALL_DIGITS = re.compile(r"(?<![0-9a-z])[0-9]{7,}(?![0-9a-z])")
"""A phone, a card, an account, rather than a hash: of real ones with 12 digits 1 in 280 is so."""
LONG_NUMBER = re.compile(r"[0-9]{7,}")
DOMAIN = re.compile(r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{1,62}")
PAYMENT = re.compile(r"[a-z0-9-]{2,32}:[A-Za-z0-9+/=_-]{16,128}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of identifier."""

    name: str
    family: Family
    says: str
    normal: Callable[[str], str | None]
    """The one spelling of a value, None where it is no such value."""
    stix: str
    """Pattern with {} for the value; empty: never an indicator."""
    misp: str
    """MISP attribute type; empty: none."""
    half_life_days: float
    """After so many days an unrenewed sighting weighs half."""
    valid_days: int
    """How long after the last sighting an indicator is valid."""
    guessable: bool
    """Few enough values to try them all; never compared by plain hashes, nor by default at all."""

    @property
    def pattern_type(self) -> str:
        """`stix`, or `distillation` for identifiers that STIX has no observable for."""
        return "stix" if self.stix.startswith("[") else "distillation"


def _ipv4(text: str) -> str | None:
    try:
        return str(IPv4Address(text.strip()))
    except ValueError:
        return None


def _ipv6(text: str) -> str | None:
    """None for a zone (`%` and any text at all), and for a v4 address in the dress of a v6 one."""
    try:
        found = IPv6Address(text.strip())
    except ValueError:
        return None
    return None if found.scope_id or found.ipv4_mapped else str(found)


def _net4(text: str) -> str | None:
    try:
        net = IPv4Network(text.strip(), strict=False)
    except ValueError:
        return None
    return str(net) if 16 <= net.prefixlen < 32 else None


def _net6(text: str) -> str | None:
    try:
        net = IPv6Network(text.strip(), strict=False)
    except ValueError:
        return None
    zone = "%" in str(net)  # of a zone any text at all is taken
    return str(net) if 32 <= net.prefixlen < 128 and not zone else None


def _matching(
    pattern: re.Pattern[str], *, but: re.Pattern[str] | None = None, lower: bool = True
) -> Callable[[str], str | None]:
    def normal(text: str) -> str | None:
        plain = text.strip().lower() if lower else text.strip()
        if but and but.search(plain.replace("_", " ")):
            return None
        return plain if pattern.fullmatch(plain) else None

    return normal


def _domain(text: str) -> str | None:
    plain = text.strip().lower().rstrip(".").rpartition("@")[2]
    return plain if DOMAIN.fullmatch(plain) and not LONG_NUMBER.search(plain) else None


def _never(text: str) -> str | None:  # noqa: ARG001 - these kinds have no spelling that may leave
    return None


def _kind(
    name: str,
    family: Family,
    says: str,
    normal: Callable[[str], str | None],
    *,
    stix: str = "",
    misp: str = "",
    half_life: float = 30,
    valid: int = 90,
    guessable: bool = False,
) -> Kind:
    return Kind(
        name=name, family=family, says=says, normal=normal, stix=stix, misp=misp,
        half_life_days=half_life, valid_days=valid, guessable=guessable,
    )  # fmt: skip


_HEADER = "extensions.'http-request-ext'.request_header"
_INFRA, _CONTENT, _ID = Family.INFRASTRUCTURE, Family.CONTENT, Family.IDENTITY

KINDS: dict[str, Kind] = {
    k.name: k
    for k in (
        _kind(
            "ipv4-addr", _INFRA, "source address", _ipv4,
            stix="[ipv4-addr:value = '{}']", misp="ip-src",
            half_life=7, valid=21, guessable=True,
        ),
        _kind(
            "ipv6-addr", _INFRA, "source address", _ipv6,
            stix="[ipv6-addr:value = '{}']", misp="ip-src",
            half_life=7, valid=21, guessable=True,
        ),
        _kind(
            "ipv4-net", _INFRA, "network of source addresses", _net4,
            stix="[ipv4-addr:value ISSUBSET '{}']", misp="ip-src",
            half_life=14, valid=30, guessable=True,
        ),
        _kind(
            "ipv6-net", _INFRA, "network of source addresses", _net6,
            stix="[ipv6-addr:value ISSUBSET '{}']", misp="ip-src",
            half_life=14, valid=30, guessable=True,
        ),
        _kind(
            "tls-fingerprint", _INFRA, "TLS fingerprint of the client (JA4, JA3)",
            _matching(TLS, but=ALL_DIGITS),
            stix="tls-fingerprint:{}", misp="text",
            half_life=60, valid=120, guessable=True,
        ),
        _kind(
            "user-agent", _INFRA, "client library and version",
            _matching(AGENT, but=LONG_NUMBER, lower=False),
            stix=f"[network-traffic:{_HEADER}.'User-Agent' = '{{}}']",
            misp="user-agent", half_life=60, valid=120, guessable=True,
        ),
        _kind(
            "email-domain", _ID, "throw-away mail domain of the sign-up", _domain,
            stix="[email-addr:value LIKE '%@{}']", misp="domain",
            half_life=60, valid=180, guessable=True,
        ),
        _kind(
            "template-sketch", _CONTENT, "sketch value of a prompt template",
            _matching(HEX64, but=ALL_DIGITS),
            stix="template-sketch:{}", misp="text",
            half_life=60, valid=180,
        ),
        _kind(
            "system-prompt-key", _CONTENT, "key of a system prompt",
            _matching(HEX64, but=ALL_DIGITS),
            stix="system-prompt-key:{}", misp="text",
            half_life=60, valid=180,
        ),
        # never indicators; compared in private only
        _kind("payment-instrument", _ID, "processor:fingerprint", _matching(PAYMENT, lower=False)),
        _kind("device-key", _ID, "digest of a device's public key", _matching(DIGEST)),
        _kind("tls-client-key", _INFRA, "digest of a client certificate", _matching(DIGEST)),
        # named so that they can be refused by name
        _kind("email", _ID, "mail address", _never, guessable=True),
        _kind("phone", _ID, "phone number", _never, guessable=True),
        _kind("card-bin", _ID, "first digits of a card", _never, guessable=True),
        _kind("asn", _INFRA, "number of a network's owner", _never, guessable=True),
    )
}  # fmt: skip
INDICATORS = tuple(name for name, kind in KINDS.items() if kind.stix)
"""Kinds that may be published."""


def kind_of_address(text: str) -> str | None:
    """Kind of an address or network as text, None where it is neither.

    >>> kind_of_address("203.0.113.7"), kind_of_address("2001:db8::/48"), kind_of_address("?")
    ('ipv4-addr', 'ipv6-net', None)
    """
    plain = text.strip()
    try:
        found = ip_network(plain, strict=False) if "/" in plain else ip_address(plain)
    except ValueError:
        return None
    return f"ipv{found.version}-{'net' if '/' in plain else 'addr'}"


def hex_of(key: int) -> str:
    """A signed 64-bit key as 16 hexadecimal digits.

    >>> hex_of(-1), key_of_hex("ffffffffffffffff")
    ('ffffffffffffffff', -1)
    """
    return f"{key & 0xFFFF_FFFF_FFFF_FFFF:016x}"


def key_of_hex(text: str) -> int:
    """The signed 64-bit key of 16 hexadecimal digits."""
    number = int(text, 16)
    return number - (1 << 64) if number >= 1 << 63 else number
