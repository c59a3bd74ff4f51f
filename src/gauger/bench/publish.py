"""A run's figures as files: `table.md`, `rows.csv`, `summary.json`, and pictures."""

from pathlib import Path

import msgspec

from gauger.bench import table
from gauger.bench.rows import Row
from gauger.bench.summary import Summary
from gauger.bench.targets import targets
from gauger.records.files import new_file


def publish(found: Summary, rows: list[Row], folder: Path) -> None:
    """Write all but the pictures, each file whole or not at all."""
    summary = {"figures": found, "targets": targets(found)}
    texts = {
        "table.md": table.markdown(found),
        "rows.csv": table.raw(rows),
        "summary.json": msgspec.json.format(msgspec.json.encode(summary), indent=2).decode() + "\n",
    }
    for name, text in texts.items():
        with new_file(folder / name) as half:
            half.write_text(text, encoding="utf-8")
