"""Money in fen (integers), as it is written on screen, on paper, and as people type it."""

from __future__ import annotations

import re

from engine.errors import Invalid
from engine.messages import text

TYPED = re.compile(r"(-?)[¥￥]?(\d{1,3}(?:[,，]\d{3})+|\d+)(?:\.(\d{1,2}))?")
LARGEST_FEN = 10**14 - 1
SECTION = 10_000


def format_yuan(fen: int) -> str:
    """An amount for the screen: ¥12,345.00."""
    yuan, rest = divmod(abs(fen), 100)
    return f"{'-' if fen < 0 else ''}¥{yuan:,}.{rest:02d}"


def parse_yuan(typed: str) -> int:
    """The fen in an amount that somebody typed: `12345`, `12,345.6`, `¥12,345.60`.

    Raises Invalid `money_invalid` for anything else, also for a third decimal: nothing is rounded.
    """
    match = TYPED.fullmatch(typed.strip().removesuffix(text("money.yuan")))
    fen = int(re.sub(r"[,，]", "", match[2]) + (match[3] or "").ljust(2, "0")) if match else LARGEST_FEN + 1
    if not match or fen > LARGEST_FEN:
        raise Invalid("money_invalid", text=typed)
    return -fen if match[1] else fen


def to_chinese(fen: int) -> str:
    """中文大写 of an amount, as vouchers carry it: 壹万贰仟叁佰肆拾伍元整, 伍角整, 壹元零伍分.

    Raises ValueError from a million million yuan on, which no form holds.
    """
    if abs(fen) > LARGEST_FEN:
        raise ValueError("too large to be written out")
    yuan, rest = divmod(abs(fen), 100)
    jiao, cent = divmod(rest, 10)
    parts = [text("money.minus")] if fen < 0 else []
    if yuan or not rest:
        parts.append(_whole(yuan) + text("money.yuan"))
    if jiao:
        parts.append(_digit(jiao) + text("money.jiao"))
    elif cent and yuan:
        parts.append(_digit(0))
    parts.append(_digit(cent) + text("money.fen") if cent else text("money.even"))
    return "".join(parts)


def _whole(yuan: int) -> str:
    written, gap = "", False
    for power in (2, 1, 0):
        section = yuan // SECTION**power % SECTION
        if section:
            zero = _digit(0) if written and (gap or section < SECTION // 10) else ""
            written += zero + _section(section) + text("money.sections")[power].strip()
        gap = not section
    return written or _digit(0)


def _section(number: int) -> str:
    places = text("money.places")
    written = ""
    for place in reversed(range(4)):
        digit = number // 10**place % 10
        if digit:
            written += _digit(digit) + (places[place - 1] if place else "")
        elif written and not written.endswith(_digit(0)):
            written += _digit(0)
    return written.rstrip(_digit(0))


def _digit(digit: int) -> str:
    return text("money.digits")[digit]
