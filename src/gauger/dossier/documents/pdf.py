"""Documents as PDF, by Typst: fonts that come with it, no network, the same bytes each time."""

import tempfile
from importlib.resources import files
from pathlib import Path

import msgspec
import typst

from gauger.dossier.documents.blocks import Document

TEMPLATE = "document.typ"
LAST_DRAWN = 0x052F
"""The fonts draw Latin, Greek and Cyrillic; above it, characters show as their code."""
DRAWN = frozenset("\u2013\u2014\u2018\u2019\u201c\u201d\u2022\u2026\u20ac\ufffd")


def pdf(document: Document) -> bytes:
    """A document as PDF."""
    source = files("gauger.dossier").joinpath("templates", TEMPLATE).read_bytes()
    data = msgspec.json.encode(_drawable(msgspec.to_builtins(document)))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / TEMPLATE
        path.write_bytes(source)
        made = typst.compile(
            path,
            root=Path(folder),
            output=None,
            ignore_system_fonts=True,  # those of the machine would change the bytes
            format="pdf",
            sys_inputs={"data": data.decode()},
            timestamp=0,
        )
    return bytes(made)


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
