"""Private overlap: exact, bounded, twice approved, and blind to everything else."""

import asyncio
import math
import random
import re
import socket
import ssl
import threading
import time
from collections import Counter
from collections.abc import Callable
from datetime import timedelta, timezone
from fractions import Fraction
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import uuid4

import msgspec
import pytest

pytest.importorskip("private_set_intersection.python", reason="THE EXTRA share IS NOT INSTALLED")

from gauger.errors import BrokenFile, InputError, UsageError
from gauger.sharing.collections import Shelf
from gauger.sharing.counsel import counsel, page
from gauger.sharing.kinds import KINDS
from gauger.sharing.overlap import protocol, runs
from gauger.sharing.overlap.commitment import leaf, opens, proof, root, salt_of
from gauger.sharing.overlap.items import Items, make_items, read_items
from gauger.sharing.overlap.noise import discrete_laplace, half_width
from gauger.sharing.store import AGREEMENTS, Store
from tests.sharing.conftest import NOW, running
from tests.sharing.planted import plant_store


def keys(*numbers: int) -> Items:
    return make_items([f"{n:032x}" for n in numbers], "device-key")


OURS, THEIRS = keys(*range(1, 31)), keys(*range(21, 61))
ROOT = "0" * 64
COMMON = {f"device-key:{n:032x}" for n in range(21, 31)}


@pytest.fixture
def peer(tmp_path: Path) -> Store:
    return plant_store(tmp_path / "peer", name="Lab B")


def compare(
    store: Store, peer: Store, mode: protocol.Mode = "count", ours: Items = OURS, epsilon: str = ""
) -> runs.Result:
    sent = runs.ask(store, "lab-b", ours, mode=mode, by="ann", now=NOW, epsilon=epsilon)
    back = runs.answer(peer, "lab-a", THEIRS, sent, by="bob", now=NOW)
    return runs.finish(store, "lab-b", back, by="ann", now=NOW)


def test_the_count_is_exact(store: Store, peer: Store) -> None:
    assert compare(store, peer).count == 10


def test_below_the_floor_only_that_is_told(store: Store, peer: Store) -> None:
    few = keys(21, 22, *range(100, 130))
    found = compare(store, peer, ours=few)
    assert (found.words, found.count) == ("fewer than 3", None)


def test_a_count_at_the_floor_is_told_and_may_be_revealed(store: Store, peer: Store) -> None:
    for side in (store, peer):
        file = side.path / AGREEMENTS
        file.write_text(file.read_text().replace("overlap_floor = 3", "overlap_floor = 10"))
    assert compare(store, peer).words == "10"
    for name in ("ann", "amy"):
        runs.approve(store, "lab-b", OURS, by=name, now=NOW)
    assert runs.ask(store, "lab-b", OURS, mode="reveal", by="ann", now=NOW)


def test_the_newest_count_says_whether_a_set_is_above_the_floor(store: Store, peer: Store) -> None:
    """The partner's set has changed since, and with it what both hold."""
    for hour, held in enumerate((THEIRS, keys(*range(31, 61)))):
        at = NOW + timedelta(hours=hour)
        sent = runs.ask(store, "lab-b", OURS, mode="count", by="ann", now=at)
        back = runs.answer(peer, "lab-a", held, sent, by="bob", now=at)
        runs.finish(store, "lab-b", back, by="ann", now=at)
    with pytest.raises(UsageError, match="below the floor"):
        runs.ask(store, "lab-b", OURS, mode="reveal", by="ann", now=NOW)


def test_who_was_told_a_count_is_not_who_told_it(store: Store, peer: Store) -> None:
    """We asked Lab B how many; that lets nobody there ask us which."""
    compare(store, peer)
    for name in ("ann", "amy"):
        runs.approve(store, "lab-b", OURS, by=name, now=NOW)
    asked, _ = protocol.ask(
        THEIRS.tagged, run=uuid4(), mode="reveal", kinds=THEIRS.kinds,
        root=runs.commitment(peer, "lab-a", THEIRS), epsilon="",
    )  # fmt: skip
    with pytest.raises(UsageError, match="count first"):
        runs.answer(store, "lab-b", OURS, asked, by="ann", now=NOW)


def test_an_approval_is_for_one_set_and_counts_leave_it_whole(store: Store, peer: Store) -> None:
    compare(store, peer)
    for name in ("ann", "amy"):
        runs.approve(store, "lab-b", keys(*range(1, 32)), by=name, now=NOW)
    with pytest.raises(UsageError, match="0 of 2 persons"):
        runs.ask(store, "lab-b", OURS, mode="reveal", by="ann", now=NOW)
    for name in ("bob", "ben"):
        runs.approve(peer, "lab-a", THEIRS, by=name, now=NOW)
    compare(store, peer)
    assert runs.approve(peer, "lab-a", THEIRS, by="bob", now=NOW) == 2
    with pytest.raises(UsageError, match="lab-x"):
        runs.approve(store, "lab-x", OURS, by="ann", now=NOW)


def test_which_ones_need_a_count_and_two_persons_on_both_sides(store: Store, peer: Store) -> None:
    with pytest.raises(UsageError, match="count first"):
        compare(store, peer, "reveal")
    compare(store, peer)
    for name in ("ann", "Ann ", "amy"):  # the same person twice is one
        with pytest.raises(UsageError, match="of 2 persons"):
            runs.ask(store, "lab-b", OURS, mode="reveal", by="ann", now=NOW)
        runs.approve(store, "lab-b", OURS, by=name, now=NOW)
    with pytest.raises(UsageError, match="of 2 persons"):  # now it is the peer that refuses
        compare(store, peer, "reveal")
    for name in ("bob", "ben"):
        runs.approve(peer, "lab-a", THEIRS, by=name, now=NOW)
    assert set(compare(store, peer, "reveal").shared) == COMMON


