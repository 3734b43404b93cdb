"""Events: what they wait for or throw, and where they may stand."""

from __future__ import annotations

import pytest

from tests.definitions.drawing import (
    ROOTS,
    boundary,
    bpmn,
    end,
    errors,
    flow,
    found,
    link,
    message,
    node,
    path,
    simple,
    start,
    sub,
    timer,
    trigger,
    user,
)
from tests.definitions.pairs import Pair, name


def handled(inside: str, interrupting: str = "true", more: str = "", **attributes: str) -> bytes:
    """A task with an event sub-process `h` beside it."""
    begins = start("hs", inside, isInterrupting=interrupting)
    handler = sub("h", begins, end("he"), path("hs", "he"), more, triggeredByEvent="true", **attributes)
    return simple(user("a"), handler, top=ROOTS)


def caught(inside: str, **attributes: str) -> bytes:
    """A sub-process `a` with a boundary event `b` that leads to an end."""
    body = sub("a", start("is"), user("i"), end("ie"), path("is", "i", "ie"))
    return simple(body, boundary("b", "a", inside, **attributes), end("f"), path("b", "f"), top=ROOTS)


def passed(kind: str, inside: str, top: str = ROOTS) -> bytes:
    """An intermediate event `c` on the way."""
    return simple(node(kind, "c", inside), task="c", top=top)


def ended(inside: str, top: str = ROOTS) -> bytes:
    """An end event of that kind."""
    return bpmn(start(), user("a"), end("e", inside), path("s", "a", "e"), top=top)


def linked(thrown: str, *caught_links: str) -> bytes:
    """A throwing link `t` and catching links `c0`, `c1` …, each before an end."""
    catches = "".join(
        node("intermediateCatchEvent", f"c{number}", link(one))
        + end(f"e{number}")
        + flow(f"c{number}", f"e{number}")
        for number, one in enumerate(caught_links)
    )
    return bpmn(start(), node("intermediateThrowEvent", "t", link(thrown)), flow("s", "t"), catches)


ERROR = trigger("error", errorRef="fault")
ESCALATION = trigger("escalation", escalationRef="u")
SIGNAL = trigger("signal", signalRef="g")
NAMELESS = '<message id="m"/><signal id="g"/><error id="fault"/><escalation id="u"/>'
HANDLER = handled(message(), "false")

PAIRS = [
    Pair("trigger-missing", "b", caught(""), caught(timer())),
    Pair("trigger-position", "e", ended(timer()), ended(message())),
    Pair("error-not-interrupting", "b", caught(ERROR, cancelActivity="false"), caught(ERROR)),
    Pair(
        "message-missing",
        "c",
        passed("intermediateCatchEvent", "<messageEventDefinition/>"),
        passed("intermediateCatchEvent", message()),
    ),
    Pair(
        "message-nameless",
        "c",
        passed("intermediateCatchEvent", message(), NAMELESS),
        passed("intermediateCatchEvent", message()),
    ),
    Pair(
        "signal-missing",
        "c",
        passed("intermediateThrowEvent", "<signalEventDefinition/>"),
        passed("intermediateThrowEvent", SIGNAL),
    ),
    Pair(
        "signal-nameless",
        "c",
        passed("intermediateThrowEvent", SIGNAL, NAMELESS),
        passed("intermediateThrowEvent", SIGNAL),
    ),
    Pair("error-code-missing", "e", ended(ERROR, NAMELESS), ended(ERROR)),
    Pair("escalation-code-missing", "e", ended(ESCALATION, NAMELESS), ended(ESCALATION)),
    Pair(
        "boundary-not-attached",
        "b",
        simple(
            user("a"),
            sub(
                "i",
                start("is"),
                boundary("b", "a", timer()),
                end("ie"),
                path("is", "ie"),
                end("if"),
                flow("b", "if"),
            ),
            flow("a", "i"),
        ),
        caught(timer()),
    ),
    Pair(
        "boundary-on-event-sub-process",
        "b",
        HANDLER.replace(
            b"</process>", (boundary("b", "h", timer()) + end("f") + flow("b", "f")).encode() + b"</process>"
        ),
        HANDLER,
    ),
    Pair(
        "event-sub-process-starts",
        "h",
        handled(message(), more=start("hs2", timer()) + flow("hs2", "he")),
        HANDLER,
    ),
    Pair(
        "event-sub-process-loop",
        "h",
        handled(message(), more="<standardLoopCharacteristics loopMaximum='2'/>"),
        HANDLER,
    ),
    Pair("link-nameless", "t", linked("", ""), linked("L", "L")),
    Pair("link-target-missing", "t", linked("L", "M"), linked("L", "L")),
    Pair("link-source-missing", "c1", linked("L", "L", "M"), linked("L", "L")),
    Pair("link-ambiguous", "t", linked("L", "L", "L"), linked("L", "L")),
    Pair(
        "caught-twice",
        "b2",
        caught(ERROR).replace(
            b"</process>", (boundary("b2", "a", ERROR) + flow("b2", "f")).encode() + b"</process>"
        ),
        caught(ERROR),
    ),
    Pair(
        "timer-one-time",
        "c",
        passed("intermediateCatchEvent", "<timerEventDefinition/>"),
        passed("intermediateCatchEvent", timer()),
    ),
    Pair(
        "refused-conditional",
        "c",
        passed(
            "intermediateCatchEvent",
            "<conditionalEventDefinition><condition>v</condition></conditionalEventDefinition>",
        ),
        passed("intermediateCatchEvent", timer()),
    ),
    Pair(
        "refused-compensation",
        "c",
        passed("intermediateThrowEvent", trigger("compensate")),
        passed("intermediateThrowEvent", ESCALATION),
    ),
    Pair("refused-cancel", "e", ended(trigger("cancel")), ended(trigger("terminate"))),
    Pair(
        "refused-multiple",
        "c",
        passed("intermediateCatchEvent", timer() + message()),
        passed("intermediateCatchEvent", message()),
    ),
]


