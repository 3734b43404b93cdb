"""A part of a list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Page(Generic[Item]):
    """A part of a list; `next` is the cursor of the following part, `total` the count where it is known."""

    items: tuple[Item, ...]
    next: str | None = None
    total: int | None = None
