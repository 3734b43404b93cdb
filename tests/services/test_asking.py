"""Posts change hands while tasks wait: whoever holds one today is asked, and the cases stay as they are."""

from datetime import timedelta
from typing import Any

import pytest

from engine.persistence import tables
from engine.services.registering import Registering
from engine.services.views import CaseView
from tests.services.office import VILLAGE, Office

ANOTHER = f"{VILLAGE}-040"


@pytest.fixture
def waiting(office: Office) -> CaseView:
    """A case whose first task waits for the clerk."""
    office.install("errand")
    return office.start("errand", amount_fen=1_000_00)


def asked(office: Office, case: CaseView) -> tuple[int, str | None]:
    """How many people its open task asks, and its flag."""
    (row,) = [row for row in office.of(case, tables.tasks) if row.status == "open"]
    return row.candidate_count, row.flag


def give(office: Office, person: str, post: str = "clerk", region: str = VILLAGE) -> None:
    today = office.clock.now.date()
    officer = office.user("qingshi.town_officer")
    office.services.people.give_post(
        officer, key=office.key(), person=person, post=post, region=region, from_on=today
    )


def end(office: Office, person: str, post: str = "clerk") -> None:
    yesterday = office.clock.now.date() - timedelta(days=1)
    officer = office.user("qingshi.town_officer")
    office.services.people.end_post(
        officer, key=office.key(), person=person, post=post, region=VILLAGE, to_on=yesterday
    )


def everything_else(office: Office, case: CaseView) -> list[Any]:
    """What a change of posts leaves alone: the case, its trail and what is due."""
    kept = (tables.trail_entries, tables.timers)
    return [office.rows(tables.cases), *(office.of(case, table) for table in kept)]


def test_one_more_holder_is_one_more_to_ask(office: Office, waiting: CaseView) -> None:
    before = everything_else(office, waiting)
    assert asked(office, waiting) == (1, None)
    give(office, ANOTHER)
    assert asked(office, waiting) == (2, None)
    assert everything_else(office, waiting) == before


def test_a_task_that_loses_its_last_person_says_so_until_there_is_one(
    office: Office, waiting: CaseView
) -> None:
    (holder,) = office.holders("clerk")
    end(office, holder.person)
    assert asked(office, waiting) == (0, "no_candidate")
    give(office, ANOTHER)
    assert asked(office, waiting) == (1, None)


def test_whoever_is_entered_with_a_post_is_asked_at_once(office: Office, waiting: CaseView) -> None:
    Registering(office.services.kernel).add_person(VILLAGE, "新来的", ["clerk"])
    assert asked(office, waiting) == (2, None)


def test_other_posts_and_other_villages_ask_nobody_new(office: Office, waiting: CaseView) -> None:
    give(office, ANOTHER, "group_leader")
    give(office, "xihe-040", "clerk", "xihe")
    assert asked(office, waiting) == (1, None)


def test_the_page_that_somebody_fills_in_stays_fresh(office: Office, waiting: CaseView) -> None:
    task = office.task(waiting, "apply", "clerk")
    give(office, ANOTHER)
    assert office.task(waiting, "apply", "clerk").revision == task.revision
