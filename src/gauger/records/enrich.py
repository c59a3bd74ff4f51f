"""What is known of an address: provider, country and class, from files that the operator has.

Ranges of IPv4 and IPv6 are kept apart, sorted, and looked up by binary search.
"""

import csv
import gzip
import zlib
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address, ip_network
from pathlib import Path

from gauger.errors import BrokenFile, InputError

CLASS_ORDER = ("tor", "vpn", "relay", "hosting")
"""The more telling class wins where lists overlap: a Tor exit in a data centre is a Tor exit."""
Fact = tuple[str, ...]
Range = tuple[int, int, Fact]


@dataclass(frozen=True, slots=True)
class Ranges:
    """Disjoint ranges of addresses, each with its facts, by IP version."""

    starts: Mapping[int, Sequence[int]]
    ends: Mapping[int, Sequence[int]]
    facts: Mapping[int, Sequence[Fact]]

    def of(self, version: int, address: int) -> Fact | None:
        """Facts of the range around an address, None where there is none."""
        place = bisect_right(self.starts[version], address) - 1
        inside = place >= 0 and address <= self.ends[version][place]
        return self.facts[version][place] if inside else None


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressBook:
    """The operator's files; what is left out stays null."""

    networks: Ranges | None = None
    countries: Ranges | None = None
    classes: Mapping[str, Ranges] | None = None

    def of(self, ip: str) -> tuple[str | None, str | None, str | None, str | None]:
        """Number and name of the autonomous system, country and class of an address."""
        where = parsed(ip)
        if where is None:
            return None, None, None, None
        network = self.networks.of(*where) if self.networks else None
        country = self.countries.of(*where) if self.countries else None
        return _fact(network, 0), _fact(network, 1), _fact(country, 0), self._class(*where)

    def _class(self, version: int, address: int) -> str | None:
        classes = self.classes or {}
        first = [name for name in CLASS_ORDER if name in classes]
        names = [*first, *(name for name in classes if name not in CLASS_ORDER)]
        return next((n for n in names if classes[n].of(version, address) is not None), None)


def parsed(ip: str) -> tuple[int, int] | None:
    """Version and number of an address, None where it is none; v4 inside v6 is v4.

    >>> parsed("::ffff:192.0.2.1") == parsed("192.0.2.1"), parsed("?")
    (True, None)
    """
    try:
        address = ip_address(ip.strip())
    except ValueError:
        return None
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    return address.version, int(address)


def read_ranges(*files: Path) -> Ranges:
    """Read CSV lines start,end,fact,... or cidr,fact,... (plain or .gz); raises BrokenFile.

    IPv4 and IPv6 may stand in one file or in several.
    """
    return _sorted(one for file in files for one in _lines(file))


def read_class(*files: Path) -> Ranges:
    """Read one address or CIDR a line, # for comments; raises BrokenFile."""
    return _sorted(one for file in files for one in _words(file))


def _lines(file: Path) -> list[tuple[int, Range]]:
    opened = gzip.open if file.suffix == ".gz" else open
    try:
        with opened(file, "rt", encoding="utf-8-sig", newline="") as lines:
            return [_range(row) for row in csv.reader(lines) if row]
    except (OSError, EOFError, ValueError, csv.Error, zlib.error, InputError) as seen:
        fix = "Write lines start,end,asn,name or start,end,country."
        raise BrokenFile(file, "address ranges", str(seen), fix) from seen


def _words(file: Path) -> list[tuple[int, Range]]:
    try:
        words = [line.partition("#")[0].strip() for line in file.read_text("utf-8").splitlines()]
        return [_range([word]) for word in words if word]
    except (OSError, ValueError, InputError) as seen:
        fix = "Write one CIDR a line."
        raise BrokenFile(file, "an address list", str(seen), fix) from seen


def _range(row: Sequence[str]) -> tuple[int, Range]:
    """Version and range of a line."""
    if "/" in row[0] or len(row) == 1:
        net = ip_network(row[0].strip(), strict=False)
        return net.version, (int(net[0]), int(net[-1]), tuple(row[1:]))
    first, last = parsed(row[0]), parsed(row[1])
    if first is None or last is None or first[0] != last[0] or first[1] > last[1]:
        raise InputError(f"{','.join(row)[:60]!r} begins with no range")
    return first[0], (first[1], last[1], tuple(row[2:]))


def _sorted(rows: Iterable[tuple[int, Range]]) -> Ranges:
    found: dict[int, list[Range]] = {4: [], 6: []}
    for version, one in rows:
        found[version].append(one)
    kept: dict[int, list[Range]] = {4: [], 6: []}
    for version, ranges in found.items():
        own = kept[version]
        for one in sorted(ranges, key=lambda r: (r[0], -r[1])):
            if not own or one[1] > own[-1][1]:  # a range inside another adds nothing
                own.append(one)
    return Ranges(
        {v: [r[0] for r in own] for v, own in kept.items()},
        {v: [r[1] for r in own] for v, own in kept.items()},
        {v: [r[2] for r in own] for v, own in kept.items()},
    )


def _fact(facts: Fact | None, place: int) -> str | None:
    return facts[place] or None if facts and len(facts) > place else None
