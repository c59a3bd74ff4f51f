"""A coarse label of what an exchange is about, where the operator has none of its own."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

CUES = {
    "agentic-tool-use": r"(?i)\b(tool[_ ]call|function call|use the tools?|available tools)\b",
    "computer-use": r"(?i)\b(screenshot|click (on )?the|mouse|browser window)\b",
    "software-engineering": (
        r"(?i)```|\b(bug|refactor|unit test|stack trace|pull request|repository|compile|python|"
        r"javascript|typescript|rust|sql|api endpoint|function|class|code)\b"
    ),
    "mathematics": r"(?i)\b(prove|theorem|integral|equation|polynomial|probability|solve for)\b",
    "data-analysis": r"(?i)\b(csv|dataframe|spreadsheet|regression|dataset|chart|pivot)\b",
    "translation": r"(?i)\b(translate|translation)\b",
    "extraction": r"(?i)\b(extract|classify|json schema|named entit)",
    "reasoning": r"(?i)\b(puzzle|deduce|logic|step by step|reasoning)\b",
    "writing": r"(?i)\b(essay|poem|story|letter|email|blog|draft|rewrite)\b",
    "question-answering": r"(?i)\b(what|who|when|where|why|how)\b",
}
"""First match wins, the most specific first; what matches nothing is conversation."""


def capability_of(prompts: pa.Array) -> pa.Array:
    """Capability of each prompt, null without a prompt.

    >>> capability_of(pa.array(["Translate this to Dutch", "hi there", None])).to_pylist()
    ['translation', 'conversation', None]
    """
    text = pc.utf8_slice_codeunits(prompts.cast(pa.string()), 0, 4_000)
    label = np.full(len(prompts), "conversation", object)
    for name, cue in reversed(CUES.items()):
        hit = pc.fill_null(pc.match_substring_regex(text, cue), False)
        label[np.asarray(hit.to_numpy(zero_copy_only=False), bool)] = name
    label[np.asarray(pc.is_null(prompts).to_numpy(zero_copy_only=False), bool)] = None
    return pa.array(label, pa.string())
