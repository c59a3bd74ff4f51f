"""What is measured of the group: each feature as a query, as `campaigns.features` measures it.

A query that gives no row, or null, says that the logs do not allow the feature.
"""

from dataclasses import dataclass

from gauger.campaigns.features import MAX_EVIDENCE_X, RHYTHM_X, UNKNOWN, VOLUME_X, WORDING_ALONE
from gauger.campaigns.ways import BUSY, EACH_DAY, MIN_PAIRED, MIN_VARIES, WAYS, WEEK_D
from gauger.dossier.model import Query
from gauger.linking.communities import MIN_ACCOUNTS
from gauger.signals.catalogue import EVIDENCE
from gauger.signals.pooling import MOST_ROWS

ONLY_FOR = ", ".join(f"'{e.name}'" for e in EVIDENCE if e.harvest > 0)
"""Evidence whose lack says nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One feature."""

    name: str
    family: str
    x: str
    """A SELECT of one value."""
    low: float = -100.0
    high: float = 100.0


def _most_common(fact: str) -> str:
    return f"select max(accounts) / sum(accounts) from declared where fact = '{fact}'"  # noqa: S608


def _context(name: str) -> str:
    return f"(select value from context where name = '{name}')"  # noqa: S608 - words of ours


MEASURES: tuple[Measure, ...] = (
    Measure(
        name="templating",
        family="content",
        x=f"""
select case when complete then (
    select coalesce(sum(least(u.uses, a.sent)), 0) / (select sum(exchanges) from activity)
    from filled u
    join (select member, sum(exchanges) as sent from activity group by member) a
      on a.member = u.member
) else {_context("templating")} end
from signals where signal = 'shared-template' and visible""",  # noqa: S608
    ),
    Measure(
        name="answers",
        family="content",
        low=-3,
        high=3,
        x="""
with rest as (select * from answers where side = 'others'),
usual as (
    select coalesce(capability, '') as capability, output_tokens / exchanges as tokens
    from rest where exchanges >= 20
),
everywhere as (
    select sum(output_tokens) / greatest(1, sum(exchanges)) as tokens, sum(output_tokens) as seen
    from rest
)
select log2(nullif(sum(o.output_tokens), 0)
    / greatest(1, sum(o.exchanges * coalesce(u.tokens, e.tokens))))
from answers o cross join everywhere e
left join usual u on u.capability = coalesce(o.capability, '')
where o.side = 'campaign' and e.seen > 0""",
    ),
    Measure(
        name="focus",
        family="behaviour",
        low=0,
        high=4,
        x=f"""
with own as (select name, exchanges from mix where kind = 'capability' and side = 'campaign'),
rest as (select name, exchanges from mix where kind = 'capability' and side = 'others'),
total as (select (select sum(exchanges) from own) as n, (select sum(exchanges) from rest) as m)
select sum(o.exchanges / t.n * log2(
    o.exchanges / t.n * (t.m + {_context("capabilities-named")} + 1)
    / (coalesce(r.exchanges, 0) + 1)
))
from own o cross join total t left join rest r on r.name = o.name
where t.m > 0""",  # noqa: S608
    ),
    Measure(
        name="rhythm",
        family="timing",
        low=RHYTHM_X[0],
        high=RHYTHM_X[1],
        x=f"""
with each as (
    select
        (resultant - exchanges) / (exchanges * (exchanges - 1)) as kept,
        least(exchanges * (exchanges - 1), 2450) as weight
    from clocks where exchanges > 1
)
select 1 - sum(kept * weight) / sum(weight)
    / ({_context("rhythm-kept")} / nullif({_context("rhythm-pairs")}, 0))
from each
having sum(weight) >= 200
   and {_context("rhythm-pairs")} >= 200 and {_context("rhythm-kept")} > 0""",  # noqa: S608
    ),
    Measure(
        name="industrial",
        family="behaviour",
        low=0,
        high=1,
        x=f"""
with parts as (
    select (sum(worked) / sum(span) - {_context("days-others")})
        / greatest(1 - {_context("days-others")}, 1e-9) as part
    from sent where span >= {WEEK_D} and exchanges >= {EACH_DAY} * span
    union all
    select (avg((exchanges > {_context("busy-others")})::int) - {1 - BUSY}) / {BUSY} from sent
    union all
    select 1 - avg(greatest(0, least(1, own / others))) from apart where others > 0
),
known as (select greatest(0, least(1, part)) as part from parts where part is not null)
select (case when min(part) = 0 then 0 else exp(avg(ln(nullif(part, 0)))) end)
    * (1 - coalesce((select greatest(0, max(share)) from open_share), {UNKNOWN}))
from known having count(*) >= 2""",  # noqa: S608
    ),
    Measure(
        name="evenness",
        family="behaviour",
        low=0,
        high=1,
        x=f"""
with ranked as (
    select exchanges, row_number() over (order by exchanges) as rank, count(*) over () as n
    from sent
)
select 1 - 2 * sum((rank - (n + 1) / 2) * exchanges) / (max(n) - 1) / sum(exchanges)
    / nullif({_context("gini-others")}, 0)
from ranked
having count(*) >= {MIN_ACCOUNTS}""",  # noqa: S608
    ),
    Measure(
        name="volume",
        family="behaviour",
        low=VOLUME_X[0],
        high=VOLUME_X[1],
        x="select log10(sum(exchanges) / 1000) from activity",
    ),
    Measure(
        name="clients",
        family="infrastructure",
        low=-2,
        high=6,
        x=f"""
select log2(
    (coalesce(sum(accounts * (accounts - 1)), 0) / (c.n * (c.n - 1)) + 0.01)
    / ({_context("clients-alike")} + 0.01)
)
from (select {_context("client-members")} as n) c
left join declared d on d.fact = 'client'
where c.n >= 2
group by c.n""",  # noqa: S608
    ),
    Measure(
        name="networks",
        family="infrastructure",
        low=0,
        high=8,
        x="select log2(pow(sum(exchanges), 2) / sum(pow(exchanges, 2))) from nets",
    ),
    Measure(name="payers", family="identity", x=_most_common("payment_key")),
    Measure(
        name="organisation",
        family="identity",
        x=f"select greatest(0, ({_most_common('org_id')}), ({_most_common('org_key')}))",
    ),
    Measure(
        name="mail",
        family="identity",
        low=-1,
        high=1,
        x=f"{_most_common('domain_key')}".replace(
            "sum(accounts) from", f"sum(accounts) - {_context('mail-elsewhere')} from"
        ),
    ),
    Measure(
        name="sign-up",
        family="identity",
        x="""
with day as (
    select created_day as day, count(*) as n
    from members where created_day is not null group by created_day
)
select max(n) / (select sum(n) from day)
from (
    select a.day, sum(b.n) as n
    from day a join day b on b.day >= a.day and b.day - a.day <= 2
    group by a.day
) three""",
    ),
    Measure(
        name="kinds",
        family="behaviour",
        x="""
select count(*) / (select count(*) from members) - 2
from (select member, family from trial cross join bound b
      where bits >= b.min_bits group by member, family) spoken""",
    ),
    Measure(
        name=WORDING_ALONE,
        family="content",
        x=f"select coalesce(max(value), 0) from context where name = '{WORDING_ALONE}'",  # noqa: S608
    ),
    Measure(
        name="undeclared",
        family="identity",
        x="""
with tied as (
    select count(*) / (select count(*) from members) - 1 as kinds
    from (select member, family from trial cross join bound b
          where bits >= b.min_bits group by member, family) spoken
)
select greatest(0, least(2, kinds)) * (1 - (select greatest(0, max(share)) from open_share))
from tied
where exists (select 1 from open_share)""",
    ),
)
"""Measures of the group as a whole; account evidence is pooled by `against_usual`."""


