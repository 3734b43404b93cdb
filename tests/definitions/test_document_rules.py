"""The file as a document: ids, references, what BPMN has, what other modellers wrote into it."""

from __future__ import annotations

import pytest

from tests.definitions.drawing import (
    ROOTS,
    boundary,
    bpmn,
    check,
    end,
    errors,
    extension,
    flow,
    found,
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

GOOD = simple(user("a"))
POOLS = (
    '<collaboration id="k"><participant id="pool" processRef="p"/><participant id="town"/>'
    '<messageFlow id="mf" sourceRef="{source}" targetRef="{target}"/></collaboration>'
)
SETS = "<inputSet><dataInputRefs>{ref}</dataInputRefs></inputSet><outputSet/>"
DECLARED = '<ioSpecification><dataInput id="i" name="v"/><dataInput id="j" name="w"/>{sets}</ioSpecification>'

OTHER = '<process id="q" isExecutable="true">' + start("qs") + end("qe") + path("qs", "qe") + "</process>"


def pooled(source: str, target: str) -> bytes:
    """A pool `p` and a black box `town` with a message flow between."""
    catch = node("intermediateCatchEvent", "c", message())
    throw = node("endEvent", "e", message())
    drawn = start() + user("a") + catch + throw + path("s", "a", "c", "e")
    return bpmn(drawn, top=ROOTS + POOLS.format(source=source, target=target))


def declared(ref: str) -> bytes:
    """A process with two declared inputs and a set that names one or both."""
    body = DECLARED.format(sets=SETS.format(ref=ref))
    return bpmn(body, start(), user("a"), end(), path("s", "a", "e"))


PAIRS = [
    Pair("bpmn-root", "", b"<svg/>", GOOD),
    Pair("no-process", "", bpmn().replace(b"process", b"category"), GOOD),
    Pair("duplicate-id", "a", simple(user("a"), user("a")), GOOD),
    Pair("id-syntax", "1 a", simple(user("1 a"), task="1 a"), simple(user("办理"), task="办理")),
    Pair("id-missing", "p", bpmn(start(), "<userTask/>", end(), path("s", "e")), GOOD),
    Pair("unknown-element", "a", simple(user("a", "<formKey/>")), GOOD),
    Pair(
        "unknown-attribute",
        "b",
        simple(user("a"), boundary("b", "a", timer(), cancelActvity="false"), flow("b", "e")),
        simple(user("a"), boundary("b", "a", timer(), cancelActivity="false"), flow("b", "e")),
    ),
    Pair(
        "attribute-missing",
        "f",
        bpmn(start(), end(), path("s", "e"), '<sequenceFlow id="f" sourceRef="s"/>'),
        GOOD,
    ),
    Pair(
        "attribute-value",
        "a",
        simple(sub("a", start("i"), end("o"), path("i", "o"), triggeredByEvent="yes")),
        GOOD,
    ),
    Pair(
        "element-twice",
        "a",
        simple(user("a", "<extensionElements/><extensionElements/>")),
        GOOD,
    ),
    Pair(
        "must-understand",
        "",
        bpmn(start(), end(), path("s", "e"), top='<extension mustUnderstand="true" definition="q:x"/>'),
        GOOD,
    ),
    Pair(
        "import-ignored",
        "",
        bpmn(
            start(), end(), path("s", "e"), top='<import namespace="n" location="types.xsd" importType="x"/>'
        ),
        GOOD,
    ),
    Pair(
        "expression-language",
        "a-f",
        bpmn(
            start(),
            user("a"),
            end(),
            end("f"),
            path("s", "a", "e"),
            flow("a", "f", "v > 1"),
            head='expressionLanguage="http://www.w3.org/1999/XPath"',
        ),
        bpmn(
            start(),
            user("a"),
            end(),
            end("f"),
            path("s", "a", "e"),
            flow("a", "f", "v > 1"),
            head='expressionLanguage="https://www.omg.org/spec/DMN/20191111/FEEL/"',
        ),
    ),
    Pair("reference-dangling", "a", simple(user("a", "<incoming>gone</incoming>")), GOOD),
    Pair("reference-kind", "b", simple(user("a"), boundary("b", "s", timer()), flow("b", "e")), GOOD),
    Pair(
        "event-definition-not-shared",
        "c",
        simple(
            user("a"),
            boundary(
                "b",
                "a",
                '<timerEventDefinition id="t"><timeDuration>P1D</timeDuration></timerEventDefinition>',
            ),
            flow("b", "c"),
            node("intermediateCatchEvent", "c", "<eventDefinitionRef>t</eventDefinitionRef>"),
            flow("c", "e"),
        ),
        simple(
            node("intermediateCatchEvent", "c", "<eventDefinitionRef>t</eventDefinitionRef>"),
            task="c",
            top='<timerEventDefinition id="t"><timeDuration>P1D</timeDuration></timerEventDefinition>',
        ),
    ),
    Pair(
        "flow-tags-disagree",
        "a",
        simple(user("a", "<incoming>a-e</incoming>")),
        simple(user("a", "<incoming>s-a</incoming><outgoing>a-e</outgoing>")),
    ),
    Pair(
        "flow-tags-incomplete",
        "e",
        simple(user("a"), flow("s", "e")).replace(
            b'<endEvent id="e">', b'<endEvent id="e"><incoming>a-e</incoming>'
        ),
        GOOD,
    ),
    Pair(
        "foreign-code",
        "a",
        simple(node("sendTask", "a", camunda_class="org.Evil")),
        simple(node("sendTask", "a", camunda_topic="x")),
    ),
    Pair("foreign-kept", "a", simple(user("a", camunda_assignee="x")), GOOD),
    Pair("foreign-place", "a", simple(user("a", "<camunda:script/>")), GOOD),
    Pair("performer-kept", "a", simple(user("a", "<potentialOwner/>")), GOOD),
    Pair(
        "specification-in-scope",
        "a",
        simple(
            sub(
                "a",
                "<ioSpecification><inputSet/><outputSet/></ioSpecification>",
                start("i"),
                end("o"),
                path("i", "o"),
            )
        ),
        GOOD,
    ),
    Pair(
        "data-without-set",
        "j",
        declared("i"),
        declared("i").replace(b"</inputSet>", b"<dataInputRefs>j</dataInputRefs></inputSet>"),
    ),
    Pair(
        "data-association-computed",
        "a",
        simple(
            user(
                "a",
                "<dataInputAssociation><targetRef>d</targetRef><transformation>v</transformation>"
                "</dataInputAssociation>",
            ),
            '<dataObject id="d"/>',
        ),
        GOOD,
    ),
    Pair("message-flow-inside", "mf", pooled("a", "c"), pooled("town", "c")),
    Pair(
        "several-executable",
        "q",
        simple(user("a")).replace(b"</definitions>", OTHER.encode() + b"</definitions>"),
        simple(node("callActivity", "a", calledElement="q")).replace(
            b"</definitions>", OTHER.encode() + b"</definitions>"
        ),
    ),
    Pair("message-flow-source", "mf", pooled("s", "town"), pooled("e", "town")),
    Pair("message-flow-target", "mf", pooled("town", "e"), pooled("town", "a")),
    Pair("refused-quantity", "a", simple(user("a", startQuantity="2")), simple(user("a", startQuantity="1"))),
    Pair(
        "refused-instantiate",
        "a",
        simple(node("receiveTask", "a", messageRef="m", instantiate="true"), top=ROOTS),
        simple(node("receiveTask", "a", messageRef="m"), top=ROOTS),
    ),
    Pair(
        "refused-multi-instance-behavior",
        "a",
        simple(
            user(
                "a",
                '<multiInstanceLoopCharacteristics behavior="One"><loopCardinality>3</loopCardinality>'
                "</multiInstanceLoopCharacteristics>",
            )
        ),
        simple(
            user(
                "a",
                "<multiInstanceLoopCharacteristics><loopCardinality>3</loopCardinality>"
                "</multiInstanceLoopCharacteristics>",
            )
        ),
    ),
    Pair(
        "refused-data-store-reference",
        "d",
        simple(user("a"), '<dataStoreReference id="d"/>'),
        simple(user("a"), '<dataObject id="d"/>'),
    ),
    Pair("refused-data-store", "d", simple(user("a"), top='<dataStore id="d"/>'), GOOD),
    Pair("refused-script-task", "a", simple(node("scriptTask", "a", "<script>1</script>")), GOOD),
    Pair("refused-ad-hoc-sub-process", "a", simple(node("adHocSubProcess", "a", user("i"))), GOOD),
    Pair(
        "refused-transaction",
        "a",
        simple(node("transaction", "a", start("i") + end("o") + path("i", "o"))),
        GOOD,
    ),
    Pair("refused-choreography-task", "a", simple(node("choreographyTask", "a")), GOOD),
    Pair("refused-sub-choreography", "a", simple(node("subChoreography", "a")), GOOD),
    Pair("refused-call-choreography", "a", simple(node("callChoreography", "a")), GOOD),
    Pair("refused-choreography", "k", simple(user("a"), top='<choreography id="k"/>'), GOOD),
    Pair(
        "refused-global-choreography-task",
        "k",
        simple(user("a"), top='<globalChoreographyTask id="k"/>'),
        GOOD,
    ),
    Pair("refused-global-conversation", "k", simple(user("a"), top='<globalConversation id="k"/>'), GOOD),
    Pair("refused-global-task", "k", simple(user("a"), top='<globalTask id="k"/>'), GOOD),
    Pair("refused-global-user-task", "k", simple(user("a"), top='<globalUserTask id="k"/>'), GOOD),
    Pair("refused-global-manual-task", "k", simple(user("a"), top='<globalManualTask id="k"/>'), GOOD),
    Pair("refused-global-script-task", "k", simple(user("a"), top='<globalScriptTask id="k"/>'), GOOD),
    Pair(
        "refused-global-business-rule-task",
        "k",
        simple(user("a"), top='<globalBusinessRuleTask id="k"/>'),
        GOOD,
    ),
    Pair("refused-event", "k", simple(user("a"), '<event id="k"/>'), GOOD),
    Pair("refused-event-definition", "k", simple(user("a"), top='<eventDefinition id="k"/>'), GOOD),
    Pair(
        "refused-implicit-throw-event",
        "k",
        simple(user("a"), flow("a", "k"), '<implicitThrowEvent id="k"/>'),
        GOOD,
    ),
]


@pytest.mark.parametrize("pair", PAIRS, ids=name)
def test_rule(pair: Pair) -> None:
    pair.hold()


def test_an_activity_for_compensation_is_refused() -> None:
    assert ("refused-compensation", "a") in found(simple(user("a", isForCompensation="true")))


def test_an_event_gateway_that_starts_a_process_is_refused() -> None:
    assert ("refused-instantiate", "x") in found(
        simple(node("eventBasedGateway", "x", instantiate="true"), task="x")
    )


def test_a_dangling_association_and_a_dangling_data_association_are_told() -> None:
    association = '<association id="k" sourceRef="a" targetRef="gone"/>'
    ends = "<sourceRef>gone</sourceRef><targetRef>gone</targetRef>"
    data = f"<dataOutputAssociation>{ends}</dataOutputAssociation>"
    assert {("reference-dangling", "k"), ("reference-dangling", "a")} <= errors(
        simple(user("a", data), association)
    )


def test_an_expression_may_name_another_language_only_to_be_refused() -> None:
    said = timer("x", "timeDate").replace("<timeDate>", '<timeDate language="http://groovy">')
    drawn = simple(node("intermediateCatchEvent", "c", said), task="c")
    assert ("expression-language", "c") in errors(drawn)


def test_an_unknown_type_of_expression_is_told() -> None:
    typed = flow("a", "f", "v > 1").replace(
        "<conditionExpression>", '<conditionExpression xsi:type="tScript">'
    )
    drawn = bpmn(start(), user("a"), end(), end("f"), path("s", "a", "e"), typed)
    assert ("attribute-value", "a-f") in errors(drawn)


def test_what_another_modeller_keeps_inside_extension_elements_is_not_read() -> None:
    kept = extension('<camunda:inputOutput><camunda:inputParameter name="x"/></camunda:inputOutput>')
    findings = check(simple(user("a", kept)))
    (finding,) = [one for one in findings if one.element == "a" and one.severity == "info"]
    assert "camunda:inputOutput" in finding.message_zh


def test_xpath_is_fine_in_a_file_without_expressions() -> None:
    head = 'expressionLanguage="http://www.w3.org/1999/XPath" typeLanguage="http://www.w3.org/2001/XMLSchema"'
    assert not errors(bpmn(start(), user("a"), end(), path("s", "a", "e"), head=head))


def test_only_the_executable_process_of_a_file_is_looked_into() -> None:
    other = '<process id="q" isExecutable="false"><scriptTask id="z"/></process>'
    assert not errors(simple(user("a"), top=other))


def test_a_cancel_boundary_is_refused_once() -> None:
    drawn = simple(user("a"), boundary("b", "a", trigger("cancel")), flow("b", "e"))
    assert errors(drawn) == {("refused-cancel", "b")}


def test_the_format_of_a_text_is_a_mime_type() -> None:
    note = '<textAnnotation id="n" textFormat="{}"><text>三日内</text></textAnnotation>'
    assert ("attribute-value", "n") in errors(simple(user("a"), note.format("plain")))
    assert not errors(simple(user("a"), note.format("text/html")))
