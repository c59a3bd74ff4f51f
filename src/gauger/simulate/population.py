"""Everybody in a world as arrays: one row an account, whatever its cohort."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, fields
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from gauger.records.schema import TRUTH
from gauger.simulate import content, habits, identity, software
from gauger.simulate.cohort import Cohort
from gauger.simulate.content import Commons
from gauger.simulate.draw import Cast
from gauger.simulate.library import Librarian
from gauger.simulate.market import Floats, Ints, market
from gauger.simulate.models import model_habits
from gauger.simulate.places import Atlas, Places
from gauger.simulate.scenario import at_day
from gauger.simulate.windows import Windows, ban_days, windows

DAY_US = 86_400_000_000
SECOND_DEVICE = 0.35
"""Of people who use two devices; assumed."""
LEAVE_SHARE = 0.02
"""Of honest accounts that close within the window; assumed."""
POLICY_SHARE = 0.006
"""Of honest accounts that the provider closes for reasons of its own; assumed."""
CHANNELS = ("api", "app", "cloud", "aggregator")


@dataclass(frozen=True, slots=True, kw_only=True)
class Members:
    """What traffic needs to know of accounts; arrays of shape (accounts,) unless said."""

    cohort: Ints
    sends: Ints
    later: npt.NDArray[np.float32]
    """Shape (accounts, days + 1): weight of this day and all after it."""
    first_day: Floats
    last_day: Floats
    zone_h: Floats
    profile: Ints
    session: Floats
    gap_s: Floats
    even: npt.NDArray[np.bool_]
    clock: Ints
    """Row of the clocks; 0: always up."""
    track: Ints
    second_track: Ints
    book: Ints
    second_book: Ints
    second_share: Floats
    system: Ints
    template_system: Ints
    tools: Ints
    model: Ints
    other_model: Ints
    new_model: Ints
    adopts_day: Floats
    new_share: Floats
    size: Floats
    """Factor of its input sizes."""
    output: Floats
    thinking: Floats
    refused: Floats
    errors: Floats
    channel: Ints
    org: Ints
    keys: Ints
    reuse: Floats
    retry: Floats
    samples: Ints


@dataclass(frozen=True, slots=True, kw_only=True)
class Population:
    """All accounts of a world and what they share."""

    cast: Cast
    ids: pa.Array
    members: Members
    places: Places
    pool: Ints
    clocks: npt.NDArray[np.float32]
    """Shape (clocks, days, 97): share of the day by share of the time up."""
    profiles: habits.Profiles
    garage: software.Garage
    tools: int
    organisations: int


@dataclass(slots=True)
class Census:
    """Makes the cohorts one after another and keeps what they share."""

    cast: Cast
    librarian: Librarian
    commons: Commons
    garage: software.Garage
    atlas: Atlas
    profiles: habits.Profiles
    weekday: Ints
    waves: list[float]
    """Days of enforcement."""
    parts: list[dict[str, Any]] = field(default_factory=list)
    places: list[Places] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    clocks: list[npt.NDArray[np.float32]] = field(default_factory=list)
    tools: int = 0
    organisations: int = 0
    households: int = 0
    hosts: dict[str, dict[str, Any]] = field(default_factory=dict)

    def enlist(self, cohort: Cohort, number: int) -> tuple[pa.Table, pa.Table]:
        """Make one cohort; gives its accounts (not yet hashed) and its truth."""
        rng = np.random.default_rng([self.cast.seed, 2, number])
        n, scenario = cohort.accounts, self.cast.scenario
        ids = [f"acct_{i:016x}" for i in rng.integers(0, 2**63, n).tolist()]
        cells = identity.cells_of(cohort, rng)
        country = identity.countries_of(cohort, rng)
        use = windows(cohort, scenario.days, rng)
        created = np.minimum(identity.signup_days(cohort, use.first, rng), use.first - 1e-4)
        if cohort.signup == "market" and cohort.kind != "campaign":
            use = _latecomers(use, cohort, scenario.days, self.waves, rng)
            created = np.minimum(created, use.first - 1e-4)
        created_us = at_day(scenario, 0) + (created * DAY_US).astype(np.int64)
        closed = (np.where(use.closed < 1e8, at_day(scenario, 0) + use.closed * DAY_US, 0)).astype(
            np.int64
        )
        reasons = [r if c else None for r, c in zip(use.reason, closed.tolist(), strict=True)]
        rows = identity.register(cohort, ids, country, cells, created_us, (closed, reasons), rng)
        rows = self._hidden(cohort, rows)
        key = rng.integers(1, 2**40, n)
        key = np.full(n, key[0]) if cohort.network == "house" else key
        self.places.append(self.atlas.settle(cohort, country, self.households, key, rng))
        self.parts.append(self._habits(cohort, number, country, cells, use, rng))
        self.ids += ids
        if cohort.kind == "honest":
            self.households += n
        return rows, _truth(cohort, ids)

    def _habits(
        self, cohort: Cohort, number: int, country: Ints, cells: Ints, use: Windows,
        rng: np.random.Generator,
    ) -> dict[str, Any]:  # fmt: skip
        n, days = cohort.accounts, self.cast.scenario.days
        up = habits.pause_mask(cohort, days, rng)
        weights = habits.day_weights(cohort, use.first, use.last, self.weekday, up.mean(1), rng)
        chosen = software.choose_software(cohort, rng)
        names = [market().software[s].name for s in chosen.tolist()]
        system, with_templates = content.cohort_systems(
            cohort, names, cells, self.commons, self.librarian, rng
        )
        book = content.cohort_books(cohort, cells, self.commons, self.librarian, rng)
        track = software.tracks_of(cohort, chosen, self.garage, days, rng)
        second = track
        if cohort.persona == "people" and cohort.client == "market":  # many have a second device
            another = software.choose_software(cohort, rng)
            devices = software.tracks_of(cohort, another, self.garage, days, rng)
            second = np.where(rng.random(n) < SECOND_DEVICE, devices, track)
        zones = [float(rng.choice(market().countries[c].zones)) for c in country.tolist()]
        zone = np.full(n, zones[0]) if cohort.one_zone else np.array(zones)
        rhythm = self.profiles.of_rhythm[cohort.rhythm]
        each = int(rng.choice(rhythm)) if cohort.one_zone or cohort.even else rng.choice(rhythm, n)
        spread = rng.lognormal(0, 0.35, (3, n))
        length = np.full(n, cohort.session) * (1 if cohort.even else spread[0])
        return {
            "cohort": np.full(n, number),
            "sends": habits.sends(cohort, np.maximum(0.02, use.last - use.first), rng),
            "later": habits.left_from(weights),
            "first_day": use.first, "last_day": use.last, "zone_h": zone,
            "profile": np.full(n, each), "session": length, "gap_s": cohort.gap_s * spread[1],
            "even": np.full(n, cohort.even), "clock": np.full(n, self._clock(up)),
            "track": track, "second_track": second,
            "book": book, "second_book": np.full(n, -1), "second_share": np.zeros(n),
            "system": system, "template_system": with_templates,
            "tools": self._tools(cohort, chosen),
            **model_habits(cohort, self.cast.scenario, rng),
            "size": rng.lognormal(0, 0.3, n),
            "output": cohort.output_factor * spread[2],
            "thinking": np.full(n, cohort.thinking), "refused": np.full(n, cohort.refused),
            "errors": cohort.errors * rng.lognormal(0, 0.8, n),
            "channel": _channels(cohort, chosen, rng),
            "org": self._orgs(cohort, n),
            "keys": 1 + (rng.random(n) < 0.3) * rng.integers(1, 4, n),
            "reuse": np.full(n, cohort.signature_reuse), "retry": np.full(n, cohort.retry),
            "samples": np.full(n, cohort.samples),
        }  # fmt: skip

    def _hidden(self, cohort: Cohort, rows: pa.Table) -> pa.Table:
        """Accounts inside a crowd register as its members do: its payer, its organisation."""
        kind = cohort.name.rsplit("-", 1)[0]
        columns = ("payment_fingerprint", "card_bin", "org_name", "plan")
        if cohort.kind == "crowd" and kind not in self.hosts:
            self.hosts[kind] = {c: rows[c].to_pylist() for c in columns}
        if cohort.inside not in self.hosts:
            return rows
        host = self.hosts[cohort.inside]
        picks = [i % len(host["plan"]) for i in range(len(rows))]
        for c in columns:
            copied = pa.array([host[c][i] for i in picks], rows[c].type)
            rows = rows.set_column(rows.column_names.index(c), c, copied)
        return rows

    def _clock(self, up: npt.NDArray[np.bool_]) -> int:
        if up.all():
            return 0
        edges = np.cumsum(np.pad(up, ((0, 0), (1, 0))), 1).astype(float)
        edges /= np.maximum(edges[:, -1:], 1)
        grid = np.arange(97) / 96
        self.clocks.append(
            np.stack([np.interp(grid, e + np.arange(97) * 1e-9, grid) for e in edges]).astype(
                np.float32
            )
        )
        return len(self.clocks)

    def _tools(self, cohort: Cohort, chosen: Ints) -> Ints:
        """Schema of tools: of the software, or the cohort's own; -1: none."""
        have = market().software
        known = np.array([i if s.tools else -1 for i, s in enumerate(have)])[chosen]
        if cohort.tools == "one":
            self.tools += 1
            return np.full(cohort.accounts, len(have) + self.tools - 1)
        return np.asarray(known, np.int64)

    def _orgs(self, cohort: Cohort, n: int) -> Ints:
        each = cohort.organisation == "own" or cohort.persona == "services"
        if cohort.organisation != "one" and not each:
            return np.full(n, -1)
        many = 1 if cohort.organisation == "one" else n
        self.organisations += many
        return self.organisations - many + np.arange(n) % many

    def population(self) -> Population:
        """Everybody enlisted."""
        columns = {f.name: np.concatenate([p[f.name] for p in self.parts]) for f in fields(Members)}
        days = self.cast.scenario.days
        always = np.broadcast_to(np.arange(97, dtype=np.float32) / 96, (days, 97))
        whole = {
            f.name: np.concatenate([getattr(p, f.name) for p in self.places])
            for f in fields(Places)
        }
        return Population(
            cast=self.cast,
            ids=pa.array(self.ids),
            members=Members(**columns),
            places=Places(**whole),
            pool=self.atlas.table(),
            clocks=np.stack([always, *self.clocks]),
            profiles=self.profiles,
            garage=self.garage,
            tools=self.tools,
            organisations=self.organisations,
        )


