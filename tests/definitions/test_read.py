"""Reading: what a file of any modeller says, as plain values."""

from __future__ import annotations

from engine.definitions.model import (
    Artifact,
    Association,
    Bounds,
    DataItem,
    DataMapping,
    Definitions,
    Event,
    Line,
    Loop,
    Process,
)
from engine.definitions.read import MAXIMUM_NODES, read_bpmn, sm3
from tests.definitions.drawing import (
    ROOTS,
    boundary,
    bpmn,
    end,
    extension,
    flow,
    link,
    message,
    node,
    path,
    read,
    simple,
    start,
    sub,
    timer,
    trigger,
    user,
)


def definitions(xml: bytes) -> Definitions:
    """What a readable file says."""
    found = read(xml).definitions
    assert found is not None
    return found


def process(xml: bytes) -> Process:
    """The process `p` of a file."""
    return definitions(xml).processes["p"]


def event(inside: str, kind: str = "intermediateCatchEvent") -> Event | None:
    """The event of a node with that definition."""
    return process(simple(node(kind, "c", inside), task="c", top=ROOTS)).nodes["c"].event


def test_prefixes_are_the_modellers_business() -> None:
    plain = simple(user("a", wq_form="f/a"), top=ROOTS)
    prefixed = plain.replace(b"<", b"<m:").replace(b"<m:/", b"</m:").replace(b"xmlns=", b"xmlns:m=")
    assert process(prefixed) == process(plain)


def test_references_may_be_written_with_the_prefix_of_the_target_namespace() -> None:
    xml = simple(node("receiveTask", "a", messageRef="t:m"), top=ROOTS)
    assert process(xml).nodes["a"].event == Event("message", reference="m", name="报名")


def test_flows_decide_what_comes_in_and_goes_out() -> None:
    tags = "<incoming>lie</incoming><outgoing>lie</outgoing>"
    task = process(simple(user("a", tags), flow("a", "e", identity="second"))).nodes["a"]
    assert task.incoming == ("s-a",)
    assert task.outgoing == ("second", "a-e")


def test_a_flow_without_id_gets_one_of_its_ends() -> None:
    xml = bpmn(start(), end(), '<sequenceFlow sourceRef="s" targetRef="e"/>')
    assert set(process(xml).flows) == {"s-e"}


def test_events_are_resolved_to_names_and_codes() -> None:
    assert event(message()) == Event("message", reference="m", name="报名")
    assert event(trigger("signal", signalRef="g")) == Event("signal", reference="g", name="汛情")
    assert event(trigger("error", errorRef="fault"), "endEvent") == Event(
        "error", reference="fault", code="X"
    )
    assert event(trigger("escalation", escalationRef="u"), "endEvent") == Event(
        "escalation", reference="u", code="U"
    )
    assert event(link("L")) == Event("link", name="L")
    assert event(timer(" P3D ")) == Event("timer", timer="duration", text="P3D")
    assert event(timer("R/P1D", "timeCycle")) == Event("timer", timer="cycle", text="R/P1D")
    assert event("") == Event("none")
    assert event(timer() + message()) == Event("multiple")
    assert event(trigger("error"), "endEvent") == Event("error")


def test_an_event_definition_at_the_top_is_shared() -> None:
    shared = '<timerEventDefinition id="t"><timeDate>2026-03-01</timeDate></timerEventDefinition>'
    xml = simple(
        node("intermediateCatchEvent", "c", "<eventDefinitionRef>t</eventDefinitionRef>"),
        task="c",
        top=shared,
    )
    assert process(xml).nodes["c"].event == Event("timer", timer="date", text="2026-03-01")


def test_boundary_events_interrupt_unless_said_otherwise() -> None:
    xml = simple(
        user("a"),
        boundary("b", "a", timer()),
        boundary("c", "a", timer(), cancelActivity="false"),
        flow("b", "e"),
        flow("c", "e"),
    )
    assert [(one.id, one.interrupting) for one in process(xml).boundaries("a")] == [("b", True), ("c", False)]


