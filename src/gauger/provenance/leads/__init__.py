"""Leads: a suspect's answers beside a panel's: whom it takes after, or none of these.

Nothing here is evidence that a model was trained on another: independent models resemble each
other, and no key of ours draws the null. What comes out is a *lead*: a reason to spend a sound
test (A to E of `gauger.provenance`), with the chance that an unrelated family would have given it.
"""

from gauger.provenance.leads.panel import Answers, Member, Panel, read_answers, read_panel
from gauger.provenance.leads.probe import Asked, Lead, Verdict, probe

__all__ = [
    "Answers", "Asked", "Lead", "Member", "Panel", "Verdict", "probe", "read_answers", "read_panel",
]  # fmt: skip
