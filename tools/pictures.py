"""Make the docs' pictures of a report: `python -m tools.pictures PACK`.

PACK is that of the commands in docs/how-to/make-a-dossier.md. Look at each picture before you
commit it. Those of the workbench are screenshots that the browser tests leave in build/screenshots.
"""

import sys
from pathlib import Path

import msgspec

from gauger.dossier.documents.pdf import pictures
from gauger.dossier.documents.report import report
from gauger.dossier.model import Figures, Statement

IMAGES = Path(__file__).resolve().parent.parent / "docs" / "images"
PAGES = {"dossier-1.png": 1, "dossier-2.png": 6}
"""Pages of the report: the first, and that of the innocent explanations."""


def main(pack: Path) -> None:
    """Write the pictures of docs/images that show a report."""
    figures = msgspec.json.decode((pack / "figures.json").read_bytes(), type=Figures)
    statement = msgspec.json.decode((pack / "statement.json").read_bytes(), type=Statement)
    drawn = pictures(report(figures, statement))
    for name, page in PAGES.items():
        (IMAGES / name).write_bytes(drawn[page - 1])
        print(f"{IMAGES / name}: page {page} of {len(drawn)}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
