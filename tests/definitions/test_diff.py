"""What changed between two versions, element by element."""

from __future__ import annotations

from engine.definitions.bundle import Bundle, read_bundle
from engine.definitions.diff import Change, changes
from engine.definitions.source import procedure_files
from engine.messages import known
from tests.definitions.drawing import boundary, bpmn, end, flow, node, path, simple, start, timer, user
from tests.definitions.test_checking import DECISION, FORM
from tests.definitions.test_publish_rules import LIVE, PUBLISHED


def bundle(xml: bytes, **more: bytes) -> Bundle:
    """A procedure with that diagram; `form` and `decision` are files beside it."""
    files = {"p.bpmn": xml}
    files |= {"forms/ask.json": more["form"]} if "form" in more else {}
    files |= {"p.dmn": more["decision"]} if "decision" in more else {}
    return read_bundle(procedure_files("p", files))


def changed(old: bytes, new: bytes) -> list[Change]:
    """The changes between two diagrams."""
    return changes(bundle(old), bundle(new))


def test_the_same_files_have_no_changes() -> None:
    assert changed(PUBLISHED, PUBLISHED) == []


def test_a_deadline_a_name_and_a_role() -> None:
    old = simple(user("a", name="登记", wq_due="3wd"))
    new = simple(user("a", name="受理登记", wq_due="5wd", wq_role="clerk"))
    assert changed(old, new) == [
        Change("changed", "a", "受理登记", "name", "登记", "受理登记"),
        Change("changed", "a", "受理登记", "due", "3wd", "5wd"),
        Change("changed", "a", "受理登记", "role", None, "clerk"),
    ]


def test_elements_that_came_and_went() -> None:
    old = simple(user("a"))
    new = bpmn(start(), user("b", name="审核"), end(), path("s", "b", "e"))
    assert changed(old, new) == [
        Change("added", "b", "审核", "userTask"),
        Change("added", "s-b", "s-b", "sequenceFlow"),
        Change("added", "b-e", "b-e", "sequenceFlow"),
        Change("removed", "a", "a", "userTask"),
        Change("removed", "s-a", "s-a", "sequenceFlow"),
        Change("removed", "a-e", "a-e", "sequenceFlow"),
    ]


def test_a_condition_and_where_a_flow_leads() -> None:
    gateway = start() + node("exclusiveGateway", "x", default="x-f") + end() + end("f") + path("s", "x", "f")
    old = bpmn(gateway, flow("x", "e", "amount > 100", identity="big"))
    new = bpmn(gateway, flow("x", "f", "amount > 200", identity="big"))
    assert changed(old, new) == [
        Change("changed", "big", "big", "to", "e", "f"),
        Change("changed", "big", "big", "condition", "amount > 100", "amount > 200"),
    ]


def test_a_boundary_timer() -> None:
    old = simple(user("a"), boundary("b", "a", timer("P3D")), flow("b", "e"))
    new = simple(user("a"), boundary("b", "a", timer("5wd"), cancelActivity="false"), flow("b", "e"))
    assert changed(old, new) == [
        Change("changed", "b", "b", "interrupting", "true", "false"),
        Change("changed", "b", "b", "time", "P3D", "5wd"),
    ]


def test_a_form_field() -> None:
    old, new = FORM, FORM.replace(b'"label"', b'"validate": {"required": true}, "label"')
    found = changes(bundle(LIVE, form=old), bundle(LIVE, form=new))
    assert found == [Change("changed", "form:p/ask/amount", "金额", "required", "false", "true")]


def test_a_decision() -> None:
    old, new = DECISION, DECISION.replace(b"* 2", b"* 3")
    found = changes(bundle(LIVE, decision=old), bundle(LIVE, decision=new))
    assert found == [Change("changed", "decision:band", "band", "logic", "amount * 2", "amount * 3")]


def test_a_rule_of_a_table() -> None:
    table = """<decisionTable id="t" hitPolicy="FIRST">
    <input id="i"><inputExpression><text>amount</text></inputExpression></input><output id="o" name="tier"/>
    <rule id="r1"><inputEntry><text>&gt; 100</text></inputEntry><outputEntry><text>"T2"</text></outputEntry>
    </rule></decisionTable>"""
    literal = b"<literalExpression><text>amount * 2</text></literalExpression>"
    old = DECISION.replace(literal, table.encode())
    new = old.replace(b"&gt; 100", b"&gt; 200")
    (found,) = changes(bundle(LIVE, decision=old), bundle(LIVE, decision=new))
    assert (found.element, found.what, found.before, found.after) == (
        "decision:band/r1",
        "when",
        "> 100",
        "> 200",
    )


def test_moving_things_on_the_drawing_is_one_change() -> None:
    moved = PUBLISHED.replace(b'x="0" y="0" width', b'x="5" y="0" width')
    assert changed(PUBLISHED, moved) == [Change("changed", "p", "事项", "drawing")]


def test_every_matter_has_a_word() -> None:
    old = simple(user("a"))
    new = bpmn(start(), user("a", wq_due="5wd"), node("sendTask", "b"), end(), path("s", "a", "b", "e"))
    words = {change.what for change in changed(old, new) if change.kind == "changed"}
    assert all(known(f"change.{word}") and known(f"change.{word}", "en") for word in words)
