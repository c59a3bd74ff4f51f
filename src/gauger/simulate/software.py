"""Client software over time: which version an account shows in each quarter of a day."""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from gauger.records.door import Door, derive_exchanges
from gauger.simulate.cohort import Cohort
from gauger.simulate.market import Software, market
from gauger.simulate.words import Choices, grammar

Ints = npt.NDArray[np.int64]
SLOTS = 4
"""Of a day: a version's roll-out is seen to six hours."""
LAGS = (0.05, 0.15, 0.3, 0.5, 0.8, 1.2, 1.8, 3.0)
"""Delays of updates, in units of the software's mean: eight kinds of users."""
HISTORY_D = 400
CUSTOM_SHARE = 0.35
"""Of programs that name themselves before the library they use; assumed."""


@dataclass(slots=True)
class Garage:
    """Tracks: the client that is shown at each slot of the window, one row per kind of user."""

    days: int
    rng: np.random.Generator
    clients: dict[tuple[str, str], int] = field(default_factory=dict)
    tracks: list[npt.NDArray[np.int32]] = field(default_factory=list)
    market_tracks: dict[int, int] = field(default_factory=dict)
    """First of the eight tracks of each software."""

    def client(self, agent: str, tls: str) -> int:
        """Number of a client as it shows itself."""
        return self.clients.setdefault((agent, tls), len(self.clients))

    def of_market(self, software: int, lags: Ints) -> Ints:
        """Track of accounts that use a software of the market, by their kind of delay."""
        if software not in self.market_tracks:
            self.market_tracks[software] = len(self.tracks)
            one = market().software[software]
            phase = self.rng.random() * one.cadence_d
            for lag in LAGS:
                self._add(one, one.agent, self._versions(one, lag * one.lag_d, phase))
        return self.market_tracks[software] + lags

    def own(self, software: int, label: str, updates: list[float]) -> int:
        """A track of one harness: a pinned version that moves on at given days, all at once."""
        one = market().software[software]
        pinned = one.first + HISTORY_D / one.cadence_d - 1 - self.rng.exponential(2)
        slots = np.arange(self.days * SLOTS) / SLOTS
        version = np.floor(pinned) + np.searchsorted(np.sort(updates), slots, "right")
        agent = f"{label} ({one.agent})" if label else one.agent
        return self._add(one, agent, version)

    def _versions(self, one: Software, lag_d: float, phase: float) -> npt.NDArray[np.float64]:
        slots = np.arange(self.days * SLOTS) / SLOTS
        return np.floor((HISTORY_D + slots - lag_d + phase) / one.cadence_d) + one.first

    def _add(self, one: Software, agent: str, version: npt.NDArray[np.float64]) -> int:
        shown = [self.client(agent.replace("{v}", f"{int(v)}"), one.tls) for v in version.tolist()]
        self.tracks.append(np.array(shown, np.int32))
        return len(self.tracks) - 1

    def table(self) -> npt.NDArray[np.int32]:
        """Shape (tracks, slots)."""
        return np.stack(self.tracks)

    def rows(self, door: Door) -> pa.Table:
        """user_agent, tls_fingerprint and their keys, one row per client."""
        agents, libraries = zip(*self.clients, strict=True)
        prints = {t: f"t13d{i:02d}_{hash_of(t):012x}" for i, t in enumerate(sorted(set(libraries)))}
        rows = {"user_agent": list(agents), "tls_fingerprint": [prints[t] for t in libraries]}
        return derive_exchanges(pa.table(rows), door).combine_chunks()


def hash_of(text: str) -> int:
    """48 bits of a text, the same everywhere."""
    return (
        int.from_bytes(text.encode()[::-1].rjust(8, b"~"), "little") * 0x9E3779B97F4A7C15 >> 13
        & (1 << 48) - 1
    )


def choose_software(cohort: Cohort, rng: np.random.Generator) -> Ints:
    """Software of each account, by the market of its persona or the cohort's choice."""
    n, have = cohort.accounts, market().software
    weights = np.array([s.who.get(cohort.persona, 0.0) for s in have])
    usual = rng.choice(len(have), n, p=weights / weights.sum())
    if cohort.client == "market":
        return np.asarray(usual, np.int64)
    if cohort.client == "one":
        programs = np.array([s.who.get("services", 0.0) for s in have])
        one = int(rng.choice(len(have), p=programs / programs.sum()))
    else:
        one = market().software_named(cohort.client)
    return np.where(rng.random(n) < cohort.diverse, usual, one).astype(np.int64)


def tracks_of(
    cohort: Cohort, software: Ints, garage: Garage, days: int, rng: np.random.Generator
) -> Ints:
    """Track of each account; a cohort's own program has one for all who use it."""
    lags = rng.choice(len(LAGS), len(software))
    tracks = np.zeros(len(software), np.int64)
    for one in np.unique(software):
        tracks[software == one] = garage.of_market(int(one), lags[software == one])
    if cohort.client == "one" or cohort.updates_together:
        one = int(np.bincount(software).argmax())
        pick = Choices(rng)
        custom = cohort.client == "one" and rng.random() < CUSTOM_SHARE
        label = f"{pick.of(grammar().nouns)}-{pick.of(grammar().nouns)}" if custom else ""
        updates = sorted(rng.uniform(0, days, rng.poisson(days / 18)).tolist())
        ours = software == one
        if cohort.updates_together:
            tracks[ours] = garage.own(one, label, updates)
        elif label:
            shift = np.array([garage.own(one, label, [u + d for u in updates]) for d in (0, 1, 4)])
            tracks[ours] = rng.choice(shift, int(ours.sum()))
    return tracks
