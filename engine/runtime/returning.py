"""退回: the return of a task, a person's discretion. It belongs to the engine and is drawn nowhere.

`amend` 退回补正 opens only the target; when that is completed the returning task opens again, and everything between stays.
`reconsider` 退回重议 voids every task, vote and variable since the target, and the flow runs anew from there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from engine.runtime.host import RuntimeFailure
from engine.runtime.scope import Scope, behaviour, facts, scope_of

if TYPE_CHECKING:
    from engine.runtime.instance import Instance

TARGET_KINDS = frozenset({"userTask", "callActivity"})


@dataclass(frozen=True, slots=True)
class Target:
    """A completed step to which a token can be returned: where it stands and the token that completed it."""

    scope: Scope
    element: str
    step: int
    descendant: Task
    """The token in that scope that descends from it: the returning task, or the activity that holds it."""


def targets(token: Task) -> dict[str, Target]:
    """All steps to which a task can be returned, by element; those nearer to it hide those further out."""
    found: dict[str, Target] = {}
    scope: Scope | None = scope_of(token)
    inside: Task | None = token
    while scope is not None and inside is not None:
        for element, step in facts(inside)["steps"].items():
            node = scope.compiled.node(element)
            if node.kind in TARGET_KINDS and scope.history.get(element, (None, None))[0] == step:
                found.setdefault(element, Target(scope, element, step, inside))
        inside, scope = scope.activity, scope.outer
    return found


def _target(token: Task, element: str) -> Target:
    found = targets(token).get(element)
    if found is None:
        raise RuntimeFailure("not_returnable", behaviour(token).node.id, to=element)
    return found


def _steps_before(target: Target) -> dict[str, int]:
    """The lineage that the target had when it was entered."""
    because = target.scope.history[target.element][1]
    return {e: s for e, s in facts(target.descendant)["steps"].items() if s in because and s != target.step}


def amend(token: Task, element: str) -> None:
    """Open the target alone; the returning task is set aside until it is done."""
    target = _target(token, element)
    facts(token)["aside"] = True
    token._set_state(TaskState.WAITING)
    scope_of(token).drop_hanging(token)
    node = target.scope.compiled.node(element)
    target.scope.enter(node, steps=_steps_before(target), amends=token.id, stands_for=target.step)


def take_up_again(instance: Instance, token: Task) -> None:
    """An amendment is done: the task that asked for it is open again, its boundary events begin anew."""
    returning = instance.token(facts(token)["amends"])
    if returning is None:
        return
    facts(returning).pop("aside", None)
    returning._set_state(TaskState.READY)
    instance.events.arm_boundaries(scope_of(returning), returning)
    instance.reopened.append(returning.id)


def reconsider(instance: Instance, token: Task, element: str) -> None:
    """Void everything since the target and enter it anew."""
    target = _target(token, element)
    scope, step = target.scope, target.step
    before = _steps_before(target)
    voided = {own for own, because in scope.history.values() if step in because} | {step}
    for live in list(scope.tokens()):
        if step in facts(live)["steps"].values():
            scope.remove(live)
    scope.variables.undo(step)
    scope.history = {e: entry for e, entry in scope.history.items() if entry[0] not in voided}
    instance.voided |= voided
    scope.enter(scope.compiled.node(element), steps=before)
