"""Each account evidence counts what it says, out of what could show it."""

from collections.abc import Callable, Sequence

import pyarrow as pa
import pytest

from gauger.engines.relations import Engine
from gauger.records.asks import ASKS
from gauger.signals.tally import Setting, setting, tally
from tests.signals.conftest import START, Row, at, relations

Count = Callable[..., tuple[int, int] | None]


@pytest.fixture
def ann(engine: Engine) -> Count:
    """Gives (hits, of) of the account `ann`, None where the signal is off."""

    def count(
        evidence: str, exchanges: Sequence[Row], account: Row | None = None, others: object = ()
    ) -> tuple[int, int] | None:
        sent = [{"account_id": "ann", **row} for row in exchanges]
        world = relations([*sent, *others], [{"account_id": "ann", **(account or {})}])  # type: ignore[misc]
        group = engine.table(pa.table({"account_id": ["ann"]}))
        traffic = world.exchanges.semi_join(group, "account_id")
        rows = tally(engine, world, group, [traffic], setting(engine, world)).to_pylist()
        found = [(r["hits"], r["of"]) for r in rows if r["evidence"] == evidence]
        return found[0] if found else None

    return count


def asked(ann: Count, evidence: str, bit: str) -> None:
    """One prompt has the bit, one has another, of one nothing is known."""
    other = next(i for i, name in enumerate(ASKS) if name != bit)
    rows = [{"asks": 1 << ASKS.index(bit)}, {"asks": 1 << other}, {"asks": None}]
    assert ann(evidence, rows) == (1, 2)


def test_training_material(ann: Count) -> None:
    assert ann("training-material", [{"asks": 4}, {"asks": 0}, {"asks": None}]) == (1, 2)


def test_reasoning_elicitation(ann: Count) -> None:
    asked(ann, "reasoning-elicitation", "reasoning")


def test_rubric_grading(ann: Count) -> None:
    asked(ann, "rubric-grading", "grading")


def test_task_generation(ann: Count) -> None:
    asked(ann, "task-generation", "generating")


def test_test_writing(ann: Count) -> None:
    asked(ann, "test-writing", "task-writing")


def test_trace_cleaning(ann: Count) -> None:
    asked(ann, "trace-cleaning", "cleaning")


def test_session_replay(ann: Count) -> None:
    asked(ann, "session-replay", "replay")


def test_injected_identity(ann: Count) -> None:
    asked(ann, "injected-identity", "identity")


def test_sensitive_rewrites(ann: Count) -> None:
    asked(ann, "sensitive-rewrites", "sensitive-rewrite")


def test_quality_probes(ann: Count) -> None:
    asked(ann, "quality-probes", "probing")


def test_refusals(ann: Count) -> None:
    assert ann("refusals", [{"refused": r} for r in (True, False, None)]) == (1, 2)


def test_technique_sweep(ann: Count) -> None:
    """The same refused prompt again is no other trick."""
    rows = [{"prompt_key": k, "refused": k < 3} for k in (1, 1, 2, 3)]
    assert ann("technique-sweep", rows) == (2, 4)


def test_reasoning_share(ann: Count) -> None:
    assert ann("reasoning-share", [{"reasoning_tokens": n} for n in (9, 0, None)]) == (1, 2)


def test_strongest_model(ann: Count) -> None:
    """The dearer model counts; what the account sends after its first month does not."""
    large = {"model": "large", "cost_usd": 1.0, "output_tokens": 10}
    small = {"model": "small", "cost_usd": 0.1, "output_tokens": 10}
    rows = [large, small, {**large, "ts": at(24 * 31)}]
    assert ann("strongest-model", rows, {"created_at": at(-1)}) == (1, 2)


def test_early_pivot(ann: Count) -> None:
    """Of what is sent in the three days after a model appears, half goes to it."""
    rows = [{"model": "old"}, {"model": "old", "ts": at(241)}, {"model": "new", "ts": at(242)}]
    late = {"model": "new", "ts": at(400)}
    first: Row = {"account_id": "bob", "model": "new", "ts": at(240)}
    assert ann("early-pivot", [*rows, late], others=[first]) == (1, 2)


def test_no_ramp(ann: Count) -> None:
    rows = [{"ts": at(h)} for h in (5, 24 * 20, 24 * 40)]
    assert ann("no-ramp", [{}, *rows], {"created_at": at(1)}) == (2, 3)
    assert ann("no-ramp", rows, {"created_at": at(-24)}) == (0, 0)  # its first days are not seen