def take_census(
    cast: Cast, capabilities: tuple[str, ...], say: Callable[[str], None]
) -> Iterator[tuple[Census, pa.Table, pa.Table]]:
    """Make all cohorts; yields the census with each cohort's accounts and truth."""
    days, start = cast.scenario.days, cast.scenario.start
    seeds = [np.random.default_rng([cast.seed, 3, i]) for i in range(4)]
    librarian = Librarian(capabilities=capabilities)
    honest = sum(c.exchanges for c in cast.cohorts if c.kind == "honest")
    census = Census(
        cast=cast,
        librarian=librarian,
        commons=content.commons(librarian, honest, seeds[0]),
        garage=software.Garage(days, seeds[1]),
        atlas=Atlas(seeds[2]),
        profiles=habits.profiles(seeds[3]),
        weekday=(start.weekday() + np.arange(days)) % 7,
        waves=enforcement(cast),
    )
    for number, cohort in enumerate(cast.cohorts):
        say(cohort.name)
        accounts, truth = census.enlist(cohort, number)
        yield census, accounts, truth
    _double_agents(census)


def enforcement(cast: Cast) -> list[float]:
    """Days on which the provider closes accounts: those of the campaigns' waves, and others."""
    rng, days = np.random.default_rng([cast.seed, 6]), cast.scenario.days
    own = rng.uniform(0.05, 0.95, int(rng.integers(1, 4))) * days
    waves = {round(d, 3) for c in cast.cohorts for d in ban_days(c, days)}
    return sorted(waves | {round(float(d), 3) for d in own})


