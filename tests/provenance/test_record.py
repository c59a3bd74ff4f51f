"""Ledger, registry and plan: what was committed first stays first, and changes show."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gauger.errors import BrokenFile, InputError, UsageError
from gauger.provenance.greenlist import SplitList
from gauger.provenance.handout import hand_out, read_handout
from gauger.provenance.keys import SHARED_CAMPAIGN, commitment, read_master
from gauger.provenance.ledger import Entry, LateCommitment, Ledger, TamperedLedger
from gauger.provenance.plan import Plan, PlannedTest, check, commit_plan, open_outputs, read_plan
from gauger.provenance.registry import Registry, Terms

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
quick = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def later(hours: float) -> datetime:
    """Some hours after noon."""
    return NOON + timedelta(hours=hours)


def filled(folder: Path, n: int = 6) -> Ledger:
    """A ledger of n entries."""
    ledger = Ledger(folder / "ledger.jsonl")
    ledger.path.unlink(missing_ok=True)
    for i in range(n):
        ledger.append("key", f"c{i}", f"{i:064x}", at=later(i), word=str(i))
    return ledger


@quick
@given(line=st.integers(0, 5), at=st.integers(0, 400), byte=st.integers(0, 255))
def test_any_changed_byte_shows(tmp_path: Path, line: int, at: int, byte: int) -> None:
    """Changed where you like: the ledger is refused, or means what it meant before."""
    ledger = filled(tmp_path)
    before = ledger.entries()
    lines = ledger.path.read_bytes().splitlines()
    changed = bytearray(lines[line])
    changed[at % len(changed)] = byte
    lines[line] = bytes(changed)
    ledger.path.write_bytes(b"\n".join(lines) + b"\n")
    with suppress(BrokenFile, TamperedLedger):
        assert ledger.entries() == before


@quick
@given(order=st.permutations(range(6)))
def test_entries_in_another_order_show(tmp_path: Path, order: list[int]) -> None:
    """Only the order they were written in is accepted."""
    ledger = filled(tmp_path)
    lines = ledger.path.read_bytes().splitlines()
    ledger.path.write_bytes(b"\n".join(lines[i] for i in order) + b"\n")
    if order == sorted(order):
        assert len(ledger.entries()) == 6
    else:
        with pytest.raises(TamperedLedger):
            ledger.entries()


@quick
@given(gone=st.integers(0, 5))
def test_an_entry_left_out_shows_by_chain_or_by_head(tmp_path: Path, gone: int) -> None:
    """Out of the middle the chain breaks; off the end only the published head tells."""
    ledger = filled(tmp_path)
    head = ledger.head()
    lines = ledger.path.read_bytes().splitlines()
    ledger.path.write_bytes(b"\n".join(x for i, x in enumerate(lines) if i != gone) + b"\n")
    if gone == 5:
        assert ledger.head() != head
    else:
        with pytest.raises(TamperedLedger):
            ledger.entries()


def test_a_rewritten_past_changes_the_head(tmp_path: Path) -> None:
    """Who rebuilds the whole chain around another first entry cannot keep the published head."""
    ledger = filled(tmp_path)
    head = ledger.head()
    held = list(ledger.entries())
    forged, previous = [], "0" * 64
    for i, entry in enumerate(held):
        digest = "f" * 64 if i == 0 else entry.digest
        new = msgspec.structs.replace(entry, digest=digest, previous=previous, hash="")
        new = msgspec.structs.replace(new, hash=new.honest_hash())
        previous = new.hash
        forged.append(msgspec.json.encode(new))
    ledger.path.write_bytes(b"\n".join(forged) + b"\n")
    assert len(ledger.entries()) == 6
    assert ledger.head() != head


def test_a_half_written_line_is_refused(tmp_path: Path) -> None:
    """A crash in the middle of a line is a broken file, with its line."""
    ledger = filled(tmp_path)
    ledger.path.write_bytes(ledger.path.read_bytes()[:-40])
    with pytest.raises(BrokenFile, match="line 6"):
        ledger.entries()


def test_nothing_is_backdated(tmp_path: Path) -> None:
    """A clock set back cannot make an entry older than the last."""
    with pytest.raises(UsageError, match="never backdated"):
        filled(tmp_path).append("key", "c", "0" * 64, at=later(-1))


@quick
@given(
    campaign=st.from_regex(r"[\w.-]{1,20}", fullmatch=True),
    purpose=st.sampled_from(("green", "canary", "words", "marker")),
    hours=st.floats(-5, 5),
)
def test_a_key_is_only_had_after_its_commitment(
    tmp_path_factory: pytest.TempPathFactory, campaign: str, purpose: str, hours: float
) -> None:
    """Asked for a time before: refused. After: the key that the commitment binds."""
    registry = Registry.create(tmp_path_factory.mktemp("r") / "marks")
    entry = registry.commit(Terms(campaign=campaign, purpose=purpose, case="1"), at=NOON)
    if later(hours) < NOON:
        with pytest.raises(LateCommitment):
            registry.key(campaign, purpose, at=later(hours))
        return
    key, terms, digest = registry.key(campaign, purpose, at=later(hours))
    assert commitment(key, terms.text()) == digest == entry.digest
    assert key.hex() not in registry.ledger.path.read_text()
    assert read_master(registry.folder / "master.key").hex() not in registry.ledger.path.read_text()


def test_no_second_key_and_no_key_without_a_case(tmp_path: Path) -> None:
    """The better of two could be picked; and nobody is marked without a case."""
    registry = Registry.create(tmp_path / "marks")
    terms = Terms(campaign="c", purpose="green", case="1")
    registry.commit(terms, at=NOON)
    with pytest.raises(UsageError, match="picked afterwards"):
        registry.commit(terms, at=later(1))
    with pytest.raises(UsageError, match="has no case"):
        registry.commit(Terms(campaign="d", purpose="green", case=" "), at=later(1))


def test_another_master_secret_is_noticed(tmp_path: Path) -> None:
    """Keys of a swapped secret are not the committed ones."""
    registry = Registry.create(tmp_path / "marks")
    registry.commit(Terms(campaign="c", purpose="green", case="1"), at=NOON)
    (registry.folder / "master.key").write_text("ab" * 32)
    with pytest.raises(InputError, match="another secret"):
        registry.key("c", "green", at=later(1))


def test_a_registry_is_not_made_twice(tmp_path: Path) -> None:
    """A new master secret would orphan every mark."""
    Registry.create(tmp_path / "marks")
    with pytest.raises(UsageError, match="orphan"):
        Registry.create(tmp_path / "marks")


def test_serving_keys_hold_one_campaign_alone(tmp_path: Path) -> None:
    """The file opens that campaign's marks and no other's, is private, and is on record."""
    registry = Registry.create(tmp_path / "marks")
    registry.commit(Terms(campaign=SHARED_CAMPAIGN, purpose="green", case=""), at=NOON)
    for campaign in ("a", "b"):
        for purpose in ("green", "canary"):
            registry.commit(Terms(campaign=campaign, purpose=purpose, case="1"), at=later(1))
    path = tmp_path / "a.json"
    hand_out(registry, "a", path, at=later(2))
    given_out = read_handout(path)
    text = path.read_text()
    assert path.stat().st_mode & 0o077 == 0
    assert registry.key("b", "green", at=later(2))[0].hex() not in text
    assert read_master(registry.folder / "master.key").hex() not in text
    assert registry.ledger.entries()[-1].kind == "handout"
    mark = given_out.marking()
    assert isinstance(mark, SplitList)
    assert (mark.own.key == registry.green_list("a", at=later(2)).key).all()
    assert len(given_out.canaries) == 24
    with pytest.raises(UsageError, match="exists"):
        hand_out(registry, "a", path, at=later(3))
    with pytest.raises(UsageError, match="no key"):
        hand_out(registry, "z", tmp_path / "z.json", at=later(3))


def a_plan(**more: object) -> Plan:
    """A plan."""
    return Plan(suspect="s", primary=PlannedTest(kind="words"), **more)  # type: ignore[arg-type]


@quick
@given(planned=st.integers(0, 10), opened=st.integers(0, 10))
def test_a_plan_made_after_a_look_is_refused(tmp_path: Path, planned: int, opened: int) -> None:
    """Whatever the hours, outputs seen before the plan cannot be its test."""
    ledger = Ledger(tmp_path / "ledger.jsonl")
    ledger.path.unlink(missing_ok=True)
    first = a_plan(note="first")
    commit_plan(first, ledger, at=NOON)
    events = sorted([(opened + 0.5, "open"), (float(planned), "plan")])
    for hour, what in events:
        if what == "open":
            open_outputs(first, ledger, "d" * 64, at=later(hour))
        else:
            commit_plan(a_plan(note="second"), ledger, at=later(hour))
    if planned > opened:
        with pytest.raises(LateCommitment):
            open_outputs(a_plan(note="second"), ledger, "d" * 64, at=later(20))
    else:
        assert open_outputs(a_plan(note="second"), ledger, "d" * 64, at=later(20)).kind == "open"


def test_a_changed_plan_is_another_plan(tmp_path: Path) -> None:
    """One field changed after the commitment, and it was never committed."""
    ledger = Ledger(tmp_path / "ledger.jsonl")
    commit_plan(a_plan(), ledger, at=NOON)
    with pytest.raises(LateCommitment, match="never was"):
        open_outputs(a_plan(canaries=25), ledger, "d" * 64, at=later(1))
    with pytest.raises(UsageError, match="committed already"):
        commit_plan(a_plan(), ledger, at=later(1))


def test_a_second_look_needs_a_plan_for_it(tmp_path: Path) -> None:
    """A plan for one look is used up; a sequential one is not."""
    ledger = Ledger(tmp_path / "ledger.jsonl")
    once = a_plan()
    often = Plan(suspect="s", primary=PlannedTest(kind="canaries"), sequential=True)
    for plan in (once, often):
        commit_plan(plan, ledger, at=NOON)
    for plan in (once, often):
        first = open_outputs(plan, ledger, "a" * 64, at=later(1))
        assert open_outputs(plan, ledger, "a" * 64, at=later(1)) == first
    with pytest.raises(UsageError, match="looking until something shows"):
        open_outputs(once, ledger, "b" * 64, at=later(2))
    assert isinstance(open_outputs(often, ledger, "b" * 64, at=later(2)), Entry)


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"alpha": 0.2}, "alpha"),
        ({"alpha": 0.0}, "alpha"),
        ({"decoys": 198}, "199 decoy"),
        ({"sequential": True}, "no e-value"),
        ({"which": "marker"}, "no stage"),
        ({"others": (PlannedTest(kind="words"),)}, "each test once"),
        ({"others": (PlannedTest(kind="vibes"),)}, "no test 'vibes'"),
    ],
)
def test_plans_that_cannot_be_run(more: dict[str, object], says: str) -> None:
    """Each with its reason."""
    with pytest.raises(InputError, match=says):
        check(a_plan(**more))


def test_a_plan_file_is_checked_as_it_is_read(tmp_path: Path) -> None:
    """Nobody has to commit it first to hear that it cannot be run."""
    path = tmp_path / "plan.json"
    path.write_bytes(msgspec.json.encode(a_plan(decoys=10)))
    with pytest.raises(InputError, match="199 decoy"):
        read_plan(path)


def test_other_outputs_opened_before_do_no_harm(tmp_path: Path) -> None:
    """What was seen of another suspect is no look at this one."""
    ledger = Ledger(tmp_path / "ledger.jsonl")
    commit_plan(a_plan(note="first"), ledger, at=NOON)
    open_outputs(a_plan(note="first"), ledger, "a" * 64, at=later(1))
    commit_plan(a_plan(note="second"), ledger, at=later(2))
    assert open_outputs(a_plan(note="second"), ledger, "b" * 64, at=later(3)).digest == "b" * 64


def test_a_second_test_needs_an_e_value_too() -> None:
    """Of a plan that is looked at as outputs come in."""
    plan = Plan(
        suspect="s", primary=PlannedTest(kind="canaries"), others=(PlannedTest(kind="words"),),
        sequential=True,
    )  # fmt: skip
    with pytest.raises(InputError, match="words has no e-value"):
        check(plan)


@pytest.mark.parametrize("kind", ["green-text", "words"])
def test_naming_has_no_licence_for_many_looks(kind: str) -> None:
    """Each look at each campaign's p-value may name one by chance; canaries have e-values."""
    plan = Plan(
        suspect="s", primary=PlannedTest(kind="green-text"), sequential=True, which=kind, decoys=199
    )
    with pytest.raises(InputError, match=f"naming a campaign by {kind} has no e-value"):
        check(plan)
    check(msgspec.structs.replace(plan, which="canaries"))
    check(msgspec.structs.replace(plan, sequential=False))


def test_the_primary_is_held_to_the_plans_level_the_others_to_theirs() -> None:
    """Also where both are of one kind."""
    plan = a_plan(others=(PlannedTest(kind="words", campaign="b"),))
    assert [plan.level(t) for t in plan.tests] == [1e-6, 1e-3]


def test_a_plan_file_with_an_unknown_field_is_refused(tmp_path: Path) -> None:
    """A misspelt field must not silently mean the default."""
    path = tmp_path / "plan.json"
    path.write_text('{"suspect": "s", "primary": {"kind": "words"}, "alfa": 0.01}')
    with pytest.raises(BrokenFile, match="alfa"):
        read_plan(path)
