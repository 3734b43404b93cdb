"""Labels without font metrics: a CJK sign is one em wide, anything else 0.55 em."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

LONGEST_LABEL = 120
LONGEST_TITLE = 300
_LATIN_WIDTH = 0.55
_WIDE = frozenset("WFA")
_WEIGHTLESS = frozenset({"Mn", "Me", "Cf"})
# Control characters can't stand in XML; marks that turn the direction make a label read as another.
_UNREADABLE = re.compile(
    r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\u200e\u200f\u202a-\u202e\u2066-\u2069]+"
)
_NEVER_FIRST = frozenset("，。、；：？！）》」』】〉”’…—,.;:?!)]}%")
_NEVER_LAST = frozenset("（《「『【〈“‘([{")
_WORD = re.compile(r"[A-Za-z0-9_./¥%+-]+|\s+|.", re.DOTALL)


def readable(text: str | None, longest: int = LONGEST_LABEL) -> str:
    """The text on one line, without signs that can't be printed, shortened with an ellipsis."""
    line = " ".join(_UNREADABLE.sub(" ", (text or "")[: longest * 4]).split())
    return line if len(line) <= longest else f"{line[: longest - 1]}…"


def width(text: str) -> float:
    """The width of a text in em."""
    return sum(map(_sign_width, text))


def wrapped(text: str, most: float) -> tuple[str, ...]:
    """The text in lines of at most so many em, as even as they can be with that number of lines."""
    lines = _filled(text, most)
    narrow = max(width(text) / max(len(lines), 1), 1.0)
    while narrow < most:
        even = _filled(text, narrow)
        if len(even) <= len(lines):
            return even
        narrow += 0.5
    return lines


def cut(lines: tuple[str, ...], most: int) -> tuple[str, ...]:
    """The first lines, with an ellipsis where something is left out."""
    if len(lines) <= most:
        return lines
    return (*lines[: most - 1], f"{lines[most - 1][:-1]}…")


def _sign_width(sign: str) -> float:
    if unicodedata.east_asian_width(sign) in _WIDE:
        return 1.0
    return 0.0 if unicodedata.category(sign) in _WEIGHTLESS else _LATIN_WIDTH


def _filled(text: str, most: float) -> tuple[str, ...]:
    """As few lines as possible."""
    lines: list[str] = []
    line = ""
    for part in _parts(text, most):
        if line and width(line + part.rstrip()) > most:
            lines.append(line.rstrip())
            line = ""
        line += part if line else part.lstrip()
    return tuple(filter(None, (*lines, line.rstrip())))


def _parts(text: str, most: float) -> Iterator[str]:
    """What may not be parted: words, numbers with their unit, signs with their punctuation."""
    part = ""
    for token in _WORD.findall(text):
        joined = part and (token[0] in _NEVER_FIRST or part[-1] in _NEVER_LAST or part[-1].isdigit())
        if part and not joined:
            yield from _pieces(part, most)
            part = ""
        part += token
    yield from _pieces(part, most)


def _pieces(part: str, most: float) -> Iterator[str]:
    """A word that is wider than a line is cut where the line ends."""
    piece = ""
    for sign in part:
        if piece and width(piece + sign) > most:
            yield piece
            piece = ""
        piece += sign
    if piece:
        yield piece