def _double_agents(census: Census) -> None:
    """Accounts that serve two campaigns: some sessions go through the other's book and harness."""
    numbers = {c.name: i for i, c in enumerate(census.cast.cohorts)}
    for number, cohort in enumerate(census.cast.cohorts):
        if cohort.shares not in numbers or not cohort.shared_accounts:
            continue
        other = census.parts[numbers[cohort.shares]]
        mine = census.parts[number]
        many = min(cohort.shared_accounts, len(other["book"]))
        other["second_book"][:many] = mine["book"][np.arange(many) % len(mine["book"])]
        other["second_share"][:many] = 0.35


def _latecomers(
    use: Windows, cohort: Cohort, days: int, waves: list[float], rng: np.random.Generator
) -> Windows:
    """Some honest accounts sign up within the window, some leave or are closed.

    Waves of enforcement hit other abuse as well (spam, stolen cards), and now and then a customer.
    """
    n, settled = cohort.accounts, cohort.leave_day > 1e8
    room = use.last - use.first
    late = (rng.random(n) < days / 380) & settled & (room > 5)
    first = np.where(late, use.first + rng.random(n) * room * 0.95, use.first)
    why = rng.random(n)
    leaves = (why < LEAVE_SHARE) & settled & (room > 5)
    last = np.where(leaves, first + rng.random(n) * (use.last - first), use.last)
    policy = (why < POLICY_SHARE) & leaves & bool(waves)
    wave = rng.choice(waves or [0.0], n) + rng.random(n) * 0.15
    last = np.where(policy, np.clip(wave, first + 0.02, use.last), last)
    last = np.maximum(last, first + 0.02)
    closed = np.where(leaves, last + 0.01, use.closed)
    reason = np.where(policy, "policy", np.where(why < POLICY_SHARE * 1.5, "payment", "user"))
    return Windows(first=first, last=last, closed=closed, reason=reason.tolist())


def _channels(cohort: Cohort, chosen: Ints, rng: np.random.Generator) -> Ints:
    if cohort.channel:
        return np.full(cohort.accounts, CHANNELS.index(cohort.channel))
    app = np.array([s.name.startswith(("webapp", "phone")) for s in market().software])[chosen]
    u = rng.random(cohort.accounts)
    return np.where(app, 1, np.where(u < 0.86, 0, np.where(u < 0.95, 2, 3))).astype(np.int64)


def _truth(cohort: Cohort, ids: list[str]) -> pa.Table:
    n = len(ids)
    campaign = [(cohort.part_of or cohort.name) if cohort.kind == "campaign" else None] * n
    crowd = [cohort.name if cohort.kind == "crowd" else None] * n
    return pa.table({"account_id": ids, "campaign": campaign, "crowd": crowd}, schema=TRUTH)
