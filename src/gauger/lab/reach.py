"""What limits on accounts do to a campaign and to everybody else, counted in a world."""

from collections.abc import Iterator

from gauger.lab.harvest import Taken, cap_cost, true_members
from gauger.lab.plan import Plan
from gauger.lab.results import Reach
from gauger.records.world import World


def limits_reach(world: World, taken: Taken, plan: Plan, members: set[str]) -> tuple[Reach, ...]:
    """One entry a limit of the plan. `members` are the accounts that are stopped or capped.

    A cap is for everybody, so its cost falls on all others; a flag stops the members, so honest
    accounts among them are its cost (known only where the world has a truth).
    """
    return tuple(_reach(world, taken, plan, members))


def _reach(world: World, taken: Taken, plan: Plan, members: set[str]) -> Iterator[Reach]:
    all_ = cap_cost(world, members, plan.cap_per_day or 1)
    wrongly = len(members - _campaigns(world)) if world.has_truth else 0
    for name, share in zip(plan.limits, plan.flags, strict=False):
        yield Reach(
            measure=name, campaign_exchanges=len(taken.until(share)),
            of_campaign_exchanges=len(taken), honest_accounts=all_.accounts + wrongly,
            honest_hit=wrongly, honest_exchanges=all_.exchanges, honest_refused=0,
        )  # fmt: skip
    if plan.cap_per_day:
        yield Reach(
            measure="capped", campaign_exchanges=len(taken.capped(plan.cap_per_day)),
            of_campaign_exchanges=len(taken), honest_accounts=all_.accounts,
            honest_hit=all_.accounts_hit, honest_exchanges=all_.exchanges,
            honest_refused=all_.exchanges_refused,
        )  # fmt: skip


def _campaigns(world: World) -> set[str]:
    return true_members(world, None)
