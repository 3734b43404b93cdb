"""The page that returns a task says beforehand exactly what the return will void."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from engine.persistence import tables
from engine.services.views import CaseView
from engine.wiring import Services
from tests.conftest import SettableClock
from tests.definitions.drawing import end, node, path, start
from tests.services import drawings
from tests.services.office import Office
from webapp.work.returning import ways


def fork() -> drawings.Files:
    """Two branches and a step behind both: a return within one branch leaves the other alone."""
    diagram = drawings.drawing(
        "fork",
        start("fork_asked", wq_role="clerk", wq_form="fork/start"),
        node("parallelGateway", "split"),
        drawings.asked("draw_up", "clerk"),
        drawings.asked("look_over", "vsc_chair", wq_returnsTo="draw_up:reconsider"),
        drawings.asked("measure", "vc_director"),
        node("parallelGateway", "meet"),
        drawings.asked("decide", "vc_director", wq_returnsTo="draw_up:reconsider measure:amend,reconsider"),
        end("fork_done"),
        path("fork_asked", "split", "draw_up", "look_over", "meet", "decide", "fork_done"),
        path("split", "measure", "meet"),
    )
    return {"fork.bpmn": diagram, "forms/start.json": drawings.form(what=drawings.LINE)}


@pytest.fixture
def office(services: Services, clock: SettableClock, monkeypatch: pytest.MonkeyPatch) -> Office:
    """The services with a forked procedure in force."""
    monkeypatch.setitem(drawings.DRAWINGS, "fork", fork)
    office = Office(services, clock)
    office.install("fork", "visit", "journey")
    return office


def in_a_branch(office: Office) -> tuple[CaseView, str, str]:
    case = office.start("fork", what="丈量")
    office.complete(case, "draw_up", "clerk")
    office.complete(case, "measure", "vc_director")
    return case, "look_over", "vsc_chair"


def behind_the_branches(office: Office) -> tuple[CaseView, str, str]:
    case, _, _ = in_a_branch(office)
    office.complete(case, "look_over", "vsc_chair")
    return case, "decide", "vc_director"


def inside_a_call(office: Office) -> tuple[CaseView, str, str]:
    case = office.start("journey", aim="走访")
    office.complete(case, "plan", "vc_director", where="三组")
    office.complete(case, "visit_ask", "clerk")
    return case, "visit_judge", "vsc_chair"


def behind_a_call(office: Office) -> tuple[CaseView, str, str]:
    case, _, _ = inside_a_call(office)
    office.complete(case, "visit_judge", "vsc_chair")
    return case, "report", "clerk"


@pytest.mark.parametrize(
    ("played", "to", "voided"),
    [
        pytest.param(in_a_branch, "draw_up", ["draw_up"], id="the-other-branch-stands"),
        pytest.param(behind_the_branches, "draw_up", ["draw_up", "look_over"], id="one-branch"),
        pytest.param(behind_the_branches, "measure", ["measure"], id="the-other-branch"),
        pytest.param(inside_a_call, "plan", ["plan", "visit_ask"], id="out-of-a-call"),
        pytest.param(behind_a_call, "visiting", ["visit_ask", "visit_judge"], id="a-whole-call"),
        pytest.param(behind_a_call, "plan", ["plan", "visit_ask", "visit_judge"], id="before-a-call"),
    ],
)
def test_a_way_back_names_what_it_voids_and_nothing_else(
    office: Office, played: Callable[[Office], tuple[CaseView, str, str]], to: str, voided: list[str]
) -> None:
    case, element, who = played(office)
    shown = office.task(case, element, who)
    (way,) = [one for one in shown.returns_to if one.element == to]
    label = next(one["label"] for one in ways(shown) if one["value"] == f"reconsider {to}")
    office.give_back(case, element, who, to=to, mode="reconsider")
    really = [row.name for row in office.of(case, tables.tasks) if row.status == "void"]
    assert sorted(way.voids) == sorted(really) == sorted(voided)
    assert label.endswith("".join(f"“{name}”" for name in way.voids) + "的结果作废")
