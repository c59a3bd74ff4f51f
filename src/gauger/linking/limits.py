"""Limits that linking worked with, as every run records them."""

from gauger.linking import asked, communities, edges, null, trial

LIMITS: dict[str, float] = {
    "p_shared": null.P_SHARED,
    "link_min_bits": edges.MIN_BITS,
    "group_min_accounts": communities.MIN_ACCOUNTS,
    "member_min_p": trial.P_MEMBER,
    "settled_min_p": trial.P_SETTLED,
    "member_min_families": trial.MIN_FAMILIES,
    "family_min_bits": trial.MIN_FAMILY_BITS,
    "family_max_bits": trial.MAX_FAMILY_BITS,
    "own_words_max_shared": asked.OWN,
}
