"""The operator's secret key, under which e-mail, phone and payment data are hashed."""

import os
import secrets
from pathlib import Path

from gauger.errors import BrokenFile

KEY_BYTES = 32


def default_key_file() -> Path:
    """Where the key lives unless the operator says otherwise."""
    return Path.home() / ".config" / "gauger" / "key"


def read_key(file: Path) -> tuple[bytes, bool]:
    """The key, and whether it was made just now (readable by its owner only).

    Raises BrokenFile when the file is too short to be a key or cannot be read.
    """
    try:
        if not file.exists():
            file.parent.mkdir(parents=True, exist_ok=True)
            opened = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(opened, "wb") as out:
                out.write(secrets.token_hex(KEY_BYTES).encode())
            return file.read_bytes(), True
        key = file.read_bytes().strip()
    except OSError as seen:
        raise BrokenFile(file, "a key", str(seen), "Give another --key.") from seen
    if len(key) < KEY_BYTES:
        fix = f"Give --key a file of at least {KEY_BYTES} random bytes."
        raise BrokenFile(file, "a key", f"it has {len(key)} bytes", fix)
    return key, False
