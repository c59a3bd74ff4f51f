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
    "replay",
    "task-writing",
)
"""Bit order of the column `asks`. Stored worlds hold it: new ones go to the end."""

JUDGED = (
    r"(responses?|answers?|completions?|outputs?|generations?|reasoning traces?|model answers?)"
)
MADE = (
    r"(instructions?|tasks?|prompts?|questions?|quer(y|ies)|problems?|test cases?|subtopics?"
    r"|examples?|personas?|conversations?|dialogues?|(question|q)[- &]?(and )?a(nswer)?[- ]pairs?)"
)
CUES = {
    # inline reasoning tags, hidden reasoning, reasoning written out after the fact, earlier thinking
    # turned into text: February 2026 report; September 2026 report p. 145-150
    "reasoning": (
        r"(?i)<(think|thinking|reasoning|scratchpad)>"
        r"|(complete|full|entire|hidden|internal|raw) (chain[- ]of[- ]thought|reasoning( trace)?)"
        r"|(show|write|output|reveal|give|print) (out )?(all |every )?(of )?(your|the) "
        r"(internal |private |full |complete )?(reasoning|thought process|chain[- ]of[- ]thought)"
        r"|(wrap|put|place|enclose|write) (all )?(your|the) (reasoning|thoughts|thinking)"
        r"( process)? (in|inside|between|within|before)"
        r"|(reasoning|rationale|thought process|chain[- ]of[- ]thought) "
        r"(behind|that le(a)?d(s)? to|leading to|for) (the|this|that|each|a) "
        r"((given|final|correct|reference|following) )?(answer|solution|conclusion|output)"
        r"|(translate|repeat|transcribe|convert|restate) (your|the) (earlier|previous|prior|hidden"
        r"|internal) (thinking|reasoning|thoughts|working memory)"
    ),
    # pairwise and rubric judging: MT-Bench, UltraFeedback, Prometheus, Auto-J prompt forms
    "grading": (
        r"(?i)impartial judge|\[\[(rating|A|B)\]\]|score rubric|evaluation criteria"
        r"|\b(rate|score|grade|evaluate|assess|judge|compare|rank) "
        r"((the|this|each|both|whether|if|a|an|how well|two) )?((quality|correctness|accuracy"
        r"|helpfulness|faithfulness|relevance|groundedness) of )?((the|a|an|each|two) )?"
        r"((following|given|candidate|submitted|generated|assistant'?s?|model'?s?|ai|user) )?"
        + JUDGED
        + r"\b"
        r"|which ((of the )?(two )?)?" + JUDGED + r" is (the )?(better|best)"
        r"|scale (of|from) (0|1) to (5|10|100)|\b(0|1)[- ](to|-)[- ](5|10) scale|[35]-point scale"
        r"|(assign|give|provide|output) (it |them |each )?(an?|the|your) "
        r"((overall|final|single|integer|numeric) )?(score|rating|verdict)\b"
        r"|evaluat(e|ing) (text|the) quality|quality of the outputs?\b"
        r"|(judge|rating|evaluate) the (faithfulness|groundedness|relevance)|relevance score"
        r"|judge (that|who|which) (evaluates|rates|scores|grades|compares)|ground[- ]truth solution"
    ),
    # writing tasks in bulk: Self-Instruct, Evol-Instruct and topic-tree prompt forms; two assistants
    # that talk to one another (CAMEL, Li et al. 2023); personas (Persona Hub, Ge et al. 2024)
    "generating": (
        r"(?i)(generate|create|write|come up with|produce|develop|synthesi[sz]e) (a )?(set of |list of )?"
        r"((\d{2,}|\{+ ?\w+ ?\}+|diverse|new|several|at (least|most) \w+|more) )"
        r"([a-z-]+,? ){0,4}" + MADE + r"\b"
        r"|#(the )?(given|rewritten|created) prompt#"
        r"|training (data|examples?|samples?|conversations?|dialogues?) (for|of|that|organi[sz]ation)"
        r"|(generate|create|write) (an?|the) ([a-z-]+ ){0,3}training (example|sample|conversation)"
        r"|synthetic (data|dataset|dialogue|conversation|example|question|training)"
        r"|(fine[- ]?tun|instruction[- ]tun)\w+ (data|dataset|example|model)"
        r"|(increase|raise) the (difficulty|complexity) of (the|this|a)"
        r"|make (it|this|the (given )?(task|prompt|question|problem|instruction)) more "
        r"(challenging|difficult|complex|specific)"
        r"|(example|seed) (instance|task|instruction)s? (demonstrating|for this task|below)"
        r"|can the following task be regarded as a classification task"
        r"|never flip roles|never forget you are an? [^.\n]{1,80} and i am an? "
        r"|(following|the) persona (described above|(may|might|could|would) ask)"
        r"|related to the following persona"
    ),
    # trace cleaning: September 2026 report p. 150-151
    "cleaning": (
        r"(?i)(clean|normali[sz]e|reformat|rewrite|deduplicate|tidy)( up)? "
        r"(the|this|these|following|each)?( following)? ?[a-z -]{0,20}"
        r"(trace|trajector(y|ies)|transcript|reasoning|chain[- ]of[- ]thought)s?\b"
    ),
    # injected identity: joint advisory AA26-251A
    "identity": r"(?i)you (are|must act as) [A-Za-z0-9-]+,? (a |an )?(product|model|assistant) "
    r"(made|developed|trained|built|created) by"
    r"|(never|do not|don't) (say|mention|reveal|disclose|admit) (that )?you (are|were) (made|trained|"
    r"developed|created|built|based|powered|claude|gpt|chatgpt|gemini|grok)"
    r"|(if|when) (you are |anyone |a user |the user |users )?(asked|asks?) (about |who |what )"
    r"(your (identity|name|developer|maker|model)|you are|(made|trained|created) you|model you are)",
    # censorship-safe rewrites: February 2026 report
    "sensitive-rewrite": r"(?i)(politically )?(sensitive|censored|censorship)[a-z -]{0,30}"
    r"(rewrite|alternative|safe|neutral|rephras)|rewrite [a-z ]{0,30}(politically|censor)"
    r"|(rewrite|rephrase|answer) [a-z ,]{0,60}(without|avoiding|not) (mention|criticiz|criticis|offend)"
    r"[a-z]* (of )?(the )?(party|government|leaders?|state)\b",
    # quality probes for degraded answers: joint advisory AA26-251A
    "probing": r"(?i)(canary|sanity|calibration) (check|probe|question)|answer exactly as before",
    # sessions of another assistant pasted as input: September 2026 report p. 151-152. Markup of
    # chat templates and of message logs is what a replay carries and a person does not type
    "replay": (
        r"(?i)<\|(im_start|start_header_id|user|assistant)\|>|\[/INST\]|<start_of_turn>"
        r"|### ?(human|assistant):|\"role\": ?\"assistant\""
        r"|(^|\n)(human|user|instruction): ?[^\n]+\n+(assistant|chatgpt|claude|gpt-?[0-9]+|gemini)"
        r": ?[^\n]+\n+(human|user|instruction): "
    ),
    # tasks with their tests or verifier, for training by reward: September 2026 report p. 150-152
    "task-writing": (
        r"(?i)(write|create|generate|design|produce) [a-z ,-]{0,60}(task|problem|environment|exercise)s? "
        r"[a-z ,-]{0,40}(together )?with (a |an |its |their |hidden |unit )?([a-z]+ )?"
        r"(tests?|verifier|grader|checker|reference (solution|answer)|ground[- ]truth)"
        r"|(reward (model|function|signal)|rl environment|verifiable (task|problem|question|reward)s?)\b"
    ),
}


def asks_of(prompts: pa.Array) -> pa.Array:
    """Bits of what each text asks for: int32, 0 where it asks for none, null without a text.

    For prompts and system prompts: pipelines keep the order in one and the item in the other.

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


def either(*asks: pa.Array) -> pa.Array:
    """Bits that any of the texts of an exchange has; null where it has none of the texts.

    >>> either(pa.array([2, None, None], pa.int32()), pa.array([4, 1, None], pa.int32())).to_pylist()
    [6, 1, None]
    """
    made = asks[0]
    for more in asks[1:]:
        both = pc.bit_wise_or(pc.fill_null(made, 0), pc.fill_null(more, 0))
        neither = pc.and_(pc.is_null(made), pc.is_null(more))
        made = pc.if_else(neither, pa.scalar(None, pa.int32()), both)
    return made
