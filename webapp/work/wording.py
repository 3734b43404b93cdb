"""What a task says of itself: what its one button will do, and what goes wrong most often."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from engine.messages import text
from engine.services.views import Guide, TaskView

APPROVALS = frozenset({"approval", "countersignature", "town-approval", "agency-head-review"})
"""Acts whose completion means that one agrees; who doesn't returns the task or ends the case."""


def submit_label(task: TaskView) -> str:
    """Agree or hand in, and who gets it next where only one step can follow."""
    kind = "agree" if task.act in APPROVALS else "submit"
    if len(task.following) != 1:
        return text(f"task.{kind}")
    return text(f"task.{kind}_next", name=task.following[0].name)


def mistakes(guide: Guide) -> Iterator[str]:
    """What sends a step back or keeps it from being handed in, from its form and the diagram around it."""
    required = [material.label for material in guide.materials if material.required]
    kinds = dict.fromkeys(kind for material in guide.materials for kind in material.accepts if kind != "JPEG")
    if required:
        yield text("guide.missing", names=_quoted(required))
    if kinds:
        yield text("guide.kinds", kinds=text("format.list_separator").join(kinds))
    if guide.returned_by:
        yield text("guide.returned_by", names=_quoted(guide.returned_by))
        if guide.decisive:
            yield text("guide.decisive", names=_quoted(guide.decisive))


def _quoted(names: Iterable[str]) -> str:
    return "".join(text("format.quoted", name=name) for name in names)
