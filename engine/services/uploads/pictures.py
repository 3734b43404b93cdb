"""Pictures, drawn anew: what is stored is what one sees, and no place, camera, comment or hidden file."""

from __future__ import annotations

import io
import threading

from PIL import Image, ImageOps

from engine.errors import UnsupportedType
from engine.services.uploads.damage import DamagedError

MOST_PIXELS = 50_000_000
Image.MAX_IMAGE_PIXELS = (
    None  # measured below, before a pixel is unpacked; the library's own limit would only warn
)
_unpacking = threading.Lock()
"""One picture at a time: fifty million pixels need 200 MB."""
SHOWN = frozenset({"transparency"})
"""What of a picture's notes belongs to how it looks."""


def bare_jpeg(content: bytes) -> bytes:
    """The picture, upright. Raises DamagedError, UnsupportedType `picture_too_large`."""
    return _bare(content, "JPEG")


def bare_png(content: bytes) -> bytes:
    """The picture, upright. Raises DamagedError, UnsupportedType `picture_too_large`."""
    return _bare(content, "PNG")


def _bare(content: bytes, form: str) -> bytes:
    try:
        with Image.open(io.BytesIO(content), formats=[form]) as picture, _unpacking:
            if picture.width * picture.height > MOST_PIXELS:
                raise UnsupportedType("picture_too_large")
            upright = ImageOps.exif_transpose(picture)
            upright.info = {name: value for name, value in upright.info.items() if name in SHOWN}
            out = io.BytesIO()
            upright.save(out, format=form, quality=90)
            return out.getvalue()
    except (OSError, ValueError, SyntaxError, EOFError, IndexError, KeyError, TypeError) as error:
        raise DamagedError(str(error)) from error
