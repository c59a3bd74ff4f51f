"""What the documents may say and how: ICD 203 words, and no claim beyond the evidence.

ICD 203 keeps likelihood (how probable) and confidence (how good the basis is) in separate
sentences. `objections` checks every sentence of ours, and of profiles and titles people give.
Source: Intelligence Community Directive 203, Analytic Standards.
"""

import re
import unicodedata

from gauger.report.words import WORDS, in_words

LEVELS = ("low", "moderate", "high")
LIKELIHOOD = re.compile(
    r"\b(" + "|".join([*(w for _, w in WORDS), "almost certain(ly)?", "almost no chance"]) + r")\b",
    re.I,
)
CONFIDENCE = re.compile(r"\b(low|moderate|high) confidence\b", re.I)
TOO_MUCH = re.compile(
    r"\b(proves?|proven|beyond doubt|certainly(?<!almost certainly)|guilty|criminals?|thie(f|ves)|"
    r"stole(n)?|state-sponsored|spies|spy)\b",
    re.I,
)
NATIONS = re.compile(
    r"\b(chinese|russian|iranian|north korean|south korean|korean|indian|american|israeli|french|"
    r"german|british|japanese|vietnamese|pakistani|ukrainian|belarusian|brazilian|nigerian|turkish|"
    r"arab|taiwanese|singaporean)s?\b",
    re.I,
)
MAX_CHARS = 200


def likelihood(p: float) -> str:
    """A probability in words, with its number.

    >>> likelihood(0.87)
    'very likely (0.87)'
    """
    number = "above 0.99" if p > 0.99 else "below 0.01" if p < 0.01 else f"{p:.2f}"
    return f"{in_words(p)} ({number})"


def bounded(p: float) -> str:
    """A probability as a number, which never is nought or one.

    >>> bounded(0.998), bounded(0.002), bounded(0.5)
    ('>0.99', '<0.01', '0.50')
    """
    return ">0.99" if p > 0.99 else "<0.01" if p < 0.01 else f"{p:.2f}"


def objections(sentence: str) -> list[str]:
    """What is wrong with a sentence of a document.

    >>> objections("It is likely, with high confidence, that they are one.")
    ['likelihood and confidence in one sentence']
    """
    found = []
    if LIKELIHOOD.search(sentence) and CONFIDENCE.search(sentence):
        found.append("likelihood and confidence in one sentence")
    if TOO_MUCH.search(sentence):
        found.append("more than evidence of this kind can say")
    if NATIONS.search(sentence):
        found.append("a nationality")
    return found


def clean(text: str, most: int = MAX_CHARS) -> str:
    r"""Text from outside, safe to show: no control, private or direction-changing characters.

    >>> ascii(clean("a\u202eb\x1b[31m\n c"))
    "'a\\ufffdb\\ufffd[31m c'"
    """
    shown = "".join(
        " " if c in "\n\r\t" else "\ufffd" if unicodedata.category(c)[0] == "C" else c
        for c in text[: 4 * most]
    )
    joined = " ".join(shown.split())
    return joined if len(joined) <= most else joined[: most - 1] + "…"
