"""What a campaign's harvest could have bought: a range, with its assumptions in the open."""

from collections.abc import Iterator
from datetime import date

import msgspec

from gauger.campaigns.model import Campaign, Day
from gauger.lab.yields import family_of, public_curve, public_yields

USABLE_LOW, USABLE_HIGH = 0.25, 1.0
"""Share of the exchanges that are fit to train on; an assumption."""
PLAIN_LOW, PLAIN_HIGH = 1.0, 4.0
"""Exchanges for one example of a capability without public figures; an assumption."""
FLAG_DAYS = (1, 3, 7, 14, 21, 28)
"""Days after the first exchange at which an earlier flag is worked out."""


class Range(msgspec.Struct, frozen=True, kw_only=True):
    """A low and a high figure."""

    low: float
    high: float


class CapabilityHarm(msgspec.Struct, frozen=True, kw_only=True):
    """What was taken of one capability."""

    capability: str
    exchanges: int
    examples: Range
    family: str | None
    """Whose public figures it is read against; None where there are none."""


class FamilyHarm(msgspec.Struct, frozen=True, kw_only=True):
    """What that could buy an open student, beside what public data sets of the size bought."""

    family: str
    benchmark: str
    examples: Range
    start: float
    """Points that such students score without."""
    score: Range
    gain: Range
    times_largest_public: Range
    """Examples beside the largest public set of the family."""


class FlagHarm(msgspec.Struct, frozen=True, kw_only=True):
    """What flagging on a day would have saved: the marginal gain avoided, not only exchanges."""

    day: date
    after_days: int
    is_first_flag: bool
    """Whether this is the day on which the evidence would first have sufficed."""
    exchanges_avoided: int
    share_avoided: float
    gain_avoided: dict[str, Range]
    """Points by family."""


class Harm(msgspec.Struct, frozen=True, kw_only=True):
    """The estimate for one campaign."""

    campaign_id: str
    verdict: str
    confidence: float
    accounts: int
    exchanges: int
    days: int
    input_tokens: int
    output_tokens: int
    logged_cost_usd: float
    """List price in the logs; 0 where they carry none."""
    list_price_usd: Range | None
    """The tokens at public list prices; None where no tokens were logged."""
    resale_usd: Range | None
    """The same through a relay at its share of list price, up to list price itself."""
    training_usd: Range
    """What training on the examples costs, by public reports."""
    scratch_usd: dict[str, Range]
    """What getting there without a teacher was said to cost, by how far back one starts."""
    capabilities: tuple[CapabilityHarm, ...]
    families: tuple[FamilyHarm, ...]
    flags: tuple[FlagHarm, ...]
    assumptions: tuple[str, ...]


def harm(campaign: Campaign) -> Harm:
    """Estimate from the detections' accounting alone; no text is needed."""
    capabilities = tuple(_capability(s.name, s.exchanges) for s in campaign.capabilities)
    families = tuple(_families(capabilities))
    price = _list_price(campaign)
    resale = public_yields().prices.resale_share
    return Harm(
        campaign_id=campaign.campaign_id,
        verdict=campaign.verdict.value,
        confidence=campaign.confidence,
        accounts=campaign.accounts,
        exchanges=campaign.exchanges,
        days=len(campaign.days),
        input_tokens=campaign.input_tokens,
        output_tokens=campaign.output_tokens,
        logged_cost_usd=campaign.cost_usd,
        list_price_usd=price,
        resale_usd=Range(low=price.low * resale, high=price.high) if price else None,
        training_usd=_training(capabilities),
        scratch_usd={
            s.name: Range(low=s.cost_usd_low, high=s.cost_usd_high) for s in public_yields().scratch
        },
        capabilities=capabilities,
        families=families,
        flags=tuple(_flags(campaign, families)),
        assumptions=_assumptions(families),
    )


def _capability(name: str, exchanges: int) -> CapabilityHarm:
    family = family_of(name)
    few, many = PLAIN_LOW, PLAIN_HIGH
    if family:
        facts = public_yields().families[family]
        few, many = facts.exchanges_per_example_low, facts.exchanges_per_example_high
    examples = Range(low=exchanges * USABLE_LOW / many, high=exchanges * USABLE_HIGH / few)
    return CapabilityHarm(capability=name, exchanges=exchanges, examples=examples, family=family)


