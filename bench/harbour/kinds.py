"""Five kinds of world, each another provider: what it logs, who harvests, who tempts."""

from dataclasses import replace
from datetime import UTC, datetime

from bench.harbour import crowds as c
from bench.harbour import operators as o
from bench.harbour.kind import Kind, Note
from bench.harbour.rows import COLUMNS

_COMMON = (
    "Text comes from small grammars, so topics and wording are fewer than people's; nobody uploads "
    "files; answers do not follow from prompts; a device keeps its version for all the weeks; "
    "there are no holidays, and honest customers recruit nobody."
)

_PAPERS = (
    *("account_id", "created_at", "org_name", "email", "phone", "payment_fingerprint", "card_bin"),
    *(
        "billing_country",
        "declared_country",
        "plan",
        "programme",
        "verified",
        "closed_at",
        "closed_reason",
    ),
)


def _without(columns: tuple[str, ...], *absent: str) -> tuple[str, ...]:
    return tuple(column for column in columns if column not in absent)


QUAY = Kind(
    name="quay", begin=datetime(2026, 3, 2, tzinfo=UTC), days=35, people=3_600, web=False, release_day=19.4,
    exchange_columns=_without(COLUMNS, "capability"), account_columns=_PAPERS,
    groups=(
        o.PROOF_MILL, o.ROLLOUT_HOUSE, o.BOUNDARY,
        c.CRAM, c.OFFICE, c.HACKATHON, c.FRAMEWORK, c.BENCHMARK, c.LABORATORY, c.LABELERS, c.RED_TEAM,
        c.ROTATION, c.FAILOVER, c.RESELLER, c.INCUBATOR, c.BOTS, replace(c.SPAM, sizes=(45,)), c.MONITORS,
    ),
    note=Note(
        logged="An API provider that keeps nearly all, with the first lines of answers; no label of capability.",
        harvest="proof-mill, 220 accounts, careless: a start-up's synthetic mathematics, eight samples of each problem, "
        "virtual cards and nine exits, about 1,100 dollars at list price. rollout-house, 48, careful: a contractor that "
        "sells agent traces behind small firms with credits, own machine, mail, card and wording each; 250 dollars at list price. boundary, 34, "
        "careful: a safety-data shop that maps refusals through households, a few questions a day amid own use, for ten dollars and the price of the households.",
        findable="proof-mill by mail domains, exits, suffix and samples; rollout-house only by the issues that it solves "
        "three times; boundary by questions asked in many frames, if at all.",
        tempts="Benchmarks and a laboratory that ask for steps, a cram school, users of one agent framework, failover, "
        "permitted red teams, an incubator with the same programme as rollout-house, spammers on the same card issuers.",
        unlike=_COMMON + " Real rollouts would be longer and carry files.",
    ),
)  # fmt: skip

SLIP = Kind(
    name="slip", begin=datetime(2026, 5, 4, tzinfo=UTC), days=28, people=4_600, web=True, release_day=9.6,
    exchange_columns=("ts", "account_id", "session_id", "ip", "user_agent", "model", "prompt", "input_tokens", "output_tokens", "status", "refused"),
    account_columns=_without(_PAPERS, "org_name", "payment_fingerprint", "card_bin", "billing_country", "programme"),
    groups=(
        o.TONGUE_FARM, o.ANNOTATOR_DESK,
        replace(c.CLASS, sizes=(40, 34, 18, 26, 22)), c.CRAM, replace(c.OFFICE, sizes=(30, 16, 12, 8)), c.AGENCY, c.PACK,
        replace(c.TRIALS, sizes=(16, 11, 40, 24)), c.SHARERS, c.GAMERS, c.SPAM, replace(c.CARRIER, sizes=(90, 60)),
        replace(c.TUNNEL, sizes=(70,)), replace(c.HOUSEHOLD, sizes=(3, 4, 3, 5, 3, 4, 6)), replace(c.BUREAU, mail="free"),
        replace(c.CONTEST, sizes=(120,)), c.MARKING,
    ),
    note=Note(
        logged="A product for people: prompts, sessions, addresses and browsers; no key, handshake, system prompt, answer or card.",
        harvest="tongue-farm, 300 accounts, half careful: a browser farm behind mobile carriers writes scripts for speech in "
        "small languages off one sheet, on free plans; it pays for numbers and data volume, and gets 130 dollars of answers. annotator-desk, 64, careful "
        "because human: contractors of a preference-data shop on own paid plans (20 dollars each, paid back), who ask for "
        "second answers and verdicts between private talk.",
        findable="tongue-farm by its batches of accounts, mail domains, frames and working hours. annotator-desk hardly: its "
        "members share only their follow-up phrases and the theme of the week.",
        tempts="Classes with one assignment, a translation bureau, carriers' exits in the same countries, trial abusers and "
        "spammers with throw-away mail, prompt-pack buyers, teachers who mark, a contest.",
        unlike=_COMMON + " The farm's carrier has fewer other customers than a real one.",
    ),
)  # fmt: skip

