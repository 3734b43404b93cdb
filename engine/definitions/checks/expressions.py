"""Expressions and times: written in FEEL, of names that are there, of times that can be counted."""

from __future__ import annotations

from engine.definitions.checks.subject import Findings, Rule, Subject
from engine.definitions.findings import error, feel_error
from engine.definitions.texts import FeelText, feel_texts
from engine.definitions.timer_texts import is_cron, is_instant, is_literal, is_period, is_repeating, is_sound
from engine.definitions.variables import FUNCTIONS, Types, unforeseeable, variables_of
from engine.feel.checking import check_condition, check_types, result_type
from engine.feel.errors import FeelError
from engine.feel.expressions import Expression, compile_expression
from engine.feel.types import ANY

_TIMES = frozenset(
    {
        "any", "null", "string", "date", "date and time", "days and time duration",
        "years and months duration",
    }
)  # fmt: skip
_RULES = {
    "unknown_name": "unknown-name",
    "unknown_name_near": "unknown-name",
    "unknown_function": "unknown-function",
    "unknown_function_near": "unknown-function",
}
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


def names_and_types_fit(subject: Subject) -> Findings:
    """Every name is written by something, and every operation suits the types of its operands.

    Behind data that nothing declares, names and types show only when the expression runs.
    """
    for text in feel_texts(subject.process):
        expression = _compiled(text)
        if expression is not None:
            yield from _misfits(text, expression, _visible(text, expression, subject))


def times_are_times(subject: Subject) -> Findings:
    """What a timer or deadline evaluates is a date, a duration or a text."""
    for text in feel_texts(subject.process):
        expression = _compiled(text)
        if expression is None or text.use != "time":
            continue
        found = result_type(expression, _visible(text, expression, subject), FUNCTIONS)
        if found.name not in _TIMES:
            yield error("timer-type", text.element, text=text.text, type=found.name)


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


def _visible(text: FeelText, expression: Expression, subject: Subject) -> Types:
    """The variables that an expression may use, with their types."""
    anything = dict.fromkeys(expression.names | expression.item_names, ANY)
    if not text.elsewhere:
        local = dict.fromkeys(text.local, ANY)
        return anything if _open(text, subject) else {**subject.variables, **local}
    called = subject.library.processes.get(subject.process.nodes[text.element].called or "")
    if called is None or unforeseeable(called, subject.library):
        return anything
    return variables_of(called, subject.library)


def _open(text: FeelText, subject: Subject) -> bool:
    """Whether variables of any name may be there; what a process itself says is asked at any time."""
    return bool(subject.unforeseeable) if text.at is None else text.at in subject.unforeseeable


def _misfits(text: FeelText, expression: Expression, visible: Types) -> Findings:
    check = check_condition if text.use == "condition" else check_types
    for problem in check(expression, visible, FUNCTIONS):
        rule = _RULES.get(problem.code, "expression-type")
        yield feel_error(rule, text.element, text.text, problem)


RULES: tuple[Rule, ...] = (
    expressions_compile,
    names_and_types_fit,
    times_are_times,
    timers_have_text,
    timers_can_be_counted,
    deadlines_can_be_counted,
)
