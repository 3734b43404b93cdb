"""Tasks, and how flows leave them."""

from __future__ import annotations

import pytest

from engine.runtime import BpmnError, RuntimeFailure
from engine.runtime.play import Played
from tests.runtime.diagrams import (
    abstract,
    boundary,
    catch,
    end,
    error,
    flow,
    handler,
    line,
    link,
    mapped,
    message,
    node,
    path,
    process,
    receive,
    rule,
    send,
    service,
    start,
    sub,
    throw,
    timer,
    user,
    xor,
)
from tests.runtime.running import Case, ran, shelf, trace

# Kinds of tasks


@pytest.mark.parametrize("kind", ["task", "manualTask"])
def test_a_task_that_nobody_does_passes_by_itself(kind: str) -> None:
    assert trace(line(node(kind, "a"))) == "s a e"


def test_a_user_task_waits_until_somebody_completes_it() -> None:
    played = ran(line(user("a"), user("b")), {"b": [None]})
    assert (played.status, played.waiting, played.trace) == ("waiting", ("b",), ("s", "a"))


def test_the_answers_of_a_user_task_become_variables_of_these_names() -> None:
    assert ran(line(user("a")), {"a": [{"n": 1, "名称": "路灯"}]}, old=True).data == {
        "old": True,
        "n": 1,
        "名称": "路灯",
    }


def test_a_task_is_completed_once_only() -> None:
    case = Case(line(user("a"), user("b")))
    done = case.task("a").id
    case.complete("a")
    with pytest.raises(RuntimeFailure) as refused:
        case.do(lambda instance: instance.complete(done, {}))
    assert refused.value.code == "not_ready"
    assert case.open == "b"


@pytest.mark.parametrize(
    "element",
    [
        pytest.param(catch("x", message()), id="message catch"),
        pytest.param(catch("x", timer()), id="timer catch"),
        pytest.param(receive("x"), id="receive task"),
        pytest.param(sub("x", user("y")), id="sub-process"),
    ],
)
def test_what_is_not_an_open_user_task_cannot_be_completed_by_hand(element: str) -> None:
    case = Case(line(element))
    (token,) = (one.id for one in case.instance.tokens() if one.element == "x")
    for number in (token, token + 100):
        with pytest.raises(RuntimeFailure, match="not_ready"):
            case.do(lambda instance, number=number: instance.complete(number, {}))


# Service tasks


def test_the_result_of_an_operation_goes_into_the_variable_of_its_name() -> None:
    assert ran(line(service("a", "file_case")), {"a": [{"number": 7}]}).data == {"archive": {"number": 7}}


def test_an_answer_with_the_name_of_the_result_is_that_result() -> None:
    assert ran(line(service("a", "file_case")), {"a": [{"archive": 7}]}).data == {"archive": 7}


def test_the_result_of_an_operation_goes_where_the_drawing_says() -> None:
    diagram = line(service("a", "file_case", mapped("out", shelf_no="=archive.number + n")))
    assert ran(diagram, {"a": [{"number": 7}]}, n=1).data == {"n": 1, "shelf_no": 8}


def test_an_operation_gets_the_variables_and_what_is_mapped_into_it() -> None:
    seen: dict[str, object] = {}
    operations = {"a": lambda call: seen.update(call.inputs)}
    Case(line(service("a", "file_case", mapped("in", pages="=n + 1"))), {"n": 1}, operations)
    assert seen == {"n": 1, "pages": 2}


# Decisions

TIER = b"""<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="d">
<decision id="tier" name="tier"><variable name="tier"/><decisionTable hitPolicy="FIRST">
<input id="i"><inputExpression><text>sum</text></inputExpression></input><output id="o" name="tier"/>
<rule id="r1"><inputEntry><text>&gt;
100</text></inputEntry><outputEntry><text>"T2"</text></outputEntry></rule>
<rule id="r2"><inputEntry><text>-</text></inputEntry><outputEntry><text>"T1"</text></outputEntry></rule>
</decisionTable></decision></definitions>"""


