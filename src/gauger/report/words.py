"""Probabilities in the words of ICD 203."""

WORDS = (
    (0.05, "almost no chance"),
    (0.20, "very unlikely"),
    (0.45, "unlikely"),
    (0.55, "roughly even chance"),
    (0.80, "likely"),
    (0.95, "very likely"),
)


def in_words(p: float) -> str:
    """Words of estimative probability for p.

    >>> in_words(0.98), in_words(0.5)
    ('almost certain', 'roughly even chance')
    """
    return next((words for limit, words in WORDS if p < limit), "almost certain")


def many(number: int, thing: str) -> str:
    """A number of things.

    >>> many(1, "account"), many(25_000, "account")
    ('1 account', '25,000 accounts')
    """
    return f"{number:,} {thing}{'' if number == 1 else 's'}"