def test_new_accounts(ann: Count) -> None:
    rows = [{"ts": at(h)} for h in (1, 24 * 40)]
    assert ann("new-accounts", rows, {"created_at": at()}) == (1, 2)
    assert ann("new-accounts", rows, {"created_at": None}) == (0, 0)


def test_weekends(ann: Count) -> None:
    """The logs begin on a Monday."""
    assert START.weekday() == 0
    assert ann("weekends", [{"ts": at(24 * d)} for d in range(7)]) == (2, 7)


def test_hosting_share(ann: Count) -> None:
    rows = [{"ip_class": c} for c in ("hosting", "residential", None)]
    assert ann("hosting-share", rows) == (1, 2)


def test_foreign_egress(ann: Count) -> None:
    rows = [{"ip_country": c} for c in ("DE", "US", None)]
    assert ann("foreign-egress", rows, {"declared_country": "US"}) == (1, 2)


def test_stripped_metadata(ann: Count) -> None:
    assert ann("stripped-metadata", [{"agent_key": 1}, {"agent_key": None}]) == (1, 2)


def test_hidden_route(ann: Count) -> None:
    assert ann("hidden-route", [{"channel": c} for c in ("cloud", "api", None)]) == (1, 2)


def test_distinct_prompts(ann: Count) -> None:
    assert ann("distinct-prompts", [{"prompt_key": k} for k in (1, 1, 2)]) == (2, 3)


def test_many_addresses(ann: Count) -> None:
    """One busy day over ten networks, one over a single network; three requests tell nothing."""
    rows: list[Row] = [{"net_key": k} for k in range(10)]
    rows += [{"net_key": 1, "ts": at(24)}] * 10
    rows += [{"net_key": k, "ts": at(48)} for k in range(3)]
    assert ann("many-addresses", rows) == (1, 2)


def test_many_clients(ann: Count) -> None:
    rows = [{"agent_key": k % 4} for k in range(10)] + [{"agent_key": 1, "ts": at(24)}] * 10
    assert ann("many-clients", rows) == (1, 2)


def test_round_the_clock(ann: Count) -> None:
    rows = [{"ts": at(15 + h)} for h in range(24)]  # from midnight to midnight
    rows += [{"ts": at(48 + h / 10)} for h in range(24)]
    assert ann("round-the-clock", rows) == (1, 2)


def test_plan_overuse(ann: Count) -> None:
    """Ten dollars on a day are much for a plan of twenty a month, and nothing for an enterprise."""
    rows = [{"cost_usd": 10.0}, {"cost_usd": 0.5, "ts": at(24)}]
    assert ann("plan-overuse", rows, {"plan": "pro"}) == (1, 2)
    assert ann("plan-overuse", rows, {"plan": "enterprise"}) == (0, 0)


def test_route_failover(ann: Count) -> None:
    rows = [{"channel": c} for c in ("api", "cloud")] + [{"channel": "api", "ts": at(24)}] * 2
    assert ann("route-failover", rows) == (1, 2)


def test_checked_accounts(ann: Count) -> None:
    assert ann("checked-accounts", [{}], {"verified": "business"}) == (1, 1)
    assert ann("checked-accounts", [{}], {"verified": "email"}) == (0, 1)


def test_abused_programmes(ann: Count) -> None:
    assert ann("abused-programmes", [{}], {"programme": "education"}) == (1, 1)


def test_throwaway_mail(ann: Count) -> None:
    assert ann("throwaway-mail", [{}], {"email_class": "disposable"}) == (1, 1)


def test_rented_phone(ann: Count) -> None:
    assert ann("rented-phone", [{}], {"phone_type": "voip"}) == (1, 1)
    assert ann("rented-phone", [{}], {"phone_type": "mobile"}) == (0, 1)


def test_foreign_payer(ann: Count) -> None:
    account = {"billing_country": "US", "declared_country": "SG"}
    assert ann("foreign-payer", [{}], account) == (1, 1)


def test_without_columns_nothing_is_counted(ann: Count) -> None:
    """A world of times and accounts alone has no evidence but of its hours."""
    assert ann("refusals", [{}]) is None
    assert ann("weekends", [{}]) == (0, 1)


def test_an_empty_world_has_a_setting(engine: Engine) -> None:
    empty = relations([{"account_id": "ann", "model": None}])
    world = type(empty)(exchanges=empty.exchanges.limit(0), accounts=empty.accounts)
    assert setting(engine, world) == Setting()
