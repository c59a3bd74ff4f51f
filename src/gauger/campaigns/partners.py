"""Partners' indicators in a judgement: one more kind of evidence, and never a verdict.

`gauger share match` says what partners' words are worth for single accounts: aged, doubted by the
partner's record, and bounded by how common the value is here. Of a group they say only what a
typical member's match says; however many members share it, they may all sit behind one relay. So
the whole is bounded, counts only beside evidence of our own, and is none of the two kinds of
evidence that a distillation verdict needs.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from math import log2
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from gauger.campaigns.model import Member, Reason
from gauger.errors import BrokenFile
from gauger.records.schema import KEY, TIME
from gauger.signals.family import Family

SIGNAL = "partner-indicator"
MAX_BITS = 8.0
"""Of one account: one in 256 by chance is as far as anybody's word goes."""
MAX_GROUP_BITS = 3.0
"""Of a group, by matches of two families or of content: 8 to 1."""
MAX_ONE_CAUSE_BITS = 1.0
"""Of a group, by addresses and the like alone: an honest office behind the same relay matches in
every account, so they say no more than 2 to 1."""
MIN_SHARE = 0.25
"""Members that must match: fewer say something of themselves and nothing of the group."""
FILE = pa.schema(
    [
        pa.field("account_id", pa.string(), nullable=False),
        pa.field("signal", pa.string(), nullable=False),  # always "partner-indicator"
        pa.field("value", KEY, nullable=False),  # key of kind and value: one value, one cause
        ("first_ts", TIME),
        ("last_ts", TIME),
        ("n", pa.int64()),  # exchanges (or 1 for a registration fact)
        pa.field("kind", pa.string(), nullable=False),
        pa.field("family", pa.string(), nullable=False),  # of the identifier itself
        pa.field("partners", pa.list_(pa.string()), nullable=False),
        pa.field("bits", pa.float64(), nullable=False),
        ("sources", pa.list_(pa.string())),
        ("tlp", pa.string()),
    ]
)
"""`partner-indicators.parquet`: what `gauger share match` writes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """What partners say of one account."""

    bits: float
    families: frozenset[str]
    kinds: tuple[str, ...]
    partners: tuple[str, ...]
    sources: tuple[str, ...]
    """SHA-256 of the file and the object's id in it, of each match."""
    tlp: tuple[str, ...]


Words = Mapping[str, Word]
"""By account id; accounts of which nobody said anything are absent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What partners say of a world's accounts, and the file that it comes from."""

    words: Words = field(default_factory=dict)
    sha256: str | None = None
    """Of the file's bytes; None where there was no file."""


NOTHING = Said()


def read_said(path: Path) -> Said:
    """What `gauger share match` wrote. Raises BrokenFile."""
    found = words(read_matches(path))
    return Said(words=found, sha256=sha256(path.read_bytes()).hexdigest())


def read_matches(path: Path) -> pa.Table:
    """Read what `gauger share match` wrote. Raises BrokenFile."""
    try:
        return pq.read_table(path, schema=FILE)
    except (OSError, pa.ArrowException) as seen:
        fix = "Make it with `gauger share match`."
        raise BrokenFile(path, "partner indicators", str(seen).split("\n")[0], fix) from seen


def words(matches: pa.Table) -> dict[str, Word]:
    """The matches of each account, as one word. Silent partners' matches (0 bits) say nothing."""
    rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in matches.to_pylist():
        if row["bits"] > 0:
            rows[row["account_id"]].append(row)
    return {account: _word(its) for account, its in sorted(rows.items())}


def _word(rows: Sequence[Mapping[str, Any]]) -> Word:
    by_family: dict[str, list[float]] = defaultdict(list)
    for row in rows:
        by_family[row["family"]].append(row["bits"])
    return Word(
        bits=account_bits(by_family),
        families=frozenset(by_family),
        kinds=tuple(sorted({r["kind"] for r in rows})),
        partners=tuple(sorted({p for r in rows for p in r["partners"]})),
        sources=tuple(sorted({s for r in rows for s in r["sources"] or ()})),
        tlp=tuple(sorted({r["tlp"] for r in rows if r["tlp"]})),
    )


