"""A cohort: accounts that came about in one way, with every parameter drawn."""

import msgspec

Share = float


class Cohort(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One honest population, one innocent crowd, or one campaign.

    Days count from the scenario's start; shares lie between 0 and 1.
    """

    name: str
    part_of: str = ""
    """Campaign that it belongs to, where a campaign has parts; empty: its own."""
    kind: str
    """`honest`, `crowd` or `campaign`."""
    persona: str = "people"
    """Whose software, models, capabilities and rhythms: `people`, `developers` or `services`."""
    accounts: int
    exchanges: int = 0
    """Of all its accounts together; 0: `per_account` times the accounts."""
    per_account: float = 0.0
    sigma: float = 1.0
    """Spread of exchanges over accounts: standard deviation of their logarithm."""
    tail: str = "lognormal"
    """`lognormal`, or `users`: the quantiles of GenTD26."""

    # when
    start_day: float = 0.0
    end_day: float = 1e9
    leave_day: float = 1e9
    """Its accounts stop here (key migration); 1e9: never."""
    active_share: Share = 1.0
    """Of days on which an account sends at all, on average."""
    rhythm: str = "human"
    """`human`, `office`, `evening`, `night`, `flat`, `batch`, or `services` (a mixture)."""
    weekend: Share = 0.8
    """Traffic of a weekend day beside a working day's."""
    one_zone: bool = False
    session: float = 4.0
    """Exchanges of a session, on average."""
    gap_s: float = 60.0
    """Between exchanges of a session, on average."""
    even: bool = False
    """Sessions are spread evenly over accounts and time, as a dispatcher does."""
    pauses: int = 0
    """Outages in which the whole cohort sends nothing; hours long, at shared moments."""
    ramp_days: float = 0.0
    """Its accounts start one after another over so many days."""

    # sign-up
    signup: str = "market"
    """`market`, `burst` (batches within hours), `slow` (own days over `signup_days`), `day`."""
    signup_days: float = 20.0
    signup_batch: int = 30
    signup_before: float = 1.0
    """Days between sign-up and first use."""

    # identity
    payment: str = "own"
    """`own`, `one`, `cells` of about `cell` accounts, or `none`."""
    cell: float = 8.0
    banks: str = "market"
    """Card ranges: `market`, `few`, `virtual` or `one-bank`."""
    organisation: str = "market"
    """`market`, `none`, `one`, `own`, `common` (as strangers type) or `cells`."""
    mail: str = "market"
    """`market`, `company`, `university`, `generated`, or `disposable`."""
    phone: str = "market"
    """`market`, `ranges` (rented in blocks) or `none`."""
    plan: str = "market"
    programme: str = ""
    programme_share: Share = 1.0
    verified: str = "market"
    country: str = ""
    """Of billing and homes; empty: the market's."""

    # network
    network: str = "home"
    """`home`, `mobile`, `office`, `campus`, `vpn`, `hosting`, `pool`, `sticky` or `region`."""
    addresses: int = 2
    """Of an office, a hosting network or a pool."""
    away: Share = 0.25
    """Sessions from home or on the road instead."""
    owners: Share = 0.0
    """Of a pool's addresses that honest households own."""
    pool: str = ""
    """Name of a relay network that several cohorts use."""
    rotate: str = "session"
    """A pool's address changes by `session`, `day` or `week`."""

    # software
    client: str = "market"
    """`market`, `one` of the market, or the name of a software."""
    diverse: Share = 0.0
    """Of its accounts with the market's software instead."""
    updates_together: bool = False
    tools: str = "market"
    """`market` or `one` own schema."""
    channel: str = ""

    # content
    style: str = ""
    """Grammar of its templates; empty: own words alone."""
    more_styles: dict[str, float] = {}
    templates: int = 3
    template_share: Share = 1.0
    """Of its sessions that fill templates; the rest are honest use (cover)."""
    fills: int = 24
    """Different fillings of a template that stand in the world."""
    wording: str = "shared"
    """`shared`, `cell` or `account`: who shares a template's wording."""
    paraphrase: Share = 0.0
    """How far a wording departs from the cohort's own template."""
    popular: Share = 0.0
    """Of its sessions that use a popular framework's templates instead."""
    system: str = "market"
    """`market`, `none`, `one`, `cells` or `account`."""
    systematic: bool = False
    """A task list is gone through, each task served once."""
    samples: int = 1
    """Times each task is served, to different accounts."""
    retry: Share = 0.0
    """Of tasks that are tried again from another account within hours."""
    capabilities: dict[str, float] = {}
    cover_persona: str = ""
    """Whose use the cover imitates."""
    signature_reuse: Share = 0.0
    """Of its sessions that return reasoning signatures of the cohort's other sessions."""

    # models and sizes
    models: dict[str, float] = {}
    pivot_to: str = ""
    pivot_share: Share = 0.9
    pivot_lag_h: float = 20.0
    """Within so many hours of the model's release its accounts move, all of them."""
    output_factor: float = 1.0
    thinking: Share = -1.0
    """Of exchanges with reasoning; -1: the capability's usual."""
    refused: Share = -1.0
    errors: Share = 0.006

    # bans and company
    bans: int = 0
    """Waves of enforcement that fall within its time."""
    ban_share: Share = 0.3
    """Of its active accounts that a wave closes; fresh ones take over."""
    handover_h: float = 10.0
    inside: str = ""
    """Kind of the crowd whose address, payment and organisation its accounts share."""
    shares: str = ""
    """Another campaign, some of whose accounts serve this one too."""
    shared_accounts: int = 0
