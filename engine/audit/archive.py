"""A zip file that somebody handed in, read without trusting it.

Nothing is unpacked onto the disk. What a member will need is known from the directory before it is read,
and no member gives more than the directory says.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import PurePosixPath
from typing import BinaryIO

MAX_MEMBERS = 5_000
MAX_BYTES = 8 * 1024**3
"""Of all members together, unpacked: some 800 attachments of the largest size."""
CHUNK_BYTES = 1024 * 1024

_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
# What zipfile and zlib raise for damaged, forged or encrypted files. MemoryError is not among them: sizes are
# checked before anything is read.
_DAMAGE = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, ValueError, OverflowError, RuntimeError,
)  # fmt: skip


class BadArchiveError(Exception):
    """Not a zip file, damaged, or made to do harm."""


class Archive:
    """The members of an opened archive, by name in the order of its directory."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._zip = archive
        self._infos = {info.filename: info for info in archive.infolist()}
        self.names = tuple(self._infos)

    def read(self, name: str, limit: int) -> bytes:
        """The member's bytes. Raises BadArchiveError when it has more than `limit`, or is damaged."""
        if self._infos[name].file_size > limit:
            raise BadArchiveError(f"too large: {name}")
        return b"".join(self.chunks(name))

    def chunks(self, name: str) -> Iterator[bytes]:
        """The member's bytes in pieces of at most CHUNK_BYTES. Raises BadArchiveError when it is damaged."""
        with _damage_as_error(), self._zip.open(self._infos[name]) as member:
            while chunk := member.read(CHUNK_BYTES):
                yield chunk

    def lines(self, name: str, limit: int) -> Iterator[bytes]:
        """The member's lines with their ends. Raises BadArchiveError for a line longer than `limit` bytes."""
        with _damage_as_error(), self._zip.open(self._infos[name]) as member:
            while line := member.readline(limit + 1):
                if len(line) > limit:
                    raise BadArchiveError(f"line too long in {name}")
                yield line


@contextmanager
def opened(file: BinaryIO) -> Iterator[Archive]:
    """The archive in `file`. Raises BadArchiveError for what is no zip file, or one made to do harm."""
    with _damage_as_error():
        archive = zipfile.ZipFile(file)
    with archive:
        _refuse_harm(archive.infolist())
        yield Archive(archive)


@contextmanager
def _damage_as_error() -> Iterator[None]:
    try:
        yield
    except _DAMAGE as error:
        raise BadArchiveError(str(error)) from error


def _refuse_harm(infos: list[zipfile.ZipInfo]) -> None:
    if len(infos) > MAX_MEMBERS:
        raise BadArchiveError(f"{len(infos)} members")
    if sum(info.file_size for info in infos) > MAX_BYTES:
        raise BadArchiveError("too large when unpacked")
    # Two members of one name: each tool shows another one of them.
    if len({info.filename.casefold() for info in infos}) != len(infos):
        raise BadArchiveError("a name twice")
    for info in infos:
        if info.compress_type not in _METHODS or not _is_safe(info.filename):
            raise BadArchiveError(f"not taken: {info.filename!r}")


def _is_safe(name: str) -> bool:
    path = PurePosixPath(name)
    return not (path.is_absolute() or ".." in path.parts or "\\" in name or ":" in name or name.endswith("/"))
