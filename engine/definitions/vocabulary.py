"""What BPMN 2.0 (ISO/IEC 19510) lets an element have: attributes and children, as far as the profile reads.

An attribute or element of the BPMN namespace that isn't here is a slip of the pen that no program would ever
honour (`cancelActvity="false"`), so it is refused. Elements of `UNREAD` are kept, and nobody looks inside.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

_KINDS = """
element: id | documentation extensionElements
documentation: id textFormat
extensionElements:
root < element:
expression < element: language evaluatesToTypeRef
assigned < element: name

definitions: id name targetNamespace expressionLanguage typeLanguage exporter exporterVersion | \
  import extension relationship process collaboration message signal error escalation itemDefinition \
  category categoryValue resource interface endPoint partnerEntity partnerRole correlationProperty \
  $eventDefinition   documentation extensionElements
import: namespace! location! importType!
extension: definition mustUnderstand | documentation

process < root: name processType isClosed isExecutable definitionalCollaborationRef | \
  supportedInterfaceRef   ioSpecification ioBinding auditing monitoring property laneSet \
  $flowElement $artifact $performer   correlationSubscription supports
laneSet < element: name | lane
lane < element: name partitionElementRef | partitionElement flowNodeRef childLaneSet
childLaneSet < laneSet:

flowElement < element: name | auditing monitoring categoryValueRef
sequenceFlow < flowElement: sourceRef! targetRef! isImmediate | conditionExpression
dataObject < flowElement: itemSubjectRef isCollection | dataState
dataObjectReference < flowElement: itemSubjectRef dataObjectRef | dataState

flowNode < flowElement: | incoming outgoing
activity < flowNode: isForCompensation startQuantity completionQuantity default | ioSpecification \
  property   dataInputAssociation dataOutputAssociation $performer $loop
task < activity:
userTask < task: implementation | rendering
manualTask < task:
serviceTask < task: implementation operationRef
scriptTask < task: scriptFormat | script
businessRuleTask < task: implementation
sendTask < task: implementation messageRef operationRef
receiveTask < task: implementation messageRef operationRef instantiate
callActivity < activity: calledElement
subProcess < activity: triggeredByEvent | laneSet $flowElement $artifact
transaction < subProcess: method
adHocSubProcess < subProcess: cancelRemainingInstances ordering | completionCondition

gateway < flowNode: gatewayDirection
exclusiveGateway < gateway: default
inclusiveGateway < gateway: default
complexGateway < gateway: default | activationCondition
parallelGateway < gateway:
eventBasedGateway < gateway: instantiate eventGatewayType

catchEvent < flowNode: parallelMultiple | property dataOutput dataOutputAssociation outputSet \
  eventDefinitionRef   $eventDefinition
startEvent < catchEvent: isInterrupting
intermediateCatchEvent < catchEvent:
boundaryEvent < catchEvent: cancelActivity attachedToRef!
throwEvent < flowNode: | property dataInput dataInputAssociation inputSet eventDefinitionRef \
  $eventDefinition
intermediateThrowEvent < throwEvent:
endEvent < throwEvent:
implicitThrowEvent < throwEvent:

eventDefinition < root:
timerEventDefinition < eventDefinition: | timeDate timeDuration timeCycle
messageEventDefinition < eventDefinition: messageRef | operationRef
signalEventDefinition < eventDefinition: signalRef
errorEventDefinition < eventDefinition: errorRef
escalationEventDefinition < eventDefinition: escalationRef
linkEventDefinition < eventDefinition: name | source target
terminateEventDefinition < eventDefinition:
conditionalEventDefinition < eventDefinition: | condition
compensateEventDefinition < eventDefinition: waitForCompletion activityRef
cancelEventDefinition < eventDefinition:

loop < element:
standardLoopCharacteristics < loop: testBefore loopMaximum | loopCondition
multiInstanceLoopCharacteristics < loop: isSequential behavior oneBehaviorEventRef \
  noneBehaviorEventRef |   loopCardinality loopDataInputRef loopDataOutputRef inputDataItem \
  outputDataItem complexBehaviorDefinition   completionCondition
inputDataItem < dataInput:
outputDataItem < dataOutput:

ioSpecification < element: | dataInput dataOutput inputSet outputSet
dataInput < assigned: itemSubjectRef isCollection | dataState
dataOutput < assigned: itemSubjectRef isCollection | dataState
property < assigned: itemSubjectRef | dataState
dataState < assigned:
inputSet < assigned: | dataInputRefs optionalInputRefs whileExecutingInputRefs outputSetRefs
outputSet < assigned: | dataOutputRefs optionalOutputRefs whileExecutingOutputRefs inputSetRefs
dataAssociation < element: | sourceRef targetRef transformation assignment
dataInputAssociation < dataAssociation:
dataOutputAssociation < dataAssociation:
assignment < element: | from to

artifact < element:
textAnnotation < artifact: textFormat | text
group < artifact: categoryValueRef
association < artifact: sourceRef! targetRef! associationDirection

collaboration < root: name isClosed | participant messageFlow $artifact conversation \
  callConversation   subConversation conversationAssociation participantAssociation \
  messageFlowAssociation correlationKey choreographyRef   conversationLink
