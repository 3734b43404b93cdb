"""Procedure versions in memory: parsed once per version and process, never changed."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from engine.definitions.bundle import Bundle, read_bundle
from engine.definitions.forms import Form
from engine.definitions.model import Definitions, Node, Process
from engine.definitions.source import procedure_files
from engine.errors import Conflict, NotFound
from engine.persistence import tables
from engine.runtime import Executable


@dataclass(frozen=True, slots=True)
class Version:
    """One immutable version of a procedure; forms by `<procedure>/<name>`, `bundle` its files as read."""

    id: str
    procedure: str
    number: int | None
    name: str
    digest: str
    definitions: Definitions
    executable: Executable
    forms: Mapping[str, Form]
    bundle: Bundle

    @property
    def process(self) -> Process:
        """The process that has the procedure's key as id."""
        return self.executable.process


class Pinned:
    """The procedures of one case, each in the version to which it is pinned (`engine.runtime.Library`)."""

    def __init__(self, versions: Mapping[str, Version]) -> None:
        self.versions = versions

    def executable(self, process: str) -> Executable:
        """The process with that id. Raises KeyError when the case is not pinned to one."""
        return self.versions[process].executable

    def node(self, process: str, element: str) -> Node:
        """A node of one of the case's procedures."""
        return self.versions[process].process.nodes[element]

    def form(self, reference: str | None) -> Form | None:
        """The form that a node names (`<procedure>/<name>`), None for a node without one.

        Raises Conflict `procedure_incomplete` when no version has it, which approval rules out.
        """
        if not reference:
            return None
        form = self._form(reference)
        if form is None:
            raise Conflict("procedure_incomplete", missing=reference)
        return form

    def missing(self, process: str) -> tuple[str, ...]:
        """Forms and decisions that nodes of a process name and no version has: a case would stop there."""
        return tuple(dict.fromkeys(self._missing(self.versions[process].executable)))

    def _missing(self, executable: Executable) -> Iterator[str]:
        decisions = executable.decisions.decisions if executable.decisions is not None else {}
        for node in executable.process.nodes.values():
            form, decision = node.wq.get("form"), node.wq.get("decision")
            if form and self._form(form) is None:
                yield form
            if decision and decision not in decisions:
                yield decision

    def _form(self, reference: str) -> Form | None:
        version = self.versions.get(reference.partition("/")[0])
        return version.forms.get(reference) if version is not None else None

    def role_text(self, process: str, node: Node) -> str:
        """`wq:role` of a node, else of its lane; empty when neither says."""
        if "role" in node.wq:
            return node.wq["role"]
        lane = self.versions[process].process.lanes.get(node.lane or "")
        return (lane.role or "") if lane is not None else ""


def pinned(connection: Connection, pins: Mapping[str, str]) -> Pinned:
    """The procedures with these version ids."""
    return Pinned({process: version(connection, version_id) for process, version_id in pins.items()})


def version(connection: Connection, version_id: str) -> Version:
    """A version by its id, from memory when it was read before. Raises NotFound."""
    known = _loaded.get(version_id)
    if known is None:
        statement = sa.select(tables.procedure_versions).filter_by(id=version_id)
        row = connection.execute(statement).first()
        if row is None:
            raise NotFound
        known = _loaded[version_id] = load(row)
    return known


_loaded: dict[str, Version] = {}


def load(row: sa.Row[Any]) -> Version:
    """A version from its row. Raises NotFound when its diagram can't be read, which approval rules out."""
    bundle = read_bundle(procedure_files(row.procedure, unpack(row.files)))
    reading = bundle.readings.get(f"{row.procedure}.bpmn")
    if reading is None or reading.definitions is None or bundle.process is None:
        raise NotFound
    return Version(
        id=row.id,
        procedure=row.procedure,
        number=row.number,
        name=row.name,
        digest=row.digest,
        definitions=reading.definitions,
        executable=Executable(row.digest, bundle.process, bundle.decisions),
        forms=bundle.forms,
        bundle=bundle,
    )


def pack(files: Mapping[str, bytes]) -> bytes:
    """The files of a version as one zip, the same bytes for the same files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            archive.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), files[name])
    return out.getvalue()


@lru_cache(maxsize=64)
def unpack(content: bytes) -> Mapping[str, bytes]:
    """The files of a version by name."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def called(process: Process) -> Iterator[str]:
    """The ids of the processes that a process calls."""
    return (node.called for node in process.nodes.values() if node.called)
