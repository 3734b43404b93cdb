"""Reads DMN files: any version of the standard, decision logic in FEEL only."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from lxml import etree

from engine.definitions.decision_elements import (
    DecisionProblem,
    DecisionsUnreadableError,
    Problems,
    all_elements,
    child,
    children,
    reference,
    variable_name,
)
from engine.definitions.decision_logic import LogicReader
from engine.definitions.decision_types import DecisionTypes
from engine.definitions.safe_xml import UnsafeXml, parse
from engine.definitions.xml_elements import Element, local
from engine.feel.boxed import FunctionLogic
from engine.feel.decisions import Decision, DecisionModel, InputData, Knowledge

_NAMESPACE = re.compile(r"https?://www\.omg\.org/spec/DMN/\d{8}/(?:MODEL/?|dmn\.xsd)")
_NAMED = frozenset({
    "variable", "inputData", "decision",
    "businessKnowledgeModel", "itemComponent", "formalParameter", "parameter",
    "column", "output",
})  # fmt: skip


def read_decisions(xml: bytes) -> DecisionModel:
    """The decisions of a DMN file.

    Raises DecisionsUnreadableError with every problem of the file: unsafe or foreign XML, another language
    than FEEL, an expression that doesn't compile, a reference to nothing, decisions that need each other in
    a circle, what the profile leaves out.
    """
    problems = Problems()
    try:
        root = parse(xml)
    except UnsafeXml as unsafe:
        raise DecisionsUnreadableError((DecisionProblem(f"check.{unsafe.rule}", "", unsafe.facts),)) from None
    if local(root) != "definitions" or not _NAMESPACE.fullmatch(etree.QName(root).namespace or ""):
        problems.add("root", root, tag=local(root))
        raise DecisionsUnreadableError(tuple(problems.found))
    model = _model(root, problems)
    if problems.found:
        raise DecisionsUnreadableError(tuple(problems.found))
    return model


def _model(root: Element, problems: Problems) -> DecisionModel:
    _only_feel(root, problems)
    types = DecisionTypes(root, problems)
    reader = LogicReader(types, _declared_names(root), problems)
    knowledge = {element.get("id", ""): _knowledge(element, reader, problems)
                 for element in children(root, "businessKnowledgeModel")}  # fmt: skip
    decisions = {element.get("id", ""): _decision(element, types, reader)
                 for element in children(root, "decision")}  # fmt: skip
    inputs = {variable_name(element): _input(element, types) for element in children(root, "inputData")}
    model = DecisionModel(decisions, knowledge, inputs)
    for element in children(root, "decision", "businessKnowledgeModel"):
        _check_requirements(element, model, problems)
    return model


def _only_feel(root: Element, problems: Problems) -> None:
    language = root.get("expressionLanguage")
    if language and "FEEL" not in language.upper():
        problems.add("language", root, name=language)
    for element in children(root, "import"):
        problems.add("unsupported", element, name="import")


def _declared_names(root: Element) -> frozenset[str]:
    names = (element.get("name") for element in all_elements(root) if local(element) in _NAMED)
    return frozenset(" ".join(name.split()) for name in names if name)


def _decision(element: Element, types: DecisionTypes, reader: LogicReader) -> Decision:
    return Decision(
        id=element.get("id", ""),
        name=element.get("name", element.get("id", "")),
        variable=variable_name(element),
        logic=reader.inside(element),
        type=types.of(child(element, "variable")),
        requires=_required(element, "informationRequirement", "requiredDecision"),
        knows=_required(element, "knowledgeRequirement", "requiredKnowledge"),
        inputs=_required(element, "informationRequirement", "requiredInput"),
    )


def _input(element: Element, types: DecisionTypes) -> InputData:
    variable = child(element, "variable")
    return InputData(types.of(variable), types.allowed(variable))


def _knowledge(element: Element, reader: LogicReader, problems: Problems) -> Knowledge:
    logic = child(element, "encapsulatedLogic")
    if logic is None:
        problems.add("no_logic", element)
    body = reader.function(logic) if logic is not None else FunctionLogic((), reader.inside(element))
    knows = _required(element, "knowledgeRequirement", "requiredKnowledge")
    return Knowledge(element.get("id", ""), variable_name(element), body, knows)


def _required(element: Element, requirement: str, kind: str) -> tuple[str, ...]:
    return tuple(
        reference(target) for need in children(element, requirement) for target in children(need, kind)
    )


def _check_requirements(element: Element, model: DecisionModel, problems: Problems) -> None:
    known: Mapping[str, object] = {**model.decisions, **model.knowledge}
    identity = element.get("id", "")
    needs = dict.fromkeys(_needs(model, identity))
    for name in needs:
        if name not in known:
            problems.add("unknown_requirement", element, name=name)
    if identity in _reachable(model, identity):
        problems.add("circle", element, name=element.get("name") or identity)


def _needs(model: DecisionModel, identity: str) -> Iterator[str]:
    if identity in model.decisions:
        yield from model.decisions[identity].requires
        yield from model.decisions[identity].knows
    elif identity in model.knowledge:
        yield from (other for other in model.knowledge[identity].knows if other != identity)


def _reachable(model: DecisionModel, identity: str) -> frozenset[str]:
    reached: set[str] = set()
    pending = list(_needs(model, identity))
    while pending:
        here = pending.pop()
        if here not in reached:
            reached.add(here)
            pending.extend(_needs(model, here))
    return frozenset(reached)


__all__ = ["DecisionModel", "DecisionProblem", "DecisionsUnreadableError", "read_decisions"]
