"""A small world with one distillation campaign, what a run found in it, and its case."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from gauger.campaigns.detect import detect
from gauger.campaigns.detections import read_detections, write_detections
from gauger.campaigns.ledger import Earlier
from gauger.campaigns.model import Campaign, Detections, Verdict
from gauger.casework.model import CaseFile, case_from
from gauger.dossier.extract import Material
from gauger.dossier.make import Order, limits_of
from gauger.dossier.pseudonyms import Pseudonyms
from gauger.dossier.statement import Wishes
from gauger.records.world import World, open_world
from gauger.simulate.run import simulate
from gauger.simulate.scenario import load
from tests.once import once

ISSUED = datetime(2026, 7, 1, 9, tzinfo=UTC)
NAMES = Pseudonyms(b"k" * 32)
WISHES = Wishes(issued=ISSUED, issuer="Example Models", recipient="Partner One")


@dataclass(frozen=True)
class Scene:
    """A world, what a run found in it, and the case of its one distillation campaign."""

    world: World
    found: Detections
    case: CaseFile
    detections: Path

    @property
    def elsewhere(self) -> frozenset[str]:
        """Accounts of the run's other groups."""
        mine = self.case.campaign.campaign_id
        others = (ms for name, ms in self.found.members.items() if name != mine)
        return frozenset(m.account_id for ms in others for m in ms)

    def order(self, **changes: object) -> Order:
        """An order for a pack of the case."""
        order = Order(
            case=self.case,
            world=self.world,
            wishes=WISHES,
            secret=b"s" * 32,
            signing=signer(1),
            elsewhere=self.elsewhere,
        )
        return replace(order, **changes)  # type: ignore[arg-type]


def material_of(world: World, found: Detections, campaign: Campaign) -> Material:
    """What a pack of one campaign of a run is made from."""
    case = case_from(found, campaign.campaign_id)
    others = (ms for name, ms in found.members.items() if name != campaign.campaign_id)
    return Material(
        case=case,
        world=world,
        names=NAMES,
        elsewhere=frozenset(m.account_id for ms in others for m in ms),
        limits=limits_of(case),
    )


def signer(number: int) -> Ed25519PrivateKey:
    """A signing key of a test, always the same."""
    return Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32)


@pytest.fixture(scope="session")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    """A small tour of which nothing is tuned here."""
    folder = once(tmp_path_factory, "scene", _fill)
    found = read_detections(folder / "detections")
    campaign = next(c for c in found.campaigns if c.verdict is Verdict.DISTILLATION)
    return Scene(
        world=open_world(folder / "world"),
        found=found,
        case=case_from(found, campaign.campaign_id),
        detections=folder / "detections",
    )


def _fill(folder: Path) -> None:
    simulate(load("tour"), folder / "world", scale=0.4, seed=1)
    earlier = (Earlier(name="an earlier campaign", exchanges=3_000),)
    found = detect(open_world(folder / "world"), ledger=earlier)
    write_detections(found, folder / "detections", replace=False)
