"""PDF files that only show something: no script, no action on opening, no file inside."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator

from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from engine.errors import UnsupportedType
from engine.services.uploads.damage import DamagedError

MOST_OBJECTS = 20_000
"""A hundred pages printed from a word processor have about 3,000."""
ACTIVE = frozenset(
    {
        "/JavaScript", "/JS", "/OpenAction", "/AA", "/Launch", "/EmbeddedFile", "/EmbeddedFiles", "/EF",
        "/RichMedia", "/FileAttachment", "/SubmitForm", "/ImportData", "/GoToE", "/XFA",
    }
)  # fmt: skip
"""Keys, and kinds of objects, that make a file act or carry another one."""
KIND_KEYS = ("/S", "/Type", "/Subtype")

# The reader tells its log about each oddity of a file; that a stranger's file is odd is no event here.
logging.getLogger("pypdf").setLevel(logging.CRITICAL)


def checked_pdf(content: bytes) -> bytes:
    """The bytes as they came.

    Raises DamagedError, UnsupportedType `file_locked`, `file_active` or `file_too_packed`.
    """
    try:
        _check(PdfReader(io.BytesIO(content), strict=False))
    except (PyPdfError, OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise DamagedError(str(error)) from error
    return content


def _check(reader: PdfReader) -> None:
    if reader.is_encrypted:
        raise UnsupportedType("file_locked")
    if not reader.pages:
        raise DamagedError("no pages")
    numbers = list(_numbers(reader))
    if len(numbers) > MOST_OBJECTS:
        raise UnsupportedType("file_too_packed")
    for number, generation in numbers:
        found = reader.get_object(IndirectObject(number, generation, reader))
        if any(_is_active(one) for one in _dictionaries(found)):
            raise UnsupportedType("file_active")


def _numbers(reader: PdfReader) -> Iterator[tuple[int, int]]:
    """Numbers and generations of all objects, those inside of object streams too."""
    for generation, offsets in reader.xref.items():
        yield from ((number, generation) for number in offsets)
    yield from ((number, 0) for number in reader.xref_objStm)


def _dictionaries(found: object) -> Iterator[DictionaryObject]:
    """An object's dictionaries: itself and what stands in it directly."""
    todo = [found]
    while todo:
        one = todo.pop()
        if isinstance(one, DictionaryObject):
            yield one
            todo += dict.values(one)  # as they stand: what is referred to has a number of its own
        elif isinstance(one, ArrayObject):
            todo += list.__iter__(one)


def _is_active(one: DictionaryObject) -> bool:
    return not ACTIVE.isdisjoint(one) or any(str(one.get(key)) in ACTIVE for key in KIND_KEYS)
