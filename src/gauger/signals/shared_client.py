"""S03: accounts that share a rare TLS fingerprint of their client."""

from ibis.expr.types import Table

from gauger.engines.relations import Relations
from gauger.signals.model import exchange_traits


def shared_client(world: Relations) -> Table:
    """TLS fingerprints of each account.

    Misses:  clients that imitate a browser. Benign: one library's users; hence popular
    fingerprints weigh nothing, and a client alone never makes two kinds of evidence.
    Source:  Frontier Model Forum brief, February 2026.
    """
    return exchange_traits(world.exchanges, "tls_key")
