"""Samples of prompts, only when somebody chose them by id, and redacted.

What looks like a person's data goes: addresses, numbers, names in addresses, keys. Patterns miss
what has no form (a name in a sentence), so a person reads every sample before a pack leaves.
"""

import re
from collections.abc import Sequence

import ibis
import pyarrow as pa

from gauger.dossier.extract import Material
from gauger.dossier.model import Sample
from gauger.dossier.wording import clean
from gauger.engines.relations import Engine
from gauger.errors import InputError, UsageError

MAX_SAMPLES = 20
MAX_CHARS = 1_500
PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("key", re.compile(r"\b(?:sk|pk|ghp|gho|xox[abp]|AKIA|AIza|eyJ)[-_A-Za-z0-9.]{12,}")),
    ("e-mail", re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+")),
    ("link", re.compile(r"\b(?:https?|ftp)://\S+")),
    (
        "address",
        re.compile(r"\b(?:\d{1,3}\.){3}\d{1,3}\b|\b(?:[0-9a-fA-F]{1,4}:){3,7}[0-9a-fA-F:]+"),
    ),
    ("number", re.compile(r"(?<![\w.])\+?\d(?:[ ()./-]?\d){6,}(?!\w)")),
    ("long token", re.compile(r"\b[A-Za-z0-9+/_-]{32,}={0,2}")),
)


def redacted(text: str, secrets: Sequence[str] = ()) -> tuple[str, tuple[str, ...]]:
    """Text without what looks like personal data, and what kinds of things were removed.

    >>> redacted("mail ann@example.org or call +49 170 1234567")
    ('mail [e-mail removed] or call [number removed]', ('1 e-mail', '1 number'))
    """
    removed = []
    for secret in secrets:
        if secret and secret in text:
            removed.append("account id")
            text = text.replace(secret, "[account id removed]")
    for kind, pattern in PATTERNS:
        text, n = pattern.subn(f"[{kind} removed]", text)
        if n:
            removed.append(f"{n} {kind}")
    return clean(text, MAX_CHARS), tuple(removed)


def chosen(material: Material, ids: Sequence[str]) -> tuple[Sample, ...]:
    """The exchanges with these ids, redacted. Raises when one is not the campaign's."""
    if not ids:
        return ()
    if len(ids) > MAX_SAMPLES:
        raise UsageError(f"a pack shows at most {MAX_SAMPLES} samples; {len(ids)} were chosen.")
    engine = Engine(threads=material.threads)
    x = engine.world(
        list(material.world.exchange_files), material.world.path / "accounts.parquet", None
    ).exchanges
    lacking = [c for c in ("exchange_id", "prompt") if c not in material.world.columns]
    if lacking:
        raise UsageError(
            f"the world has no {' and no '.join(lacking)}, so there is nothing to show. "
            "Text is kept only by `gauger ingest --keep-text`."
        )
    wanted = ibis.memtable(pa.table({"exchange_id": pa.array(sorted(set(ids)), pa.string())}))
    rows = engine.arrow(
        x.semi_join(wanted, "exchange_id").select("exchange_id", "account_id", "ts", "prompt")
    ).to_pylist()
    members = {m.account_id for m in material.members}
    found = {r["exchange_id"]: r for r in rows if r["account_id"] in members and r["prompt"]}
    for wish in ids:
        if wish not in found:
            raise InputError(
                f"exchange {clean(wish, 60)!r} is not the campaign's, or has no text. "
                "Leave its --sample out."
            )
    return tuple(_sample(number, found[i]) for number, i in enumerate(ids, 1))


def _sample(number: int, row: dict[str, object]) -> Sample:
    text, removed = redacted(str(row["prompt"]), (str(row["account_id"]),))
    hour = f"{row['ts']:%Y-%m-%d %H:00}"
    return Sample(number=number, hour=hour, prompt=text, removed=removed)
