"""The record of who looked at or changed what outside of a case's trail."""

from __future__ import annotations

from engine.persistence import tables
from engine.services.kernel import Work
from engine.services.views import Actor


def note_access(
    work: Work, actor: Actor, what: str, *, village: str | None = None, case_id: str | None = None
) -> None:
    """Add a line: `what` is a word such as `post_given` and the ids that it is about."""
    work.insert(
        tables.access_entries,
        id=work.id(),
        at=work.now,
        actor=actor.user,
        what=what,
        village=village,
        case_id=case_id,
    )