def account_bits(by_family: Mapping[str, Sequence[float]]) -> float:
    """What all matches of an account say together.

    Indicators of one family have one cause, so only the strongest counts in full and the others
    by the logarithm of their number; a second family adds half of its own.

    >>> account_bits({"infrastructure": [4.0, 1.0], "content": [3.0]})
    6.0
    """
    tops = sorted((max(v) + 0.5 * log2(len(v)) for v in by_family.values()), reverse=True)
    return min(MAX_BITS, tops[0] + sum(t / 2 for t in tops[1:])) if tops else 0.0


def group_reason(
    said: Words, members: Sequence[str], population: int, *, own_speaks: bool
) -> Reason | None:
    """What partners' words say of a group, None where too few members match.

    The mean over members, no more than the share of members that match is above the share of all
    other accounts that do, and no more than the bounds above. Counts 0 bits where nothing of our
    own speaks: then it is shown, and decides nothing.
    """
    hit = [said[m] for m in members if m in said]
    if len(hit) < max(2, MIN_SHARE * len(members)):
        return None
    elsewhere = (len(said) - len(hit) + 0.5) / (max(0, population - len(members)) + 1)
    lift = log2(len(hit) / len(members) / elsewhere)
    mean = sum(w.bits for w in hit) / len(members)
    bits = max(0.0, min(mean, lift, _bound(hit))) if own_speaks else 0.0
    return Reason(
        signal=SIGNAL, family=Family.PARTNERS, text=_text(hit, len(members), bits, own_speaks),
        strength=round(bits, 2),
    )  # fmt: skip


def _bound(hit: Sequence[Word]) -> float:
    """Most that these matches may say: by what half of the matching members show."""
    common = {f for f in Family if sum(f.value in w.families for w in hit) * 2 >= len(hit)}
    strong = len(common) > 1 or Family.CONTENT in common
    return MAX_GROUP_BITS if strong else MAX_ONE_CAUSE_BITS


def _text(hit: Sequence[Word], members: int, bits: float, own_speaks: bool) -> str:
    who = ", ".join(sorted({p for w in hit for p in w.partners}))
    kinds = ", ".join(sorted({k for w in hit for k in w.kinds}))
    counted = (
        f"counted as {bits:.1f} bits"
        if own_speaks
        else "not counted, since nothing of our own speaks for a harvest"
    )
    return (
        f"{len(hit):,} of {members:,} accounts show what partners warned of "
        f"({kinds}; from {who}); {counted}. {_marking(hit)}"
    )


def member_with(said: Words, member: Member) -> Member:
    """The member with what partners said of it among its evidence; its probability stays."""
    word = said.get(member.account_id)
    if word is None:
        return member
    text = (
        f"shows {', '.join(word.kinds)} that {', '.join(word.partners)} warned of "
        f"(from {_sources(word)}). {_marking([word])}"
    )
    reason = Reason(signal=SIGNAL, family=Family.PARTNERS, text=text, strength=round(word.bits, 2))
    return Member(
        account_id=member.account_id,
        p_member=member.p_member,
        exchanges=member.exchanges,
        first_ts=member.first_ts,
        last_ts=member.last_ts,
        evidence=(*member.evidence, reason),
    )


def _sources(word: Word) -> str:
    """Where the words stand: files by the head of their hash, objects by their id."""
    short = []
    for source in word.sources[:3]:
        digest, _, item = source.partition("#")
        short.append(f"{digest[:12]}#{item}" if item else digest[:12])
    more = len(word.sources) - len(short)
    return ", ".join(short) + (f" and {more} more" if more > 0 else "")


def _marking(hit: Sequence[Word]) -> str:
    """The partners' own limits on passing it on."""
    levels = sorted({level.upper() for w in hit for level in w.tlp})
    return f"Partners' words keep their marking: TLP:{', TLP:'.join(levels)}." if levels else ""
