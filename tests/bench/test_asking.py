"""What phrases of asking prompts would tie: one campaign, worded by each account for itself."""

from pathlib import Path

from bench.asking import OWN, asking, truth_of

from gauger.records.world import open_world
from gauger.simulate.run import simulate
from gauger.simulate.scenario import load


def test_of_a_campaign_with_all_evasions_each_account_words_for_itself(tmp_path: Path) -> None:
    simulate(load("ladder-all"), tmp_path / "world", scale=0.1, seed=1)
    world = open_world(tmp_path / "world")
    found = asking(world, truth_of(world))
    campaign = next(g for g in found if g.of == "campaign harvest")
    assert (campaign.share, campaign.own / campaign.accounts > 0.9) == (1.0, True)
    assert campaign.accounts >= 30
    others = [g for g in found if not g.of.startswith("campaign")]
    assert others
    assert all(g.own / g.accounts < OWN for g in others)