def test_inner_nodes_know_their_scope_and_the_lane_around_them() -> None:
    lanes = '<laneSet><lane id="l" wq:role="clerk"><flowNodeRef>z</flowNodeRef></lane></laneSet>'
    found = process(simple(lanes, sub("z", start("i"), user("u1"), end("o"), path("i", "u1", "o")), task="z"))
    assert found.nodes["u1"].scope == "z"
    assert found.nodes["u1"].lane == "l"
    assert [one.id for one in found.within("z")] == ["i", "u1", "o"]
    assert found.nodes["s"].lane is None


def test_the_deepest_lane_counts_and_inherits_the_role_around_it() -> None:
    inner = '<childLaneSet><lane id="inner" name="会计"><flowNodeRef>a</flowNodeRef></lane></childLaneSet>'
    lanes = f'<laneSet><lane id="outer" wq:role="clerk"><flowNodeRef>a</flowNodeRef>{inner}</lane></laneSet>'
    found = process(simple(lanes, user("a")))
    assert found.nodes["a"].lane == "inner"
    assert found.lanes["inner"].role == "clerk"


def test_our_attributes_and_mappings_are_read_and_foreign_ones_kept() -> None:
    mapping = extension(
        '<wq:in name="body" value="=B"/>', '<wq:out name="r" value="=session"/>', "<camunda:in/>"
    )
    call = node("callActivity", "a", mapping, calledElement="q", wq_act="vote", camunda_asyncBefore="true")
    found = process(simple(call)).nodes["a"]
    assert found.wq == {"act": "vote"}
    assert found.inputs == (DataMapping("body", "=B"),)
    assert found.outputs == (DataMapping("r", "=session"),)
    assert found.foreign == ("camunda:asyncBefore", "camunda:in")
    assert found.called == "q"


def test_loops() -> None:
    many = (
        '<multiInstanceLoopCharacteristics isSequential="true"><loopDataInputRef>people</loopDataInputRef>'
        "<loopDataOutputRef>d</loopDataOutputRef>"
        '<inputDataItem id="i" name="person"/><outputDataItem id="vote"/>'
        "<completionCondition>v &gt; 2</completionCondition></multiInstanceLoopCharacteristics>"
    )
    objects = '<dataObject id="o"/><dataObjectReference id="d" name="votes" dataObjectRef="o"/>'
    loop = process(simple(objects, user("a", many))).nodes["a"].loop
    assert loop == Loop(
        "sequential", collection="people", item="person", result="vote", output="votes", condition="v > 2"
    )
    again = (
        '<standardLoopCharacteristics testBefore="true" loopMaximum="3"><loopCondition>v</loopCondition>'
        "</standardLoopCharacteristics>"
    )
    assert process(simple(user("a", again))).nodes["a"].loop == Loop(
        "standard", condition="v", maximum=3, test_before=True
    )


def test_a_data_input_bound_to_a_data_object_has_the_name_of_the_object() -> None:
    bound = (
        '<ioSpecification><dataInput id="in"/><inputSet/><outputSet/></ioSpecification><dataInputAssociation>'
        "<sourceRef>o</sourceRef><targetRef>in</targetRef></dataInputAssociation>"
        "<multiInstanceLoopCharacteristics><loopDataInputRef>in</loopDataInputRef>"
        "</multiInstanceLoopCharacteristics>"
    )
    found = process(simple('<dataObject id="o" name="people"/>', user("a", bound))).nodes["a"]
    assert found.loop is not None
    assert found.loop.collection == "people"


def test_inputs_are_required_unless_their_set_says_optional() -> None:
    declared = (
        '<ioSpecification><dataInput id="i" name="body"/><dataInput id="j" name="amount"/>'
        '<dataOutput id="o" name="r"/>'
        "<inputSet><dataInputRefs>i</dataInputRefs><dataInputRefs>j</dataInputRefs><optionalInputRefs>j"
        "</optionalInputRefs></inputSet><outputSet><dataOutputRefs>o</dataOutputRefs></outputSet>"
        "</ioSpecification>"
    )
    found = process(simple(declared, user("a")))
    assert found.inputs == (DataItem("body"), DataItem("amount", required=False))
    assert found.outputs == (DataItem("r"),)


