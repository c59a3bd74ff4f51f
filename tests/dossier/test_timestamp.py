"""RFC 3161 time stamps by a service of our own on loopback, through the command line."""

import shutil
import subprocess
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import msgspec
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from typer.testing import CliRunner

from gauger.cli.app import app
from gauger.dossier.model import Manifest, to_json
from gauger.dossier.outcome import CONFIRMED, FAILED, TRUST
from gauger.dossier.signing import read_public_key, sign
from gauger.dossier.timestamp import check_reply, read_roots
from gauger.dossier.verify import Reader, verify
from gauger.errors import InputError
from tests.dossier.scene import Scene, signer

CONF = """
[tsa]
default_tsa = one
[one]
serial = {here}/serial
crypto_device = builtin
signer_cert = {here}/tsa.pem
signer_key = {here}/tsa.key
signer_digest = sha256
default_policy = 1.2.3.4
digests = sha256
ess_cert_id_alg = sha256
"""
EXTENSIONS = """
basicConstraints=critical,CA:FALSE
keyUsage=critical,digitalSignature
extendedKeyUsage=critical,timeStamping
"""


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """A time stamp service on a free loopback port, and its root certificate."""
    if shutil.which("openssl") is None:
        pytest.skip("no openssl to stand in for a time stamp service")
    here = tmp_path_factory.mktemp("tsa")

    def openssl(*words: str) -> bytes:
        return subprocess.run(["openssl", *words], capture_output=True, check=True, cwd=here).stdout

    (here / "serial").write_text("01\n")
    (here / "tsa.cnf").write_text(CONF.format(here=here))
    (here / "ext").write_text(EXTENSIONS)
    new = ("req", "-newkey", "rsa:2048", "-nodes")
    openssl(*new, "-x509", "-days", "2", "-subj", "/CN=root", "-keyout", "ca.key", "-out", "ca.pem",
            "-addext", "keyUsage=critical,keyCertSign")  # fmt: skip
    openssl(*new, "-subj", "/CN=tsa", "-keyout", "tsa.key", "-out", "tsa.csr")
    openssl("x509", "-req", "-in", "tsa.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-days", "2",
            "-CAcreateserial", "-extfile", "ext", "-out", "tsa.pem")  # fmt: skip

    class Stamps(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            (here / "q").write_bytes(self.rfile.read(int(self.headers["Content-Length"])))
            reply = openssl("ts", "-reply", "-config", "tsa.cnf", "-queryfile", "q")
            self.send_response(200)
            self.end_headers()
            self.wfile.write(reply)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    server = HTTPServer(("127.0.0.1", 0), Stamps)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", here / "ca.pem"
    server.shutdown()
    thread.join()
    server.server_close()


def make(scene: Scene, folder: Path, *words: str) -> Path:
    """A pack by the command line, always with the same keys and time."""
    given = [
        "dossier", str(scene.detections), scene.case.campaign.campaign_id, "--world",
        str(scene.world.path), "--out", str(folder / "pack"), "--key", str(folder.parent / "k"),
        "--signing-key", str(folder.parent / "s.pem"), "--issued", "2026-07-01T09:00:00Z", *words,
    ]  # fmt: skip
    done = CliRunner().invoke(app, given, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return folder / "pack"


def stranger() -> x509.Certificate:
    """A root certificate that signed nothing here."""
    key = Ed25519PrivateKey.generate()
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "another service")])
    day = datetime(2026, 1, 1, tzinfo=UTC)
    made = x509.CertificateBuilder(
        issuer_name=name, subject_name=name, public_key=key.public_key(), serial_number=7,
        not_valid_before=day, not_valid_after=day + timedelta(days=3650),
    )  # fmt: skip
    root = x509.BasicConstraints(ca=True, path_length=None)
    return made.add_extension(root, critical=True).sign(key, None)


def test_a_stamp_is_asked_for_checked_and_used_again(
    scene: Scene, service: tuple[str, Path], tmp_path: Path
) -> None:
    address, root = service
    pack = make(scene, tmp_path / "a", "--timestamp", address)
    told = verify(pack, Reader(tsa_roots=read_roots(root)))
    assert next(c for c in told.checks if c.name == "time stamp").state == CONFIRMED
    assert told.holds
    unknown = verify(pack, Reader())
    assert next(c for c in unknown.checks if c.name == "time stamp").state == TRUST
    assert unknown.holds
    foreign = verify(pack, Reader(tsa_roots=(stranger(),)))
    wrong = next(c for c in foreign.checks if c.state == FAILED)
    assert "not by your service" in wrong.says
    with pytest.raises(InputError, match="not over this manifest"):
        check_reply((pack / "timestamp.tsr").read_bytes(), b"another")

    stamp = str(pack / "timestamp.tsr")
    again = make(scene, tmp_path / "b", "--timestamp-file", stamp)
    assert (again.parent / "pack.zip").read_bytes() == (pack.parent / "pack.zip").read_bytes()

    # An issuer who puts an older stamp on another manifest, and signs both.
    old = msgspec.json.decode((again / "manifest.json").read_bytes(), type=Manifest)
    new = to_json(msgspec.structs.replace(old, versions=old.versions | {"python": "0"}))
    (again / "manifest.json").write_bytes(new)
    signed = sign(signer(9), new, Path(stamp).read_bytes())
    (again / "signature.json").write_bytes(to_json(signed))
    for roots in ((), read_roots(root)):
        (wrong,) = [c for c in verify(again, Reader(tsa_roots=roots)).checks if c.state == FAILED]
        assert (wrong.name, wrong.says[-21:]) == ("time stamp", "over another manifest")

    (again / "timestamp.tsr").unlink()
    gone = verify(again, Reader())
    assert any("timestamp.tsr" in c.says for c in gone.checks if c.state == FAILED)

    data = bytearray(Path(stamp).read_bytes())
    for at in (5, len(data) // 2, len(data) - 1):
        data[at] ^= 1
        Path(stamp).write_bytes(data)
        assert not verify(pack, Reader()).holds
        data[at] ^= 1

    key = verify(pack, Reader()).key
    runner = CliRunner()
    assert runner.invoke(app, ["verify", str(again), "--key", key]).exit_code == 1
    (tmp_path / "key.txt").write_text(key + "\n")
    assert read_public_key(str(tmp_path / "key.txt")) == key


def test_no_service_is_asked_unless_named(
    scene: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("something went out")

    monkeypatch.setattr("socket.socket.connect", refuse)
    pack = make(scene, tmp_path / "a")
    assert verify(pack, Reader()).holds
