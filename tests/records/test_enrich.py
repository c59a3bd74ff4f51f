"""Addresses get what the operator's files know of them, and null otherwise."""

from pathlib import Path

import pyarrow as pa
import pytest

from gauger.records.contact import read_list
from gauger.records.door import Door, derive_exchanges
from gauger.records.enrich import AddressBook, read_class, read_ranges


def test_an_address_gets_its_network_and_class(tmp_path: Path) -> None:
    """Inside a range: its facts; outside, IPv6 or no address: null."""
    nets, vpn = tmp_path / "nets.csv", tmp_path / "vpn.txt"
    nets.write_text('203.0.113.0,203.0.113.255,64500,"Example, Inc."\n')
    vpn.write_text("# exits\n203.0.113.0/28\n")
    book = AddressBook(networks=read_ranges(nets), classes={"vpn": read_class(vpn)})
    ips = ["203.0.113.7", "203.0.113.99", "198.51.100.1", "2001:db8::1", "?", None]
    rows = pa.table({"ip": pa.array(ips, pa.string())})
    made = derive_exchanges(rows, Door(key=b"k" * 32, addresses=book))
    assert made["ip_asn"].to_pylist() == [64500, 64500, None, None, None, None]
    assert made["ip_as_name"][0].as_py() == "Example, Inc."
    assert made["ip_class"].to_pylist() == ["vpn", None, None, None, None, None]


def test_ipv6_ranges_and_the_more_telling_class(tmp_path: Path) -> None:
    """Both versions may stand in a file; a Tor exit in a data centre is a Tor exit."""
    nets, tor, hosting = tmp_path / "n.csv", tmp_path / "t", tmp_path / "h"
    nets.write_text("2001:db8::,2001:db8::ffff,AS64501,Six\n203.0.113.0/24,64500,Four\n")
    tor.write_text("2001:db8::7\n")
    hosting.write_text("2001:db8::/32\n")
    book = AddressBook(
        networks=read_ranges(nets), classes={"hosting": read_class(hosting), "tor": read_class(tor)}
    )
    rows = pa.table({"ip": ["2001:DB8::7", "2001:db8::8", "::ffff:203.0.113.7"]})
    made = derive_exchanges(rows, Door(key=b"k" * 32, addresses=book))
    assert made["ip_asn"].to_pylist() == [64501, 64501, 64500]
    assert made["ip_class"].to_pylist() == ["tor", "hosting", None]


@pytest.mark.shared
def test_real_lists_are_read(shared: Path) -> None:
    """The public files that operators use, IPv6 Tor exits among them."""
    folder = shared / "ip"
    book = AddressBook(
        networks=read_ranges(folder / "asn-ipv4.csv.gz"),
        countries=read_ranges(folder / "asn-country-ipv4.csv.gz"),
        classes={"tor": read_class(folder / "tor-exit-nodes.lst")},
    )
    assert book.of("1.0.0.1")[:2] == ("13335", "Cloudflare, Inc.")
    exits = [w for w in (folder / "tor-exit-nodes.lst").read_text().split() if ":" in w]
    assert all(book.of(ip)[3] == "tor" for ip in exits)
    assert len(exits) > 500
    assert "gmail.com" in read_list(folder / "free_email_domains.json")
    assert "stanford.edu" in read_list(folder / "world_universities_and_domains.json")
    assert len(read_list(folder / "disposable_phones.json")) > 100_000
