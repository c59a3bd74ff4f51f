"""Two stages: is it ours at all, and only then whose; with "none of these" as an answer.

Asking each of many campaigns' keys whether it fires accuses somebody by chance, the oftener the
more campaigns there are. So one key that all campaigns share is asked first, at the full level;
only when it fires is each campaign's own asked, corrected for their number (Holm). A campaign is
named when its key fires and no other does: two at once is a pool, or a rival who forged marks.
Source: gatekeeping of families (Dmitrienko et al. 2003); false detection with many keys: arXiv
2506.15975; one key alone against forgery: arXiv 2507.07871.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from gauger.provenance.exact import holm
from gauger.provenance.greenlist import GreenList, SplitList, shared_windows
from gauger.provenance.radioactivity import Leaning, Tuples

Test = Callable[[Tuples, GreenList], Leaning]
"""`text_test` or `open_test`, with its generator and decoys bound."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """Whose answers taught a suspect, as far as the keys say."""

    p_shared: float
    """Of the key that all campaigns share."""
    p_campaigns: Mapping[str, float]
    """Holm over campaigns, by campaign; empty where the first stage did not fire."""
    alpha: float

    @property
    def fired(self) -> tuple[str, ...]:
        """Campaigns whose own key fires, the surest first."""
        ps = self.p_campaigns
        return tuple(sorted((c for c in ps if ps[c] <= self.alpha), key=lambda c: ps[c]))

    @property
    def named(self) -> str | None:
        """The one campaign whose key fires, or None of these."""
        return self.fired[0] if len(self.fired) == 1 else None


def name_by_green(
    tuples: Tuples, marks: Mapping[str, SplitList], test: Test, *, alpha: float
) -> Named:
    """Both stages of test C. Windows that the shared key owns serve the first stage alone."""
    shared = next(iter(marks.values())).shared
    first = shared_windows(shared.key, tuples.windows)
    p_shared = test(tuples.only(first), shared).p
    rest = tuples.only(~first)
    ps = {c: test(rest, m.own).p for c, m in marks.items()} if p_shared <= alpha else {}
    return name_by_p(p_shared, ps, alpha=alpha)


def name_by_p(p_shared: float, p: Mapping[str, float], *, alpha: float) -> Named:
    """The same from p-values: the first stage's, and each campaign's own.

    >>> name_by_p(1e-9, {"a": 1e-5, "b": 0.4}, alpha=1e-3).named
    'a'
    >>> name_by_p(0.2, {"a": 1e-5, "b": 0.4}, alpha=1e-3).named is None
    True
    """
    return Named(p_shared=p_shared, p_campaigns=holm(p) if p_shared <= alpha else {}, alpha=alpha)
