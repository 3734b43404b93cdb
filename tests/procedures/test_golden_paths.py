"""The golden paths, replayed through the services: together they pass every element."""

from __future__ import annotations

import logging
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import event

from engine.definitions.bundle import read_bundle
from engine.definitions.source import shipped
from engine.persistence import tables
from engine.services import step
from engine.services.kernel import Work
from engine.settings import Settings
from engine.wiring import Services, build
from tests.conftest import SettableClock
from tests.procedures.golden import Replay, golden_paths

PATHS = list(golden_paths())

pytestmark = pytest.mark.xdist_group("golden paths")
"""One worker plays them all, in their order: the claim of yesterday that one path needs is soon too old."""

FIRST = dict(reversed(PATHS))
"""The first path of each procedure."""


def named(paths: list[tuple[str, dict[str, Any]]]) -> list[Any]:
    """The paths as parameters that bear their names."""
    return [
        pytest.param(procedure, case, id=f"{procedure}: {case['name']}", marks=pytest.mark.slow)
        for procedure, case in paths
    ]


def open_district(url: str) -> Services:
    """The services of a database, on a clock that only golden paths move."""
    services = build(Settings(db=url, test_clock=True), SettableClock())
    if services.kernel.database.sqlite:
        event.listen(services.kernel.database.engine, "connect", _forget_the_disk)
    return services


def _forget_the_disk(connection: sqlite3.Connection, _record: object) -> None:
    """Durability is not what paths are about, and waiting for the disk is most of their time."""
    connection.execute("PRAGMA synchronous=OFF")


class Passed(logging.Handler):
    """Elements that cases passed, as the step tells them to its log."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.elements: set[str] = set()

    def emit(self, record: logging.LogRecord) -> None:
        assert isinstance(record.args, tuple)
        self.elements |= {one.element for one in record.args[1]}  # type: ignore[union-attr]


class Rehearsal:
    """One district on which all paths are played in the order of their files, each once."""

    def __init__(self, services: Services) -> None:
        self.services = services
        self.replay = Replay(services)
        self.passed = Passed()
        self.played: list[dict[str, Any]] = []

    def play(self, procedure: str, case: dict[str, Any]) -> None:
        """Play a path unless it was played before."""
        if case not in self.played:
            self.played.append(case)
            self.replay.play(procedure, case)


@pytest.fixture(scope="module")
def rehearsal(demo_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rehearsal]:
    """The demo district on SQLite, shared by all paths: none depends on another."""
    path = tmp_path_factory.mktemp("golden") / "weiquan.sqlite3"
    shutil.copy(demo_file, path)
    found = Rehearsal(open_district(f"sqlite:///{path}"))
    before = step.LOG.level
    step.LOG.addHandler(found.passed)
    step.LOG.setLevel(logging.DEBUG)
    yield found
    step.LOG.removeHandler(found.passed)
    step.LOG.setLevel(before)
    found.services.close()


@pytest.mark.parametrize(("procedure", "case"), named(PATHS))
def test_a_case_goes_as_its_path_says(rehearsal: Rehearsal, procedure: str, case: dict[str, Any]) -> None:
    rehearsal.play(procedure, case)


def elements() -> set[str]:
    """Every node of every shipped diagram."""
    bundles = [read_bundle(files) for files in shipped().values()]
    return {node for bundle in bundles if bundle.process is not None for node in bundle.process.nodes}


@pytest.mark.slow
def test_every_element_of_the_diagrams_is_passed_by_some_path(rehearsal: Rehearsal) -> None:
    for procedure, case in PATHS:
        rehearsal.play(procedure, case)
    assert elements() - rehearsal.passed.elements == set()


@pytest.mark.slow
def test_what_a_finished_case_resolved_is_in_force(rehearsal: Rehearsal) -> None:
    """A resolution takes effect when it is disclosed, one that ratifies an emergency with its result."""
    for procedure, case in PATHS:
        rehearsal.play(procedure, case)
    made, case = tables.resolutions, tables.cases
    statement = (
        sa.select(made.c.status).join(case, case.c.id == made.c.case_id).where(case.c.status == "completed")
    )
    found = rehearsal.services.kernel.read(lambda work: {row.status for row in work.all(statement)})
    assert found == {"effective"}


@pytest.mark.slow
def test_a_case_that_comes_to_nothing_reports_no_resolution(rehearsal: Rehearsal) -> None:
    """Whoever called for it would spend money on a resolution that was suspended."""
    for procedure, case in PATHS:
        rehearsal.play(procedure, case)
    case, kernel = tables.cases, rehearsal.services.kernel
    of_interest = sa.select(case).where(case.c.procedure == "four-deliberations", case.c.status == "rejected")

    def do(work: Work) -> list[object]:
        steps = [step.open_case(kernel, work, row, None) for row in work.all(of_interest)]
        return [one.instance.variables()["resolution"] for one in steps]

    found = kernel.read(do)
    assert len(found) > 5
    assert set(found) == {None}


@pytest.mark.slow
def test_the_trails_of_all_paths_are_intact(rehearsal: Rehearsal) -> None:
    for procedure, case in PATHS:
        rehearsal.play(procedure, case)
    verdict = rehearsal.services.trail.verify_all()
    assert (verdict.intact, verdict.case) == (True, None)
    assert verdict.entries > len(PATHS)


@pytest.mark.postgres
@pytest.mark.parametrize(("procedure", "case"), named(list(FIRST.items())))
def test_a_case_goes_the_same_way_on_postgresql(
    cluster: Any, demo_template: str, procedure: str, case: dict[str, Any]
) -> None:
    url = cluster.create(demo_template)
    services = open_district(url)
    Replay(services).play(procedure, case)
    verdict = services.trail.verify_all()
    services.close()
    cluster.drop(url)
    assert verdict.intact
