"""That a case or a task isn't there is said before that a request about it is wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from engine.errors import Invalid
from engine.services.views import Actor
from webapp.context import actor


@contextmanager
def existing(show: Callable[[Actor, str], object], identity: str) -> Iterator[None]:
    """Read members inside: a wrong one of an unknown thing raises NotFound, as `show` does."""
    try:
        yield
    except Invalid:
        show(actor(), identity)
        raise
