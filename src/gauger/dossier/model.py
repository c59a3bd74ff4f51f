"""What a pack holds besides the extract, as values that JSON carries both ways."""

from datetime import datetime

import msgspec

from gauger.errors import InputError

Cell = str | int | float | bool | None
"""One value of an answer; days and hours are ISO 8601 text."""
FAMILY = "gauger-pack/"
FORMAT = f"{FAMILY}2"
"""Another number for another shape: a test holds the shapes to it."""


class Query(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A step on the way: a named SELECT that later queries may read."""

    name: str
    says: str
    sql: str


class Figure(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One figure of the documents and where it comes from."""

    id: str
    number: int
    label: str
    unit: str
    value: Cell
    """The one value; null for a table."""
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    """Of a table; empty for one value."""
    sql: str
    extracts: tuple[str, ...]
    """Files that the query and its steps read."""


class Figures(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`figures.json`."""

    steps: tuple[Query, ...]
    figures: tuple[Figure, ...]

    def __getitem__(self, wanted: str) -> Figure:
        found = next((f for f in self.figures if f.id == wanted), None)
        if found is None:
            raise InputError(f"the pack has no figure {wanted!r}. Ask the issuer for it again.")
        return found

    def number(self, wanted: str) -> float:
        """The value of a figure that is a number; 0 where the extract has none."""
        value = self[wanted].value
        return float(value) if isinstance(value, int | float) else 0.0

    def text(self, wanted: str) -> str:
        """The value of a figure as text; empty where the extract has none."""
        value = self[wanted].value
        return "" if value is None else str(value)


class Stated(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Something the pack says that its extract cannot show."""

    name: str
    value: str
    whence: str
    """Where it comes from, and so whom a reader has to trust."""


class Alternative(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An innocent explanation, what it would predict, what is seen, where it stands."""

    name: str
    predicts: str
    seen: str
    """A sentence in which `{figure-id}` stands for a figure."""
    standing: str
    """set aside, weakened, not excluded, cannot be told."""
    rule: str
    """When it would be set aside, in words."""


class Evidence(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One line of the matrix of competing hypotheses."""

    name: str
    family: str
    seen: bool
    assumption: str
    bits: dict[str, float]
    """By hypothesis: log2 of the likelihood ratio against the unknown operator, after discounts."""
    discount: str = ""
    """Why it counts less than its profile says, where it does."""


class Hypothesis(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who might be behind a campaign."""

    name: str
    title: str
    kind: str
    """unknown, reseller, known."""
    prior: float
    p: float
    low: float
    """The posterior when every likelihood ratio counts half, or one and a half times: the lower."""
    high: float
    against: int
    """Lines of evidence that speak against it: what competing hypotheses are ranked by."""
    source: str
    """Admiralty grade and origin of its profile."""


class Attribution(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Analysis of competing hypotheses."""

    hypotheses: tuple[Hypothesis, ...]
    evidence: tuple[Evidence, ...]
    named: str | None
    """A known actor, only when the evidence carries a name."""
    why: str
    notes: tuple[str, ...]


class Source(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A source of evidence, graded on the Admiralty scale."""

    name: str
    reliability: str
    credibility: str
    why: str


class Technique(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One row of a public catalogue, and whether this case shows it."""

    catalogue: str
    id: str
    name: str
    state: str
    """seen, assessed, not seen, not visible, not looked for, met here, not met here."""
    basis: str


class ErrorRate(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A measured rate of error that applies to the case, and how it was measured."""

    what: str
    rate: str
    measured_on: str
    command: str


class Custody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One act on the record of the case."""

    number: int
    at: str
    actor: str
    act: str
    hash: str


class Sample(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One exchange that somebody chose to show, redacted."""

    number: int
    hour: str
    prompt: str
    removed: tuple[str, ...]


class Statement(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`statement.json`: all words of the documents that the extract cannot give."""

    format: str
    case_id: str
    campaign_id: str
    title: str
    issuer: str
    recipient: str
    contact: str
    appeal: str
    marking: str
    issued: datetime
    asks: tuple[str, ...]
    """What the letter asks of its reader."""
    confidence: str
    """low, moderate, high: of the analysis, which is not its likelihood."""
    confidence_why: tuple[str, ...]
    reviewed: int
    confirmed: int
    cleared: int
    unsure: int
    actions: tuple[str, ...]
    alternatives: tuple[Alternative, ...]
    attribution: Attribution
    sources: tuple[Source, ...]
    techniques: tuple[Technique, ...]
    error_rates: tuple[ErrorRate, ...]
    not_visible: tuple[str, ...]
    would_change: tuple[str, ...]
    comparisons: tuple[str, ...]
    related: tuple[str, ...]
    limits: tuple[str, ...]
    custody: tuple[Custody, ...]
    samples: tuple[Sample, ...]
    stated: tuple[Stated, ...]


class Block(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One file of a pack, so that a change can be placed."""

    path: str
    size: int
    sha256: str
    root: str
    """RFC 6962 Merkle root over the file's blocks."""
    block: int
    """Bytes of one block."""
    blocks: tuple[str, ...]
    """First 16 hexadecimal digits of each block's leaf hash."""


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`manifest.json`."""

    format: str
    case_id: str
    campaign_id: str
    issued: datetime
    versions: dict[str, str]
    run: dict[str, str]
    """Parameters of the run that found the campaign."""
    inputs: dict[str, str]
    """Files of the logs that the run and the extract read: SHA-256."""
    files: tuple[Block, ...]
    merkle_root: str


class Signature(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`signature.json`."""

    algorithm: str
    key: str
    """Public key, hexadecimal."""
    manifest_sha256: str
    timestamp_sha256: str
    """Of `timestamp.tsr`; empty where there is none."""
    signature: str


def to_json(value: object) -> bytes:
    """JSON that is the same for equal values: sorted keys, two spaces, one newline at the end."""
    return msgspec.json.format(msgspec.json.encode(value, order="deterministic"), indent=2) + b"\n"
