"""XML from strangers: read within fixed bounds, or refused with a reason. No network, no entities."""

from __future__ import annotations

import re
from typing import Any

from lxml import etree

MAXIMUM_BYTES = 2_000_000
MAXIMUM_DEPTH = 200
MAXIMUM_MARKUP = 15_000
"""Tags and comments of a file: a diagram of 300 nodes with its drawing has about 8,000."""
MAXIMUM_ATTRIBUTES = 200
"""Of one element; the standard's richest has about 20."""

_BYTE_ORDER_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
# Written without a mark, XML in UTF-16 begins with "<" and a zero byte.
_WIDE_STARTS = ((b"<\x00", "utf-16-le"), (b"\x00<", "utf-16-be"))
_ENCODINGS = frozenset(
    {
        "utf-8", "us-ascii", "ascii", "iso-8859-1", "iso-8859-15", "windows-1252", "windows-1251", "gbk",
        "gb2312", "gb18030", "big5",
    }
)  # fmt: skip
"""Encodings in which a declaration can be read before it is known which one it names."""
_DECLARATION = re.compile(r"\A\s*<\?xml\b[^>]*?\?>")
_DECLARED_ENCODING = re.compile(rb"\A\s*<\?xml\b[^>]*?\bencoding\s*=\s*[\"']([A-Za-z0-9._-]+)[\"']")
# What may stand before a DOCTYPE; possessive, so that a hostile prolog costs one pass.
_DOCTYPE = re.compile(r"\A(?:\s+|<\?.*?\?>|<!--.*?-->)*+<!DOCTYPE", re.DOTALL | re.IGNORECASE)


class UnsafeXml(Exception):
    """The file isn't taken; `rule` and `facts` make the finding."""

    def __init__(self, rule: str, **facts: Any) -> None:
        self.rule = rule
        self.facts = facts
        super().__init__(rule)


def parse(data: bytes) -> etree._Element:
    """The root element of `data`; raises UnsafeXml with the rule that a file breaks, and nothing else."""
    if len(data) > MAXIMUM_BYTES:
        raise UnsafeXml("xml-too-large", limit=MAXIMUM_BYTES // 1_000_000)
    text = _DECLARATION.sub("", _decoded(data), count=1)
    if "\x00" in text:
        raise UnsafeXml("xml-encoding")
    if _DOCTYPE.match(text):
        raise UnsafeXml("xml-doctype")
    if text.count("<") > MAXIMUM_MARKUP:
        raise UnsafeXml("xml-too-many-elements", limit=MAXIMUM_MARKUP)
    root = _root(text)
    _within_bounds(root)
    return root


def _decoded(data: bytes) -> str:
    """The text that is checked is the text that is parsed: libxml2 has no opinion about the encoding."""
    if data.startswith(b"\x1f\x8b"):
        raise UnsafeXml("xml-compressed")
    encoding, start = _encoding(data)
    try:
        return data[start:].decode(encoding)
    except UnicodeDecodeError:
        raise UnsafeXml("xml-encoding") from None


def _encoding(data: bytes) -> tuple[str, int]:
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return encoding, len(mark)
    for start, encoding in _WIDE_STARTS:
        if data.startswith(start):
            return encoding, 0
    declared = _DECLARED_ENCODING.match(data[:400])
    name = declared[1].decode("ascii").lower() if declared else "utf-8"
    if name not in _ENCODINGS:
        raise UnsafeXml("xml-encoding")
    return name, 0


def _root(text: str) -> etree._Element:
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(text.encode("utf-8", "surrogatepass"), parser)
    except etree.XMLSyntaxError as failure:
        if "depth" in str(failure):
            raise UnsafeXml("xml-too-deep", limit=MAXIMUM_DEPTH) from None
        raise UnsafeXml("xml-unreadable", line=failure.lineno or 1) from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise UnsafeXml("xml-doctype")
    return root


def _within_bounds(root: etree._Element) -> None:
    depth = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > MAXIMUM_DEPTH:
            raise UnsafeXml("xml-too-deep", limit=MAXIMUM_DEPTH)
        if event == "start" and len(element.attrib) > MAXIMUM_ATTRIBUTES:
            raise UnsafeXml("xml-too-many-attributes", limit=MAXIMUM_ATTRIBUTES)
