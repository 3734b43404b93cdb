"""Timers: when they are due, and what they do to what they hang on."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from engine.clock import SHANGHAI
from engine.feel.values import DaysTimeDuration, YearsMonthsDuration
from engine.rules.calendar import Calendar
from engine.runtime.timers import Due, TimerTextError, first_due, next_due
from tests.runtime.diagrams import (
    beside,
    boundary,
    call,
    catch,
    end,
    flow,
    handler,
    line,
    node,
    path,
    process,
    start,
    sub,
    timer,
    user,
    xor,
)
from tests.runtime.running import NOW, Case, ran, shelf, trace

CALENDAR = Calendar.built_in()


def due(text: str, value: object = None, now: datetime = NOW) -> Due:
    return first_due(text, now=now, calendar=CALENDAR, evaluate=lambda _: value)


def china(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=SHANGHAI)  # type: ignore[arg-type, misc]


# When


@pytest.mark.parametrize(
    ("text", "at"),
    [
        pytest.param("PT1H", NOW + timedelta(hours=1), id="hours"),
        pytest.param("P15D", NOW + timedelta(days=15), id="days of an ISO duration are exact spans"),
        pytest.param("15d", china(2026, 3, 18), id="legal days end at midnight of the last day"),
        pytest.param("5wd", china(2026, 3, 10), id="working days"),
        pytest.param("2026-05-01", china(2026, 5, 1), id="a date is its beginning in Shanghai"),
        pytest.param(
            "2026-05-01T08:00:00", china(2026, 5, 1, 8), id="an instant without a zone is of Shanghai"
        ),
        pytest.param(
            "2026-05-01T08:00:00Z", datetime(2026, 5, 1, 8, tzinfo=UTC), id="an instant with a zone"
        ),
        pytest.param("2020-01-01", china(2020, 1, 1), id="the past is due at once"),
    ],
)
def test_a_literal_time_is_due_as_the_law_and_the_standard_count(text: str, at: datetime) -> None:
    assert due(text) == Due(at)


def test_a_month_from_the_last_of_january_is_the_last_of_february() -> None:
    assert due("P1M", now=china(2026, 1, 31, 9)).at == china(2026, 2, 28, 9)


@pytest.mark.parametrize(
    ("value", "at"),
    [
        pytest.param(date(2026, 5, 1), china(2026, 5, 1), id="date"),
        pytest.param(china(2026, 5, 1, 8), china(2026, 5, 1, 8), id="date and time"),
        pytest.param(datetime(2026, 5, 1, 8), china(2026, 5, 1, 8), id="time without a zone"),  # noqa: DTZ001
        pytest.param(DaysTimeDuration(timedelta(hours=2)), NOW + timedelta(hours=2), id="days and time"),
        pytest.param(YearsMonthsDuration(2), china(2026, 5, 2, 9), id="years and months"),
        pytest.param("5wd", china(2026, 3, 10), id="text of a legal period"),
    ],
)
def test_feel_may_give_a_timer_a_date_a_duration_or_a_text(value: object, at: datetime) -> None:
    assert due("=something", value) == Due(at)


@pytest.mark.parametrize(
    "value",
    [
        pytest.param(7, id="a number"),
        pytest.param(None, id="null"),
        pytest.param("tomorrow", id="a word"),
        pytest.param("P99999999D", id="too long"),
        pytest.param("2026-02-30", id="no such day"),
        pytest.param("R3/PT0S", id="a cycle that would never move on"),
        pytest.param("R3/PT1H/PT2H", id="two periods"),
        pytest.param(DaysTimeDuration(timedelta(days=999_999_999)), id="a duration beyond the calendar"),
        pytest.param(YearsMonthsDuration(999_999), id="months beyond the calendar"),
    ],
)
def test_what_is_no_time_is_an_error_that_says_so(value: object) -> None:
    with pytest.raises(TimerTextError):
        due("=x", value)


def test_a_repeating_interval_counts_down_from_when_it_was_due() -> None:
    first = due("R3/PT1H")
    second = next_due(first, calendar=CALENDAR)
    assert second is not None
    third = next_due(second, calendar=CALENDAR)
    assert third is not None
    assert [one.at - NOW for one in (first, second, third)] == [timedelta(hours=hours) for hours in (1, 2, 3)]
    assert next_due(third, calendar=CALENDAR) is None


def test_a_repeating_interval_may_begin_at_an_instant() -> None:
    first = due("R2/2026-05-01T08:00:00/P1D")
    assert first.at == china(2026, 5, 1, 8)
    second = next_due(first, calendar=CALENDAR)
    assert second is not None
    assert second.at == china(2026, 5, 2, 8)


def test_an_interval_without_a_number_repeats_for_ever() -> None:
    following: Due | None = due("R/PT1H")
    for _ in range(1_000):
        assert following is not None
        following = next_due(following, calendar=CALENDAR)


def test_an_interval_that_repeats_no_times_is_due_once() -> None:
    assert next_due(due("R0/PT1H"), calendar=CALENDAR) is None


# In diagrams


def test_a_timer_catch_event_lets_its_time_pass() -> None:
    played = ran(line(catch("wait", timer("P3D"))))
    assert (played.status, played.clock) == ("completed", NOW + timedelta(days=3))


def test_a_timer_takes_its_time_from_a_variable() -> None:
    case = Case(line(catch("wait", timer("=until"))), {"until": date(2026, 5, 1)})
    assert case.instance.tokens()[0].due == china(2026, 5, 1)


def test_a_timer_whose_text_gives_no_time_is_an_error_at_the_timer_and_not_at_the_step_before() -> None:
    played = ran(line(user("a"), catch("wait", timer("=until"))), until="soon")
    assert played.error is not None
    assert (played.error.code, played.error.element) == ("timer_text", "wait")


def test_a_timer_of_an_event_sub_process_whose_text_gives_no_time_is_an_error_there_too() -> None:
    played = ran(
        process(start(), user("a"), end(), handler("h", timer("=until")), path("s", "a", "e")), until=1
    )
    assert played.error is not None
    assert (played.error.code, played.error.element) == ("timer_text", "h")


LATE = {"a": [{"$after": "P3D"}]}


def guarded(attached: str) -> bytes:
    return process(
        start(), user("a"), attached, user("late"), end(), path("s", "a", "e"), path("b", "late", "e")
    )


def test_an_interrupting_timer_cancels_its_task_and_goes_on_alone() -> None:
    assert trace(guarded(boundary("b", "a", timer("P2D"))), LATE) == "s b late e"


def test_a_task_done_in_time_takes_its_timer_with_it() -> None:
    played = ran(guarded(boundary("b", "a", timer("P4D"))), LATE)
    assert (" ".join(played.trace), played.clock) == ("s a e", NOW + timedelta(days=3))


def test_a_non_interrupting_timer_goes_on_beside_its_task_once() -> None:
    assert trace(guarded(beside("b", "a", timer("P1D"))), LATE) == "s b late e a e"


def test_a_non_interrupting_cycle_fires_as_often_as_it_says_while_its_task_is_open() -> None:
    played = ran(guarded(beside("b", "a", timer("R3/PT1H", "timeCycle"))), {"a": [None]})
    assert played.trace.count("b") == 3
    assert (played.status, played.waiting, played.clock) == ("waiting", ("a",), NOW + timedelta(hours=3))


def test_a_cycle_stops_when_its_task_is_done() -> None:
    played = ran(guarded(beside("b", "a", timer("R/PT10H", "timeCycle"))), {"a": [{"$after": "PT25H"}]})
    assert played.trace.count("b") == 2
    assert played.status == "completed"


def test_of_two_interrupting_timers_due_at_one_instant_exactly_one_fires() -> None:
    diagram = process(
        start(), user("a"), boundary("b1", "a", timer("P1D")), boundary("b2", "a", timer("P1D")), user("x"),
        user("y"), end(),
        path("s", "a", "e"), path("b1", "x", "e"), path("b2", "y", "e"),
    )  # fmt: skip
    assert trace(diagram, {"a": [None]}) == "s b1 x e"


def test_a_timer_on_a_sub_process_cancels_all_that_is_inside_of_it() -> None:
    inner = sub("i", user("deep"))
    diagram = process(
        start(), sub("t", inner, user("a")), boundary("b", "t", timer("P1D")), user("late"), end(),
        path("s", "t", "e"),
        path("b", "late", "e"),
    )  # fmt: skip
    assert trace(diagram, {"deep": [None], "a": [None]}) == "s b late e"


def test_a_timer_on_a_call_cancels_the_called_process() -> None:
    caller = process(
        start(),
        call("c"),
        boundary("b", "c", timer("P1D")),
        user("late"),
        end(),
        path("s", "c", "e"),
        path("b", "late", "e"),
    )
    called = process(start("q_s"), user("a"), end("q_e"), path("q_s", "a", "q_e"), identity="q")
    assert trace(shelf(caller, called), {"a": [None]}) == "s q_s b late e"


def test_a_process_may_begin_with_a_timer() -> None:
    begin = node("startEvent", "s", timer("P1D"))
    played = ran(process(begin, user("a"), end(), path("s", "a", "e")))
    assert (" ".join(played.trace), played.clock) == ("s a e", NOW + timedelta(days=1))


def test_of_several_start_events_the_first_that_happens_begins_the_process_alone() -> None:
    diagram = process(
        node("startEvent", "s1", timer("P2D")), node("startEvent", "s2", timer("P1D")), user("a"), user("b"),
        end(),
        path("s1", "a", "e"), path("s2", "b", "e"),
    )  # fmt: skip
    assert trace(diagram) == "s2 b e"


def test_a_timer_in_a_loop_is_armed_anew_in_every_round() -> None:
    diagram = process(
        start(), xor("again"), catch("wait", timer("P1D")), user("a"), xor("x", "x-e"), end(),
        path("s", "again", "wait", "a", "x"),
        flow("x", "again", "n > 1"), flow("x", "e"),
    )  # fmt: skip
    played = ran(diagram, {"a": [{"n": 2}, {"n": 1}]})
    assert (played.trace.count("wait"), played.clock) == (2, NOW + timedelta(days=2))


def test_timer_tokens_tell_when_they_are_due_and_how_often_they_were() -> None:
    case = Case(guarded(beside("b", "a", timer("R3/PT1H", "timeCycle"))))
    case.wait(hours=1)
    (token,) = (one for one in case.instance.tokens() if one.kind == "timer")
    assert (token.element, token.due, token.occurrence) == ("b", NOW + timedelta(hours=2), 1)
    assert token.host == case.task("a").id


# Counted anew


def hanging() -> Case:
    """A period until `until` inside a sub-process, and beside it a timer that does not read it."""
    period = sub(
        "a",
        start("a_s"),
        catch("wait", timer("=until", "timeDate")),
        end("a_e"),
        path("a_s", "wait", "a_e"),
        handler("h", timer("=until"), interrupting="false"),
    )
    diagram = process(
        start(), period, beside("b", "a", timer("P1D")), user("late"), user("c"), end(),
        path("s", "a", "c", "e"), path("b", "late"),
    )  # fmt: skip
    return Case(diagram, {"until": NOW + timedelta(days=3)})


def test_a_corrected_variable_arms_every_timer_anew_that_reads_it_and_no_other() -> None:
    case = hanging()
    (activity,) = {one.path for one in case.instance.tokens() if one.element == "wait"}
    case.do(lambda instance: instance.correct(activity, "until", NOW + timedelta(days=7)))
    due = {one.element: one.due for one in case.instance.tokens() if one.due is not None}
    assert due == {
        "wait": NOW + timedelta(days=7),
        "h": NOW + timedelta(days=7),
        "b": NOW + timedelta(days=1),
    }


def test_a_period_counted_anew_ends_when_it_says_now() -> None:
    case = hanging()
    case.wait(days=2)
    case.do(lambda instance: instance.correct((), "until", NOW + timedelta(days=7)))
    case.wait(days=4)
    assert not [one for one in case.instance.tokens() if one.element == "c"]
    case.complete("late")
    case.wait(days=1)
    assert [one.element for one in case.instance.tokens() if one.kind == "user"] == ["h_t"]


def test_a_correction_goes_with_the_step_that_wrote_the_value() -> None:
    diagram = line(user("a"), user("b"), catch("w", timer("=until")), user("c"))
    case = Case(diagram)
    case.complete("a", until="P1D")
    case.complete("b")
    case.do(lambda instance: instance.correct((), "until", "P2D"))
    case.wait(days=2)
    case.give_back("c", to="a", mode="reconsider")
    assert "until" not in case.instance.variables()


def test_what_does_not_hold_is_not_corrected() -> None:
    case = hanging()
    with pytest.raises(KeyError):
        case.do(lambda instance: instance.correct((), "till", 1))
