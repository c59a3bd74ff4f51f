"""What is known of an address: provider, country and class, from files that the operator has.

Ranges are looked up by binary search over sorted IPv4 starts; IPv6 and unknown addresses give null.
"""

import csv
import gzip
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from ipaddress import AddressValueError, IPv4Address, ip_network
from pathlib import Path

import numpy as np
import numpy.typing as npt

from gauger.errors import BrokenFile


@dataclass(frozen=True, slots=True)
class Ranges:
    """Disjoint IPv4 ranges, sorted, each with its facts."""

    starts: npt.NDArray[np.int64]
    ends: npt.NDArray[np.int64]
    facts: Sequence[tuple[str, ...]]

    def of(self, address: int) -> tuple[str, ...] | None:
        """Facts of the range around an address, None where there is none."""
        place = int(np.searchsorted(self.starts, address, "right")) - 1
        return self.facts[place] if place >= 0 and address <= self.ends[place] else None


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressBook:
    """The operator's files; what is left out stays null."""

    networks: Ranges | None = None
    countries: Ranges | None = None
    classes: Mapping[str, Ranges] | None = None

    def asn(self, ip: str) -> str | None:
        """Number of the autonomous system around an address."""
        return _first(self.networks, ip, 0)

    def as_name(self, ip: str) -> str | None:
        """Name of the autonomous system around an address."""
        return _first(self.networks, ip, 1)

    def country(self, ip: str) -> str | None:
        """Country of an address (ISO 3166-1 alpha-2)."""
        return _first(self.countries, ip, 0)

    def class_of(self, ip: str) -> str | None:
        """First class whose list holds the address."""
        for name, ranges in (self.classes or {}).items():
            if _first(ranges, ip, 0) is not None:
                return name
        return None


def read_ranges(file: Path) -> Ranges:
    """Read CSV lines start,end,fact,... (plain or .gz); raises BrokenFile."""
    opened = gzip.open if file.suffix == ".gz" else open
    try:
        with opened(file, "rt", encoding="utf-8", newline="") as lines:
            rows = [
                (int(IPv4Address(start)), int(IPv4Address(end)), tuple(facts))
                for start, end, *facts in csv.reader(lines)
                if ":" not in start
            ]
    except (OSError, EOFError, ValueError) as seen:
        fix = "Write lines start,end,asn,name or start,end,country."
        raise BrokenFile(file, "address ranges", str(seen), fix) from seen
    return _sorted(rows)


def read_class(file: Path) -> Ranges:
    """Read one address or CIDR a line, # for comments; raises BrokenFile."""
    try:
        words = [line.partition("#")[0].strip() for line in file.read_text("utf-8").splitlines()]
        nets = [ip_network(word, strict=False) for word in words if word and ":" not in word]
    except (OSError, ValueError) as seen:
        fix = "Write one CIDR a line."
        raise BrokenFile(file, "an address list", str(seen), fix) from seen
    rows = [(int(n.network_address), int(n.broadcast_address), ("",)) for n in nets]
    return _sorted(rows)


def _sorted(rows: Sequence[tuple[int, int, tuple[str, ...]]]) -> Ranges:
    kept: list[tuple[int, int, tuple[str, ...]]] = []
    for row in sorted(rows, key=lambda r: (r[0], -r[1])):
        if not kept or row[1] > kept[-1][1]:  # a range inside another adds nothing
            kept.append(row)
    starts = np.array([r[0] for r in kept], np.int64)
    ends = np.array([r[1] for r in kept], np.int64)
    return Ranges(starts, ends, [r[2] for r in kept])


def _first(ranges: Ranges | None, ip: str, place: int) -> str | None:
    if ranges is None:
        return None
    try:
        facts = ranges.of(int(IPv4Address(ip)))
    except AddressValueError:
        return None
    return facts[place] if facts and len(facts) > place else None
