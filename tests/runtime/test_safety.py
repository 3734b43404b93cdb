"""Nothing that a diagram, an answer or a start form says is ever executed as Python."""

from __future__ import annotations

import importlib
import pkgutil
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
import SpiffWorkflow
from hypothesis import given
from hypothesis import strategies as st
from SpiffWorkflow.bpmn.script_engine import python_environment
from SpiffWorkflow.bpmn.script_engine.python_engine import PythonScriptEngine
from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow

from engine.definitions.checking import check_reading
from engine.definitions.decisions import read_decisions
from engine.definitions.library import Library as Files
from engine.definitions.read import read_bpmn
from engine.errors import EngineError
from engine.feel.decisions import DecisionModel
from engine.runtime import Executable, Instance, RuntimeFailure
from engine.runtime.play import Script, play
from engine.runtime.safety import NoPython, PythonRefusedError
from engine.runtime.snapshot import restore
from tests.runtime.diagrams import (
    call,
    catch,
    end,
    extension,
    flow,
    line,
    mapped,
    node,
    path,
    process,
    rule,
    service,
    start,
    sub,
    timer,
    user,
    xor,
)
from tests.runtime.running import NOW, Case, Shelf, Surroundings, ran

CANARY = Path("/tmp/weiquan-canary")  # noqa: S108 - named in the payloads; it must never appear
PAYLOADS = [
    pytest.param(f"__import__('os').system('touch {CANARY}')", id="import os"),
    pytest.param(f"=__import__('os').system('touch {CANARY}')", id="as FEEL"),
    pytest.param(f"eval(\"__import__('os').system('touch {CANARY}')\")", id="eval"),
    pytest.param(f"exec(\"import os; os.system('touch {CANARY}')\")", id="exec"),
    pytest.param(f"open('{CANARY}', 'w').write('x')", id="open"),
    pytest.param("().__class__.__bases__[0].__subclasses__()", id="subclasses"),
    pytest.param("${__import__('os').system('id')}", id="template"),
    pytest.param("[c for c in (1).__class__.__mro__]", id="comprehension"),
    pytest.param('function(x) external { java: { class: "java.lang.Runtime" } }', id="external function"),
]


def in_timer(kind: str) -> Callable[[str], bytes]:
    return lambda payload: line(catch("x", timer(_xml(payload), kind)))


def in_loop(tag: str, owner: str) -> Callable[[str], bytes]:
    more = "<loopCardinality>2</loopCardinality>" if tag == "completionCondition" else ""

    def diagram(payload: str) -> bytes:
        return line(node("task", "x", node(owner, "l", f"{more}<{tag}>{_xml(payload)}</{tag}>")))

    return diagram


POSITIONS: dict[str, Callable[[str], bytes]] = {
    "script task": lambda text: line(
        node("scriptTask", "x", f"<script>{_xml(text)}</script>", scriptFormat="python")
    ),
    "gateway condition": lambda text: process(
        start(), xor("x", "x-b"), end("a"), end("b"), flow("s", "x"), flow("x", "a", text), flow("x", "b")
    ),
    "flow out of a task": lambda text: process(
        start(),
        node("task", "x", default="x-b"),
        end("a"),
        end("b"),
        flow("s", "x"),
        flow("x", "a", text),
        flow("x", "b"),
    ),
    "timer duration": in_timer("timeDuration"),
    "timer date": in_timer("timeDate"),
    "timer cycle": in_timer("timeCycle"),
    "cardinality": in_loop("loopCardinality", "multiInstanceLoopCharacteristics"),
    "completion condition": in_loop("completionCondition", "multiInstanceLoopCharacteristics"),
    "loop condition": in_loop("loopCondition", "standardLoopCharacteristics"),
    "input mapping": lambda text: line(service("x", "file_case", mapped("in", n=text))),
    "output mapping": lambda text: line(service("x", "file_case", mapped("out", n=text))),
    "operation": lambda text: line(service("x", text)),
    "called process": lambda text: line(call("x", text)),
    "decision": lambda text: line(rule("x", text)),
    "documentation": lambda text: line(node("task", "x", f"<documentation>{_xml(text)}</documentation>")),
    "name": lambda text: line(node("task", "x", name=text)),
    "data object": lambda text: process(
        f'<dataObject id="d" name="{_xml(text)}"/>', start(), user("x"), end(), path("s", "x", "e")
    ),
    "pre-script of another modeller": lambda text: line(
        node("task", "x", extension(f'<spiff:preScript xmlns:spiff="urn:s">{_xml(text)}</spiff:preScript>'))
    ),
}


