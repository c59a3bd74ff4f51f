"""Sketches keep what near-duplicates and templates share."""

import random
import re

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rensa import RMinHash

from gauger.records.fx import fx_hashes
from gauger.records.shingles import words_of
from gauger.records.sketch import minhash, minhashes, slots_filled, template, templates

FORM = (
    "You are a careful grader of code. Read task {0} below and think before you answer.\n"
    'The task is "{1}". When you are done, return only the corrected patch and no other words.'
)


def test_prompts_of_one_template_share_values() -> None:
    """Other slots, same template: most values stay; another text shares none."""
    one, two = template(FORM.format(17, "sort a list")), template(FORM.format(4, "walk a tree"))
    other = template("What is a good way to cook rice for ten people on a small camping stove?")
    assert len(set(one) & set(two)) >= 2
    assert not set(one) & set(other)


def test_sketches_are_the_same_on_every_machine() -> None:
    """A stored world stays comparable: the values are pinned by equality of repeats."""
    assert minhash("the quick brown fox jumps") == minhash("The quick  brown fox jumps")
    assert len(minhash("the quick brown fox jumps")) == 16


def test_any_text_has_a_sketch_or_null() -> None:
    """Nulls stay null; surrogates and million-character prompts are taken."""
    assert minhashes(pa.array([None, ""], pa.string())).to_pylist() == [None, None]
    assert templates(pa.array(["hi", None], pa.string())).to_pylist() == [None, None]
    assert len(minhash("\ud800 lone half " * 2)) == 16
    assert len(template("word after word " * 100_000)) <= 4


def test_hashes_are_those_of_rensa() -> None:
    """Whatever the length of a shingle, our batch of hashes equals rensa's hash of each."""
    rng = random.Random(0)
    words = [bytes(rng.choices(b"abcdefgh \xc3\xa9", k=n)) for n in [*range(1, 70), 500, 4_097]]
    buffer = b"".join(words)
    ends = np.cumsum([len(w) for w in words])
    starts = ends - [len(w) for w in words]
    (want,) = RMinHash.hash_token_sets([words])
    assert fx_hashes(np.frombuffer(buffer, np.uint8), starts, ends).tolist() == want


LATIN = st.characters(max_codepoint=0x24F)
"""Beyond, RE2 and Python know different versions of Unicode."""


@given(st.lists(st.text(LATIN, max_size=60), max_size=5))
def test_words_are_those_of_a_plain_regex(texts: list[str]) -> None:
    """The cut by arrays is Python's own, text by text."""
    clean = [t.encode("utf-8", "replace").decode().lower() for t in texts]
    words = words_of(pa.array(clean, pa.string()))
    for text, first, last in zip(clean, words.first.tolist(), words.last.tolist(), strict=True):
        got = [
            words.buffer[words.starts[i] : words.ends[i]].tobytes().decode()
            for i in range(first, last)
        ]
        assert got == re.findall(r"[^\W]+|<[^\W]+>", text)


def test_slots_take_their_places() -> None:
    """Addresses, quotes, hashes, numbers and names become placeholders; words stay."""
    text = 'see https://a.example/x?y=1 or "a b" in foo_bar(1) at 12:30, id deadbeef01, it\'s'
    (got,) = slots_filled(pa.array([text])).to_pylist()
    assert got == "see <url> or <quote> in <name> at <number> id <hex>, it's"


@pytest.mark.parametrize("size", [0, 1, 2, 5])
def test_a_batch_gives_what_single_texts_give(size: int) -> None:
    """Neither neighbours nor batches of other sizes change a sketch."""
    texts = ["<a>", "b", "", "one two three four five six seven"][:size] * 3
    made = templates(pa.array(texts, pa.string())).to_pylist()
    assert made == [template(t) or None for t in texts]
    assert minhashes(pa.array(texts, pa.string())).to_pylist() == [
        minhash(t) or None for t in texts
    ]
