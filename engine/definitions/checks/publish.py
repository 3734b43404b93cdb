"""What only a version that goes live needs: names that people read, forms, a drawing."""

from __future__ import annotations

import re

from engine.definitions.checks.subject import Findings, Rule, Subject, splits
from engine.definitions.findings import warning
from engine.definitions.kinds import ACTIVITIES, EVENTS
from engine.definitions.model import Node

_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_DECIDING = ("exclusiveGateway", "inclusiveGateway")


def names_are_chinese(subject: Subject) -> Findings:
    """Villagers read the names of activities, events and decisions."""
    named = [*subject.nodes(*ACTIVITIES, *EVENTS), *filter(splits, subject.nodes(*_DECIDING))]
    for node in named:
        if not _CHINESE.search(node.name or ""):
            yield warning("publish-name", node.id)


def processes_have_a_name(subject: Subject) -> Findings:
    """The procedure has a name."""
    if not _CHINESE.search(subject.process.name or ""):
        yield warning("publish-name", subject.process.id)


def lanes_have_a_name(subject: Subject) -> Findings:
    """Every lane says whose it is."""
    lanes = subject.process.lanes.values()
    return (warning("publish-name", lane.id) for lane in lanes if not _CHINESE.search(lane.name or ""))


def user_tasks_have_a_form(subject: Subject) -> Findings:
    """A person fills in something that is there."""
    for node in subject.nodes("userTask", "startEvent"):
        form = node.wq.get("form")
        if form is None and node.kind == "userTask":
            yield warning("publish-form", node.id)
        elif form is not None and form not in subject.library.forms:
            yield warning("publish-form-unknown", node.id, form=form)


def forms_read_what_is_there(subject: Subject) -> Findings:
    """A condition of a form asks of something that the case can know; of nothing it would hide nothing."""
    for node in subject.nodes("userTask", "startEvent"):
        form = node.wq.get("form", "")
        read = subject.library.form_reads.get(form, frozenset())
        for name in sorted(read - subject.variables.keys()):
            if node.id not in subject.unforeseeable:
                yield warning("publish-form-reads", node.id, form=form, name=name)


def process_is_executable(subject: Subject) -> Findings:
    """The file says that its process is meant to be run."""
    if not subject.process.executable:
        yield warning("publish-executable", subject.process.id)


def everything_is_drawn(subject: Subject) -> Findings:
    """Every node and flow stands in the drawing that people are shown."""
    shapes, lines = subject.definitions.shapes, subject.definitions.lines
    if not shapes:
        yield warning("publish-drawing", subject.process.id)
        return
    for node in subject.nodes():
        if node.id not in shapes and not _is_folded_away(node, subject):
            yield warning("publish-drawing-missing", node.id)
    for flow in subject.process.flows.values():
        source = subject.process.nodes.get(flow.source)
        if flow.id not in lines and source is not None and not _is_folded_away(source, subject):
            yield warning("publish-drawing-missing", flow.id)


def _is_folded_away(node: Node, subject: Subject) -> bool:
    """Inside a collapsed sub-process nothing is drawn."""
    around = subject.process.nodes.get(node.scope)
    if around is None:
        return False
    shape = subject.definitions.shapes.get(around.id)
    return (shape is not None and not shape.expanded) or _is_folded_away(around, subject)


RULES: tuple[Rule, ...] = (
    names_are_chinese,
    processes_have_a_name,
    lanes_have_a_name,
    user_tasks_have_a_form,
    forms_read_what_is_there,
    process_is_executable,
    everything_is_drawn,
)
