"""What a cohort writes: its own words, its templates, and whose wording is whose."""

from dataclasses import dataclass

import numpy as np

from gauger.simulate.cohort import Cohort
from gauger.simulate.library import (
    NO_SYSTEM,
    SKEWED,
    TASKS,
    UNIFORM,
    Ints,
    Librarian,
)
from gauger.simulate.market import PERSONAS, market
from gauger.simulate.words import (
    Choices,
    chosen,
    filled,
    grammar,
    own_system,
    own_words,
    reworded,
    wording,
)

ALSO_SHARE = 0.04
"""About the share of real users' prompts that judge, explain or practise (prompts_labelled)."""
MOST_PROMPTS = 60_000
"""Distinct template prompts of one cohort: beyond it, fillings are used more often."""
OWN_WORDS = (1_200, 250_000)
"""Distinct prompts of all honest people together, at least and at most."""
POPULAR_SYSTEMS = {"people": 0.03, "developers": 0.2, "services": 0.25}
"""Share of customers who paste a well-known system prompt; mooncake: over half of chat traffic
shares its first block of 512 tokens with another conversation, mostly through such prompts."""
REFERENCE = "{Reference|Item|Ref|Case|No.|Ticket|Id|Batch|Part} {<n>|<n> of <n>|<noun> <n>}."
MOST_SYSTEMS = 30_000
"""Distinct system prompts of one cohort."""
MAIN_SHARE = 0.5
"""Of an account's sessions, those about the one thing it mostly does."""


@dataclass(frozen=True, slots=True)
class Commons:
    """What everybody may draw from: own words by capability, public templates, known prompts."""

    own_words: dict[str, int]
    public: tuple[int, ...]
    systems: tuple[int, ...]
    software_systems: dict[str, int]
    persona_books: dict[str, tuple[int, ...]]
    """By main capability, in the order of the persona's mix."""


def commons(librarian: Librarian, honest_rows: int, rng: np.random.Generator) -> Commons:
    """Put the honest population's texts into the library."""
    pick = Choices(rng)
    total = int(np.clip(0.75 * honest_rows, *OWN_WORDS))
    decks = {c: _own_deck(librarian, c, total, pick, rng) for c in librarian.capabilities}
    replies = grammar().own["follow_ups"]
    librarian.follow_ups = librarian.deck(replies, ["conversation"] * len(replies), SKEWED)
    return Commons(
        own_words=decks,
        public=tuple(_public_deck(librarian, pick, rng) for _ in range(4)),
        systems=tuple(librarian.system(s) for s in grammar().systems["popular"]),
        software_systems={
            s.name: librarian.system(s.system) for s in market().software if s.system
        },
        persona_books={p: _persona_books(librarian, decks, p) for p in PERSONAS},
    )


def cohort_books(
    cohort: Cohort, cells: Ints, shared: Commons, librarian: Librarian, rng: np.random.Generator
) -> Ints:
    """Book of each account, shape (accounts,); `cells` says who shares a wording with whom."""
    n = cohort.accounts
    if not cohort.style and not cohort.popular:
        books = np.array(shared.persona_books[cohort.persona])
        if cohort.capabilities:
            return np.full(n, librarian.book(_own_mix(cohort, shared, 1.0)))
        weights = np.array(list(market().mix[cohort.persona].values()))
        return np.asarray(rng.choice(books, n, p=weights / weights.sum()), np.int64)
    key = {"account": np.arange(n), "cell": cells}.get(cohort.wording, np.zeros(n, np.int64))
    made = _template_decks(cohort, int(key.max()) + 1, librarian, rng)
    cover = _own_mix(cohort, shared, 1 - cohort.template_share - cohort.popular)
    public = {d: cohort.popular / len(shared.public) for d in shared.public if cohort.popular}
    books = np.array(
        [
            librarian.book({d: cohort.template_share / len(ds) for d in ds} | public | cover)
            for ds in made
        ]
    )
    return np.asarray(books[key], np.int64)


def cohort_systems(
    cohort: Cohort, software: list[str], cells: Ints, shared: Commons, librarian: Librarian,
    rng: np.random.Generator,
) -> tuple[Ints, Ints]:  # fmt: skip
    """System prompts that each account sends with its own words and with its templates.

    Cover is sent as an ordinary customer would send it. NO_SYSTEM where there is none.
    """
    n = cohort.accounts
    known = np.array([shared.software_systems.get(s, NO_SYSTEM) for s in software])
    popular = rng.choice(np.array(shared.systems), n)
    pastes = (known < 0) & (rng.random(n) < POPULAR_SYSTEMS[cohort.persona])
    usual = np.where(pastes, popular, known)
    own = _own_systems(cohort, cells, usual, librarian, rng)
    return (usual if cohort.kind == "campaign" else own), own


