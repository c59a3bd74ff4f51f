"""The probe: a suspect against a panel, vendor by vendor, with "none of these" as an answer.

The null is a *family*: a developer's models, or all models of one training set, count once, since
relatives resemble each other. A suspect's likeness is set against each clear family's most alike
member, both scored without either's family; with F clear families the chance that the suspect is
an ordinary one of them is at least 1 / (F + 1), however alike it looks. Source: conformal rank
with left-out groups (Barber et al. 2021, Annals of Statistics 49(1), jackknife+, for the idea).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import msgspec
import numpy as np

from gauger.errors import InputError, UsageError
from gauger.provenance.arrays import Bools, Floats
from gauger.provenance.leads.copies import contrast, shared
from gauger.provenance.leads.grams import rates, sketch
from gauger.provenance.leads.identity import claims, names_of
from gauger.provenance.leads.likeness import alike, kernel, lean, profiles
from gauger.provenance.leads.panel import Answers, Member, Panel

LEAST_PROMPTS = 50
"""Below so many prompts in common nothing is said."""
LEAST_FAMILIES = 2
"""Taught families that likeness learns from; with fewer, the vendor's own models stand in."""
SUSPECT = "\0suspect"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is asked of the panel."""

    vendors: tuple[str, ...] = ()
    """Vendors to try, all of the panel if empty; p is multiplied by their number (Bonferroni)."""
    alpha: float = 0.05
    """Largest p that is called a lead."""
    family: str = ""
    """Family of the suspect, where known: its relatives are left out."""

    def __post_init__(self) -> None:
        if not 0 < self.alpha < 1:
            raise UsageError(f"alpha lies between 0 and 1; got {self.alpha}.")


class Lead(msgspec.Struct, frozen=True, kw_only=True):
    """What the panel says of one vendor."""

    vendor: str
    lean: float
    """Likeness to models this vendor taught: +1 like them, -1 like those it did not."""
    p: float
    """Conformal p over clear families, for this vendor alone."""
    p_least: float
    """The smallest p that this panel can give."""
    families_clear: int
    families_above: tuple[str, ...]
    """Clear families that look as much taught as the suspect does."""
    learned_from: str
    """`taught` families, or the vendor's `own` models."""
    copies: float | None
    """Same-prompt rare phrases shared with the vendor's models less with others'."""
    copies_p: float | None
    identity: int
    """Answers in which the suspect calls itself by the vendor's name."""
    identity_p: float
    """Share of clear families with a member that does so as often; alone it weighs nothing."""


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """The answer: a lead, or none of these; never proof."""

    answer: str
    """`lead` or `none of these`."""
    vendor: str
    p: float
    """Of the best vendor, times the number of vendors tried; at most 1."""
    says: str
    prompts: int
    leads: tuple[Lead, ...]
    """All vendors tried, the most likely first."""


