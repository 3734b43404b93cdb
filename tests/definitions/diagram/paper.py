"""A builder of BPMN files with their drawing: every element is put on the sheet where a test wants it."""

from __future__ import annotations

from dataclasses import dataclass, field
from xml.sax.saxutils import escape, quoteattr

from engine.definitions.model import Definitions
from engine.definitions.read import read_bpmn

Point = tuple[float, float]
Area = tuple[float, float, float, float]

_SPACES = (
    'xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:di="http://www.omg.org/spec/DD/20100524/DI"'
    ' xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC"'
    ' targetNamespace="urn:weiquan:test"'
)
_CATEGORY = "<category id='category'><categoryValue id='value' value='监督环节'/></category>"
_TASK: Point = (100, 80)
_SIZES: dict[str, Point] = {"Event": (36, 36), "Gateway": (50, 50)}


@dataclass
class Paper:
    """One file with the process `sample`."""

    drawn: bool = True
    collaboration: list[str] = field(default_factory=list)
    lanes: list[str] = field(default_factory=list)
    inside: list[str] = field(default_factory=list)
    interchange: list[str] = field(default_factory=list)
    boxes: dict[str, Area] = field(default_factory=dict)

    def pool(self, identity: str, name: str, area: Area) -> None:
        """A pool: `village` is that of the process, any other a black box."""
        reference = " processRef='sample'" if identity == "village" else ""
        self.collaboration.append(f"<participant id='{identity}' name={quoteattr(name)}{reference}/>")
        self._shape(identity, area, "isHorizontal='true'")

    def lane(self, identity: str, name: str, area: Area, nodes: str = "") -> None:
        references = "".join(f"<flowNodeRef>{node}</flowNodeRef>" for node in nodes.split())
        self.lanes.append(f"<lane id='{identity}' name={quoteattr(name)}>{references}</lane>")
        self._shape(identity, area, "isHorizontal='true'")

    def node(self, kind: str, identity: str, at: Point, name: str = "", **attributes: str) -> None:
        """A flow node with its upper left corner at a point; the attribute `inner` is the XML inside it."""
        inner = attributes.pop("inner", "")
        self.inside.append(_element(kind, identity, name, inner, attributes))
        size = next((size for ending, size in _SIZES.items() if kind.endswith(ending)), _TASK)
        self._shape(identity, (*at, *size), "isExpanded='false'")

    def event(self, kind: str, identity: str, at: Point, what: str = "", **attributes: str) -> None:
        """An event; `what` is its definition, such as `timer`."""
        self.node(kind, identity, at, inner=f"<{what}EventDefinition/>" if what else "", **attributes)

    def label(self, identity: str, area: Area) -> None:
        """The area that a modeller gave to the label of what was drawn last."""
        label = f"<bpmndi:BPMNLabel>{_bounds(area)}</bpmndi:BPMNLabel></bpmndi:BPMNShape>"
        assert f"'{identity}'" in self.interchange[-1]
        self.interchange[-1] = self.interchange[-1].replace("</bpmndi:BPMNShape>", label)

    def frame(self, identity: str, area: Area, name: str, inner: Paper, **attributes: str) -> None:
        """A sub-process that shows its inside."""
        self.inside.append(_element("subProcess", identity, name, "".join(inner.inside), attributes))
        self._shape(identity, area, "isExpanded='true'")
        self.interchange += inner.interchange

    def flow(self, source: str, target: str, *way: Point, name: str = "", condition: str = "") -> None:
        """A sequence flow through points, else from the right of one node to the left of the other."""
        inner = f"<conditionExpression>{escape(condition)}</conditionExpression>" if condition else ""
        ends = {"sourceRef": source, "targetRef": target}
        self.inside.append(_element("sequenceFlow", f"{source}-{target}", name, inner, ends))
        self._edge(f"{source}-{target}", way or self._straight(source, target))

    def message_flow(self, source: str, target: str, *way: Point) -> None:
        ends = {"sourceRef": source, "targetRef": target}
        self.collaboration.append(_element("messageFlow", f"{source}-{target}", "", "", ends))
        self._edge(f"{source}-{target}", way)

    def note(self, identity: str, text: str, area: Area, about: str, *way: Point) -> None:
        self.inside.append(f"<textAnnotation id='{identity}'><text>{escape(text)}</text></textAnnotation>")
        ends = {"sourceRef": about, "targetRef": identity}
        self.inside.append(_element("association", f"{identity}-about", "", "", ends))
        self._shape(identity, area)
        self._edge(f"{identity}-about", way)

    def group(self, identity: str, area: Area) -> None:
        self.inside.append(f"<group id='{identity}' categoryValueRef='value'/>")
        self._shape(identity, area)

    def data(self, identity: str, name: str, at: Point) -> None:
        self.inside.append(f"<dataObject id='{identity}-object'/>")
        self.inside.append(
            _element("dataObjectReference", identity, name, "", {"dataObjectRef": f"{identity}-object"})
        )
        self._shape(identity, (*at, 36, 50))

    def xml(self) -> bytes:
        """The file."""
        pools = "".join(self.collaboration)
        together = f"<collaboration id='together'>{pools}</collaboration>" if pools else ""
        lanes = f"<laneSet id='lanes'>{''.join(self.lanes)}</laneSet>" if self.lanes else ""
        inside = f"<process id='sample' isExecutable='true'>{lanes}{''.join(self.inside)}</process>"
        drawing = _drawing(self.interchange, "together" if pools else "sample") if self.drawn else ""
        return f"<definitions {_SPACES}>{_CATEGORY}{together}{inside}{drawing}</definitions>".encode()

    def read(self) -> Definitions:
        """The file as the engine reads it."""
        definitions = read_bpmn(self.xml(), "sample.bpmn").definitions
        assert definitions is not None
        return definitions

    def _straight(self, source: str, target: str) -> tuple[Point, ...]:
        x, y, width, height = self.boxes[source]
        to_x, to_y, _, to_height = self.boxes[target]
        return (x + width, y + height / 2), (to_x, to_y + to_height / 2)

    def _shape(self, identity: str, area: Area, attributes: str = "") -> None:
        self.boxes[identity] = area
        start = f"<bpmndi:BPMNShape bpmnElement='{identity}' {attributes}>"
        self.interchange.append(f"{start}{_bounds(area)}</bpmndi:BPMNShape>")

    def _edge(self, identity: str, points: tuple[Point, ...]) -> None:
        way = "".join(f"<di:waypoint x='{x}' y='{y}'/>" for x, y in points)
        self.interchange.append(f"<bpmndi:BPMNEdge bpmnElement='{identity}'>{way}</bpmndi:BPMNEdge>")


def _element(kind: str, identity: str, name: str, inner: str, attributes: dict[str, str]) -> str:
    named = {"name": name} if name else {}
    written = "".join(f" {key}={quoteattr(value)}" for key, value in {**named, **attributes}.items())
    return f"<{kind} id='{identity}'{written}>{inner}</{kind}>"


def _drawing(interchange: list[str], plane: str) -> str:
    start = f"<bpmndi:BPMNDiagram id='drawing'><bpmndi:BPMNPlane id='plane' bpmnElement='{plane}'>"
    return f"{start}{''.join(interchange)}</bpmndi:BPMNPlane></bpmndi:BPMNDiagram>"


def _bounds(area: Area) -> str:
    x, y, width, height = area
    return f"<dc:Bounds x='{x}' y='{y}' width='{width}' height='{height}'/>"
