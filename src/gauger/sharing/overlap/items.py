"""Identifiers for a private comparison: one spelling, no guessable kinds, no duplicates.

Both sides must hash the same string: the kind, the unit separator (U+001F), and the kind's one
spelling (`sharing.kinds`), as UTF-8.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from gauger.errors import BrokenFile, UsageError
from gauger.sharing.kinds import KINDS

SEPARATOR = "\x1f"
MAX_ITEMS = 2_000_000
CARD_NUMBER = re.compile(r"[\d -]{12,23}")
WHY = (
    "there are so few of them that a partner could put all of them into its set, or hash them all "
    "and look"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Items:
    """A set to compare."""

    tagged: tuple[str, ...]
    """Sorted, each once: kind, separator, value."""
    kinds: tuple[str, ...]
    refused: dict[str, int]
    """Lines left out, by reason; never their text."""


def require_unguessable(kind: str) -> None:
    """Raise UsageError for a kind that can be tried out, or that is not known."""
    if kind not in KINDS:
        have = ", ".join(k.name for k in KINDS.values() if not k.guessable)
        raise UsageError(f"there is no kind {kind!r} to compare; there are {have}.")
    if KINDS[kind].guessable:
        raise UsageError(
            f"{kind} is not compared in private: {WHY}. Share it as a marked indicator instead, "
            "or allow it by name with --allow-guessable where both sides have agreed to."
        )


def read_items(path: Path, kind: str = "", *, allow: Sequence[str] = ()) -> Items:
    """Read one `kind:value` a line, or values of one `kind`. Raises BrokenFile or UsageError."""
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as seen:
        fix = "Write one kind:value a line, as UTF-8."
        raise BrokenFile(path, "identifiers", str(seen), fix) from seen
    plain = (line.strip() for line in lines)
    return make_items((p for p in plain if p and not p.startswith("#")), kind, allow=allow)


def make_items(lines: Iterable[str], kind: str = "", *, allow: Sequence[str] = ()) -> Items:
    """A set of lines. A guessable kind stops everything; a broken value is counted and left out."""
    found: set[str] = set()
    refused: Counter[str] = Counter()
    checked: set[str] = set()
    for line in lines:
        name, value = (kind, line) if kind else _split(line)
        if not name:
            refused["no kind: before the value"] += 1
            continue
        if name not in checked:
            _allowed(name, allow)
            checked.add(name)
        spelled = KINDS[name].normal(value)
        if spelled is None:
            refused[f"not spelled as a {name}"] += 1
        elif CARD_NUMBER.fullmatch(spelled.rpartition(":")[2]):
            refused["looks like a card number"] += 1
        else:
            found.add(f"{name}{SEPARATOR}{spelled}")
    if len(found) > MAX_ITEMS:
        raise UsageError(f"the set has {len(found):,} identifiers; the most is {MAX_ITEMS:,}.")
    kinds = tuple(sorted({t.partition(SEPARATOR)[0] for t in found}))
    return Items(tagged=tuple(sorted(found)), kinds=kinds, refused=dict(sorted(refused.items())))


def _allowed(kind: str, allow: Sequence[str]) -> None:
    if kind not in allow:
        require_unguessable(kind)


def _split(line: str) -> tuple[str, str]:
    name, colon, value = line.partition(":")
    return (name.strip(), value) if colon else ("", "")
