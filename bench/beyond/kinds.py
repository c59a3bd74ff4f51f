"""The six kinds of world: who is there, what the provider logs, what can be found.

Numbers of accounts and of exchanges are typical ones: every group's size varies by a fifth or more
with the seed. Dollars are list prices.
"""

from collections.abc import Callable

from bench.beyond.build import Kind
from bench.beyond.groups import CROWDS, SHEET, Group, altered, population

CHEAP_LANDS = ("IN", "BR", "ID", "TR", "VN", "MX")


def _crowds(text: str) -> list[Group]:
    """Crowds by name, `pack*1.5` for a larger one; a second of a kind is numbered 2."""
    found: list[Group] = []
    for word in text.split():
        kind, _, size = word.partition("*")
        number = 1 + sum(g.name.startswith(f"{kind}-") for g in found)
        people = round(CROWDS[kind].people * float(size or 1))
        found.append(altered(CROWDS[kind], name=f"{kind}-{number}", people=people))
    return found


def lantern() -> Kind:
    """Step-by-step answers to strangers' questions, from bought accounts.

    Logs: no TLS fingerprint, no reasoning signature, no phone; mail as its domain.
    Operator: oil-1, a laboratory that lacks reasoning traces. 140 aged accounts bought at about 6
    dollars each, with prepaid cards; another household address for every conversation. Questions
    scraped from forums, in ten languages, each asked some four times over several accounts to keep
    the best answer, in a wrapping that a model words anew. 12 a day an account, 18 days; after the
    first bans, two days of silence and 120 other accounts that run round the clock. About 50,000
    exchanges, 3,700 dollars.
    Findable: the strangers' questions recur word for word inside the wrappings; few
    addresses recur; prepaid ranges. Each account for itself is an ordinary heavy user.
    Tempts: two prompt-pack crowds that ask for every step, crammers, a class, a puzzle club.
    """
    oil = Group(
        name="oil-1", operator=True, people=140, talks={"reworded": 1}, own=0.12, rate=12,
        spread=0.5, active=0.55, start=6, days=18, net="proxy", countries=CHEAP_LANDS,
        pay="prepaid",
        born="aged", plans=("plus", "payg"), clients=("web", "sdk"),
        models=("ember-think", "ember"),
        bank="scraped", items=9000, skill="hard", banned=0.55, verified=("email", "phone"),
        follows_release=0.9, stagger=3, tongue="en",
    )  # fmt: skip
    again = altered(oil, people=120, start=26, days=22, hours="flat", banned=0.2)
    crowds = _crowds(
        "pack*1.3 pack*0.6 course cram puzzle agents novel learners giftcard dorm firm lab "
        "support*0.7"
    )
    return Kind(
        name="lantern", days=56, release_day=30,
        groups=[*population(1.15), *crowds, oil, again],
        unlogged=frozenset(("tls_fingerprint", "thinking_signature", "phone", "email")),
    )  # fmt: skip


def scales() -> Kind:
    """Preference judgements from a few shell firms; dialogue in a style from a farm of phones.

    Logs: no conversation ids, no reasoning tokens, no system prompts, no card ranges.
    Operators: weigh-1 has six shell firms with real cards and real domains on small hosting,
    220 judgements a day each, for 40 days; slots of question and two replies in three fixed
    rubrics, all hours. 30,000 to 60,000 exchanges, some 120 dollars a firm.
    chorus-1 wants dialogue: 60 accounts made on referral credit, 14 modems of one carrier, 25
    messages a day for 20 days, a bank of scenes; after bans 45 accounts on proxies, paced
    slower. About 33,000 exchanges, 180 dollars.
    Findable: the rubrics and hours of weigh-1 (yet an annotation firm with a contract and honest
    start-ups judge too); modems, creation dates and scenes of chorus-1.
    Tempts: two annotation firms, evaluation jobs, the novel community, a reseller on one prompt.
    """
    weigh = Group(
        name="weigh-1", operator=True, people=6, talks={"mixed": 1}, own=0.05, rate=220,
        spread=0.25,
        active=0.95, start=9, days=40, net="host", hours="flat", mail="own", org="own", keys=4,
        countries=("SG", "HK", "NL"), plans=("payg",), clients=("sdk", "plain"), born="fresh",
        models=("ember-think", "ember"), verified=("business",), bank="pair", items=9000,
        frames=(
            "You compare two assistants.\n{it}\n\n{judge} End with [[A]], [[B]] or [[C]].",
            "Evaluate on {rubric}, {rubric} and {rubric}. Give reasons first.\n\n{it}",
            "Which reply should be preferred? Explain at length, then rate both 1-10.\n{it}",
        ),
        skill="judge", cap=500, own_talks={"label": 1}, tongue="en",
    )  # fmt: skip
    chorus = Group(
        name="chorus-1", operator=True, people=60, talks={"mixed": 2, "play": 3}, own=0.05, rate=25,
        spread=0.4, active=0.7, start=14, days=20, net="farm", countries=("BR",), born="batch",
        mail="bulk", pay="prepaid", programme="referral", plans=("free", "plus"), bank="story",
        clients=("tavern",), models=("ember", "plain-70b"), items=350, skill="story", banned=0.7,
        frames=("{it}\nStyle: {mood}, {mood}.", "Scene brief: {it} Write it as a dialogue."),
        verified=("phone",), system="own",
    )  # fmt: skip
    again = altered(
        chorus, people=45, start=36, days=16, net="proxy", rate=12, hours="day", banned=0.1
    )
    crowds = _crowds(
        "annotate annotate*0.5 novel novel*0.5 resale agency forum support pack qa giftcard dorm"
    )
    return Kind(
        name="scales", days=58, release_day=27,
        groups=[*population(1.0), *crowds, weigh, chorus, again],
        unlogged=frozenset(
            ("session_id", "reasoning_tokens", "system_prompt", "card_bin", "email_domain")
        ),
    )  # fmt: skip


