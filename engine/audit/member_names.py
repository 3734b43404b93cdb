"""Names of the members of a package that any system can unpack, made from names that people gave their
files."""

from __future__ import annotations

import unicodedata

MAX_NAME = 80
"""Characters of one name; an ending of up to MAX_ENDING is kept."""
MAX_ENDING = 8

_RESERVED = frozenset('/\\:*?"<>|')


def safe_name(name: str) -> str:
    """`name` without path, reserved and invisible characters, at most MAX_NAME characters long."""
    clean = "".join("_" if _is_unsafe(each) else each for each in unicodedata.normalize("NFC", name))
    stem, dot, ending = clean.rpartition(".")
    if not dot or len(ending) > MAX_ENDING:
        return clean[:MAX_NAME]
    return stem[: MAX_NAME - len(ending) - 1] + dot + ending


def safe_path(path: str) -> str:
    """`path` with each of its parts a safe name and no way out of its folder."""
    return "/".join(safe_name(part) for part in path.split("/") if part.strip(" ."))


def _is_unsafe(character: str) -> bool:
    # Category C: controls, and the marks that turn the writing direction and so hide an ending.
    return character in _RESERVED or unicodedata.category(character).startswith("C")
