"""Communities of graphs on which the library's search has run for ever."""

import numpy as np
from scipy.sparse import csr_array

from gauger.linking.communities import candidate_groups, parts_of
from gauger.linking.edges import Edges
from gauger.linking.traits import Ints

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
    assert {tuple(p.tolist()) for p in parts} == {(1, 2, 3, 4, 5)}


def test_an_even_clique_comes_in_parts_that_hold_nearly_all_of_it() -> None:
    """Twelve accounts that are all linked, three pairs a little more: six were in no part."""
    a, b = (end.astype(np.int32) for end in np.triu_indices(12, 1))
    bits = np.where((b == a + 1) & (a % 2 == 0) & (a < 6), 70.0, 26.0)
    edges = Edges(a=a, b=b, total=bits, bits=csr_array(bits[:, None]))
    parts = parts_of(edges, np.arange(12), seed=0)
    assert sorted(np.concatenate(parts).tolist()) == list(range(12))
    assert len(parts) == 3


def test_a_few_with_much_in_common_stand_out_among_links_beyond_chance() -> None:
    """Ten busy accounts, each with hundreds of weak links to a crowd that is linked as weakly."""
    rng = np.random.default_rng(3)
    n, few = 4_000, np.arange(10)
    strong = {(int(a), int(b)) for a in few for b in few if a < b}
    busy = {(int(a), int(b)) for a in few for b in rng.choice(np.arange(10, n), 400, False)}
    crowd = {tuple(sorted(rng.choice(np.arange(10, n), 2, False).tolist())) for _ in range(30_000)}
    links = sorted(
        {pair: 24.0 if pair in strong else 6.0 for pair in strong | busy | crowd}.items()
    )
    a, b = np.array([pair for pair, _ in links], np.int64).T
    bits = np.array([said for _, said in links])
    edges = Edges(a=a, b=b, total=bits, bits=csr_array(bits[:, None]))

    def mostly_theirs(candidates: list[Ints]) -> list[list[int]]:
        return [c.tolist() for c in candidates if np.isin(c, few).mean() > 0.5]

    assert mostly_theirs(candidate_groups(edges, n, seed=0)) == []
    assert few.tolist() in mostly_theirs(candidate_groups(edges.beyond(n), n, seed=0))
