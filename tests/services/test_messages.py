"""What people are told in the application: a sentence each, kept until it is put away."""

import pytest

from engine.errors import NotFound
from engine.messages import known
from engine.services.views import CaseView
from tests.services.office import Office

KINDS = (
    "task_reminder",
    "task_overdue",
    "returns_alert",
    "no_candidate",
    "case_suspended",
    "objection_clue",
    "objection_awaiting_admission",
)


@pytest.fixture
def overdue(office: Office) -> CaseView:
    """A case whose task is overdue."""
    office.install("errand")
    case = office.start("errand", amount_fen=10_000)
    office.pass_time(days=2)
    office.pass_time(days=3)
    return case


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_its_sentence(kind: str) -> None:
    assert known(f"message.{kind}")


def test_a_message_names_the_case_the_task_and_the_time(office: Office, overdue: CaseView) -> None:
    reminder = office.services.messages.list(office.somebody("clerk"))[-1]
    assert overdue.number in reminder.sentence
    assert overdue.title in reminder.sentence
    assert "2026年3月5日24:00" in reminder.sentence
    assert (reminder.case, reminder.task) == (overdue.id, overdue.open_tasks[0].id)


def test_the_newest_message_comes_first(office: Office, overdue: CaseView) -> None:
    told = office.services.messages.list(office.somebody("clerk"))
    assert len(told) > 1
    assert [message.at for message in told] == sorted((message.at for message in told), reverse=True)


def test_a_message_is_put_away_by_whom_it_was_sent_to(office: Office, overdue: CaseView) -> None:
    clerk, messages = office.somebody("clerk"), office.services.messages
    first = messages.list(clerk)[0]
    with pytest.raises(NotFound):
        messages.mark_read(office.user("xihe.clerk"), first.id)
    assert not messages.list(clerk)[0].read
    messages.mark_read(clerk, first.id)
    messages.mark_read(clerk, first.id)
    assert [message.read for message in messages.list(clerk)[:2]] == [True, False]
