"""A pack of another state of the program is neither wrong nor, unseen, right."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import msgspec
import pytest
from typer.testing import CliRunner

import gauger
from gauger.cli.app import app
from gauger.dossier import program
from gauger.dossier.make import Made
from gauger.dossier.model import (
    FORMAT,
    Figures,
    Manifest,
    Signature,
    Statement,
    to_json,
)
from gauger.dossier.outcome import (
    BROKEN,
    CONFIRMED,
    FAILED,
    HOLDS,
    IN_PART,
    UNCHECKED,
    Verified,
    page,
)
from gauger.dossier.signing import public_hex, sign
from gauger.dossier.sqlbox import FUNCTIONS
from gauger.dossier.tables import EXTRACTS
from gauger.dossier.verify import Reader, verify
from tests.dossier.scene import signer

Reseal = Callable[[Path], None]
THEIRS = "0f" * 32


def by_another(pack: Path) -> None:
    """The manifest of a pack says that another state of the program made it."""
    file = pack / "manifest.json"
    old = msgspec.json.decode(file.read_bytes(), type=Manifest)
    versions = old.versions | {"program": THEIRS}
    file.write_bytes(to_json(msgspec.structs.replace(old, versions=versions)))


def says_more(pack: Path) -> None:
    """The report says what its figures do not."""
    file = pack / "report.html"
    file.write_bytes(file.read_bytes().replace(b"accounts", b"criminals", 1))


def state(found: Verified, name: str) -> str:
    return next(c.state for c in found.checks if c.name == name)


def restated(pack: Path, **changes: object) -> None:
    file = pack / "statement.json"
    old = msgspec.json.decode(file.read_bytes(), type=Statement)
    file.write_bytes(to_json(msgspec.structs.replace(old, **changes)))


def test_other_words_of_another_state_are_not_checked_and_said_so(
    pack: Path, reseal: Reseal
) -> None:
    """Hashes, signature and figures are; the page never says that it holds, nor that it does not.

    An issuer who says more than his figures and names a foreign state to escape gets no further.
    """
    says_more(pack)
    by_another(pack)
    reseal(pack)
    found = verify(pack, Reader(key=public_hex(signer(9))))
    assert (found.verdict, found.holds) == (IN_PART, False)
    for name in ("signature", "key", "files", "figures", "queries", "judgements"):
        assert state(found, name) == CONFIRMED
    last = [c for c in found.checks if c.name == "documents"][-1]
    assert (last.state, last.details) == (UNCHECKED, ("report.html",))
    told = page(found)
    assert "HOLD" not in told
    assert "checked IN PART" in told
    assert f"made by gauger 0.1.0, state {THEIRS[:16]}, as it says itself" in told
    assert max(map(len, told.splitlines())) <= 80


def test_the_same_words_of_another_state_hold(pack: Path, reseal: Reseal) -> None:
    """What is made again byte for byte is confirmed, whoever made it; older packs name no state."""
    by_another(pack)
    reseal(pack)
    assert verify(pack, Reader()).verdict == HOLDS
    file = pack / "manifest.json"
    old = msgspec.json.decode(file.read_bytes(), type=Manifest)
    versions = {k: v for k, v in old.versions.items() if k != "program"}
    file.write_bytes(to_json(msgspec.structs.replace(old, versions=versions)))
    reseal(pack)
    assert verify(pack, Reader()).verdict == HOLDS


def test_a_foreign_state_excuses_no_wrong_figure_or_byte(pack: Path, reseal: Reseal) -> None:
    by_another(pack)
    says_more(pack)
    assert verify(pack, Reader()).verdict == BROKEN  # the seals are of other bytes
    file = pack / "figures.json"
    old = msgspec.json.decode(file.read_bytes(), type=Figures)
    more = tuple(
        msgspec.structs.replace(f, value=28_800_000) if f.id == "exchanges" else f
        for f in old.figures
    )
    file.write_bytes(to_json(msgspec.structs.replace(old, figures=more)))
    reseal(pack)
    found = verify(pack, Reader())
    assert (found.verdict, state(found, "figures")) == (BROKEN, FAILED)


@pytest.mark.parametrize(("another", "verdict"), [(False, BROKEN), (True, IN_PART)])
def test_a_figure_that_is_left_out_is_told(
    pack: Path, reseal: Reseal, another: bool, verdict: str
) -> None:
    file = pack / "figures.json"
    old = msgspec.json.decode(file.read_bytes(), type=Figures)
    less = tuple(f for f in old.figures if f.id != "release-share")
    file.write_bytes(to_json(msgspec.structs.replace(old, figures=less)))
    if another:
        by_another(pack)
    reseal(pack)
    found = verify(pack, Reader())
    assert found.verdict == verdict
    assert "release-share" in next(c.details for c in found.checks if c.name == "queries")


BOLD: dict[str, Callable[[Statement], dict[str, object]]] = {
    "confidence: high": lambda _: {"confidence": "high"},
    "a known limit is left out": lambda s: {"limits": s.limits[1:]},
    "an error rate is left out": lambda s: {"error_rates": s.error_rates[1:]},
    "AML.T0048.004: seen": lambda s: {
        "techniques": tuple(
            msgspec.structs.replace(t, state="seen") if t.id == "AML.T0048.004" else t
            for t in s.techniques
        )
    },
    "techniques: 26 in": lambda s: {"techniques": s.techniques[:26]},
    "Chance: left out": lambda s: {
        "alternatives": tuple(a for a in s.alternatives if a.name != "Chance")
    },
}


@pytest.mark.parametrize(("another", "told"), [(False, FAILED), (True, UNCHECKED)])
def test_whatever_follows_by_a_rule_is_held_to_it(
    pack: Path, reseal: Reseal, another: bool, told: str
) -> None:
    """Under another state of the program the difference is shown, and judged by the reader."""
    old = msgspec.json.decode((pack / "statement.json").read_bytes(), type=Statement)
    for change in BOLD.values():
        old = msgspec.structs.replace(old, **change(old))
    restated(pack, **{f: getattr(old, f) for f in old.__struct_fields__})
    if another:
        by_another(pack)
    reseal(pack)
    (check,) = [c for c in verify(pack, Reader()).checks if c.name == "judgements"]
    assert check.state == told
    for says in BOLD:
        assert any(says in d for d in check.details), says


def test_hypotheses_that_the_extract_does_not_give_are_wrong_whoever_made_them(
    pack: Path, reseal: Reseal
) -> None:
    old = msgspec.json.decode((pack / "statement.json").read_bytes(), type=Statement)
    first, *rest = old.attribution.hypotheses
    sure = msgspec.structs.replace(first, p=0.999)
    found = msgspec.structs.replace(old.attribution, hypotheses=(sure, *rest))
    restated(pack, attribution=found)
    by_another(pack)
    reseal(pack)
    assert state(verify(pack, Reader()), "judgements") == FAILED


def test_what_this_program_cannot_draw_at_all_does_not_hold(
    pack: Path, reseal: Reseal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It drew it when the pack was made, if its manifest is right about that."""

    for wrong in (ValueError("nothing to draw"), RecursionError(), ZeroDivisionError()):

        def broken(*_: object, wrong: Exception = wrong) -> dict[str, bytes]:
            raise wrong

        monkeypatch.setattr("gauger.dossier.redraw.documents", broken)
        assert state(verify(pack, Reader()), "documents") == FAILED
    by_another(pack)
    reseal(pack)
    assert state(verify(pack, Reader()), "documents") == UNCHECKED