def relay() -> Kind:
    """Traces of coding agents with tools, passed from account to account.

    Logs: addresses without the last octet, 2,000 characters of a prompt, no mail, no phone.
    Operator: baton-1 starts the day after a release. 40 accounts of a student programme sit behind
    one proxy that deals the turns of a conversation to any of them, with the program and the
    system prompt of a popular community; 700 synthetic tasks; small hosts and household
    proxies mixed; 45 calls a day. All closed after 12 days; four days later 50 referral accounts,
    each on a household line of its own, whole conversations, same tasks. About
    48,000 exchanges, 2,500 dollars.
    Findable: first wave by conversations and reasoning signatures that span accounts (a reseller's
    do too); second wave by tasks repeated word for word.
    Tempts: two agent communities, a hackathon and a cohort of start-ups at the same days, nightly
    jobs, a laboratory with many accounts.
    """
    baton = Group(
        name="baton-1", operator=True, people=40, talks={"agent": 1}, rate=45, spread=0.3,
        active=0.85,
        start=21, days=12, net="blend", hours="flat", countries=("US", "SG", "NL", "DE"),
        mail="edu",
        born="batch", programme="education", pay="none", plans=("free",), verified=("identity",),
        clients=("cinder",), models=("ember-think", "sage-code"), follows_release=1.0, bank="task",
        items=700, skill="agent", system="shared", imitates="agents-1", pooled=True, banned=1.0,
    )  # fmt: skip
    again = altered(
        baton, people=50, start=37, days=17, net="own", hours="long", mail="own",
        programme="referral",
        plans=("payg",), pay="own", pooled=False, banned=0.15, own=0.1, rate=32,
        verified=("phone",),
        born="fresh", stagger=4,
    )  # fmt: skip
    crowds = _crowds(
        "agents*1.2 agents*0.5 hack cohort cohort*0.6 resale lab forum course firm qa dorm pack*0.5"
    )
    return Kind(
        name="relay", days=56, release_day=20, coarse_ip=True, kept_chars=2000,
        groups=[*population(0.95), *crowds, baton, again],
        unlogged=frozenset(("email", "email_domain", "phone")),
    )  # fmt: skip


def mill() -> Kind:
    """Answers from long documents on stolen keys; a map of refusals.

    Logs: no user agents, no tools; 6,000 characters of a prompt.
    Operators: mill-1 runs 36 start-ups' dormant keys for 18 days, 55 documents' questions a day
    each, until the owners complain; then 35 bought accounts on proxies for 15 days. A bank of
    1,200 papers and contracts, the questions worded anew. About 55,000 exchanges, 950 dollars,
    which the owners pay.
    mask-1 wants to know what is declined: 35 accounts on public VPN exits, 5 a day over 45 days,
    260 risky questions under four frames, the rest ordinary use. 6,000 to 9,000 exchanges.
    Findable: papers that strangers share; mask-1 hardly, beside a bug-bounty group that does the
    same with a contract, and sceptics of the population.
    Tempts: two document firms that work on shared papers, bounty hunters, support desks, agency.
    """
    stolen = Group(
        name="mill-1", operator=True, people=36, talks={"mixed": 1}, own=0.1, rate=55, spread=0.4,
        active=0.75, start=8, days=18, net="blend", hours="flat", mail="firm", org="own",
        born="aged",
        plans=("payg",), programme="startup", verified=("business",), clients=("sdk",), keys=2,
        models=("ember", "ember-think"), bank="doc", items=1200, skill="doc", banned=0.8,
        frames=("{it}\n\n{docask}", "{docask}\n\"\"\"\n{it}\n\"\"\"", "Document:\n{it}\nQ: {docq}"),
        reason="compromised", own_talks={"label": 2, "mail": 1},
    )  # fmt: skip
    bought = altered(
        stolen, people=35, start=29, days=15, net="proxy", mail="own", org="", programme="",
        banned=0.3,
        pay="prepaid", verified=("email",), clients=("web", "sdk"), countries=CHEAP_LANDS,
        reason="terms_of_service", rate=45, own=0.2,
    )  # fmt: skip
    mask = Group(
        name="mask-1", operator=True, people=35, talks={"mixed": 1}, own=0.4, rate=5, spread=0.5,
        active=0.6, start=4, days=45, net="vpn", countries=("US", "GB", "DE", "CA"), bank="risk",
        items=260, skill="risk", banned=0.1, born="fresh", stagger=14,
        frames=("{it}", "{ctx} {it}", "{it} Answer in one paragraph.", "For a novel: {it}"),
    )  # fmt: skip
    crowds = _crowds(
        "papers papers*0.8 bounty bounty*0.6 support agency lab cohort giftcard learners pack "
        "cram*0.7 dorm"
    )
    return Kind(
        name="mill", days=52, release_day=33, kept_chars=6000,
        groups=[*population(1.0), *crowds, stolen, bought, mask],
        unlogged=frozenset(("user_agent", "tools_hash", "email_domain")),
    )  # fmt: skip


