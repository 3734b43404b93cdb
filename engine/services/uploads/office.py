"""Office files: zip archives that say what they hold. Sizes are summed up before anything is unpacked."""

from __future__ import annotations

import io
import stat
import struct
import zipfile
import zlib
from pathlib import PurePosixPath

from engine.definitions.safe_xml import UnsafeXml, parse
from engine.errors import UnsupportedType
from engine.services.uploads.damage import DamagedError

MOST_MEMBERS = 2_000
MOST_DIRECTORY = 1024 * 1024
"""Bytes of the archive's list of members: a hundred thousand members are refused before they are listed."""
MOST_UNPACKED = 100 * 1024 * 1024
CONTENT_TYPES = "[Content_Types].xml"
MOST_CONTENT_TYPES = 1024 * 1024

_MAIN = "application/vnd.openxmlformats-officedocument.{}.main+xml"
_ACTIVE = ("macroenabled", "vbaproject", "activex")
_END = struct.Struct("<4s4H2LH")
_END_MAGIC, _ZIP64 = b"PK\x05\x06", b"PK\x06\x07"


def checked_document(content: bytes) -> bytes:
    """The bytes of a DOCX as they came.

    Raises DamagedError, UnsupportedType `file_active` or `file_too_packed`.
    """
    return _checked(content, "word/document.xml", _MAIN.format("wordprocessingml.document"))


def checked_workbook(content: bytes) -> bytes:
    """The bytes of an XLSX as they came.

    Raises DamagedError, UnsupportedType `file_active` or `file_too_packed`.
    """
    return _checked(content, "xl/workbook.xml", _MAIN.format("spreadsheetml.sheet"))


def _checked(content: bytes, main: str, content_type: str) -> bytes:
    try:
        _refuse_long_directory(content)
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _refuse_harm(archive.infolist())
            if main not in archive.namelist():
                raise DamagedError(f"no {main}")
            _refuse_other_types(archive, content_type)
    except (
        zipfile.BadZipFile,
        zlib.error,
        struct.error,
        OSError,
        ValueError,
        KeyError,
        RuntimeError,
    ) as error:
        raise DamagedError(str(error)) from error
    return content


def _refuse_long_directory(content: bytes) -> None:
    at = content.rfind(_END_MAGIC)
    if at < 0 or _ZIP64 in content[max(at - 64, 0) : at]:
        raise DamagedError("no end of a small archive")
    directory_bytes = _END.unpack_from(content, at)[5]
    if directory_bytes > MOST_DIRECTORY:
        raise UnsupportedType("file_too_packed")


def _refuse_harm(members: list[zipfile.ZipInfo]) -> None:
    if len(members) > MOST_MEMBERS or sum(member.file_size for member in members) > MOST_UNPACKED:
        raise UnsupportedType("file_too_packed")
    for member in members:
        path = PurePosixPath(member.filename)
        is_link = stat.S_ISLNK(member.external_attr >> 16)
        if path.is_absolute() or ".." in path.parts or "\\" in member.filename or is_link:
            raise DamagedError(f"member {member.filename!r}")
        if any(word in member.filename.lower() for word in _ACTIVE):
            raise UnsupportedType("file_active")


def _refuse_other_types(archive: zipfile.ZipFile, content_type: str) -> None:
    """What the archive says of itself must be a file of this kind, without macros."""
    if archive.getinfo(CONTENT_TYPES).file_size > MOST_CONTENT_TYPES:
        raise UnsupportedType("file_too_packed")
    try:
        told = [str(one.get("ContentType", "")) for one in parse(archive.read(CONTENT_TYPES)).iter("{*}*")]
    except UnsafeXml as error:
        raise DamagedError(error.rule) from error
    if any(word in one.lower() for one in told for word in _ACTIVE):
        raise UnsupportedType("file_active")
    if content_type not in told:
        raise DamagedError("another content type")
