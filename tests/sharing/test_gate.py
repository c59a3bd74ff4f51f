"""What leaves and what stays, field by field."""

import re
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from gauger.campaigns.model import Reason, Verdict
from gauger.casework.model import Action, CaseFile, Decision, Label, LabelKind
from gauger.errors import BrokenFile, UsageError
from gauger.records.world import World
from gauger.sharing.agreements import in_force
from gauger.sharing.facts import Fact, facts_of_case, flagged_accounts
from gauger.sharing.gate import CLASS_REASON, Preview, preview
from gauger.sharing.observe import Observed
from gauger.sharing.policy import FORMS, FieldClass, Rule, default_policy, parse_policy
from gauger.sharing.release import preview_case
from gauger.sharing.store import AGREEMENTS, POLICY, Store
from gauger.signals.family import Family
from tests.sharing.conftest import GROUNDS, NOW, ON
from tests.sharing.planted import FLAGGED, SHARED_EXIT, START


def kept(found: Preview, field: str) -> list[object]:
    return [k.value for k in found.kept if k.field == field]


def why(found: Preview, field: str) -> set[str]:
    return {d.reason for d in found.dropped if d.field == field}


def test_counts_leave_as_decades_and_times_as_days(seen: Preview) -> None:
    assert kept(seen, "share.accounts") == ["10-99"]
    assert kept(seen, "share.exchanges") == ["100-999"]
    assert kept(seen, "share.first_seen") == [date(2026, 5, 1)]


def test_only_words_of_the_profile_leave(seen: Preview) -> None:
    """The operator's own capability label may name a customer; it is no word of the profile."""
    assert kept(seen, "share.targeted") == [("software-engineering",)]


def test_every_field_of_a_case_is_judged(seen: Preview) -> None:
    """Each field of the case's own types leaves by a rule or is on the list of what stays."""
    judged = {k.field for k in seen.kept} | {d.field for d in seen.dropped}
    assert {"campaign.cost_usd", "campaign.comparisons", "note.text", "run.limits"} <= judged
    assert not [k.field for k in seen.kept if k.field not in FORMS]


def test_a_field_nobody_wrote_a_rule_for_stays(store: Store) -> None:
    partner = store.agreements().of("lab-b")
    fact = Fact(field="campaign.added_tomorrow", value="x", flagged=99)
    found = preview([fact], store.policy(), "lab-b", partner, on=ON, today=ON)
    assert found.kept == ()
    assert why(found, "campaign.added_tomorrow") == {"no rule names the field"}


def test_an_address_that_an_honest_customer_used_stays(seen: Preview) -> None:
    """Two honest accounts sit behind the third address of the shared exit."""
    assert SHARED_EXIT[2] not in kept(seen, "indicator.ipv4-addr")
    assert why(seen, "indicator.ipv4-addr") == {"accounts outside the case hold it too"}


def test_a_shared_exit_leaves_as_its_network_when_no_address_of_it_leaves(
    store: Store, case: CaseFile, world: World
) -> None:
    partner = store.agreements().of("lab-b")
    facts = [
        Fact(
            field="indicator.ipv4-addr", value="192.0.2.9", flagged=8, outside=1, first=ON, last=ON
        ),
        Fact(
            field="indicator.ipv4-net", value="192.0.2.0/24", flagged=8, outside=1, first=ON,
            last=ON,
        ),
    ]  # fmt: skip
    found = preview(facts, store.policy(), "lab-b", partner, on=ON, today=ON)
    assert [k.value for k in found.kept] == ["192.0.2.0/24"]


def test_fewer_than_five_accounts_are_no_crowd(store: Store) -> None:
    partner = store.agreements().of("lab-b")
    fact = Fact(field="indicator.ipv4-addr", value="192.0.2.9", flagged=4, first=ON, last=ON)
    found = preview([fact], store.policy(), "lab-b", partner, on=ON, today=ON)
    assert why(found, "indicator.ipv4-addr") == {"fewer than 5 flagged accounts show it"}