def test_artifacts_and_associations_of_process_and_collaboration() -> None:
    group = '<category id="c"><categoryValue id="v" value="一次会"/></category>'
    pool = '<collaboration id="k"><textAnnotation id="n1"><text>外</text></textAnnotation></collaboration>'
    inside = (
        '<textAnnotation id="n2"><text>三日内</text></textAnnotation><group id="g1" categoryValueRef="v"/>'
        '<association id="l" sourceRef="a" targetRef="n2"/>'
    )
    found = process(simple(user("a"), inside, top=group + pool))
    assert found.artifacts == {
        "n1": Artifact("n1", "textAnnotation", "外"),
        "n2": Artifact("n2", "textAnnotation", "三日内"),
        "g1": Artifact("g1", "group", "一次会"),
    }
    assert found.associations == {"l": Association("l", "a", "n2")}


def test_pools_and_message_flows() -> None:
    pools = (
        '<collaboration id="k"><participant id="village" name="村" processRef="p"/><participant id="town"/>'
        '<messageFlow id="f" sourceRef="town" targetRef="a"/></collaboration>'
    )
    found = definitions(simple(user("a"), top=pools))
    assert found.participants == {"village": "p", "town": None}
    assert found.participant_names == {"village": "村"}
    assert found.message_flows == {"f": ("town", "a")}


def test_the_drawing() -> None:
    plane = (
        '<bpmndi:BPMNDiagram><bpmndi:BPMNPlane bpmnElement="p">'
        '<bpmndi:BPMNShape bpmnElement="a" isExpanded="false">'
        '<dc:Bounds x="1" y="2" width="100" height="80"/>'
        '<bpmndi:BPMNLabel><dc:Bounds x="3" y="4" width="5" height="6"/></bpmndi:BPMNLabel>'
        "</bpmndi:BPMNShape>"
        '<bpmndi:BPMNShape bpmnElement="e"><dc:Bounds x="NaN" y="2" width="1e9" height="80"/>'
        "</bpmndi:BPMNShape>"
        '<bpmndi:BPMNEdge bpmnElement="s-a"><di:waypoint x="1" y="2"/><di:waypoint x="3.5" y="2"/>'
        "</bpmndi:BPMNEdge>"
        "</bpmndi:BPMNPlane></bpmndi:BPMNDiagram></definitions>"
    )
    found = definitions(simple(user("a")).replace(b"</definitions>", plane.encode()))
    assert found.shapes == {"a": Bounds(1, 2, 100, 80, expanded=False, label=(3, 4, 5, 6))}
    assert found.lines == {"s-a": Line(((1, 2), (3.5, 2)))}


def test_a_run_begins_with_the_process_that_no_other_calls() -> None:
    called = '<process id="q" isExecutable="true"><userTask id="z"/></process>'
    documented = '<process id="r" isExecutable="false"><userTask id="y"/></process>'
    found = definitions(simple(node("callActivity", "a", calledElement="q"), top=documented + called))
    assert [one.id for one in found.runnable] == ["q", "p"]
    assert found.main is not None
    assert found.main.id == "p"
    assert definitions(bpmn(process='id="p" isExecutable="false"')).main is not None


def test_the_digest_is_that_of_the_bytes() -> None:
    # The example of GB/T 32905-2016, appendix A.1.
    assert sm3(b"abc") == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    assert read_bpmn(b"abc", "x").digest == sm3(b"abc")


def test_a_drawing_that_nobody_could_read_is_refused() -> None:
    tasks = [f"t{number}" for number in range(MAXIMUM_NODES)]
    reading = read(bpmn(start(), *(user(one) for one in tasks), end(), path("s", *tasks, "e")))
    assert reading.definitions is None
    assert [(one.rule, one.element) for one in reading.findings] == [("too-many-nodes", "p")]
