"""The library's curve arithmetic on every core: one lane of elements a thread.

Nearly all of the time goes into one multiplication on the curve for each element, and the library
lets go of the interpreter while it computes. Its ciphers hold scratch space of their own, so each
lane makes its cipher from the run's key. Order in, order out.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from gauger.records.pool import cores

MAX_LANES = 8
LEAST = 2_000
"""Elements of a lane: fewer are done before a thread pays."""
Result = TypeVar("Result")


def in_lanes(
    step: Callable[[Sequence[Any]], Result], elements: Sequence[Any], lanes: int = 0
) -> list[Result]:
    """`step` over slices of the elements, at once; results in the elements' order.

    >>> in_lanes(sum, [1, 2, 3, 4, 5], lanes=2)
    [6, 9]
    """
    count = lanes or max(1, min(cores(), MAX_LANES, len(elements) // LEAST))
    if count == 1:
        return [step(elements)]
    size = -(-len(elements) // count)
    slices = [elements[i : i + size] for i in range(0, len(elements), size)]
    with ThreadPoolExecutor(count) as threads:
        return list(threads.map(step, slices))
