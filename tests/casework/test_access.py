"""What one person's sign-in, token, grant or password does, it does to nobody else's."""

from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import Connection, select, update

from gauger.casework import grants, people, sessions, tokens
from gauger.casework import tables as t
from gauger.casework.people import Permission, Person, Role
from gauger.casework.sessions import WrongSignIn
from gauger.casework.store import CaseStore
from gauger.errors import InputError

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
CASE, PASSWORD = "case-C-0000000", "correct horse battery"
WEAK = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)


@pytest.fixture
def staffed(store: CaseStore) -> CaseStore:
    """With ann and bob, whose passwords are hashed cheaply, and ada, an admin."""
    with store.writing() as c:
        for name, role in (("ada", Role.ADMIN), ("ann", Role.ANALYST), ("bob", Role.ANALYST)):
            people.add_person(c, name, role, password=None, by="serve", at=store.clock())
        c.execute(update(t.people).values(password=WEAK.hash(PASSWORD)))
    return store


def who(c: Connection, name: str) -> Person:
    return next(p for p in people.everybody(c) if p.name == name)


def make(c: Connection, name: str, store: CaseStore) -> str:
    """A token to read, for a day; its public part."""
    made = tokens.make_token(
        c, who(c, name), "t", [Permission.READ], lasts=DAY, at=store.clock()
    )  # fmt: skip
    return made.split("_")[1]


def test_a_session_in_use_keeps_no_other_alive_and_its_end_ends_no_other(
    staffed: CaseStore,
) -> None:
    at = staffed.clock()
    with staffed.writing() as c:
        one, other = (sessions.start_session(c, name, at=at) for name in ("ann", "bob"))
        sessions.touch_session(c, one, at=at + 90 * timedelta(minutes=1))
        late = at + 3 * HOUR
        assert sessions.session_person(c, one, at=late) is not None
        assert sessions.session_person(c, other, at=late) is None
        sessions.end_session(c, one, by="ann", at=at)
        assert sessions.session_person(c, one, at=at) is None
        assert sessions.session_person(c, other, at=at) is not None


def test_signing_in_and_out_is_on_record(staffed: CaseStore) -> None:
    """With the address; a wrong try too."""
    at = staffed.clock()
    with staffed.writing() as c:
        with pytest.raises(WrongSignIn):
            sessions.sign_in(c, "ann", "a wrong password", address="192.0.2.1", at=at)
        sessions.sign_in(c, "ann", PASSWORD, address="192.0.2.7", at=at)
        secret = sessions.start_session(c, "ann", at=at)
        sessions.end_session(c, secret, by="ann", at=at)
    told = [(e.act, e.actor, e.detail) for e in staffed.audit("ann")[1:]]
    assert told == [
        ("wrong sign-in", "ann", "192.0.2.1"), ("sign in", "ann", "192.0.2.7"),
        ("sign out", "ann", ""),
    ]  # fmt: skip


def test_a_weak_hash_made_anew_is_one_persons(staffed: CaseStore) -> None:
    """Else everybody would have the password of who signed in."""
    query = select(t.people.c.password).where(t.people.c.name == "bob")
    with staffed.writing() as c:
        before = c.execute(query).scalar_one()
        sessions.sign_in(c, "ann", PASSWORD, address="here", at=staffed.clock())
        assert c.execute(query).scalar_one() == before


def test_a_hash_that_is_none_lets_nobody_in(staffed: CaseStore) -> None:
    with staffed.writing() as c:
        c.execute(update(t.people).where(t.people.c.name == "ann").values(password="x"))
        with pytest.raises(WrongSignIn):
            sessions.sign_in(c, "ann", "x", address="here", at=staffed.clock())


def test_tokens_are_shown_used_and_ended_one_by_one(staffed: CaseStore) -> None:
    """Each sees their own; a second end moves no time and is no act."""
    with staffed.writing() as c:
        mine, other = make(c, "ann", staffed), make(c, "ann", staffed)
        make(c, "bob", staffed)
        assert {k.token_id for k in tokens.tokens_of(c, "ann")} == {mine, other}
        assert len(tokens.tokens_of(c)) == 3
        tokens.use_token(c, mine, at=staffed.clock())
        assert [k.token_id for k in tokens.tokens_of(c) if k.used_at] == [mine]
        for _ in range(2):
            tokens.revoke_token(c, mine, by="ann", at=staffed.clock())
        (ended,) = [k for k in tokens.tokens_of(c) if k.revoked_at]
        assert ended.token_id == mine
    (entry,) = [e for e in staffed.audit() if e.act == "revoke token"]
    assert entry.at == ended.revoked_at


def test_an_admin_ends_anybodys_token_and_others_their_own(staffed: CaseStore) -> None:
    with staffed.writing() as c:
        made, at = make(c, "ann", staffed), staffed.clock()
        with pytest.raises(InputError, match="you have no token"):
            tokens.revoke_token(c, made, by="bob", at=at)
        with pytest.raises(InputError, match="you have no token"):
            tokens.revoke_token(c, "none", by="ada", at=at, any_owner=True)
        tokens.revoke_token(c, made, by="ada", at=at, any_owner=True)
        assert tokens.tokens_of(c, "ann")[0].revoked_at is not None


def test_a_token_and_a_grant_end_on_the_second(staffed: CaseStore) -> None:
    at = staffed.clock()
    with staffed.writing() as c:
        token = tokens.make_token(c, who(c, "ann"), "t", [Permission.READ], lasts=DAY, at=at)
        assert tokens.token_person(c, token, at=at + DAY - timedelta(seconds=1)) is not None
        assert tokens.token_person(c, token, at=at + DAY) is None
        grants.grant(c, CASE, "ann", "ask the bank", at=at)
        assert grants.granted(c, CASE, "ann", at=at + HOUR) is None


def test_who_asks_again_sees_for_an_hour_more(staffed: CaseStore) -> None:
    at = staffed.clock()
    with staffed.writing() as c:
        for later in (0, 50):
            grants.grant(c, CASE, "ann", "x", at=at + timedelta(minutes=later))
        assert grants.granted(c, CASE, "ann", at=at + 1.5 * HOUR) is not None


@pytest.mark.parametrize(("name", "password"), [("", None), ("  ", None), ("eve", "")])
def test_nobody_is_added_without_a_name_or_with_an_empty_password(
    staffed: CaseStore, name: str, password: str | None
) -> None:
    """No password at all is that of an identity provider's people."""
    at = staffed.clock()
    with staffed.writing() as c, pytest.raises(InputError):
        people.add_person(c, name, Role.VIEWER, password=password, by="ada", at=at)


def test_an_identity_is_one_subject_of_one_provider(store: CaseStore) -> None:
    """The same subject at another provider is another person, and so is another subject here."""
    at, given = store.clock(), {"dora": ("one", "17"), "dan": ("two", "17"), "di": ("one", "18")}
    with store.writing() as c:
        for name, (issuer, subject) in given.items():
            people.add_person(
                c, name, Role.VIEWER, password=None, by="x", at=at, issuer=issuer, subject=subject
            )
        for name, (issuer, subject) in given.items():
            found = people.person_of(c, issuer=issuer, subject=subject)
            assert found is not None
            assert found.name == name
        assert people.person_of(c, issuer="two", subject="18") is None
