"""Are these accounts one operator: each member tried again, from shared values alone."""

from gauger.dossier.model import Query
from gauger.dossier.questions.question import Question

_LIMITS = {
    "min_holders": "member_min_holders",
    "min_bits": "family_min_bits",
    "max_bits": "family_max_bits",
    "min_p": "member_min_p",
    "min_families": "member_min_families",
    "typical": "typical_share",
    "against": "against_max_bits",
    "template_holders": "template_min_holders",
    "template_times": "template_times",
    "share_floor": "share_floor",
    "feature_bits": "feature_max_bits",
    "tested": "groups_tested",
    "max_p": "max_p",
    "phrase_bits": "phrase_min_bits",
    "most_phrases": "phrases_most",
    "least_phrases": "phrases_min",
    "least_share": "phrase_least_share",
    "most_share": "phrase_most_share",
    "p_operator": "p_operator",
    "p_harvest": "p_harvest",
    "p_no_harvest": "p_no_harvest",
    "p_nothing_taken": "p_nothing_taken",
    "asks_bits": "asks_min_bits",
    "harvest_families": "harvest_min_families",
    "harvest_bits": "harvest_min_bits",
    "declared_most": "declared_most",
}
"""Columns of `bound`, and the limits they hold."""


def _tried(without: str, source: str) -> str:
    """Families, causes and probability of each member (and what is disregarded)."""
    by = f"{without}member"
    return f"""
with family as (
    select {by}, family, least(max(bits), any_value(b.max_bits)) as bits
    from {source} cross join bound b
    group by {by}, family
),
cause as (
    select {by}, count(distinct cause) filter (bits >= b.min_bits) as causes
    from {source} cross join bound b
    group by {by}
),
added as (
    select {by}, sum(bits) as bits, count(*) filter (bits >= b.min_bits) as families
    from family cross join bound b
    group by {by}
)
select
    {by}, a.families, c.causes,
    1 / (1 + pow(2, -greatest(-60, least(60,
        a.bits - log2(greatest(p.outside, 1) / greatest(p.inside, 1))
    )))) as p
from added a join cause c using ({without}member) cross join pool p"""  # noqa: S608


