"""S03: accounts that share a rare TLS fingerprint of their client."""

from ibis.expr.types import Table

from gauger.engines.relations import Relations
from gauger.signals.family import Family
from gauger.signals.model import Signal, exchange_traits


def shared_client(world: Relations) -> Table:
    """TLS fingerprints of each account."""
    return exchange_traits(world.hourly, "tls_key")


SIGNAL = Signal(
    name="shared-client",
    ids=("S03",),
    family=Family.INFRASTRUCTURE,
    cause="software",
    needs=("exchanges.tls_key",),
    traits=shared_client,
    says="show the same rare client fingerprint",
    misses="clients that imitate a browser",
    benign=(
        "one library's users; popular fingerprints weigh nothing, and a client alone never "
        "makes two kinds of evidence"
    ),
    source="Frontier Model Forum brief, February 2026",
)