def _row(m: Measure) -> str:
    return (
        f"select '{m.name}' as feature, '{m.family}' as family, {m.low} as low, "
        f"{m.high} as high, ({m.x.strip()})::double as x"
    )


WAYS_TOLD = "\n    union all ".join(
    f"select {_context(f'between-members-{way}')} as own, "
    f"{_context(f'between-others-{way}')} as others"
    for way in WAYS
    if way != "day"
)

MEASURE_STEPS: tuple[Query, ...] = (
    Query(
        name="open_share",
        says="share of members that declare one payer, organisation or mail domain",
        sql=f"""
with each as (
    select fact, max(accounts) / (select count(*) from members)
        - case when fact = 'domain_key' then {_context("mail-elsewhere")} else 0 end as share
    from declared where fact in ('payment_key', 'org_id', 'org_key', 'domain_key') group by fact
)
select fact, share from each
where exists (select 1 from each where fact in ('payment_key', 'domain_key'))""",  # noqa: S608
    ),
    Query(
        name="sent",
        says="what each member sent, on how many days, from its first to its last",
        sql="""
select member, sum(exchanges) as exchanges, count(*) as worked, max(day) - min(day) + 1 as span
from activity group by member""",
    ),
    Query(
        name="apart",
        says="share of the variation in days, hours, models and capabilities that lies between "
        "accounts, of the members and of others",
        sql=f"""
with who as (
    select member, exchanges as n, least(exchanges, {MOST_ROWS}) as weight
    from sent where exchanges >= {MIN_PAIRED}
),
cell as (
    select a.day, w.n, w.weight, a.exchanges as here, w.weight * a.exchanges / w.n as share
    from activity a join who w on w.member = a.member
),
total as (
    select sum(weight) as weights, pow(sum(weight), 2) - sum(pow(weight, 2)) as pairs
    from who having count(*) >= {MIN_ACCOUNTS}
),
alike as (
    select
        (select sum(weight * here * (here - 1) / (n * (n - 1))) from cell) / weights as within,
        ((select sum(pow(s, 2)) from (select sum(share) as s from cell group by day) day)
            - (select sum(pow(share, 2)) from cell)) / pairs as across
    from total
)
select own, others from (
    select (within - across) / (1 - across) as own, {_context("between-others-day")} as others
    from alike where 1 - across > {MIN_VARIES}
    union all {WAYS_TOLD}
) every
where own is not null and others is not null""",  # noqa: S608
    ),
    Query(
        name="filled",
        says="exchanges of each member that fill templates which members share: a lower bound",
        sql="""
with held as (
    select value, count(*) as within from traits where signal = 'shared-template' group by value
),
theirs as (                                  -- else a template is everybody's
    select h.value
    from held h
    join comparison c on c.signal = 'shared-template' and c.value = h.value
    cross join pool p cross join bound b
    where h.within >= b.template_holders
      and h.within > b.template_times * (h.within + c.outside) * p.inside / (p.inside + p.outside)
)
select t.member, greatest(max(t.uses), sum(t.uses) / 4) as uses
from traits t join theirs v on v.value = t.value
where t.signal = 'shared-template'
group by t.member""",
    ),
    Query(
        name="pooled",
        says="account evidence of the members together, each counted by what it can tell",
        sql="""
with each as (
    select c.evidence, c.hits / c.of as share, c.of / (1 + (c.of - 1) * u.alike) as worth
    from counts c join usual u on u.evidence = c.evidence
    where c.of > 0
)
select evidence, sum(worth * share) / sum(worth) as share, sum(worth) as worth
from each
group by evidence""",
    ),
    Query(
        name="against_usual",
        says="log odds of its share against honest accounts', shrunk by what chance explains",
        sql="""
with tested as (
    select
        u.evidence, u.family, p.share, u.share as usual, p.worth * greatest(0,
            case when p.share > 0 then p.share * log2(p.share / u.share) else 0 end
            + case when p.share < 1
                then (1 - p.share) * log2((1 - p.share) / (1 - u.share)) else 0 end
        ) as bits
    from pooled p join usual u on u.evidence = p.evidence
)
select
    t.evidence, t.family, t.share, t.usual, t.bits,
    (
        log2((t.share + b.share_floor) / (1 - t.share + b.share_floor))
        - log2((t.usual + b.share_floor) / (1 - t.usual + b.share_floor))
    ) * (1 - pow(2, -least(60, t.bits))) as x
from tested t cross join bound b""",
    ),
    Query(
        name="measured",
        says="each feature that the logs allow, within its bounds",
        sql="select feature, family, greatest(low, least(high, x)) as x from (\n"  # noqa: S608
        + "\nunion all\n".join(_row(m) for m in MEASURES)
        + "\n) every where x is not null\n"
        + "union all select evidence, family, "
        + f"greatest(case when evidence in ({ONLY_FOR}) then 0 else {-MAX_EVIDENCE_X} end, "
        + f"least({MAX_EVIDENCE_X}, x)) from against_usual",
    ),
    Query(
        name="weighed_features",
        says="what each feature says for one operator, and for a harvest, in bits",
        sql="""
select
    m.feature, m.family, m.x,
    round(greatest(-b.feature_bits, least(b.feature_bits,
        coalesce(w.one_operator * (m.x - w.centre), 0) / ln(2))), 2) as one_operator,
    round(greatest(-b.feature_bits, least(b.feature_bits,
        coalesce(w.harvest * (m.x - w.centre), 0) / ln(2))), 2) as harvest
from measured m cross join bound b
left join weights w on w.feature = m.feature      -- what was not fitted weighs nothing""",
    ),
)
