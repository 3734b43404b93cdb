"""Multi-instance activities and standard loops (BPMN 2.0, 10.3.8)."""

from __future__ import annotations

import pytest

from engine.runtime import BpmnError, OperationCall
from engine.runtime.snapshot import restore
from tests.runtime.diagrams import (
    beside,
    boundary,
    call,
    data,
    end,
    error,
    flow,
    line,
    mapped,
    node,
    path,
    process,
    receive,
    service,
    start,
    sub,
    timer,
    user,
    xor,
)
from tests.runtime.running import Case, ran, shelf, trace

VOTERS = '<dataObject id="d1" name="voters"/><dataObject id="d2" name="votes"/>'
COLLECTED = (
    "<loopDataInputRef>d1</loopDataInputRef><loopDataOutputRef>d2</loopDataOutputRef>"
    '<inputDataItem id="i" name="voter"/><outputDataItem id="o" name="vote"/>'
)


def multi(inside: str, *, sequential: str = "false", until: str = "") -> str:
    """Multi-instance characteristics; `until` is the completion condition."""
    condition = f"<completionCondition>{until.replace('<', '&lt;')}</completionCondition>" if until else ""
    return node("multiInstanceLoopCharacteristics", "mi", inside + condition, isSequential=sequential)


def times(count: object, **more: str) -> str:
    """As many instances as a FEEL text says."""
    return multi(f"<loopCardinality>{count}</loopCardinality>", **more)


def again(condition: str | None = None, **attributes: str) -> str:
    """A standard loop."""
    inside = f"<loopCondition>{condition.replace('<', '&lt;')}</loopCondition>" if condition else ""
    return node("standardLoopCharacteristics", "loop", inside, **attributes)


def voting(characteristics: str) -> bytes:
    """A user task `v` with instances, over the data objects `voters` and `votes`."""
    return process(
        VOTERS, start(), user("v", characteristics), user("after"), end(), path("s", "v", "after", "e")
    )


ONE_EACH = {"v": [{"vote": "yes"}, {"vote": "no"}, {"vote": "yes"}]}
THREE = ["wang", "li", "zhao"]


# How many, and in what order


@pytest.mark.parametrize("count", [0, 1, 3])
@pytest.mark.parametrize("sequential", ["false", "true"])
def test_an_activity_has_as_many_instances_as_its_cardinality_each_traced_once(
    count: int, sequential: str
) -> None:
    diagram = voting(times("n", sequential=sequential))
    assert trace(diagram, n=count) == " ".join(["s", *["v"] * count, "after", "e"])


def test_parallel_instances_are_open_at_once_and_sequential_ones_one_after_another() -> None:
    assert Case(voting(times(3))).open == "v v v"
    case = Case(voting(times(3, sequential="true")))
    assert case.open == "v"
    case.complete("v")
    assert case.open == "v"


def test_the_activity_goes_on_once_when_all_instances_are_done() -> None:
    case = Case(voting(times(2)))
    case.complete("v")
    assert case.open == "v"
    case.complete("v")
    assert case.open == "after"


@pytest.mark.parametrize("value", ["many", -1, 1.5, None])
def test_a_cardinality_that_is_no_count_is_an_error_at_the_activity(value: object) -> None:
    played = ran(voting(times("n")), n=value)
    assert played.error is not None
    assert (played.error.code, played.error.element) == ("uncountable", "v")


@pytest.mark.parametrize("sequential", ["false", "true"])
def test_more_instances_than_a_case_can_bear_are_an_error_at_the_activity(sequential: str) -> None:
    diagram = line(node("task", "v", times(1_000_000, sequential=sequential)))
    played = ran(diagram)
    assert played.error is not None
    assert (played.error.code, played.error.element) in (("bound_instances", "v"), ("bound_steps", "v"))


# Data


@pytest.mark.parametrize("sequential", ["false", "true"])
def test_each_instance_has_its_item_and_the_results_are_collected_in_order(sequential: str) -> None:
    case = Case(voting(multi(COLLECTED, sequential=sequential)), {"voters": THREE})
    seen = []
    while "v" in case.open:
        token = case.task("v")
        voter = case.instance.evaluate(token.id, "voter")
        seen.append((voter, case.instance.evaluate(token.id, "loopCounter")))
        case.complete("v", vote=f"{voter} said yes")
    assert seen == [("wang", 1), ("li", 2), ("zhao", 3)]
    assert case.data["votes"] == [f"{voter} said yes" for voter in THREE]


def test_results_are_collected_in_the_order_of_the_items_whoever_answers_first() -> None:
    case = Case(voting(multi(COLLECTED)), {"voters": THREE})
    for token in reversed([one for one in case.instance.tokens() if one.kind == "user"]):
        case.do(
            lambda instance, id_=token.id: instance.complete(id_, {"vote": instance.evaluate(id_, "voter")})
        )
    assert case.data["votes"] == THREE


