"""A builder of BPMN files with their drawing: every element is put on the sheet where a test wants it."""

from __future__ import annotations

from dataclasses import dataclass, field
from xml.sax.saxutils import quoteattr

from engine.definitions.model import Definitions
from engine.definitions.read import read_bpmn

Point = tuple[float, float]

_SPACES = (
    'xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:di="http://www.omg.org/spec/DD/20100524/DI"'
    ' xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC"'
    ' xmlns:wq="urn:weiquan:bpmn:1" targetNamespace="urn:weiquan:test"'
)
_SIZES = {"Event": (36, 36), "Gateway": (50, 50)}


@dataclass
class Paper:
    """One file. `into` opens a sub-process for what is drawn next."""

    process: str = "sample"
    drawn: bool = True
    collaboration: list[str] = field(default_factory=list)
    lanes: list[str] = field(default_factory=list)
    inside: dict[str, list[str]] = field(default_factory=lambda: {"": []})
    frames: dict[str, str] = field(default_factory=dict)
    interchange: list[str] = field(default_factory=list)
    boxes: dict[str, tuple[float, float, float, float]] = field(default_factory=dict)

    def pool(self, identity: str, name: str, box: tuple[float, float, float, float], process: str = "") -> None:
        reference = f' processRef="{process}"' if process else ""
        self.collaboration.append(f"<participant id='{identity}' name={quoteattr(name)}{reference}/>")
        self._shape(identity, box, 'isHorizontal="true"')

    def lane(self, identity: str, name: str, box: tuple[float, float, float, float], nodes: str = "") -> None:
        references = "".join(f"<flowNodeRef>{node}</flowNodeRef>" for node in nodes.split())
        self.lanes.append(f"<lane id='{identity}' name={quoteattr(name)}>{references}</lane>")
        self._shape(identity, box, 'isHorizontal="true"')

    def node(
        self, kind: str, identity: str, at: Point, name: str = "", inner: str = "", scope: str = "",
        size: Point | None = None, label: tuple[float, float, float, float] | None = None, **attributes: str,
    ) -> None:  # fmt: skip
        """A flow node; `at` is its upper left corner, `inner` the XML inside it, `scope` the sub-process around it."""
        written = "".join(f" {key}={quoteattr(value)}" for key, value in attributes.items())
        named = f" name={quoteattr(name)}" if name else ""
        tail = next((ending for ending in _SIZES if kind.endswith(ending)), "")
        width, height = size or _SIZES.get(tail, (100, 80))
        if kind == "subProcess" and size:
            self.frames[identity] = f"<subProcess id='{identity}'{named}{written}>{inner}"
            self.inside[identity] = []
            self.inside[scope].append(f"\0{identity}\0")
        else:
            self.inside[scope].append(f"<{kind} id='{identity}'{named}{written}>{inner}</{kind}>")
        expanded = ' isExpanded="true"' if size else ' isExpanded="false"' if kind in ("subProcess", "transaction") else ""
        self._shape(identity, (*at, width, height), expanded, label)

    def event(self, kind: str, identity: str, at: Point, name: str = "", what: str = "", **more: str) -> None:
        """An event; `what` is the local name of its definition without `EventDefinition`."""
        inner = f"<{what}EventDefinition id='{identity}_why'/>" if what else ""
        self.node(kind, identity, at, name, inner, **more)  # type: ignore[arg-type]

    def flow(self, source: str, target: str, *bends: Point, name: str = "", condition: str = "", scope: str = "") -> str:
        """A sequence flow between the facing sides of two nodes, or through `bends`."""
        identity = f"{source}-{target}"
        named = f" name={quoteattr(name)}" if name else ""
        inner = f"<conditionExpression>{condition}</conditionExpression>" if condition else ""
        self.inside[scope].append(
            f"<sequenceFlow id='{identity}' sourceRef='{source}' targetRef='{target}'{named}>{inner}</sequenceFlow>"
        )
        self._edge(identity, self._way(source, target, bends))
        return identity

    def message_flow(self, source: str, target: str, *points: Point) -> None:
        identity = f"{source}-{target}"
        self.collaboration.append(f"<messageFlow id='{identity}' sourceRef='{source}' targetRef='{target}'/>")
        self._edge(identity, points)

    def note(self, identity: str, text: str, box: tuple[float, float, float, float], about: str, *points: Point) -> None:
        self.inside[""].append(f"<textAnnotation id='{identity}'><text>{text}</text></textAnnotation>")
        self.inside[""].append(f"<association id='{identity}_to' sourceRef='{about}' targetRef='{identity}'/>")
        self._shape(identity, box)
        self._edge(f"{identity}_to", points)

    def group(self, identity: str, box: tuple[float, float, float, float]) -> None:
        self.inside[""].append(f"<group id='{identity}' categoryValueRef='what'/>")
        self._shape(identity, box)

    def data(self, identity: str, name: str, at: Point) -> None:
        self.inside[""].append(f"<dataObject id='{identity}_object'/>")
        self.inside[""].append(
            f"<dataObjectReference id='{identity}' name={quoteattr(name)} dataObjectRef='{identity}_object'/>"
        )
        self._shape(identity, (*at, 36, 50))

    def xml(self) -> str:
        """The file."""
        inside = "".join(self.inside[""])
        while "\0" in inside:
            for identity, opening in self.frames.items():
                closed = f"{opening}{''.join(self.inside[identity])}</subProcess>"
                inside = inside.replace(f"\0{identity}\0", closed)
        lanes = f"<laneSet id='lanes'>{''.join(self.lanes)}</laneSet>" if self.lanes else ""
        pools = f"<collaboration id='together'>{''.join(self.collaboration)}</collaboration>" if self.collaboration else ""
        plane = "together" if self.collaboration else self.process
        drawing = (
            f"<bpmndi:BPMNDiagram id='d'><bpmndi:BPMNPlane id='p' bpmnElement='{plane}'>{''.join(self.interchange)}"
            "</bpmndi:BPMNPlane></bpmndi:BPMNDiagram>"
        )
        category = "<category id='c'><categoryValue id='what' value='监督环节'/></category>"
        return (
            f"<definitions {_SPACES}>{category}{pools}<process id='{self.process}' isExecutable='true'>{lanes}{inside}"
            f"</process>{drawing if self.drawn else ''}</definitions>"
        )

    def read(self) -> Definitions:
        """The file as the engine reads it."""
        definitions = read_bpmn(self.xml().encode(), "sample.bpmn").definitions
        assert definitions is not None
        return definitions

    def _way(self, source: str, target: str, bends: tuple[Point, ...]) -> tuple[Point, ...]:
        x, y, width, height = self.boxes[source]
        to_x, to_y, to_width, to_height = self.boxes[target]
        if not bends:
            return (x + width, y + height / 2), (to_x, to_y + to_height / 2)
        return bends

    def _shape(
        self, identity: str, box: tuple[float, float, float, float], attributes: str = "",
        label: tuple[float, float, float, float] | None = None,
    ) -> None:  # fmt: skip
        self.boxes[identity] = box
        named = f"<bpmndi:BPMNLabel>{_bounds(label)}</bpmndi:BPMNLabel>" if label else ""
        self.interchange.append(
            f"<bpmndi:BPMNShape bpmnElement='{identity}' {attributes}>{_bounds(box)}{named}</bpmndi:BPMNShape>"
        )

    def _edge(self, identity: str, points: tuple[Point, ...]) -> None:
        way = "".join(f"<di:waypoint x='{x}' y='{y}'/>" for x, y in points)
        self.interchange.append(f"<bpmndi:BPMNEdge bpmnElement='{identity}'>{way}</bpmndi:BPMNEdge>")


def _bounds(box: tuple[float, float, float, float]) -> str:
    x, y, width, height = box
    return f"<dc:Bounds x='{x}' y='{y}' width='{width}' height='{height}'/>"
