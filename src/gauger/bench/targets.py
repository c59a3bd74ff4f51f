"""What the detector must hold and aims at, against what a run measured."""

from collections.abc import Callable

import msgspec

from gauger.bench.summary import Line, Summary

ALL_AT_ONCE = ("ladder-all", "ladder-knows-source")
LARGEST = "letter-2026-06"
"""The campaign whose time to the flag is the headline."""


class Target(msgspec.Struct, frozen=True, kw_only=True):
    """One figure beside its bounds."""

    what: str
    must: float
    aim: float
    measured: float | None
    """None where no world of the run could tell."""
    where: str
    """The world it is worst in."""
    higher: bool
    """Whether higher is better."""

    @property
    def holds(self) -> str:
        """`aim`, `must`, `no`, or `not measured`."""
        if self.measured is None:
            return "not measured"
        side = 1.0 if self.higher else -1.0
        if side * self.measured >= side * self.aim:
            return "aim"
        return "must" if side * self.measured >= side * self.must else "no"


def targets(found: Summary) -> tuple[Target, ...]:
    """Targets that worlds of this size can tell of; scale and speed have a bench of their own."""
    reported = [w for w in found.worlds if w.kind == "reported"]
    rungs = [w for w in found.worlds if w.kind == "ladder" and _single(w.world)]
    both = [w for w in found.worlds if w.kind == "ladder" and w.world in ALL_AT_ONCE]
    known = [w for w in found.worlds if w.exchange_error is not None]
    largest = [w for w in reported if w.world == LARGEST]
    whole = found.whole
    ece = found.calibration.ece if found.calibration else None
    return (
        _least("reported campaigns: accounts accused, each",
               reported, lambda w: w.accused_least, 0.99, 0.999),
        _least("reported campaigns: accounts in its one group, each",
               reported, lambda w: w.recall_least, 0.99, 0.999),
        _least(
            "reported campaigns: precision, each",
            reported, lambda w: w.precision_least, 0.999, 0.9999,
        ),
        _most("honest accounts accused per million", [whole], lambda w: w.per_million[0], 10, 1),
        _most(
            "the same, upper end of the 95 % interval", [whole], lambda w: w.per_million[2], 10, 1
        ),
        _most("crowds accused", [whole], lambda w: float(len(w.crowds_accused)), 0, 0),
        _least("single rungs: recall, each", rungs, lambda w: w.recall, 0.95, 0.99),
        _least("all evasions at once: recall", both, lambda w: w.recall, 0.5, 0.9),
        _most(
            "honest accounts accused there", both, lambda w: float(w.honest_accused), 0, 0
        ),
        _most("largest campaign: taken before its flag, day by day", largest,
              lambda w: w.live_before_flag, 0.05, 0.005),
        _most("largest campaign: the same, looking back", largest,
              lambda w: w.before_flag, 0.05, 0.005),
        _most("found campaigns: exchange count off by", known,
              lambda w: w.exchange_error, 0.01, 0.002),
        _most("found campaigns: window off by, h", known, lambda w: w.window_error_h, 24, 6),
        _most("expected calibration error", [whole] if ece is not None else [],
              lambda _: ece, 0.05, 0.02),
        _least("pairs of one campaign: precision", [whole],
               lambda w: w.pairs.precision, 0.95, 0.99),
        _least("pairs of one campaign: recall", [whole], lambda w: w.pairs.recall, 0.9, 0.98),
    )  # fmt: skip


def _single(world: str) -> bool:
    return world not in ALL_AT_ONCE and not world.startswith("ladder-several")


Value = Callable[[Line], float | None]


def _least(what: str, lines: list[Line], value: Value, must: float, aim: float) -> Target:
    return _worst(what, lines, value, must, aim, higher=True)


def _most(what: str, lines: list[Line], value: Value, must: float, aim: float) -> Target:
    return _worst(what, lines, value, must, aim, higher=False)


def _worst(
    what: str, lines: list[Line], value: Value, must: float, aim: float, *, higher: bool
) -> Target:
    known = [(v, line) for line in lines if (v := value(line)) is not None]
    side = 1.0 if higher else -1.0
    worst = min(known, key=lambda seen: side * seen[0], default=None)
    return Target(
        what=what, must=must, aim=aim, higher=higher,
        measured=worst[0] if worst else None,
        where=f"{worst[1].world} {worst[1].variant}".strip() if worst else "",
    )  # fmt: skip
