"""A verdict as text for a terminal."""

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from gauger.provenance.leads.probe import Lead, Verdict


def shown(verdict: Verdict) -> RenderableType:
    """The answer first, then what each vendor's comparison gave."""
    table = Table(box=None, pad_edge=False)
    for heading in (
        "vendor",
        "lean",
        "p",
        "least p",
        "copies p",
        "calls itself so",
        "no less alike",
    ):
        table.add_column(heading, justify="left" if heading == "vendor" else "right")
    for lead in verdict.leads:
        table.add_row(*_cells(lead))
    head = Text(f"{verdict.answer.upper()}, {verdict.prompts} prompts", "bold")
    return Group(head, Text(verdict.says), Text(""), table)


def _cells(lead: Lead) -> tuple[str, ...]:
    above = lead.families_above
    named = ", ".join(above[:2]) + (f" and {len(above) - 2} more" if len(above) > 2 else "")
    return (
        lead.vendor, f"{lead.lean:+.2f}", f"{lead.p:.2g}", f"{lead.p_least:.2g}",
        "-" if lead.copies_p is None else f"{lead.copies_p:.2g}",
        f"{lead.identity} (p {lead.identity_p:.2g})", named or "no clear family",
    )  # fmt: skip