def test_private_addresses_stay_unless_the_world_is_simulated(store: Store) -> None:
    partner = store.agreements().of("lab-b")
    fact = Fact(field="indicator.ipv4-addr", value="10.1.2.3", flagged=9, first=ON, last=ON)
    policy = parse_policy(default_policy(), Path("policy.toml"))
    assert preview([fact], policy, "lab-b", partner, on=ON, today=ON).kept == ()
    assert preview([fact], store.policy(), "lab-b", partner, on=ON, today=ON).kept


@pytest.mark.parametrize(
    ("change", "outcome"),
    [
        ({}, "moderate"),
        ({"flagged": 19}, "moderate"),
        ({"flagged": 20}, "high"),
        ({"flagged": 98, "outside": 2}, "low"),
        ({"flagged": 97, "outside": 2}, "accounts outside the case hold it too"),
        ({"flagged": 4}, "fewer than 5 flagged accounts show it"),
        ({"last": ON - timedelta(days=179)}, "moderate"),
        ({"last": ON - timedelta(days=180)}, "too old to be worth anything"),
        ({"first": None}, "no time of sighting"),
        ({"last": None}, "no time of sighting"),
        ({"value": "4B0C3CEF56451B87"}, "not written as"),
        ({"value": None}, "not written as"),
    ],
)
def test_an_indicator_leaves_with_its_confidence_or_stays_with_its_reason(
    store: Store, change: dict[str, Any], outcome: str
) -> None:
    fact = Fact(
        field="indicator.template-sketch", value="4b0c3cef56451b87", flagged=9, first=ON, last=ON
    )
    partner = store.agreements().of("lab-b")
    found = preview([replace(fact, **change)], store.policy(), "lab-b", partner, on=ON, today=ON)
    told = [k.confidence for k in found.kept] + [d.reason for d in found.dropped]
    assert [outcome in t for t in told] == [True], told


def test_what_the_agreement_does_not_cover_stays(
    store: Store, case: CaseFile, world: World
) -> None:
    """By its name, its part, or all."""
    file = store.path / AGREEMENTS
    agreed = file.read_text()
    for words, addresses, sketches in (
        ('"share"', False, False), ('"share", "indicator"', True, True),
        ('"share", "indicator.ipv4-addr"', True, False), ('"*"', True, True),
    ):  # fmt: skip
        file.write_text(agreed.replace('categories = ["*"]', f"categories = [{words}]"))
        found = preview_case(store, case, world, "lab-b", GROUNDS, on=ON, now=NOW)
        assert bool(kept(found, "indicator.ipv4-addr")) == addresses
        assert bool(kept(found, "indicator.template-sketch")) == sketches
        assert sketches or "the agreement does not cover it" in why(
            found, "indicator.template-sketch"
        )


def test_who_belongs_less_likely_than_not_is_not_spoken_of(case: CaseFile) -> None:
    """Unless a person confirmed it; of two labels the last counts, though its clock were behind."""
    doubtful = [replace(m, p_member=p) for m, p in zip(case.members, (0.49, 0.5), strict=False)]
    few = replace(case, members=(*doubtful, *case.members[2:]), labels=())
    assert set(flagged_accounts(case)) - set(flagged_accounts(few)) == {FLAGGED[0]}
    said = [
        Label(account_id=FLAGGED[0], kind=kind, reason="", by="x", at=START + timedelta(day))
        for kind, day in ((LabelKind.CLEARED, 3), (LabelKind.CONFIRMED, 2))
    ]
    assert FLAGGED[0] in flagged_accounts(replace(few, labels=tuple(said)))
    assert FLAGGED[0] not in flagged_accounts(replace(few, labels=tuple(said[:1])))


