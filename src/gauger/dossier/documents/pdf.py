"""Documents as PDF, by Typst: fonts that come with it, no network, the same bytes each time."""

import tempfile
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

import msgspec
import typst

from gauger.dossier.documents.blocks import Document

TEMPLATE = "document.typ"
LAST_DRAWN = 0x052F
"""The fonts draw Latin, Greek and Cyrillic; above it, characters show as their code."""
DRAWN = frozenset("\u2013\u2014\u2018\u2019\u201c\u201d\u2022\u2026\u20ac\ufffd")


def pdf(document: Document) -> bytes:
    """A document as PDF."""
    return bytes(_compiled(document, "pdf"))


def pictures(document: Document, *, ppi: float = 72.0) -> list[bytes]:
    """Its pages as PNG, to be looked at; `python -m tools.pictures` makes those of the docs."""
    made = _compiled(document, "png", ppi=ppi)
    return [bytes(page) for page in made] if isinstance(made, list) else [bytes(made)]


def _compiled(document: Document, kind: Literal["pdf", "png"], **given: Any) -> Any:
    source = files("gauger.dossier").joinpath("templates", TEMPLATE).read_bytes()
    data = msgspec.json.encode(_drawable(msgspec.to_builtins(document)))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / TEMPLATE
        path.write_bytes(source)
        return typst.compile(
            path,
            root=Path(folder),
            output=None,
            ignore_system_fonts=True,  # those of the machine would change the bytes
            format=kind,
            sys_inputs={"data": data.decode()},
            timestamp=0,
            **given,
        )


def _drawable(value: object) -> object:
    if isinstance(value, str):
        return "".join(
            c if ord(c) <= LAST_DRAWN or c in DRAWN else f"\\u{{{ord(c):x}}}" for c in value
        )
    if isinstance(value, dict):
        return {k: _drawable(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_drawable(v) for v in value]
    return value