participant < assigned: processRef | interfaceRef endPointRef participantMultiplicity
participantMultiplicity < element: minimum maximum
messageFlow < assigned: sourceRef! targetRef! messageRef

message < root: name itemRef
signal < root: name structureRef
error < root: name errorCode structureRef
escalation < root: name escalationCode structureRef
itemDefinition < root: structureRef isCollection itemKind
category < root: name | categoryValue
categoryValue < element: value

timeDate < expression:
timeDuration < expression:
timeCycle < expression:
condition < expression:
conditionExpression < expression:
loopCondition < expression:
loopCardinality < expression:
completionCondition < expression:
activationCondition < expression:
transformation < expression:
from < expression:
to < expression:
"""

_GROUPS: Mapping[str, str] = {
    "$flowElement": """
        sequenceFlow dataObject dataObjectReference
        task userTask manualTask serviceTask scriptTask businessRuleTask sendTask receiveTask
        callActivity subProcess transaction adHocSubProcess
        exclusiveGateway inclusiveGateway complexGateway parallelGateway eventBasedGateway
        startEvent intermediateCatchEvent boundaryEvent intermediateThrowEvent endEvent implicitThrowEvent
    """,
    "$artifact": "textAnnotation group association",
    "$performer": "resourceRole performer humanPerformer potentialOwner",
    "$loop": "standardLoopCharacteristics multiInstanceLoopCharacteristics",
    "$eventDefinition": """
        timerEventDefinition messageEventDefinition signalEventDefinition errorEventDefinition
        escalationEventDefinition linkEventDefinition terminateEventDefinition conditionalEventDefinition
        compensateEventDefinition cancelEventDefinition
    """,
}

REFUSED = frozenset(
    {
        "choreography", "choreographyTask", "subChoreography", "callChoreography",
        "globalChoreographyTask", "globalConversation", "globalTask", "globalUserTask",
        "globalManualTask", "globalScriptTask", "globalBusinessRuleTask", "dataStore",
        "dataStoreReference", "event", "eventDefinition",
    }
)  # fmt: skip
"""Elements of the standard that never run here; each is refused by its name, whatever is inside."""

UNREAD = frozenset(
    {
        "auditing", "monitoring", "rendering", "relationship", "resource", "interface", "endPoint",
        "partnerEntity", "partnerRole", "correlationProperty", "correlationKey",
        "correlationSubscription", "ioBinding", "supports", "supportedInterfaceRef", "resourceRole",
        "performer", "humanPerformer", "potentialOwner", "conversation", "callConversation",
        "subConversation", "conversationAssociation", "participantAssociation",
        "messageFlowAssociation", "conversationLink", "partitionElement", "complexBehaviorDefinition",
    }
)  # fmt: skip
"""Elements of the standard that change nothing in how a process runs, or that a rule of their own refuses."""

LEAVES = frozenset(
    {
        "incoming", "outgoing", "flowNodeRef", "categoryValueRef", "eventDefinitionRef", "operationRef",
        "source", "target", "script", "text", "dataInputRefs", "optionalInputRefs",
        "whileExecutingInputRefs", "outputSetRefs", "dataOutputRefs", "optionalOutputRefs",
        "whileExecutingOutputRefs", "inputSetRefs", "sourceRef", "targetRef", "loopDataInputRef",
        "loopDataOutputRef", "interfaceRef", "endPointRef", "choreographyRef",
    }
)  # fmt: skip
"""Elements that hold a text and nothing else."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What an element may have; `required` are attributes that it can't do without."""

    attributes: frozenset[str]
    required: frozenset[str]
    children: frozenset[str]


def kebab(name: str) -> str:
    """The name of an element as part of a rule's name: `adHocSubProcess` -> `ad-hoc-sub-process`."""
    return re.sub(r"(?<!^)(?=[A-Z])", "-", name).lower()


@cache
def kinds() -> Mapping[str, Kind]:
    """Every element of the vocabulary with what it inherits."""
    written = _KINDS.replace("\\\n", "").splitlines()
    found: dict[str, Kind] = {}
    pending = [_line(line) for line in written if line.strip()]
    while pending:
        ready = [item for item in pending if not item[1] or item[1] in found]
        pending = [item for item in pending if item[1] and item[1] not in found]
        found |= {name: _inherited(own, found.get(base)) for name, base, own in ready}
    return found


def _line(line: str) -> tuple[str, str, Kind]:
    head, _, body = line.partition(":")
    name, _, base = head.partition("<")
    attributes, _, children = body.partition("|")
    names = attributes.split()
    return (
        name.strip(),
        base.strip(),
        Kind(
            frozenset(item.rstrip("!") for item in names),
            frozenset(item[:-1] for item in names if item.endswith("!")),
            frozenset(part for item in children.split() for part in _GROUPS.get(item, item).split()),
        ),
    )


def _inherited(own: Kind, base: Kind | None) -> Kind:
    if base is None:
        return own
    return Kind(own.attributes | base.attributes, own.required | base.required, own.children | base.children)