@pytest.mark.parametrize(
    ("own", "harvest", "word"),
    [(("identity",), (), "low"), (("identity",), ("content",), "moderate"),
     (("identity", "timing"), ("content",), "high"), (("identity", "identity"), (), "low")],
)  # fmt: skip
def test_how_well_founded_is_the_number_of_kinds_that_speak(
    case: CaseFile, own: tuple[str, ...], harvest: tuple[str, ...], word: str
) -> None:
    """A reason that weighs nothing, or against, is none."""

    def reasons(names: tuple[str, ...], strength: float = 1.0) -> tuple[Reason, ...]:
        return tuple(
            Reason(signal="s", family=Family(n), text="", strength=strength) for n in names
        )

    mute = (*reasons(("behaviour",), 0.0), *reasons(("infrastructure",), -2.0))
    campaign = replace(case.campaign, one_operator=reasons(own), harvest=(*reasons(harvest), *mute))
    nothing = Observed(candidates=(), rhythm="unknown", paths=(), ties={})
    told = {
        f.field: f.value
        for f in facts_of_case(replace(case, campaign=campaign), nothing, (), flagged=12)
    }
    assert told["share.confidence"] == word
    assert set(told["share.families"]) == {*own, *harvest}


@pytest.mark.parametrize("class_", [FieldClass.CUSTOMER, FieldClass.COMMERCIAL])
def test_a_class_stays_whatever_its_rule_says(store: Store, class_: FieldClass) -> None:
    """Reading refuses such a policy; the gate does not rest on that."""
    rule = Rule(class_=class_, recipients=("*",), form="range")
    policy = msgspec.structs.replace(store.policy(), field={"share.accounts": rule})
    fact = Fact(field="share.accounts", value=99, flagged=99)
    partner = store.agreements().of("lab-b")
    found = preview([fact], policy, "lab-b", partner, on=ON, today=ON)
    assert found.kept == ()
    assert [d.reason for d in found.dropped] == [CLASS_REASON[class_]]


def test_old_indicators_stay(store: Store, case: CaseFile, world: World) -> None:
    later = ON + timedelta(days=400)
    found = preview_case(store, case, world, "lab-b", GROUNDS, on=later, now=NOW)
    assert not [k for k in found.kept if k.field.startswith("indicator.")]


def test_a_cleared_account_is_spoken_of_no_more(case: CaseFile) -> None:
    label = Label(
        account_id=FLAGGED[0], kind=LabelKind.CLEARED, reason="", by="x", at=START + timedelta(1)
    )
    cleared = replace(case, labels=(*case.labels, label))
    assert FLAGGED[0] not in flagged_accounts(cleared)
    assert len(flagged_accounts(cleared)) == 11


def test_a_benign_case_is_not_shared(store: Store, case: CaseFile, world: World) -> None:
    benign = replace(case, campaign=replace(case.campaign, verdict=Verdict.BENIGN))
    with pytest.raises(UsageError, match="only campaigns judged"):
        preview_case(store, benign, world, "lab-b", GROUNDS, on=ON, now=NOW)


def test_a_decision_to_share_waits_for_its_second_person(
    store: Store, case: CaseFile, world: World
) -> None:
    waiting = Decision(
        decision_id="D9", action=Action.SHARE, accounts=(), reason="", proposed_by="a",
        proposed_at=START,
    )  # fmt: skip
    with pytest.raises(UsageError, match="D9"):
        preview_case(
            store, replace(case, decisions=(waiting,)), world, "lab-b", GROUNDS, on=ON, now=NOW
        )


def test_broken_terms_alone_are_marked_and_blocked(
    store: Store, case: CaseFile, world: World
) -> None:
    for grounds in (("terms",), ("terms", "a word of nobody's list")):
        found = preview_case(store, case, world, "lab-b", grounds, on=ON, now=NOW)
        assert found.terms_only
        assert any("term of service" in b for b in found.blocks)


