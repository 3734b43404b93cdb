"""Expressions and times: written in FEEL, of names that are there, of times that can be counted."""

from __future__ import annotations

from engine.definitions.checks.subject import Findings, Rule, Subject
from engine.definitions.findings import error, feel_error
from engine.definitions.texts import FeelText, feel_texts
from engine.definitions.timer_texts import is_cron, is_instant, is_literal, is_period, is_repeating, is_sound
from engine.definitions.variables import FUNCTIONS, unforeseeable, variables_of
from engine.feel.errors import FeelError, nearest
from engine.feel.expressions import Expression, compile_expression

_FITS = {"date": is_instant, "duration": is_period, "cycle": is_repeating}


def expressions_compile(subject: Subject) -> Findings:
    """Every expression is one of the language."""
    for text in feel_texts(subject.process):
        if is_cron(text.text):
            continue
        try:
            compile_expression(text.text)
        except FeelError as failure:
            yield feel_error("expression-syntax", text.element, text.text, failure)


def names_are_known(subject: Subject) -> Findings:
    """Every name is written by something, where everything that writes says what."""
    for text in feel_texts(subject.process):
        expression = _compiled(text)
        if expression is None or text.at in subject.unforeseeable:
            continue
        visible = _visible(text, subject)
        if visible is not None:
            yield from _unknown(text, expression.names, visible)


def functions_are_known(subject: Subject) -> Findings:
    """Besides those of the language there are five functions."""
    for text in feel_texts(subject.process):
        expression = _compiled(text)
        for name in sorted(expression.functions - FUNCTIONS) if expression is not None else ():
            yield error("unknown-function", text.element, name=name, text=text.text)


def timers_have_text(subject: Subject) -> Findings:
    """A timer says when."""
    for node in subject.nodes():
        event = node.event
        if event is not None and event.kind == "timer" and event.timer is not None and not event.text:
            yield error("timer-empty", node.id)


def timers_can_be_counted(subject: Subject) -> Findings:
    """A literal time is one that the calendar can count, of the kind that its element says."""
    for node in subject.nodes():
        event = node.event
        if event is None or event.kind != "timer" or not event.text:
            continue
        if is_cron(event.text):
            yield error("timer-cron", node.id, text=event.text)
        elif is_literal(event.text) and not is_sound(event.text):
            yield error("timer-text", node.id, text=event.text)
        elif is_literal(event.text) and event.timer and not _FITS[event.timer](event.text):
            yield error("timer-kind", node.id, text=event.text, timer=event.timer)


def deadlines_can_be_counted(subject: Subject) -> Findings:
    """A literal `wq:due` is a period or a date."""
    owners = [(subject.process.id, subject.process.wq), *((node.id, node.wq) for node in subject.nodes())]
    for owner, attributes in owners:
        due = attributes.get("due")
        if due and is_literal(due) and not (is_period(due) or is_instant(due)):
            yield error("timer-text", owner, text=due)


def _compiled(text: FeelText) -> Expression | None:
    try:
        return compile_expression(text.text)
    except FeelError:
        return None


def _visible(text: FeelText, subject: Subject) -> frozenset[str] | None:
    """The names that an expression may use; None when only a run can tell."""
    if not text.elsewhere:
        return subject.variables | text.local
    called = subject.library.processes.get(subject.process.nodes[text.element].called or "")
    if called is None or unforeseeable(called, subject.library):
        return None
    return variables_of(called, subject.library)


def _unknown(text: FeelText, names: frozenset[str], visible: frozenset[str]) -> Findings:
    for name in sorted(names - visible):
        near = nearest(name, visible)
        rule = "unknown-name-near" if near else "unknown-name"
        yield error(rule, text.element, name=name, near=near or "", text=text.text)


RULES: tuple[Rule, ...] = (
    expressions_compile,
    names_are_known,
    functions_are_known,
    timers_have_text,
    timers_can_be_counted,
    deadlines_can_be_counted,
)
