"""退回: the return of a task, a person's discretion. It belongs to the engine and is drawn nowhere.

`amend` 退回补正 opens only the target; when that is completed the returning task opens again, and everything
between stays. `reconsider` 退回重议 voids every task, vote and variable since the target, and the flow runs
anew from there; a join that must wait again still has the tokens of the branches that are not concerned.
"""

from __future__ import annotations

from dataclasses import dataclass

from engine.runtime.host import RuntimeFailure
from engine.runtime.lineage import Passage
from engine.runtime.scope import Scope
from engine.runtime.tokens import Facts, LiveToken


@dataclass(frozen=True, slots=True)
class Target:
    """A completed step to which a token can be returned: where it stands and how it was completed."""

    scope: Scope
    element: str
    passage: Passage


def targets(token: LiveToken) -> dict[str, Target]:
    """All steps to which a task can be returned, by element; those nearer to it hide those further out."""
    found: dict[str, Target] = {}
    inside: LiveToken | None = token
    while inside is not None:
        scope = inside.scope
        for element, step in inside.facts.steps.items():
            passage = scope.lineage.latest(element)
            if (
                passage is not None
                and passage.token == step
                and scope.compiled.behaviours[element].returnable
            ):
                found.setdefault(element, Target(scope, element, passage))
        inside = scope.activity
    return found


def _target(token: LiveToken, element: str) -> Target:
    found = targets(token).get(element)
    if found is None:
        raise RuntimeFailure("not_returnable", token.node.id, to=element)
    return found


def amend(token: LiveToken, element: str) -> None:
    """Open the target alone; the returning task is set aside until it is done.

    Raises RuntimeFailure `not_returnable`.
    """
    target = _target(token, element)
    token.facts.aside = True
    token.wait()
    token.scope.drop_hanging(token)
    again = Facts(steps=dict(target.passage.steps), amends=token.id, stands_for=target.passage.token)
    target.scope.enter(target.scope.compiled.nodes[element], again)


def take_up_again(amendment: LiveToken) -> None:
    """An amendment is done: the task that asked for it is open again, its boundary events begin anew."""
    machine = amendment.scope.machine
    returning = machine.nesting.token(amendment.facts.amends)
    if returning is None:
        return
    returning.facts.aside = False
    returning.proceed()
    if returning.facts.body is None:
        machine.events.arm_boundaries(returning)


def reconsider(token: LiveToken, element: str) -> None:
    """Void everything since the target and enter it anew. Raises RuntimeFailure `not_returnable`."""
    target = _target(token, element)
    void(target.scope, target.passage.token)
    target.scope.enter(target.scope.compiled.nodes[element], Facts(steps=dict(target.passage.steps)))


def void(scope: Scope, step: int) -> None:
    """Undo a completed step of a scope and all that came because of it, tokens, joins and variables."""
    waiting_again = list(scope.lineage.undone_joins(step))
    voided = scope.machine.voided
    voided |= scope.lineage.void(step)
    for token in scope.tokens():
        if step in token.facts.steps.values():
            voided |= {token.id, *(token.facts.rounds.finished if token.facts.rounds else ())}
            scope.remove(token)
    for variables in scope.variable_sets():
        variables.undo(step)
    for element, kept in waiting_again:
        scope.enter(scope.compiled.nodes[element], Facts(steps=dict(kept.steps), flow=kept.flow))
