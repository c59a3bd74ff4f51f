"""Each shared value ties ann and bob, who have it in common, and nobody else."""

from gauger.records.asks import ASKS
from gauger.signals.shared import (
    address_hour,
    asking_phrase,
    hand_over,
    mail_form_burst,
    model_pivot,
    registration_burst,
    registration_profile,
    resumption,
    shared_address,
    shared_agent,
    shared_client,
    shared_key,
    shared_mail_domain,
    shared_network,
    shared_organisation,
    shared_payment,
    shared_phone,
    shared_phone_range,
    shared_phrase,
    shared_probe,
    shared_provider,
    shared_session,
    shared_system_prompt,
    shared_template,
    shared_tools,
    thinking_reuse,
    update_hour,
)
from tests.signals.conftest import Row, Share, at


def three(**values: tuple[object, object, object]) -> list[Row]:
    """Ann, bob and cyd, with a value each in every column."""
    people = ("ann", "bob", "cyd")
    return [
        {"account_id": who, **{c: v[i] for c, v in values.items()}} for i, who in enumerate(people)
    ]


def test_shared_payment(together: Share) -> None:
    found = together(shared_payment.SIGNAL, [], registered(payment_key=(1, 1, 2)))
    assert found == {"ann bob"}


def registered(**values: tuple[object, object, object]) -> list[Row]:
    return [{"created_at": at(), **row} for row in three(**values)]


def test_shared_phone(together: Share) -> None:
    """Accounts without a number share nothing."""
    assert together(shared_phone.SIGNAL, [], registered(phone_key=(1, 1, None))) == {"ann bob"}
    assert together(shared_phone.SIGNAL, [], registered(phone_key=(1, None, None))) == set()


def test_shared_phone_range(together: Share) -> None:
    found = together(shared_phone_range.SIGNAL, [], registered(phone_range_key=(1, 1, 2)))
    assert found == {"ann bob"}


def test_shared_mail_domain(together: Share) -> None:
    assert together(shared_mail_domain.SIGNAL, [], registered(domain_key=(1, 1, 2))) == {"ann bob"}


def test_mail_form_burst(together: Share) -> None:
    """One domain and form on one day; cyd wrote another form, dan came a week later."""
    forms = registered(domain_key=(1, 1, 1), email_shape=("a4d3", "a4d3", "a9"))
    later = {"account_id": "dan", "created_at": at(168), "domain_key": 1, "email_shape": "a4d3"}
    assert together(mail_form_burst.SIGNAL, [], [*forms, later]) == {"ann bob"}


def test_registration_burst(together: Share) -> None:
    """One card range in one shift; dan has a card of the range, and came the day after."""
    cards = registered(bin_key=(1, 1, 2))
    later = {"account_id": "dan", "created_at": at(24), "bin_key": 1}
    assert together(registration_burst.SIGNAL, [], [*cards, later]) == {"ann bob"}


def test_registration_profile(together: Share) -> None:
    alike = registered(
        bin_key=(1, 1, 1),
        plan=("pro", "pro", "pro"),
        billing_country=("DE", "DE", "FR"),
        domain_key=(7, 7, 7),
    )
    assert together(registration_profile.SIGNAL, [], alike) == {"ann bob"}


def test_shared_organisation(together: Share) -> None:
    assert together(shared_organisation.SIGNAL, [], registered(org_key=(1, 1, 2))) == {"ann bob"}


def test_shared_key(together: Share) -> None:
    assert together(shared_key.SIGNAL, three(api_key_id=("k1", "k1", "k2"))) == {"ann bob"}


def test_shared_address(together: Share) -> None:
    assert together(shared_address.SIGNAL, three(ip_key=(1, 1, 2))) == {"ann bob"}


def test_shared_network(together: Share) -> None:
    assert together(shared_network.SIGNAL, three(net_key=(1, 1, 2))) == {"ann bob"}


def test_shared_provider(together: Share) -> None:
    found = together(shared_provider.SIGNAL, three(ip_asn=(64512, 64512, 64513)))
    assert found == {"ann bob"}


def test_shared_client(together: Share) -> None:
    assert together(shared_client.SIGNAL, three(tls_key=(1, 1, 2))) == {"ann bob"}


def test_shared_agent(together: Share) -> None:
    assert together(shared_agent.SIGNAL, three(agent_key=(1, 1, 2))) == {"ann bob"}


def test_shared_tools(together: Share) -> None:
    assert together(shared_tools.SIGNAL, three(tools_key=(1, 1, None))) == {"ann bob"}


def test_address_hour(together: Share) -> None:
    """All three use one address; cyd comes in the evening."""
    seen = three(ip_key=(1, 1, 1), ts=(at(), at(0.5), at(9)))
    assert together(address_hour.SIGNAL, seen) == {"ann bob"}


