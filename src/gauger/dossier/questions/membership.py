"""Are these accounts one operator: each member tried again, from shared values alone."""

from gauger.dossier.model import Query
from gauger.dossier.questions.question import Question

MEMBERSHIP_STEPS: tuple[Query, ...] = (
    Query(
        name="pool",
        says="accounts of the campaign, and all others",
        sql="""
select
    max(accounts) filter (side = 'campaign') as inside,
    max(accounts) filter (side = 'outside') as outside
from population""",
    ),
    Query(
        name="bound",
        says="the limits of the run, as one row",
        sql="""
select
    max(value) filter (name = 'member_min_holders') as min_holders,
    max(value) filter (name = 'family_min_bits') as min_bits,
    max(value) filter (name = 'family_max_bits') as max_bits,
    max(value) filter (name = 'member_min_p') as min_p,
    max(value) filter (name = 'member_min_families') as min_families,
    max(value) filter (name = 'groups_tested') as tested,
    max(value) filter (name = 'max_p') as max_p
from limits""",
    ),
    Query(
        name="weights",
        says="what each shared value says for a member that holds it, in bits",
        sql="""
with held as (
    select signal, value, count(*) as within from traits group by signal, value
)
select
    h.signal, h.value, h.within, c.outside,
    log2(
        greatest(h.within - 1, 0.5) / greatest(p.inside - 1, 1)
        / ((c.outside + 0.5) / (p.outside + 1))
    ) as bits
from held h
join comparison c on c.signal = h.signal and c.value = h.value
cross join pool p
cross join bound b
where h.within >= b.min_holders""",
    ),
    Query(
        name="spoken",
        says="evidence of each signal for each member, in bits",
        sql="""
select
    t.member, t.signal, any_value(s.family) as family, any_value(s.cause) as cause,
    max(w.bits) + log2(greatest(any_value(e.speaking), 1)) as bits
from traits t
join weights w on w.signal = t.signal and w.value = t.value
join evidence e on e.member = t.member and e.signal = t.signal
join signals s on s.signal = t.signal
group by t.member, t.signal
having max(w.bits) > 0""",
    ),
    Query(
        name="tried",
        says="each member's probability and how many families and causes speak for it",
        sql="""
with family as (
    select member, family, least(max(bits), any_value(b.max_bits)) as bits
    from spoken cross join bound b
    group by member, family
),
cause as (
    select member, count(distinct cause) as causes
    from spoken cross join bound b
    where bits >= b.min_bits
    group by member
),
added as (
    select
        member, sum(bits) as bits,
        count(*) filter (bits >= b.min_bits) as families
    from family cross join bound b
    group by member
)
select
    m.member,
    coalesce(a.families, 0) as families,
    coalesce(c.causes, 0) as causes,
    1 / (1 + pow(2, -greatest(-60, least(60,
        coalesce(a.bits, 0) - log2(greatest(p.outside, 1) / greatest(p.inside, 1))
    )))) as p
from members m
left join added a on a.member = m.member
left join cause c on c.member = m.member
cross join pool p""",
    ),
    Query(
        name="tried_without",
        says="the same with one cause of evidence disregarded, for each cause",
        sql="""
with causes as (select distinct cause from spoken),
family as (
    select c.cause as without, s.member, s.family, least(max(s.bits), any_value(b.max_bits)) as bits
    from spoken s
    join causes c on c.cause <> s.cause
    cross join bound b
    group by c.cause, s.member, s.family
),
others as (
    select c.cause as without, s.member, count(distinct s.cause) as causes
    from spoken s
    join causes c on c.cause <> s.cause
    cross join bound b
    where s.bits >= b.min_bits
    group by c.cause, s.member
),
added as (
    select
        f.without, f.member, sum(f.bits) as bits,
        count(*) filter (f.bits >= b.min_bits) as families
    from family f cross join bound b
    group by f.without, f.member
)
select
    a.without, a.member, a.families, coalesce(o.causes, 0) as causes,
    1 / (1 + pow(2, -greatest(-60, least(60,
        a.bits - log2(greatest(p.outside, 1) / greatest(p.inside, 1))
    )))) as p
from added a
left join others o on o.without = a.without and o.member = a.member
cross join pool p""",
    ),
)