_WORDED_STEPS: tuple[Query, ...] = (
    Query(
        name="phrase",
        says="how common each phrase is: among others of the group, and elsewhere; "
        "empty where more than wording ties the accounts",
        sql="""
with held as (
    select t.signal, t.value, count(*) as within
    from traits t join phrases f on f.signal = t.signal and f.value = t.value
    group by t.signal, t.value
),
own as (select signal, sum(degree) as degree from evidence group by signal),
counted as (
    select
        h.signal, h.value, h.within, c.outside + 0.5 as outside,
        (c.outside + 0.5) / (p.outside + 1) as usual,
        greatest(1, s.pairs - o.degree) as elsewhere
    from held h
    join comparison c on c.signal = h.signal and c.value = h.value
    join signals s on s.signal = h.signal
    join own o on o.signal = h.signal
    cross join pool p
)
select
    c.*,
    greatest(b.least_share, least(b.most_share,
        (c.within + 0.5 * c.usual) / (p.inside - 0.5))) as among_who_lacks,
    greatest(b.least_share, least(b.most_share,
        (c.within - 1 + 0.5 * c.usual) / (p.inside - 0.5))) as among_who_holds
from counted c cross join pool p cross join bound b""",
    ),
    Query(
        name="worded",
        says="each member by all phrases of the group, those it lacks among them, in bits, over "
        "the spread of strangers' scores; and the probability that it belongs",
        sql="""
with degrees as (
    select distinct e.signal, e.degree
    from evidence e join (select distinct signal from phrase) f on f.signal = e.signal
),
chance as (                      -- how likely a stranger with so many values holds each phrase
    select
        d.degree, f.*,
        least(0.99, greatest(0.000001, f.usual, 1 - exp(-d.degree * f.outside / f.elsewhere)))
            as chance
    from degrees d join phrase f on f.signal = d.signal
),
none as (                                    -- as if an account held no phrase at all
    select signal, degree, sum(log2((1 - among_who_lacks) / (1 - chance))) as bits
    from chance
    group by signal, degree
),
held as (                                    -- and for those it holds
    select
        t.member, t.signal, count(*) as phrases,
        sum(log2(c.among_who_holds / c.chance) - log2((1 - c.among_who_lacks) / (1 - c.chance)))
            as bits
    from traits t
    join evidence e on e.member = t.member and e.signal = t.signal
    join chance c on c.signal = t.signal and c.value = t.value and c.degree = e.degree
    group by t.member, t.signal
),
spread as (select max(value) as value from context where name = 'wording-spread'),
told as (
    select
        m.member, f.signal, coalesce(h.phrases, 0) as phrases,
        case when h.phrases >= b.least_phrases
            then (n.bits + h.bits) / s.value else 0 end as bits
    from members m
    cross join (select distinct signal from phrase) f
    cross join bound b cross join spread s
    left join held h on h.member = m.member and h.signal = f.signal
    left join evidence e on e.member = m.member and e.signal = f.signal
    left join none n on n.signal = f.signal and n.degree = e.degree
)
select
    t.*,
    1 / (1 + pow(2, -greatest(-60, least(60,
        t.bits - log2(greatest(p.outside, 1) / p.inside)
    )))) as p
from told t cross join pool p""",
    ),
)

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
        sql="select\n"
        + ",\n".join(
            f"    max(value) filter (name = '{limit}') as {column}"
            for column, limit in _LIMITS.items()
        )
        + "\nfrom limits",
    ),
    Query(
        name="worth",
        says="what each shared value says for each member that holds it, in bits",
        sql="""
with held as (
    select signal, value, count(*) as within from traits group by signal, value
),
counted as (
    select
        h.signal, h.value, h.within, c.outside + 0.5 as outside, s.pairs,
        (c.outside + 0.5) / (p.outside + 1) as share_outside,
        (c.outside + 0.5) / (p.inside + p.outside) as share_of_all,
        greatest((h.within - 1) / greatest(p.inside - 1, 1), 0.5 / p.inside) as share
    from held h
    join comparison c on c.signal = h.signal and c.value = h.value
    join signals s on s.signal = h.signal
    cross join pool p cross join bound b
    where h.within >= b.min_holders
      and h.within / p.inside >= pow(2, b.min_bits) * (c.outside + 0.5) / (p.outside + 1)
)
select
    t.member, t.signal, t.value,
    log2(c.share / greatest(         -- by chance: who shows many values holds any one more easily
        1 - exp(-e.degree * c.outside / greatest(c.pairs, 1)), c.share_of_all, c.share_outside
    )) as bits
from traits t
join counted c on c.signal = t.signal and c.value = t.value
join evidence e on e.signal = t.signal and e.member = t.member""",
    ),
    *_WORDED_STEPS,
    Query(
        name="spoken",
        says="evidence of each signal that a member could have shown, in bits",
        sql="""
select
    e.member, e.signal,
    case when coalesce(max(w.bits), 0) > 0
        then least(any_value(e.most), max(w.bits) + log2(greatest(any_value(e.speaking), 1)))
        else 0 end as bits
from evidence e left join worth w on w.member = e.member and w.signal = e.signal
group by e.member, e.signal""",
    ),
    Query(
        name="typical",
        says="by signal: what its members typically show, and how many show it so",
        sql="""
with middle as (
    select signal, median(s.bits) filter (s.bits >= b.min_bits) as bits
    from spoken s cross join bound b
    group by signal
),
least_bits as (
    select m.signal, greatest(b.min_bits, b.typical * m.bits) as bits
    from middle m cross join bound b where m.bits is not null
)
select
    l.signal, l.bits,
    count(*) filter (s.bits >= l.bits) as showing,
    any_value(g.elsewhere) / greatest(1, any_value(p.outside)) as elsewhere
from least_bits l
join spoken s on s.signal = l.signal
join signals g on g.signal = l.signal
cross join pool p
group by l.signal, l.bits""",
    ),
    Query(
        name="trial",
        says="the same, where not showing what most members show speaks against an account",
        sql="""
select
    m.member, g.signal, g.family, g.cause,
    case
        when s.bits is null then 0           -- could not have shown it
        when t.signal is null or p.inside < 2 or s.bits >= t.bits then s.bits
        else greatest(-b.against, least(0, log2(
            greatest(1 - t.showing / (p.inside - 1), 0.000000001) / (1 - t.elsewhere)
        )))
    end as bits
from members m
cross join signals g cross join pool p cross join bound b
left join spoken s on s.member = m.member and s.signal = g.signal
left join typical t on t.signal = g.signal
where g.visible""",
    ),
    Query(
        name="tried",
        says="each member's probability and how many families and causes speak for it",
        sql=_tried("", "trial"),
    ),
    Query(
        name="trial_without",
        says="the evidence with one cause disregarded, for each cause that speaks",
        sql="""
select c.cause as without, t.*
from (select distinct cause from trial cross join bound b where bits >= b.min_bits) c
join trial t on t.cause <> c.cause""",
    ),
    Query(
        name="tried_without",
        says="each member's trial on the rest",
        sql=_tried("without, ", "trial_without"),
    ),
    Query(
        name="chance",
        says="probability that chance did not make the group, over all groups looked at",
        sql="""
with strongest as (select member, greatest(0, max(bits)) as bits from trial group by member)
select greatest(0, 1 - any_value(b.tested) * pow(2, -least(1000, coalesce(sum(s.bits), 0)))) as p
from bound b left join strongest s on true""",
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
    t.family, t.signal,
    count(distinct t.member) as accounts,
    round(count(distinct t.member) / (select count(*) from members), 4) as share,
    round(median(t.bits), 1) as median_bits,
    (
        select count(distinct w.value) from worth w
        where w.signal = t.signal and w.bits >= any_value(b.min_bits)
    ) as values_shared
from trial t cross join bound b
where t.bits >= b.min_bits
group by t.family, t.signal
order by accounts desc, t.signal""",
    ),
    Question(
        id="belonging",
        label="members that belong by two different kinds of evidence, tried again here",
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
from members m
join tried t on t.member = m.member
left join worded w on w.member = m.member    -- nobody, where more than wording ties them
where abs(m.p_member - coalesce(w.p, t.p)) <= 0.01""",
    ),
    Question(
        id="speaking-differs",
        label="members and signals whose stated number of speaking values is not what traits give",
        unit="pairs",
        sql="""
with again as (
    select w.member, w.signal, count(*) filter (w.bits >= b.min_bits) as speaking
    from worth w cross join bound b
    group by w.member, w.signal
)
select count(*)
from evidence e
join signals s on s.signal = e.signal and s.complete
left join again a on a.member = e.member and a.signal = e.signal
where coalesce(a.speaking, 0) <> e.speaking""",
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
        id="p-not-chance",
        label="probability that chance did not make the group, over all groups looked at",
        unit="probability",
        sql="select round(p, 4) from chance",
    ),
    Question(
        id="operator-evidence",
        label="features of the group, what each says for one operator, and against usual alone",
        unit="bits",
        table=True,
        sql="""
select
    f.family, f.feature, round(f.x, 4) as x, f.one_operator as bits,
    round(coalesce(w.one_operator * f.x, 0) / ln(2), 2) as alone
from weighed_features f left join weights w on w.feature = f.feature
order by bits desc, f.feature""",
    ),
    Question(
        id="p-one-operator",
        label="probability that one operator runs the accounts",
        unit="probability",
        sql="select round(p_one, 4) from judged",
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
    Question(
        id="phrases",
        label="phrases that the members were weighed by; none where more than wording ties them",
        unit="phrases",
        sql="select count(*) from phrase",
    ),
    Question(
        id="phrases-amiss",
        label="shared values that the rule for phrases would have chosen otherwise",
        unit="phrases",
        sql="""
with held as (
    select t.signal, t.value, count(*) as within
    from traits t
    join (select distinct signal from phrases) f on f.signal = t.signal
    join signals s on s.signal = t.signal and s.complete
    group by t.signal, t.value
),
lifted as (
    select
        h.signal, h.value,
        h.within / p.inside as share,
        log2((h.within / p.inside) / ((c.outside + 0.5) / (p.outside + 1))) as lift
    from held h
    join comparison c on c.signal = h.signal and c.value = h.value
    cross join pool p cross join bound b
    where h.within >= b.min_holders
),
ranked as (
    select
        l.*, f.value is not null as taken,
        row_number() over (partition by l.signal order by l.share * l.lift desc) as place
    from lifted l
    left join phrases f on f.signal = l.signal and f.value = l.value
    cross join bound b
    where l.lift > b.phrase_bits
),
last_taken as (                  -- of equals at the end of the list either may be taken
    select r.signal, max(r.share * r.lift) as least
    from ranked r cross join bound b
    where r.place = b.most_phrases
    group by r.signal
)
select
    count(*) filter (not r.taken and r.share * r.lift > coalesce(l.least, 0) + 0.000000001)
    + count(*) filter (r.taken and r.share * r.lift < coalesce(l.least, 0) - 0.000000001)
from ranked r left join last_taken l on l.signal = r.signal""",
    ),
    Question(
        id="worded",
        label="members that belong by all phrases of the group weighed together",
        unit="accounts",
        sql="select count(*) from worded cross join bound b where p >= b.min_p",
    ),
)
