"""The one button of a task says what will happen."""

from __future__ import annotations

from engine.messages import text
from engine.services.views import TaskView

APPROVALS = frozenset({"approval", "countersignature", "town-approval", "agency-head-review"})
"""Acts whose completion means that one agrees; who doesn't returns the task or ends the case."""


def submit_label(task: TaskView) -> str:
    """Agree or hand in, and who gets it next where only one step can follow."""
    kind = "agree" if task.act in APPROVALS else "submit"
    if len(task.following) != 1:
        return text(f"task.{kind}")
    return text(f"task.{kind}_next", name=task.following[0].name)