_BELONGS = "families >= b.min_families and causes >= b.min_families and p >= b.min_p"

MEMBERSHIP: tuple[Question, ...] = (
    Question(
        id="population",
        label="accounts that the members were compared with",
        unit="accounts",
        sql="select outside from pool",
    ),
    Question(
        id="evidence",
        label="evidence that ties the members, by signal",
        unit="accounts, bits",
        table=True,
        sql="""
select
    s.family, s.signal,
    count(distinct s.member) as accounts,
    round(count(distinct s.member) / (select count(*) from members), 4) as share,
    round(median(s.bits), 1) as median_bits,
    (
        select count(*) from weights w where w.signal = s.signal and w.bits >= any_value(b.min_bits)
    ) as values_shared
from spoken s cross join bound b
where s.bits >= b.min_bits
group by s.family, s.signal
order by accounts desc, s.signal""",
    ),
    Question(
        id="belonging",
        label="members that belong by two independent kinds of evidence, tried again here",
        unit="accounts",
        sql=f"select count(*) from tried cross join bound b where {_BELONGS}",  # noqa: S608
    ),
    Question(
        id="families-per-member",
        label="members by number of families of evidence that speak for them",
        unit="accounts",
        table=True,
        sql="""
select families, count(*) as accounts
from tried
group by families
order by families""",
    ),
    Question(
        id="membership-agrees",
        label="members whose recomputed probability is the run's, within 0.01",
        unit="accounts",
        sql="""
select count(*)
from members m join tried t on t.member = m.member
where abs(m.p_member - t.p) <= 0.01""",
    ),
    Question(
        id="speaking-differs",
        label="members and signals whose stated number of speaking values is not what traits give",
        unit="pairs",
        sql="""
with again as (
    select t.member, t.signal, count(*) filter (w.bits >= b.min_bits) as speaking
    from traits t
    join weights w on w.signal = t.signal and w.value = t.value
    cross join bound b
    group by t.member, t.signal
)
select count(*)
from evidence e
join signals s on s.signal = e.signal and s.complete
join again a on a.member = e.member and a.signal = e.signal
where a.speaking <> e.speaking""",
    ),
    Question(
        id="without",
        label="members that still belong when one cause of evidence is disregarded",
        unit="accounts, share",
        table=True,
        sql=f"""
select
    w.without as cause,
    count(*) filter ({_BELONGS}) as accounts,
    round(count(*) filter ({_BELONGS}) / (select count(*) from members), 4) as share
from tried_without w cross join bound b
group by w.without
order by w.without""",  # noqa: S608
    ),
    Question(
        id="p-one-operator",
        label="probability that one operator runs the accounts",
        unit="probability",
        sql="""
with strongest as (select member, greatest(0, max(bits)) as bits from spoken group by member),
chance as (                                  -- Bonferroni over all candidate groups of the run
    select any_value(b.tested) * pow(2, -least(1000, coalesce(sum(s.bits), 0))) as p
    from bound b left join strongest s on true
)
select round(least(
    least(avg(t.p), any_value(b.max_p)), greatest(0, 1 - any_value(c.p))
), 4)
from tried t cross join bound b cross join chance c""",
    ),
    Question(
        id="links",
        label="strongest links between members that the run kept",
        unit="links",
        sql="select count(*) from links",
    ),
    Question(
        id="new-accounts",
        label="share of members registered at most 30 days before their first exchange",
        unit="share",
        sql="""
select round(avg((first_hour::date - created_day <= 30)::int), 4)
from members
where created_day is not null""",
    ),
    Question(
        id="registration-peak",
        label="most members registered on one day",
        unit="accounts",
        sql="""
select count(*) as n
from members
where created_day is not null
group by created_day
order by n desc
limit 1""",
    ),
)
