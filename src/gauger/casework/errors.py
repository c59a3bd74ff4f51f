"""What can go wrong with a case, in words that say what to do."""

from gauger.errors import InputError, UsageError


class NoSuchCase(InputError):
    """A case id that the store does not know."""

    def __init__(self, case_id: str) -> None:
        super().__init__(f"there is no case {case_id!r}. `gauger case list` names them.")


class CaseChanged(UsageError):
    """Somebody else changed the case since it was read."""

    def __init__(self, case_id: str, seen: int, now: int) -> None:
        super().__init__(
            f"{case_id} was changed by somebody else (you saw version {seen}, it is {now}). "
            "Nothing was written: read it again and repeat what still applies."
        )


class FilterChanged(UsageError):
    """Other accounts pass a filter than were seen."""

    def __init__(self, seen: int, now: int) -> None:
        super().__init__(
            f"{now:,} accounts pass the filter now, not {seen:,}: somebody labelled meanwhile. "
            "Nothing was written; look again."
        )


class NotAllowed(UsageError):
    """An act that the rules of casework forbid."""
