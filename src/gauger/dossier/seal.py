"""What a pack's files are, byte by byte: blocks, hashes, one root over all."""

from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

from gauger.dossier import merkle
from gauger.dossier.model import Block

MIN_BLOCK = 1_024
MAX_BLOCKS = 256
"""A change is placed within a 256th of a file, or a kilobyte."""
SHORT = 16
"""Hexadecimal digits of a block's hash that the manifest shows; the file's own hash is whole."""


def seal_file(folder: Path, path: str) -> Block:
    """Hashes of one file of a pack."""
    file = folder / path
    size = file.stat().st_size
    return seal_bytes(path, size, block_size(size), _chunks(file, block_size(size)))


def block_size(size: int) -> int:
    """Bytes of a block for a file of this size.

    >>> block_size(10), block_size(262_145)
    (1024, 2048)
    """
    block = MIN_BLOCK
    while block * MAX_BLOCKS < size:
        block *= 2
    return block


def seal_bytes(path: str, size: int, block: int, chunks: Iterable[bytes]) -> Block:
    """Hashes of a file given as its blocks."""
    whole, leaves = sha256(), []
    for chunk in chunks:
        whole.update(chunk)
        leaves.append(merkle.leaf(chunk))
    return Block(
        path=path,
        size=size,
        sha256=whole.hexdigest(),
        root=merkle.root(leaves).hex(),
        block=block,
        blocks=tuple(x.hex()[:SHORT] for x in leaves),
    )


def pack_root(files: Iterable[Block]) -> str:
    """Merkle root over all files: path, size, hash and root of each, in the order of paths."""
    ordered = sorted(files, key=lambda f: f.path)
    entries = (f"{f.path}\n{f.size}\n{f.sha256}\n{f.root}\n" for f in ordered)
    return merkle.root([merkle.leaf(e.encode()) for e in entries]).hex()


def changed(was: Block, now: Block) -> list[tuple[int, int]]:
    """Byte ranges, first and last, of blocks that differ; joined where they touch."""
    ranges: list[tuple[int, int]] = []
    for i in range(max(len(was.blocks), len(now.blocks))):
        if was.blocks[i : i + 1] == now.blocks[i : i + 1]:
            continue
        a, b = i * was.block, min((i + 1) * was.block, max(was.size, now.size)) - 1
        if ranges and ranges[-1][1] + 1 == a:
            ranges[-1] = (ranges[-1][0], b)
        else:
            ranges.append((a, b))
    return ranges


def _chunks(file: Path, block: int) -> Iterable[bytes]:
    with file.open("rb") as data:
        while chunk := data.read(block):
            yield chunk
