"""Limits of this version, by the names under which queries read them."""

from gauger.campaigns import declared, features, judge, weights
from gauger.linking import null, trial, wording
from gauger.signals import pooling

LIMITS: dict[str, float] = {
    "p_shared": null.P_SHARED,
    "member_min_p": trial.P_MEMBER,
    "member_min_families": float(trial.MIN_FAMILIES),
    "member_min_holders": float(trial.MIN_HOLDERS),
    "family_min_bits": trial.MIN_FAMILY_BITS,
    "family_max_bits": trial.MAX_FAMILY_BITS,
    "phrase_min_bits": wording.MIN_LIFT_BITS,
    "phrases_most": float(wording.MAX_PHRASES),
    "phrases_min": float(wording.MIN_PHRASES),
    "phrase_least_share": wording.USUAL[0],
    "phrase_most_share": wording.USUAL[1],
    "typical_share": trial.TYPICAL_SHARE,
    "against_max_bits": trial.MAX_AGAINST_BITS,
    "template_min_holders": float(features.MIN_SHARERS),
    "template_times": features.THEIRS,
    "share_floor": pooling.FLOOR,
    "feature_max_bits": weights.MAX_BITS,
    "max_p": weights.MAX_P,
    "weights_groups": float(weights.weights().groups),
    "p_operator": judge.P_OPERATOR,
    "p_harvest": judge.P_HARVEST,
    "p_no_harvest": judge.P_NO_HARVEST,
    "p_nothing_taken": judge.P_NOTHING_TAKEN,
    "asks_min_bits": judge.ASKS_BITS,
    "harvest_min_families": float(judge.MIN_HARVEST_FAMILIES),
    "harvest_min_bits": judge.MIN_SAYS_BITS,
    "declared_most": declared.MOST,
}