def test_a_small_campaign_is_blocked_whole(store: Store, case: CaseFile, world: World) -> None:
    few = replace(case, members=case.members[:4], labels=())
    found = preview_case(store, few, world, "lab-b", GROUNDS, on=ON, now=NOW)
    assert any("too small" in b for b in found.blocks)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("basis_until = 2099-01-01", "basis_until = 2026-06-01", "ended on 2026-06-01"),
        ("basis_from = 2026-01-01", "basis_from = 2026-06-03", "begins on"),
        ('counsel = "file 12"', 'counsel = "file 12"\npaused = true', "paused"),
        ('counsel = "file 12"', 'counsel = "file 12"\ntlp_ceiling = "green"', "ceiling"),
        ('categories = ["*"]', 'categories = ["indicator"]', "profile needs"),
    ],
)
def test_the_agreement_blocks(
    store: Store, case: CaseFile, world: World, old: str, new: str, says: str
) -> None:
    file = store.path / AGREEMENTS
    file.write_text(file.read_text().replace(old, new))
    found = preview_case(store, case, world, "lab-b", GROUNDS, on=ON, now=NOW)
    assert any(says in b for b in found.blocks)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('counsel = "file 12"', 'counsel = " "', "no counsel"),
        ('basis = "Agreement of 2 November 2026"', 'basis = ""', "no basis"),
        ('basis = "Agreement of 2 November 2026"', "", "basis"),
        ('counsel = "file 12"', 'counsel = "f"\ntlp_ceiling = "mauve"', "TLP is one of"),
        ('counsel = "file 12"', 'counsel = "f"\nsurprise = 1', "surprise"),
        ("2099-01-01", "never", "not readable"),
        ("[partner.lab-b]", "[partner.lab-x]", "no agreement with 'lab-b'; there are lab-a"),
    ],
)
def test_without_a_whole_agreement_nothing_is_even_looked_at(
    store: Store, case: CaseFile, world: World, old: str, new: str, says: str
) -> None:
    file = store.path / AGREEMENTS
    file.write_text(file.read_text().replace(old, new))
    with pytest.raises((UsageError, BrokenFile), match=says):
        preview_case(store, case, world, "lab-b", GROUNDS, on=ON, now=NOW)


@pytest.mark.parametrize(
    ("first", "last", "open_"),
    [
        ("2026-06-02", "2026-06-02", True), ("2026-06-03", "2026-06-09", False),
        ("2026-05-01", "2026-06-01", False),
    ],
)  # fmt: skip
def test_a_basis_counts_on_its_first_and_last_day(
    store: Store, case: CaseFile, world: World, first: str, last: str, open_: bool
) -> None:
    file = store.path / AGREEMENTS
    agreed = file.read_text().replace("2026-01-01", first).replace("2099-01-01", last)
    file.write_text(agreed)
    found = preview_case(store, case, world, "lab-b", GROUNDS, on=ON, now=NOW)
    assert (found.blocks == ()) == open_
    assert in_force(file, "lab-b", ON) == open_


def test_the_day_of_ages_does_not_move_the_legal_basis(
    store: Store, case: CaseFile, world: World
) -> None:
    """--as-of an earlier day ages indicators to it, and revives no ended agreement."""
    file = store.path / AGREEMENTS
    file.write_text(file.read_text().replace("2099-01-01", "2026-05-31"))
    found = preview_case(store, case, world, "lab-b", GROUNDS, on=date(2026, 5, 1), now=NOW)
    assert any("ended" in b for b in found.blocks)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('[field."campaign.cost_usd"]\nclass = "commercial"',
         '[field."campaign.cost_usd"]\nclass = "indicator"\nrecipients = ["*"]\nas = "exact"',
         "cannot be an indicator"),
        ('[field."campaign.cost_usd"]\nclass = "commercial"',
         '[field."campaign.cost_usd"]\nclass = "commercial"\nrecipients = ["lab-b"]',
         "never leave"),
        ('[field."case.title"]\nclass = "customer"',
         '[field."case.title"]\nclass = "customer"\nas = "word"', "never leave"),
        ('as = "range"', 'as = "exact"', "leaves as 'range'"),
        ("outside = 0.02", "outside = 0.9", "outside"),
        ("outside = 0.02", "k = 1", "the least is 5"),
        ("outside = 0.02", "outside = -0.1", "outside"),
        ("outside = 0.02", 'tlp = "mauve"', "TLP is one of"),
        ('tlp = "amber+strict"', 'tlp = "mauve"', "TLP is one of"),
        ("version = 1", "version = 9", "version 9"),
    ],
)  # fmt: skip
def test_a_policy_can_only_be_stricter_than_the_floors(old: str, new: str, says: str) -> None:
    text = default_policy().decode()
    assert old in text
    with pytest.raises(UsageError, match=says):
        parse_policy(text.replace(old, new).encode(), Path("policy.toml"))


