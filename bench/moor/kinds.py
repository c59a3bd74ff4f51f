"""The six providers."""

# fmt: off

from dataclasses import replace
from typing import Any

from bench.moor import crowds as c
from bench.moor import honest as h
from bench.moor import operators as o
from bench.moor import people as p
from bench.moor.engine import Group, Kind, Member

WORLD = "US US US US US GB GB DE DE FR IN IN IN BR BR JP ID PL NG VN SG TR ES IT NL AU KR MX PH CN"
EAST = "CN CN CN SG JP KR VN ID IN US"

_WEB: dict[str, Any] = {"net": p.home, "client": p.web, "channel": "web"}
_SITE: dict[str, Any] = {"sign": p.firm, "rhythm": "server"}
_DESK: dict[str, Any] = {"sign": p.firm, "rhythm": "office", "client": p.web, "channel": "web"}


def plain(name: str, **given: Any) -> Group:
    """Ordinary customers, by default people with a browser."""
    return Group(name, "", **{"sign": p.person, "spread": 1.1, **_WEB, **given})


def crowd(name: str, **given: Any) -> Group:
    """An innocent look-alike."""
    return Group(name, "crowd", 0, **given)


def taker(name: str, **given: Any) -> Group:
    """An operator."""
    return Group(name, "campaign", **{"spread": 0.5, **given})


def moving(m: Member) -> dict[str, Any]:
    """A firm that leaves one account for another: the even one ends when the odd one begins."""
    day = m.unit.once("move", lambda q: m.days * q.uniform(0.3, 0.7))
    who = p.firm(m)
    return who | ({"born": day - 0.3} if m.i % 2 else {"closed_at": day + m.r.random() * 2, "closed_reason": "migrated"})


def guest(m: Member) -> dict[str, Any]:
    """Somebody at a hackathon, with an account made for it."""
    return p.person(m) | {"programme": "hackathon", "born": m.days * 0.52 - m.r.random(), "closed_at": None}


def trial(m: Member) -> dict[str, Any]:
    """A free trial under some stranger's name."""
    return p.person(m) | {"plan": "trial", "born": m.r.uniform(-12, m.days * 0.7), "closed_at": None}


def again(m: Member) -> dict[str, Any]:
    """One trial more, by somebody who has had several."""
    return p.bulk(40, "gmail.com", 6, 0.2)(m) | {"plan": "trial", "payment_fingerprint": None}


def folk(total: int, chat: float, agent: float, product: float, channel: str = "api") -> tuple[Group, ...]:
    """Ordinary customers in shares; the rest are learners, translators, sellers and people who code by chat."""
    rest = total * (1 - chat - agent - product)
    made: dict[str, Any] = {"talk": h.product, "net": p.cloud(), "channel": channel, **_SITE}
    return (
        plain("chat", size=round(total * chat), volume=15, talk=h.everyday),
        plain("agents", size=round(total * agent), volume=46, talk=h.coder, client=p.kits("agent"), model="big", channel="agent", rhythm="office", spread=1.2),
        plain("products", **made, size=round(total * product * 0.7), volume=55, client=p.kits(), spread=1.3),
        plain("product teams", **made, size=round(total * product * 0.3), volume=40, client=p.unit_kit("python", "node", "java", "go"), spread=1.2, unit=3),
        plain("learners", size=round(rest * 0.35), volume=14, talk=h.learner, rhythm="student", sign=p.student),
        plain("code chat", size=round(rest * 0.3), volume=18, talk=h.snippets),
        plain("translators", size=round(rest * 0.15), volume=25, talk=h.linguist, rhythm="office"),
        plain("sellers", size=round(rest * 0.2), volume=18, talk=h.seller, rhythm="office"),
    )


def pool(sizes: str, channel: str = "api") -> tuple[Group, ...]:
    """Crowds by name and size."""
    pairs = zip(sizes.split()[::2], sizes.split()[1::2], strict=True)
    return tuple(replace(CROWDS[name], size=int(size), channel="web" if channel == "web" else CROWDS[name].channel) for name, size in pairs)


