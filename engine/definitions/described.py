"""What each element of a procedure says, as plain texts: what two versions are compared by."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass

from engine.definitions.bundle import Bundle
from engine.definitions.form_field import Field
from engine.definitions.model import Definitions, Event, Lane, Loop, Node, Process
from engine.feel.decisions import Decision
from engine.feel.expressions import Expression
from engine.feel.tables import DecisionTable, Rule


@dataclass(frozen=True, slots=True)
class Described:
    """One element: its name for people, and what it says, by matter (`condition`, `role` …)."""

    name: str
    facts: Mapping[str, str]


def described(bundle: Bundle) -> Mapping[str, Described]:
    """All elements of a procedure by id, in the order of its files.

    A form is `form:<name>`, its field `form:<name>/<key>`; a decision is `decision:<id>`, its rule
    `decision:<id>/<rule>`.
    """
    found: dict[str, Described] = {}
    for reading in bundle.readings.values():
        if reading.definitions is not None:
            found |= dict(_of_diagram(reading.definitions))
    if bundle.decisions is not None:
        for decision in bundle.decisions.decisions.values():
            found |= dict(_of_decision(decision))
    for form in bundle.forms.values():
        found[f"form:{form.name}"] = Described(form.name, {"kind": "form"})
        found |= {f"form:{form.name}/{'.'.join(one.path)}": _of_field(one) for one in form.fields}
    return found


def _of_diagram(definitions: Definitions) -> Iterator[tuple[str, Described]]:
    for process in definitions.processes.values():
        yield process.id, _of_process(process)
        yield from ((lane.id, _of_lane(lane)) for lane in process.lanes.values())
        yield from ((node.id, _of_node(node, process)) for node in process.nodes.values())
        for flow in process.flows.values():
            facts = {"kind": "sequenceFlow", "name": flow.name, "from": flow.source, "to": flow.target}
            yield flow.id, _described(flow.name or flow.id, facts | {"condition": flow.condition})


def _of_process(process: Process) -> Described:
    inputs = " ".join(f"{item.name}{'' if item.required else '?'}" for item in process.inputs)
    outputs = " ".join(f"{item.name}{'' if item.required else '?'}" for item in process.outputs)
    facts = {"kind": "process", "name": process.name, "documentation": process.documentation}
    return _described(
        process.name or process.id, facts | {"inputs": inputs, "outputs": outputs} | dict(process.wq)
    )


def _of_lane(lane: Lane) -> Described:
    return _described(lane.name or lane.id, {"kind": "lane", "name": lane.name} | dict(lane.wq))


def _of_node(node: Node, process: Process) -> Described:
    lane = process.lanes.get(node.lane or "")
    facts: dict[str, str | None] = {
        "kind": node.kind,
        "name": node.name,
        "documentation": node.documentation,
        "lane": lane.name or lane.id if lane is not None else None,
        "scope": node.scope,
        "attached_to": node.attached_to,
        "interrupting": str(node.interrupting).lower()
        if node.attached_to or node.kind == "startEvent"
        else None,
        "default": node.default,
        "called": node.called,
        "event": _of_event(node.event),
        "time": node.event.text if node.event is not None else None,
        "loop": _of_loop(node.loop),
        "inputs": "; ".join(f"{item.name} = {item.value.removeprefix('=')}" for item in node.inputs),
        "outputs": "; ".join(f"{item.name} = {item.value.removeprefix('=')}" for item in node.outputs),
    }
    return _described(node.name or node.id, facts | dict(node.wq))


def _of_event(event: Event | None) -> str | None:
    if event is None or event.kind == "none":
        return None
    return " ".join(filter(None, (event.kind, event.timer, event.name, event.code)))


def _of_loop(loop: Loop | None) -> str | None:
    if loop is None:
        return None
    said = {
        "cardinality": loop.cardinality,
        "collection": loop.collection,
        "item": loop.item,
        "result": loop.result,
        "output": loop.output,
        "condition": loop.condition,
        "maximum": loop.maximum,
    }
    return "; ".join([loop.kind, *(f"{name} = {value}" for name, value in said.items() if value is not None)])


def _of_decision(decision: Decision) -> Iterator[tuple[str, Described]]:
    identity = f"decision:{decision.id}"
    facts: dict[str, str | None] = {"kind": "decision", "name": decision.name, "variable": decision.variable}
    table = decision.logic
    if not isinstance(table, DecisionTable):
        yield identity, _described(decision.name, facts | {"logic": "; ".join(_texts(table))})
        return
    facts["policy"] = " ".join(filter(None, (table.hit_policy, table.aggregator)))
    facts["inputs"] = "; ".join(column.expression.text for column in table.inputs)
    facts["outputs"] = "; ".join(column.name or column.id for column in table.outputs)
    yield identity, _described(decision.name, facts)
    for number, rule in enumerate(table.rules, 1):
        yield f"{identity}/{rule.id}", _of_rule(rule, f"{decision.name} {number}")


def _texts(logic: object) -> Iterator[str]:
    """The expressions of some decision logic, in the order in which it has them."""
    if isinstance(logic, Expression):
        yield logic.text
    elif isinstance(logic, tuple):
        yield from (text for part in logic for text in _texts(part))
    elif is_dataclass(logic):
        yield from (text for part in fields(logic) for text in _texts(getattr(logic, part.name)))


def _of_rule(rule: Rule, name: str) -> Described:
    when = "; ".join(test.text for test in rule.tests)
    then = "; ".join(expression.text for expression in rule.outputs)
    return _described(name, {"kind": "rule", "when": when, "then": then, "notes": "; ".join(rule.notes)})


def _of_field(field: Field) -> Described:
    facts: dict[str, object] = {
        "kind": field.kind,
        "label": field.label,
        "description": field.description,
        "required": str(field.required).lower(),
        "readonly": str(field.readonly).lower(),
        "hide": "; ".join(field.hide),
        "options": "; ".join(f"{option.value} {option.label}" for option in field.options)
        or field.options_key,
        "minimum": field.minimum,
        "maximum": field.maximum,
        "min_length": field.min_length,
        "max_length": field.max_length,
        "pattern": field.pattern,
        "properties": "; ".join(f"{name} = {value}" for name, value in sorted(field.properties.items())),
    }
    texts = {name: None if value is None else str(value) for name, value in facts.items()}
    return _described(field.label, texts)


def _described(name: str, facts: Mapping[str, str | None]) -> Described:
    return Described(name, {key: value for key, value in facts.items() if value})
