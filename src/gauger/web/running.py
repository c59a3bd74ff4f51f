"""Starting the workbench: the socket, the first person, the server."""

import secrets
import socket as net
from collections.abc import Iterator
from contextlib import contextmanager

from gauger.casework import people
from gauger.casework.people import Role
from gauger.casework.store import CaseStore
from gauger.errors import UsageError
from gauger.web.settings import Settings


@contextmanager
def listen(host: str, port: int) -> Iterator[net.socket]:
    """A listening socket. Raises UsageError when the address is taken or not ours."""
    family = net.AF_INET6 if ":" in host else net.AF_INET
    made = net.socket(family, net.SOCK_STREAM)
    made.setsockopt(net.SOL_SOCKET, net.SO_REUSEADDR, 1)
    try:
        made.bind((host, port))
    except OSError as seen:
        made.close()
        raise UsageError(
            f"cannot listen on {host}:{port}: {seen.strerror}. Try --port 0."
        ) from seen
    with made:
        yield made


def first_admin(store: CaseStore) -> str:
    """In a store without people, make an admin; gives the password, once. Empty otherwise."""
    with store.writing() as c:
        if people.everybody(c):
            return ""
        password = secrets.token_urlsafe(15)
        people.add_person(c, "admin", Role.ADMIN, password=password, by="serve", at=store.clock())
    return password


def add(store: CaseStore, name: str, role: str, password: str) -> None:
    """Add somebody with a password. Raises UsageError for a strange role."""
    if role not in set(Role):
        raise UsageError(f"--add-person takes NAME:ROLE, a role of {', '.join(Role)}.")
    with store.writing() as c:
        people.add_person(c, name, Role(role), password=password, by="serve", at=store.clock())


def run(store: CaseStore, settings: Settings, socket: net.socket) -> None:
    """Serve until stopped. The log names no query, since a query may name an account."""
    import uvicorn  # noqa: PLC0415 - adding a person needs no server

    from gauger.web.app import create_app  # noqa: PLC0415

    config = uvicorn.Config(
        create_app(store, settings),
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=settings.secure,
        forwarded_allow_ips="127.0.0.1",
        timeout_graceful_shutdown=5,
    )
    uvicorn.Server(config).run(sockets=[socket])
