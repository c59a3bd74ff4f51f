"""A release on the TAXII shelf: where nobody but its recipient can read it."""

from datetime import datetime

from gauger.errors import UsageError
from gauger.sharing.answers import Status
from gauger.sharing.collections import OURSELVES, Shelf
from gauger.sharing.release import (
    PUBLISHED,
    STIX,
    on_record,
    released_files,
    require_in_force,
)
from gauger.sharing.store import Store


def publish(
    store: Store, shelf: Shelf, release_id: str, collection: str, *, now: datetime
) -> Status:
    """Put a release's objects into a collection; again is harmless.

    Raises UsageError where somebody else reads the collection, or the basis ended since.
    """
    freed = require_in_force(store, release_id, now)
    body = released_files(store, release_id)[STIX]
    strangers = sorted(shelf.readers(collection) - {freed.partner})
    if strangers:
        raise UsageError(
            f"{release_id} is for {freed.partner} alone, and {', '.join(strangers)} can read this "
            "collection. Use one of its own."
        )
    on_record(store, release_id, PUBLISHED, now, collection=collection)
    return shelf.post(OURSELVES, collection, body, now)