def test_a_reveal_is_for_the_sets_that_were_counted(store: Store, peer: Store) -> None:
    compare(store, peer)
    other = keys(*range(1, 32))
    for name in ("ann", "amy"):
        runs.approve(store, "lab-b", other, by=name, now=NOW)
    ask = partial(runs.ask, store, "lab-b", by="ann", now=NOW)
    with pytest.raises(UsageError, match="count first"):
        ask(other, mode="reveal")
    ask(other, mode="count")  # no answer came
    with pytest.raises(UsageError, match="count first"):
        ask(other, mode="reveal")
    for name in ("ann", "amy"):
        runs.approve(store, "lab-b", OURS, by=name, now=NOW)
    sent, grown = ask(OURS, mode="reveal"), keys(*range(21, 62))
    for name in ("bob", "ben"):
        runs.approve(peer, "lab-a", grown, by=name, now=NOW)
    with pytest.raises(UsageError, match="count first"):  # not that one of ours, nor of the peer's
        runs.answer(peer, "lab-a", grown, sent, by="bob", now=NOW)


def test_an_answer_is_read_once_and_a_question_answered_once(store: Store, peer: Store) -> None:
    sent = runs.ask(store, "lab-b", OURS, mode="count", by="ann", now=NOW)
    back = runs.answer(peer, "lab-a", THEIRS, sent, by="bob", now=NOW)
    with pytest.raises(UsageError, match="answered already"):
        runs.answer(peer, "lab-a", THEIRS, sent, by="bob", now=NOW)
    runs.finish(store, "lab-b", back, by="ann", now=NOW)
    strange = msgspec.structs.replace(protocol.read_answer(back), run=str(uuid4()))
    for again in (back, msgspec.msgpack.encode(strange)):
        with pytest.raises(UsageError, match="read once"):
            runs.finish(store, "lab-b", again, by="ann", now=NOW)
    with pytest.raises(UsageError, match="read once"):  # what we answered is no question of ours
        runs.finish(peer, "lab-a", back, by="bob", now=NOW)


