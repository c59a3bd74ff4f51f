"""Groups that share nothing but their wording: found by it alone, and told from a popular one.

Operators with cards, addresses and clients of their own for each account still send one harness's
prompts. Such accounts show one kind of evidence, so nothing here accuses anybody: it names groups
to look at, and what they do must speak by other kinds.

An account is weighed by all the phrases of a group, those it lacks among them (a Bernoulli model),
against what an account of its activity holds by chance. Phrases come in bundles, so the sum says
too much; by how much is measured on strangers: the spread of their scores over the spread that
independent phrases would give (the design effect), by which all scores are divided.
Source: McCallum and Nigam 1998 for the model; Kish 1965, Survey Sampling, for the design effect.
"""

from dataclasses import dataclass

import numpy as np

from gauger.linking.communities import MIN_ACCOUNTS, candidate_groups
from gauger.linking.edges import ring_edges
from gauger.linking.traits import Floats, Ints, SignalTraits, Traits, entries
from gauger.linking.trial import MIN_HOLDERS, P_MEMBER, Trial, try_accounts, weighed
from gauger.signals.family import Family

MIN_LIFT_BITS = 2.0
"""A phrase is a group's when it is four times as common there: others only cost time."""
MAX_PHRASES = 400
"""Phrases weighed, those that say most: more of them say the same again."""
USUAL = (1e-4, 0.9)
"""Bounds of a phrase's share in a group: one account in ten words its harness anew."""
MIN_DEGREE = 5
"""Accounts with fewer repeated phrases show no wording."""
MIN_PHRASES = 2
"""Of the group's phrases, that an account must hold to be looked at."""
STRANGERS = 2_000
"""Accounts outside, looked at to measure the design effect; its error is then some 3 %."""
ROUNDS = 8
"""A group that has not settled by then has no wording of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrases:
    """Phrases of a group: columns of the signal, and how common in the group and elsewhere."""

    value: Ints
    within: Floats
    outside: Floats


def worded_alike(traits: Traits, seed: int) -> list[tuple[Ints, Trial]]:
    """Groups by wording alone, with the trial of their members; fine candidates first."""
    found: dict[bytes, tuple[Ints, Trial]] = {}
    for column, signal in enumerate(traits.signals):
        if signal.family is not Family.CONTENT:
            continue
        alone = Traits(accounts=traits.accounts, signals=(signal,))
        # One harness gives each account a hundred phrases, so that activity explains them all;
        # Leiden's modularity discounts busy accounts anyway.
        edges = ring_edges(alone, by_activity=False)
        for candidate in candidate_groups(edges, len(traits.accounts), seed):
            members = _settle(signal, candidate)
            if members is not None and members.tobytes() not in found:
                found[members.tobytes()] = (members, _trial(traits, signal, column, members))
    return list(found.values())


def confirmed(traits: Traits, group: Ints, certain: float) -> Ints:
    """Members of a group by two kinds of evidence whose wording, where it counts, holds as a whole.

    The trial lets the one phrase speak that fits best. Of a hundred busy accounts somebody shares
    some rare phrase with everybody, so who stands behind a borrowed address would seem to word as
    its borrowers do. By all phrases of the group he does not.
    """
    trial = try_accounts(traits, group).of(group)
    bits = trial.bits.copy()
    for column, signal in enumerate(traits.signals):
        if signal.family is Family.CONTENT and (bits[:, column] > 0).any():
            who, whole = wording_bits(signal, group)
            at = np.searchsorted(who, group)
            shows = np.isin(group, who)
            held = np.where(shows, whole[np.minimum(at, len(who) - 1)], 0.0) if len(who) else 0.0
            bits[:, column] = np.minimum(bits[:, column], held)
    found = weighed(traits, len(group), group, bits)
    return np.intersect1d(found.members, group[found.p_member >= certain])


def wording_bits(traits: SignalTraits, group: Ints) -> tuple[Ints, Floats]:
    """Accounts that hold phrases of `group`, sorted, and log2 odds that they word as it does."""
    phrases = phrases_of(traits, group)
    if not len(phrases.value):
        return np.zeros(0, np.int64), np.zeros(0)
    inside = np.zeros(len(traits.degree), bool)
    inside[group] = True
    holder, _ = _holders(traits, phrases)
    who = np.flatnonzero(np.bincount(holder) >= MIN_PHRASES)
    score = _scores(traits, phrases, who, inside)
    return who, score / design_effect(traits, phrases, inside)


def _settle(traits: SignalTraits, candidate: Ints) -> Ints | None:
    members = candidate
    for _ in range(ROUNDS):
        who, bits = wording_bits(traits, members)
        found = who[membership(traits, members, bits) >= P_MEMBER]
        if len(found) < MIN_ACCOUNTS:
            return None
        if np.array_equal(found, members):
            return members
        members = found
    return members


def membership(traits: SignalTraits, group: Ints, bits: Floats) -> Floats:
    """Posterior of accounts with these log2 odds, by how few of all accounts the group is."""
    outside = max(1, len(traits.degree) - len(group))
    odds = bits - np.log2(outside / len(group))
    return np.asarray(1.0 / (1.0 + np.exp2(-np.clip(odds, -60, 60))), np.float64)


def _trial(traits: Traits, signal: SignalTraits, column: int, members: Ints) -> Trial:
    """What all signals say of the members; the wording says what it said here."""
    who, bits = wording_bits(signal, members)
    shows = np.isin(members, who)
    at = np.minimum(np.searchsorted(who, members), len(who) - 1)
    mine = np.where(shows, bits[at], 0.0)
    every = try_accounts(traits, members).of(members).bits.copy()
    every[:, column] = mine
    return Trial(
        accounts=members,
        bits=every,
        p_member=membership(signal, members, mine),
        families=np.ones(len(members), np.int64),
        causes=np.ones(len(members), np.int64),
    )


def phrases_of(traits: SignalTraits, group: Ints) -> Phrases:
    """The phrases by which a group is told from others, at most MAX_PHRASES."""
    value, count = np.unique(traits.held[group].indices, return_counts=True)
    value, within = value[count >= MIN_HOLDERS], count[count >= MIN_HOLDERS].astype(float)
    outside = traits.holders[value] - within + 0.5
    lift = np.log2(within / len(group) / (outside / _strangers(traits, len(group))))
    order = np.lexsort((value, -within / len(group) * lift))
    keep = np.sort(order[lift[order] > MIN_LIFT_BITS][:MAX_PHRASES])
    return Phrases(value=value[keep].astype(np.int64), within=within[keep], outside=outside[keep])


def _strangers(traits: SignalTraits, members: int) -> int:
    """Accounts outside, and one more, of which nothing is known."""
    return len(traits.degree) - members + 1


def _scores(traits: SignalTraits, phrases: Phrases, accounts: Ints, inside: np.ndarray) -> Floats:
    """Log2 odds of these accounts: as if each held no phrase, and then for those it holds."""
    n, own = int(inside.sum()), inside[accounts].astype(np.int64)
    degree, at = np.unique(traits.degree[accounts], return_inverse=True)
    chance = _chance(traits, phrases, degree, inside)
    holder, phrase = _holders(traits, phrases)
    there = np.full(len(traits.degree), -1)
    there[accounts] = np.arange(len(accounts))
    known = there[holder] >= 0
    account, phrase = there[holder[known]], phrase[known]
    without = [_lacks(_share(phrases, n, i, 0.0, traits), chance) for i in (0, 1)]
    has = np.stack([_share(phrases, n, i, float(i), traits) for i in (0, 1)])
    swing = np.log2(has[own[account], phrase] / chance[at[account], phrase])
    swing -= np.stack(without)[own[account], at[account], phrase]
    alone = np.stack([w.sum(axis=1) for w in without])[own, at]
    return np.asarray(alone + np.bincount(account, swing, len(accounts)), np.float64)


def _holders(traits: SignalTraits, phrases: Phrases) -> tuple[Ints, Ints]:
    """(account, place of the phrase) of each account that holds one of these phrases."""
    phrase, entry = entries(traits.by_value, phrases.value)
    return traits.by_value.indices[entry].astype(np.int64), phrase


def _share(phrases: Phrases, n: int, is_member: int, holds: float, traits: SignalTraits) -> Floats:
    """How common each phrase is among a group's other accounts, shape (phrases,)."""
    usual = phrases.outside / _strangers(traits, n)
    return np.clip((phrases.within - holds + 0.5 * usual) / (n - is_member + 0.5), *USUAL)