def _xml(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")


# The watch

FORBIDDEN = frozenset(
    {
        "os.system", "os.exec", "os.fork", "os.posix_spawn", "os.spawn", "subprocess.Popen",
        "socket.connect", "compile",
        "exec", "import", "pty.spawn", "ctypes.dlopen",
    }
)  # fmt: skip
_watched: list[list[str]] = []


def _audit(event: str, arguments: tuple[object, ...]) -> None:
    writes = event == "open" and isinstance(arguments[1], str) and set(arguments[1]) & set("wax+")
    if _watched and (event in FORBIDDEN or writes):
        _watched[-1].append(event)


sys.addaudithook(_audit)


@contextmanager
def watched() -> Iterator[list[str]]:
    """What the interpreter reports meanwhile of that no case ever needs."""
    seen: list[str] = []
    _watched.append(seen)
    try:
        yield seen
    finally:
        _watched.remove(seen)


def test_the_watch_sees_what_it_is_for() -> None:
    with watched() as seen:
        eval("1 + 1")  # noqa: S307
    assert "exec" in seen


@pytest.fixture(autouse=True)
def _no_canary() -> Iterator[None]:
    CANARY.unlink(missing_ok=True)
    ran(POSITIONS["input mapping"]("n"), n=1)  # whatever is imported or compiled lazily is there now
    ran(POSITIONS["gateway condition"]("n > 1"), n=1)
    yield
    assert not CANARY.exists()


@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.parametrize("position", POSITIONS)
def test_python_in_any_text_of_a_diagram_is_refused_or_harmless_and_never_executed(
    position: str, payload: str
) -> None:
    diagram = POSITIONS[position](payload)
    reading = read_bpmn(diagram, "test.bpmn")
    if reading.definitions is None:
        return
    check_reading(reading, Files(reading.definitions.processes))
    if position == "script task":
        assert any(one.severity == "error" for one in check_reading(reading, Files()))
        return
    # Beyond the check, straight into the runtime.
    process_ = reading.definitions.processes["p"]
    library = Shelf({"p": Executable(reading.digest, process_, DecisionModel({}))})
    with watched() as seen:
        try:
            played = play(library, "p", script=Script({"x": [{"n": 1}]}), data={"n": 1}, now=NOW)
            assert played.status in ("completed", "waiting", "error")
        except KeyError:
            assert position == "operation"
    assert not seen


@pytest.mark.parametrize("payload", PAYLOADS)
def test_python_in_a_cell_of_a_decision_table_is_never_executed(payload: str) -> None:
    table = f"""<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" namespace="d">
    <decision id="tier" name="tier"><variable name="tier"/><decisionTable hitPolicy="FIRST"><input id="i">
    <inputExpression><text>n</text></inputExpression></input><output id="o"/><rule
    id="r"><inputEntry><text>-</text>
    </inputEntry><outputEntry><text>{_xml(payload)}</text></outputEntry></rule></decisionTable></decision></definitions>"""
    with watched() as seen:
        try:
            model = read_decisions(table.encode())
        except EngineError:
            return
        library = Shelf({"p": Executable("table", _process(line(rule("x"))), model)})
        play(library, "p", script=Script(), data={"n": 1}, now=NOW)
    assert not seen


def _process(file: bytes) -> object:
    definitions = read_bpmn(file, "test.bpmn").definitions
    assert definitions is not None
    return definitions.processes["p"]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_python_in_answers_start_data_messages_and_signals_stays_text(payload: str) -> None:
    text = str(payload)
    diagram = line(user("a"), catch("c", '<messageEventDefinition messageRef="m"/>'))
    with watched() as seen:
        played = ran(
            diagram, {"a": [{"answer": text, text: 1}]}, messages={"m": [{"word": text}]}, begun=text
        )
    assert (played.data["answer"], played.data["word"], played.data["begun"]) == (text, text, text)
    assert not seen


# SpiffWorkflow


def test_the_environment_that_spiffworkflow_falls_back_to_evaluates_nothing() -> None:
    default = PythonScriptEngine().environment
    for call_ in (
        lambda: default.evaluate("1 + 1", {}),
        lambda: default.execute("x = 1", {}),
        lambda: default.call_service({}),
        lambda: python_environment.TaskDataEnvironment({}).evaluate("1", {}),
    ):
        with pytest.raises(PythonRefusedError):
            call_()


def test_no_environment_of_spiffworkflow_evaluates_anything() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for module in pkgutil.walk_packages(SpiffWorkflow.__path__, "SpiffWorkflow."):
            with suppress(ModuleNotFoundError):  # one draws pictures with a package that isn't installed
                importlib.import_module(module.name)
    pending = [python_environment.BasePythonScriptEngineEnvironment]
    while pending:
        environment = pending.pop()
        pending += environment.__subclasses__()
        for name in ("evaluate", "execute"):
            with pytest.raises(PythonRefusedError):
                getattr(environment({}), name)("1", {})


def test_a_workflow_made_without_an_engine_is_harmless() -> None:
    workflow = BpmnWorkflow(BpmnProcessSpec("p"), deserializing=True)
    with pytest.raises(PythonRefusedError):
        workflow.script_engine.environment.evaluate("1", {})


def test_every_scope_of_a_restored_case_has_the_engine_that_evaluates_nothing() -> None:
    case = Case(line(sub("t", user("a"))))
    instance = restore(case.library, case.host, NOW, case.state)
    environments = {type(scope.script_engine.environment) for scope in instance.scopes()}  # type: ignore[attr-defined]
    assert environments == {NoPython}
    assert len(list(instance.scopes())) == 2


# Hostile data

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=12,
)
NAMES = st.text(max_size=10) | st.sampled_from(
    ["case", "__class__", "$after", "$n", "$c", "today", "loopCounter", "n"]
)


