"""The first golden path of 四议两公开, every step of it clicked on a phone by whoever has to do it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from engine.services.views import Actor, CaseView
from engine.wiring import Services
from tests.journeys.person import PHONE, Person
from tests.procedures.golden import Replay, golden_paths, relative

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SitDown = Callable[..., Person]


@dataclass
class Clicked(Replay):
    """Plays a path through the pages; who may do a step is looked up as in every replay."""

    sit_down: SitDown = field(default=Person)
    people: dict[str, Person] = field(default_factory=dict)

    def person(self, actor: Actor) -> Person:
        """The phone of that person."""
        if actor.user not in self.people:
            self.people[actor.user] = self.sit_down(actor.user, PHONE)
        return self.people[actor.user]

    def start(self, procedure: str, case: dict[str, Any], village: str) -> CaseView:
        """Fill the start form and send it."""
        actor = self.holders(case["as"], village)[0]
        phone = self.person(actor)
        phone.open(f"/work/procedures/{procedure}/start")
        phone.page.fill("#f-case-title", case["name"])
        phone.fill(self.as_typed(case["start"]))
        phone.press_primary()
        return self.services.cases.show(actor, phone.page.url.rpartition("/")[2])

    def act(self, case_id: str, step: dict[str, Any], village: str) -> None:
        """One step by its page, an objection at the board; what must be refused is left to services."""
        if "refused" in step:
            super().act(case_id, step, village)
            return
        actors = self.holders(step.get("as"), village)
        if step.get("do") == "object":
            self.object_at_the_board(case_id, actors[0], step["text"])
            return
        actor, task = self.task(case_id, step["task"], actors)
        phone = self.person(actor)
        phone.open(f"/work/tasks/{task.id}")
        phone.fill(self.as_typed(step.get("answers", {})))
        phone.hand_in()
        assert f"/work/cases/{case_id}" in phone.page.url, phone.page.locator("main").inner_text()

    def object_at_the_board(self, case_id: str, actor: Actor, words: str) -> None:
        """Read the notice and object to it."""
        notice = next(one for one in self.services.notices.board(limit=50).items if one.case == case_id)
        phone = self.person(actor)
        phone.open(f"/board/{notice.id}")
        phone.fill({"text": words})
        phone.press_primary()
        phone.says("已经受理")

    def as_typed(self, answers: dict[str, Any]) -> dict[str, Any]:
        """What a person fills in: dates counted from today, names of files."""
        return {name: self._as_typed(value) for name, value in answers.items() if value is not None}

    def _as_typed(self, value: Any) -> Any:
        if isinstance(value, str) and value.startswith("file:"):
            return [value.removeprefix("file:")]
        if isinstance(value, list):
            return [one.removeprefix("file:") if isinstance(one, str) else one for one in value]
        return relative(value, self.services.now()) if isinstance(value, str) and value[:1] == "@" else value


def test_four_deliberations_go_from_motion_to_archive_by_thumb(person: SitDown, district: Services) -> None:
    procedure, case = next(one for one in golden_paths() if one[0] == "four-deliberations")
    clicked = Clicked(district, sit_down=person)
    view = clicked.play(procedure, case)
    assert view.status == "completed"
    assert [said for phone in clicked.people.values() for said in phone.trouble] == []
