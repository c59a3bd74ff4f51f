"""The questions that a pack answers: each figure is one SELECT over the extract.

They are the method in full: `gauger.campaigns` computes the same from the logs, these from what a
stranger is handed. A pack carries their text, and `gauger verify` says where a pack's text is not
the one here.
"""

from gauger.dossier.questions.measures import MEASURE_STEPS
from gauger.dossier.questions.membership import MEMBERSHIP, MEMBERSHIP_STEPS
from gauger.dossier.questions.purpose import PURPOSE, PURPOSE_STEPS
from gauger.dossier.questions.question import Question
from gauger.dossier.questions.scale import SCALE
from gauger.dossier.questions.who import WHO, WHO_STEPS

STEPS = (*MEMBERSHIP_STEPS, *PURPOSE_STEPS, *MEASURE_STEPS, *WHO_STEPS)
"""In the order in which they run."""
QUESTIONS: tuple[Question, ...] = (*SCALE, *MEMBERSHIP, *PURPOSE, *WHO)
"""In the order in which they are numbered."""

__all__ = ["QUESTIONS", "STEPS", "Question"]
