"""S06: accounts registered on one day with addresses made after one pattern."""

from ibis.expr.types import Table

from gauger.engines.keys import text_key
from gauger.engines.relations import Relations
from gauger.signals.family import Family
from gauger.signals.model import Signal, account_traits


def mail_form_burst(world: Relations) -> Table:
    """Domain, form of the local part and day of the sign-up, as one value."""
    accounts = world.accounts
    form = text_key(accounts.domain_key, accounts.email_shape, accounts.created_at.date())
    return account_traits(accounts.mutate(form_key=form), "form_key")


SIGNAL = Signal(
    name="mail-form-burst",
    ids=("S06",),
    family=Family.IDENTITY,
    cause="registration",
    needs=("accounts.domain_key", "accounts.email_shape", "accounts.created_at"),
    traits=mail_form_burst,
    says="were registered on one day with mail addresses of one form",
    misses=(
        "addresses after the market's patterns; where addresses come hashed, their form is unknown"
    ),
    benign="a school that creates its pupils' mailboxes; a launch day",
    source="joint advisory AA26-251A; September 2026 report (throw-away e-mail)",
)
