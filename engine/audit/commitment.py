"""Personal values in the trail: a salted commitment stands in the entry, value and salt are kept beside it.

Erasing value and salt (Personal Information Protection Law of 2021, article 47) leaves the entry and its
hash as they are, and nobody can find the value by trying all ID numbers: the salt has 128 bits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from engine.audit.entry import sm3_hex
from engine.audit.jcs import NotCanonicalError, encode, normal

PREFIX = "salted-sm3:"
SALT_BYTES = 16
_DOMAIN = b"\x02"
"""Keeps a commitment apart from every other hash of the trail."""


@dataclass(frozen=True, slots=True)
class Reveal:
    """What opens a commitment: the salt and the value, JSON in NFC."""

    commitment: str
    salt: bytes
    value: Any


def new_salt(random_bytes: Callable[[int], bytes]) -> bytes:
    """A fresh salt from `random_bytes`, which gives so many unpredictable bytes: `secrets.token_bytes`."""
    return random_bytes(SALT_BYTES)


def commit(value: object, salt: bytes) -> str:
    """The commitment to `value`: `salted-sm3:` and hex of SM3 over 0x02, salt, and the value's JCS form in
    NFC.

    Raises ValueError for a salt of another length, NotCanonicalError for a value that is not JSON.
    """
    if len(salt) != SALT_BYTES:
        raise ValueError(f"salt of {len(salt)} bytes")
    return PREFIX + sm3_hex(_DOMAIN + salt + encode(normal(value)))


def opens(commitment: str, value: object, salt: bytes) -> bool:
    """Whether `value` and `salt` are what was committed to."""
    try:
        return commit(value, salt) == commitment
    except NotCanonicalError:
        return False


def commitments(data: object) -> Iterator[str]:
    """Every commitment anywhere in an entry's `data`, in the order in which they stand."""
    if isinstance(data, str) and data.startswith(PREFIX):
        yield data
    elif isinstance(data, list):
        for item in data:
            yield from commitments(item)
    elif isinstance(data, dict):
        for member in data.values():
            yield from commitments(member)
