"""DMN files: every version of the standard, every boxed expression, and what is refused."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from engine.definitions.decisions import DecisionModel, DecisionsUnreadableError, read_decisions
from engine.feel import FeelError
from tests.feel.decision_files import decision, definitions, literal, table, text

PROCESSES = Path(__file__).parents[2] / "processes"


def model(*elements: str) -> DecisionModel:
    return read_decisions(definitions(*elements))


@pytest.mark.parametrize(
    "namespace",
    [
        "http://www.omg.org/spec/DMN/20151101/dmn.xsd",
        "http://www.omg.org/spec/DMN/20180521/MODEL/",
        "https://www.omg.org/spec/DMN/20191111/MODEL/",
        "https://www.omg.org/spec/DMN/20211108/MODEL/",
        "https://www.omg.org/spec/DMN/20230324/MODEL/",
    ],
)
def test_every_version_of_the_standard_is_read(namespace: str) -> None:
    assert (
        read_decisions(definitions(decision("d", literal("1 + 1")), namespace=namespace))
        .evaluate("d", {})
        .value
        == 2
    )


def test_a_decision_sees_the_results_of_those_it_requires_each_decided_once() -> None:
    decided = model(
        decision("sum", literal("low + high"), needs=["low", "high"]),
        decision("low", table(["x"], [(["-"], ["base + 1"])]), needs=["base"]),
        decision("high", literal("base + 2"), needs=["base"]),
        decision("base", literal("x * 10")),
    ).evaluate("sum", {"x": 1})
    assert decided.value == 23
    assert decided.required["low"].rules == ("r1",)
    assert decided.required["low"].required["base"] is decided.required["high"].required["base"]


def test_a_context_uses_its_earlier_entries_and_may_end_in_a_result() -> None:
    entries = [("a", "x + 1"), ("b", "a * 2")]
    boxed = "".join(f'<contextEntry><variable name="{n}"/>{literal(e)}</contextEntry>' for n, e in entries)
    assert model(decision("d", f"<context>{boxed}</context>")).evaluate("d", {"x": 1}).value == {
        "a": 2,
        "b": 4,
    }
    result = f"<contextEntry>{literal('b + 1')}</contextEntry>"
    assert model(decision("d", f"<context>{boxed}{result}</context>")).evaluate("d", {"x": 1}).value == 5


KNOWLEDGE = (
    '<businessKnowledgeModel id="fee" name="fee"><variable name="fee"/><encapsulatedLogic>'
    '<formalParameter name="base" typeRef="number"/><formalParameter name="rate"/>'
    + literal("base * rate / 100")
    + "</encapsulatedLogic></businessKnowledgeModel>"
)


def test_business_knowledge_is_called_by_name_in_text() -> None:
    decided = model(
        KNOWLEDGE, decision("d", literal("fee(200, rate) + fee(rate: 1, base: 100)"), knows=["fee"])
    )
    assert decided.evaluate("d", {"rate": 5}).value == 11


def test_business_knowledge_is_called_by_a_boxed_invocation() -> None:
    bindings = "".join(
        f'<binding><parameter name="{name}"/>{literal(value)}</binding>'
        for name, value in (("base", "200"), ("rate", "5"))
    )
    invocation = f"<invocation>{literal('fee')}{bindings}</invocation>"
    assert model(KNOWLEDGE, decision("d", invocation, knows=["fee"])).evaluate("d", {}).value == 10


@pytest.mark.parametrize(
    ("call", "code"),
    [("fee(1)", "wrong_count"), ('fee("a", 1)', "wrong_argument"), ("fees(1, 2)", "unknown_function_near")],
)
def test_a_wrong_call_of_business_knowledge_is_an_error(call: str, code: str) -> None:
    with pytest.raises(FeelError) as caught:
        model(KNOWLEDGE, decision("d", literal(call), knows=["fee"])).evaluate("d", {})
    assert caught.value.code == code


def test_lists_relations_and_functions_are_boxed_too() -> None:
    members = f"<list>{literal('1')}{literal('x')}</list>"
    assert model(decision("d", members)).evaluate("d", {"x": 2}).value == [1, 2]
    relation = (
        '<relation><column name="a"/><column name="b"/>'
        + "".join(f"<row>{literal(a)}{literal(b)}</row>" for a, b in (("1", '"x"'), ("2", '"y"')))
        + "</relation>"
    )
    assert model(decision("d", relation)).evaluate("d", {}).value == [{"a": 1, "b": "x"}, {"a": 2, "b": "y"}]
    function = f'<functionDefinition><formalParameter name="n"/>{literal("n + x")}</functionDefinition>'
    entries = f'<contextEntry><variable name="f"/>{function}</contextEntry>'
    result = f"<contextEntry>{literal('f(1)')}</contextEntry>"
    assert model(decision("d", f"<context>{entries}{result}</context>")).evaluate("d", {"x": 2}).value == 3


def test_names_with_blanks_of_other_modellers_are_read() -> None:
    greeting = (
        '<decision id="d" name="Greeting Message"><variable name="Greeting Message" typeRef="string"/>'
        '<informationRequirement><requiredInput href="#i"/></informationRequirement>'
        + literal('"Hello " + Full Name')
        + "</decision>"
    )
    read = model(
        '<inputData id="i" name="Full Name"><variable name="Full Name" typeRef="string"/></inputData>',
        greeting,
    )
    assert read.evaluate("d", {"Full Name": "John Doe"}).value == "Hello John Doe"
    assert read.decisions["d"].variable == "Greeting Message"


ITEMS = (
    '<itemDefinition name="tLoan"><itemComponent name="sum"><typeRef>number</typeRef></itemComponent>'
    '<itemComponent name="months" isCollection="true"><typeRef>integer</typeRef></itemComponent>'
    "</itemDefinition>"
)


def test_declared_types_are_enforced() -> None:
    loan = model(ITEMS, decision("d", literal("x"), type_ref="tLoan"))
    assert loan.evaluate("d", {"x": {"sum": 1, "months": [1, 2]}}).value == {"sum": 1, "months": [1, 2]}
    with pytest.raises(FeelError) as caught:
        loan.evaluate("d", {"x": {"sum": 1, "months": ["a"]}})
    assert caught.value.code == "wrong_result"


def test_the_text_of_a_declared_date_is_read_as_one() -> None:
    inputs = (
        ITEMS.replace("tLoan", "tStay").replace("number", "date"),
        '<inputData id="i" name="stay"><variable name="stay" typeRef="tStay"/></inputData>',
        '<inputData id="j" name="months"><variable name="months" typeRef="yearMonthDuration"/></inputData>',
    )
    dated = model(*inputs, decision("d", literal("stay.sum + months")))
    sent = {"stay": {"sum": "2026-01-31", "months": []}, "months": "P1M"}
    assert dated.evaluate("d", sent).value == date(2026, 2, 28)
    with pytest.raises(FeelError):
        dated.evaluate("d", {**sent, "months": "soon"})


LISTED = text('"在职", "离任"')
RESTRICTED = (
    '<itemDefinition name="tStatus"><typeRef>string</typeRef>'
    f"<allowedValues>{LISTED}</allowedValues></itemDefinition>"
    '<itemDefinition name="tState"><typeRef>tStatus</typeRef></itemDefinition>'
)


def test_the_values_of_a_declared_type_are_the_only_ones() -> None:
    state = '<inputData id="i" name="state"><variable name="state" typeRef="tState"/></inputData>'
    asked = model(RESTRICTED, state, decision("d", literal("state")))
    assert asked.evaluate("d", {"state": "在职"}).value == "在职"
    with pytest.raises(FeelError) as caught:
        asked.evaluate("d", {"state": "在外"})
    assert caught.value.code == "input_not_listed"


def test_a_model_says_what_a_decision_needs_from_outside() -> None:
    entry = f'<contextEntry><variable name="a"/>{literal("x + base + fee(1, 2)")}</contextEntry>'
    result = f"<contextEntry>{literal('a + b + param(1)')}</contextEntry>"
    asked = model(
        KNOWLEDGE.replace("base * rate", "base * rate * today().day * level"),
        decision("base", table(["y"], [(["> limit"], ["z"])])),
        decision("d", f"<context>{entry}{result}</context>", needs=["base"], knows=["fee"]),
    ).needs("d")
    assert asked.names == {"x", "b", "y", "limit", "z", "level"}
    assert asked.functions == {"param", "today"}


def test_an_unknown_decision_is_named_with_the_nearest() -> None:
    with pytest.raises(FeelError) as caught:
        model(decision("deciding_body", literal("1"))).evaluate("deciding_bdoy", {})
    assert caught.value.facts["near"] == "deciding_body"


def one(logic: str, type_ref: str = "", *others: str) -> bytes:
    """A file with one decision, and other elements before it."""
    return definitions(*others, decision("d", logic, type_ref=type_ref))


SELF = (
    '<itemDefinition name="t"><itemComponent name="a"><typeRef>t</typeRef></itemComponent></itemDefinition>'
)
JAVA = f'<functionDefinition kind="Java">{literal("1")}</functionDefinition>'
BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"

REFUSED = {
    "no XML": (b"decision", "check.xml-unreadable"),
    "a DOCTYPE": (b"<!DOCTYPE a><definitions/>", "check.xml-doctype"),
    "another root": (b"<a/>", "decision.root"),
    "a namespace of BPMN": (definitions(namespace=BPMN), "decision.root"),
    "another language": (definitions(attributes='expressionLanguage="java"'), "decision.language"),
    "another language inside": (one(literal("1", 'expressionLanguage="groovy"')), "decision.language"),
    "an import": (definitions('<import namespace="a" importType="b"/>'), "decision.unsupported"),
    "no logic": (one(""), "decision.no_logic"),
    "an empty expression": (one(literal("")), "decision.no_logic"),
    "a boxed loop": (one("<for/>"), "decision.unsupported"),
    "a mistake in an expression": (one(literal("a == 1")), "decision.expression"),
    "a mistake in a cell": (one(table(["x"], [(["=="], ["1"])])), "decision.expression"),
    "a cell too few": (one(table(["x", "y"], [(["1"], ["1"])])), "decision.rule_length"),
    "no output": (one(table(["x"], [], outputs=[])), "decision.no_output"),
    "an empty input": (one(table([""], [])), "decision.no_input"),
    "an unknown policy": (one(table(["x"], [], policy='hitPolicy="MOST"')), "decision.hit_policy"),
    "a sum of one rule": (one(table(["x"], [], policy='aggregation="SUM"')), "decision.hit_policy"),
    "an unknown type": (one(literal("1"), "tNone"), "decision.type"),
    "a type inside itself": (one(literal("1"), "t", SELF), "decision.type_circle"),
    "Java": (one(JAVA), "decision.foreign_function"),
    "a short row": (one('<relation><column name="a"/><row/></relation>'), "decision.row_length"),
    "a requirement of nothing": (
        definitions(decision("d", literal("1"), needs=["e"])),
        "decision.unknown_requirement",
    ),
    "a circle": (
        definitions(decision("d", literal("1"), needs=["e"]), decision("e", literal("1"), needs=["d"])),
        "decision.circle",
    ),
}


@pytest.mark.parametrize(("xml", "key"), REFUSED.values(), ids=REFUSED.keys())
def test_it_is_refused_with_a_sentence(xml: bytes, key: str) -> None:
    with pytest.raises(DecisionsUnreadableError) as caught:
        read_decisions(xml)
    assert key in {problem.key for problem in caught.value.problems}
    assert all(problem.sentence() and problem.sentence("en") for problem in caught.value.problems)


def test_every_problem_of_a_file_is_found_at_once_with_its_element() -> None:
    with pytest.raises(DecisionsUnreadableError) as caught:
        read_decisions(definitions(decision("d", literal("1 +")), decision("e", literal("a b"))))
    assert [problem.element for problem in caught.value.problems] == ["d", "e"]


def test_a_rule_keeps_what_its_author_says_about_it() -> None:
    rule = f'<rule id="r"><description>上限</description><outputEntry>{text("1")}</outputEntry></rule>'
    logic = model(decision("d", f"<decisionTable><output/>{rule}</decisionTable>")).decisions["d"].logic
    assert logic.rules[0].notes == ("上限",)  # type: ignore[attr-defined]


@pytest.mark.parametrize("path", sorted(PROCESSES.rglob("*.dmn")), ids=lambda path: path.name)
def test_the_shipped_decisions_are_read(path: Path) -> None:
    assert read_decisions(path.read_bytes()).decisions