def test_update_hour(together: Share) -> None:
    """All change from version 1 to 2; cyd half a day later, dan had version 2 from the start."""
    changes = {"ann": 48, "bob": 48.5, "cyd": 60}
    rows = [{"account_id": who, "agent_key": 1} for who in changes]
    rows += [
        {"account_id": who, "agent_key": 2, "ts": at(h + i / 100)}
        for who, h in [*changes.items(), ("dan", 48)]
        for i in range(update_hour.MIN_USES)
    ]
    assert together(update_hour.SIGNAL, rows) == {"ann bob"}


def test_resumption(together: Share) -> None:
    """Ann and bob are silent for hours and come back together; cyd never pauses."""
    rows = [{"account_id": w, "ts": at(h)} for w in ("ann", "bob") for h in (0, 6.05, 6.1)]
    rows += [{"account_id": "cyd", "ts": at(h / 2)} for h in range(14)]
    assert together(resumption.SIGNAL, rows) == {"ann bob"}


def test_hand_over(together: Share) -> None:
    """Three are closed; new ones start hours later. Cyd was there all along, eve starts late."""
    closed = [
        {"account_id": f"old{i}", "created_at": at(-2_000), "closed_at": at(100),
         "closed_reason": "policy"}
        for i in range(hand_over.MIN_CLOSED)
    ]  # fmt: skip
    new = [{"account_id": w, "created_at": at(90), "closed_at": None} for w in ("ann", "bob")]
    other = [{"account_id": w, "created_at": at(-2_000)} for w in ("cyd", "eve")]
    sent = [{"account_id": w, "ts": at(105)} for w in ("ann", "bob", "eve")]
    sent += [{"account_id": w} for w in ("cyd", "old0", "old1", "old2")]
    found = together(hand_over.SIGNAL, sent, [*closed, *new, *other])
    assert found == {"ann bob old0 old1 old2"}


def test_hand_over_of_users_who_leave_is_none(together: Share) -> None:
    """People close their accounts; nobody is the successor of that."""
    closed = [
        {"account_id": f"old{i}", "created_at": at(-99), "closed_at": at(100),
         "closed_reason": "user"}
        for i in range(5)
    ]  # fmt: skip
    assert (
        together(hand_over.SIGNAL, [{"account_id": f"old{i}"} for i in range(5)], closed) == set()
    )


def test_shared_template(together: Share) -> None:
    """A value used twice is a template's; cyd used it once."""
    rows = [{"account_id": w, "template_sketch": [7]} for w in ("ann", "ann", "bob", "bob", "cyd")]
    assert together(shared_template.SIGNAL, rows) == {"ann bob"}


def test_shared_phrase(together: Share) -> None:
    """Ann and bob repeat one phrase at one place; cyd's stands at another place."""
    uses = shared_phrase.MIN_USES
    sketches = {"ann": [7, 1, 2, 3], "bob": [7, 4, 5, 6], "cyd": [8, 7, 9, 9]}
    rows = [{"account_id": w, "prompt_sketch": s} for w, s in sketches.items() for _ in range(uses)]
    assert together(shared_phrase.SIGNAL, rows) == {"ann bob"}


def test_asking_phrase(together: Share) -> None:
    """Only prompts that ask for training material count: cyd repeats the phrase alone."""
    uses = asking_phrase.MIN_USES
    asks = {"ann": 1, "bob": 2, "cyd": 0}
    rows = [
        {"account_id": w, "prompt_sketch": [7] * asking_phrase.PLACES, "asks": a}
        for w, a in asks.items()
        for _ in range(uses)
    ]
    assert together(asking_phrase.SIGNAL, rows) == {"ann bob"}


def test_shared_system_prompt(together: Share) -> None:
    assert together(shared_system_prompt.SIGNAL, three(system_key=(1, 1, 2))) == {"ann bob"}


def test_shared_probe(together: Share) -> None:
    """All repeat one prompt, but only of ann and bob it is known to be a probe."""
    bit = 1 << ASKS.index("probing")
    rows = three(prompt_key=(1, 1, 1), asks=(bit, bit | 1, 0))
    assert together(shared_probe.SIGNAL, [*rows, *rows]) == {"ann bob"}


def test_model_pivot(together: Share) -> None:
    """A model appears on day ten: ann and bob move at once, cyd on the third day."""
    rows: list[Row] = [{"account_id": w, "model": "old"} for w in ("ann", "bob", "cyd", "dan")]
    for who, hours in (("ann", 240), ("bob", 241), ("cyd", 300)):
        rows += [{"account_id": who, "model": "new", "ts": at(hours)}] * model_pivot.MIN_USES
    rows += [{"account_id": "dan", "model": "old", "ts": at(241)}] * 9
    assert together(model_pivot.SIGNAL, rows) == {"ann bob"}


def test_thinking_reuse(together: Share) -> None:
    assert together(thinking_reuse.SIGNAL, three(thinking_key=(1, 1, 2))) == {"ann bob"}


def test_shared_session(together: Share) -> None:
    assert together(shared_session.SIGNAL, three(session_id=("s1", "s1", "s2"))) == {"ann bob"}
