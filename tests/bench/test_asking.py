"""What phrases of asking prompts would tie: one campaign, worded by each account for itself."""

from bench.asking import asking, truth_of

from gauger.linking.asked import OWN
from gauger.records.world import World


def test_of_a_campaign_with_all_evasions_each_account_words_for_itself(own_words: World) -> None:
    found = asking(own_words, truth_of(own_words))
    campaign = [c for c in found if c.of == "campaign harvest"]
    assert max(c.own / c.accounts for c in campaign) > 0.9
    assert max(c.kept for c in campaign) > 150
    assert all(c.kept == c.right for c in campaign)
    others = [c for c in found if not c.of.startswith("campaign")]
    assert others
    assert all(c.own / c.accounts < OWN and not c.kept for c in others)
