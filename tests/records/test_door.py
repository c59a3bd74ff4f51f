"""The door: nothing sensitive passes in the clear, and what is known stays known."""

import pyarrow as pa

from gauger.records.asks import ASKS
from gauger.records.contact import ContactBook
from gauger.records.door import Door, derive_accounts, derive_exchanges

DOOR = Door(key=b"k" * 32)


def test_sensitive_columns_leave_as_keyed_hashes() -> None:
    """One mailbox, one hash; another key, another hash."""
    rows = pa.table({"email": ["J.Doe+x@gmail.com", "jdoe@gmail.com"], "org_name": ["Ex", "ex "]})
    made, other = derive_accounts(rows, DOOR), derive_accounts(rows, Door(key=b"o" * 32))
    for column in ("email", "org_name"):
        assert len(set(made[column].to_pylist())) == 1
        assert not set(made[column].to_pylist()) & {*rows[column].to_pylist()}
        assert made[column] != other[column]


def test_the_operators_label_stays_and_gaps_are_filled() -> None:
    """Row by row: a label of the operator's own, else one derived from the prompt."""
    rows = pa.table(
        {"prompt": ["Translate this", "Translate this"], "capability": ["vision", None]}
    )
    made = derive_exchanges(rows, DOOR)
    assert made["capability"].to_pylist() == ["vision", "translation"]
    assert made["capability_source"].to_pylist() == ["operator", "derived"]
    assert "prompt" not in made.column_names


def test_text_stays_only_when_asked_for() -> None:
    """--keep-text keeps prompts; keys ignore case and white space."""
    rows = pa.table({"prompt": ["One  text", "one text"]})
    made = derive_exchanges(rows, Door(key=b"k" * 32, keep_text=True))
    assert "prompt" in made.column_names
    assert len(set(made["prompt_key"].to_pylist())) == 1


def test_hashed_addresses_leave_no_network_in_the_clear() -> None:
    """A /24 leaves 256 guesses, so it is hashed too; equal networks stay equal."""
    rows = pa.table({"ip": ["203.0.113.7", "203.0.113.9", "::ffff:203.0.113.7"]})
    made = derive_exchanges(rows, Door(key=b"k" * 32, hash_ip=True))
    assert "203.0" not in str(made.to_pydict())
    assert len(set(made["ip_net"].to_pylist())) == 1
    assert len(set(made["ip_key"].to_pylist())) == 2


def test_phones_have_one_form_and_mail_a_class() -> None:
    """The account's country tells the plan; a list's subdomain counts; a hash is no number."""
    book = ContactBook(
        mail={"free": frozenset({"mail.example"}), "disposable": frozenset({"tmp.example"})},
        phones={"disposable": frozenset({"447911123456"})},
    )
    rows = pa.table(
        {
            "phone": ["(202) 555-0123", "+12025550123", "07911 123456", "9f86d081aa"],
            "billing_country": ["US", None, "GB", None],
            "email": ["a@x.tmp.example", "b@mail.example", "c@corp.example", None],
        }
    )
    made = derive_accounts(rows, Door(key=b"k" * 32, contacts=book))
    keys = made["phone_key"].to_pylist()
    assert keys[0] == keys[1]
    assert len(set(keys)) == 3
    assert made["phone_type"].to_pylist()[2:] == ["disposable", None]
    assert made["email_class"].to_pylist() == ["disposable", "free", "other", None]


def test_an_exchange_asks_what_its_prompt_or_its_system_prompt_asks() -> None:
    """Pipelines keep the order in the system prompt; without either text nothing is known."""
    judge, roles = "Which response is better?", "Never forget you are a poet and I am a critic."
    rows = pa.table(
        {"prompt": ["Hi", judge, None, None], "system_prompt": [roles, roles, judge, None]}
    )
    made = derive_exchanges(rows, Door(key=b"k" * 32))
    grading, generating = (1 << ASKS.index(n) for n in ("grading", "generating"))
    assert made["asks"].to_pylist() == [generating, grading | generating, grading, None]
