"""Multi-instance activities and standard loops (BPMN 2.0, 10.3.8 and 13.3.7).

The whole activity keeps its token, its boundary events and its place in the history; each instance has a
token on the same node, with variables of its own: `loopCounter` from 1, its item, its result.
"""

from __future__ import annotations

from functools import partial
from typing import Literal, cast

from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec

from engine.definitions.model import Loop, Node
from engine.runtime.behaviours.activities import Activity, Looped
from engine.runtime.host import RuntimeFailure
from engine.runtime.tokens import Facts, LiveToken, Rounds
from engine.runtime.variables import Variables

Next = Literal["start one", "start all", "wait", "finish"]


class _WithInstances(Looped):
    """What multi-instance activities and loops share. `of` is the kind of activity that has the instances."""

    traced = False

    def __init__(self, wf_spec: BpmnProcessSpec, name: str, node: Node, of: type[Activity]) -> None:
        super().__init__(wf_spec, name, node)
        self.recorded = of.recorded
        self.returnable = of.returnable

    @property
    def loop(self) -> Loop:
        """How often and with what."""
        return cast("Loop", self.node.loop)

    def act(self, token: LiveToken) -> bool | None:
        """Begin; the token stays until the last instance is done."""
        self._do(token, self.attempt(token, self.at_first))
        return None

    def instance_done(self, token: LiveToken, instance: LiveToken) -> None:
        """Take over what the instance gave, then see whether there is more to do."""
        rounds = _rounds(token)
        rounds.finished.append(instance.id)
        own = dict(cast("Variables", instance.facts.local))
        if self.loop.result is not None:
            rounds.results[instance.facts.number] = own[self.loop.result]
        self._do(token, self.attempt(token, partial(self.after_one, own=own)))

    def at_first(self, token: LiveToken) -> Next:
        """What to do when the activity begins."""
        raise NotImplementedError

    def after_one(self, token: LiveToken, own: dict[str, object]) -> Next:
        """What to do when an instance with these variables of its own is done."""
        raise NotImplementedError

    def _do(self, token: LiveToken, what: Next | None) -> None:
        match what:
            case "start one":
                self._start_instance(token)
            case "start all":
                for _ in range(_rounds(token).total or 0):
                    self._start_instance(token)
            case "finish":
                self._finish(token)

    def _start_instance(self, token: LiveToken) -> None:
        rounds, loop = _rounds(token), self.loop
        number = rounds.started
        rounds.started += 1
        own: dict[str, object] = {"loopCounter": rounds.started}
        if loop.item is not None and rounds.items is not None:
            own[loop.item] = rounds.items[number]
        if rounds.started == rounds.total:
            rounds.items = None
        if loop.result is not None:
            own[loop.result] = None
        steps, local = dict(token.facts.steps), Variables.given(own)
        token.scope.enter_instance(self.node, Facts(steps=steps, body=token.id, number=number, local=local))

    def _finish(self, token: LiveToken) -> None:
        """Cancel what still runs, give back what was collected, and go on."""
        token.scope.drop_hanging(token)
        if self.loop.output is not None:
            token.scope.write(token, {self.loop.output: _collected(_rounds(token))})
        token.complete()


class MultiInstance(_WithInstances):
    """As many instances as the cardinality or the collection says, at once or one after another."""

    def at_first(self, token: LiveToken) -> Next:
        """Count, then start all instances or the first one."""
        items = self._items(token)
        total = self._cardinality(token) if items is None else len(items)
        token.scope.machine.bounds.check_instances(total, self.node.id)
        token.facts.rounds = Rounds(total, items)
        if total == 0:
            return "finish"
        return "start all" if self.loop.kind == "parallel" else "start one"

    def after_one(self, token: LiveToken, own: dict[str, object]) -> Next:
        """Finish when all are done or the completion condition holds, else start the next of a sequence."""
        rounds, condition = _rounds(token), self.loop.condition
        if len(rounds.finished) == rounds.total:
            return "finish"
        given = {**self.counters(token), **own}
        if condition is not None and token.scope.machine.condition(token, condition, given):
            return "finish"
        return "start one" if self.loop.kind == "sequential" else "wait"

    def counters(self, token: LiveToken) -> dict[str, object]:
        """The counts of the standard, also by the names that others made common; what is collected so far."""
        rounds = _rounds(token)
        done = len(rounds.finished)
        counts: dict[str, object] = {
            "numberOfInstances": rounds.total,
            "numberOfActiveInstances": rounds.started - done,
            "numberOfCompletedInstances": done,
            "numberOfTerminatedInstances": 0,
            "nrOfInstances": rounds.total,
            "nrOfActiveInstances": rounds.started - done,
            "nrOfCompletedInstances": done,
        }
        return counts if self.loop.output is None else {**counts, self.loop.output: _collected(rounds)}

    def _items(self, token: LiveToken) -> list[object] | None:
        if self.loop.collection is None:
            return None
        items = token.scope.machine.value(token, self.loop.collection)
        if not isinstance(items, list):
            raise RuntimeFailure("uncountable", self.node.id, found=str(items)[:60])
        return items

    def _cardinality(self, token: LiveToken) -> int:
        count = token.scope.machine.value(token, self.loop.cardinality or "")
        if type(count) is not int or count < 0:
            raise RuntimeFailure("uncountable", self.node.id, found=str(count)[:60])
        return count


class StandardLoop(_WithInstances):
    """Again and again while its condition holds, asked before or after a round, at most `loopMaximum`."""

    def at_first(self, token: LiveToken) -> Next:
        """The first round, unless the condition is asked before it and doesn't hold."""
        token.facts.rounds = Rounds()
        return self._once_more(token, {}) if self.loop.test_before else "start one"

    def after_one(self, token: LiveToken, own: dict[str, object]) -> Next:
        """One more round while the condition holds."""
        return self._once_more(token, own)

    def counters(self, token: LiveToken) -> dict[str, object]:
        """The rounds begun."""
        return {"loopCounter": _rounds(token).started}

    def _once_more(self, token: LiveToken, own: dict[str, object]) -> Next:
        started, maximum, condition = _rounds(token).started, self.loop.maximum, self.loop.condition
        if maximum is not None and started >= maximum:
            return "finish"
        token.scope.machine.bounds.check_instances(started + 1, self.node.id)
        given = {**self.counters(token), **own}
        holds = condition is None or token.scope.machine.condition(token, condition, given)
        return "start one" if holds else "finish"


def _rounds(token: LiveToken) -> Rounds:
    return cast("Rounds", token.facts.rounds)


def _collected(rounds: Rounds) -> list[object]:
    """The results in the order of the instances; those that aren't done yet are left out."""
    return [rounds.results[number] for number in sorted(rounds.results)]
