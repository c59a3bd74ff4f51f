"""The judgement, and who might be behind it: verdict and competing hypotheses, from their parts."""

from gauger.dossier.model import Query
from gauger.dossier.questions.question import Question

WHO_STEPS: tuple[Query, ...] = (
    Query(
        name="weighed",
        says="each hypothesis: its prior and the evidence that its profile predicts or excludes",
        sql="""
with family as (                             -- one family of evidence counts at most 6 bits
    select hypothesis, family, greatest(-6, least(6, sum(bits))) as bits
    from hypotheses
    where evidence is not null
    group by hypothesis, family
),
prior as (select hypothesis, max(prior) as prior from hypotheses group by hypothesis)
select p.hypothesis, p.prior, coalesce(sum(f.bits), 0) as bits
from prior p left join family f on f.hypothesis = p.hypothesis
group by p.hypothesis, p.prior""",
    ),
    Query(
        name="judged",
        says="the two answers and the open tie, each recomputed",
        sql="""
with strongest as (select member, greatest(0, max(bits)) as bits from spoken group by member),
one as (
    select least(
        least((select avg(p) from tried), any_value(b.max_p)),
        greatest(0, 1 - any_value(b.tested) * pow(2, -least(1000, coalesce(sum(s.bits), 0))))
    ) as p
    from bound b left join strongest s on true
),
family as (select family, sum(bits) as bits from harvest_bits group by family),
take as (
    select
        least(any_value(b.max_p), 1 / (1 + pow(2, -(
            any_value(l.value) + coalesce(sum(greatest(-6, least(6, f.bits))), 0)
        )))) as p,
        count(*) filter (f.bits >= 2) as families
    from limits l cross join bound b left join family f on true
    where l.name = 'harvest_prior_bits'
)
select
    one.p as p_one, take.p as p_take,
    take.p >= 0.8 and take.families >= 2 as harvest,
    t.share < 0.6 as hidden
from one cross join take cross join open_tie t""",
    ),
)

WHO: tuple[Question, ...] = (
    Question(
        id="verdict",
        label="what the group is, by the rules of this version",
        unit="verdict",
        sql="""
select case
    when p_one < 0.9 then 'unclear'
    when harvest and hidden then 'distillation'
    when harvest then 'unclear'
    when hidden then 'coordinated'
    else 'benign'
end
from judged""",
    ),
    Question(
        id="p-verdict",
        label="probability that the verdict is right",
        unit="probability",
        sql="""
select round(case
    when p_one < 0.9 then 1 - p_one
    when harvest and hidden then p_one * p_take
    when harvest then 0.5
    when hidden then p_one
    else 1 - p_take
end, 4)
from judged""",
    ),
    Question(
        id="hypotheses",
        label="who might be behind it: probabilities of the competing hypotheses",
        unit="probability",
        table=True,
        sql="""
select
    hypothesis, round(prior, 4) as prior, round(bits, 2) as bits,
    round(prior * pow(2, bits) / sum(prior * pow(2, bits)) over (), 4) as p
from weighed
order by p desc, hypothesis""",
    ),
)
