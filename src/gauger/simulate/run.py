"""Write a scenario as a world with truth, in bounded memory."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa

from gauger.records.door import Door, derive_accounts, derive_exchanges
from gauger.records.schema import EVENTS, TIME, TRUTH
from gauger.records.world import WorldWriter
from gauger.simulate.people import People, make_people
from gauger.simulate.scenario import Cohort, Scenario, at_day
from gauger.simulate.traffic import exchanges

KEY = b"a simulated operator's key: worlds hold no real person"


def simulate(
    scenario: Scenario,
    folder: Path,
    *,
    scale: float = 1.0,
    seed: int = 0,
    keep_text: bool = False,
    replace: bool = False,
    say: Callable[[str], None] = lambda _: None,
) -> int:
    """Write `scenario` to `folder`; gives the number of exchanges.

    `scale` multiplies accounts and exchanges alike, so what one account does stays the same.
    Same scenario, scale and seed, same tables.
    """
    door = Door(key=KEY, keep_text=keep_text)
    rows = 0
    with WorldWriter(folder, replace=replace) as world:
        homes = np.zeros(0, np.int64)
        for number, cohort in enumerate(scenario.cohort):
            say(cohort.name)
            rng = np.random.default_rng([seed, number])
            people = make_people(cohort, scenario, number, homes, scale, rng)
            if cohort.kind == "honest":
                homes = np.array([a for own in people.addresses for a in own[:2]], np.int64)
            world.accounts(derive_accounts(people.table, door))
            world.truth(_truth(cohort, people))
            for batch in exchanges(cohort, scenario, people, rng):
                world.exchanges(derive_exchanges(batch, door))
                rows += len(batch)
        if scenario.event:
            world.events(_events(scenario))
        world.note(title=scenario.title, scale=scale, seed=seed, exchanges=rows)
    return rows


def _truth(cohort: Cohort, people: People) -> pa.Table:
    n = len(people.ids)
    return pa.table(
        {
            "account_id": people.ids,
            "campaign": pa.array([cohort.name if cohort.kind == "campaign" else None] * n),
            "crowd": pa.array([cohort.name if cohort.kind == "crowd" else None] * n),
        }
    ).cast(TRUTH)


def _events(scenario: Scenario) -> pa.Table:
    rows = [
        {"ts": at_day(scenario, e.day), "kind": e.kind, "name": e.name, "detail": e.detail}
        for e in scenario.event
    ]
    plain = pa.schema([EVENTS.field(i) if i else ("ts", pa.int64()) for i in range(4)])
    table = pa.Table.from_pylist(rows, schema=plain)
    return table.set_column(0, EVENTS.field("ts"), table["ts"].cast(TIME))
