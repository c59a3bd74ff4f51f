"""The eight kinds of worlds: what each provider logs, who harvests, who tempts, what is weak."""

from dataclasses import dataclass
from datetime import UTC, datetime

from bench.yonder import operators as op
from bench.yonder.operators import Harvest
from bench.yonder.people import Provider

ASIA = (("JP", 5.0), ("KR", 5.0), ("TW", 6.0), ("SG", 4.0), ("MY", 3.0), ("ID", 2.0), ("VN", 2.0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One sort of world."""

    name: str
    provider: Provider
    logged: str
    """What the provider writes down, in words."""
    harvests: tuple[Harvest, ...]
    crowds: tuple[tuple[str, int], ...]
    """Innocent crowds by their names in `crowds.CROWDS`, with accounts at scale 1."""
    tempts: str
    weak: str
    """What its author knows to be unlike the world outside."""


def _models(vendor: str, *, newer: bool = True) -> tuple[tuple[str, str], ...]:
    plain = (
        ("small", f"{vendor}-mini"), ("mid", f"{vendor}-std-2"), ("large", f"{vendor}-max-4"),
        ("reason", f"{vendor}-think-4"),
    )  # fmt: skip
    return (
        (*plain, ("large+", f"{vendor}-max-5"), ("reason+", f"{vendor}-think-5"))
        if newer
        else plain
    )


FORGE = Kind(
    name="forge",
    provider=Provider(
        name="forge", start=datetime(2026, 3, 2, tzinfo=UTC), days=28, people=3400, volume=(7.5, 1.7), models=_models("forge"),
        release_d=17.6, outages_d=((8.55, 8.62), (20.3, 20.42)), paid=0.85,
        columns=tuple(
            "ts account_id exchange_id org_id api_key_id ip user_agent tls_fingerprint model system_prompt prompt "
            "tools_hash input_tokens output_tokens reasoning_tokens cached_tokens status refused "
            "thinking_signature cost_usd".split()
        ),
        account_columns=tuple(
            "account_id created_at org_name email email_domain phone payment_fingerprint card_bin billing_country "
            "declared_country plan programme verified closed_at closed_reason".split()
        ),
        plans=(("payg", 8), ("team", 2), ("trial", 2)), id_form="acct_{x}",
    ),
    logged="An API for developers: addresses, clients, TLS fingerprints, tools, tokens, opaque thinking that requests carry; full papers of accounts. 28 days, a model release, two outages.",
    harvests=(
        Harvest(
            name="mill", accounts=150, care="middling", make=op.mill,
            who="A contractor who sells rollouts of software tasks to a lab, on bought accounts behind a proxy mesh.",
            cost="An account costs $1.50 with number and card and holds $5 of trial credit, which lasts six days: cheap to replace, and replaced in order.",
            found_by="one fork of a popular agent (its tools and prompt differ from the original by a sentence), each task on four accounts, three sorts of cards, two hours of a dead dispatcher",
        ),
        Harvest(
            name="annex", accounts=22, care="careless", make=op.annex,
            who="A professor's group that spends research credits on reasoning traces for its own model.",
            cost="Nothing but credits; nobody there thinks that he hides.",
            found_by="one tail on all prompts, one cluster, one mail domain, nights",
        ),
        Harvest(
            name="unthread", accounts=54, care="careful", make=op.unthread,
            who="A lab's red team: one pool collects opaque thinking, the other has it written out.",
            cost="Salaries; requests cost little beside them, so volumes are small and patience is large. HARD but for the carried thinking.",
            found_by="thinking of one account in requests of another, tools in common, office hours of a place where no account says it is",
        ),
    ),
    crowds=(("agents", 180), ("runners", 60), ("evaluators", 9), ("hackathon", 70), ("lab", 14), ("synthesis", 8), ("migration", 12), ("failover", 10), ("tenants", 60), ("night", 14), ("office", 30), ("incubator", 30)),
    tempts="Users of the agent that the mill forked; an evaluator and a lab with lists and reasoning; runners of a code host; firms whose keys replace or stand in for each other.",
    weak="A customer's code does not stay in one repository; agents never fail half-way.",
)  # fmt: skip

PARLOUR = Kind(
    name="parlour",
    provider=Provider(
        name="parlour", web=True, start=datetime(2026, 1, 12, tzinfo=UTC), days=28, people=5200, volume=(14.0, 1.5), most=2500,
        models=_models("parlour"), release_d=12.4, outages_d=((15.7, 15.76),), paid=0.22,
        columns=tuple("ts account_id exchange_id session_id channel ip user_agent model prompt output_tokens refused".split()),
        account_columns=tuple("account_id created_at email email_domain phone payment_fingerprint card_bin declared_country plan closed_at closed_reason".split()),
        plans=(("free", 7), ("plus", 2), ("premium", 1)), tick_s=0.001, id_form="user-{x}",
    ),
    logged="A chat product: browser or app, session, address, prompt; no system prompts, tools or TLS. 28 days.",
    harvests=(
        Harvest(
            name="hands", accounts=30, care="careful", make=op.hands,
            who="A labelling shop whose people work through sheets, at home, in their own words. HARD.",
            cost="A worker costs $9 a day and a seat $30 a month, so seats are in use all day; eleven days of work, three cards.",
            found_by="shifts with one lunch hour, cards, items that return in nobody else's talk but are of one sort",
        ),
        Harvest(
            name="drip", accounts=320, care="careful", make=op.drip,
            who="A data vendor with steered browsers: some seven requests a day for a week, half of them cover. HARD.",
            cost="Numbers $0.20, lines $3 a month: many small accounts are cheaper than few paid ones.",
            found_by="ranges of rented numbers, two pauses when its host was mended, opened within five weeks, no second device",
        ),
    ),
    crowds=(("class", 70), ("exam-season", 160), ("viral", 150), ("news", 40), ("office", 60), ("carrier", 120), ("vpn", 90), ("seats", 60), ("support", 30), ("tutors", 25), ("marking", 30), ("learners", 60), ("jobs", 40)),
    tempts="Exam season and a class with the same items, a call centre in shifts on two cards, seats bought from a shop, teachers with one rubric.",
    weak="People have no lasting subject: what they ask today does not depend on what they asked last week.",
)  # fmt: skip

BAZAAR = Kind(
    name="bazaar",
    provider=Provider(
        name="bazaar", start=datetime(2026, 5, 4, tzinfo=UTC), days=24, people=3000, volume=(8.0, 1.75), most=6000,
        models=_models("bazaar"), release_d=9.2, paid=0.95,
        columns=tuple("ts account_id exchange_id org_id api_key_id channel ip user_agent model system_prompt prompt tools_hash input_tokens output_tokens cached_tokens status cost_usd".split()),
        account_columns=tuple("account_id created_at org_name payment_fingerprint billing_country plan verified closed_at closed_reason".split()),
        plans=(("payg", 7), ("committed", 2), ("trial", 1)), tick_s=0.001, id_form="proj-{x}",
    ),
    logged="A cloud's model market: an account is a project of an organisation; region, service key, address and client; bills, no mail or phone. 24 days.",
    harvests=(
        Harvest(
            name="shells", accounts=42, care="careful", make=op.shells,
            who="Seven firms with contracts and invoices, one lab behind them; each has a product of its own as cover. HARD.",
            cost="A firm costs $3,000 to found and is not to be lost: care everywhere but in the one program that all run.",
            found_by="firms contracted within three weeks, one odd version of the client replaced on one day, batches that start at minute 17",
        ),
        Harvest(
            name="trials", accounts=64, care="careless", make=op.trials,
            who="A student model's team has its answers graded on trial credit.",
            cost="Nothing: $300 of credit an account, four days each.",
            found_by="one rubric, accounts one after the other, nine networks, one client",
        ),
    ),
    crowds=(("tenants", 80), ("night", 24), ("migration", 20), ("failover", 10), ("evaluators", 10), ("synthesis", 10), ("localisers", 30), ("annotators", 18), ("game", 16), ("lawyers", 20), ("incubator", 50), ("exam-app", 40), ("runners", 40)),
    tempts="An annotation firm with rubrics, branches with one nightly minute, an incubator's cohort on credits, keys that migrate.",
    weak="Organisations have few projects; firms with contracts would send more than here; no use of quotas, private links or resellers of cloud bills.",
)  # fmt: skip

SLUICE = Kind(
    name="sluice",
    provider=Provider(
        name="sluice", start=datetime(2026, 6, 1, tzinfo=UTC), days=21, people=3600, volume=(8.5, 1.7), paid=0.6,
        models=(("small", "open/small-9b"), ("mid", "acme/std-2"), ("large", "borealis/max-4"), ("reason", "acme/think-4"), ("large+", "borealis/max-5")),
        release_d=6.5, outages_d=((11.1, 11.3),),
        columns=tuple("ts account_id exchange_id ip user_agent model system_prompt prompt input_tokens output_tokens reasoning_tokens status cost_usd".split()),
        account_columns=tuple("account_id created_at email email_domain payment_fingerprint plan closed_at closed_reason".split()),
        plans=(("prepaid", 8), ("byok", 2)), tick_s=0.001, id_form="sk-gw-{x}",
    ),
    logged="A gateway to many vendors: an account is a key; mail and top-ups for some, no countries, no organisations. 21 days.",
    harvests=(
        Harvest(
            name="relay", accounts=85, care="middling", make=op.relay,
            who="A reseller with pooled keys who serves strangers, keeps copies, and asks a third again for its analysis.",
            cost="Sells at a fifth of the price and lives on keys topped up with bonus; copies are the second income.",
            found_by="sessions that wander over keys, nine ways out, one client, eleven instruments; two thirds of the text are honest people's",
        ),
        Harvest(
            name="lent-keys", accounts=48, care="middling", make=op.lent_keys,
            who="A lab's supplier rents keys that were stolen from firms; their holders go on working. Truth names the keys, whose holders are victims. HARD.",
            cost="$30 a day and key, until somebody looks at the bill: a key is emptied in five days.",
            found_by="keys of strangers that suddenly share a list, rented machines and a client",
        ),
    ),
    crowds=(("agents", 220), ("tenants", 110), ("vpn", 60), ("benchmark", 60), ("seats", 40), ("runners", 40), ("reading-aid", 40), ("game", 14), ("migration", 10), ("failover", 10), ("carrier", 40)),
    tempts="Tenants of a platform behind sixteen addresses, hundreds of users of one agent, strangers with one benchmark after the release.",
    weak="Prices of the vendors are alike; no routing to a second vendor when one fails.",
)  # fmt: skip

STRAIT = Kind(
    name="strait",
    provider=Provider(
        name="strait", web=True, start=datetime(2026, 4, 6, tzinfo=UTC), days=26, people=3600, volume=(16.0, 1.5), most=3000, countries=ASIA,
        models=_models("strait", newer=False), paid=0.5,
        columns=tuple("ts account_id session_id ip user_agent model prompt input_tokens output_tokens status refused".split()),
        account_columns=tuple("account_id created_at phone payment_fingerprint card_bin billing_country declared_country plan verified closed_at closed_reason".split()),
        plans=(("free", 5), ("basic", 4), ("pro", 2)), tick_s=0.001, id_form="u{x}",
    ),
    logged="A regional chat and API in five languages: phone numbers and cards of the region, no mail. 26 days.",
    harvests=(
        Harvest(
            name="monsoon", accounts=240, care="middling", make=op.monsoon,
            who="A farm of SIM cards for a lab; 94 of 100 accounts are banned on one day, new ones work two days later.",
            cost="$1.10 an account with number and card; a ban is priced in.",
            found_by="ranges of numbers, opened in bursts, the list goes on where the ban cut it, wishes for whole thoughts in three languages",
        ),
        Harvest(
            name="cabinet", accounts=26, care="careful", make=op.cabinet,
            who="A start-up's staff and relatives, by hand, on paid accounts of their own. HARDEST: hardly more than what they ask for tells.",
            cost="Seats and evenings; they want a few thousand good examples, no millions.",
            found_by="items from one list of 12,000, now and then the same one twice; little else",
        ),
    ),
    crowds=(("exam-season", 140), ("class", 60), ("carrier", 110), ("office", 70), ("seats", 50), ("viral", 110), ("learners", 70), ("support", 24), ("vpn", 70), ("tutors", 20), ("localisers", 20)),
    tempts="Carriers and campuses of few addresses, learners with one card a day, resold seats in lots.",
    weak="Other languages are thinner than English: near a quarter of ordinary prompts occur with a second account, most of them short, more than in life.",
)  # fmt: skip

HAZE = Kind(
    name="haze",
    provider=Provider(
        name="haze", start=datetime(2026, 2, 2, tzinfo=UTC), days=30, people=4600, volume=(7.5, 1.6), models=_models("haze", newer=False), paid=0.7,
        columns=tuple("ts account_id ip model prompt input_tokens output_tokens".split()),
        account_columns=tuple("account_id created_at email_domain card_bin billing_country plan closed_at".split()),
        plans=(("payg", 3), ("trial", 1)), tick_s=1.0, coarse_ip=True, prompt_chars=160, id_form="{x}",
    ),
    logged="A provider that keeps little: whole seconds, /24 or /48, the first 160 characters of prompts, no clients; domains and bank numbers of accounts. 30 days.",
    harvests=(
        Harvest(
            name="cleaners", accounts=20, care="careless", make=op.cleaners,
            who="A trace vendor that has traces from elsewhere made fluent.",
            cost="Tokens are the cost and the customer pays them: few accounts, full speed, one week.",
            found_by="one head, which fills most of what is kept of a prompt, and long answers",
        ),
        Harvest(
            name="braid", accounts=400, care="careful", make=op.braid,
            who="A proxy network with four hundred accounts that sells to whoever pays, this lab for twelve days. HARD in such a log.",
            cost="$0.60 an account, thrown away after three days at a dozen requests; an address a request: nothing is used twice.",
            found_by="sixteen lots of openings, nine banks, a pause of eight hours, used and dropped in the order of their making",
        ),
    ),
    crowds=(("carrier", 140), ("vpn", 110), ("tenants", 70), ("agents", 120), ("exam-app", 50), ("class", 60), ("night", 14), ("lab", 16), ("viral", 90), ("office", 50), ("benchmark", 50)),
    tempts="Whoever shares a /24; products whose templates fill the kept part of a prompt; a viral prompt.",
    weak="Cut prompts are cut at the same place for all; no sampling and no lost hours of the log.",
)  # fmt: skip

FAIRGROUND = Kind(
    name="fairground",
    provider=Provider(
        name="fairground", start=datetime(2026, 7, 6, tzinfo=UTC), days=21, people=2900, volume=(6.0, 1.7), models=_models("fairground"), release_d=8.6,
        outages_d=((13.5, 13.6),), paid=0.8,
        columns=tuple("ts account_id exchange_id org_id ip user_agent tls_fingerprint model system_prompt prompt tools_hash input_tokens output_tokens reasoning_tokens cached_tokens status refused thinking_signature".split()),
        account_columns=tuple("account_id created_at org_name email email_domain phone payment_fingerprint card_bin billing_country declared_country plan programme verified closed_at closed_reason".split()),
        plans=(("payg", 8), ("trial", 3)), id_form="fg_{x}",
    ),
    logged="An API for developers with nearly all columns. 21 days, a model release. NO campaign.",
    harvests=(),
    crowds=(("hackathon", 220), ("agents", 480), ("evaluators", 26), ("lab", 45), ("synthesis", 26), ("benchmark", 200), ("tenants", 240), ("runners", 190), ("workshop", 150), ("migration", 45), ("failover", 10), ("night", 50), ("annotators", 50), ("game", 40), ("localisers", 70), ("exam-app", 90), ("incubator", 110), ("lawyers", 30), ("reading-aid", 60)),
    tempts="Everything that sells at a fair: lists run by many accounts, reasoning written out for a paper, rubrics under contract, keys that follow each other, credits, halls with one address.",
    weak="More crowds than a real log of this size would hold at once; they do not overlap.",
)  # fmt: skip

COMMONS = Kind(
    name="commons",
    provider=Provider(
        name="commons", web=True, start=datetime(2026, 9, 7, tzinfo=UTC), days=28, people=4200, volume=(14.0, 1.5), most=2500, models=_models("commons"), release_d=14.5,
        paid=0.25,
        columns=tuple("ts account_id exchange_id session_id channel ip user_agent model prompt input_tokens output_tokens refused".split()),
        account_columns=tuple("account_id created_at email email_domain phone payment_fingerprint card_bin declared_country plan verified closed_at closed_reason".split()),
        plans=(("free", 7), ("plus", 3)), tick_s=0.001, id_form="c-{x}",
    ),
    logged="A chat product much used in schools. 28 days from the start of term. NO campaign.",
    harvests=(),
    crowds=(("class", 230), ("exam-season", 420), ("tutors", 90), ("marking", 140), ("learners", 200), ("viral", 330), ("news", 110), ("seats", 180), ("carrier", 300), ("vpn", 210), ("office", 170), ("support", 90), ("jobs", 120), ("workshop", 110), ("annotators", 50), ("localisers", 40), ("reading-aid", 70)),
    tempts="Pupils with the same papers, tutors who want whole solution paths, teachers and annotators with rubrics, seats from a shop, carriers and campuses.",
    weak="One term without holidays; no parents who share a child's account.",
)  # fmt: skip

KINDS = {k.name: k for k in (FORGE, PARLOUR, BAZAAR, SLUICE, STRAIT, HAZE, FAIRGROUND, COMMONS)}
