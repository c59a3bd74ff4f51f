"""A small world with everything a share could leak planted in it, and a case of its campaign.

Twelve flagged accounts share addresses and templates; forty honest ones have their own, two of
which lie behind the campaign's exits. Every secret is a word found nowhere else.
"""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa

from gauger.campaigns.model import (
    Campaign,
    Change,
    Day,
    Link,
    Member,
    Reason,
    Run,
    Share,
    Verdict,
)
from gauger.casework.model import (
    Action,
    CaseFile,
    Decision,
    Label,
    LabelKind,
    Note,
    Status,
)
from gauger.records.door import Door, derive_accounts, derive_exchanges
from gauger.records.world import World, WorldWriter, open_world
from gauger.sharing.store import AGREEMENTS, POLICY, Store, make_store
from gauger.signals.family import Family

START = datetime(2026, 5, 1, tzinfo=UTC)
FLAGGED = [f"acct_flagged_{i:02}" for i in range(12)]
HONEST = [f"acct_honest_{i:02}" for i in range(40)]
HEAVY = HONEST[0]
HEAVY_EXCHANGES = 1237
COST = 90817.2635
TOKENS = 73912345
CANARIES = (
    "Zanzibarprompt", "Quokkasystem", "Narwhalanswer", "Umbrellacorp", "mallowmailbox",
    "Obsidianmodel", "Sassafrascapability", "Periwinkleagent", "Tangerinelaunch", "Heliotropenote",
    "Vermilionlabel", "Chartreusereason", "Mauvetitle", "Ceruleanowner", "Bartholomewactor",
    "Gamboganetwork", "Fuchsiacrowd", "Indigoworld", "Damsonevidence", "Russetquota",
    "90817", "73912345", "1237",
)  # fmt: skip
"""Each stands in one place of the world or the case; none may be in any byte that leaves."""
TEMPLATE = (
    "Zanzibarprompt {n}: read the repository below, plan the change step by step, write the patch "
    "and nothing else, then list every file that you touched in the order of their names. Item {n}."
)
HONEST_IPS = [f"198.51.100.{i + 10}" for i in range(40)]
POOL = [f"203.0.113.{i + 1}" for i in range(4)]
SHARED_EXIT = [f"192.0.2.{i + 1}" for i in range(6)]
"""A network that the campaign and two honest customers use; its third address is Bob's home."""


def _exchanges() -> pa.Table:
    rng = np.random.default_rng(5)
    rows = []
    for a, account in enumerate(FLAGGED):
        for n in range(40):
            pool = SHARED_EXIT if n % 4 == 0 else POOL
            rows.append(_row(account, pool[(a + n) % len(pool)], TEMPLATE.format(n=n), rng, "own"))
    for a, account in enumerate(HONEST):
        for n in range(HEAVY_EXCHANGES if account == HEAVY else 12):
            ip = SHARED_EXIT[2] if a in {1, 2} and n % 2 else HONEST_IPS[a]
            text = f"what do I cook with {a} eggs and {n} potatoes, please tell me {a * n} ways"
            rows.append(_row(account, ip, text, rng, "shop"))
    return pa.Table.from_pylist(rows)


def _row(
    account: str, ip: str, prompt: str, rng: np.random.Generator, kind: str
) -> dict[str, object]:
    return {
        "ts": START + timedelta(minutes=int(rng.integers(0, 30 * 24 * 60))),
        "account_id": account,
        "channel": "api",
        "ip": ip,
        "user_agent": "Periwinkleagent/1.0" if kind == "own" else "python-sdk/0.60",
        "tls_fingerprint": "t13d_a32ba755d687",
        "model": "Obsidianmodel",
        "system_prompt": "Quokkasystem: you patch" if kind == "own" else f"{account} helps",
        "prompt": prompt,
        "response": "Narwhalanswer",
        "capability": "Sassafrascapability",
        "cost_usd": COST,
        "input_tokens": TOKENS,
    }


def _accounts() -> pa.Table:
    rows = [
        {
            "account_id": account,
            "created_at": START - timedelta(days=1),
            "org_name": "Umbrellacorp",
            "email": f"mallowmailbox{i}@gmail.com",
            "phone": f"+4915112345{i:03}",
            "payment_fingerprint": f"fp-{i // 4}" if account in FLAGGED else f"fp-{account}",
            "card_bin": "412345",
        }
        for i, account in enumerate([*FLAGGED, *HONEST])
    ]
    return pa.Table.from_pylist(rows)


