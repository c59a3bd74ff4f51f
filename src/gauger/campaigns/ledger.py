"""Earlier campaigns, to say how a new one stands beside them."""

from pathlib import Path

import msgspec

from gauger.campaigns.model import Campaign
from gauger.errors import BrokenFile


class Earlier(msgspec.Struct, frozen=True):
    """One earlier campaign, as its publication or our own run counted it."""

    name: str
    exchanges: int
    accounts: int | None = None


def read_ledger(path: Path) -> tuple[Earlier, ...]:
    """Read a JSON array of {"name", "exchanges", "accounts"}."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=tuple[Earlier, ...])
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError) as seen:
        fix = 'Give a JSON array of {"name": ..., "exchanges": ..., "accounts": ...}.'
        raise BrokenFile(path, "a ledger", str(seen), fix) from seen


def compare(campaign: Campaign, ledger: tuple[Earlier, ...]) -> tuple[str, ...]:
    """Sentences such as "exceeds these three together by 80 %"."""
    if not ledger:
        return ()
    said = [_against(campaign, e.name, e.exchanges) for e in ledger]
    if len(ledger) > 1:
        names = f"the {len(ledger)} earlier campaigns together"
        said.append(_against(campaign, names, sum(e.exchanges for e in ledger)))
    return tuple(said)


def _against(campaign: Campaign, name: str, exchanges: int) -> str:
    ratio = campaign.exchanges / max(1, exchanges)
    if ratio >= 1:
        return f"Exceeds {name} ({exchanges:,} exchanges) by {ratio - 1:.0%}."
    return f"Has {ratio:.0%} of the exchanges of {name} ({exchanges:,})."
