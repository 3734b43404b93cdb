"""The message catalogue: every text that a person reads, by key.

Texts stand in gettext files `locale/<language>/*.po` beside the package that speaks them; a message id is a
dotted key
such as `refusal.stale_revision.detail`. Placeholders are those of `str.format`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po

ROOTS: list[Path] = [Path(__file__).parent]
"""Folders that hold a `locale` folder; the web application adds its own."""

DEFAULT_LANGUAGE = "zh_CN"


@cache
def _catalogue(language: str) -> Mapping[str, str]:
    texts: dict[str, str] = {}
    for root in ROOTS:
        for path in sorted((root / "locale" / language).glob("*.po")):
            with path.open("rb") as file:
                texts.update({str(m.id): str(m.string) for m in read_po(file) if m.id})
    return texts


def add_root(folder: Path) -> None:
    """Let the texts of another package in; call before the first `text`."""
    if folder not in ROOTS:
        ROOTS.append(folder)
        _catalogue.cache_clear()


def known(key: str, language: str = DEFAULT_LANGUAGE) -> bool:
    """Whether the catalogue has that key."""
    return key in _catalogue(language)


def text(key: str, language: str = DEFAULT_LANGUAGE, /, **facts: object) -> str:
    """The text of `key` with `facts` filled in.

    Raises KeyError for an unknown key: a missing text is a bug that a test must find, not a reader.
    """
    return _catalogue(language)[key].format(**facts)
