"""The verdict: what the evidence allows to be said, and what else could explain it.

The scale is fixed beforehand and printed with every report. The primary test alone decides the
level, after Holm over everything ever tried; checks can only lower it. A mark shows that a model
learned from text that carried it. It does not show who took the text: it may have lain on the
web, and a rival who holds marked answers can teach a third party's model to carry the mark.
Source: false detection with many keys, arXiv 2506.15975; forged marks, arXiv 2504.17480.
"""

from collections.abc import Mapping, Sequence

from gauger.provenance.keys import SHARED_CAMPAIGN
from gauger.provenance.plan import SECOND_ALPHA, Plan
from gauger.provenance.result import Check, Control, Naming, Outcome, Verdict

LEVELS = ("unusable", "no-evidence", "weak", "lead", "strong", "proof-pack")
"""From the least to the most that may be said."""
SCALE: tuple[tuple[str, str], ...] = (
    ("no-evidence", "p above .05: no evidence"),
    ("weak", "p of .05 or less: chance explains it well enough; act on nothing"),
    ("lead", "p of 1e-3 or less: a lead, worth a second test with another key"),
    ("strong", "p of 1e-6 or less: strong evidence"),
    (
        "proof-pack",
        "strong, and 1e-3 or less in a second test of another kind of mark, clean controls, keys "
        "committed before the suspect was trained, one campaign's key alone, no mark missing",
    ),
    ("unusable", "a check failed that everything rests on: no conclusion either way"),
)
STEPS = ((0.05, "no-evidence"), (1e-3, "weak"), (1e-6, "lead"), (0.0, "strong"))
CONTROL_P = 0.01
"""A control panel fires when its smallest p, times its size, is below this."""
SILENT_P = 0.05
SERVED = "served answers"
MARK = {
    "green-text": "green list", "green-open": "green list", "canaries": "canaries",
    "words": "word choice", "marker": "habit", "resampling": SERVED, "choice": SERVED,
}  # fmt: skip
"""What each test's randomness lies in; two tests are independent when these differ."""


def judge(
    plan: Plan,
    outcomes: Sequence[Outcome],
    p_holm: Mapping[str, float],
    controls: Sequence[Control],
    naming: Naming | None,
) -> Verdict:
    """The verdict on a suspect; `outcomes` starts with the primary test."""
    primary = outcomes[0]
    checks = (
        _self_check(primary), _panel(controls), _dated(plan, outcomes), _second(outcomes, p_holm),
        _one_key(naming), _marks_agree(outcomes, p_holm),
    )  # fmt: skip
    level = level_of(p_holm[primary.name], checks)
    others = [o for o in outcomes[1:] if p_holm[o.name] <= SECOND_ALPHA and o.valid]
    if level in {"no-evidence", "weak"} and others:
        level = "lead"  # not what was to decide, so no more than that
    return Verdict(
        level=level,
        says=_says(plan, level, primary, p_holm),
        supports=tuple(_supports(outcomes, p_holm)),
        against=tuple(_against(outcomes, p_holm)),
        routes=tuple(_routes(plan, level, whose(outcomes, p_holm, naming), checks)),
        checks=checks,
    )


def level_of(p: float, checks: Sequence[Check]) -> str:
    """Level by the scale, lowered by what does not hold.

    >>> level_of(1e-4, ())
    'lead'
    """
    if _holds(checks, "self-check") is False or _holds(checks, "controls") is False:
        return "unusable"
    level = next(name for limit, name in STEPS if p > limit or limit == 0.0)
    if level == "strong" and _holds(checks, "commitment") is False:
        return "lead"
    needed = ("controls", "commitment", "second test", "one key", "marks agree")
    if level == "strong" and all(_holds(checks, what) for what in needed):
        return "proof-pack"
    return level


def _holds(checks: Sequence[Check], what: str) -> bool | None:
    return next((c.holds for c in checks if c.what == what), None)


def _self_check(primary: Outcome) -> Check:
    says = primary.notes[0] if not primary.valid else "The primary test's own check held."
    return Check(what="self-check", holds=primary.valid, says=says)


def _panel(controls: Sequence[Control]) -> Check:
    if not controls:
        says = "No control model was tested; give some that cannot have read our answers."
        return Check(what="controls", holds=None, says=says)
    least = min(controls, key=lambda c: c.p)
    fires = least.p * len(controls) <= CONTROL_P
    says = (
        f"{least.name} fires (p {least.p:.2g} of {len(controls)}): the key leans to innocent text, "
        "or this control read our answers. Find out which before anything is said."
        if fires
        else f"None of {len(controls)} fires (smallest p {least.p:.2g}). With one key they are one "
        "observation, not as many as there are models."
    )
    return Check(what="controls", holds=not fires, says=says)


def _dated(plan: Plan, outcomes: Sequence[Outcome]) -> Check:
    dates = [o.committed_at for o in outcomes if o.committed_at is not None]
    if plan.trained_after is None or not dates:
        why = "the plan gives no earliest date of training" if dates else "no key was used"
        return Check(what="commitment", holds=None, says=f"Not dated: {why}.")
    late = max(dates) >= plan.trained_after
    says = (
        f"Keys were committed by {max(dates):%Y-%m-%d}; the suspect was trained after "
        f"{plan.trained_after:%Y-%m-%d}" + (", so not before." if late else ".")
    )
    return Check(what="commitment", holds=not late, says=says)


