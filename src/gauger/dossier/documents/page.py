"""The report as one HTML file that opens without a network and runs nothing."""

from jinja2 import Environment, PackageLoader
from markupsafe import Markup

from gauger.dossier.documents.blocks import Document
from gauger.dossier.model import Figures

TEMPLATE = "document.html.j2"


def page(document: Document, figures: Figures) -> bytes:
    """A document as HTML, with every query below its figure."""
    pages = Environment(
        loader=PackageLoader("gauger.dossier"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    # The only trusted markup is our own charts', which escape what they are given.
    html = pages.get_template(TEMPLATE).render(document=document, figures=figures, drawn=Markup)
    return html.encode("utf-8", "replace")