SOUND = Kind(
    name="sound", begin=datetime(2026, 1, 5, tzinfo=UTC), days=35, people=3_700, web=False, release_day=14.2,
    exchange_columns=_without(COLUMNS, "response", "thinking_signature", "tls_fingerprint", "exchange_id", "cost_usd"),
    account_columns=("account_id", "created_at", "email", "email_domain", "payment_fingerprint", "card_bin", "billing_country", "plan", "verified", "closed_at", "closed_reason"),
    coarse_addresses=True, hashed_papers=True,
    groups=(
        o.COPY_RESELLER, o.EVALUATION_FRONT,
        c.AGENCY, c.OFFICE, c.FRAMEWORK, replace(c.BENCHMARK, sizes=(7, 5, 4)), c.LABORATORY, c.LABELERS, c.ROTATION, c.FAILOVER,
        replace(c.RESELLER, sizes=(22, 14, 6)), c.BOTS, c.BUREAU, replace(c.MARKING, where="cloud"), c.FIXTURES, c.SPAM, c.TUNNEL,
    ),
    note=Note(
        logged="Addresses end at /24 or /48, mail is hashed beside its domain; no answers, handshakes or prices.",
        harvest="copy-reseller, 160 accounts, middling: sells access below list, relays its customers' talk, keeps copies, "
        "and asks part of it again with the line of thought set out; limited requests go on to the next account; list "
        "price of about 280 dollars, paid with virtual cards. evaluation-front, 36, careful: firms that say they evaluate, "
        "and harvest scores, reasons and reference answers under nine wordings, for 130 dollars.",
        findable="copy-reseller by failover and by questions that two accounts ask alike; a third of its accounts carry little but "
        "customers. evaluation-front by its wordings, each on four accounts.",
        tempts="Three honest resellers of the same build, failover, evaluation in public, markers with rubrics, labelers, a vendor's bots.",
        unlike=_COMMON + " A relay's customers return, but keep no hours of their own.",
    ),
)  # fmt: skip

LOCK = Kind(
    name="lock", begin=datetime(2026, 8, 3, tzinfo=UTC), days=28, people=3_300, web=False, release_day=11.3,
    exchange_columns=("ts", "exchange_id", "account_id", "channel", "ip", "user_agent", "tls_fingerprint", "model", "prompt", "tools_hash", "capability", "input_tokens", "output_tokens", "reasoning_tokens", "status"),
    account_columns=("account_id", "created_at"),
    groups=(
        o.TOOL_FORGE, o.JUDGE_LINE, o.TRACE_CLEANER,
        c.HACKATHON, c.FRAMEWORK, c.BENCHMARK, c.LABORATORY, c.LABELERS, c.ROTATION, c.FAILOVER, c.RESELLER, c.BOTS,
        c.MARKING, c.FIXTURES, c.MONITORS, c.SPAM, replace(c.CRAM, sizes=(30,)),
    ),
    note=Note(
        logged="Of accounts only the id and the time of opening; no keys, sessions or system prompts, but a label of capability.",
        harvest="tool-forge, 90 accounts, middling: a lab spends cloud credits on invented tools, users and calls, seventy "
        "exits, 330 dollars at list price. judge-line, 30, careful: labels for a reward model through households, old accounts, own wording, at "
        "people's hours; small answers, 20 dollars and the price of the households. trace-cleaner, 60, careless: eleven days, four exits, one "
        "fixed text around another model's reasoning, 120 dollars.",
        findable="trace-cleaner at once; tool-forge by schemas that two accounts both send; judge-line by cases that return "
        "on three accounts.",
        tempts="Labelers and markers beside judge-line, users of a framework and hackers beside tool-forge, benchmarks, "
        "laboratories, testers who make data.",
        unlike=_COMMON + " A real tool hash would repeat more often than the forge's.",
    ),
)  # fmt: skip

HAVEN = Kind(
    name="haven", begin=datetime(2026, 6, 1, tzinfo=UTC), days=35, people=3_500, web=False, release_day=22.7,
    exchange_columns=COLUMNS, account_columns=_PAPERS,
    groups=(
        c.CLASS, c.CRAM, c.OFFICE, c.AGENCY, c.HACKATHON, replace(c.FRAMEWORK, sizes=(120,)), replace(c.BENCHMARK, sizes=(9, 6, 5, 3)),
        replace(c.LABORATORY, sizes=(9, 5)), c.LABELERS, c.RED_TEAM, c.ROTATION, replace(c.RESELLER, sizes=(24, 10)),
        c.BOTS, c.SPAM, c.TRIALS,
    ),
    note=Note(
        logged="Everything that the tables know.",
        harvest="Nobody.",
        findable="Nothing. The spammers and trial abusers are coordinated, but keep no answers to train on.",
        tempts="All who ask for steps, labels and tests in public, and all who share prompts, tools, cards and exits; "
        "two resellers, one of 24 accounts.",
        unlike=_COMMON + " So many crowds of the kind that tempts seldom meet at one provider.",
    ),
)  # fmt: skip

KINDS: dict[str, Kind] = {kind.name: kind for kind in (QUAY, SLIP, SOUND, LOCK, HAVEN)}
