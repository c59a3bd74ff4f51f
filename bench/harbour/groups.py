"""Groups of accounts that have something in common: a crowd, or an operator."""

from dataclasses import dataclass
from typing import Literal

from bench.harbour.clock import Hours
from bench.harbour.scene import Writer

Where = Literal["home", "exit", "cloud", "fleet", "proxy", "mobile", "tunnel"]
Mail = Literal["free", "firm", "own", "catchall"]
Card = Literal["own", "one", "few", "issuer"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """What members share, and how they differ from other customers."""

    name: str
    writer: Writer
    sizes: tuple[int, ...]
    """Accounts of each such group at full scale."""
    each: float
    """Exchanges of a usual member."""
    sigma: float = 0.7
    """Spread of that over members, in logarithms."""
    harvest: bool = False
    hours: Hours = "people"
    turns: float = 3.0
    gap_s: float = 70.0
    life: float = 0.3
    """Share of sessions in which a member does what any customer does, from home."""
    span: tuple[float, float] = (0.0, 1.0)
    """When the group is active, as parts of the world."""
    where: Where = "home"
    exits: int = 1
    """Addresses that members share, where they share any."""
    countries: tuple[str, ...] = ()
    """Where members live; one is drawn for each group unless `mixed`."""
    mixed: bool = False
    born: tuple[float, float] = (-400.0, -5.0)
    """Days from the start of the world between which accounts were opened."""
    mail: Mail = "free"
    card: Card = "own"
    plan: str = ""
    programme: str = ""
    verified: str = ""
    client: tuple[str, ...] = ()
    """Programs that members send with; empty: their own."""
    one_device: bool = False
    model: str = ""
    """`large`, `mid` or `small`; empty: each member's own."""
    channel: str = ""
    one_org: bool = False
    keys: int = 2
    """API keys of an account over the whole time."""
    rush_p: float = 0.004
    """Chance that a request meets a rate limit."""
    failover: bool = False
    """Whether a limited request goes on to the next member's account."""
    lost_p: float = 0.0
    """Share of accounts that the provider closes on the way."""
