"""Identity: answers in which a model speaks of itself by a vendor's name.

Alone this weighs nothing: the web is full of such sentences, and vendors' own models say them of
each other. It is counted, and set beside what clear families say.
"""

import re
from collections.abc import Mapping, Sequence

from gauger.provenance.leads.panel import Answers

NAMES: Mapping[str, str] = {
    "openai": r"openai|chatgpt|gpt-?[345]",
    "anthropic": r"anthropic|claude",
    "google": r"google|gemini|gemma|bard",
    "meta": r"meta ai|llama",
    "mistral": r"mistral",
    "alibaba": r"alibaba|qwen|tongyi",
    "deepseek": r"deepseek",
}
"""How each vendor and its models are called."""
_SELF = (
    r"\b(?:i am|i'm|my name is|i was (?:created|made|trained|developed|built) by|"
    r"(?:developed|created|trained|made|built) by)"
)


def claims(answers: Answers, names: str) -> int:
    """Answers that speak of the speaker by one of `names`, a pattern.

    >>> claims({"a": "I am ChatGPT, made by OpenAI.", "b": "ChatGPT is a model."}, "chatgpt|openai")
    1
    """
    said = re.compile(rf"{_SELF}[^.\n]{{0,40}}\b(?:{names})\b", re.IGNORECASE)
    return sum(said.search(text) is not None for text in answers.values())


def names_of(vendor: str, more: Sequence[str] = ()) -> str:
    """Pattern of a vendor's names; its own name where none are known here."""
    return "|".join([NAMES.get(vendor, re.escape(vendor)), *map(re.escape, more)])
