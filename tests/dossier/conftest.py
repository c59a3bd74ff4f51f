"""One small case, one pack of it, and means to change a pack as an adversary would."""

import shutil
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from gauger.dossier.make import Made, make_pack
from gauger.dossier.model import Manifest, to_json
from gauger.dossier.seal import pack_root, seal_file
from gauger.dossier.signing import sign
from tests.dossier.scene import Scene, signer
from tests.once import once

SEALS = {"manifest.json", "signature.json", "timestamp.tsr"}


@pytest.fixture(scope="session")
def made(scene: Scene, tmp_path_factory: pytest.TempPathFactory) -> Made:
    """The pack of the scene; nobody changes it."""

    def fill(folder: Path) -> None:
        done = make_pack(scene.order(), folder / "pack", replace=False)
        (folder / "made.json").write_bytes(msgspec.json.encode(done, enc_hook=str))

    folder = once(tmp_path_factory, "made", fill)
    told = (folder / "made.json").read_bytes()
    return msgspec.json.decode(told, type=Made, dec_hook=lambda kind, text: kind(text))


@pytest.fixture
def pack(made: Made, tmp_path: Path) -> Path:
    """A copy of the pack that a test may harm."""
    return Path(shutil.copytree(made.folder, tmp_path / "pack"))


@pytest.fixture(scope="session")
def reseal() -> Callable[[Path], None]:
    """Makes a changed pack's manifest and signature again, under a stranger's key."""

    def again(pack: Path) -> None:
        paths = sorted(str(p.relative_to(pack)) for p in pack.rglob("*") if p.is_file())
        files = tuple(seal_file(pack, p) for p in paths if p not in SEALS)
        old = msgspec.json.decode((pack / "manifest.json").read_bytes(), type=Manifest)
        new = to_json(msgspec.structs.replace(old, files=files, merkle_root=pack_root(files)))
        (pack / "manifest.json").write_bytes(new)
        (pack / "signature.json").write_bytes(to_json(sign(signer(9), new, None)))

    return again
