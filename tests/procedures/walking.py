"""Cases that go wherever chance leads them, by answers that a village might give."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from engine.clock import SHANGHAI
from engine.errors import Refusal
from engine.services.views import Actor, CaseView, TaskView
from engine.wiring import Services
from tests.procedures.golden import PDF, Replay, told

ENDED = {"completed", "rejected", "cancelled", "terminated"}
AMOUNTS = (50_000, 150_000, 350_000, 1_500_000, 6_000_000)
DIGITS = "6222020412340001"
"""What fits every pattern of the forms: numbers of accounts, invoices, telephones."""
TRIES = 12
LONGEST_WAIT = 15


@dataclass
class Walk:
    """One district in which people act at random, as far as they may."""

    services: Services
    chance: random.Random
    refused: list[Refusal] = field(default_factory=list)
    done: int = 0
    keys: Iterator[int] = field(default_factory=itertools.count)

    def key(self) -> str:
        return f"walk-{next(self.keys)}"

    def people(self, village: str) -> list[Actor]:
        """Everybody with a post there or above, in an order of chance."""
        found = Replay(self.services).holders(None, village)
        return self.chance.sample(found, len(found))

    def start(self, procedure: str, village: str) -> CaseView:
        """A case, started by somebody who may."""
        for actor in self.people(village):
            page = self.services.procedures.page(actor, procedure, village=village)
            for _ in range(TRIES if page.card.may_start else 0):
                answers = self.answers(page.card.form, page.card.data, actor, village)
                try:
                    return self.services.cases.start(
                        actor,
                        key=self.key(),
                        procedure=procedure,
                        village=village,
                        title="走走看",
                        answers=answers,
                    )
                except Refusal as refusal:
                    self.refused.append(refusal)
        raise AssertionError(
            f"nobody in {village} can start {procedure}: {[told(one) for one in self.refused[-3:]]}"
        )

    def walk(self, procedure: str, village: str, steps: int) -> list[CaseView]:
        """Until so many tasks are done, with a new case when one has ended. Fails when a case can't go on."""
        cases, waited = [self.start(procedure, village)], 0
        while self.done < steps:
            cases[-1] = case = self.services.cases.show(self.anybody(village), cases[-1].id)
            if case.status in ENDED:
                cases.append(self.start(procedure, village))
                continue
            tasks = self.chance.sample(case.open_tasks, len(case.open_tasks))
            waited = 0 if any(self.do(task.id, village) for task in tasks) else waited + 1
            assert waited < LONGEST_WAIT, [told(one) for one in self.refused[-3:]]
            if waited:
                self.wait(case)
        return cases

    def anybody(self, village: str) -> Actor:
        return Replay(self.services).holders("clerk", village)[0]

    def wait(self, case: CaseView) -> None:
        """Let time pass until the case has moved."""
        assert self.services.test_clock is not None
        for _ in range(LONGEST_WAIT):
            before = case.revision
            self.services.test_clock.advance("P16D")
            case = self.services.cases.show(self.anybody(case.village), case.id)
            if case.revision != before or case.open_tasks:
                return
        raise AssertionError(f"{case.number} stands still at {case.active}")

    def do(self, task_id: str, village: str) -> bool:
        """Do a task by somebody who may: mostly complete it, sometimes return it. Whether it was done."""
        for actor in self.people(village):
            shown = self.services.tasks.show(actor, task_id)
            if shown.may_complete:
                return self.returned(shown, actor) or self.completed(shown, actor, village)
        return False

    def returned(self, shown: TaskView, actor: Actor) -> bool:
        if not shown.returns_to or self.chance.random() > 0.05:
            return False
        way = self.chance.choice(shown.returns_to)
        try:
            self.services.tasks.give_back(
                actor,
                key=self.key(),
                task_id=shown.id,
                revision=shown.revision,
                to=way.element,
                reason="再看看。",
                mode=self.chance.choice(way.modes),
            )
        except Refusal as refusal:
            self.refused.append(refusal)
            return False
        return True

    def completed(self, shown: TaskView, actor: Actor, village: str) -> bool:
        for _ in range(TRIES):
            answers = self.answers(shown.form, shown.data, actor, village)
            try:
                self.services.tasks.complete(
                    actor, key=self.key(), task_id=shown.id, revision=shown.revision, answers=answers
                )
            except Refusal as refusal:
                self.refused.append(refusal)
            else:
                self.done += 1
                return True
        return False

    # Answers.

    def answers(
        self, form: Mapping[str, Any] | None, data: Mapping[str, Any], actor: Actor, village: str
    ) -> dict[str, Any]:
        """What chance makes of a form: known answers stay, the rest is filled so that most things succeed."""
        found: dict[str, Any] = {}
        for part in fields(form):
            key = part.get("key")
            if key is None or part.get("disabled") or part.get("readonly"):
                continue
            known = data.get(key)
            if known not in (None, "", []) and self.chance.random() < 0.9:
                found[key] = known
                continue
            value = self.value(part, data, actor, village)
            if value is not None:
                found[key] = value
        return found

    def value(self, part: Mapping[str, Any], data: Mapping[str, Any], actor: Actor, village: str) -> Any:
        """An answer to one field; half of what one may leave out is left out."""
        rules = part.get("validate", {})
        if not rules.get("required") and self.chance.random() < 0.5:
            return None
        if part["type"] == "filepicker":
            add = self.services.attachments.add
            return [add(actor, key=self.key(), village=village, name="材料.pdf", content=PDF).id]
        makers: dict[str, Callable[[], Any]] = {
            "textfield": lambda: DIGITS if "pattern" in rules else "照实填写"[: rules.get("maxLength", 4)],
            "textarea": lambda: "照实填写",
            "number": lambda: self.number(part["key"], rules),
            "datetime": lambda: self.day(part),
            "select": lambda: self.one_of(part, data),
            "radio": lambda: self.one_of(part, data),
            "checklist": lambda: options(part, data) if rules.get("required") else [],
            "checkbox": lambda: bool(rules.get("required")) or self.chance.random() < 0.9,
        }
        return makers.get(part["type"], lambda: None)()

    def one_of(self, part: Mapping[str, Any], data: Mapping[str, Any]) -> Any:
        """A choice; a meeting mostly does what it met for, which its form offers first."""
        offered = options(part, data) or [None]
        if part["key"] == "declared" and self.chance.random() < 0.9:
            return offered[0]
        return self.chance.choice(offered)

    def number(self, key: str, rules: Mapping[str, Any]) -> int:
        if key.endswith("_fen"):
            return self.chance.choice(AMOUNTS)
        most = rules.get("max", 30)
        favoured = {"yes": most, "no": 0}.get(key)
        if favoured is not None and self.chance.random() < 0.9:
            return int(favoured)
        return self.chance.randint(int(rules.get("min", 0)), int(most))

    def day(self, part: Mapping[str, Any]) -> str:
        local = self.services.now().astimezone(SHANGHAI) + timedelta(days=self.chance.choice((0, 0, 3, 11)))
        return (
            local.date().isoformat()
            if part.get("subtype", "date") == "date"
            else f"{local:%Y-%m-%dT%H:%M}+08:00"
        )


def fields(form: Mapping[str, Any] | None) -> Iterator[Mapping[str, Any]]:
    """The components of a form, those inside of groups too."""
    for part in (form or {}).get("components", ()):
        if part["type"] == "group":
            yield from fields(part)
        else:
            yield part


def options(part: Mapping[str, Any], data: Mapping[str, Any]) -> list[Any]:
    """The values that one may choose."""
    rows = data.get(part["valuesKey"], []) if "valuesKey" in part else part.get("values", [])
    return [row["value"] for row in rows]
