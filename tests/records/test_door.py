"""The door: nothing sensitive passes in the clear, and what is known stays known."""

import pyarrow as pa

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
