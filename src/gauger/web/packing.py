"""Evidence packs made while the workbench goes on: one at a time, in a thread of its own.

A pack reads the logs, so nobody waits for it in a request: whoever asked looks again later. What
was made lies in a private folder until the server stops; the record says who made it, for whom,
and who took it away.
"""

import logging
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from typing import TYPE_CHECKING

from gauger.casework import reading as read
from gauger.casework.model import CaseFile
from gauger.casework.store import CaseStore
from gauger.errors import GaugerError, InputError, UsageError
from gauger.web.settings import Packs

if TYPE_CHECKING:
    from gauger.dossier.make import Made
    from gauger.records.world import World


@dataclass(frozen=True, slots=True, kw_only=True)
class Packed:
    """A pack of a case: being made, ready, or what went wrong."""

    number: int
    by: str
    recipient: str
    at: datetime
    step: str = "waiting for its turn"
    wrong: str = ""
    zip: Path | None = None
    root: str = ""
    key: str = ""
    figures: int = 0
    bytes: int = 0

    @property
    def ready(self) -> bool:
        """Whether it can be taken away."""
        return self.zip is not None

    @property
    def making(self) -> bool:
        """Whether it is still on its way."""
        return not self.ready and not self.wrong


class Packing:
    """The newest pack of each case, since the server started."""

    def __init__(self, store: CaseStore, settings: Packs) -> None:
        self._store, self._settings = store, settings
        self._room = TemporaryDirectory(prefix="gauger-packs-")
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="pack")
        self._packs: dict[str, Packed] = {}
        self._lock = Lock()

    def of(self, case_id: str) -> Packed | None:
        """The newest pack of a case."""
        return self._packs.get(case_id)

    def start(self, case_id: str, recipient: str, *, by: str) -> None:
        """Begin a pack. Raises NoSuchCase, or UsageError while one of the case is being made."""
        case = self._store.case(case_id)
        with self._lock:
            old = self._packs.get(case_id)
            if old is not None and old.making:
                raise UsageError(f"a pack of {case_id} is being made already; look again later.")
            begun = Packed(
                number=old.number + 1 if old else 1,
                by=by,
                recipient=recipient.strip()[:200] or "whom it may concern",
                at=self._store.clock(),
            )
            self._packs[case_id] = begun
        said = f"for {begun.recipient}"
        self._store.record(actor=by, act="ask for a pack", subject=case_id, detail=said)
        self._pool.submit(self._work, case, begun)

    def close(self) -> None:
        """Drop what waits, let what is being made end, and remove all packs."""
        self._pool.shutdown(wait=True, cancel_futures=True)
        self._room.cleanup()

    def _work(self, case: CaseFile, begun: Packed) -> None:
        try:
            made = self._make(case, begun)
        except GaugerError as seen:
            self._set(case.case_id, wrong=str(seen))
        except Exception:
            logging.getLogger(__name__).exception("pack of %s", case.case_id)
            self._set(case.case_id, wrong="something broke; it is in the server's log.")
        else:
            said = f"for {begun.recipient}: root {made.merkle_root}"
            self._store.record(actor=begun.by, act="make pack", subject=case.case_id, detail=said)
            self._set(
                case.case_id, zip=made.zip, root=made.merkle_root, key=made.public_key,
                figures=made.figures, bytes=made.bytes,
            )  # fmt: skip

    def _make(self, case: CaseFile, begun: Packed) -> "Made":
        # Heavy, and only in a workbench that makes packs.
        from gauger.dossier.make import Order, make_pack  # noqa: PLC0415
        from gauger.dossier.signing import signing_key  # noqa: PLC0415
        from gauger.dossier.statement import Wishes  # noqa: PLC0415
        from gauger.records.pseudonym import read_key  # noqa: PLC0415

        given = self._settings
        with self._store.reading() as c:
            elsewhere = read.others_of_run(c, case.case_id)
        order = Order(
            case=case,
            world=self._world(case),
            wishes=Wishes(
                issued=begun.at.replace(microsecond=0),
                issuer=given.issuer,
                recipient=begun.recipient,
                contact=given.contact or given.issuer,
                appeal=given.appeal or given.contact or given.issuer,
                marking=given.marking,
            ),
            secret=read_key(given.key)[0],
            signing=signing_key(given.signing_key)[0],
            elsewhere=elsewhere,
            say=lambda step: self._set(case.case_id, step=step),
        )
        out = Path(self._room.name) / f"{_plain(case.case_id)}-{begun.number}"
        return make_pack(order, out, replace=False)

    def _world(self, case: CaseFile) -> "World":
        """The world that the case's run read. Raises InputError when it was not given."""
        from gauger.dossier.make import hashed  # noqa: PLC0415
        from gauger.records.world import open_world  # noqa: PLC0415

        self._set(case.case_id, step="looking for its logs")
        worlds = [open_world(path) for path in self._settings.worlds]
        if len(worlds) == 1:  # making the pack compares the hashes, and says what differs
            return worlds[0]
        for world in worlds:
            if _same_files(world, case.run.inputs) and hashed(world) == case.run.inputs:
                return world
        raise InputError(
            f"none of the {len(worlds)} worlds given to the workbench is the one that "
            f"{case.case_id} was found in. Start `gauger serve` with its --world."
        )

    def _set(self, case_id: str, **values: object) -> None:
        with self._lock:
            self._packs[case_id] = replace(self._packs[case_id], **values)  # type: ignore[arg-type]


def packing_of(store: CaseStore, settings: Packs | None) -> Packing | None:
    """A place to make packs, where the workbench was given worlds."""
    return Packing(store, settings) if settings is not None and settings.worlds else None


def _same_files(world: "World", inputs: Mapping[str, str]) -> bool:
    own: Sequence[Path] = world.exchange_files
    return {str(p.relative_to(world.path)) for p in own} <= set(inputs)


def _plain(name: str) -> str:
    return "".join(x for x in name if (x.isascii() and x.isalnum()) or x in "-_") or "case"
