"""What is due fires once, late rather than never: after any downtime, whoever else acts meanwhile."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from engine.errors import Refusal
from engine.persistence import tables
from engine.services.views import CaseView
from tests.services.office import Office, together

TASKS, TIMERS, MESSAGES = tables.tasks, tables.timers, tables.messages
THURSDAY_MIDNIGHT = datetime(2026, 3, 5, 16, 0, tzinfo=UTC)
"""24:00 in the village, three working days after Monday, 2 March."""


@pytest.fixture
def errand(office: Office) -> CaseView:
    """A case whose task `apply` is due in three working days."""
    office.install("errand")
    return office.start("errand", amount_fen=10_000)


@pytest.fixture
def filed(office: Office) -> CaseView:
    """A case that silence ends after three days."""
    office.install("filing")
    return office.start("filing", what="备案")


def told(office: Office, case: CaseView, kind: str) -> list[str]:
    """Who got a message of that kind."""
    return [row.person for row in office.of(case, MESSAGES) if row.kind == kind]


def timers(office: Office, case: CaseView, kind: str) -> list[tuple[str, int]]:
    """Status and attempts of the timers of that kind."""
    return [(row.status, row.attempts) for row in office.of(case, TIMERS) if row.kind == kind]


def until(office: Office, instant: datetime) -> int:
    return office.pass_time(seconds=(instant - office.clock.now).total_seconds())


# Once.


def test_nothing_fires_before_it_is_due(office: Office, errand: CaseView) -> None:
    assert until(office, datetime(2026, 3, 4, 0, 59, 59, tzinfo=UTC)) == 0
    assert office.of(errand, MESSAGES) == []


def test_what_has_fired_fires_no_more(office: Office, filed: CaseView) -> None:
    office.pass_time(days=4)
    before = office.dump()
    assert office.services.clockwork.fire_due() == 0
    assert office.dump() == before


def test_all_who_look_at_once_fire_once(office: Office, filed: CaseView) -> None:
    office.clock.advance(days=4)
    due = sum(row.due_at <= office.clock.now for row in office.of(filed, TIMERS))
    handled = together(6, lambda _number: office.services.clockwork.fire_due())
    assert sum(one for one in handled if isinstance(one, int)) == due
    assert office.kinds(filed).count("timer_fired") == 1
    assert office.services.trail.verify_all().intact


def test_no_more_than_the_limit_at_a_time(office: Office, filed: CaseView) -> None:
    office.clock.advance(days=4)
    fire = office.services.clockwork.fire_due
    assert (fire(1), fire(0)) == (1, 0)


def test_the_next_due_instant_is_known(office: Office, errand: CaseView) -> None:
    first = min(row.due_at for row in office.of(errand, TIMERS))
    assert office.services.clockwork.next_due() == first
    office.pass_time(days=400)
    assert office.services.clockwork.next_due() > office.clock.now


# Silence.


def test_silence_passes_when_its_time_is_over(office: Office, filed: CaseView) -> None:
    office.pass_time(days=3)
    after = office.show(filed)
    assert (after.status, after.end, after.open_tasks) == ("completed", "passed_silently", ())
    assert [row.status for row in office.of(filed, TASKS)] == ["cancelled"]


def test_an_answer_in_time_stops_the_timer(office: Office, filed: CaseView) -> None:
    office.clock.advance(days=2, hours=23)
    assert office.complete(filed, "look", "clerk").end == "looked_at"
    office.pass_time(days=2)
    assert {row.status for row in office.of(filed, TIMERS)} <= {"cancelled", "fired"}
    assert office.show(filed).end == "looked_at"


def test_a_task_that_nobody_does_in_time_goes_to_whom_the_drawing_says(office: Office) -> None:
    """转办 when time is out; never for an act of somebody by law (`publish-interrupting-timer`)."""
    office.install("relay")
    case = office.start("relay")
    until(office, THURSDAY_MIDNIGHT)
    assert office.open(case) == ["look_instead"]
    first, second = office.of(case, TASKS)
    assert (first.status, second.roles) == ("cancelled", ["vc_director"])
    assert office.complete(case, "look_instead", "vc_director").end == "relay_done"


# Downtime.


@pytest.mark.parametrize("days", [1, 400])
def test_after_downtime_what_was_due_fires_late_and_says_so(
    office: Office, filed: CaseView, days: int
) -> None:
    office.pass_time(days=3 + days)
    (entry,) = [row for row in office.of(filed, tables.trail_entries) if row.kind == "timer_fired"]
    assert (entry.actor, entry.data["due_at"], entry.data["lateness_seconds"]) == (
        "system", "2026-03-05T01:00:00Z", days * 86_400,
    )  # fmt: skip
    assert office.show(filed).end == "passed_silently"


@pytest.mark.parametrize("days", [10, 400])
def test_missed_reminders_are_one_reminder(office: Office, errand: CaseView, days: int) -> None:
    office.pass_time(days=days)
    assert len(told(office, errand, "task_reminder")) == len(office.holders("clerk"))
    pending = [row for row in office.of(errand, TIMERS) if row.status == "pending"]
    assert [row.kind for row in pending] == ["reminder"]
    assert office.clock.now < pending[0].due_at <= office.clock.now + timedelta(days=7)


# Reminders and escalation.


def test_reminders_climb_the_ladder_in_the_morning(office: Office, errand: CaseView) -> None:
    """The day before, on the day, the day after, then weekly; always at nine."""
    mornings = [row.due_at for row in office.of(errand, TIMERS) if row.kind == "reminder"]
    while len(mornings) < 5:
        until(office, mornings[-1])
        mornings = sorted(row.due_at for row in office.of(errand, TIMERS) if row.kind == "reminder")
    assert [at.astimezone(UTC) for at in mornings] == [
        datetime(2026, 3, day, 1, 0, tzinfo=UTC) for day in (4, 5, 6, 13, 20)
    ]


def test_a_reminder_names_the_task_and_its_day(office: Office, errand: CaseView) -> None:
    until(office, datetime(2026, 3, 4, 1, 0, tzinfo=UTC))
    (message,) = office.of(errand, MESSAGES)
    assert (message.person, message.task_id) == (office.somebody("clerk").person, errand.open_tasks[0].id)
    assert message.facts["due_at"] == "2026-03-05T16:00:00Z"
    assert "timer_fired" not in office.kinds(errand)


def test_whoever_started_the_case_is_reminded_of_a_task_of_the_starter(office: Office) -> None:
    office.install("chore")
    starter = office.somebody("vc_member")
    case = office.start("chore", starter, what="买纸")
    until(office, datetime(2026, 3, 4, 1, 0, tzinfo=UTC))
    assert told(office, case, "task_reminder") == [starter.person]


def test_who_took_a_task_is_reminded_alone(office: Office, errand: CaseView) -> None:
    office.complete(errand, "apply", "clerk", remark="修水管", amount_fen=10_000)
    everybody = {one.person for post in ("vsc_chair", "vsc_member") for one in office.holders(post)}
    until(office, datetime(2026, 3, 6, 1, 0, tzinfo=UTC))
    assert set(told(office, errand, "task_reminder")) == everybody
    member = office.somebody("vsc_member")
    task = office.task(errand, "check", member)
    office.services.tasks.claim(member, key=office.key(), task_id=task.id, revision=task.revision)
    until(office, datetime(2026, 3, 9, 1, 0, tzinfo=UTC))
    assert sorted(told(office, errand, "task_reminder")) == sorted([*everybody, member.person])


def test_an_overdue_task_goes_up_once(office: Office, errand: CaseView) -> None:
    until(office, THURSDAY_MIDNIGHT)
    expected = {one.person for post in ("vsc_chair", "town_officer") for one in office.holders(post)}
    assert set(told(office, errand, "task_overdue")) == expected
    office.pass_time(days=100)
    assert len(told(office, errand, "task_overdue")) == len(expected)
    (entry,) = [row for row in office.of(errand, tables.trail_entries) if row.kind == "task_escalated"]
    assert (entry.element, entry.data["told"], entry.data["due_at"]) == (
        "apply", ["vsc_chair", "town_officer"], "2026-03-05T16:00:00Z",
    )  # fmt: skip


def test_an_overdue_task_waits_on_and_no_page_is_stale(office: Office, errand: CaseView) -> None:
    page = office.task(errand, "apply", "clerk")
    until(office, THURSDAY_MIDNIGHT)
    after = office.services.tasks.complete(
        office.somebody("clerk"),
        key=office.key(),
        task_id=page.id,
        revision=page.revision,
        answers={"remark": "修水管", "amount_fen": 10_000},
    )
    assert after.active == ("check",)


def test_the_drawing_says_to_whom_it_goes_up(office: Office, errand: CaseView) -> None:
    office.complete(errand, "apply", "clerk", remark="修水管", amount_fen=10_000)
    office.complete(errand, "check", "vsc_chair")
    assert [row.due_at for row in office.of(errand, TASKS) if row.element == "settle"] == [None]
    assert office.pass_time(days=30) == 0


# Races.


@pytest.mark.slow
def test_an_answer_and_a_timeout_at_once_have_one_winner(office: Office) -> None:
    office.install("filing")
    clerk = office.somebody("clerk")
    cases = [office.start("filing", what="备案") for _round in range(30)]
    office.clock.advance(days=3)
    for case in cases:
        outcomes = together(2, lambda number, case=case: _answer_or_fire(office, clerk, case, number))
        answered = not isinstance(outcomes[0], Refusal)
        assert office.show(case).end == ("looked_at" if answered else "passed_silently")
        if not answered:
            assert outcomes[0].code in {"already_done", "case_closed"}  # type: ignore[union-attr]
        kinds = office.kinds(case)
        assert (kinds.count("task_completed"), kinds.count("timer_fired")) == (
            int(answered),
            int(not answered),
        )
    assert office.services.trail.verify_all().intact


def _answer_or_fire(office: Office, clerk: object, case: CaseView, number: int) -> object:
    if number == 1:
        return office.services.clockwork.fire_due(1)
    return office.services.tasks.complete(
        clerk,  # type: ignore[arg-type]
        key=f"race-{case.id}",
        task_id=case.open_tasks[0].id,
        revision=case.revision,
        answers={},
    )


# Failures.


def test_a_failing_timer_is_tried_again_five_times_and_is_an_incident_then(office: Office) -> None:
    office.install("alarm")
    case = office.start("alarm", divisor=0)
    state = office.rows(tables.cases)[0]
    office.pass_time(days=1)
    waits = []
    for attempt in (1, 2, 3, 4, 5):
        (row,) = office.of(case, TIMERS)
        assert (row.status, row.attempts) == ("pending", attempt)
        waits.append((row.next_try_at - office.clock.now) // timedelta(minutes=1))
        assert office.of(case, tables.incidents) == []
        office.pass_time(seconds=(row.next_try_at - office.clock.now).total_seconds() - 1)
        assert timers(office, case, "event") == [("pending", attempt)]
        office.pass_time(seconds=1)
    assert waits == [1, 5, 25, 120, 600]
    assert timers(office, case, "event") == [("incident", 6)]
    (incident,) = office.of(case, tables.incidents)
    assert (incident.element, incident.timer_id) == ("divide", office.of(case, TIMERS)[0].id)
    assert office.rows(tables.cases)[0] == state
    assert office.pass_time(days=100) == 0


def test_a_failing_timer_holds_no_other_back(office: Office) -> None:
    office.install("alarm", "filing")
    office.start("alarm", divisor=0)
    filed = office.start("filing", what="备案")
    office.pass_time(days=3)
    assert office.show(filed).end == "passed_silently"


def test_a_case_whose_state_can_not_be_read_holds_no_other_back(office: Office, filed: CaseView) -> None:
    other = office.start("filing", what="备案")
    office.write(tables.cases.update().where(tables.cases.c.id == filed.id).values(state=b"damaged"))
    office.pass_time(days=3)
    assert (office.show(filed).status, office.show(other).end) == ("running", "passed_silently")


def test_a_timer_that_can_fire_does(office: Office) -> None:
    office.install("alarm")
    case = office.start("alarm", divisor=1)
    office.pass_time(days=1)
    assert office.show(case).end == "alarm_off"
