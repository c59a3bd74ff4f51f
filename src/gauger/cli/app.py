"""The `gauger` command: one verb a file, one place for errors and exit codes."""

import signal
import sys
from typing import Annotated

import typer

from gauger import __version__
from gauger.cli.bench import bench
from gauger.cli.case import case
from gauger.cli.detect import detect
from gauger.cli.dossier import dossier
from gauger.cli.ingest import ingest
from gauger.cli.lab import lab
from gauger.cli.lines import folded
from gauger.cli.link import link
from gauger.cli.overlap import overlap
from gauger.cli.provenance import provenance
from gauger.cli.score import score
from gauger.cli.serve import serve
from gauger.cli.share import share
from gauger.cli.show import show
from gauger.cli.simulate import simulate
from gauger.cli.verify import verify
from gauger.errors import GaugerError

app = typer.Typer(
    name="gauger",
    help="Find, measure and explain adversarial distillation in a model provider's own logs.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"gauger {__version__}")
        raise typer.Exit


@app.callback()
def gauger(
    _: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Find, measure and explain adversarial distillation in a model provider's own logs."""


for verb in (simulate, ingest, detect, show, score, link, bench, serve, dossier, verify):
    app.command()(verb)
for verbs in (case, share, overlap, provenance, lab):
    app.add_typer(verbs)


def _terminated(_: int, __: object) -> None:
    """Unwind as on an interrupt, so that what is half written goes."""
    raise KeyboardInterrupt


STOPPED = 130
"""Typer's exit code for an interrupt, after which it says nothing itself."""


def main() -> None:
    """Run the command; bad input prints one line and exits with 2, a stop one line and 130."""
    signal.signal(signal.SIGTERM, _terminated)
    try:
        app()
    except GaugerError as wrong:
        print(folded(f"gauger: {wrong}", sys.stderr), file=sys.stderr)
        sys.exit(2)
    except BrokenPipeError:
        sys.stderr.close()  # the reader went away, as in `gauger show | head`
        sys.exit(0)
    except SystemExit as end:
        if end.code == STOPPED:
            print("gauger: stopped; nothing half written is left", file=sys.stderr)
        raise
