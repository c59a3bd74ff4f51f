"""Sketches keep what near-duplicates and templates share."""

import pyarrow as pa

from gauger.records.sketch import minhash, minhashes, template, templates

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