@pytest.mark.parametrize(("total", "tier", "fired"), [(101, "T2", "r1"), (100, "T1", "r2")])
def test_a_business_rule_task_writes_the_result_of_its_decision_and_notes_which_rules_fired(
    total: int, tier: str, fired: str
) -> None:
    case = Case(shelf(line(rule("a"), user("b")), decisions=TIER), {"sum": total})
    assert case.data["tier"] == tier
    (note,) = case.instance.notes
    assert (note.kind, note.element, note.data) == (
        "decision_made",
        "a",
        {"decision": "tier", "rules": [fired]},
    )


def test_a_decision_without_its_input_is_an_error_at_its_task() -> None:
    played = ran(shelf(line(rule("a")), decisions=TIER))
    assert _error(played) == ("unknown_name", "a")


# What goes wrong in a task


def failing(code: str, catcher: str) -> Case:
    """A service task that throws a business error with that code, under an error boundary event."""

    def operate(_: object) -> object:
        raise BpmnError(code, "said no")

    diagram = process(
        start(), service("a"), boundary("b", "a", error(catcher)), user("c"), end(),
        path("s", "a", "e"), path("b", "c", "e"),
    )  # fmt: skip
    return Case(diagram, operations={"a": operate})


@pytest.mark.parametrize("catcher", ["X", "any"])
def test_an_error_of_an_operation_is_caught_at_the_boundary_by_its_code_or_by_one_without_code(
    catcher: str,
) -> None:
    case = failing("X", catcher)
    assert case.trace == ["s", "b"]
    assert case.open == "c"


def test_an_error_of_an_operation_with_another_code_is_not_caught() -> None:
    with pytest.raises(RuntimeFailure) as failure:
        failing("Y", "X")
    assert (failure.value.code, failure.value.element) == ("uncaught_error", "a")
    assert failure.value.facts["error_code"] == "Y"
    assert failure.value.facts["error_message"] == "said no"


def test_an_expression_that_fails_in_a_task_is_caught_by_an_error_boundary() -> None:
    diagram = process(
        start(), service("a", "file_case", mapped("in", pages="=n + missing")),
        boundary("b", "a", error("any")),
        user("c"), end(), path("s", "a", "e"), path("b", "c", "e"),
    )  # fmt: skip
    assert trace(diagram, n=1) == "s b c e"


def test_an_expression_that_fails_in_a_task_is_an_error_when_nothing_catches_it() -> None:
    assert _error(ran(line(service("a", "file_case", mapped("in", x="=missing"))))) == ("unknown_name", "a")


# Messages from tasks


def test_a_send_task_throws_its_message_to_who_waits_for_it() -> None:
    diagram = process(
        start(),
        send("a"),
        user("b"),
        end(),
        handler("h", message(), interrupting="false"),
        path("s", "a", "b", "e"),
    )
    assert Case(diagram).open == "b h_t"


def test_a_receive_task_waits_for_its_message_and_takes_what_it_brings() -> None:
    played = ran(line(receive("a")), messages={"m": [{"n": 3}]})
    assert (played.status, played.data) == ("completed", {"n": 3})
    assert ran(line(receive("a"))).waiting == ("a",)


# Flows out of activities


def test_several_flows_out_of_a_task_all_go_on() -> None:
    diagram = process(
        start(), abstract("a"), user("b"), user("c"), end(), path("s", "a", "b", "e"), path("a", "c", "e")
    )
    assert trace(diagram) == "s a b e c e"


def test_several_flows_into_a_task_let_it_be_done_for_each_token() -> None:
    diagram = process(
        start(), abstract("a"), abstract("b"), user("c"), end(), path("s", "a", "c", "e"), path("s", "b", "c")
    )
    assert trace(diagram) == "s a b c e c e"


