"""Files as people send them, and as attackers do."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

from PIL import Image

CONTENT_TYPES = "[Content_Types].xml"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_MAIN = "application/vnd.openxmlformats-officedocument.{}.main+xml"


def pdf(*, root: str = "", page: str = "", more: tuple[str, ...] = ()) -> bytes:
    """A PDF of one page, with additions to its catalogue and page, and further objects from number 5 on."""
    objects = [
        f"<< /Type /Catalog /Pages 2 0 R {root} >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R {page} >>",
        "<< /Length 0 >>\nstream\n\nendstream",
        *more,
    ]
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode()
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)


def padded_pdf(size: int) -> bytes:
    """A PDF of exactly that many bytes: a comment stands after its first line, so all its offsets are
    wrong.
    """
    whole = pdf()
    return whole[:9] + b"%" + b"0" * (size - len(whole) - 2) + b"\n" + whole[9:]


def picture(form: str, *, size: tuple[int, int] = (8, 4), mode: str = "RGB", **saving: object) -> bytes:
    """A picture, left half black and right half white."""
    drawn = Image.new("L", size, 0)
    drawn.paste(255, (size[0] // 2, 0, *size))
    out = io.BytesIO()
    drawn.convert(mode).save(out, form, **saving)
    return out.getvalue()


def gps() -> Image.Exif:
    """What a telephone writes: where it was, how it was held (turned by 90°), whose it is."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "village phone"
    exif.get_ifd(0x8825)[2] = (24.0, 29.0, 1.5)
    return exif


def claiming(width: int, height: int) -> bytes:
    """A PNG that says it is that large."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    pixels = zlib.compress(b"\0" * 1000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def archive(members: dict[str, bytes]) -> bytes:
    """A zip archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            made = zipfile.ZipInfo(name)  # of no time: the same in every process
            archive.writestr(made, content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def office(kind: str = "wordprocessingml.document", *, types: str = "", **members: bytes) -> bytes:
    """A DOCX (or XLSX), with additions to its list of types and further members."""
    main = "word/document.xml" if kind.startswith("word") else "xl/workbook.xml"
    part = f'<Override PartName="/{main}" ContentType="{_MAIN.format(kind)}"/>'
    listed = f'<Types xmlns="{_TYPES}">{part}{types}</Types>'
    return archive({CONTENT_TYPES: listed.encode(), main: b"<w/>", **members})