@pytest.mark.parametrize("library", ["typst", "jinja2"])
def test_another_version_of_what_draws_excuses_other_documents(
    pack: Path, reseal: Reseal, library: str
) -> None:
    """And nothing else: figures come from neither."""
    says_more(pack)
    file = pack / "manifest.json"
    old = msgspec.json.decode(file.read_bytes(), type=Manifest)
    versions = old.versions | {library: "0"}
    file.write_bytes(to_json(msgspec.structs.replace(old, versions=versions)))
    reseal(pack)
    found = verify(pack, Reader())
    last = [c for c in found.checks if c.name == "documents"][-1]
    assert (last.state, last.details) == (UNCHECKED, ("report.html",))
    assert f"{library} 0 there" in last.says


def test_a_signed_file_that_nothing_looks_into_is_named(pack: Path, reseal: Reseal) -> None:
    (pack / "tables" / "summary.csv").write_text("verdict,guilty\n")
    reseal(pack)
    found = verify(pack, Reader())
    assert found.verdict == IN_PART
    assert "tables/summary.csv" in next(c.details for c in found.checks if c.name == "other files")


def test_the_command_tells_the_three_apart(made: Made, pack: Path, reseal: Reseal) -> None:
    """To scripts too: 0, 1 and 3."""
    run = CliRunner()
    assert run.invoke(app, ["verify", str(made.folder)]).exit_code == 0
    says_more(pack)
    assert run.invoke(app, ["verify", str(pack)]).exit_code == 1
    by_another(pack)
    reseal(pack)
    told = run.invoke(app, ["verify", str(pack), "--json"])
    assert told.exit_code == 3
    assert msgspec.json.decode(told.stdout)["verdict"] == IN_PART


