"""The six kinds of world. Each docstring says what is logged, who harvests, and what tempts."""

from collections.abc import Callable
from pathlib import Path

from bench.afield import crowds, operators
from bench.afield.public import Commons
from bench.afield.town import Logging, Town, write_world


def questions(seed: int, scale: float, folder: Path) -> None:
    """X."""
    town = Town("questions", seed, scale, 49)
    commons = Commons(town.rng)
    operators.labelling_front(town, commons, "front-1")
    crowds.settle(town, commons, 3_300, {crowds.gig_workers: 2, crowds.tutors: 3})
    write_world(town, Logging(no_exchange=("api_key_id",)), folder)


def judging(seed: int, scale: float, folder: Path) -> None:
    """X."""
    town = Town("judging", seed, scale, 35)
    commons = Commons(town.rng)
    operators.preference_harvest(town, commons, "preference-1")
    crowds.settle(town, commons, 3_600, {crowds.graders: 4, crowds.evaluations: 3, crowds.gig_workers: 2})
    hidden = ("org_name", "email", "phone", "payment_fingerprint", "card_bin", "closed_reason")
    write_world(town, Logging(no_account=hidden, text_chars=400, responses=True), folder)


def traces(seed: int, scale: float, folder: Path) -> None:
    """X."""
    town = Town("traces", seed, scale, 28)
    commons = Commons(town.rng)
    operators.trace_farm(town, commons, "traces-1")
    operators.tool_call_shops(town, commons, "tools-2")
    crowds.settle(town, commons, 4_200, {crowds.framework: 2, crowds.contributors: 5, crowds.runners: 4})
    hidden = ("payment_fingerprint", "card_bin", "phone")
    write_world(town, Logging(no_exchange=("system_prompt",), no_account=hidden), folder)


def tongues(seed: int, scale: float, folder: Path) -> None:
    """X."""
    town = Town("tongues", seed, scale, 63)
    commons = Commons(town.rng)
    operators.slow_tongues(town, commons, "tongues-1")
    crowds.settle(town, commons, 3_000, {crowds.translators: 4, crowds.family: 25})
    write_world(town, Logging(no_exchange=("ip", "tls_fingerprint"), mail_domains_only=True), folder)


def sellers(seed: int, scale: float, folder: Path) -> None:
    """X."""
    town = Town("sellers", seed, scale, 56)
    commons = Commons(town.rng)
    operators.one_seller("returner-1", "rewriter-2")(town, commons)
    crowds.settle(town, commons, 2_700, {crowds.reseller: 2, crowds.migration: 3})
    write_world(town, Logging(no_exchange=("user_agent", "session_id", "org_id")), folder)


def calm(seed: int, scale: float, folder: Path) -> None:
    """X."""
    town = Town("calm", seed, scale, 42)
    commons = Commons(town.rng)
    operators.bargain_hunters(town, operators.Seller(town), 70)
    crowds.settle(town, commons, 4_000, {c: 2 * n for c, n in crowds.EVERYWHERE.items()})
    write_world(town, Logging(), folder)


KINDS: dict[str, Callable[[int, float, Path], None]] = {
    "questions": questions, "judging": judging, "traces": traces, "tongues": tongues, "sellers": sellers, "calm": calm,
}  # fmt: skip
