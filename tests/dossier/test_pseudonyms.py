"""Names of a pack: its operator can make them again, and no other pack has them."""

from datetime import datetime, timedelta

import pytest

from gauger.dossier.pseudonyms import Pseudonyms, pack_key
from tests.dossier.scene import ISSUED

NAMES = Pseudonyms(b"k" * 32)


def key(
    case_id: str = "case", recipient: str = "partner", issued: datetime = ISSUED, of: bytes = b"s"
) -> bytes:
    return pack_key(of * 32, case_id=case_id, recipient=recipient, issued=issued)


def test_each_part_of_what_makes_a_pack_makes_its_key() -> None:
    later = ISSUED + timedelta(microseconds=1)
    keys = [key(), key("other"), key(recipient="other"), key(issued=later), key(of=b"t")]
    assert len(set(keys)) == len(keys)
    assert key() == key()


def test_parts_cannot_be_shifted_into_each_other() -> None:
    assert key("case-1", "2") != key("case-", "12")


def test_a_name_depends_on_the_key_and_on_what_it_names() -> None:
    """The same text as an account, a value and a fact is three names; so it is for two signals."""
    others = Pseudonyms(b"l" * 32)
    assert NAMES.account("a") != others.account("a")
    assert NAMES.value("card", 7) != others.value("card", 7)
    assert NAMES.text("payer", 7) != others.text("payer", 7)
    assert NAMES.value("card", 7) != NAMES.value("phone", 7)
    assert NAMES.text("payer", 7) != NAMES.text("organisation", 7)
    assert NAMES.account("x\x00y")[2:] != NAMES.text("x", "y")


@pytest.mark.parametrize("odd", ["", "\ud800", "\x00", "é" * 1_000])
def test_every_text_has_a_name(odd: str) -> None:
    assert len(NAMES.account(odd)) == 14
