"""A result as a report to hand on: Markdown or one HTML file, from the same figures."""

from collections.abc import Mapping
from pathlib import Path

from jinja2 import Environment, PackageLoader, select_autoescape

from gauger.errors import UsageError
from gauger.provenance.result import Result
from gauger.provenance.verdict import SCALE
from gauger.records.files import new_file

FORMATS = ("md", "html")


def render(result: Result, form: str) -> str:
    """The report as text. Names come from whoever wrote the plan, so HTML escapes everything."""
    if form not in FORMATS:
        raise UsageError(f"reports are written as {' or '.join(FORMATS)}; got {form!r}.")
    pages = Environment(
        loader=PackageLoader("gauger.provenance"),
        autoescape=select_autoescape(("html.j2",), default=False),
        trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True,
    )  # fmt: skip
    pages.filters["p"] = in_figures
    pages.filters["cell"] = str if form == "html" else in_a_cell
    return pages.get_template(f"report.{form}.j2").render(r=result, scale=SCALE, holds=HOLDS)


def write_report(result: Result, path: Path) -> None:
    """Write as the path's ending says, whole or not at all."""
    text = render(result, path.suffix.lstrip(".").lower())
    with new_file(path) as half:
        half.write_text(text, encoding="utf-8", errors="replace")


def in_figures(p: float) -> str:
    """A p-value as a report shows it.

    >>> in_figures(0.0312), in_figures(3e-9), in_figures(0.0)
    ('0.031', '3e-09', 'below 1e-300')
    """
    return "below 1e-300" if p < 1e-300 else f"{p:.2g}"


def in_a_cell(text: str) -> str:
    """Text that cannot break a Markdown table, add markup or run as HTML."""
    for sign in ("\\", "|", "<", ">", "[", "]", "`", "*", "_"):
        text = text.replace(sign, f"&#{ord(sign)};")
    return " ".join(text.split())


HOLDS: Mapping[bool | None, str] = {True: "holds", False: "does not hold", None: "not known"}
