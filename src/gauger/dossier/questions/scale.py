"""How much was asked and answered, by how many, when."""

from gauger.dossier.questions.question import Question

SCALE: tuple[Question, ...] = (
    Question(
        id="accounts",
        label="accounts of the campaign that sent anything",
        unit="accounts",
        sql="select count(*) from members",
    ),
    Question(
        id="exchanges",
        label="exchanges of the campaign",
        unit="exchanges",
        sql="select sum(exchanges)::bigint from activity",
    ),
    Question(
        id="share-of-traffic",
        label="the campaign's share of its own and all ungrouped accounts' exchanges",
        unit="share",
        sql="""
select round(sum(exchanges) filter (side = 'campaign') / sum(exchanges), 6)
from hours""",
    ),
    Question(
        id="input-tokens",
        label="input tokens",
        unit="tokens",
        sql="select sum(input_tokens)::bigint from activity",
    ),
    Question(
        id="output-tokens",
        label="output tokens",
        unit="tokens",
        sql="select sum(output_tokens)::bigint from activity",
    ),
    Question(
        id="reasoning-tokens",
        label="reasoning tokens",
        unit="tokens",
        sql="select sum(reasoning_tokens)::bigint from activity",
    ),
    Question(
        id="cost-usd",
        label="list price of the exchanges",
        unit="US dollars",
        sql="select round(sum(cost_usd_micro) / 1000000, 2)::double from activity",
    ),
    Question(
        id="first-hour",
        label="hour of the first exchange (UTC)",
        unit="hour",
        sql="select strftime(min(hour), '%Y-%m-%d %H:00') from hours where side = 'campaign'",
    ),
    Question(
        id="last-hour",
        label="hour of the last exchange (UTC)",
        unit="hour",
        sql="select strftime(max(hour), '%Y-%m-%d %H:00') from hours where side = 'campaign'",
    ),
    Question(
        id="days",
        label="days with traffic",
        unit="days",
        sql="select count(distinct day) from activity",
    ),
    Question(
        id="window-days",
        label="days from first to last",
        unit="days",
        sql="select (max(day) - min(day) + 1)::bigint from activity",
    ),
    Question(
        id="peak-day",
        label="day with most exchanges",
        unit="day",
        sql="""
select strftime(day, '%Y-%m-%d')
from activity
group by day
order by sum(exchanges) desc, day
limit 1""",
    ),
    Question(
        id="peak-exchanges",
        label="exchanges of that day",
        unit="exchanges",
        sql="""
select sum(exchanges)::bigint as n
from activity
group by day
order by n desc
limit 1""",
    ),
    Question(
        id="median-per-account",
        label="exchanges of the median account, over the whole campaign",
        unit="exchanges",
        sql="""
with each as (select sum(exchanges) as n from activity group by member)
select median(n)::double from each""",
    ),
    Question(
        id="p95-per-account",
        label="exchanges that 95 % of its accounts stay below",
        unit="exchanges",
        sql="""
with each as (select sum(exchanges) as n from activity group by member)
select round(quantile_cont(n, 0.95), 1)::double from each""",
    ),
    Question(
        id="per-account-day",
        label="exchanges of an account on a day on which it was active, on average",
        unit="exchanges a day",
        sql="select round(avg(exchanges), 1) from activity",
    ),
    Question(
        id="top-account-share",
        label="share of the most active account in the campaign's exchanges",
        unit="share",
        sql="""
with each as (select sum(exchanges) as n from activity group by member)
select round(max(n) / sum(n), 4) from each""",
    ),
    Question(
        id="daily",
        label="exchanges and active accounts by day",
        unit="exchanges, accounts",
        table=True,
        sql="""
select strftime(day, '%Y-%m-%d') as day, sum(exchanges)::bigint as exchanges, count(*) as accounts
from activity
group by activity.day
order by activity.day""",
    ),
    Question(
        id="spread",
        label="accounts by number of exchanges, beside ungrouped accounts",
        unit="accounts",
        table=True,
        sql="""
select
    at_least,
    coalesce(sum(accounts) filter (side = 'campaign'), 0)::bigint as campaign,
    coalesce(sum(accounts) filter (side = 'others'), 0)::bigint as others
from spread
group by at_least
order by at_least""",
    ),
    Question(
        id="changes",
        label="days on which daily traffic changes at least twofold, and the event before",
        unit="factor, hours",
        table=True,
        sql="""
with each as (
    select day, sum(exchanges) as n from activity group by day
),
span as (select min(day) as a, max(day) as b from each),
series as (                                  -- every day of the window, quiet ones too
    select d.day::date as day, coalesce(each.n, 0) as n
    from (select unnest(generate_series(a::timestamp, b::timestamp, to_days(1))) as day from span) d
    left join each on each.day = d.day::date
),
sides as (                                   -- three days before and three from this one on
    select
        day,
        avg(n) over (order by day rows between 3 preceding and 1 preceding) as low,
        count(n) over (order by day rows between 3 preceding and 1 preceding) as low_days,
        avg(n) over (order by day rows between current row and 2 following) as high,
        count(n) over (order by day rows between current row and 2 following) as high_days
    from series
),
scored as (                                  -- Poisson standard deviations between the two
    select
        day,
        (high + 0.5) / (low + 0.5) as factor,
        coalesce(abs(high - low) / pow(nullif(low / low_days + high / high_days, 0), 0.5), 0) as z
    from sides
    where low_days > 0
),
peaks as (
    select
        day, factor, z,
        max(z) over (order by day rows between 2 preceding and 2 following) as around
    from scored
)
select
    strftime(p.day, '%Y-%m-%d') as day,
    round(p.factor, 2)::double as factor,
    (
        select e.name
        from events e
        where e.at < p.day::timestamp + to_days(1)
          and e.at >= p.day::timestamp - to_days(3)
        order by e.at desc, e.name
        limit 1
    ) as event
from peaks p
where p.z >= 6 and (p.factor >= 2 or p.factor <= 0.5) and p.z = p.around
order by p.day""",
    ),
)
