"""Pinyin initials, by which people find a name in a long list."""

from __future__ import annotations

from functools import lru_cache


@lru_cache(maxsize=20_000)
def initials(name: str) -> str:
    """Lower-case initials: a name of three characters gives three letters."""
    from pypinyin import Style, lazy_pinyin  # noqa: PLC0415 - its tables cost 20 MB and half a second

    return "".join(lazy_pinyin(name, style=Style.FIRST_LETTER)).lower()
