"""The two messages of a private set intersection, over a well-kept library.

`openmined-psi` does the cryptography (ECDH over P-256; semi-honest). Here: padding, the noise for
counts, one-shot keys, and messages that are read with bounds. The asking side learns the result.
"""

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal, TypeVar
from uuid import UUID

import msgspec

from gauger.errors import InputError, MissingExtra, UsageError
from gauger.sharing.kinds import KINDS
from gauger.sharing.overlap.items import MAX_ITEMS
from gauger.sharing.overlap.lanes import in_lanes
from gauger.sharing.overlap.noise import discrete_laplace, half_width

VERSION = 1
Mode = Literal["count", "reveal"]
Message = TypeVar("Message", bound="Ask | Answer")
DUMMY, NOISE = "\x1edummy\x1f", "\x1enoise\x1f"
MIN_EPSILON, MAX_EPSILON = Fraction(1, 20), Fraction(10)
EPSILON = re.compile(r"[0-9]{1,2}(\.[0-9]{1,4})?")
"""No exponent: of 1e-9999999 a fraction takes minutes, and a partner sends the text."""
ROOT = re.compile(r"[0-9a-f]{64}")
ELEMENT_BYTES = 35
"""A compressed point of P-256 (33 bytes) behind two of protobuf."""
HEAD_BYTES = 4096
"""Everything else in a message: ids, commitment, names of kinds."""