LOADED = """
import sys, gauger.dossier.make, gauger.dossier.verify
print(*sorted({m.split(".")[1] for m in sys.modules if m.startswith("gauger.")}))
"""


def test_the_digest_covers_all_that_makes_a_pack() -> None:
    """Every part of the program that is loaded for it; a new one has to be named."""
    ran = subprocess.run([sys.executable, "-c", LOADED], capture_output=True, check=True, text=True)
    assert set(ran.stdout.split()) == {p.removesuffix(".py") for p in program.PARTS}


@pytest.mark.parametrize(
    "path", ["errors.py", "dossier/templates/document.typ", "campaigns/weights.json", "new.py"]
)
def test_a_changed_byte_is_another_state(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    """Of what makes packs; a file beside it changes nothing, nor does the place."""
    home = tmp_path / "gauger"
    left_out = shutil.ignore_patterns("__pycache__")
    shutil.copytree(Path(gauger.__file__).parent, home, ignore=left_out)
    state = program.digest.__wrapped__
    here = state()
    monkeypatch.setattr(gauger, "__file__", str(home / "__init__.py"))
    assert state() == here
    with (home / path).open("ab") as file:
        file.write(b" ")
    assert (state() == here) == (path == "new.py")


def test_a_file_of_another_name_is_another_state(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And so is the end of one file at the beginning of the next."""
    (tmp_path / "stats").mkdir()
    monkeypatch.setattr(gauger, "__file__", str(tmp_path / "__init__.py"))
    seen = set()
    for files in (
        {"a.py": "xy"},
        {"b.py": "xy"},
        {"a.py": "x", "b.py": "y"},
        {"a.j2": "xy"},
        {"a.j2": "x"},
    ):
        for name, text in files.items():
            (tmp_path / "stats" / name).write_text(text)
        seen.add(program.digest.__wrapped__())
        for name in files:
            (tmp_path / "stats" / name).unlink()
    assert len(seen) == 5


SHAPES = "d0335c1c743d0f2c"


def test_a_change_of_shape_is_another_format() -> None:
    """What an older or newer program cannot read is told by the format's number.

    Fields of the JSON files, columns of the extract, functions of its queries.
    """
    kinds = (Manifest, Signature, Figures, Statement)
    _, shapes = msgspec.json.schema_components(kinds)
    tables = {n: [(f.name, str(f.type)) for f in s] for n, s in EXTRACTS.items()}
    told = msgspec.json.encode([_plain(shapes), tables, sorted(FUNCTIONS)], order="deterministic")
    assert FORMAT == "gauger-pack/2"
    assert sha256(told).hexdigest()[:16] == SHAPES, "give FORMAT its next number, then this"


def test_a_pack_of_another_format_is_left_to_who_reads_it(pack: Path, reseal: Reseal) -> None:
    """Its signature is looked at, and the page says that nothing else was."""
    file = pack / "manifest.json"
    file.write_bytes(file.read_bytes().replace(FORMAT.encode(), b"gauger-pack/9"))
    found = verify(pack, Reader())
    assert found.verdict == BROKEN, "other bytes than were signed"
    signed = sign(signer(9), file.read_bytes(), None)
    (pack / "signature.json").write_bytes(to_json(signed))
    found = verify(pack, Reader())
    assert found.verdict == IN_PART
    assert "says it is gauger-pack/9, and this program reads gauger-pack/2" in " ".join(
        page(found).split()
    )


def _plain(shape: object) -> object:
    """A schema without its words."""
    if isinstance(shape, dict):
        return {k: _plain(v) for k, v in shape.items() if k != "description"}
    return [_plain(x) for x in shape] if isinstance(shape, list) else shape
