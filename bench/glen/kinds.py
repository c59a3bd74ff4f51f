"""The six providers: what each is, what it logs, who its customers are."""

import datetime as dt
from dataclasses import dataclass

from bench.glen import crowds, operators
from bench.glen.roster import Stage, play, populate
from bench.glen.world import Model, Provider, World

OWN = (
    Model(name="acme-mini", in_usd=0.3, out_usd=1.2, thinks=False, weight=3), Model(name="acme-base", in_usd=3, out_usd=15, thinks=True, weight=5),
    Model(name="acme-large", in_usd=12, out_usd=60, thinks=True, weight=1.2), Model(name="acme-large-2", in_usd=12, out_usd=60, thinks=True, weight=0, released=True),
)  # fmt: skip
CLOUD = (
    Model(name="cloud.acme.base-v1", in_usd=3, out_usd=15, thinks=False, weight=4), Model(name="cloud.acme.large-v1", in_usd=12, out_usd=60, thinks=True, weight=1.5),
    Model(name="cloud.heron.small-v3", in_usd=0.2, out_usd=0.6, thinks=False, weight=2), Model(name="cloud.heron.pro-v3", in_usd=2, out_usd=8, thinks=True, weight=2),
)  # fmt: skip
CHAT = (
    Model(name="fast", in_usd=0.3, out_usd=1.2, thinks=False, weight=6), Model(name="thinking", in_usd=3, out_usd=15, thinks=True, weight=2),
    Model(name="thinking-next", in_usd=3, out_usd=15, thinks=True, weight=0, released=True),
)  # fmt: skip
MANY = (
    Model(name="acme/base", in_usd=3, out_usd=15, thinks=True, weight=3), Model(name="acme/large", in_usd=12, out_usd=60, thinks=True, weight=1), Model(name="heron/pro", in_usd=2, out_usd=8, thinks=True, weight=2), Model(name="heron/small", in_usd=0.2, out_usd=0.6, thinks=False, weight=3),
    Model(name="osprey/coder", in_usd=0.5, out_usd=2, thinks=False, weight=2), Model(name="free/rook-8b", in_usd=0.0, out_usd=0.0, thinks=False, weight=2), Model(name="acme/large-2", in_usd=12, out_usd=60, thinks=True, weight=0, released=True),
)  # fmt: skip
COMMON = ("small-offices", "vpn-users", "lone-heavy", "prompt-pack", "bench-fans", "translators")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A provider with its customers."""

    about: str
    provider: Provider
    ordinary: int
    crowds: tuple[str, ...]


KINDS: dict[str, Kind] = {
    "lab": Kind(
        about="a lab's own API: keys, organisations, cards, client fingerprints, a release in the window",
        provider=Provider(
            first_day=dt.date(2026, 3, 2), days=32, models=OWN, release_day=17,
            exchanges=("ts", "account_id", "exchange_id", "api_key_id", "ip", "user_agent", "tls_fingerprint", "model", "system_prompt", "prompt", "tools_hash", "input_tokens", "output_tokens", "reasoning_tokens", "status", "refused", "cost_usd"),
            accounts=("account_id", "created_at", "org_name", "email", "payment_fingerprint", "card_bin", "billing_country", "plan", "programme", "verified", "closed_at", "closed_reason"),
        ),
        ordinary=2_650,
        crowds=(*COMMON, "course", "tutors", "evaluators", "licensed-reseller", "ci-runners", "hackathon", "release-testers", "plugin-users", "seo-mill", "researchers", "corporate-gateway", "test-authors", "session-sharers"),
    ),
    "market": Kind(
        about="a cloud marketplace: firms and credits, no client fingerprint, no sessions",
        provider=Provider(
            first_day=dt.date(2026, 5, 4), days=28, models=CLOUD, channels=("cloud",),
            exchanges=("ts", "account_id", "org_id", "channel", "ip", "user_agent", "model", "system_prompt", "prompt", "tools_hash", "input_tokens", "output_tokens", "cached_tokens", "status"),
            accounts=("account_id", "created_at", "org_name", "email_domain", "payment_fingerprint", "billing_country", "declared_country", "plan", "programme", "verified"),
        ),
        ordinary=2_700,
        crowds=(*COMMON, "tutors", "evaluators", "data-firm", "licensed-reseller", "agency", "corporate-gateway", "ci-runners", "hackathon", "contact-centre", "bank-audit", "newsroom", "transcribers", "plugin-users"),
    ),
    "app": Kind(
        about="a consumer app: sessions, phones and devices, no payment data, no system prompts",
        provider=Provider(
            first_day=dt.date(2026, 1, 12), days=35, models=CHAT, channels=("app",), release_day=20,
            exchanges=("ts", "account_id", "session_id", "ip", "user_agent", "tls_fingerprint", "model", "prompt", "output_tokens", "reasoning_tokens", "refused"),
            accounts=("account_id", "created_at", "email", "phone", "declared_country", "plan", "verified", "closed_at", "closed_reason"),
        ),
        ordinary=3_300,
        crowds=(*COMMON, "course", "tutors", "households", "release-testers", "role-players", "school-graders", "newsroom", "cram-group", "same-carrier", "paid-raters", "seo-mill", "test-authors", "agency"),
    ),
    "hub": Kind(
        about="an aggregator: many vendors' models, list prices, thinking signatures, cards' first digits",
        provider=Provider(
            first_day=dt.date(2026, 6, 1), days=26, models=MANY, channels=("aggregator",), release_day=11,
            exchanges=("ts", "account_id", "exchange_id", "api_key_id", "channel", "ip", "user_agent", "model", "system_prompt", "prompt", "input_tokens", "output_tokens", "reasoning_tokens", "status", "thinking_signature", "cost_usd"),
            accounts=("account_id", "created_at", "email", "payment_fingerprint", "card_bin", "plan", "closed_at", "closed_reason"),
        ),
        ordinary=2_900,
        crowds=(*COMMON, "plugin-users", "licensed-reseller", "role-players", "release-testers", "seo-mill", "ci-runners", "hackathon", "evaluators", "data-firm", "transcribers", "researchers", "agency", "session-sharers"),
    ),
    "gate": Kind(
        about="an enterprise gateway: tenants and seats, sessions and signatures, no cards and no client fingerprint",
        provider=Provider(
            first_day=dt.date(2026, 7, 6), days=38, models=OWN[:3], channels=("api", "app"),
            exchanges=("ts", "account_id", "org_id", "session_id", "channel", "ip", "user_agent", "model", "system_prompt", "prompt", "tools_hash", "capability", "input_tokens", "output_tokens", "reasoning_tokens", "refused", "thinking_signature"),
            accounts=("account_id", "created_at", "org_name", "email_domain", "declared_country", "plan", "programme", "verified"),
        ),
        ordinary=2_800,
        crowds=(*COMMON, "tutors", "corporate-gateway", "ci-runners", "contact-centre", "bank-audit", "newsroom", "researchers", "school-graders", "evaluators", "session-sharers", "plugin-users", "test-authors", "course"),
    ),
    "nobody": Kind(
        about="a lab's API where nobody harvests, and most crowds are there",
        provider=Provider(
            first_day=dt.date(2026, 4, 6), days=30, models=OWN, release_day=13,
            exchanges=("ts", "account_id", "session_id", "ip", "user_agent", "tls_fingerprint", "model", "system_prompt", "prompt", "tools_hash", "output_tokens", "reasoning_tokens", "status", "thinking_signature"),
            accounts=("account_id", "created_at", "org_name", "email", "phone", "payment_fingerprint", "card_bin", "billing_country", "plan", "programme", "verified"),
        ),
        ordinary=2_900,
        crowds=tuple(crowds.BY_NAME),
    ),
}  # fmt: skip


def build(name: str, seed: int, scale: float) -> World:
    """A world of a kind, ready to be written."""
    kind = KINDS[name]
    world = World(kind.provider, f"{name}/{seed}", scale)
    populate(world, kind.ordinary)
    crowds.gather(world, kind.crowds)
    for group in operators.OPERATORS[name]:
        stage = Stage()
        play(world, group, campaign=True, stage=stage)
        if group.name == "marl":
            play(world, operators.COLLEAGUES, campaign=False, stage=stage)
    world.shuffle()
    return world