def _second(outcomes: Sequence[Outcome], p_holm: Mapping[str, float]) -> Check:
    mark = MARK[outcomes[0].kind]
    other = [o for o in outcomes[1:] if MARK[o.kind] != mark and o.valid]
    if not other:
        says = "No second test of another kind of mark was planned."
        return Check(what="second test", holds=None, says=says)
    best = min(other, key=lambda o: p_holm[o.name])
    p = p_holm[best.name]
    says = f"{best.name}: p {p:.2g} after Holm; {SECOND_ALPHA:g} is asked."
    return Check(what="second test", holds=p <= SECOND_ALPHA, says=says)


def _one_key(naming: Naming | None) -> Check:
    if naming is None:
        says = "Which campaign's key it is was not asked."
        return Check(what="one key", holds=None, says=says)
    n = len(naming.fired)
    says = {
        0: "No campaign's own key fires: none of these.",
        1: f"Of {len(naming.p_campaigns)} campaigns' keys {', '.join(naming.fired)} alone fires.",
    }.get(n, f"{n} campaigns' keys fire: {', '.join(naming.fired)}.")
    return Check(what="one key", holds=n == 1, says=says)


def _marks_agree(outcomes: Sequence[Outcome], p_holm: Mapping[str, float]) -> Check:
    fired = {MARK[o.kind] for o in outcomes if p_holm[o.name] <= SECOND_ALPHA}
    silent = [
        o for o in outcomes
        if MARK[o.kind] not in fired and o.valid and o.p > SILENT_P and o.smallest_share <= 0.5
    ]  # fmt: skip
    if not fired or not silent:
        says = "No mark that could have been found stays silent beside one that was."
        return Check(what="marks agree", holds=True, says=says)
    says = (
        f"{silent[0].name} finds nothing (p {silent[0].p:.2g}), though half as much as was served "
        f"would have been seen, while the {', '.join(sorted(fired))} fires. Who learns from the "
        "answers meets both marks; who forges one from outside does not."
    )
    return Check(what="marks agree", holds=False, says=says)


def _says(plan: Plan, level: str, primary: Outcome, p_holm: Mapping[str, float]) -> str:
    whose = "our answers" if primary.campaign == SHARED_CAMPAIGN else (
        f"answers served to campaign {primary.campaign}"
    )  # fmt: skip
    p = p_holm[primary.name]
    told = {
        "unusable": "A check failed on which the test rests. Nothing may be concluded either way.",
        "no-evidence": f"There is no evidence that {plan.suspect} learned from {whose}.",
        "weak": f"What was seen of {plan.suspect} is what chance gives often enough. It is not "
        f"evidence that it learned from {whose}.",
        "lead": f"There is reason to test {plan.suspect} further for having learned from {whose}. "
        "It is a lead, not proof.",
        "strong": f"There is strong evidence that {plan.suspect} learned from text that carried "
        f"the marks of {whose}.",
        "proof-pack": f"All that was asked beforehand holds: {plan.suspect} learned from text that "
        f"carried the marks of {whose}.",
    }[level]
    return f"{told} Primary test {primary.name}: p {p:.2g} after correction."


def _supports(outcomes: Sequence[Outcome], p_holm: Mapping[str, float]) -> list[str]:
    seen = [o for o in outcomes if p_holm[o.name] <= 0.05 and o.valid]
    return [f"{o.name}: {o.effect}; p {p_holm[o.name]:.2g} after Holm." for o in seen]


def _against(outcomes: Sequence[Outcome], p_holm: Mapping[str, float]) -> list[str]:
    told = []
    for o in outcomes:
        if p_holm[o.name] <= 0.05 or not o.valid:
            continue
        told.append(
            f"{o.name}: {o.effect}; p {o.p:.2g}. " + (
                f"Had {o.smallest_share:.0%} or more of what it shows been as we served it, this "
                f"would have been seen 95 times in 100 (at {o.alpha:g})."
                if o.smallest_share < 1
                else "Too little was looked at: even a copy of our answers could have been missed."
            )
        )  # fmt: skip
    return told


def whose(
    outcomes: Sequence[Outcome], p_holm: Mapping[str, float], naming: Naming | None
) -> tuple[str, ...]:
    """Campaigns whose own key was found, by naming or by a test of that campaign's key."""
    tested = [o for o in outcomes if o.campaign != SHARED_CAMPAIGN and MARK[o.kind] != SERVED]
    found = {o.campaign for o in tested if p_holm[o.name] <= SECOND_ALPHA and o.valid}
    return tuple(sorted(found | set(naming.fired if naming else ())))


def _routes(plan: Plan, level: str, fired: Sequence[str], checks: Sequence[Check]) -> list[str]:
    if LEVELS.index(level) < LEVELS.index("lead"):
        return []
    told = ["A mark shows what was learned, not who took it."]
    open_too = sorted(set(fired) & set(plan.public))
    if open_too:
        told.append(
            f"Answers served to {', '.join(open_too)} lie open on the web: the suspect may have "
            "read them there, without an account of ours."
        )
    elif not fired:
        told.append(
            "No campaign's own key was found, so text of ours that others published is a way in. "
            "Name campaigns with --which, and give those that lie open with --public."
        )
    if len(fired) > 1:
        told.append(
            "Several campaigns' keys fire. That is one harvest behind several accounts, a shared "
            "pool of data, or marks forged from answers of each: the keys cannot tell these apart."
        )
    if _holds(checks, "marks agree") is False:
        told.append(
            "Framing by a rival is not excluded: a list learned from marked answers can be "
            "imitated and taught to a third party, and another mark that should be there is not."
        )
    elif _holds(checks, "second test"):
        told.append(
            "Framing by a rival would have had to forge two marks with independent keys; it stays "
            "possible for whoever holds the marked answers and publishes them for others to take."
        )
    else:
        told.append(
            "Framing by a rival was not tried: a second test with another kind of mark would show "
            "whether one that was not forged is there too."
        )
    return told
