"""What a prompt asks for, as bits: the requests that training data is made of.

Cue patterns, one group a bit, matched by RE2 over whole columns. They aim at precision: a missed
prompt costs little, since evidence is pooled over a group, while a wrong one speaks against
somebody. Honest customers ask for each of these too; no bit is evidence by itself.
"""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

ASKS = (
    "reasoning",
    "grading",
    "generating",
    "cleaning",
    "identity",
    "sensitive-rewrite",
    "probing",
)
"""Bit order of the column `asks`."""

CUES = {
    # inline reasoning tags and hidden-reasoning requests: September 2026 report p. 145-147
    "reasoning": (
        r"(?i)<(think|thinking|reasoning|scratchpad)>"
        r"|(complete|full|entire|hidden|internal|raw) (chain[- ]of[- ]thought|reasoning( trace)?)"
        r"|(show|write|output|reveal|give|print) (out )?(all |every )?(of )?(your|the) "
        r"(internal |private |full |complete )?(reasoning|thought process|chain[- ]of[- ]thought)"
    ),
    # pairwise and rubric judging: MT-Bench, UltraFeedback, Prometheus prompt forms
    "grading": (
        r"(?i)impartial judge|\[\[(rating|A|B)\]\]|score rubric|evaluation criteria"
        r"|(rate|score|grade) (the|this|each|both) (following )?"
        r"(response|answer|completion|output|solution)s?"
        r"|which (response|answer|assistant|output) is (better|best)|scale (of|from) 1 to (5|10)"
    ),
    # writing tasks in bulk: Self-Instruct, Evol-Instruct prompt forms
    "generating": (
        r"(?i)(generate|create|write|come up with|produce) (a set of )?(\d+|diverse|new|several) "
        r"[a-z, -]{0,40}(instruction|task|prompt|question|problem|example|test case)s?"
        r"|#(the )?(given|rewritten|created) prompt#|training (data|example|sample)s? for"
        r"|(fine[- ]?tun|instruction[- ]tun)\w+ (data|dataset|example|model)"
    ),
    # trace cleaning: September 2026 report p. 150-151
    "cleaning": (
        r"(?i)(clean|normali[sz]e|reformat|rewrite|deduplicate|tidy)( up)? "
        r"(the|this|these|following|each)?( following)? ?[a-z -]{0,20}"
        r"(trace|trajector(y|ies)|transcript|reasoning|chain[- ]of[- ]thought)s?"
    ),
    # injected identity: joint advisory AA26-251A
    "identity": r"(?i)you (are|must act as) [A-Za-z0-9-]+,? (a |an )?(product|model|assistant) "
    r"(made|developed|trained|built) by|never (say|mention|reveal) (that )?you (are|were)",
    # censorship-safe rewrites: February 2026 report
    "sensitive-rewrite": r"(?i)(politically )?(sensitive|censored|censorship)[a-z -]{0,30}"
    r"(rewrite|alternative|safe|neutral|rephras)|rewrite [a-z ]{0,30}(politically|censor)",
    # quality probes for degraded answers: joint advisory AA26-251A
    "probing": r"(?i)(canary|sanity|calibration) (check|probe|question)|answer exactly as before",
}


def asks_of(prompts: pa.Array) -> pa.Array:
    """Bits of what each prompt asks for: int32, 0 where it asks for none, null without a prompt.

    >>> asks_of(pa.array(["Which response is better?", "Hello", None])).to_pylist()
    [2, 0, None]
    """
    text = pc.utf8_slice_codeunits(prompts.cast(pa.string()), 0, 8_000)
    bits = np.zeros(len(prompts), np.int32)
    for place, name in enumerate(ASKS):
        hit = pc.fill_null(pc.match_substring_regex(text, CUES[name]), False)
        bits |= np.asarray(hit.to_numpy(zero_copy_only=False), np.int32) << place
    mask = np.asarray(pc.is_null(prompts).to_numpy(zero_copy_only=False), bool)
    return pa.array(bits, pa.int32(), mask=mask)