def plant_world(folder: Path) -> World:
    """Write the world, texts kept."""
    door = Door(key=b"k" * 32, keep_text=True)
    with WorldWriter(folder, replace=False) as world:
        world.exchanges(derive_exchanges(_exchanges(), door))
        world.accounts(derive_accounts(_accounts(), door))
    return open_world(folder)


def _reason(family: Family) -> Reason:
    return Reason(signal="s", family=family, text="Damsonevidence, 1237 times", strength=9.0)


def plant_case() -> CaseFile:
    """A case whose every free field holds a secret."""
    end = START + timedelta(days=30)
    share = Share(name="Obsidianmodel", exchanges=1237, share=0.5, honest_share=0.1)
    campaign = Campaign(
        campaign_id="C-PLANTED", verdict=Verdict.DISTILLATION, confidence=0.97,
        p_one_operator=0.98, p_harvest=0.96, crowd="Fuchsiacrowd", accounts=12, exchanges=480,
        first_ts=START, last_ts=end, input_tokens=TOKENS, output_tokens=TOKENS,
        reasoning_tokens=TOKENS, cost_usd=COST, first_flag_ts=START,
        targeted=("software-engineering", "Sassafrascapability"), capabilities=(share,),
        models=(share,), countries=(share,),
        networks=(Share(name="Gamboganetwork", exchanges=9, share=1.0, honest_share=0.0),),
        days=(Day(day=date(2026, 5, 1), exchanges=1237, accounts=12),),
        changes=(Change(at=START, text="rises", event="Tangerinelaunch", lag_h=1.0),),
        one_operator=(_reason(Family.INFRASTRUCTURE), _reason(Family.IDENTITY)),
        harvest=(_reason(Family.CONTENT),), against=(_reason(Family.TIMING),),
        not_visible=("Russetquota",), would_change=("Russetquota",), comparisons=("Russetquota",),
    )  # fmt: skip
    run = Run(
        version="0", world="Indigoworld", inputs={"Indigoworld": "0"}, exchanges=2185, accounts=52,
        first_ts=START, last_ts=end, limits={"Russetquota": 1.0}, seed=0, signals=(), timings_s={},
        groups_tested=1,
    )  # fmt: skip
    member = [
        Member(
            account_id=a, p_member=0.99, exchanges=40, first_ts=START, last_ts=end,
            evidence=(_reason(Family.CONTENT),),
        )
        for a in FLAGGED
    ]  # fmt: skip
    return CaseFile(
        case_id="case-Mauvetitle",
        title="Mauvetitle",
        status=Status.REVIEW,
        owner="Ceruleanowner",
        run=run,
        campaign=campaign,
        members=tuple(member),
        links=(Link(a=FLAGGED[0], b=FLAGGED[1], bits=9.0, signals=("s",)),),
        labels=(
            Label(
                account_id=FLAGGED[0], kind=LabelKind.CONFIRMED, reason="Vermilionlabel",
                by="Ceruleanowner", at=START,
            ),
        ),
        notes=(Note(text="Heliotropenote", by="Ceruleanowner", at=START),),
        decisions=(
            Decision(
                decision_id="D1", action=Action.OBSERVE, accounts=(FLAGGED[0],),
                reason="Chartreusereason", proposed_by="Ceruleanowner", proposed_at=START,
            ),
        ),
        actor="Bartholomewactor",
    )  # fmt: skip


PARTNER = """
[partner.{id}]
name = "{name}"
basis = "Agreement of 2 November 2026"
basis_from = 2026-01-01
basis_until = {until}
counsel = "file 12"
purpose = "stopping distillation"
categories = ["*"]
overlap_least = 10
overlap_floor = 3
"""


def plant_store(folder: Path, *, name: str = "Lab A", until: str = "2099-01-01") -> Store:
    """A store with partners lab-a to lab-c; documentation addresses count as public."""
    store = make_store(folder, name)
    with (folder / AGREEMENTS).open("a") as out:
        for letter in "abc":
            out.write(PARTNER.format(id=f"lab-{letter}", name=f"Lab {letter.upper()}", until=until))
    policy = folder / POLICY
    policy.write_text(
        policy.read_text().replace("private_addresses = false", "private_addresses = true")
    )
    return store