def _chance(traits: SignalTraits, phrases: Phrases, degree: Ints, inside: np.ndarray) -> Floats:
    """How likely strangers with so many repeated phrases hold each, shape (degrees, phrases)."""
    elsewhere = max(1, traits.pairs - int(traits.degree[inside].sum()))
    by_activity = -np.expm1(-degree.astype(float)[:, None] * phrases.outside / elsewhere)
    usual = phrases.outside / _strangers(traits, int(inside.sum()))
    return np.clip(np.maximum(by_activity, usual), 1e-6, 0.99)


def _lacks(share: Floats, chance: Floats) -> Floats:
    """Log2 odds of a phrase that an account lacks, shape (degrees, phrases)."""
    return np.asarray(np.log2((1 - share) / (1 - chance)), np.float64)


def design_effect(traits: SignalTraits, phrases: Phrases, inside: np.ndarray) -> float:
    """How much wider strangers' scores spread than independent phrases explain; at least one."""
    strangers = np.flatnonzero(~inside & (traits.degree >= MIN_DEGREE))
    if len(strangers) < MIN_DEGREE:
        return 1.0
    some = strangers[:: max(1, len(strangers) // STRANGERS)].astype(np.int64)
    degree, at = np.unique(traits.degree[some], return_inverse=True)
    chance = _chance(traits, phrases, degree, inside)
    share = _share(phrases, int(inside.sum()), 0, 0.0, traits)
    lacks = _lacks(share, chance)
    swing = np.log2(share / chance) - lacks
    mean = (lacks + chance * swing).sum(axis=1)[at]
    variance = (chance * (1 - chance) * np.square(swing)).sum(axis=1)[at]
    score = _scores(traits, phrases, some, inside)
    low, high = np.quantile((score - mean) / np.sqrt(np.maximum(variance, 1e-9)), (0.25, 0.75))
    return max(1.0, float((high - low) / 1.349) ** 2)  # quartiles: the group's others are in there