def _own_systems(
    cohort: Cohort, cells: Ints, usual: Ints, librarian: Librarian, rng: np.random.Generator
) -> Ints:
    n, pick = cohort.accounts, Choices(rng)
    if cohort.system == "none":
        return np.full(n, NO_SYSTEM)
    if cohort.system == "one":
        return np.full(n, librarian.system(own_system(pick)))
    if cohort.system in {"cells", "account"}:
        key = cells if cohort.system == "cells" else np.arange(n)
        many = min(int(key.max()) + 1, MOST_SYSTEMS)
        own = np.array([librarian.system(own_system(pick)) for _ in range(many)])[key % many]
        return np.where(rng.random(n) < 0.75, own, usual)
    return usual


def _own_deck(
    librarian: Librarian, subject: str, total: int, pick: Choices, rng: np.random.Generator
) -> int:
    weight = sum(market().mix[p].get(subject, 0) for p in PERSONAS) / len(PERSONAS)
    topics = grammar().topics[subject]
    size = max(40, round(total * weight))
    # people ask about few things often: places follow a power of a uniform number
    places = np.sort((len(topics) * rng.random(size) ** 1.6).astype(int))
    order = rng.permutation(len(topics))
    texts = [own_words(topics[order[t]], ALSO_SHARE, pick) for t in places]
    return librarian.deck(texts, [subject] * size, UNIFORM)


def _public_deck(librarian: Librarian, pick: Choices, rng: np.random.Generator) -> int:
    """A template that a framework or a well-known page gives to everybody."""
    lines = [line for _, line in wording("framework", pick)]
    subjects = rng.choice(["software-engineering", "agentic-tool-use"], 60).tolist()
    texts = [filled(lines, pick.of(grammar().topics[s]), pick) for s in subjects]
    return librarian.deck(texts, subjects, UNIFORM, template=True)


def _persona_books(librarian: Librarian, decks: dict[str, int], persona: str) -> tuple[int, ...]:
    mix = market().mix[persona]
    return tuple(
        librarian.book(
            {decks[c]: (1 - MAIN_SHARE) * w + MAIN_SHARE * (c == main) for c, w in mix.items()}
        )
        for main in mix
    )


def _own_mix(cohort: Cohort, shared: Commons, share: float) -> dict[int, float]:
    """Own words: the persona's mix, or the cohort's own where it has no templates."""
    if share <= 1e-6:
        return {}
    mix = market().mix[cohort.cover_persona or cohort.persona]
    if cohort.capabilities and not cohort.style:
        mix = cohort.capabilities
    whole = sum(mix.values())
    return {shared.own_words[c]: share * w / whole for c, w in mix.items()}


def _template_decks(
    cohort: Cohort, wordings: int, librarian: Librarian, rng: np.random.Generator
) -> list[list[int]]:
    """Decks of each wording, one a template; all go through the same subjects in the same order."""
    pick = Choices(rng)
    styles = {
        cohort.style or "framework": 1 - sum(cohort.more_styles.values())
    } | cohort.more_styles
    names = rng.choice(list(styles), cohort.templates, p=np.array(list(styles.values())))
    bases = [(str(s), wording(str(s), pick)) for s in names]
    fills = _fills(cohort, wordings)
    mix = cohort.capabilities or market().mix[cohort.persona]
    weights = np.array(list(mix.values()))
    made = []
    subjects = [rng.choice(list(mix), fills, p=weights / weights.sum()).tolist() for _ in bases]
    topics = [[_topic(s, cohort, i, fills, pick) for i, s in enumerate(ss)] for ss in subjects]
    mode = TASKS if cohort.systematic else UNIFORM
    for _ in range(wordings):
        decks = []
        for (style, base), ss, ts in zip(bases, subjects, topics, strict=True):
            lines = reworded(style, base, cohort.paraphrase, pick)
            if not any("<n>" in line for line in lines):  # no two tasks are one text
                lines.insert(int(pick.share() * len(lines)), chosen(REFERENCE, pick))
            texts = [filled(lines, t, pick) for t in ts]
            decks.append(librarian.deck(texts, ss, mode, template=True))
        made.append(decks)
    return made


def _topic(subject: str, cohort: Cohort, place: int, fills: int, pick: Choices) -> str:
    """A task list covers a subject from end to end; other people come back to a few topics."""
    topics = grammar().topics[subject]
    if cohort.systematic:
        return topics[int((place + pick.share()) / fills * len(topics))]
    return topics[int(len(topics) * pick.share() ** 1.6)]


def _fills(cohort: Cohort, wordings: int) -> int:
    """Fillings of each template: no more than there are exchanges, nor than the bank can hold."""
    each = wordings * cohort.templates
    return int(np.clip(min(cohort.exchanges / each / 2, MOST_PROMPTS / each), 2, cohort.fills))
