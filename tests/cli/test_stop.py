"""A command that is told to stop says so, and leaves nothing half written."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest


def _heeding(told: signal.Signals) -> Callable[[], object]:
    """A suite that runs in the background is deaf to SIGINT, and its children would be."""
    return partial(signal.signal, told, signal.SIG_DFL)


@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT])
def test_an_ingest_that_is_stopped_leaves_nothing(tmp_path: Path, told: signal.Signals) -> None:
    logs = tmp_path / "logs.jsonl"
    row = b'{"ts": 1700000000, "account_id": "a", "prompt": "one two three four five six seven"}\n'
    logs.write_bytes(row * 400_000)
    command = [str(Path(sys.executable).parent / "gauger"), "ingest", str(logs)]
    options = ["--out", str(tmp_path / "world"), "--key", str(tmp_path / "key")]
    process = subprocess.Popen(
        [*command, *options],
        stderr=subprocess.PIPE,
        preexec_fn=_heeding(told),  # noqa: PLW1509 - one call of the system, no lock
    )
    while process.poll() is None and not list(tmp_path.glob(".world.*/exchanges")):
        time.sleep(0.05)
    process.send_signal(told)
    said = process.communicate()[1].decode()
    assert process.returncode == 130
    assert said.endswith("gauger: stopped; nothing half written is left\n")
    assert "Traceback" not in said
    assert sorted(p.name for p in tmp_path.iterdir()) == ["key", "logs.jsonl"]