def test_what_belongs_to_an_instance_is_not_seen_outside() -> None:
    case = Case(voting(multi(COLLECTED)), {"voters": ["wang"]})
    case.complete("v", vote="yes", remark="loud")
    assert case.data == {"voters": ["wang"], "votes": ["yes"], "remark": "loud"}


def test_an_instance_that_gives_no_result_leaves_null_in_its_place() -> None:
    assert ran(voting(multi(COLLECTED)), {"v": [{"vote": "yes"}, {}]}, voters=["wang", "li"]).data[
        "votes"
    ] == ["yes", None]


def test_a_second_round_does_not_meet_the_outputs_of_the_first() -> None:
    diagram = process(
        VOTERS, start(), xor("m8"), user("v", multi(COLLECTED)), user("d"), xor("x", "x-e"), end(),
        path("s", "m8", "v", "d", "x"), flow("x", "m8", "more"), flow("x", "e"),
    )  # fmt: skip
    case = Case(diagram, {"voters": ["wang", "li"]})
    for more in (True, False):
        case.complete("v", vote=1)
        case.complete("v", vote=2)
        case.complete("d", more=more)
    assert case.data["votes"] == [1, 2]


# Completion conditions


@pytest.mark.parametrize(
    ("until", "done"),
    [
        pytest.param("numberOfCompletedInstances = 2", 2, id="completed instances"),
        pytest.param(
            "nrOfCompletedInstances / nrOfInstances >= 0.5", 2, id="by the common names, as a share"
        ),
        pytest.param('count(votes[item = "yes"]) >= 2', 3, id="over what is collected so far"),
        pytest.param('vote = "no"', 2, id="over the result of the instance that is done"),
        pytest.param("loopCounter = 1", 1, id="over its number"),
        pytest.param("numberOfActiveInstances = 0", 3, id="active instances"),
        pytest.param("false", 3, id="never"),
    ],
)
def test_the_completion_condition_is_asked_after_each_instance_and_cancels_the_rest(
    until: str, done: int
) -> None:
    played = ran(voting(multi(COLLECTED, until=until)), ONE_EACH, voters=THREE)
    assert played.trace.count("v") == done
    assert (played.status, played.data["votes"]) == ("completed", ["yes", "no", "yes"][:done])


def test_a_completion_condition_ends_a_sequence_before_the_next_begins() -> None:
    diagram = voting(multi(COLLECTED, sequential="true", until='vote = "no"'))
    assert ran(diagram, ONE_EACH, voters=THREE).trace.count("v") == 2


def test_a_completion_condition_that_fails_is_caught_at_the_boundary_of_the_activity() -> None:
    diagram = process(
        VOTERS, start(), user("v", multi(COLLECTED, until="missing > 1")), boundary("b", "v", error("any")),
        user("late"), end(),
        path("s", "v", "e"), path("b", "late", "e"),
    )  # fmt: skip
    assert trace(diagram, voters=THREE) == "s v b late e"


# Events


def test_a_boundary_event_hangs_on_the_activity_as_a_whole() -> None:
    def guarded(attached: str) -> bytes:
        return process(
            start(), user("v", times(3)), attached, user("x"), end(), path("s", "v", "e"), path("b", "x", "e")
        )

    interrupted = Case(guarded(boundary("b", "v", timer("P1D"))))
    interrupted.complete("v")
    interrupted.wait(days=1)
    assert interrupted.open == "x"
    reminded = Case(guarded(beside("b", "v", timer("P1D"))))
    reminded.wait(days=1)
    assert reminded.open == "v v v x"


def test_an_error_of_one_instance_ends_the_activity_at_its_boundary() -> None:
    def operate(one: OperationCall) -> object:
        if one.inputs["loopCounter"] == 2:
            raise BpmnError("X")
        return 1

    diagram = process(
        start(), service("v", "file_case", mapped("in", loopCounter="=loopCounter"), times(3)),
        boundary("b", "v", error("X")),
        user("late"), end(), path("s", "v", "e"), path("b", "late", "e"),
    )  # fmt: skip
    case = Case(diagram, operations={"v": operate})
    assert (case.open, case.trace) == ("late", ["s", "v", "b"])


def test_instances_of_a_receive_task_take_one_message_each() -> None:
    case = Case(line(receive("v", inside=times(2))))
    assert case.deliver("m")
    assert case.end is None
    assert case.deliver("m")
    assert case.end == "e"
    assert not Case(line(user("a"), receive("v", inside=times(0)))).deliver("m")


# Sub-processes and calls


