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
    r"(responses?|answers?|completions?|outputs?|generations?|repl(y|ies)|solutions?|candidates?"
    r"|summar(y|ies)|translations?|reasoning traces?|model answers?|trajector(y|ies)|trails?)"
)
MADE = (
    r"(instructions?|tasks?|prompts?|questions?|quer(y|ies)|problems?|test cases?|(sub)?topics?|tags"
    r"|examples?|personas?|conversations?|dialogues?|exercises?|scenarios?|puzzles?|utterances?"
    r"|user (requests?|messages?|turns?)|variations?|paraphrases?|rewrites"
    r"|(question|q)[- &]?(and )?a(nswer)?[- ]pairs?)"
)
MANY = (
    r"(\d+|\{+ ?[a-z_]+ ?\}+|two|three|four|five|six|eight|ten|twelve|twenty|fifty|a dozen|diverse"
    r"|new|novel|several|multiple|various|different|more|another|at (least|most) \w+|up to \w+"
    r"|a (set|list|series|batch|variety) of)"
)
THOUGHT = (
    r"(reasoning|rationale|thinking|thoughts?|thought[- ]process|working|workings|derivations?"
    r"|deliberations?|(chain|line|train)[- ]of[- ]thoughts?|steps|inner monologue)"
)
CUES = {
    # inline reasoning tags, hidden reasoning, reasoning written out after the fact, earlier thinking
    # turned into text: February 2026 report; September 2026 report p. 145-150. Answers to be found
    # by a program behind their working: prompt forms of NeMo-Skills, SkyThought and open-r1
    "reasoning": (
        r"(?i)</?(think(ing)?|thoughts?|reason(ing)?|rationale|scratch(pad)?|work(ing)?|reflection"
        r"|inner[_ -]?monologue|cot|derivation)>"
        r"|\\boxed|\b(chain|line|train)[- ]of[- ]thought|\bthought process|\binner monologue"
        r"|\bthink(ing)? (aloud|out loud)|\bthinking process"
        r"|\bstep[- ]by[- ]step\b[^\n]{0,40}\b(final answer|answer within|format)\b"
        r"|(complete|full|entire|hidden|internal|raw) (chain[- ]of[- ]thought|reasoning( trace)?)"
        r"|\b(show|write|output|reveal|give|print|set|lay|spell|state|record|keep|include|provide"
        r"|explain|share|narrate|wrap|put|place|enclose|expose|detail)( \w+){0,3}"
        r" (your|the|all|every|each|full|complete|detailed|entire|own|explicit)( \w+){0,2} "
        + THOUGHT
        + r"\b"
        r"|\breason (\w+ ){0,3}(in full|inside|between|through|carefully|explicitly|at length)"
        r"|(reasoning|rationale|thought process|chain[- ]of[- ]thought) "
        r"(behind|that le(a)?d(s)? to|leading to|for) (the|this|that|each|a) "
        r"((given|final|correct|reference|following) )?(answer|solution|conclusion|output)"
        r"|(translate|repeat|transcribe|convert|restate) (your|the) (earlier|previous|prior|hidden"
        r"|internal) (thinking|reasoning|thoughts|working memory)"
        r"|思维链|思考过程|推理过程|解题(过程|步骤)|逐步(推理|思考|分析|求解)|一步一步|先思考"
    ),
    # pairwise and rubric judging: MT-Bench, UltraFeedback, Prometheus, Auto-J prompt forms. Two
    # candidates side by side, a verdict that a program reads, a reference to compare with
    "grading": (
        r"(?is)impartial judge|\[\[(rating|A|B)\]\]|\brubrics?\b|evaluation criteria"
        r"|\b(rate|score|grade|evaluate|assess|judge|compare|rank|critique) "
        r"((the|this|each|both|whether|if|a|an|how well|two|these) )?((quality|correctness|accuracy"
        r"|helpfulness|faithfulness|relevance|groundedness) of )?((the|a|an|each|two) )?"
        r"((following|given|candidate|submitted|generated|assistant'?s?|model'?s?|ai|user) )?"
        + JUDGED
        + r"\b"
        r"|which (one )?((of the )?(two )?)?" + JUDGED + r" (is|was) (the )?(better|best|preferred)"
        r"|which (one |of (the two|them|these) )?is (the )?(better|best|preferred)\b[^\n]{0,40}"
        r"\b(first|second|1|2|a|b)\b"
        r"|\b(better|best|preferred|chosen|rejected|worse|winning) "
        + JUDGED
        + r"\b|\b(candidate|response|reply|answer|assistant|completion|output)[ _#-]?\(?(1|a|one)\)?"
        r"('s \w+)?[>:)\]\n].*\b(candidate|response|reply|answer|assistant|completion|output)"
        r"[ _#-]?\(?(2|b|two)\)?('s \w+)?[>:)\]\n]"
        r"|\b(answer|reply|respond|say|return|output|choose|pick)( \w+){0,2} "
        r"[\"'(\[]{0,2}(1|a|first|correct|tie|win)[\"')\]]{0,2}(,| or|/) ?"
        r"[\"'(\[]{0,2}(2|b|second|incorrect|wrong|lose)\b"
        r"|\b(scale|score|rate|rating|grade|mark|marks|points)\b[^\n]{0,40}"
        r"\b(0|1|zero|one) ?(-|to|and) ?(3|4|5|6|7|10|100|five|seven|ten|hundred)\b"
        r"|scale of (three|four|five|seven|ten|a hundred|[0-9]+)|[3457]-point scale"
        r"|\b(0|1)[- ](to|-)[- ](5|10) scale"
        r"|\b(assign|give|provide|output) (it |them |each )?(an?|the|your) "
        r"((overall|final|single|integer|numeric) )?(score|rating|verdict)\b"
        r"|\b(final )?(verdict|judg(e)?ment):|</?(judge|verdict|score)>"
        r"|\b(candidate|predicted|generated|model|student)('s)? (answer|response|solution)"
        r"( \w+){0,6} (correct|equivalent|consistent|matches)"
        r"|\b(reference|expected|gold(en)?|official|ground[- ]truth) (answer|solution|response)"
        r"|evaluat(e|ing) (text|the) quality|quality of the outputs?\b"
        r"|(judge|rating|evaluate) the (faithfulness|groundedness|relevance)|relevance score"
        r"|judge (that|who|which) (evaluates|rates|scores|grades|compares)"
        r"|打分|评分(标准|细则)|(质量|答案|回答)(评估|评分)|(评估|评判|评价|比较).{0,12}(回答|回复|答案|质量)"
        r"|哪(个|一个)(回答|回复|答案)|参考答案|裁判"
    ),
    # writing tasks in bulk: Self-Instruct, Evol-Instruct and topic-tree prompt forms; two assistants
    # that talk to one another (CAMEL, Li et al. 2023); personas (Persona Hub, Ge et al. 2024);
    # questions drawn from a text, and data sets by name (synthetic-data-kit, easy-dataset)
    "generating": (
        r"(?i)\b(generate|create|write|come up with|produce|develop|synthesi[sz]e|invent|make up"
        r"|make|compose|propose|formulate|devise|draft|give me|design) (exactly |about |up to )?"
        + MANY
        + r" ([a-z-]+,? ){0,5}"
        + MADE
        + r"\b"
        r"|#(the )?(given|rewritten|created|new) (prompt|instruction|problem|question)#"
        r"|\b(rewrite|rephrase|paraphrase|evolve|modify|augment) (the|this|that|each|a) "
        r"((given|following|original|seed|above) )?(instruction|prompt|question|query|problem|task)"
        r"|\b(harder|similar|new|different|more difficult|alternative) (version|variant)s? of (the|this)"
        r"|\b(inspired by|based on|similar to) (the|this|these|each) ((following|given|above|seed) )?"
        r"(instruction|prompt|question|problem|task|example|persona)s?"
        r"|training (data|examples?|samples?|conversations?|dialogues?) (for|of|that|organi[sz]ation)"
        r"|(generate|create|write) (an?|the) ([a-z-]+ ){0,3}training (example|sample|conversation)"
        r"|synthetic (data|dataset|dialogue|conversation|example|question|training)"
        r"|(fine[- ]?tun|instruction[- ]tun|distill?)\w* ((data|dataset|question|tag|corpus|sample)s?"
        r"|example|model|expert)|\b(sft|dpo|rlhf|preference|instruction) (data|dataset|pairs?|samples?)\b"
        r"|(increase|raise) the (difficulty|complexity) of (the|this|a)"
        r"|make (it|this|the (given )?(task|prompt|question|problem|instruction)) more "
        r"(challenging|difficult|complex|specific)"
        r"|(example|seed) (instance|task|instruction)s? (demonstrating|for this task|below)"
        r"|can the following task be regarded as a classification task"
        r"|never flip roles|never forget you are an? [^.\n]{1,80} and i am an? "
        r"|(following|the) persona (described above|(may|might|could|would) ask)"
        r"|related to the following persona"
        r"|\b(simulate|play|act as|imitate) (a|an|the) ([a-z-]+ ){0,2}(user|customer)\b"
        r"|\bwrite the next (user|human) (turn|message|question)"
        r"|微调|训练(数据|样本|集)|蒸馏|合成数据|指令数据|生成.{0,24}(问题|题目|指令|对话|样本|标签|问答)"
    ),
    # trace cleaning: September 2026 report p. 150-151
    "cleaning": (
        r"(?i)\b(clean|normali[sz]e|reformat|rewrite|deduplicate|tidy|restructure|rephrase|condense"
        r"|compress|convert|turn)( up)? "
        r"(the|this|these|following|each|my|a)?( following)? ?[a-z -]{0,30}"
        r"(trace|trajector(y|ies)|reasoning|chain[- ]of[- ]thought|scratch(pad| work)?|thoughts"
        r"|draft solution|rough solution|exploration)s?\b"
        r"|\b(clean|normali[sz]e|reformat|deduplicate|tidy)( up)? (the|this|these|following|each)?"
        r"( following)? ?[a-z -]{0,20}transcripts?\b"
        r"|\b(write|give|produce|output|return) (a|the|one) clean(ed)?( up)? "
        r"(version|chain|solution|trace|derivation|proof)"
        r"|\bas an? clean(ed)?( up)? (chain|sequence|list|series) of"
        r"|清洗.{0,12}(推理|思维|轨迹|过程)"
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