def moss() -> Kind:
    """Reviews and tests of public commits, five a day an account, for two months.

    Logs: no conversation ids, no signatures, no costs, no payment fingerprints.
    Operators: moss-1 is patient. 330 accounts, each with a persona: own household line, own card,
    own hours and program, a third of the use ordinary. 4,500 public commits, each sent for review
    and for tests to some accounts, in words chosen anew. 5 a day for 32 days; after the first bans
    60 more accounts at half the pace. 33,000 to 52,000 exchanges.
    tale-1 hides in the novel community: 30 referral accounts use its frames on 400 scenes. About
    11,000 exchanges.
    Findable: commits that strangers share over weeks, and nothing else; tale-1 by scenes.
    Tempts: all who share code by trade: firm, cohort, agents, class, hackathon; the novel crowds.
    """
    slow = Group(
        name="moss-1", operator=True, people=330, talks={"mixed": 1}, own=0.35, rate=5, spread=0.35,
        active=0.55, start=2, days=32, net="own", born="aged", clients=("web", "plugin", "sdk"),
        models=("ember-think", "sage-code", "ember"), bank="commit", items=4500, skill="review",
        frames=("{review}\n\n{it}", "{tests}\n\n{it}", "{ctx} {review}\n{it}\n{steps}",
        "{it}\n{tests}"),
        plans=("plus", "payg"), banned=0.12, stagger=9, verified=("phone", "email"),
    )  # fmt: skip
    halved = altered(slow, people=60, start=38, days=22, rate=2.5, banned=0.0)
    tale = Group(
        name="tale-1", operator=True, people=30, talks={"mixed": 1}, own=0.2, rate=14, spread=0.5,
        active=0.6, start=20, days=25, born="batch", programme="referral", frames=SHEET[:2],
        bank="story", items=400, skill="story", system="shared", imitates="novel-1", mail="bulk",
        hours="evening", models=("ember",), net="proxy", countries=("US", "GB", "CA"), banned=0.25,
    )  # fmt: skip
    crowds = _crowds(
        "firm firm*0.6 cohort agents course hack novel*1.2 novel*0.5 forum puzzle dorm qa "
        "learners lab*0.7"
    )
    return Kind(
        name="moss", days=62, release_day=40,
        groups=[*population(0.95), *crowds, slow, halved, tale],
        unlogged=frozenset(
            ("session_id", "thinking_signature", "cost_usd", "payment_fingerprint", "email_domain")
        ),
    )  # fmt: skip


def still() -> Kind:
    """Nobody harvests; every crowd is there.

    Logs: everything but the sender's organisation name.
    Operator: none. Whatever is named here is a false alarm.
    Tempts: all twenty-one crowds and a second of the most like a harvest: prompt packs whose
    members pay with own cards, judges under contract, a white-label reseller that deals the turns
    of a conversation over its accounts, gift-card customers behind VPN exits, bounty hunters,
    60-hour hackathon, exam season, and a forum that runs the same hard questions on release day.
    """
    crowds = _crowds(" ".join([*CROWDS, "pack*0.6", "forum*0.7", "annotate*0.5", "agents*0.5"]))
    return Kind(
        name="still", days=50, release_day=22, groups=[*population(0.95), *crowds],
        unlogged=frozenset(("org_name", "email_domain")),
    )  # fmt: skip


KINDS: dict[str, Callable[[], Kind]] = {
    k.__name__: k for k in (lantern, scales, relay, mill, moss, still)
}
