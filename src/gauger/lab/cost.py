"""What a measure costs an honest reader: answers, reasoning and wording lost."""

import numpy as np

from gauger.lab.bench import Bench, served
from gauger.lab.measures import BY_NAME, Measure
from gauger.lab.results import Cost
from gauger.lab.words import answer_of, steps_of


def reader_cost(bench: Bench, measure: Measure) -> Cost:
    """Serve the held-out questions under the measure and mark what an honest reader gets."""
    items = [i for own in bench.held_out.values() for i in own]
    prompts = [i.prompt for i in items]
    texts = served(bench, measure, prompts)
    plain = served(bench, BY_NAME["none"], prompts)
    shown = wrong = 0
    for item, text in zip(items, texts, strict=True):
        told = [s[1::2] for s in steps_of(text.response)]
        true = iter(item.steps)
        fits = sum(step in true for step in told)  # in order: each search goes on after the last
        shown += fits
        wrong += len(told) - fits
    wording = bench.teacher.surprise(texts).mean() - bench.teacher.surprise(plain).mean()
    return Cost(
        measure=measure.name,
        seed=bench.seed,
        asked=len(items),
        right=sum(answer_of(t.response) == i.answer for i, t in zip(items, texts, strict=True)),
        steps=sum(len(i.steps) for i in items),
        steps_shown=shown,
        steps_wrong=wrong,
        wording_nats=float(np.round(wording, 6)) if measure.marks else 0.0,
    )
