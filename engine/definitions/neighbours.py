"""A diagram with the files beside it that it names: what `play` runs, and where the check looks names up."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from engine.definitions.bundle import Bundle, read_bundle
from engine.definitions.model import Node
from engine.definitions.read import Reading, read_bpmn
from engine.definitions.source import FORMS, procedure_files

_FORM = re.compile(r"[\w-]+/[\w-]+")
"""`wq:form` as far as it can be a file: no way out of the folder of forms."""


@dataclass(frozen=True, slots=True)
class Diagram:
    """A diagram and the procedure that it makes with its neighbours."""

    reading: Reading
    beside: Bundle


@dataclass(slots=True)
class Neighbours:
    """Reads diagrams with their neighbours, every file once however many diagrams name it."""

    contents: dict[Path, bytes] = field(default_factory=dict)
    readings: dict[Path, Reading] = field(default_factory=dict)

    def diagram(self, path: Path) -> Diagram:
        """The diagram at a path. Raises OSError when it can't be read; neighbours that can't are left out."""
        here = path.resolve()
        self._content(here)
        diagrams = self._with_called(here)
        nodes = [node for diagram in diagrams for node in _nodes(self._reading(diagram))]
        files = {_name(diagram): self._content(diagram) for diagram in diagrams}
        files |= (
            self._decisions(here.parent) if any(node.kind == "businessRuleTask" for node in nodes) else {}
        )
        files |= dict(self._forms(here.parent, nodes))
        beside = read_bundle(procedure_files(here.parent.name, files))
        return Diagram(self._reading(here), beside)

    def _with_called(self, here: Path) -> list[Path]:
        """The diagram and those of its folder that it calls, and those they call."""
        found = [here]
        for diagram in found:
            called = {node.called for node in _nodes(self._reading(diagram)) if node.called}
            for other in sorted(here.parent.glob("*.bpmn")) if called else ():
                if other not in found and self._has_process(other, called):
                    found.append(other)
        return found

    def _has_process(self, path: Path, called: set[str]) -> bool:
        """Whether a file describes a called process; its bytes are searched first: folders may be large."""
        content = self._content_or_nothing(path)
        if not any(process.encode() in content for process in called):
            return False
        definitions = self._reading(path).definitions
        return definitions is not None and not called.isdisjoint(definitions.processes)

    def _decisions(self, folder: Path) -> dict[str, bytes]:
        return {path.name: self._content_or_nothing(path) for path in sorted(folder.glob("*.dmn"))}

    def _forms(self, folder: Path, nodes: list[Node]) -> Iterator[tuple[str, bytes]]:
        """The forms that nodes name, as files of this folder's procedure."""
        for name in dict.fromkeys(node.wq.get("form", "") for node in nodes):
            if not _FORM.fullmatch(name) or not name.startswith(f"{folder.name}/"):
                continue
            for root in (folder, folder.parent.parent):
                content = self._content_or_nothing(root / "forms" / f"{name}.json")
                if content:
                    yield f"{FORMS}{name.partition('/')[2]}.json", content
                    break

    def _reading(self, path: Path) -> Reading:
        if path not in self.readings:
            self.readings[path] = read_bpmn(self._content_or_nothing(path), path.name)
        return self.readings[path]

    def _content(self, path: Path) -> bytes:
        if path not in self.contents:
            self.contents[path] = path.read_bytes()
        return self.contents[path]

    def _content_or_nothing(self, path: Path) -> bytes:
        try:
            return self._content(path)
        except OSError:
            return b""


def _nodes(reading: Reading) -> Iterator[Node]:
    processes = reading.definitions.processes.values() if reading.definitions is not None else ()
    return (node for process in processes for node in process.nodes.values())


def _name(path: Path) -> str:
    """The name of a diagram among the files of a procedure, whatever its ending is."""
    return path.name if path.suffix == ".bpmn" else f"{path.name}.bpmn"
