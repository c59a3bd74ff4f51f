"""What prompts are seen to ask for: forms of published pipelines, and what people write."""

import pyarrow as pa
import pytest

from gauger.records.asks import ASKS, asks_of


def _asks(text: str) -> set[str]:
    bits = asks_of(pa.array([text])).to_pylist()[0]
    return {name for place, name in enumerate(ASKS) if bits >> place & 1}


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("Find x.\n\nThink it over in <work></work>, then give \\boxed{}.", "reasoning"),
        ("Please reason step by step, and put your final answer in the box.", "reasoning"),
        ("Write down your complete train of thought before the call.", "reasoning"),
        ("请逐步推理, 然后给出答案。", "reasoning"),
        ("Q: why?\nReply 1: because.\nReply 2: it is so.\nWhich is better?", "grading"),
        ("Answer 1 or 2, then how sure you are.", "grading"),
        ("On a scale of five: does this help the reader?", "grading"),
        ("Say whether the candidate answer is equivalent to the reference answer.", "grading"),
        ("请给下面的回答打分。", "grading"),
        ("Invent 12 new word problems about trains, with solutions.", "generating"),
        ("Rewrite the given instruction so that it needs more steps.", "generating"),
        ("根据文本生成20个高质量的问题。", "generating"),
        ("Rewrite the draft as a clean chain of steps.\nDraft: hmm, no, wait", "cleaning"),
        ("Turn these messy thoughts into a proof.", "cleaning"),
    ],
)
def test_forms_of_pipelines_are_seen(text: str, asks: str) -> None:
    assert asks in _asks(text)


@pytest.mark.parametrize(
    "text",
    [
        "How do I ask my boss for a raise?",
        "Think step by step and fix this function.",
        "Explain step by step how photosynthesis works.",
        "Please summarise this transcript of our meeting.",
        "Write an email that declines the offer politely.",
        "Translate the answer into French.",
        "Give me a recipe for six people.",
        "What is the best laptop for students?",
        "Rewrite this paragraph so that it sounds friendlier.",
        "The score was 3 to 1 after extra time.",
        "Is option A or option B cheaper over ten years?",
        "把这段话翻译成英文。",
    ],
)
def test_what_people_write_is_not(text: str) -> None:
    assert not _asks(text)


def test_no_text_is_no_answer() -> None:
    assert asks_of(pa.array([None, ""], pa.string())).to_pylist() == [None, 0]
