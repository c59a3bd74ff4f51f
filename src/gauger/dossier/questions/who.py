"""The judgement, and who might be behind it: verdict and competing hypotheses, from their parts."""

from gauger.campaigns.judge import TAKEN
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
        sql=f"""
with added as (
    select
        w.one_operator / ln(2) + coalesce((select sum(one_operator) from weighed_features), 0)
            as one_operator,
        w.harvest / ln(2) + coalesce((select sum(harvest) from weighed_features), 0) as harvest
    from weights w where w.feature = 'bias'
),
taken as (                                   -- whether something shows what was taken
    select count(*) > 0 as shown
    from weighed_features f cross join bound b
    left join weights w on w.feature = f.feature
    left join context c                      -- what the habits of a few people may make of it
      on c.name = 'give-answers' and f.feature = 'answers'
    where (f.feature in {TAKEN} and b.harvest_bits <= round(greatest(-b.feature_bits,
            least(b.feature_bits,
                w.harvest * (f.x - coalesce(c.value, 0) - w.centre) / ln(2))), 2))
       or (f.feature = 'training-material' and f.x >= b.asks_bits)
),
likely as (
    select
        greatest(1 - b.max_p, least(b.max_p, 1 / (1 + pow(2, -a.one_operator)))) as one_operator,
        least(
            greatest(1 - b.max_p, least(b.max_p, 1 / (1 + pow(2, -a.harvest)))),
            case when t.shown then 1 else b.p_nothing_taken end
        ) as harvest
    from added a cross join taken t cross join bound b
),
capped as (                                  -- a harvest campaign has one operator
    select
        least(greatest(l.one_operator, least(l.harvest, c.p)), c.p) as p_one,
        least(l.harvest, c.p) as p_take
    from likely l cross join chance c
),
family as (select family, sum(harvest) as bits from weighed_features group by family),
tie as (                                     -- whether wording alone ties the accounts
    select coalesce(max(value), 0) > 0 as alone from context where name = 'wording-alone'
),
say as (
    select count(*) as families from family cross join bound b cross join tie t
    where bits >= b.harvest_bits and not (t.alone and family = 'content')
)
select
    p.p_one, p.p_take, s.families,
    t.share >= b.declared_most as declared,
    case
        when p.p_take >= b.p_harvest
             and p.p_one >= b.p_operator
             and s.families >= b.harvest_families then 'distillation'
        when p.p_take > b.p_no_harvest then 'unclear'
        when t.share >= b.declared_most then 'declared'
        when p.p_one >= b.p_operator then 'coordinated'
        else 'benign'
    end as verdict
from capped p cross join say s cross join open_tie t cross join bound b""",  # noqa: S608 - words of ours
    ),
)

WHO: tuple[Question, ...] = (
    Question(
        id="verdict",
        label="what the group is, by the rules of this version",
        unit="verdict",
        sql="""
select case when verdict = 'declared' then 'benign' else verdict end from judged""",
    ),
    Question(
        id="p-verdict",
        label="probability that the verdict is right",
        unit="probability",
        sql="""
select round(case verdict
    when 'distillation' then least(p_one, p_take)
    when 'unclear' then 1 - p_take
    when 'declared' then 1 - p_take
    when 'coordinated' then p_one * (1 - p_take)
    else (1 - p_one) * (1 - p_take)
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
