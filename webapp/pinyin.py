"""Pinyin initials, by which people find a name in a long list."""

from engine.services.pinyin import initials

__all__ = ["initials"]
