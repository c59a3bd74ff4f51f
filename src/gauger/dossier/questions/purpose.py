"""Is what they do a harvest: the campaign's exchanges beside everybody else's."""

from gauger.dossier.model import Query
from gauger.dossier.questions.question import Question

PURPOSE_STEPS: tuple[Query, ...] = (
    Query(
        name="shares",
        says="each name's share in the campaign and in ungrouped accounts' traffic",
        sql="""
with total as (
    select kind, side, sum(exchanges) as n from mix group by kind, side
),
own as (
    select m.kind, m.name, m.exchanges, m.exchanges / t.n as share
    from mix m join total t on t.kind = m.kind and t.side = m.side
    where m.side = 'campaign'
),
rest as (
    select m.kind, m.name, m.exchanges / t.n as share
    from mix m join total t on t.kind = m.kind and t.side = m.side
    where m.side = 'others'
)
select
    o.kind, o.name, o.exchanges, o.share, coalesce(r.share, 0) as others,
    row_number() over (partition by o.kind order by o.exchanges desc, o.name) as place
from own o left join rest r on r.kind = o.kind and r.name = o.name""",
    ),
    Query(
        name="wanted",
        says="share of prompts that ask for training material, campaign and others",
        sql="""
select
    coalesce(sum(exchanges) filter (side = 'campaign' and asks <> 0), 0)
        / nullif(sum(exchanges) filter (side = 'campaign'), 0) as own,
    coalesce(sum(exchanges) filter (side = 'others' and asks <> 0), 0)
        / nullif(sum(exchanges) filter (side = 'others'), 0) as others
from asks""",
    ),
    Query(
        name="clock",
        says="the campaign's exchanges by hour of the day (UTC)",
        sql="""
select h.hour_of_day, coalesce(sum(x.exchanges), 0) as exchanges
from (select unnest(range(24)) as hour_of_day) h
left join (
    select hour(hour) as hour_of_day, exchanges from hours where side = 'campaign'
) x on x.hour_of_day = h.hour_of_day
group by h.hour_of_day""",
    ),
    Query(
        name="quiet",
        says="share of the six quietest hours of the day",
        sql="""
with ranked as (
    select exchanges, row_number() over (order by exchanges, hour_of_day) as place from clock
)
select
    sum(exchanges) as total,
    coalesce(sum(exchanges) filter (place <= 6) / nullif(sum(exchanges), 0), 0) as share
from ranked""",
    ),
    Query(
        name="open_tie",
        says="the largest share of members that declare one organisation, or a school",
        sql="""
with most as (
    select fact, max(accounts) as accounts
    from declared
    where fact in ('org_key', 'org_id') or fact = 'programme' and value = 'education'
    group by fact
)
select coalesce(max(accounts), 0) / any_value(p.inside) as share
from pool p left join most on true""",
    ),
)


def _mix(kind: str) -> str:
    return f"""
select name, exchanges::bigint as exchanges, round(share, 4) as share, round(others, 4) as others
from shares
where kind = '{kind}' and place <= 12
order by place"""  # noqa: S608 - three words of ours


