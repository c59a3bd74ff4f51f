"""What the recorded calls of a data-making pipeline can show, and what they cannot."""

from pathlib import Path

import pytest
from bench.pipeline import PIPELINE, auc, honest, sides


@pytest.mark.shared
def test_the_pipeline_left_hardly_a_prompt_but_its_templates_sizes(shared: Path) -> None:
    """No prompt of it asks for anything; inputs of one size set its recordings apart, barely."""
    found = sides(shared)
    pipeline, other = found[PIPELINE], found["pydantic-ai"]
    assert (pipeline.exchanges, pipeline.prompts, pipeline.systems) == (412, 49, 0)
    assert (pipeline.templated, pipeline.asking) == (2, 0)
    assert (len(pipeline.alike), len(other.alike)) == (4, 3)
    assert auc(pipeline.alike.values(), other.alike.values()) == 1.0


@pytest.mark.shared
def test_the_other_calls_are_not_taken_for_a_harvest(shared: Path) -> None:
    """Of 1,690 prompts and 386 system prompts of an agent framework's tests, one asks."""
    other = sides(shared)["pydantic-ai"]
    assert (other.prompts, other.systems, other.asking) == (1_690, 386, 1)


@pytest.mark.shared
def test_inputs_of_one_size_accuse_nobody_alone(shared: Path) -> None:
    """Some real people repeat themselves as much as the pipeline does: why it is no signal."""
    people = honest(shared)
    least = min(sides(shared)[PIPELINE].alike.values())
    assert 0.02 < sum(share >= least for share in people) / len(people) < 0.1