def test_a_run_is_answered_once_in_whatever_bytes(
    store: Store, peer: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = runs.ask(store, "lab-b", OURS, mode="count", by="ann", now=NOW)
    runs.answer(peer, "lab-a", THEIRS, sent, by="bob", now=NOW)
    monkeypatch.setattr(protocol, "answer", lambda *_: pytest.fail("the work was done first"))
    again = msgspec.structs.replace(protocol.read_ask(sent), root="0" * 64)
    with pytest.raises(UsageError, match="run was answered"):
        runs.answer(peer, "lab-a", THEIRS, msgspec.msgpack.encode(again), by="bob", now=NOW)


def test_a_partner_who_asks_with_a_handful_of_guesses_gets_no_answer(
    store: Store, peer: Store
) -> None:
    """Its own agreement may allow it; ours counts here."""
    file = store.path / AGREEMENTS
    file.write_text(file.read_text().replace("overlap_least = 10", "overlap_least = 1"))
    sent = runs.ask(store, "lab-b", keys(21, 22), mode="count", by="ann", now=NOW)
    with pytest.raises(UsageError, match="partner's set is too small"):
        runs.answer(peer, "lab-a", THEIRS, sent, by="bob", now=NOW)


@pytest.mark.parametrize(
    ("least", "most", "ours", "theirs"),
    [(30, 30, True, True), (31, 99, False, False), (1, 29, False, True), (1, 25, False, False)],
)
def test_sizes_are_those_of_the_agreement(
    store: Store, peer: Store, least: int, most: int, ours: bool, theirs: bool
) -> None:
    """Thirty of ours. Of the partner's only the filled-up size is known: 30 may be 29 of 29.

    Its noise is no part of its set: 120 elements more do not make a set of 30 larger.
    """
    plain, noisy = (
        runs.ask(store, "lab-b", OURS, mode="count", by="ann", now=NOW, epsilon=e)
        for e in ("", "0.5")
    )
    for side in (store, peer):
        file = side.path / AGREEMENTS
        bounds = f"overlap_least = {least}\noverlap_most = {most}"
        file.write_text(file.read_text().replace("overlap_least = 10", bounds))

    def fits(act: Callable[[], bytes]) -> bool:
        try:
            return bool(act())
        except UsageError as seen:
            assert "too small or too large" in str(seen)  # noqa: PT017 - either may come
            return False

    held = keys(*range(21, 21 + most)) if most < 99 else THEIRS
    assert ours == fits(lambda: runs.ask(store, "lab-b", OURS, mode="count", by="ann", now=NOW))
    for sent in (plain, noisy):
        take = partial(runs.answer, peer, "lab-a", held, sent, by="bob", now=NOW)
        assert theirs == fits(take)


def test_a_message_is_what_it_says(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """A size that dodges the limits, a reveal in a count's dress, a short answer, one too large."""
    sent = runs.ask(store, "lab-b", OURS, mode="count", by="ann", now=NOW)
    asked = protocol.read_ask(sent)
    for change, says in (
        ({"size": 12}, "says one size"), ({"mode": "reveal"}, "says one mode"),
        ({"run": "one"}, "no valid id"), ({"run": asked.run.upper()}, "no valid id"),
        ({"root": "# Counsel agrees"}, "commitment"), ({"root": "0" * 65}, "commitment"),
        ({"kinds": ("device-key", "Ann")}, "names 1 kinds"), ({"version": 2}, "of version 2"),
        ({"epsilon": "1e-9999999"}, "four decimals"),
        ({"request": b"\xff" * 9}, "inside is broken"),
    ):  # fmt: skip
        lie = msgspec.msgpack.encode(msgspec.structs.replace(asked, **change))
        with pytest.raises((InputError, UsageError), match=says):
            protocol.read_ask(lie)
    _, secret = protocol.ask(
        OURS.tagged, run=uuid4(), mode="count", kinds=("device-key",), root=ROOT, epsilon=""
    )
    answered = protocol.read_answer(protocol.answer(THEIRS.tagged, asked, root=ROOT))
    for lies in ({"root": "Ann"}, {"run": "Ann"}, {"size": -1}, {"size": 2**40}):
        with pytest.raises(InputError, match=r"no valid id|commitment"):
            protocol.read_answer(msgspec.msgpack.encode(msgspec.structs.replace(answered, **lies)))
    for order in ((*secret.order, "one more"), secret.order[1:]):
        other = protocol.Secret(key=secret.key, order=order)
        with pytest.raises(InputError, match="one element for each"):
            protocol.count(answered, other, epsilon="")
    for message, read in ((asked, protocol.read_ask), (answered, protocol.read_answer)):
        more = msgspec.to_builtins(message, builtin_types=(bytes,)) | {"note": "Ann"}
        with pytest.raises(InputError, match="no message"):
            read(msgspec.msgpack.encode(more))
    for odd in (sent.replace(b"device-key", b"\xffevice-key"), b"\x91" * 99_999, b"\x88\xa3run"):
        with pytest.raises(InputError, match="no message"):
            protocol.read_ask(odd)
    monkeypatch.setattr(protocol, "MAX_MESSAGE", len(sent) - 1)
    with pytest.raises(InputError, match="at most"):
        protocol.read_ask(sent)


def test_a_message_is_as_large_as_its_set_allows(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the bounds are derived from, on the largest set with the most noise there is: nothing
    that keeps to the protocol is cut off, and little more gets through."""
    items = keys(*range(100, 123))
    sent, _ = protocol.ask(
        items.tagged, run=uuid4(), mode="count", kinds=tuple(KINDS), root=ROOT, epsilon="0.05"
    )
    assert protocol.ask_bytes(23) - protocol.HEAD_BYTES < len(sent) <= protocol.ask_bytes(23)
    asked = protocol.read_ask(sent)
    assert asked.size == protocol.most_elements(23) == 25 + 1_200
    monkeypatch.setattr(protocol, "discrete_laplace", lambda _: 600)
    back = protocol.answer(items.tagged, asked, root=ROOT)
    size = len(back) - 2 * protocol.ELEMENT_BYTES * protocol.most_elements(23)
    assert 0 < size <= protocol.HEAD_BYTES
    assert 140_000_000 < protocol.MAX_MESSAGE < 141_000_000


@pytest.mark.parametrize(
    "text", ["1e-9999999", "1e9", "0.049", "10.01", "0.12345", "1/2", "-1", "nan", "0.5 ", "\u0661"]
)
def test_a_privacy_loss_is_a_short_decimal(text: str) -> None:
    """Of an exponent a fraction would take minutes, and the text comes from the partner."""
    with pytest.raises(UsageError, match=r"from 0\.05 to 10\.0"):
        protocol.parse_epsilon(text)
    assert [protocol.parse_epsilon(t) for t in ("0.05", "10")] == [Fraction(1, 20), 10]


def test_an_approval_is_good_for_one_answer(store: Store, peer: Store) -> None:
    """Each reveal of our set to a partner has two persons of its own."""
    compare(store, peer)
    for name in ("ann", "amy"):
        runs.approve(store, "lab-b", OURS, by=name, now=NOW)
    for name in ("bob", "ben"):
        runs.approve(peer, "lab-a", THEIRS, by=name, now=NOW)
    other = keys(*range(21, 62))
    runs.approve(peer, "lab-a", other, by="bob", now=NOW)
    assert set(compare(store, peer, "reveal").shared) == COMMON
    with pytest.raises(UsageError, match="0 of 2 persons"):
        compare(store, peer, "reveal")
    assert runs.approve(peer, "lab-a", THEIRS, by="bob", now=NOW) == 1
    assert runs.approve(peer, "lab-a", other, by="ben", now=NOW) == 2  # that of another set stands


def test_of_two_processes_one_answers(
    store: Store, peer: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both found the run new and the quota open; while one works the other is done."""
    sent = [runs.ask(store, "lab-b", OURS, mode="count", by="ann", now=NOW) for _ in range(3)]
    work = protocol.answer

    def overtaken(by: bytes) -> None:
        def slow(items: Any, asked: protocol.Ask, *, root: str) -> bytes:
            monkeypatch.setattr(protocol, "answer", work)
            runs.answer(peer, "lab-a", THEIRS, by, by="ben", now=NOW)
            return work(items, asked, root=root)

        monkeypatch.setattr(protocol, "answer", slow)

    overtaken(sent[0])
    with pytest.raises(UsageError, match="answered already"):
        runs.answer(peer, "lab-a", THEIRS, sent[0], by="bob", now=NOW)
    file = peer.path / AGREEMENTS
    file.write_text(file.read_text().replace("overlap_floor = 3", "overlap_runs = 2"))
    overtaken(sent[1])
    with pytest.raises(UsageError, match="allows 2"):
        runs.answer(peer, "lab-a", THEIRS, sent[2], by="bob", now=NOW)


def test_another_partners_run_is_not_taken_over(store: Store, peer: Store) -> None:
    """Lab C knows the id of our question to Lab B, and asks under it."""
    sent = runs.ask(store, "lab-b", OURS, mode="count", by="ann", now=NOW)
    back = runs.answer(peer, "lab-a", THEIRS, sent, by="bob", now=NOW)
    with pytest.raises(UsageError, match="answered already"):
        runs.answer(store, "lab-c", OURS, sent, by="ann", now=NOW)
    assert runs.finish(store, "lab-b", back, by="ann", now=NOW).count == 10


def test_sets_without_a_kind_in_common_are_not_compared(store: Store, peer: Store) -> None:
    other = make_items([f"{n:016x}" for n in range(2**60, 2**60 + 30)], "template-sketch")
    sent = runs.ask(store, "lab-b", OURS, mode="count", by="ann", now=NOW)
    with pytest.raises(UsageError, match="nothing can match"):
        runs.answer(peer, "lab-a", other, sent, by="bob", now=NOW)
    both = Items(
        tagged=(*THEIRS.tagged, *other.tagged), kinds=(*THEIRS.kinds, *other.kinds), refused={}
    )
    back = runs.answer(peer, "lab-a", both, sent, by="bob", now=NOW)
    assert runs.finish(store, "lab-b", back, by="ann", now=NOW).count == 10


def test_nothing_is_revealed_below_the_floor_nor_to_another_set(store: Store, peer: Store) -> None:
    """Both agreed; the asking side's own count forbids, and the peer knows a set not counted."""
    few, more = keys(21, 22, *range(100, 130)), keys(*range(1, 32))
    compare(store, peer, ours=few)
    for items in (few, more):
        for name in ("ann", "amy"):
            runs.approve(store, "lab-b", items, by=name, now=NOW)
    for name in ("bob", "ben"):
        runs.approve(peer, "lab-a", THEIRS, by=name, now=NOW)
    with pytest.raises(UsageError, match="below the floor"):
        runs.ask(store, "lab-b", few, mode="reveal", by="ann", now=NOW)
    unknown, _ = protocol.ask(
        more.tagged, run=uuid4(), mode="reveal", kinds=("device-key",),
        root=runs.commitment(store, "lab-b", more), epsilon="",
    )  # fmt: skip
    with pytest.raises(UsageError, match="count first"):
        runs.answer(peer, "lab-a", THEIRS, unknown, by="bob", now=NOW)


def test_counsel_reads_of_a_comparison_with_whom_of_what_under_which_basis(
    store: Store, peer: Store
) -> None:
    compare(store, peer, epsilon="0.5")
    runs.approve(store, "lab-b", OURS, by="amy", now=NOW)
    asked, finished, approved = page(counsel(store)).splitlines()[-3:]
    for words in ("with lab-b", "mode count", "ours 30 identifiers (device-key)", "epsilon 0.5",
                  "basis Agreement of 2 November 2026; in force until 2099-01-01; counsel file 12",
                  "our commitment " + runs.commitment(store, "lab-b", OURS)):  # fmt: skip
        assert words in asked
    assert "overlap finished; with lab-b" in finished
    assert "theirs " + runs.commitment(peer, "lab-a", THEIRS) in finished
    assert "amy (**not signed**; login " in approved
    assert "to reveal to lab-b; ours 30 identifiers" in approved


def test_the_key_is_gone_when_the_answer_is_read(store: Store, peer: Store) -> None:
    compare(store, peer)
    with store.reading() as db:
        rows = [r[0] for r in db.execute("select row from overlap_run").fetchall()]
    assert not [r for r in rows if f"{25:032x}".encode() in bytes(r)]


def test_quotas_stop_a_partner_who_guesses(
    store: Store, peer: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before any work is done."""
    file = peer.path / AGREEMENTS
    file.write_text(file.read_text().replace("overlap_floor = 3", "overlap_runs = 1"))
    compare(store, peer)
    sent = runs.ask(store, "lab-b", OURS, mode="count", by="ann", now=NOW)
    monkeypatch.setattr(protocol, "answer", lambda *_, **__: pytest.fail("the work was done first"))
    with pytest.raises(UsageError, match="allows 1"):
        runs.answer(peer, "lab-a", THEIRS, sent, by="bob", now=NOW)


def test_a_quota_is_of_one_partner_and_thirty_days(store: Store) -> None:
    file = store.path / AGREEMENTS
    file.write_text(file.read_text().replace("overlap_floor = 3", "overlap_runs = 1"))
    west, east = (timezone(timedelta(hours=h)) for h in (-9, 9))
    runs.ask(store, "lab-b", OURS, mode="count", by="ann", now=NOW.astimezone(west))
    assert runs.ask(store, "lab-c", OURS, mode="count", by="ann", now=NOW)
    last = NOW + timedelta(days=30)
    for now in (last, last.astimezone(east)):  # the same moment, whatever the clock calls it
        with pytest.raises(UsageError, match="allows 1"):
            runs.ask(store, "lab-b", OURS, mode="count", by="ann", now=now)
    assert runs.ask(
        store, "lab-b", OURS, mode="count", by="ann", now=last + timedelta(seconds=1)
    )  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("overlap_least = 10", "overlap_least = 1000", "allows 1,000"),
        ("overlap_floor = 3", "overlap_most = 12\noverlap_floor = 3", "allows 10 to 12"),
        ("2099-01-01", "2026-06-01", "ended"),
        ('categories = ["*"]', 'categories = ["share"]', "does not cover overlap"),
    ],
)
def test_the_agreement_bounds_a_run(store: Store, old: str, new: str, says: str) -> None:
    file = store.path / AGREEMENTS
    new_text = file.read_text().replace(old, new)
    file.write_text(new_text)
    big = keys(*range(1, 11_000)) if "most" in new else OURS
    with pytest.raises(UsageError, match=says):
        runs.ask(store, "lab-b", big, mode="count", by="ann", now=NOW)


@pytest.mark.parametrize("kind", [k for k, v in KINDS.items() if v.guessable])
def test_kinds_that_can_be_tried_out_are_refused(kind: str) -> None:
    with pytest.raises(UsageError, match="not compared in private"):
        make_items([f"{kind}:203.0.113.7"])


def test_a_set_is_read_with_bounds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A guessable kind where both agreed, comments left out, no more than the most."""
    file = tmp_path / "ids.txt"
    file.write_text(f"# ours\n\ndevice-key:{1:032x}\nipv4-addr:203.0.113.7\n")
    items = read_items(file, allow=("ipv4-addr",))
    assert (len(items.tagged), items.refused) == (2, {})
    with pytest.raises(UsageError, match="email-domain is not compared in private"):
        make_items(["ipv4-addr:203.0.113.7", "email-domain:lab.example"], allow=("ipv4-addr",))
    with pytest.raises(UsageError, match="ipv4-addr is not compared in private"):
        make_items(["203.0.113.7"], "ipv4-addr")
    with pytest.raises(UsageError, match="there is no kind 'surname'"):
        make_items(["surname:x"])
    file.write_bytes(b"\xff")
    for wrong in (file, tmp_path / "none"):
        with pytest.raises(BrokenFile, match="UTF-8"):
            read_items(wrong)
    monkeypatch.setattr("gauger.sharing.overlap.items.MAX_ITEMS", 2)
    assert keys(1, 2)
    with pytest.raises(UsageError, match="the most is 2"):
        keys(1, 2, 3)


def test_spelling_is_one_and_cards_are_refused() -> None:
    items = make_items(
        ["device-key:AB" + "0" * 30, " device-key: ab" + "0" * 30 + " ", "device-key:203.0.113.7",
         "payment-instrument:acme:4111111111111111", "nothing"]
    )  # fmt: skip
    assert items.tagged == ("device-key\x1fab" + "0" * 30,)
    assert sum(items.refused.values()) == 3


def test_a_commitment_opens_for_members_alone() -> None:
    for n in (1, 2, 3, 7, 8):
        members = [f"m{i}" for i in range(n)]
        committed = root(b"s", members)
        for member in members:
            salt, path = proof(b"s", members, member)
            assert opens(committed, member, salt, path)
            assert not opens(committed, "stranger", salt, path)
    assert root(b"s", ["a"]) != root(b"t", ["a"])
    a, b = (leaf(b"s", x) for x in "ab")
    assert a == sha256(b"\0" + salt_of(b"s", "a") + b"a").digest()  # RFC 6962, section 2.1
    assert root(b"s", ["a", "b"]) == sha256(b"\1" + a + b).hexdigest()


def test_partners_cannot_tell_that_they_were_shown_one_set(store: Store, peer: Store) -> None:
    """Nor whether it is one that they can think of: the salt is the store's own."""
    again = runs.commitment(store, "lab-b", OURS)
    assert runs.commitment(store, "lab-b", OURS) == again != runs.commitment(store, "lab-c", OURS)
    assert runs.commitment(peer, "lab-b", OURS) != again


def test_a_size_is_known_in_steps_and_what_fills_it_up_is_in_no_other_set() -> None:
    """Two sets of 29 with nothing in common, of 30 elements each, under a new key each time."""
    ours, theirs = keys(*range(29)), keys(*range(100, 129))
    asks = [
        protocol.ask(ours.tagged, run=uuid4(), mode="count", kinds=(), root=ROOT, epsilon="")
        for _ in range(2)
    ]
    (sent, secret), (_, other) = asks
    assert secret.key != other.key
    assert [x for x in secret.order if x in ours.tagged] != list(ours.tagged)  # mixed
    asked = protocol.read_ask(sent)
    back = protocol.read_answer(protocol.answer(theirs.tagged, asked, root=ROOT))
    setup = protocol._proto(protocol._library().ServerSetup, back.setup)
    assert (asked.size, back.size, len(setup.raw.encrypted_elements)) == (30, 30, 30)
    again = protocol.read_answer(protocol.answer(theirs.tagged, asked, root=ROOT))
    more = protocol._proto(protocol._library().ServerSetup, again.setup)
    assert not {*setup.raw.encrypted_elements} & {*more.raw.encrypted_elements}
    assert again.response != back.response
    assert protocol.count(back, secret, epsilon="") == 0


def test_noise_is_discrete_laplace() -> None:
    """Observed shares against (1-q)/(1+q) q^|z|, q = exp(-epsilon), within 5 standard errors."""
    draw, n, epsilon = random.Random(8), 4_000, Fraction(1, 2)
    seen = Counter(discrete_laplace(epsilon, draw.randrange) for _ in range(n))
    q = math.exp(-epsilon)
    for z in range(-3, 4):
        p = (1 - q) / (1 + q) * q ** abs(z)
        assert abs(seen[z] / n - p) < 5 * math.sqrt(p * (1 - p) / n)
    assert max(map(abs, seen)) <= half_width(epsilon)
    steep = Counter(discrete_laplace(Fraction(3, 2), draw.randrange) for _ in range(n))
    q = math.exp(-1.5)
    for z in range(-2, 3):
        p = (1 - q) / (1 + q) * q ** abs(z)
        assert abs(steep[z] / n - p) < 5 * math.sqrt(p * (1 - p) / n)


def test_noise_is_cut_where_the_message_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    """At 30 / epsilon, which is as many elements as the asking side holds on either hand."""
    assert [half_width(Fraction(e)) for e in ("0.5", "10", "0.7")] == [60, 3, 43]
    drawn = [61, -61, 60]
    monkeypatch.setattr(
        "gauger.sharing.overlap.noise._unbounded", lambda *_: drawn.pop(0)
    )  # fmt: skip
    assert discrete_laplace(Fraction(1, 2)) == 60


@pytest.mark.parametrize(("noise", "told"), [(0, 10), (3, 13), (-4, 6), (-20, 0)])
def test_a_count_is_off_by_the_noise_and_never_below_nothing(
    noise: int, told: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(protocol, "discrete_laplace", lambda _: noise)
    sent, secret = protocol.ask(
        OURS.tagged, run=uuid4(), mode="count", kinds=OURS.kinds, root=ROOT, epsilon="1"
    )
    back = protocol.read_answer(protocol.answer(THEIRS.tagged, protocol.read_ask(sent), root=ROOT))
    assert protocol.count(back, secret, epsilon="1") == told


def test_a_noisy_count_is_near_and_not_always_the_same(store: Store, peer: Store) -> None:
    counts = [compare(store, peer, epsilon="1").count or 0 for _ in range(4)]
    assert all(abs(c - 10) <= half_width(Fraction(1)) for c in counts)
    with pytest.raises(UsageError, match="noise is for counts"):
        protocol.ask(
            OURS.tagged, run=uuid4(), mode="reveal", kinds=(), root=ROOT, epsilon="1"
        )  # fmt: skip


def test_a_side_can_insist_on_noise(store: Store, peer: Store) -> None:
    sent = runs.ask(store, "lab-b", OURS, mode="count", by="ann", now=NOW)
    with pytest.raises(UsageError, match="with noise only"):
        runs.answer(peer, "lab-a", THEIRS, sent, by="bob", now=NOW, need_noise=True)
    noisy = runs.ask(store, "lab-b", OURS, mode="count", by="ann", now=NOW, epsilon="0.5")
    assert runs.answer(peer, "lab-a", THEIRS, noisy, by="bob", now=NOW, need_noise=True)
    compare(store, peer)
    for side, partner, items in ((store, "lab-b", OURS), (peer, "lab-a", THEIRS)):
        for name in ("ann", "amy"):
            runs.approve(side, partner, items, by=name, now=NOW)
    reveal = runs.ask(store, "lab-b", OURS, mode="reveal", by="ann", now=NOW)
    assert runs.answer(peer, "lab-a", THEIRS, reveal, by="bob", now=NOW, need_noise=True)


@pytest.mark.parametrize("spoil", [lambda b: b[:40], lambda b: b"\xc1" * 99, lambda b: b[:-30]])
def test_broken_messages_say_so(store: Store, peer: Store, spoil: object) -> None:
    sent = runs.ask(store, "lab-b", OURS, mode="count", by="ann", now=NOW)
    with pytest.raises(InputError):
        runs.answer(peer, "lab-a", THEIRS, spoil(sent), by="bob", now=NOW)  # type: ignore[operator]


def test_elements_off_the_curve_are_refused(store: Store, peer: Store) -> None:
    import msgspec  # noqa: PLC0415

    sent = runs.ask(store, "lab-b", OURS, mode="count", by="ann", now=NOW)
    asked = msgspec.msgpack.decode(sent, type=protocol.Ask)
    request = protocol._library().Request()
    request.ParseFromString(asked.request)
    request.encrypted_elements[0] = b"\x02" + b"\xff" * 32
    evil = msgspec.structs.replace(asked, request=request.SerializeToString())
    with pytest.raises(InputError, match="message holds elements that are not points of the curve"):
        runs.answer(peer, "lab-a", THEIRS, msgspec.msgpack.encode(evil), by="bob", now=NOW)
    back = protocol.read_answer(runs.answer(peer, "lab-a", THEIRS, sent, by="bob", now=NOW))
    response = protocol._library().Response()
    response.ParseFromString(back.response)
    response.encrypted_elements[0] = b"\x02" + b"\xff" * 32
    evil_back = msgspec.structs.replace(back, response=response.SerializeToString())
    with pytest.raises(InputError, match="answer holds elements that are not points of the curve"):
        runs.finish(store, "lab-b", msgspec.msgpack.encode(evil_back), by="ann", now=NOW)


@pytest.mark.parametrize("mode", ["count", "reveal"])
def test_lanes_change_no_answer(mode: protocol.Mode, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three lanes as one: count and names exact; a count's answer is sorted over all lanes."""
    monkeypatch.setattr("gauger.sharing.overlap.lanes.LEAST", 7)
    monkeypatch.setattr("gauger.sharing.overlap.lanes.cores", lambda: 3)
    sent, secret = protocol.ask(
        OURS.tagged, run=uuid4(), mode=mode, kinds=OURS.kinds, root=ROOT, epsilon=""
    )
    back = protocol.read_answer(protocol.answer(THEIRS.tagged, protocol.read_ask(sent), root=ROOT))
    psi = protocol._library()
    response = list(protocol._proto(psi.Response, back.response).encrypted_elements)
    setup = list(protocol._proto(psi.ServerSetup, back.setup).raw.encrypted_elements)
    assert (len(response), len(setup)) == (30, 40)
    assert setup == sorted(setup)
    assert (response == sorted(response)) == (mode == "count")
    if mode == "count":
        assert protocol.count(back, secret, epsilon="") == 10
    else:
        names = protocol.reveal(back, secret)
        assert {x.replace("\x1f", ":") for x in names} == COMMON


def test_over_https(
    store: Store, peer: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    private_tls: tuple[dict[str, Any], ssl.SSLContext],
) -> None:  # fmt: skip
    """A token, TLS, one answer; without the token nothing, and nothing to a stranger's server."""
    pytest.importorskip("fastapi")
    from starlette.applications import Starlette  # noqa: PLC0415
    from starlette.responses import Response  # noqa: PLC0415
    from starlette.routing import Route  # noqa: PLC0415

    from gauger.web.overlap import PATH, exchange, overlap_app  # noqa: PLC0415

    tls, trust = private_tls
    shelf = Shelf(tmp_path / "taxii.db")
    token = shelf.issue_token("lab-a", NOW)
    app = overlap_app(peer, shelf, THEIRS, by="bob", clock=lambda: NOW)
    with running(app, **tls) as port:
        url = f"https://127.0.0.1:{port}"
        sent = runs.ask(store, "lab-b", OURS, mode="count", by="ann", now=NOW)
        with pytest.raises(InputError, match="401"):
            exchange(url, sent, token="gauger_x", trust=trust)
        with pytest.raises(InputError, match=r"cannot be reached: .*--authority\.$"):
            exchange(url, sent, token=token)
        back = exchange(url + "/", sent, token=token, trust=trust)
        assert runs.finish(store, "lab-b", back, by="ann", now=NOW).count == 10
        with pytest.raises(InputError, match="answered already"):
            exchange(url, sent, token=token, trust=trust)
    said = [Response(b"x" * 2_000), Response(b"x" * 1_999), Response(b"x", 302), Response(b"", 204)]
    other = Starlette(routes=[Route(PATH, lambda _: said.pop(0), methods=["POST"])])
    monkeypatch.setattr(protocol, "MAX_MESSAGE", 1_999)
    with running(other, **tls) as port:
        ask = partial(exchange, f"https://127.0.0.1:{port}", sent, token=token, trust=trust)
        with pytest.raises(InputError, match="larger than any"):
            ask()
        assert ask() == b"x" * 1_999
        for code in (302, 204):
            with pytest.raises(InputError, match=f"answered {code}"):
                ask()
    with pytest.raises(InputError, match="cannot be reached"):  # it listens no more
        exchange(url, sent, token=token, trust=trust)
    with pytest.raises(InputError, match="not https"):
        exchange("http://127.0.0.1", sent, token=token)


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b'{"error": "no\x1b[31m"}'.replace(b"\x1b", b"\\u001b"), "answered 422: no[31m."),
        (msgspec.json.encode({"error": "x" * 999}), f"answered 422: {'x' * 300}."),
        (b'{"error": ' + b"[" * 9_000 + b"]" * 9_000 + b"}", "answered 422."),
        (b'{"error": "\xff"}', "answered 422."), (b"<html>", "answered 422."),
        (b"[]", "answered 422."),
    ],
)  # fmt: skip
def test_what_a_partners_server_says_is_read_with_bounds(body: bytes, says: str) -> None:
    pytest.importorskip("fastapi")
    from gauger.web.overlap import _said  # noqa: PLC0415

    assert _said(422, body) == f"the partner {says}"


def test_one_run_is_answered_at_a_time(
    peer: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each takes a core and memory for its whole set; and what `--need-noise` says is passed on. Of
    a partner one message is taken at a time: a second one is refused unread, and no longer."""
    pytest.importorskip("fastapi")
    import httpx  # noqa: PLC0415

    from gauger.web.overlap import PATH, overlap_app  # noqa: PLC0415

    shelf, busy = Shelf(tmp_path / "taxii.db"), threading.Lock()
    tokens = [shelf.issue_token(f"lab-{x}", NOW) for x in "abca"]

    def slow(*_: Any, need_noise: bool, **__: Any) -> bytes:
        assert busy.acquire(blocking=False)
        assert need_noise
        time.sleep(0.05)
        busy.release()
        return b"answered"

    monkeypatch.setattr(runs, "answer", slow)
    app = overlap_app(peer, shelf, THEIRS, by="bob", need_noise=True, clock=lambda: NOW)

    async def both() -> list[int]:
        door = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=door, base_url="http://localhost") as client:
            heads = [{"authorization": f"bearer {t}"} for t in tokens]
            ask = [client.post(PATH, content=b"x", headers=h) for h in heads]
            done = [a.status_code for a in await asyncio.gather(*ask)]
            return [*done, (await client.post(PATH, content=b"x", headers=heads[0])).status_code]

    assert asyncio.run(both()) == [200, 200, 200, 429, 200]


def test_a_slow_message_is_cut_off(
    peer: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("fastapi")
    from gauger.web.overlap import PATH, overlap_app  # noqa: PLC0415

    monkeypatch.setattr("gauger.web.overlap.POST_SECONDS", 0.3)
    shelf = Shelf(tmp_path / "taxii.db")
    token = shelf.issue_token("lab-a", NOW)
    app = overlap_app(peer, shelf, THEIRS, by="bob", clock=lambda: NOW)
    with running(app) as port, socket.create_connection(("127.0.0.1", port)) as line:
        head = f"host: x\r\nauthorization: Bearer {token}\r\ncontent-length: 99\r\n\r\n"
        line.sendall(f"POST {PATH} HTTP/1.1\r\n{head}x".encode())
        line.settimeout(20)
        assert b" 408 " in line.recv(4_096)


def test_a_message_that_ends_early_is_no_run(peer: Store, tmp_path: Path) -> None:
    """A whole message came, and then the line was cut: it may have been a part of more."""
    pytest.importorskip("fastapi")
    from gauger.web.overlap import PATH, overlap_app  # noqa: PLC0415

    shelf = Shelf(tmp_path / "taxii.db")
    asked, _ = protocol.ask(
        OURS.tagged, run=uuid4(), mode="count", kinds=OURS.kinds, root=ROOT, epsilon=""
    )
    parts = [{"type": "http.request", "body": asked, "more_body": True}]
    codes: list[int] = []

    async def receive() -> dict[str, Any]:
        return parts.pop(0) if parts else {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        codes.extend([message["status"]] if "status" in message else [])

    token = f"Bearer {shelf.issue_token('lab-a', NOW)}"
    scope = {
        "type": "http", "method": "POST", "path": PATH, "raw_path": PATH.encode(),
        "headers": [(b"authorization", token.encode())], "query_string": b"",
        "http_version": "1.1", "scheme": "http", "root_path": "", "server": ("127.0.0.1", 80),
        "client": ("127.0.0.1", 9),
    }  # fmt: skip
    app = overlap_app(peer, shelf, THEIRS, by="bob", clock=lambda: NOW)
    asyncio.run(app(scope, receive, send))
    assert codes == [400]
    with peer.reading() as db:
        assert not db.execute("select id from overlap_run").fetchall()


def test_a_partner_is_told_nothing_of_us_or_of_others(
    store: Store, peer: Store, tmp_path: Path
) -> None:
    """Neither who our other partners are, nor how large our set is, nor what else it holds."""
    pytest.importorskip("fastapi")
    from starlette.testclient import TestClient  # noqa: PLC0415

    from gauger.web.overlap import PATH, overlap_app  # noqa: PLC0415

    shelf = Shelf(tmp_path / "taxii.db")
    tokens = {p: shelf.issue_token(p, NOW) for p in ("lab-a", "lab-x")}
    client = TestClient(overlap_app(peer, shelf, THEIRS, by="bob", clock=lambda: NOW))
    sent = runs.ask(store, "lab-b", OURS, mode="count", by="ann", now=NOW)
    file = peer.path / AGREEMENTS
    agreed = file.read_text()

    def said(partner: str, text: str) -> tuple[int, str]:
        file.write_text(text)
        answer = client.post(
            PATH, content=sent, headers={"authorization": f"Bearer {tokens[partner]}"}
        )
        assert not re.search(r"lab-[bc]|Lab|\b40\b|\.toml|bob", answer.text), answer.text
        return answer.status_code, answer.text

    assert said("lab-x", agreed)[0] == 403
    for broken in (agreed.replace("2099-01-01", "2026-06-01"), "name ="):
        assert said("lab-a", broken)[0] == 403
    code, text = said("lab-a", agreed.replace("overlap_least = 10", "overlap_least = 50"))
    assert (code, "our set is too small or too large" in text) == (422, True)
    assert said("lab-a", agreed.replace('"*"', '"share"'))[0] == 422


def test_the_route_takes_bearers_and_bounded_messages(peer: Store, tmp_path: Path) -> None:
    pytest.importorskip("fastapi")
    from starlette.testclient import TestClient  # noqa: PLC0415

    from gauger.web.overlap import PATH, overlap_app  # noqa: PLC0415

    shelf = Shelf(tmp_path / "taxii.db")
    token = shelf.issue_token("lab-a", NOW)
    client = TestClient(overlap_app(peer, shelf, THEIRS, by="bob", clock=lambda: NOW))
    file = peer.path / AGREEMENTS
    file.write_text(file.read_text().replace("overlap_least = 10", "overlap_most = 23"))
    most = protocol.ask_bytes(23)
    for head, size, code in (
        (f"Bearer {token}", most + 1, 413), (f"Bearer  {token}", most, 422),
        (f"Basic {token}", 100, 401),
        ("Bearer", 100, 401), ("", 100, 401),
    ):  # fmt: skip
        answer = client.post(PATH, content=b"x" * size, headers={"authorization": head})
        assert answer.status_code == code, head[:7]
    for path in ("/docs", "/redoc", "/openapi.json"):
        assert client.get(path).status_code == 404