PURPOSE: tuple[Question, ...] = (
    Question(
        id="capabilities",
        label="what was asked for, beside ungrouped accounts",
        unit="exchanges, share",
        table=True,
        sql=_mix("capability"),
    ),
    Question(
        id="models",
        label="models asked, beside ungrouped accounts",
        unit="exchanges, share",
        table=True,
        sql=_mix("model"),
    ),
    Question(
        id="networks",
        label="networks that the requests came from, beside ungrouped accounts",
        unit="exchanges, share",
        table=True,
        sql=_mix("network"),
    ),
    Question(
        id="top-capability",
        label="capability asked for most",
        unit="name",
        sql="select name from shares where kind = 'capability' and place = 1",
    ),
    Question(
        id="top-capability-share",
        label="its share in the campaign",
        unit="share",
        sql="select round(share, 4) from shares where kind = 'capability' and place = 1",
    ),
    Question(
        id="top-capability-others",
        label="its share in ungrouped accounts' traffic",
        unit="share",
        sql="select round(others, 4) from shares where kind = 'capability' and place = 1",
    ),
    Question(
        id="targeted",
        label="capabilities asked for half as often again as others do, and by a tenth at least",
        unit="names",
        sql="""
select string_agg(name, ', ' order by place)
from shares
where kind = 'capability' and share >= 0.1 and share >= 1.5 * others and place <= 12""",
    ),
    Question(
        id="capability-divergence",
        label="distance of the campaign's mix of capabilities from others' (Kullback-Leibler)",
        unit="bits",
        sql="""
select round(sum(share * log2(share / greatest(others, 0.001))), 3)
from shares
where kind = 'capability' and place <= 12""",
    ),
    Question(
        id="asks-share",
        label="share of the campaign's prompts that ask for training material",
        unit="share",
        sql="select round(own, 4) from wanted",
    ),
    Question(
        id="asks-others",
        label="the same share in ungrouped accounts' traffic",
        unit="share",
        sql="select round(others, 4) from wanted",
    ),
    Question(
        id="asks",
        label="what prompts ask for, beside ungrouped accounts",
        unit="share",
        table=True,
        sql="""
with words as (
    select unnest([
        'reasoning', 'grading', 'generating', 'cleaning', 'identity', 'sensitive-rewrite', 'probing'
    ]) as ask, unnest(range(7)) as place
),
total as (select side, sum(exchanges) as n from asks group by side)
select
    w.ask,
    round(coalesce(sum(a.exchanges) filter (a.side = 'campaign' and a.asks >> w.place & 1 = 1), 0)
        / nullif((select n from total where side = 'campaign'), 0), 4) as share,
    round(coalesce(sum(a.exchanges) filter (a.side = 'others' and a.asks >> w.place & 1 = 1), 0)
        / nullif((select n from total where side = 'others'), 0), 4) as others
from words w cross join asks a
group by w.ask, w.place
order by w.place""",
    ),
    Question(
        id="clock",
        label="exchanges by hour of the day (UTC)",
        unit="exchanges",
        table=True,
        sql="select hour_of_day, exchanges::bigint as exchanges from clock order by hour_of_day",
    ),
    Question(
        id="quiet-share",
        label="share of the six quietest hours of the day; a flat day has 0.25",
        unit="share",
        sql="select round(share, 4) from quiet",
    ),
    Question(
        id="harvest-evidence",
        label="features of the group, what each says for a harvest, and against usual alone",
        unit="bits",
        table=True,
        sql="""
select
    f.family, f.feature, round(f.x, 4) as x, f.harvest as bits,
    round(coalesce(w.harvest * f.x, 0) / ln(2), 2) as alone
from weighed_features f left join weights w on w.feature = f.feature
order by bits desc, f.feature""",
    ),
    Question(
        id="p-harvest",
        label="probability that what they do is a harvest",
        unit="probability",
        sql="select round(p_take, 4) from judged",
    ),
    Question(
        id="harvest-families",
        label="families of evidence with at least one bit for a harvest",
        unit="families",
        sql="select families from judged",
    ),
    Question(
        id="weights",
        label="what features weigh, in natural log odds a unit beyond the centre",
        unit="log odds",
        table=True,
        sql="select feature, centre, one_operator, harvest from weights order by feature",
    ),
    Question(
        id="fitted-on",
        label="simulated worlds with known answers that the weights were fitted on",
        unit="worlds",
        sql="select count(*) from worlds",
    ),
    Question(
        id="fitted-groups",
        label="linked groups of these worlds that they were fitted on",
        unit="groups",
        sql="select value::bigint from limits where name = 'weights_groups'",
    ),
    Question(
        id="on-trust",
        label="sums that the extract states without showing their parts",
        unit="as named",
        table=True,
        sql="""
select name, value from context
where name <> 'templating'
   or (select count(*) from signals where signal = 'shared-template' and not complete) > 0
order by name""",
    ),
    Question(
        id="declared-share",
        label="largest share of accounts that declare one organisation, or a school",
        unit="share",
        sql="select round(share, 4) from open_tie",
    ),
    Question(
        id="payer-share",
        label="largest share of accounts that pay with one instrument",
        unit="share",
        sql="""
select round(coalesce(max(d.accounts), 0) / (select count(*) from members), 4)
from declared d
where d.fact = 'payment_key'""",
    ),
    Question(
        id="release-share",
        label="share of exchanges within 72 hours after a model release",
        unit="share",
        sql="""
select round(coalesce(sum(h.exchanges) filter (
    (select count(*) from events e
     where e.name like 'model release%'
       and h.hour >= date_trunc('hour', e.at) and date_diff('hour', e.at, h.hour) < 72) > 0
), 0) / sum(h.exchanges), 4)
from hours h
where h.side = 'campaign'""",
    ),
)
