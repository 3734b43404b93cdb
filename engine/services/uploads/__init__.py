"""What an uploaded file must be: one of five kinds, with ending, first bytes and inner structure that agree.

Rules: OWASP ASVS 5.0, chapter 5. Nothing that a file holds is unpacked onto the disk or run.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from engine.errors import TooLarge, UnsupportedType
from engine.services.uploads.damage import DamagedError
from engine.services.uploads.office import checked_document, checked_workbook
from engine.services.uploads.pdf import checked_pdf
from engine.services.uploads.pictures import bare_jpeg, bare_png

MOST_BYTES = 10 * 1024 * 1024
MOST_NAME = 120
OFFICE = "application/vnd.openxmlformats-officedocument."


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it is stored."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file: how it begins, and the check that gives the bytes to store."""

    media_type: str
    magic: bytes
    check: Callable[[bytes], bytes]


_JPEG = Kind("image/jpeg", b"\xff\xd8\xff", bare_jpeg)
KINDS: Mapping[str, Kind] = {
    ".pdf": Kind("application/pdf", b"%PDF-", checked_pdf),
    ".jpg": _JPEG,
    ".jpeg": _JPEG,
    ".png": Kind("image/png", b"\x89PNG\r\n\x1a\n", bare_png),
    ".docx": Kind(f"{OFFICE}wordprocessingml.document", b"PK\x03\x04", checked_document),
    ".xlsx": Kind(f"{OFFICE}spreadsheetml.sheet", b"PK\x03\x04", checked_workbook),
}


def checked(name: str, content: bytes) -> Upload:
    """The file as it may be stored: a picture loses everything but what one sees.

    Raises TooLarge beyond 10 MiB; UnsupportedType for another kind or a false ending (`unsupported_type`),
    for what can't be read (`file_damaged`, `file_locked`), acts by itself (`file_active`) or unpacks beyond
    measure (`file_too_packed`, `picture_too_large`).
    """
    if len(content) > MOST_BYTES:
        raise TooLarge(most=MOST_BYTES // (1024 * 1024))
    clean = printable_name(name)
    kind = KINDS.get(PurePosixPath(clean).suffix.lower())
    if kind is None or not content.startswith(kind.magic):
        raise UnsupportedType(name=clean)
    try:
        return Upload(clean, kind.media_type, kind.check(content))
    except DamagedError as error:
        raise UnsupportedType("file_damaged", name=clean) from error


def printable_name(name: str) -> str:
    """The name alone, without folders and characters that don't print; its end when it is very long."""
    last = re.split(r"[\\/]", unicodedata.normalize("NFC", name))[-1]
    printable = "".join(sign for sign in last if unicodedata.category(sign)[0] != "C").strip()
    return printable[-MOST_NAME:] or "file"
