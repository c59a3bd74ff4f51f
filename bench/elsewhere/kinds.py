"""The kinds of world: one provider each, with what it logs, who its customers are, who preys on it."""

from dataclasses import replace

from bench.elsewhere import operators as op
from bench.elsewhere.crowds import BUYERS, CROWDS, crowds
from bench.elsewhere.customers import ordinary
from bench.elsewhere.everyday import PRODUCT
from bench.elsewhere.spec import Group, Kind, Pace, Place, Provider, SignUp, Work

SIZES = ("input_tokens", "output_tokens")
WEB = ("session_id", "ip", "user_agent", "model", "prompt", *SIZES)
API = (
    "exchange_id",
    "api_key_id",
    "ip",
    "user_agent",
    "tls_fingerprint",
    "model",
    "system_prompt",
    "prompt",
    "tools_hash",
    *SIZES,
    "reasoning_tokens",
    "cached_tokens",
    "status",
    "refused",
    "cost_usd",
)
PERSON = (
    "created_at",
    "email",
    "phone",
    "declared_country",
    "plan",
    "verified",
    "closed_at",
    "closed_reason",
)
PAYER = (*PERSON, "payment_fingerprint", "card_bin", "billing_country", "org_name", "programme")


def provider(
    name: str,
    days: int,
    start: str,
    exchanges: tuple[str, ...],
    accounts: tuple[str, ...],
    *,
    tick_us: int = 1,
    cut_ip: bool = False,
    cut_text: int = 20_000,
    release: float | None = None,
) -> Provider:
    """A provider whose models carry its name."""
    return Provider(
        name=name, days=days, start=start, models=(f"{name}-s", f"{name}-m", f"{name}-l"),
        exchanges=exchanges, accounts=accounts,
        tick_us=tick_us, cut_ip=cut_ip, cut_text=cut_text, release=release,
    )  # fmt: skip


def local(groups: tuple[Group, ...]) -> tuple[Group, ...]:
    """The same groups at a provider of one region: most live there and write its language."""
    lives, langs = ("ID", "ID", "ID", "JP", "PH", "AU"), ("id", "id", "id", "en", "ja")
    return tuple(replace(g, langs=langs, place=replace(g.place, countries=lives)) for g in groups)


def departments(firms: int) -> Group:
    """Enterprises in which every department has keys of its own."""
    return Group(
        name="enterprise-keys", accounts=firms * 25, units=firms, client="one-sdk", work=(Work(script=PRODUCT),),
        pace=Pace(median=40, sigma=1.2, turns=3, gap_s=8, rhythm="server"), place=Place(kind="cloud", exits=4, stick_s=7200),
        sign_up=SignUp(when="waves", waves=4, mail="house", card="house", org="house", plan="enterprise"),
    )  # fmt: skip


KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind(
            name="relay",
            provider=provider("marlin", 35, "2026-03-02", API, PAYER),
            groups=(*ordinary(7000), *crowds("licensed-reseller", "evaluation-firm", "template-copies", "prompt-pack", "homework-app", "migration-before", "migration-after"), op.RELAY),
        ),
        Kind(
            name="rollouts",
            provider=provider("osprey", 28, "2026-04-06", API, ("created_at", "email_domain", "declared_country", "plan", "org_name"), tick_us=1000, cut_text=6000),
            groups=(*ordinary(6500), *crowds("helper-benchmark", "evaluation-firm", "hackathon", "template-copies", "synthetic-data", "managed-services", "university"), op.ROLLOUTS),
        ),
        Kind(
            name="pieceworkers",
            provider=provider("tansy", 42, "2026-02-02", WEB, PERSON, tick_us=1000),
            groups=(*ordinary(8000), *crowds("university", "contact-centre", "translation-bureau", "homework-app", "reading-aid", "newsroom"), op.PIECEWORK),
        ),
        Kind(
            name="farm",
            provider=provider("kestrel", 35, "2026-05-04", tuple(c for c in API if c != "system_prompt"), PAYER),
            groups=(*ordinary(7000), *BUYERS, *crowds("prompt-pack", "franchise", "managed-services", "synthetic-data", "university"), op.QUARRY, op.MILL),
        ),
        Kind(
            name="cuckoo",
            provider=provider("linnet", 40, "2026-01-12", ("org_id", *API), ("created_at", "org_name", "plan", "email_domain")),
            groups=(*ordinary(6500), *crowds("tutor-products", "homework-app", "template-copies", "game-studio", "contact-centre", "reading-aid"), op.CUCKOO),
        ),
        Kind(
            name="drip",
            provider=provider("avocet", 62, "2026-03-16", (*WEB, "tls_fingerprint", "status"), PAYER),
            groups=(*ordinary(9000), *crowds("homework-app", "prompt-pack", "newsroom", "reading-aid", "university", "franchise"), op.DRIP),
        ),
        Kind(
            name="weekend",
            provider=provider("bunting", 30, "2026-06-01", ("ip", "user_agent", "model", "system_prompt", "prompt", *SIZES, "status"), ("created_at", "email_domain", "plan", "programme"), tick_us=1_000_000, cut_ip=True, release=0.6),
            groups=(*ordinary(4200), *crowds("benchmark-day", "hackathon", "evaluation-firm", "synthetic-data", "migration-before", "migration-after", "game-studio"), op.WEEKEND),
        ),
        Kind(
            name="pairs",
            provider=provider("dunlin", 30, "2026-04-20", ("ip", "user_agent", "model", "prompt", *SIZES), (), tick_us=1_000_000),
            groups=(*ordinary(7500), *crowds("consumer-panel", "prompt-pack", "game-studio", "newsroom", "evaluation-firm", "university", "homework-app"), op.PAIRS),
        ),
        Kind(
            name="tongues",
            provider=provider("jalak", 36, "2026-05-18", tuple(c for c in API if c != "tls_fingerprint"), PAYER),
            groups=(*local(ordinary(7000)), *local(crowds("university", "contact-centre", "translation-bureau", "newsroom", "template-copies", "homework-app")), op.TONGUES),
        ),
        Kind(
            name="keys",
            provider=provider("pipit", 32, "2026-02-16", ("org_id", "api_key_id", *API[2:]), ("created_at", "org_name", "plan"), cut_ip=True, cut_text=2000),
            groups=(*ordinary(5500), departments(24), *crowds("hospital", "franchise", "managed-services", "evaluation-firm", "synthetic-data", "licensed-reseller", "migration-before", "migration-after"), op.KEYS),
        ),
        Kind(
            name="nobody",
            provider=provider("wagtail", 38, "2026-01-05", ("session_id", *API), PAYER, release=0.6),
            groups=(*ordinary(5000), departments(10), *BUYERS, *crowds(*CROWDS, size=1.6)),
        ),
    )
}  # fmt: skip