def _families(capabilities: tuple[CapabilityHarm, ...]) -> Iterator[FamilyHarm]:
    for family, facts in public_yields().families.items():
        own = [c for c in capabilities if c.family == family]
        if not own:
            continue
        curve = public_curve(family)
        examples = Range(
            low=sum(c.examples.low for c in own), high=sum(c.examples.high for c in own)
        )
        score = Range(low=curve.score(examples.low)[0], high=curve.score(examples.high)[1])
        yield FamilyHarm(
            family=family,
            benchmark=facts.benchmark,
            examples=examples,
            start=facts.start,
            score=score,
            gain=Range(low=score.low - facts.start, high=score.high - facts.start),
            times_largest_public=Range(
                low=examples.low / curve.largest, high=examples.high / curve.largest
            ),
        )


def _flags(campaign: Campaign, families: tuple[FamilyHarm, ...]) -> Iterator[FlagHarm]:
    days = sorted(campaign.days, key=lambda d: d.day)
    if not days:
        return
    begun = days[0].day
    first = campaign.first_flag_ts.date() if campaign.first_flag_ts else None
    last = (days[-1].day - begun).days
    wanted = {n for n in FLAG_DAYS if n <= last}
    if first is not None:
        wanted.add(max(0, (first - begun).days))
    for after in sorted(wanted):
        day = date.fromordinal(begun.toordinal() + after)
        yield _flag(days, day, after, day == first, families)


def _flag(
    days: list[Day], day: date, after: int, is_first: bool, families: tuple[FamilyHarm, ...]
) -> FlagHarm:
    """Everything up to the day counts as taken; the mix of capabilities is taken as constant."""
    total = sum(d.exchanges for d in days)
    avoided = sum(d.exchanges for d in days if d.day >= day)
    kept = 1 - avoided / max(1, total)
    gains = {}
    for f in families:
        curve = public_curve(f.family)
        less = (
            f.score.low - curve.score(f.examples.low * kept)[0],
            f.score.high - curve.score(f.examples.high * kept)[1],
        )
        gains[f.family] = Range(low=min(less), high=max(less))
    return FlagHarm(
        day=day,
        after_days=after,
        is_first_flag=is_first,
        exchanges_avoided=avoided,
        share_avoided=avoided / max(1, total),
        gain_avoided=gains,
    )


def _list_price(campaign: Campaign) -> Range | None:
    given, said = campaign.input_tokens / 1e6, campaign.output_tokens / 1e6
    if not given and not said:
        return None
    p = public_yields().prices
    return Range(
        low=given * p.input_low + said * p.output_low,
        high=given * p.input_high + said * p.output_high,
    )


def _training(capabilities: tuple[CapabilityHarm, ...]) -> Range:
    each = [t.cost_usd / t.examples for t in public_yields().training]
    return Range(
        low=min(each) * sum(c.examples.low for c in capabilities),
        high=max(each) * sum(c.examples.high for c in capabilities),
    )


def _assumptions(families: tuple[FamilyHarm, ...]) -> tuple[str, ...]:
    facts = public_yields()
    said = [
        f"Between {USABLE_LOW:.0%} and {USABLE_HIGH:.0%} of the exchanges are fit to train on.",
        "That the answers were used to train at all: logs cannot show it.",
        "The mix of capabilities was the same on every day.",
    ]
    for f in families:
        own, curve = facts.families[f.family], public_curve(f.family)
        said += [
            f"{f.family}: {own.exchanges_per_example_low:g} to "
            f"{own.exchanges_per_example_high:g} exchanges make one example "
            f"({own.exchanges_per_example_source}).",
            f"{f.family}: read off {curve.sets} public sets of {curve.smallest:,} to "
            f"{curve.largest:,} examples, {curve.per_tenfold:+.1f} points per tenfold, residual "
            f"{curve.residual_sd:.1f} points; teachers, students and scaffolds differ between them.",
            f"{f.family}: starts at {own.start:g} ({own.start_source}); ends at "
            f"{own.ceiling_low:g} ({own.ceiling_low_source}) to {own.ceiling_high:g} "
            f"({own.ceiling_high_source}).",
        ]
        if f.examples.low < curve.smallest:
            said.append(
                f"{f.family}: nothing public is known below {curve.smallest:,} examples, so the "
                f"low end falls to the start there and the high end does not."
            )
    return tuple(said)
