"""A group's mix of capabilities, models, countries and networks beside everybody else's."""

from gauger.campaigns.accounting import Books
from gauger.campaigns.model import Share

MOST = 12
"""Parts of a mix that are named; the rest is small."""
MIN_LIFT = 1.5
"""A capability is targeted when asked for half as often again as honest traffic does."""
MIN_SHARE = 0.1
"""And when it is at least a tenth of what the group asks."""


def shares(own: Books, rest: Books, mix: str) -> tuple[Share, ...]:
    """A group's mix beside the honest one, largest first; what has no name is left out."""
    if mix not in own.mixes:
        return ()
    mine, honest = (
        {r["name"]: r["exchanges"] for r in b.mixes[mix].to_pylist() if r["name"] is not None}
        for b in (own, rest)
    )
    total, everybody = sum(mine.values()) or 1, sum(honest.values()) or 1
    found = [
        Share(
            name=name,
            exchanges=n,
            share=n / total,
            honest_share=honest.get(name, 0) / everybody,
        )
        for name, n in mine.items()
    ]
    return tuple(sorted(found, key=lambda s: (-s.exchanges, s.name))[:MOST])


def targeted(capabilities: tuple[Share, ...]) -> tuple[str, ...]:
    """Capabilities that a group asks for well above the honest mix."""
    return tuple(
        s.name
        for s in capabilities
        if s.share >= MIN_SHARE and s.share >= MIN_LIFT * s.honest_share
    )