def probe(panel: Panel, suspect: Answers, asked: Asked | None = None) -> Verdict:
    """Hold a suspect's answers against a panel. Raises InputError where there is too little."""
    asked = asked or Asked()
    prompts = sorted({p for m in panel.members for p in m.answers} & set(suspect))
    if len(prompts) < LEAST_PROMPTS:
        raise InputError(
            f"suspect and panel share {len(prompts)} prompts; leads need {LEAST_PROMPTS}. "
            "Ask the suspect the panel's own prompts, with their ids."
        )
    vendors = asked.vendors or panel.vendors
    strange = [v for v in vendors if v not in panel.vendors]
    if strange or not vendors:
        there = ", ".join(panel.vendors) or "none"
        raise UsageError(f"the panel knows no vendor {', '.join(strange)!r}; it has {there}.")
    own = Member(model=SUSPECT, family=asked.family or SUSPECT, answers=suspect)
    table = Table.of((*panel.members, own), prompts)
    found = [read for v in vendors if (read := table.lead(len(panel.members), v)) is not None]
    return _verdict(found, len(vendors), asked.alpha, len(prompts))


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Everything about a set of models that scores are read from; made once for many suspects."""

    members: tuple[Member, ...]
    products: Floats
    """Of standardised profiles, shape (models, models); see `likeness`."""
    company: Floats
    """Mean of both profiles, shape (models, models): to whom a model is nearer than expected."""
    cosine: Floats
    """Of rare phrases on the same prompt, shape (models, models); see `copies`."""
    named: Mapping[str, tuple[int, ...]]
    """By vendor, in how many answers each member calls itself by that vendor's name."""

    @classmethod
    def of(cls, members: Sequence[Member], prompts: Sequence[str]) -> "Table":
        """Compare all members on `prompts`."""
        sketches = [sketch(m.answers, prompts) for m in members]
        least, kin = max(3, len(members) // 12), [m.family for m in members]
        cosine, usage = shared(sketches), alike(rates(sketches, least_models=least))
        both = profiles(cosine, kin), profiles(usage, kin)
        return cls(
            members=tuple(members),
            products=kernel(*both),
            company=(both[0] + both[1]) / 2,
            cosine=cosine,
            named={
                v: tuple(claims(m.answers, names_of(v)) for m in members)
                for v in Panel(members=tuple(members)).vendors
            },
        )

    @property
    def families(self) -> list[str]:
        """Family of each member."""
        return [m.family for m in self.members]

    def lead(self, row: int, vendor: str) -> Lead | None:
        """What the others say of member `row` and a vendor; None where they cannot tell.

        The member's own lineage is not looked at.
        """
        one = self.members[row].family
        kin = np.array([f == one for f in self.families])
        taught, clear, source = self._sides(vendor, kin)
        rivals = sorted({f for f, c in zip(self.families, clear, strict=True) if c})
        if len(rivals) < 2 or not taught.any():
            return None
        if source == "own":
            above, scores = self._near(row, taught, clear, rivals)
        else:
            above, scores = self._above(row, taught, clear, rivals)
        copies, copies_p = self._copies(row, vendor, clear, rivals)
        said, said_p = self._identity(row, vendor, clear, rivals)
        return Lead(
            vendor=vendor, lean=float(np.median(scores)), p=(1 + len(above)) / (1 + len(rivals)),
            p_least=1 / (1 + len(rivals)), families_clear=len(rivals), families_above=above,
            learned_from=source, copies=copies, copies_p=copies_p, identity=said,
            identity_p=said_p,
        )  # fmt: skip

    def _sides(self, vendor: str, kin: Bools) -> tuple[Bools, Bools, str]:
        """Who is taught and who is clear, kin on neither side, and what stands for taught."""
        clear = np.array([m.clear_of(vendor) for m in self.members]) & ~kin
        taught = np.array([m.taught_by(vendor) for m in self.members]) & ~kin
        names = np.array(self.families)
        if len(set(names[taught])) >= LEAST_FAMILIES:
            return taught, clear, "taught"
        own = np.array([m.maker == vendor for m in self.members]) & ~kin
        return own | taught, clear, "own"

    def _above(
        self, row: int, taught: Bools, clear: Bools, rivals: Sequence[str]
    ) -> tuple[tuple[str, ...], list[float]]:
        """Clear families with a member as taught-looking as `row`, and the row's scores."""
        names, one = np.array(self.families), self.members[row].family
        above, scores = [], []
        for family in rivals:
            score = lean(self.products, taught, clear, self.families, {one, family})
            scores.append(float(score[row]))
            if score[clear & (names == family)].max() >= score[row]:
                above.append(family)
        return tuple(above), scores

    def _near(
        self, row: int, own: Bools, clear: Bools, rivals: Sequence[str]
    ) -> tuple[tuple[str, ...], list[float]]:
        """The same by nearness to the vendor's own models, where too few taught ones are known.

        Nothing is fitted: a profile has no entry among kin, so that the vendor's own models could
        not stand for students of theirs.
        """
        score, names = self.company[:, own].mean(axis=1), np.array(self.families)
        above = [f for f in rivals if score[clear & (names == f)].max() >= score[row]]
        return tuple(above), [float(score[row])]

    def _copies(
        self, row: int, vendor: str, clear: Bools, rivals: Sequence[str]
    ) -> tuple[float | None, float | None]:
        own = np.array([m.maker == vendor for m in self.members])
        score = contrast(self.cosine, own, clear, self.families)
        if not np.isfinite(score[row]):
            return None, None
        names = np.array(self.families)
        best = [np.nanmax(score[clear & (names == f)], initial=-np.inf) for f in rivals]
        p = (1 + sum(b >= score[row] for b in best)) / (1 + len(rivals))
        return float(score[row]), float(p)

    def _identity(
        self, row: int, vendor: str, clear: Bools, rivals: Sequence[str]
    ) -> tuple[int, float]:
        counts = self.named[vendor]
        said, best = counts[row], dict.fromkeys(rivals, 0)
        for member, count, counted in zip(self.members, counts, clear, strict=True):
            if counted:
                best[member.family] = max(best[member.family], count)
        return said, (1 + sum(b >= said for b in best.values())) / (1 + len(best))


def _verdict(found: list[Lead], tried: int, alpha: float, prompts: int) -> Verdict:
    if not found:
        raise InputError(
            "the panel cannot tell: no vendor has a model, or a model it taught, beside two clear "
            "families. Add controls with known lineage."
        )
    found.sort(key=lambda x: (x.p, -x.lean))
    best = found[0]
    p = min(1.0, best.p * tried)
    answer = "lead" if p <= alpha else "none of these"
    return Verdict(
        answer=answer, vendor=best.vendor if answer == "lead" else "", p=p,
        says=_words(best, p, tried, alpha), prompts=prompts, leads=tuple(found),
    )  # fmt: skip


def _words(best: Lead, p: float, tried: int, alpha: float) -> str:
    """The verdict in a sentence or two."""
    least = best.p_least * tried
    chance = f"p = {p:.2g} over {best.families_clear} clear families and {tried} vendors"
    if p <= alpha:
        return (
            f"A lead towards {best.vendor}, {chance}: a reason to run a keyed test, not evidence "
            "that the model was trained on its answers."
        )
    if least > alpha:
        alike = (
            "" if best.families_above else f" It looks more like {best.vendor}'s than all of them."
        )
        return (
            f"None of these: {chance}.{alike} This panel could not have given a lead at {alpha:g} "
            f"whatever the suspect said (its least p is {least:.2g}); that takes "
            f"{int(np.ceil(tried / alpha - 1))} clear families."
        )
    return f"None of these: {chance}, above {alpha:g}."
