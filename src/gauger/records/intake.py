"""How logs are taken in, and what came of it."""

import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from gauger.records.door import Door

INVISIBLE = {
    "ip": "shared addresses",
    "ip_asn": "networks by provider (--networks)",
    "ip_country": "countries of addresses (--countries)",
    "ip_class": "hosting, VPN, Tor and relay exits (--address-class)",
    "user_agent": "shared clients",
    "tls_fingerprint": "shared TLS stacks",
    "prompt": "shared templates and what prompts ask for",
    "system_prompt": "shared system prompts",
    "thinking_signature": "reuse of signed thinking",
    "output_tokens": "the size of the harvest",
}
"""What a detection cannot see without a column of exchanges."""
INVISIBLE_ACCOUNTS = {
    "created_at": "registration bursts",
    "payment_fingerprint": "shared instruments",
    "card_bin": "card ranges of one batch",
    "phone": "phone ranges and types",
    "email_domain": "mail domains",
    "email_class": "disposable, free and university mail (--email-class)",
}
"""The same of accounts."""
Say = Callable[["Progress"], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far an ingest has come."""

    file: Path
    rows: int
    done_bytes: int
    total_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """How logs are read."""

    door: Door
    format: str = "auto"
    names: Mapping[str, str] = field(default_factory=dict)
    """Canonical exchanges column -> source field."""
    account_names: Mapping[str, str] = field(default_factory=dict)
    accounts: tuple[Path, ...] = ()
    events: tuple[Path, ...] = ()
    undated_us: int | None = None
    """Time of exchanges that came without one; None: see `_Work.dated`."""
    now_us: int = field(default_factory=lambda: time.time_ns() // 1_000)
    workers: int | None = None
    """Processes at the door; None: one a core."""


@dataclass(slots=True, kw_only=True)
class Intaken:
    """What came of it."""

    rows: int = 0
    kept: int = 0
    bad: Counter[str] = field(default_factory=Counter)
    """Rows left out, by reason."""
    formats: Counter[str] = field(default_factory=Counter)
    """Records by format."""
    undated: int = 0
    """Exchanges kept whose time is not their own."""
    accounts: int = 0
    unused: list[str] = field(default_factory=list)
    """Fields of plain tables that became no column."""
    not_visible: list[str] = field(default_factory=list)
