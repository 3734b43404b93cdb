"""`weiquan check`: what is wrong with files, folders and whole procedures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from engine.definitions.bundle import (
    Bundle,
    live_library,
    live_processes,
    read_decision_file,
    read_form_file,
    shipped_library,
)
from engine.definitions.checks import process_findings
from engine.definitions.checks.subject import subject_of
from engine.definitions.findings import CheckFinding, error, in_file_order
from engine.definitions.library import Library
from engine.definitions.neighbours import Neighbours
from engine.definitions.read import Reading
from engine.definitions.source import shipped_root

CheckedFile = tuple[str, tuple[CheckFinding, ...]]
FindingsByFile = Mapping[str, tuple[CheckFinding, ...]]


def check_paths(paths: Iterable[Path]) -> list[CheckedFile]:
    """The findings of every file named, and of every diagram, decision file and form in every folder named.

    A file that can't be read has a finding that says so. Files are named as they were given.
    """
    neighbours = Neighbours()
    return [(str(path), _check_path(path, neighbours)) for given in paths for path in _files(given)]


def check_bundle(bundle: Bundle, in_force: Mapping[str, Bundle]) -> FindingsByFile:
    """The findings of a procedure's files by file name, before a version of it may go live.

    `in_force` holds the procedures in force by key: what this one calls, whose node ids it may not use, and
    who leans on it. What another procedure would newly have wrong beside this version is a finding of
    `<its key>/<file name>`.
    """
    findings = dict(bundle.findings)
    processes = live_processes(other for other in in_force.values() if other.key != bundle.key)
    for name, found in _diagram_findings(bundle, in_force).items():
        findings[name] = (*found, *_taken_ids(bundle.readings[name], Library(processes)))
    if bundle.process is None:
        main = f"{bundle.key}.bpmn"
        findings[main] = (*findings.get(main, ()), error("procedure-process", "", key=bundle.key))
    return findings | dict(_broken_beside(bundle, in_force))


def check_reading(reading: Reading, library: Library) -> tuple[CheckFinding, ...]:
    """The findings of one diagram, in the order of its file; `library` must hold its own processes too."""
    definitions = reading.definitions
    if definitions is None:
        return reading.findings
    found = list(reading.findings)
    for process in definitions.runnable:
        found += process_findings(subject_of(process, definitions, library))
    return in_file_order(found, reading.order)


def _diagram_findings(bundle: Bundle, in_force: Mapping[str, Bundle]) -> FindingsByFile:
    """The findings of a procedure's diagrams as it would run beside the others."""
    library = live_library(bundle, in_force)
    return {name: check_reading(reading, library) for name, reading in bundle.readings.items()}


def _broken_beside(bundle: Bundle, in_force: Mapping[str, Bundle]) -> Iterator[CheckedFile]:
    """What other procedures have wrong only because this version stands in the place of the one in force."""
    after = {**in_force, bundle.key: bundle}
    for other in (other for other in in_force.values() if other.key != bundle.key):
        before = _diagram_findings(other, in_force)
        for name, found in _diagram_findings(other, after).items():
            fresh = tuple(finding for finding in found if finding not in before[name])
            if fresh:
                yield f"{other.key}/{name}", fresh


def _taken_ids(reading: Reading, around: Library) -> Iterator[CheckFinding]:
    """Ids of nodes are unique over all procedures: people and programs name a step by its id alone."""
    own = reading.definitions.processes if reading.definitions is not None else {}
    others = [process for process in around.processes.values() if process.id not in own]
    taken = {node: process.id for process in others for node in process.nodes}
    for node in (node for process in own.values() for node in process.nodes if node in taken):
        yield error("id-of-another-procedure", node, id=node, procedure=taken[node])


def _check_path(path: Path, neighbours: Neighbours) -> tuple[CheckFinding, ...]:
    try:
        return _check_file(path, neighbours)
    except OSError as failure:
        return (error("file-unreadable", "", reason=failure.strerror or type(failure).__name__),)


def _check_file(path: Path, neighbours: Neighbours) -> tuple[CheckFinding, ...]:
    match path.suffix.lower():
        case ".dmn":
            return read_decision_file(path.read_bytes())[1]
        case ".json":
            return read_form_file(path.read_bytes(), path.stem)[1]
        case _:
            return _check_diagram(path, neighbours)


def _check_diagram(path: Path, neighbours: Neighbours) -> tuple[CheckFinding, ...]:
    diagram = neighbours.diagram(path)
    library = shipped_library() | diagram.beside.library()
    found = check_reading(diagram.reading, library)
    if path.resolve().is_relative_to(shipped_root() / "processes"):
        found += tuple(_taken_ids(diagram.reading, shipped_library()))
    return found


def _files(given: Path) -> Iterator[Path]:
    if not given.is_dir():
        yield given
        return
    for path in sorted(given.rglob("*")):
        if path.suffix in (".bpmn", ".dmn") or (path.suffix == ".json" and "forms" in path.parts):
            yield path