_ALL: tuple[Group, ...] = (
    crowd("class_assignment", volume=16, talk=c.assignment, sign=p.student, net=p.shared(6, often=0.45), client=p.web, channel="web", unit=45, rhythm="student", window=(0.3, 0.62)),
    crowd("hackathon", volume=40, talk=c.hackathon, sign=guest, net=p.shared(2, often=0.85), client=p.kits("python", "node", "httpx"), unit=70, rhythm="flat", window=(0.53, 0.6)),
    crowd("evaluation_team", volume=420, talk=c.evaluation("Meridian Model Review"), sign=p.known("Meridian Model Review", "meridianreview.org"), net=p.shared(2, "aws"), client=p.same("aiohttp"), rhythm="cron", spread=0.5, unit=30, model="chase"),
    crowd("laboratory", volume=200, talk=c.laboratory, sign=p.known("University of Tartu, Cognitive Science", "ut.ee", "research", "institution"), net=p.shared(3), client=p.same("python"), spread=0.6, unit=30, countries="DE", model="big"),
    crowd("licensed_reseller", volume=90, talk=c.resale, sign=p.known("Portalis Cloud Resale", "portalis.cloud", "reseller"), net=p.shared(6, "gcp"), client=p.same("go"), rhythm="server", unit=100),
    crowd("framework", volume=45, talk=c.plugin, net=p.cloud(), client=p.kits("chain"), spread=1.2, **_SITE),
    crowd("prompt_pack", volume=16, talk=c.prompt_pack, sign=p.person, **_WEB),
    crowd("ci_runner", volume=70, talk=c.runner, sign=p.firm, net=p.cloud("github"), client=p.unit_kit("node", "curl"), rhythm="office", unit=4),
    crowd("spammers", volume=40, talk=c.spam, sign=p.bulk(9, "gmail.com mailbx.cc", 5, 0.4), net=p.shared(5, "vultr"), client=p.same("requests"), rhythm="flat", unit=500, scattered=True, countries="VN ID IN NG"),
    crowd("trial_abuse", volume=30, talk=c.trial_abuse, sign=again, net=p.roof, client=p.unit_kit("node", "python", "app"), unit=6),
    crowd("roleplay", volume=70, talk=c.roleplay, sign=p.person, net=p.home, client=p.kits("tavern", "tavern", "app"), rhythm="late"),
    crowd("seo_mill", volume=110, talk=c.mill, net=p.shared(2), unit=8, countries="IN PH NG", model="small", **_DESK),
    crowd("teachers", volume=35, talk=c.grading, sign=p.person, **_WEB),
    crowd("tutoring_shop", volume=130, talk=c.tutoring, net=p.cloud(), client=p.unit_kit("node", "python"), unit=4, countries="IN CN KR VN", **_SITE),
    crowd("support_vendor", volume=110, talk=c.bots, sign=p.known("DeskMate", "deskmate.io"), net=p.shared(4, "aws"), client=p.same("java"), rhythm="server", unit=500),
    crowd("agency", volume=60, talk=h.seller, net=p.shared(1), unit=12, **_DESK),
    crowd("key_migration", volume=120, talk=h.product, sign=moving, net=p.shared(2, "aws"), client=p.unit_kit("python", "java", "node"), rhythm="server", unit=2, fresh=0),
    crowd("failover", volume=70, talk=c.failover, net=p.cloud("aws", "gcp"), client=p.kits("go", "chain"), window=(0.66, 0.72), fresh=0.7, **_SITE),
    crowd("vpn_users", volume=16, talk=h.everyday, sign=p.person, net=p.vpn, client=p.web, channel="web"),
    crowd("corporate_gateway", volume=32, talk=h.everyday, sign=p.firm, net=p.shared(2, "azure"), client=p.unit_kit("go", "httpx"), rhythm="office", unit=40),
    crowd("household", volume=16, talk=h.everyday, sign=p.household, net=p.roof, client=p.web, channel="web", unit=3),
    crowd("synthetic_data_firm", volume=300, talk=c.synthetic("Larkfield Data"), sign=p.known("Larkfield Data Ltd", "larkfielddata.co.uk"), net=p.shared(1), client=p.same("python"), rhythm="cron", spread=0.5, unit=30, countries="GB"),
    crowd("release_day", volume=14, talk=c.bench_day, sign=p.person, model="chase", window=(0.3, 1.0), **_WEB),
    crowd("game_plugin", volume=80, talk=c.game, sign=p.person, net=p.cloud("hetzner", "ovh"), client=p.kits("java"), rhythm="late", model="small"),
    crowd("survey_scoring", volume=170, talk=c.classify, sign=p.firm, net=p.cloud(), client=p.unit_kit("python", "requests"), rhythm="cron", unit=2, model="small"),
    crowd("translation_bureau", volume=90, talk=h.linguist, net=p.shared(1), unit=10, **_DESK),
    crowd("startup_programme", volume=60, talk=h.product, sign=p.with_credits("startup"), net=p.cloud("aws"), client=p.kits(), rhythm="server", fresh=0.6),
)
CROWDS = {group.name: group for group in _ALL}


def _columns(names: str) -> tuple[str, ...]:
    return tuple(names.split())


def _family(name: str) -> tuple[tuple[str, float, float], ...]:
    return (f"{name}-grand", 5.0, 25.0), (f"{name}-mid", 1.5, 8.0), (f"{name}-lite", 0.25, 1.5)


