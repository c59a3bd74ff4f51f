"""Roots are those of RFC 6962, so that another program gives them too."""

import pytest

from gauger.dossier.merkle import leaf, root

# Entries and roots of the tests of Certificate Transparency's reference code.
ENTRIES = ("", "00", "10", "2021", "3031", "40414243", "5051525354555657",
           "606162636465666768696a6b6c6d6e6f")  # fmt: skip
ROOTS = (
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)


@pytest.mark.parametrize("many", range(1, 9))
def test_roots_of_one_to_eight_entries_are_the_published_ones(many: int) -> None:
    leaves = [leaf(bytes.fromhex(e)) for e in ENTRIES[:many]]
    assert root(leaves).hex() == ROOTS[many - 1]


def test_an_inner_node_is_no_entry() -> None:
    """Two entries, and one entry that is the two hashes: the same bytes, another root."""
    two = [leaf(b"a"), leaf(b"b")]
    assert root([leaf(b"".join(two))]) != root(two)
