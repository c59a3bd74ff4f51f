"""Addresses get what the operator's files know of them, and null otherwise."""

from pathlib import Path

import pyarrow as pa

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
