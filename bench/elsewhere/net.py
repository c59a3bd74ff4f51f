"""Addresses: lines at home, carriers' shared exits, offices, clouds, resellers of exits.

Every address is a hash of who and when inside a provider's range, so nothing has to be remembered.
Ranges are real ones of large providers, by and large; nothing was ever sent from or to them.
"""

from dataclasses import dataclass

import numpy as np

from bench.elsewhere.clock import Sends
from bench.elsewhere.dice import below, mixed, unit
from bench.elsewhere.spec import DAY_US, HOUR_US, Bools, Ints, Place, Words64

# Country: hours from UTC, language, share of customers, home ranges, carriers' exits (range, exits).
COUNTRIES: dict[str, tuple[int, str, float, tuple[str, ...], str]] = {
    "US": (-6, "en", 22, ("73.0.0.0/9", "24.0.0.0/13", "71.160.0.0/12", "98.0.0.0/12"), "172.56.0.0/18"),
    "GB": (0, "en", 8, ("86.128.0.0/11", "81.128.0.0/13", "92.0.0.0/12"), "82.132.208.0/21"),
    "DE": (1, "de", 8, ("84.128.0.0/11", "91.0.0.0/12", "79.192.0.0/12"), "80.187.96.0/20"),
    "FR": (1, "fr", 6, ("90.0.0.0/11", "86.192.0.0/12", "82.64.0.0/14"), "92.184.96.0/20"),
    "ES": (1, "es", 4, ("80.24.0.0/14", "83.32.0.0/12", "88.0.0.0/12"), "95.127.128.0/20"),
    "BR": (-3, "pt", 8, ("177.32.0.0/12", "189.0.0.0/12", "187.0.0.0/13"), "179.84.0.0/18"),
    "MX": (-6, "es", 4, ("187.128.0.0/11", "189.128.0.0/11"), "200.68.128.0/19"),
    "CO": (-5, "es", 2, ("181.48.0.0/13", "186.80.0.0/13"), "191.156.0.0/19"),
    "IN": (5, "en", 12, ("49.32.0.0/12", "122.160.0.0/12", "106.192.0.0/12"), "157.32.0.0/17"),
    "ID": (7, "id", 7, ("36.64.0.0/12", "180.240.0.0/13", "125.160.0.0/12"), "114.120.0.0/17"),
    "JP": (9, "ja", 7, ("114.144.0.0/13", "153.128.0.0/11", "126.0.0.0/11"), "49.96.0.0/18"),
    "PH": (8, "en", 3, ("49.144.0.0/13", "112.198.0.0/16"), "110.54.128.0/18"),
    "KE": (3, "en", 2, ("197.136.0.0/14", "41.80.0.0/14"), "105.160.0.0/17"),
    "NG": (1, "en", 2, ("105.112.0.0/13", "102.88.0.0/14"), "197.210.64.0/19"),
    "VE": (-4, "es", 1, ("190.72.0.0/14", "186.88.0.0/14"), "190.97.224.0/20"),
    "PL": (1, "en", 2, ("83.0.0.0/13", "79.184.0.0/14"), "31.0.0.0/18"),
    "AU": (10, "en", 2, ("58.160.0.0/13", "120.144.0.0/13"), "1.144.0.0/18"),
}  # fmt: skip
CLOUDS = (
    "3.208.0.0/13",
    "34.64.0.0/12",
    "20.36.0.0/14",
    "65.108.0.0/16",
    "51.68.0.0/16",
    "134.209.0.0/16",
    "159.65.0.0/16",
    "172.104.0.0/15",
)
EXITS = (
    "45.76.0.0/16",
    "104.238.128.0/18",
    "185.213.152.0/22",
    "146.70.0.0/16",
    "89.187.160.0/19",
    "193.32.124.0/22",
    "37.19.192.0/18",
)
OFFICES = ("62.96.0.0/14", "195.0.0.0/12", "203.112.0.0/14", "12.0.0.0/11", "217.32.0.0/13")
NAMES = tuple(COUNTRIES)
CARRIER_EXITS = 160
"""Public addresses of one carrier's phones; thousands of customers share them."""


def block(text: str) -> tuple[int, int]:
    """First address and size of a range."""
    address, bits = text.split("/")
    a, b, c, d = (int(x) for x in address.split("."))
    return (a << 24) + (b << 16) + (c << 8) + d, 1 << (32 - int(bits))


def within(ranges: tuple[str, ...], hashes: Words64) -> Ints:
    """An address of one of the ranges for each hash."""
    bases, sizes = np.array([block(r) for r in ranges], np.int64).T
    which = below(mixed(hashes, 1), len(ranges))
    return np.asarray(bases[which] + 1 + below(mixed(hashes, 2), sizes[which] - 2), np.int64)