TARN = Kind(
    "tarn", "A laboratory with an API, a chat and a coding agent; logs nearly everything.", 36, "2026-05-04",
    _columns("ts account_id exchange_id org_id api_key_id session_id channel ip user_agent tls_fingerprint model system_prompt prompt response tools_hash input_tokens output_tokens reasoning_tokens cached_tokens status refused thinking_signature cost_usd"),
    _columns("created_at org_name email email_domain phone payment_fingerprint card_bin billing_country declared_country plan programme verified closed_at closed_reason"),
    (
        *folk(3560, 0.42, 0.16, 0.12),
        *pool("evaluation_team 6 laboratory 5 corporate_gateway 80 framework 170 ci_runner 40 hackathon 70 release_day 90 vpn_users 70 synthetic_data_firm 4 key_migration 30 prompt_pack 90 licensed_reseller 36 household 90 roleplay 70 teachers 40"),
        taker("inline_thoughts", size=240, volume=60, talk=o.reasoning, sign=p.bulk(9, "gmail.com outlook.com tmpbox.dev", 5, 0.35), net=p.shared(14, "vultr"), client=p.same("aiohttp"), rhythm="flat", unit=999, scattered=True, countries=EAST, model="fixed", note="reasoning in maths and code; bulk sign-ups; careless"),
        taker("sandbox_runs", size=66, volume=150, talk=o.covered(0.15, h.coder, o.agentic), sign=p.aged, net=p.shared(18, "do", 0.7), client=p.kits("python", "httpx", "node"), rhythm="server", unit=999, scattered=True, model="chase", note="agentic tool use; bought aged accounts, moves to the new model within a day; half careful"),
        taker("clean_traces", size=24, volume=170, talk=o.covered(0.62, h.product, o.traces), sign=p.firm, net=p.own_place, client=p.kits(), rhythm="office", countries="SG JP GB NL US", model="big", fresh=0.7, note="cleaned traces; small front firms; very careful, 62 % cover"),
    ),
    WORLD, _family("tarn"), (19.6, "tarn-grand-2", 6.0, 30.0),
)
GHYLL = Kind(
    "ghyll", "A web chat with few columns.", 30, "2026-03-02", _columns("ts account_id session_id ip user_agent model prompt"), _columns("created_at email_domain plan"),
    (
        *folk(4640, 0.66, 0, 0, "web"),
        *pool("class_assignment 225 household 150 vpn_users 120 prompt_pack 140 teachers 80 trial_abuse 60 spammers 80 seo_mill 32 translation_bureau 30 release_day 60 agency 36 corporate_gateway 80", "web"),
        taker("two_voices", size=170, volume=80, talk=o.covered(0.1, h.everyday, o.persona), sign=p.bulk(60, "gmail.com outlook.com proton.me", 7, 0.2), net=p.shared(30, "linode", 0.8), client=p.web, channel="web", unit=999, scattered=True, countries=EAST, model="fixed", note="persona dialogue; free trials; half careful"),
        taker("small_tongues", size=42, volume=120, talk=o.covered(0.55, h.everyday, o.rare_languages), sign=p.aged, net=p.lone, client=p.web, channel="web", countries="SG ID VN IN NG TR US", fresh=0, note="low-resource translation; bought aged accounts; very careful, 55 % cover"),
    ),
    WORLD, _family("ghyll"), None, False, "u",
)
BECK = Kind(
    "beck", "An API gateway with keys and organisations.", 40, "2026-06-01",
    _columns("ts account_id exchange_id org_id api_key_id ip user_agent model system_prompt prompt tools_hash input_tokens output_tokens status cost_usd"),
    _columns("created_at org_name email email_domain payment_fingerprint card_bin billing_country plan verified closed_at closed_reason"),
    (
        *folk(2760, 0.2, 0.16, 0.4),
        *pool("support_vendor 44 agency 36 corporate_gateway 80 framework 150 ci_runner 48 licensed_reseller 45 evaluation_team 8 synthetic_data_firm 5 key_migration 40 failover 70 survey_scoring 20 tutoring_shop 16 game_plugin 60 spammers 50"),
        taker("scorer", size=34, volume=280, talk=o.covered(0.5, c.resale, o.judging), sign=p.firm, net=p.shared(5, "alibaba"), client=p.same("go"), rhythm="server", unit=12, countries="SG", model="big", fresh=0.6, note="judge labels; a reseller that relays real customers (50 %); half careful"),
        taker("exercise_makers", size=22, volume=150, talk=o.covered(0.68, h.product, o.task_writing), sign=p.firm, net=p.own_place, client=p.kits(), rhythm="office", countries="US GB NL SG IN", model="big", fresh=0.8, note="instruction and task writing; front firms; very careful, 68 % cover"),
        taker("better_worse", size=110, volume=85, talk=o.pairs, sign=p.bulk(14, "gmail.com gmail.com inboxes.top", 4, 0.25), net=p.shared(9, "tencent", 0.9), client=p.same("python"), rhythm="server", unit=40, scattered=True, countries=EAST, model="fixed", note="preference pairs; bulk sign-ups; careless"),
    ),
    WORLD, _family("beck"), None, False, "proj_",
)
FELL = Kind(
    "fell", "A cloud marketplace: tenants, regions, addresses cut to their network.", 35, "2026-08-03",
    _columns("ts account_id exchange_id org_id channel ip model system_prompt prompt input_tokens output_tokens refused status"),
    _columns("created_at org_name email_domain billing_country declared_country plan programme verified"),
    (
        *folk(2750, 0.16, 0.18, 0.44, "cloud"),
        *pool("hackathon 70 evaluation_team 6 laboratory 6 corporate_gateway 120 synthetic_data_firm 4 startup_programme 130 framework 140 support_vendor 40 failover 70 translation_bureau 20 survey_scoring 24 ci_runner 40 key_migration 30"),
        taker("gold_records", size=48, volume=150, talk=o.covered(0.12, h.product, o.structured), sign=p.with_credits("startup"), net=p.cloud("aws", "gcp"), client=p.kits("python", "httpx"), rhythm="server", countries="SG US GB IN", fresh=0.9, note="structured output; start-up credits; half careful"),
        taker("edge_of_no", size=20, volume=130, talk=o.covered(0.74, h.product, o.boundary), sign=p.firm, net=p.own_place, client=p.kits(), rhythm="office", countries="SG JP US DE", model="big", fresh=0.5, note="safety boundary; small firms; very careful, 74 % cover"),
        taker("whole_chapters", size=90, volume=75, talk=o.covered(0.2, h.everyday, o.long_form), sign=trial, net=p.proxied, client=p.kits("httpx"), rhythm="server", countries="US US VN BR ID", model="fixed", note="long-form writing; free trials behind residential proxies; half careful"),
    ),
    WORLD, _family("fell"), (14.2, "fell-grand-5", 5.0, 25.0), True, "tenant-",
)
SCAR = Kind(
    "scar", "A mid-size provider with an API and a chat.", 28, "2026-09-07",
    _columns("ts account_id exchange_id session_id ip user_agent tls_fingerprint model system_prompt prompt input_tokens output_tokens reasoning_tokens status"),
    _columns("created_at email email_domain phone payment_fingerprint plan declared_country closed_at"),
    (
        *folk(3000, 0.4, 0.14, 0.16),
        *pool("class_assignment 135 hackathon 70 tutoring_shop 20 seo_mill 24 spammers 70 trial_abuse 54 roleplay 90 game_plugin 50 teachers 50 ci_runner 32 release_day 70 licensed_reseller 30 vpn_users 60 key_migration 24 prompt_pack 70 household 60 evaluation_team 5"),
        taker("plain_questions", size=150, volume=110, talk=o.covered(0.08, h.snippets, o.plain_list), sign=p.aged, net=p.proxied, client=p.mixed_apps, countries="US US GB DE BR IN", model="fixed", fresh=0, note="reasoning, by plain questions from a list; bought aged accounts behind residential proxies; half careful"),
        taker("own_users", size=36, volume=230, talk=o.covered(0.35, h.coder, o.replay), sign=p.bulk(6, "gmail.com outlook.com", 3, 0.15), net=p.shared(10, "alibaba"), client=p.kits("agent", "node"), rhythm="server", unit=18, scattered=True, countries="SG JP", model="big", note="replayed sessions of own users of a coding tool, with live ones relayed; transfer station; half careful"),
    ),
    WORLD, _family("scar"), (16.5, "scar-grand-3", 5.0, 25.0), False, "a-",
)
NOBODY = Kind(
    "nobody", "A provider with every crowd and no operator.", 32, "2026-10-05",
    _columns("ts account_id exchange_id org_id session_id ip user_agent model system_prompt prompt input_tokens output_tokens status"),
    _columns("created_at org_name email email_domain payment_fingerprint billing_country plan programme verified closed_at"),
    (
        *folk(2500, 0.4, 0.15, 0.16),
        *pool("class_assignment 135 hackathon 70 evaluation_team 7 laboratory 6 licensed_reseller 40 framework 150 prompt_pack 90 ci_runner 36 spammers 80 trial_abuse 60 roleplay 90 seo_mill 24 teachers 50 tutoring_shop 20 support_vendor 36 agency 24 key_migration 30 failover 60 vpn_users 70 corporate_gateway 80 household 90 synthetic_data_firm 4 release_day 70 game_plugin 50 survey_scoring 16 translation_bureau 20 startup_programme 60"),
    ),
    WORLD, _family("mire"), (12.4, "mire-grand-2", 5.0, 25.0),
)
KINDS = {kind.name: kind for kind in (TARN, GHYLL, BECK, FELL, SCAR, NOBODY)}
