"""What an uploaded file must be: one of five kinds, with ending, first bytes and inner structure that agree (OWASP ASVS 5, chapter 5)."""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from PIL import Image
from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import DictionaryObject

from engine.errors import TooLarge, UnsupportedType

MOST_BYTES = 10 * 1024 * 1024
MOST_PIXELS = 60_000_000
MOST_UNPACKED = 100 * 1024 * 1024
MOST_MEMBERS = 2_000
MOST_NAME = 120
ACTIVE = frozenset({"/JavaScript", "/JS", "/OpenAction", "/AA", "/Launch", "/EmbeddedFiles", "/RichMedia"})
"""What makes a PDF do something when it is opened."""

OFFICE = "application/vnd.openxmlformats-officedocument."


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it is stored."""

    name: str
    media_type: str
    content: bytes


def checked(name: str, content: bytes) -> Upload:
    """The file as it may be stored: a picture loses what it says of place and camera.

    Raises TooLarge beyond 10 MiB, UnsupportedType for another kind, a false ending, or something that acts by itself.
    """
    if len(content) > MOST_BYTES:
        raise TooLarge(most=MOST_BYTES // (1024 * 1024))
    clean = _clean(name)
    kind = KINDS.get(PurePosixPath(clean).suffix.lower())
    if kind is None or not content.startswith(kind.magic):
        raise UnsupportedType(name=clean)
    try:
        return Upload(clean, kind.media_type, kind.check(content))
    except UnsupportedType:
        raise
    except (OSError, ValueError, KeyError, TypeError, RuntimeError, PyPdfError, zipfile.BadZipFile, RecursionError,
            Image.DecompressionBombError) as error:  # fmt: skip
        raise UnsupportedType("file_damaged", name=clean) from error


def _clean(name: str) -> str:
    """The name alone, without folders and characters that don't print."""
    last = re.split(r"[\\/]", unicodedata.normalize("NFC", name))[-1]
    printable = "".join(sign for sign in last if unicodedata.category(sign)[0] != "C").strip()
    return printable[-MOST_NAME:] or "file"


def _pdf(content: bytes) -> bytes:
    reader = PdfReader(io.BytesIO(content), strict=False)
    if reader.is_encrypted or not reader.pages:
        raise UnsupportedType("file_locked")
    root: Any = reader.trailer["/Root"]
    names = root.get("/Names", DictionaryObject()).get_object()
    if ACTIVE & ({*root.keys()} | {*names.keys()}) or any(ACTIVE & {*page.keys()} for page in reader.pages):
        raise UnsupportedType("file_active")
    return content


def _picture(form: str) -> Callable[[bytes], bytes]:
    def check(content: bytes) -> bytes:
        with Image.open(io.BytesIO(content), formats=[form]) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise UnsupportedType("picture_too_large")
            picture.load()
            if not picture.getexif() and not set(picture.info) & {"exif", "XML:com.adobe.xmp", "comment"}:
                return content
            out = io.BytesIO()
            bare = Image.new(picture.mode, picture.size)
            bare.paste(picture)
            bare.save(out, format=form, quality=90)
            return out.getvalue()

    return check


def _office(main: str) -> Callable[[bytes], bytes]:
    def check(content: bytes) -> bytes:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            infos = archive.infolist()
            names = {info.filename for info in infos}
            if len(infos) > MOST_MEMBERS or sum(info.file_size for info in infos) > MOST_UNPACKED:
                raise UnsupportedType("file_too_packed")
            if any(".." in PurePosixPath(name).parts or name.startswith("/") for name in names):
                raise UnsupportedType("file_damaged")
            if any("vbaproject" in name.lower() for name in names):
                raise UnsupportedType("file_active")
            if main not in names or "[Content_Types].xml" not in names:
                raise UnsupportedType("file_damaged")
        return content

    return check


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file: how it begins, and the check that gives the bytes to store."""

    media_type: str
    magic: bytes
    check: Callable[[bytes], bytes]


_JPEG = Kind("image/jpeg", b"\xff\xd8\xff", _picture("JPEG"))
KINDS: Mapping[str, Kind] = {
    ".pdf": Kind("application/pdf", b"%PDF-", _pdf),
    ".jpg": _JPEG,
    ".jpeg": _JPEG,
    ".png": Kind("image/png", b"\x89PNG\r\n\x1a\n", _picture("PNG")),
    ".docx": Kind(OFFICE + "wordprocessingml.document", b"PK", _office("word/document.xml")),
    ".xlsx": Kind(OFFICE + "spreadsheetml.sheet", b"PK", _office("xl/workbook.xml")),
}