@given(st.dictionaries(NAMES, JSON, max_size=4))
def test_any_start_data_gives_a_case_or_an_error_and_never_anything_else(given_: dict[str, object]) -> None:
    played = play(PLAIN, "p", script=Script(), data=given_, now=NOW)
    assert played.status in ("completed", "error")
    if played.status == "completed":
        assert played.data.keys() == given_.keys()


PLAIN = Case(line(user("a"))).library


def nested(depth: int) -> object:
    value: object = 1
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize(
    "value",
    [
        pytest.param(nested(5_000), id="nested deep"),
        pytest.param("x" * 2_000_000, id="a long text"),
        pytest.param([0] * 500_000, id="a long list"),
        pytest.param(10**5_000, id="a long number"),
        pytest.param(float("nan"), id="not a number"),
        pytest.param(float("inf"), id="infinite"),
        pytest.param(object(), id="no JSON at all"),
    ],
)
def test_data_that_no_case_can_bear_is_an_error_and_not_a_crash(value: object) -> None:
    assert play(PLAIN, "p", script=Script(), data={"n": value}, now=NOW).status == "error"
    case = Case(PLAIN)
    with pytest.raises(RuntimeFailure) as failure:
        case.complete("a", n=value)
    assert failure.value.element == "a"
    assert case.open == "a"


def test_a_variable_cannot_hide_the_built_in_case() -> None:
    diagram = process(
        start(),
        xor("x", "x-b"),
        end("a"),
        end("b"),
        flow("s", "x"),
        flow("x", "a", 'case.village_kind = "forged"'),
        flow("x", "b"),
    )
    assert ran(diagram, case={"village_kind": "forged"}).end == "b"


def test_a_case_begins_only_by_the_instance_that_guards_it() -> None:
    instance = Instance(PLAIN, Surroundings(), NOW)
    with pytest.raises(KeyError):
        instance.start("nobody", {})