@pytest.mark.parametrize("pair", PAIRS, ids=name)
def test_rule(pair: Pair) -> None:
    pair.hold()


@pytest.mark.parametrize("inside", [timer(), message(), SIGNAL, ERROR, ESCALATION])
def test_every_boundary_of_the_profile_is_allowed(inside: str) -> None:
    assert not errors(caught(inside))


@pytest.mark.parametrize("inside", [timer(), message(), SIGNAL, ESCALATION])
def test_boundaries_that_may_stand_beside(inside: str) -> None:
    assert not errors(caught(inside, cancelActivity="false"))


@pytest.mark.parametrize("inside", [timer(), message(), SIGNAL, ERROR, ESCALATION])
def test_every_start_of_an_event_sub_process_is_allowed(inside: str) -> None:
    assert not errors(handled(inside))


@pytest.mark.parametrize("inside", ["", timer("R/P1D", "timeCycle"), message(), SIGNAL])
def test_every_start_of_a_process_is_allowed(inside: str) -> None:
    assert not errors(bpmn(start("s", inside), end(), path("s", "e"), top=ROOTS))


@pytest.mark.parametrize("inside", ["", trigger("terminate"), ERROR, message(), SIGNAL, ESCALATION])
def test_every_end_of_the_profile_is_allowed(inside: str) -> None:
    assert not errors(ended(inside))


@pytest.mark.parametrize("inside", ["", message(), SIGNAL, ESCALATION])
def test_every_throw_of_the_profile_is_allowed(inside: str) -> None:
    assert not errors(passed("intermediateThrowEvent", inside))


def test_a_sub_process_starts_without_a_trigger() -> None:
    body = sub("a", start("is", timer()), end("ie"), path("is", "ie"))
    assert ("trigger-position", "is") in found(simple(body))


def test_an_error_of_a_process_that_only_documents_needs_no_code() -> None:
    drawn = bpmn(
        start(), end("e", ERROR), path("s", "e"), top=NAMELESS, process='id="p" isExecutable="false"'
    )
    assert not errors(drawn)


def test_an_escalation_caught_with_and_without_code_is_two_things() -> None:
    both = caught(ESCALATION).replace(
        b"</process>", (boundary("b2", "a", trigger("escalation")) + flow("b2", "f")).encode() + b"</process>"
    )
    assert not errors(both)
