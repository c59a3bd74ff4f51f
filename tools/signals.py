"""Write the catalogue part of docs/signals.md: `python -m tools.signals`.

A signal's file says all that there is to say of it; the page repeats it. What stands above the
marker is written by hand.
"""

from collections.abc import Sequence
from pathlib import Path

from gauger.signals.catalogue import ASKING, EVIDENCE, SIGNALS
from gauger.signals.family import Family
from gauger.signals.model import Declared, Evidence, Signal

PAGE = Path(__file__).resolve().parent.parent / "docs" / "signals.md"
MARKER = "<!-- What follows is made by `python -m tools.signals` from the signals' own files. -->"
NULL_SHARED = "configuration model: who holds how many values, and how many hold each"
NULL_COUNTS = "beta-binomial fitted to honest accounts"


def catalogue() -> str:
    """The two tables, and one heading a signal by family."""
    parts = [
        "## Shared values",
        "Each ties accounts that have one in common, where it ties at all.",
        _table(("cause", "ties"), [(s, s.cause, "yes" if s.ties else "no") for s in SIGNALS]),
        "## Account evidence",
        "Each counts what one account does; pooled over a group, it says what the group does.",
        _table(("unit", "may speak"), [(e, e.unit.value, _way(e)) for e in EVIDENCE]),
    ]
    for family in Family:
        own = [_entry(s) for s in (*SIGNALS, *EVIDENCE) if s.family is family]
        parts += [f"## {family.value.capitalize()}", *own] if own else []
    return "\n\n".join(parts) + "\n"


def page(text: str) -> str:
    """A page with its catalogue made anew."""
    return text.partition(MARKER)[0] + MARKER + "\n\n" + catalogue()


def _table(columns: tuple[str, str], signals: Sequence[tuple[Declared, str, str]]) -> str:
    rows = [f"| signal | of | family | {' | '.join(columns)} |", "|---|---|---|---|---|"]
    for signal, one, other in signals:
        link, ids = f"[{signal.name}](#{signal.name})", ", ".join(signal.ids)
        rows.append(f"| {link} | {ids} | {signal.family.value} | {one} | {other} |")
    return "\n".join(rows)


def _way(signal: Evidence) -> str:
    if signal.within:
        return f"through [{signal.within}](#{signal.within})"
    return {1: "for a harvest", -1: "against one", 0: "either way"}[signal.harvest]


def _entry(signal: Declared) -> str:
    rows = [
        ("looks for", ", ".join(signal.ids)),
        ("needs", ", ".join(f"`{n}`" for n in signal.needs)),
        *_of(signal),
        ("misses", signal.misses),
        ("benign", signal.benign),
        ("source", signal.source),
    ]
    lines = "\n".join(f"| {name} | {text} |" for name, text in rows)
    return f"### {signal.name}\n\n{_what(signal)}\n\n| | |\n|---|---|\n{lines}"


def _what(signal: Declared) -> str:
    if isinstance(signal, Signal):
        return f"Accounts that {signal.says}."
    assert isinstance(signal, Evidence)
    return f"How often {signal.says}."


def _of(signal: Declared) -> list[tuple[str, str]]:
    if isinstance(signal, Signal):
        role = "ties accounts" if signal.ties else "measured only; ties nobody"
        if signal is ASKING:
            role = "ties nobody by itself; shows who asks alike in words of his own"
        return [
            ("unit", f"account and value; {role}"),
            ("cause", signal.cause),
            ("null", NULL_SHARED),
        ]
    assert isinstance(signal, Evidence)
    return [("unit", signal.unit.value), ("null", NULL_COUNTS)]


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