class Ask(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The asking side's message."""

    version: int
    run: str
    mode: Mode
    size: int
    """Elements, dummies included."""
    kinds: tuple[str, ...]
    root: str
    """Commitment to the set."""
    epsilon: str
    """Of the noise on the count, as a decimal; empty: none asked for."""
    request: bytes


class Answer(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The answering side's message."""

    version: int
    run: str
    root: str
    size: int
    setup: bytes
    response: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Secret:
    """What the asking side keeps until the answer comes, and no longer."""

    key: bytes
    order: tuple[str, ...]
    """Elements in the order sent."""


def _library() -> Any:
    try:
        import private_set_intersection.python as psi  # noqa: PLC0415 - an optional extra
    except ImportError as missing:
        raise MissingExtra("private overlap", missing.name, "share") from missing
    return psi


def padded(n: int) -> int:
    """Size to which a set is filled up, so that its exact size stays hidden.

    >>> padded(23_456), padded(25_000), padded(1_000_001)
    (25000, 25000, 1500000)
    """
    step = max(1, 10 ** (len(str(n)) - 1) // 2)
    return int(-(-n // step) * step)


def most_elements(items: int) -> int:
    """Elements that a set of so many identifiers can become, with the most noise there is."""
    return padded(items) + 2 * half_width(MIN_EPSILON)


def ask_bytes(items: int) -> int:
    """Most bytes of the message that asks with so many identifiers.

    >>> ask_bytes(1_000_000)
    35046096
    """
    return HEAD_BYTES + ELEMENT_BYTES * most_elements(items)


MAX_ELEMENTS = most_elements(MAX_ITEMS)
MAX_MESSAGE = HEAD_BYTES + 2 * ELEMENT_BYTES * MAX_ELEMENTS
"""Of any message: an answer holds the elements of both sides."""


def _shuffled(elements: Sequence[str]) -> list[str]:
    mixed = list(elements)
    secrets.SystemRandom().shuffle(mixed)
    return mixed


def _filled(items: Sequence[str]) -> list[str]:
    missing = padded(len(items)) - len(items)
    return [*items, *(DUMMY + secrets.token_hex(16) for _ in range(missing))]


def noise_size(epsilon: str) -> int:
    """Elements that noise adds to the asking side's set."""
    noise = parse_epsilon(epsilon)
    return 2 * half_width(noise) if noise else 0


def _noise_items(run: str, epsilon: Fraction) -> list[str]:
    """Elements that the asking side always holds, and the answering side some of."""
    return [f"{NOISE}{run}\x1f{i}" for i in range(2 * half_width(epsilon))]


def parse_epsilon(text: str) -> Fraction | None:
    """A privacy loss from text; None for none. Raises UsageError outside of its bounds."""
    if not text:
        return None
    if not EPSILON.fullmatch(text) or not MIN_EPSILON <= Fraction(text) <= MAX_EPSILON:
        raise UsageError(
            f"epsilon goes from {float(MIN_EPSILON)} to {float(MAX_EPSILON)}, with at most four "
            f"decimals; got {text[:20]!r}."
        )
    return Fraction(text)


def ask(
    items: Sequence[str], *, run: UUID, mode: Mode, kinds: tuple[str, ...], root: str, epsilon: str
) -> tuple[bytes, Secret]:
    """The first message, and what to keep. A new key every time."""
    noise = parse_epsilon(epsilon)
    if noise is not None and mode == "reveal":
        raise UsageError("noise is for counts: which identifiers are shared has no noisy form.")
    extra = _noise_items(str(run), noise) if noise else []
    order = _shuffled([*_filled(items), *extra])
    key = _library().client.CreateWithNewKey(mode == "reveal").GetPrivateKeyBytes()
    message = Ask(
        version=VERSION,
        run=str(run),
        mode=mode,
        size=len(order),
        kinds=kinds,
        root=root,
        epsilon=epsilon,
        request=_request(key, order, reveal=mode == "reveal"),
    )
    secret = Secret(key=key, order=tuple(order))
    return msgspec.msgpack.encode(message), secret


def _request(key: bytes, order: Sequence[str], *, reveal: bool) -> bytes:
    psi = _library()
    parts = in_lanes(lambda some: psi.client.CreateFromKey(key, reveal).CreateRequest(some), order)
    whole = psi.Request(reveal_intersection=reveal)
    for part in parts:
        whole.encrypted_elements.extend(part.encrypted_elements)
    return bytes(whole.SerializeToString())


def read_ask(data: bytes) -> Ask:
    """The first message, checked. Raises InputError."""
    found = _decode(data, Ask)
    parse_epsilon(found.epsilon)
    if strange := set(found.kinds) - set(KINDS):
        raise InputError(f"the message names {len(strange)} kinds that there are not.")
    request = _proto(_library().Request, found.request)
    if len(request.encrypted_elements) != found.size:
        raise InputError("the message says one size and holds another.")
    if request.reveal_intersection != (found.mode == "reveal"):
        raise InputError("the message says one mode and asks for another.")
    return found


def answer(items: Sequence[str], asked: Ask, *, root: str) -> bytes:
    """The second message. A new key every time, thrown away at the end."""
    reveal = asked.mode == "reveal"
    key = _library().server.CreateWithNewKey(reveal).GetPrivateKeyBytes()
    elements = _filled(items)
    if (noise := parse_epsilon(asked.epsilon)) is not None:
        some = half_width(noise) + discrete_laplace(noise)
        elements += _noise_items(asked.run, noise)[:some]
    message = Answer(
        version=VERSION,
        run=asked.run,
        root=root,
        size=padded(len(items)),
        setup=_setup(key, _shuffled(elements), asked, reveal=reveal),
        response=_response(key, asked, reveal=reveal),
    )
    return msgspec.msgpack.encode(message)


def _setup(key: bytes, elements: Sequence[str], asked: Ask, *, reveal: bool) -> bytes:
    """Our elements under our key, sorted, so that their order says nothing."""
    psi = _library()

    def lane(some: Sequence[str]) -> Any:
        server = psi.server.CreateFromKey(key, reveal)
        return server.CreateSetupMessage(1e-9, asked.size, some, psi.DataStructure.RAW)

    parts = in_lanes(lane, elements)
    whole = psi.ServerSetup()
    whole.raw.encrypted_elements.extend(sorted(e for p in parts for e in p.raw.encrypted_elements))
    return bytes(whole.SerializeToString())


def _response(key: bytes, asked: Ask, *, reveal: bool) -> bytes:
    """Their elements under both keys: in their order to reveal, sorted to count."""
    psi = _library()

    def lane(some: Sequence[bytes]) -> Any:
        part = psi.Request(reveal_intersection=reveal, encrypted_elements=some)
        return psi.server.CreateFromKey(key, reveal).ProcessRequest(part)

    try:
        parts = in_lanes(lane, _proto(psi.Request, asked.request).encrypted_elements)
    except (RuntimeError, ValueError) as seen:
        raise InputError("the message holds elements that are not points of the curve.") from seen
    both = [e for p in parts for e in p.encrypted_elements]
    if not reveal:
        both.sort()  # lane after lane would tell in which one a hit lies
    return bytes(psi.Response(encrypted_elements=both).SerializeToString())


def read_answer(data: bytes) -> Answer:
    """The second message. Raises InputError."""
    return _decode(data, Answer)


def count(answered: Answer, secret: Secret, *, epsilon: str) -> int:
    """How many identifiers both hold; with noise, at least 0 and off by the noise."""
    client = _library().client

    def lane(setup: Any, some: Any) -> int:
        return int(client.CreateFromKey(secret.key, False).GetIntersectionSize(setup, some))

    size: int = sum(_results(lane, answered, secret))
    noise = parse_epsilon(epsilon)
    return max(0, size - half_width(noise)) if noise else size


def reveal(answered: Answer, secret: Secret) -> tuple[str, ...]:
    """Which identifiers both hold, sorted."""
    client = _library().client

    def lane(setup: Any, some: Any) -> tuple[int, list[int]]:
        places = client.CreateFromKey(secret.key, True).GetIntersection(setup, some)
        return len(some.encrypted_elements), sorted(int(i) for i in places)

    found: list[str] = []
    start = 0
    for length, places in _results(lane, answered, secret):
        found += (secret.order[start + i] for i in places)
        start += length
    return tuple(sorted(found))


def _results(step: Any, answered: Answer, secret: Secret) -> list[Any]:
    """`step(setup, part of the response)` of each lane, in the response's order."""
    psi = _library()
    setup = _proto(psi.ServerSetup, answered.setup)
    response = _proto(psi.Response, answered.response)
    if len(response.encrypted_elements) != len(secret.order):
        raise InputError("the answer does not hold one element for each one asked.")
    try:
        return in_lanes(
            lambda some: step(setup, psi.Response(encrypted_elements=some)),
            response.encrypted_elements,
        )
    except (RuntimeError, ValueError) as seen:
        raise InputError("the answer holds elements that are not points of the curve.") from seen


def _decode(data: bytes, kind: type[Message]) -> Message:
    if len(data) > MAX_MESSAGE:
        raise InputError(f"a message has at most {MAX_MESSAGE:,} bytes; this has {len(data):,}.")
    try:
        found: Message = msgspec.msgpack.decode(data, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError) as seen:
        raise InputError("this is no message of a private overlap, or it is broken.") from seen
    if found.version != VERSION:
        raise InputError(f"the message is of version {found.version}; this Gauger has {VERSION}.")
    _require_plain(found)
    return found


def _require_plain(found: "Ask | Answer") -> None:
    """What goes to the ledger as it came is of one form, and says nothing of its own."""
    try:
        plain = str(UUID(found.run)) == found.run
    except ValueError:
        plain = False
    if not plain:
        raise InputError("the message's run has no valid id.")
    if not ROOT.fullmatch(found.root) or not 0 <= found.size <= MAX_ELEMENTS:
        raise InputError("the message's commitment is no SHA-256, or its size no size.")


def _proto(kind: Any, data: bytes) -> Any:
    message = kind()
    try:
        message.ParseFromString(data)
    except Exception as seen:
        # protobuf's DecodeError is no subclass of anything we could name without importing it
        raise InputError("the message's inside is broken.") from seen
    return message