@dataclass(frozen=True, slots=True, kw_only=True)
class Living:
    """Where each account of a group is at home."""

    country: Ints
    """Index into NAMES, by account."""
    seed: Words64
    """By account."""
    house: Words64
    """Of the account's unit."""


def addresses(s: Sends, live: Living, place: Place) -> tuple[Ints, Words64]:
    """Address of each exchange: v4, or -1 and the /64 and interface hash of a v6."""
    seed, house = live.seed[s.account], live.house[s.account]
    own = _people(s, live)
    if place.kind == "people":
        return own
    if place.kind == "modems":
        shared = _carrier(live.country[s.account], mixed(seed, s.first_ts // (3 * HOUR_US)))
    elif place.kind == "vpn":
        shared = within(EXITS[2:], mixed(below(mixed(seed, s.session), 240), 77))
    else:
        turn = s.first_ts // (place.stick_s * 1_000_000)
        which = below(mixed(seed, turn, 5), place.exits)
        ranges = {"office": OFFICES, "campus": OFFICES, "cloud": CLOUDS, "exits": EXITS}[place.kind]
        alone = place.kind == "cloud" and place.exits == 1
        per, which = (seed, turn) if alone else (house, which)  # a server alone moves now and then
        shared = within(ranges, mixed(per, which, 9))
    home = unit(mixed(seed, s.session, 13)) < place.homes
    return np.where(home, own[0], shared), np.where(home, own[1], np.uint64(0))


def _people(s: Sends, live: Living) -> tuple[Ints, Words64]:
    """Home with changing leases, phone, now and then a cafe, a VPN or another country."""
    seed, country = live.seed[s.account], live.country[s.account]
    where = unit(mixed(seed, s.session, 3))
    phone = 0.05 + 0.6 * unit(mixed(seed, 4))
    away = unit(mixed(seed, s.first_ts // (9 * DAY_US), 6)) < 0.03
    country = np.where(away, below(mixed(seed, s.first_ts // (9 * DAY_US), 7), len(NAMES)), country)
    lease_us = (np.exp(1.0 + 3.6 * unit(mixed(seed, 8))) * DAY_US).astype(np.int64)
    epoch = (s.ts + (seed >> np.uint64(20)).astype(np.int64) % lease_us) // lease_us
    line = np.where(away, mixed(seed, epoch, 10), mixed(_line(live)[s.account], epoch, 11))
    at_home = np.zeros(len(seed), np.int64)
    for index, name in enumerate(NAMES):
        here = country == index
        at_home[here] = within(COUNTRIES[name][3], line[here])
    v6: Bools = (unit(mixed(_line(live)[s.account], 12)) < 0.28) & ~away
    v4 = np.where(where < 1 - phone, at_home, _carrier(country, mixed(seed, s.session, 14)))
    vpn = unit(mixed(seed, s.session, 15)) < np.where(unit(mixed(seed, 16)) < 0.08, 0.7, 0.01)
    v4 = np.where(vpn, within(EXITS[2:], mixed(below(mixed(seed, s.session, 17), 240), 77)), v4)
    six = v6 & (where < 1 - phone) & ~vpn
    return np.where(six, -1, v4), np.where(six, mixed(line, 18), np.uint64(0))


def _line(live: Living) -> Words64:
    """The line of an account's household: one in twelve shares the one before its own."""
    alone = unit(mixed(live.seed, 19)) > 0.08
    return np.where(alone, live.seed, np.roll(live.seed, 1))


def _carrier(country: Ints, hashes: Words64) -> Ints:
    """One of the shared exits of the country's carrier."""
    exits = below(hashes, CARRIER_EXITS)
    out = np.zeros(len(country), np.int64)
    for index, name in enumerate(NAMES):
        here = country == index
        out[here] = within((COUNTRIES[name][4],), mixed(exits[here], index, 21))
    return out


def written(v4: Ints, net6: Words64, who: Words64, *, cut: bool) -> list[str]:
    """Addresses as text; cut to /24 or /48 where the provider keeps no more."""
    if cut:
        v4 = np.where(v4 >= 0, v4 & ~0xFF, v4)
    out = []
    for address, net, tail in zip(v4.tolist(), net6.tolist(), who.tolist(), strict=True):
        if address >= 0:
            out.append(
                f"{address >> 24}.{address >> 16 & 255}.{address >> 8 & 255}.{address & 255}"
            )
            continue
        head = f"2a02:{net >> 48 & 0xFFF:x}:{net >> 32 & 0xFFFF:x}:"
        out.append(
            f"{head}:"
            if cut
            else f"{head}{net >> 16 & 0xFF or 1:x}:{tail >> 48 & 0xFFFF or 1:x}:{tail >> 32 & 0xFFFF:x}:{tail >> 16 & 0xFFFF:x}:{tail & 0xFFFF or 1:x}"
        )
    return out
