"""The six kinds of world. Each docstring says what is logged, who harvests, and what tempts.

Sizes are of scale 1, costs are list prices in USD. `crowds.EVERYWHERE` names the innocent groups
that live in every kind; a kind names here those of which it has more.
"""

from collections.abc import Callable
from pathlib import Path

from bench.afield import crowds, operators
from bench.afield.town import Logging, Town, write_world

Built = tuple[Town, Logging]


def questions(seed: int, scale: float) -> Built:
    """A data-labelling front buys worked answers to question banks, seven weeks.

    Logged: all but the API keys, full text, addresses, mail and cards.
    Operator: 120 to 150 accounts, each 10 to 30 requests a day in the mean for 9 to 22 days, then
    left for the next; own card, own freemail, phone checked, residential exits out of 3,500;
    exams, maths and code; about 39,000 requests for 1,700 USD. A tenth is small talk for cover.
    To be found by: each question goes to one account only, but a few are asked again elsewhere;
    few ways to ask for the steps; accounts as steady on Sundays as on Mondays; issuers of half of
    the cards; three client libraries.
    Tempts: tutors who do the same at home with own cards, gig workers, a whole country before an
    exam, start-ups that solve homework, release-day benchmarks of the same public questions.
    """
    town = Town("questions", seed, scale, 49)
    operators.labelling_front(town, "front-1")
    crowds.settle(town, 3_300, {crowds.gig_workers: 2, crowds.tutors: 3, crowds.homework_apps: 2})
    return town, Logging(no_exchange=("api_key_id",))


def judging(seed: int, scale: float) -> Built:
    """Three shell firms harvest preferences: which of two answers is better, and why; 23 days.

    Logged: text cut at 400 characters, first words of the answers; of an account only its plan,
    countries, programme, level of verification and dates.
    Operator: 38 to 52 verified business accounts on rented servers whose neighbours are honest
    firms; 8 to 30 a day each; about 23,000 requests for 500 USD. A fifth asks for a plain answer.
    To be found by: nine rubrics that cross three organisations; no hour, day or pause of rest;
    few blocks of addresses.
    Tempts: law firms and school boards that grade by rubrics, nightly suites with a model as the
    judge, gig workers whose site hands all of them the same rubric.
    """
    town = Town("judging", seed, scale, 35)
    operators.preference_harvest(town, "preference-1")
    more: dict[crowds.Crowd, int] = {
        crowds.graders: 4,
        crowds.evaluations: 3,
        crowds.gig_workers: 2,
    }
    crowds.settle(town, 4_200, more)
    hidden = ("org_name", "email", "phone", "payment_fingerprint", "card_bin", "closed_reason")
    return town, Logging(no_account=hidden, text_chars=400, responses=True)


def traces(seed: int, scale: float) -> Built:
    """Two harvests of agents at work: repairs of public repositories, and calls of invented tools.

    Logged: no system prompts, no cards, no phones; hashes of tools, addresses and text.
    Operators: 85 to 125 trial accounts, a rented server each, replay an open-source agent on
    public tickets for two weeks, every ticket about five times (24,000 requests, 400 USD);
    and 22 to 30 firms on paper with one account each, 15 requests a day through the cloud's own
    channel, tools ever new (6,000 requests, 90 USD). They do not know each other.
    To be found by: tickets that come back from account to account, three waves of new accounts,
    five mail domains; the small one by its wording and nine addresses.
    Tempts: thousands of sittings of the same public agent by strangers, volunteers of one project
    on the same tickets, runners of continuous integration.
    """
    town = Town("traces", seed, scale, 28)
    operators.trace_farm(town, "traces-1")
    operators.tool_call_shops(town, "tools-2")
    more: dict[crowds.Crowd, int] = {crowds.framework: 2, crowds.contributors: 5, crowds.runners: 4}
    crowds.settle(town, 5_000, more)
    hidden = ("payment_fingerprint", "card_bin", "phone")
    return town, Logging(no_exchange=("system_prompt",), no_account=hidden)


def tongues(seed: int, scale: float) -> Built:
    """A slow harvest of instructions in eleven languages; a model words every prompt; nine weeks.

    Logged: no addresses, no TLS fingerprints, mail hashed with its domain beside it.
    Operator: 170 to 230 accounts in the consumer app, most of them free, phone checked, 3 to 7
    sittings a day for 25 to 46 days; no two share anything on purpose; about 30,000 requests for
    175 USD.
    To be found by: even days, no conversation, no slip of the pen, long answers, a start within
    two weeks; there is little else, and a detector that is careful may well miss it.
    Tempts: people who let a model word their prompts, translators with one glossary, families,
    one large buyer of synthetic data who said so.
    """
    town = Town("tongues", seed, scale, 63)
    operators.slow_tongues(town, "tongues-1")
    crowds.settle(town, 3_000, {crowds.translators: 4, crowds.family: 25})
    return town, Logging(no_exchange=("ip", "tls_fingerprint"), mail_domains_only=True)


def sellers(seed: int, scale: float) -> Built:
    """Two operators and honest bargain hunters bought accounts from one seller; eight weeks.

    Logged: no user agents, no sessions, no organisations; full text, addresses, mail and cards.
    Operators: one asks for code and proofs through residential exits, 52 to 66 accounts, all
    closed on day 24 (an event says so), back a week later with 42 to 56 others, half of its
    wording changed (20,000 requests, 860 USD); the other turns crawled pages into questions with
    reasoned answers, 30 to 40 accounts in five blocks of servers, five weeks (18,000 requests,
    185 USD).
    To be found by: two harvests apart, each by its wording and hours; the seller's batches, mail
    names, phone ranges and issuers join both with people who did nothing.
    Tempts: 45 to 65 of these people, a few of them closed by mistake; two resellers; firms that
    moved to new accounts.
    """
    town = Town("sellers", seed, scale, 56)
    operators.one_seller(town, "returner-1", "rewriter-2")
    crowds.settle(town, 2_900, {crowds.reseller: 2, crowds.migration: 3})
    return town, Logging(no_exchange=("user_agent", "session_id", "org_id"))


def calm(seed: int, scale: float) -> Built:
    """Nobody harvests, six weeks; every table is full and every crowd is there twice.

    Logged: everything. Whatever is reported here is wrong, the 70 to 90 people included who
    bought cheap accounts from a seller and use them for their own work.
    """
    town = Town("calm", seed, scale, 42)
    operators.bargain_hunters(town, operators.Seller(town), 70)
    crowds.settle(town, 4_000, {c: 2 * n for c, n in crowds.EVERYWHERE.items()})
    return town, Logging()


KINDS: dict[str, Callable[[int, float], Built]] = {
    kind.__name__: kind for kind in (questions, judging, traces, tongues, sellers, calm)
}


def write(kind: str, seed: int, scale: float, folder: Path) -> None:
    """Write a world into a folder that does not exist yet."""
    folder.mkdir(parents=True)
    write_world(*KINDS[kind](seed, scale), folder)
