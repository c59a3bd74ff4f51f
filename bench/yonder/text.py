"""Made-up text: a small grammar machine over the files in `grammar/`.

Limits: texts are plausible line by line, not as a whole; nobody would learn much from reading two.
"""

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from random import Random
from typing import NamedTuple

FOLDER = Path(__file__).parent / "grammar"
SLOT = re.compile(r"\{(?:([A-Z]):)?([A-Za-z]\w*)\}")
Part = tuple[str, str]
"""What is to be done, and with what: text stands, a rule is expanded, a name is kept or looked up."""
WORDS = {
    rule: 7 + 12 * at
    for at, rule in enumerate(
        "nn vb adj arg mod repo stack topic subject hobby job city thing food person trade relative "
        "de_t fr_t es_t pt_t pl_t tr_t ru_t id_t ja_t zh_t ko_t hi_t".split()
    )
}
"""Rules of which everybody has favourites, with a number that keeps theirs apart."""


class _Way(NamedTuple):
    """What one expansion carries along."""

    kept: dict[str, str]
    out: list[str]
    lens: int


class Grammar:
    """Rules by name, cut into parts once."""

    def __init__(self, lines: Iterable[str]) -> None:
        self.rules: dict[str, list[tuple[Part, ...]]] = {}
        name = ""
        for line in lines:
            if line.startswith("#") or not line.strip():
                continue
            if not line.startswith(" "):
                name = line.strip()
                self.rules.setdefault(name, [])
            else:
                self.rules[name] += [_parts(one) for one in line[2:].split(" | ")]

    def make(self, rnd: Random, rule: str, lens: int = 0) -> str:
        """One expansion of a rule, without white space at its ends.

        A `lens` other than 0 is a person's: half the time he speaks of his own few things.
        """
        out: list[str] = []
        self._expand(rnd, rule, _Way({}, out, lens))
        return "".join(out).strip()

    def fill(self, rnd: Random, text: str) -> str:
        """A text with its slots filled.

        >>> grammar().fill(Random(1), "{short_code}, {short_code}")
        'rename it to scan_ticket, where is split_cache?'
        """
        out: list[str] = []
        self._run(rnd, _cut(text), _Way({}, out, 0))
        return "".join(out).strip()

    def _expand(self, rnd: Random, rule: str, way: _Way) -> None:
        ways = self.rules[rule]
        if way.lens and rule in WORDS and rnd.random() < 0.5:
            at = (way.lens * WORDS[rule] + int(rnd.random() * 3)) % len(ways)
        else:
            at = int(rnd.random() * len(ways))
        self._run(rnd, ways[at], way)

    def _run(self, rnd: Random, parts: tuple[Part, ...], way: _Way) -> None:
        for what, text in parts:
            if what == "text":
                way.out.append(text)
            elif what == "rule":
                self._expand(rnd, text, way)
            elif what == "kept":
                way.out.append(way.kept[text])
            else:
                own: list[str] = []
                self._expand(rnd, text, way._replace(out=own))
                way.kept[what] = "".join(own)
                way.out.append(way.kept[what])


def _parts(text: str) -> tuple[Part, ...]:
    text = text.replace("\\n", "\n").replace("\\t", "\t")
    return () if text.strip() == "." else _cut(text)


@cache
def _cut(text: str) -> tuple[Part, ...]:
    parts: list[Part] = []
    at = 0
    for slot in SLOT.finditer(text):
        if slot.start() > at:
            parts.append(("text", text[at : slot.start()]))
        name, rule = slot.groups()
        kind = name or ("kept" if len(rule) == 1 and rule.isupper() else "rule")
        parts.append((kind, rule))
        at = slot.end()
    if at < len(text):
        parts.append(("text", text[at:]))
    return tuple(parts)


@cache
def grammar() -> Grammar:
    """The grammar of all files."""
    files = sorted(FOLDER.glob("*.txt"))
    return Grammar(line for file in files for line in file.read_text("utf-8").splitlines())