@pytest.mark.parametrize("sequential", ["false", "true"])
def test_instances_of_a_sub_process_keep_their_items_and_results_apart(sequential: str) -> None:
    inside = sub(
        "v", multi(COLLECTED, sequential=sequential), user("ask"), user("check"), path("ask", "check")
    )
    case = Case(process(VOTERS, start(), inside, end(), path("s", "v", "e")), {"voters": ["wang", "li"]})
    while case.end is None:
        element = case.open.split()[0]
        token = case.task(element)
        voter = case.instance.evaluate(token.id, "voter")
        case.complete(element, **({"vote": f"{voter} of {element}"} if element == "ask" else {}))
    assert case.data["votes"] == ["wang of ask", "li of ask"]
    assert case.trace.count("v") == 2


def test_instances_of_a_call_take_their_inputs_from_their_items() -> None:
    called = process(
        data("voter", outputs=["vote"]),
        start("q_s"),
        user("ask"),
        end("q_e"),
        path("q_s", "ask", "q_e"),
        identity="q",
    )
    caller = process(VOTERS, start(), call("v", "q", multi(COLLECTED)), end(), path("s", "v", "e"))
    case = Case(shelf(caller, called), {"voters": ["wang", "li"]})
    while case.end is None:
        seen = case.instance.variables(case.task("ask").path)
        case.complete("ask", vote=f"{seen['voter']} says yes")
    assert case.data["votes"] == ["wang says yes", "li says yes"]


# Returns


def test_a_return_to_an_activity_with_instances_begins_all_of_them_anew() -> None:
    case = Case(voting(multi(COLLECTED)), {"voters": ["wang", "li"]})
    first = {one.id for one in case.instance.tokens() if one.kind == "user"}
    for _ in range(2):
        case.complete("v", vote="yes")
    instance = case.give_back("after", to="v", mode="reconsider")
    assert first <= instance.voided
    assert (case.open, case.data) == ("v v", {"voters": ["wang", "li"]})
    for _ in range(2):
        case.complete("v", vote="no")
    case.give_back("after", to="v", mode="amend")
    for _ in range(2):
        case.complete("v", vote="perhaps")
    assert (case.open, case.data["votes"]) == ("after", ["perhaps", "perhaps"])


def test_one_instance_can_ask_for_an_amendment_while_the_others_stay_open() -> None:
    case = Case(line(user("a"), user("v", times(2))))
    case.complete("a")
    case.give_back("v", to="a", mode="amend")
    assert case.open == "a v"
    case.complete("a")
    assert case.open == "v v"


def test_a_reconsideration_by_one_instance_cancels_all() -> None:
    case = Case(line(user("a"), user("v", times(3)), user("b")))
    case.complete("a")
    done = case.task("v").id
    case.complete("v")
    instance = case.give_back("v", to="a", mode="reconsider")
    assert case.open == "a"
    assert done in instance.voided


# Standard loops


@pytest.mark.parametrize(
    ("loop", "expected"),
    [
        pytest.param(again("n < 3"), 3, id="asked after each round"),
        pytest.param(again("n < 1"), 1, id="asked after the first round for the first time"),
        pytest.param(again("n < 3", testBefore="true"), 3, id="asked before each round"),
        pytest.param(again("n < 0", testBefore="true"), 0, id="asked before and never true"),
        pytest.param(again("true", loopMaximum="2"), 2, id="at most so often"),
        pytest.param(again(loopMaximum="2"), 2, id="a maximum alone"),
        pytest.param(again("loopCounter < 2"), 2, id="by its own counter"),
    ],
)
def test_a_loop_is_done_again_while_its_condition_holds(loop: str, expected: int) -> None:
    played = ran(line(user("v", loop)), {"v": [{"n": n} for n in range(1, 9)]}, n=0)
    assert (played.status, played.trace.count("v")) == ("completed", expected)


def test_an_automatic_loop_that_never_ends_is_stopped_at_its_activity() -> None:
    played = ran(line(node("task", "v", again("true"))))
    assert played.error is not None
    assert (played.error.code, played.error.element) in (("bound_steps", "v"), ("bound_instances", "v"))


def test_an_early_message_lets_a_looped_receive_task_go_on() -> None:
    diagram = process(
        start(),
        node("sendTask", "t", messageRef="m"),
        receive("v", inside=again(loopMaximum="1")),
        end(),
        path("s", "t", "v", "e"),
    )
    assert ran(diagram).status == "completed"


def test_instances_survive_a_restart_with_their_counters() -> None:
    case = Case(voting(multi(COLLECTED)), {"voters": THREE})
    case.complete("v", vote="yes")
    again_ = restore(case.library, case.host, case.now, case.state)
    counted = "[numberOfInstances, numberOfActiveInstances, numberOfCompletedInstances, votes]"
    assert again_.evaluate(case.task("v").id, counted) == [3, 2, 1, ["yes"]]