def test_no_policy_turns_customers_or_business_into_indicators() -> None:
    """Each field that the default policy keeps, made an indicator for everybody: refused."""
    text = default_policy().decode()
    kept = re.findall(r'\[field\."([a-z_.-]+)"\]\nclass = "(customer|commercial)"', text)
    assert len(kept) > 20
    assert not {field for field, _ in kept} & set(FORMS)
    for field, class_ in kept:
        old = f'[field."{field}"]\nclass = "{class_}"'
        new = f'[field."{field}"]\nclass = "indicator"\nrecipients = ["*"]\nas = "range"'
        with pytest.raises(UsageError, match="cannot be an indicator"):
            parse_policy(text.replace(old, new).encode(), Path("policy.toml"))


@pytest.mark.parametrize(
    ("flagged", "outside", "leaves"), [(5, 0, True), (5, 5, True), (5, 6, False), (4, 0, False)]
)
def test_a_network_leaves_where_half_of_its_users_are_of_the_case(
    store: Store, flagged: int, outside: int, leaves: bool
) -> None:
    fact = Fact(
        field="indicator.ipv4-net", value="192.0.2.0/24", flagged=flagged, outside=outside,
        first=ON, last=ON,
    )  # fmt: skip
    partner = store.agreements().of("lab-b")
    found = preview([fact], store.policy(), "lab-b", partner, on=ON, today=ON)
    assert bool(kept(found, "indicator.ipv4-net")) == leaves


@pytest.mark.parametrize(
    "text", [b"\xff", b"version =", b"version = 1\nfield = 3\n", b"surprise = 1"]
)
def test_a_broken_policy_says_so(tmp_path: Path, text: bytes) -> None:
    with pytest.raises(BrokenFile, match="sharing policy"):
        parse_policy(text, tmp_path / "policy.toml")


def test_two_partners_get_what_their_rules_say(store: Store, case: CaseFile, world: World) -> None:
    file = store.path / POLICY
    text = file.read_text()
    rule = '[field."indicator.template-sketch"]\nclass = "indicator"\nrecipients = ["*"]'
    assert rule in text
    file.write_text(text.replace(rule, rule.replace('"*"', '"lab-c"')))
    b, c = (
        preview_case(store, case, world, p, GROUNDS, on=ON, now=NOW) for p in ("lab-b", "lab-c")
    )
    assert not kept(b, "indicator.template-sketch")
    assert kept(c, "indicator.template-sketch")


def test_a_field_above_the_partners_ceiling_stays_and_the_rest_leaves(
    store: Store, case: CaseFile, world: World
) -> None:
    file = store.path / POLICY
    rule = '[field."indicator.template-sketch"]\nclass = "indicator"\nrecipients = ["*"]'
    file.write_text(file.read_text().replace(rule, f'{rule}\ntlp = "red"'))
    found = preview_case(store, case, world, "lab-b", GROUNDS, on=ON, now=NOW)
    assert not kept(found, "indicator.template-sketch")
    assert "its TLP is above the partner's ceiling" in why(found, "indicator.template-sketch")
    assert kept(found, "indicator.ipv4-addr")
    assert found.blocks == ()


def test_no_more_of_a_kind_than_the_policy_says(store: Store, case: CaseFile, world: World) -> None:
    file = store.path / POLICY
    file.write_text(file.read_text().replace("most_per_kind = 500", "most_per_kind = 2"))
    found = preview_case(store, case, world, "lab-b", GROUNDS, on=ON, now=NOW)
    assert len(kept(found, "indicator.ipv4-addr")) == 2
    assert "more than 2 of one kind" in why(found, "indicator.ipv4-addr")


def test_ties_of_fewer_than_five_accounts_are_not_told(store: Store) -> None:
    partner = store.agreements().of("lab-b")
    fact = Fact(
        field="share.clusters", value={"payment": (2, 2), "address": (3, 2), "surname": (9,)},
        flagged=9,
    )  # fmt: skip
    found = preview([fact], store.policy(), "lab-b", partner, on=ON, today=ON)
    (told,) = (k.value for k in found.kept)
    assert [(c.tie, c.groups, c.largest) for c in told] == [("address", "1-9", "1-9")]