@pytest.mark.parametrize(
    ("n", "expected"),
    [
        pytest.param(3, "s a b c d e e e", id="all that hold, beside the unconditional one"),
        pytest.param(2, "s a b d e e", id="one that holds"),
        pytest.param(1, "s a d f e e", id="the default when none holds"),
    ],
)
def test_conditional_flows_out_of_a_task_are_taken_when_they_hold(n: int, expected: str) -> None:
    diagram = process(
        start(), node("task", "a", default="a-f"), user("b"), user("c"), user("d"), user("f"), end(),
        flow("s", "a"),
        flow("a", "b", "n > 1"), flow("a", "c", "n > 2"), flow("a", "d"), flow("a", "f"),
        flow("b", "e"), flow("c", "e"), flow("d", "e"), flow("f", "e"),
    )  # fmt: skip
    assert sorted(trace(diagram, n=n).split()) == sorted(expected.split())


def test_a_task_none_of_whose_conditional_flows_holds_is_an_error() -> None:
    diagram = process(
        start(), abstract("a"), user("b"), user("c"), end(), flow("s", "a"), flow("a", "b", "n > 1"),
        flow("a", "c", "n > 2"),
        path("b", "e"), path("c", "e"),
    )  # fmt: skip
    assert _error(ran(diagram, n=1)) == ("no_flow", "a")


def test_a_task_without_a_flow_out_ends_its_path() -> None:
    diagram = process(start(), user("a"), user("b"), path("s", "a"), path("s", "b"))
    played = ran(diagram)
    assert (played.status, played.end) == ("completed", None)


def test_the_end_event_passed_last_names_the_end_even_when_a_restart_lies_between() -> None:
    diagram = process(start(), user("a"), user("b"), end("done"), path("s", "a", "done"), path("s", "b"))
    assert ran(diagram).end == "done"


# Where processes begin, and what elements may be called


def test_a_process_without_a_start_event_begins_at_every_node_to_which_nothing_leads() -> None:
    diagram = process(user("a"), user("b"), user("c"), end(), path("a", "c", "e"), path("b", "e"))
    assert trace(diagram) == "a b e c e"


def test_such_a_process_goes_on_with_all_of_its_beginnings_when_the_first_of_them_happens() -> None:
    diagram = process(
        receive("a"), user("b"), catch("c", timer()), end(), path("a", "e"), path("b", "e"), path("c", "e")
    )
    case = Case(diagram)
    case.deliver("m")
    assert case.open == "b"
    case.wait(days=3)
    case.complete("b")
    assert case.trace == ["a", "e", "c", "e", "b", "e"]


def test_a_sub_process_without_a_start_event_begins_the_same_way() -> None:
    inside = sub("t", user("a"), user("b"), path("a", "b"))
    assert trace(line(inside)) == "s a b t e"


def test_elements_may_be_called_what_spiffworkflow_keeps_to_itself() -> None:
    diagram = process(
        start("Start"),
        user("Root"),
        abstract("End.EndJoin"),
        end("End"),
        path("Start", "Root", "End.EndJoin", "End"),
    )
    assert trace(diagram) == "Start Root End.EndJoin End"


def test_an_empty_intermediate_throw_event_passes() -> None:
    assert trace(line(throw("a"))) == "s a e"


def test_a_link_goes_on_where_it_is_caught_in_the_same_scope() -> None:
    diagram = process(
        start(), xor("again"), throw("out", link("back")), throw("on", link("on")),
        catch("back", link("back")),
        catch("going_on", link("on")), user("a"), xor("x", "x-on"), end(),
        path("s", "again", "a", "x"), flow("x", "out", "n > 1"), flow("x", "on"), path("back", "again"),
        path("going_on", "e"),
    )  # fmt: skip
    assert trace(diagram, {"a": [{"n": 2}, {"n": 1}]}) == "s again a x out back again a x on going_on e"


def _error(played: Played) -> tuple[str | None, str | None]:
    assert played.status == "error"
    assert played.error is not None
    return played.error.code, played.error.element
