"""Communities of graphs on which the library's search has run for ever."""

import numpy as np
from scipy.sparse import csr_array

from gauger.linking.communities import parts_of
from gauger.linking.edges import Edges

# Twelve links of six accounts, found in a world of half a million exchanges.
ENDS = (
    (0, 2),
    (0, 3),
    (0, 5),
    (1, 2),
    (1, 3),
    (1, 4),
    (1, 5),
    (2, 3),
    (2, 5),
    (3, 4),
    (3, 5),
    (4, 5),
)
FEW, MANY = 6.44156094179861, 11.992789400897557


def test_equal_links_come_to_an_end() -> None:
    bits = [MANY if i not in (3, 9, 11) else FEW for i in range(len(ENDS))]
    a, b = np.array(ENDS, np.int64).T
    edges = Edges(a=a, b=b, total=np.array(bits), bits=csr_array(np.array(bits)[:, None]))
    parts = parts_of(edges, np.arange(6), seed=0)
    assert {tuple(p.tolist()) for p in parts} == {(1, 4)}
