"""Activities: what they call, how often they run, whether they can be done."""

from __future__ import annotations

import pytest

from engine.definitions.library import Decision, Library
from engine.definitions.model import Process
from engine.feel.types import ANY
from tests.definitions.drawing import (
    bpmn,
    end,
    errors,
    extension,
    found,
    message,
    node,
    path,
    read,
    simple,
    start,
    sub,
    user,
)
from tests.definitions.pairs import Pair, name


def process(xml: bytes) -> Process:
    """The process of a file."""
    definitions = read(xml).definitions
    assert definitions is not None
    return next(iter(definitions.processes.values()))


INPUTS = (
    '<ioSpecification><dataInput id="i" name="body"/><dataInput id="j" name="motion"/>'
    '<dataOutput id="o" name="session"/>'
    "<inputSet><dataInputRefs>i</dataInputRefs><dataInputRefs>j</dataInputRefs>"
    "<optionalInputRefs>j</optionalInputRefs></inputSet>"
    "<outputSet><dataOutputRefs>o</dataOutputRefs></outputSet>"
    "</ioSpecification>"
)
MEETING = bpmn(INPUTS, start(), user("attend"), end(), path("s", "attend", "e"), process='id="meeting"')
BY_MESSAGE = bpmn(
    start("s", message()), end(), path("s", "e"), top='<message id="m" name="x"/>', process='id="odd"'
)
LIBRARY = Library(
    {"meeting": process(MEETING), "odd": process(BY_MESSAGE)},
    {"tier": Decision("tier", "spending", frozenset({"amount"}))},
    {"f/a": dict.fromkeys(["amount"], ANY)},
)


def called(*inside: str, **attributes: str) -> bytes:
    """A call activity `a` in a process that starts with a form."""
    call = node("callActivity", "a", extension(*inside), **{"calledElement": "meeting", **attributes})
    return bpmn(start(wq_form="f/a"), call, end(), path("s", "a", "e"))


def into(variable: str, value: str = "=1") -> str:
    """`wq:in`."""
    return f'<wq:in name="{variable}" value="{value}"/>'


def looped(inside: str, kind: str = "multiInstanceLoopCharacteristics") -> bytes:
    """A user task with a loop."""
    return simple(user("a", f"<{kind}>{inside}</{kind}>"))


def over(collection: str) -> bytes:
    """A task for each item of a collection, behind a start form."""
    loop = f"<loopDataInputRef>{collection}</loopDataInputRef>"
    task = user("a", f"<multiInstanceLoopCharacteristics>{loop}</multiInstanceLoopCharacteristics>")
    return bpmn(start(wq_form="f/a"), task, end(), path("s", "a", "e"))


def decided(form: str = "f/a") -> bytes:
    """A business rule task `a` behind a start form."""
    return bpmn(
        start(wq_form=form), node("businessRuleTask", "a", wq_decision="tier"), end(), path("s", "a", "e")
    )


COUNTED = looped("<loopCardinality>3</loopCardinality>")
MEETS = called(into("body"))

PAIRS = [
    Pair(
        "operation-missing",
        "a",
        simple(node("serviceTask", "a")),
        simple(node("serviceTask", "a", wq_operation="file_case")),
    ),
    Pair(
        "operation-unknown",
        "a",
        simple(node("serviceTask", "a", wq_operation="launch")),
        simple(node("serviceTask", "a", wq_operation="file_case")),
    ),
    Pair("decision-missing", "a", simple(node("businessRuleTask", "a")), decided(), LIBRARY),
    Pair(
        "decision-unknown",
        "a",
        simple(node("businessRuleTask", "a", wq_decision="other")),
        decided(),
        LIBRARY,
    ),
    Pair(
        "decision-input",
        "a",
        decided("f/b"),
        decided("f/a"),
        Library({}, LIBRARY.decisions, {**LIBRARY.forms, "f/b": dict.fromkeys(["sum"], ANY)}),
    ),
    Pair("called-missing", "a", simple(node("callActivity", "a")), MEETS, LIBRARY),
    Pair("called-unknown", "a", called(calledElement="nowhere"), MEETS, LIBRARY),
    Pair("called-without-start", "a", called(calledElement="odd"), MEETS, LIBRARY),
    Pair("call-input-missing", "a", called(), MEETS, LIBRARY),
    Pair("call-input-undeclared", "a", called(into("body"), into("chair")), MEETS, LIBRARY),
    Pair("call-recursive", "a", simple(node("callActivity", "a", calledElement="p")), MEETS, LIBRARY),
    Pair("mapping-incomplete", "a", called(into("body"), into("motion", "")), MEETS, LIBRARY),
    Pair("mapping-twice", "a", called(into("body"), into("body")), MEETS, LIBRARY),
    Pair("mapping-unused", "a", simple(user("a", extension(into("body")))), MEETS, LIBRARY),
    Pair("abstract-task", "a", simple(node("task", "a")), simple(user("a"))),
    Pair("instances-uncounted", "a", looped(""), COUNTED),
    Pair(
        "instances-output",
        "a",
        looped("<loopCardinality>3</loopCardinality><loopDataOutputRef>v</loopDataOutputRef>"),
        COUNTED,
    ),
    Pair(
        "instances-item",
        "a",
        looped("<loopCardinality>3</loopCardinality><inputDataItem name='v'/>"),
        COUNTED,
    ),
    Pair(
        "instances-collection",
        "a",
        over("people"),
        over("amount"),
        LIBRARY,
    ),
    Pair(
        "loop-endless",
        "a",
        looped("", "standardLoopCharacteristics"),
        looped("<loopCondition>v &lt; 3</loopCondition>", "standardLoopCharacteristics"),
    ),
]


@pytest.mark.parametrize("pair", PAIRS, ids=name)
def test_rule(pair: Pair) -> None:
    pair.hold()


def test_a_required_input_may_be_a_variable_of_that_name() -> None:
    library = Library(LIBRARY.processes, {}, {"f/a": dict.fromkeys(["body"], ANY)})
    assert not errors(called(), library)


def test_an_optional_input_may_be_left_out() -> None:
    assert not errors(MEETS, LIBRARY)


def test_two_ways_of_counting_instances_are_one_too_many() -> None:
    both = looped("<loopCardinality>3</loopCardinality><loopDataInputRef>people</loopDataInputRef>")
    assert ("instances-uncounted", "a") in found(both)


def test_a_process_of_the_same_file_can_be_called() -> None:
    other = '<process id="q">' + start("qs") + end("qe") + path("qs", "qe") + "</process>"
    assert not errors(simple(node("callActivity", "a", calledElement="q"), top=other))


def test_a_sub_process_without_a_start_event_begins_where_nothing_leads() -> None:
    assert not errors(simple(sub("a", user("b"), user("c"))))
