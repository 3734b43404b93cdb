"""A file that isn't what it says: the one answer of all checks, whatever the reading library raised."""

from __future__ import annotations


class DamagedError(Exception):
    """The bytes can't be read as a file of their kind."""
