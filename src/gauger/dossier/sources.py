"""Sources of the evidence, graded on the Admiralty scale, and measured error rates.

Reliability A to F is of the source, credibility 1 to 6 of what it says. The grades follow from who
recorded a thing: what the operator's own gateway wrote down is not what an account holder claims.
"""

import math

from gauger.casework.model import CaseFile, LabelKind
from gauger.dossier.model import ErrorRate, Source
from gauger.dossier.rates import measured
from gauger.records.world import World

_GRADES = (
    ("account_id", "exchanges", "Request logs", "A", "1",
     "recorded by the provider's own gateway for every request"),
    ("ip", "exchanges", "Source addresses", "A", "2",
     "seen by the gateway; a relay may stand before the sender"),
    ("tls_fingerprint", "exchanges", "Client fingerprints", "B", "3",
     "seen by the gateway; clients can imitate others"),
    ("ip_as_name", "exchanges", "Names of networks", "C", "3",
     "public lists of address ranges, with errors of their own"),
    ("capability", "exchanges", "Capability labels", "C", "3",
     "a classifier's or the operator's label of each request"),
    ("asks", "exchanges", "What prompts ask for", "C", "3",
     "patterns over the prompt's text; they miss more than they invent"),
    ("template_sketch", "exchanges", "Prompt templates", "B", "2",
     "sketches of the prompts' text, computed before the text was dropped"),
    ("created_at", "accounts", "Registration times", "A", "1", "recorded by the provider"),
    ("payment_key", "accounts", "Payment instruments", "B", "2",
     "fingerprints by the payment provider; cards may be misused"),
    ("phone_range_key", "accounts", "Phone numbers", "D", "3", "as the account holder gave them"),
    ("org_key", "accounts", "Organisation names", "E", "4",
     "as the account holder gave them; nobody checked"),
)  # fmt: skip


def graded(world: World) -> tuple[Source, ...]:
    """Sources that this world has, each graded."""
    have = {"exchanges": world.columns, "accounts": world.account_columns}
    found = [
        Source(name=name, reliability=r, credibility=c, why=why)
        for column, table, name, r, c, why in _GRADES
        if column in have[table]
    ]
    if world.has_events:
        why = "entered by the provider's staff"
        found.append(Source(name="Events", reliability="A", credibility="2", why=why))
    return tuple(found)


def error_rates(case: CaseFile) -> tuple[ErrorRate, ...]:
    """What people found when they looked at this case, then what was measured elsewhere."""
    kinds = list(case.last_words.values())
    right, wrong = kinds.count(LabelKind.CONFIRMED), kinds.count(LabelKind.CLEARED)
    own: tuple[ErrorRate, ...] = ()
    if right + wrong:
        low, high = wilson(wrong, right + wrong)
        own = (
            ErrorRate(
                what="Accounts of this case that a person cleared, of those decided",
                rate=f"{wrong:,} of {right + wrong:,} "
                f"(95 % interval {100 * low:.1f} % to {100 * high:.1f} %)",
                measured_on="this case; not a random sample unless its reviewers drew one",
                command="labels of the case",
            ),
        )
    return own + measured()


def wilson(hits: int, n: int, z: float = 1.96) -> tuple[float, float]:
    """Wilson score interval of a proportion.

    >>> [round(x, 3) for x in wilson(0, 20)]
    [0.0, 0.161]
    """
    p, spread = hits / n, z * z / n
    middle = (p + spread / 2) / (1 + spread)
    half = z * math.sqrt(p * (1 - p) / n + spread / (4 * n)) / (1 + spread)
    return max(0.0, middle - half), min(1.0, middle + half)
