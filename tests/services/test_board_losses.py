"""A notice that lost its board begins anew: later, never earlier, and the board says why."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from engine.errors import Conflict, Forbidden, Invalid, NotFound, Refusal
from engine.persistence import tables
from engine.services.views import BoardLoss, CaseView
from tests.services.office import LONG_AGO, VILLAGE, Office
from tests.services.test_notices import EVE_OF_THE_18TH, notice_of, post, posted, prepared, refusal, take_down

__all__ = ["posted"]

EVE_OF_THE_28TH = datetime(2026, 3, 27, 16, 0, tzinfo=UTC)
"""24:00 of 27 March in the village: fifteen days after the 12th."""
BLOWN_AWAY = "3月11日夜里被大风刮掉，身份证110101199003070011的住户看见。"


def report(
    office: Office,
    case: CaseView,
    who: str = "clerk",
    *,
    reason: str = BLOWN_AWAY,
    photos: list[str] | None = None,
    key: str | None = None,
    village: str = VILLAGE,
) -> BoardLoss:
    return office.services.board_losses.report(
        office.somebody(who, village),
        key=key or office.key(),
        notice_id=notice_of(office, case).id,
        reason=reason,
        photos=[office.paper().id] if photos is None else photos,
    )


def local_rule(office: Office, *, restarts: bool) -> None:
    office.write(
        tables.parameters.insert().values(
            id="loss",
            key="posting.restart_on_loss",
            scope=VILLAGE,
            value=restarts,
            from_on=LONG_AGO,
            set_by="tests",
            set_at=office.clock.now,
            reason="本地规定",
        )
    )


@pytest.fixture
def damaged(office: Office, posted: CaseView) -> CaseView:
    """A case whose notice hung from 2 to 12 March and was then torn down."""
    office.pass_time(days=10)
    return posted


@pytest.mark.parametrize("who", ["clerk", "vsc_member", "vsc_chair"])
def test_the_period_begins_anew_on_the_next_day(office: Office, damaged: CaseView, who: str) -> None:
    before = office.show(damaged).revision
    loss = report(office, damaged, who)
    notice = notice_of(office, damaged)
    assert (notice.starts, notice.ends, notice.days_left) == (office.clock.now, EVE_OF_THE_28TH, 15)
    assert (loss.restarted, loss.ended) == (True, EVE_OF_THE_18TH)
    assert notice.losses == (loss,)
    assert "110101" not in loss.reason
    assert office.show(damaged).revision == before + 1
    assert office.kinds(damaged)[-1] == "notice_restarted"
    (photo,) = [row for row in office.of(damaged, tables.attachments) if row.task_id is None]
    assert photo.digest in office.of(damaged, tables.trail_entries)[-1].att


def test_what_waits_for_the_end_waits_for_the_new_one(office: Office, damaged: CaseView) -> None:
    report(office, damaged)
    office.pass_time(seconds=(EVE_OF_THE_28TH - office.clock.now).total_seconds() - 1)
    assert office.open(damaged) == []
    office.pass_time(seconds=1)
    assert office.open(damaged) == ["take_down"]
    assert take_down(office, damaged).active == ("use_it",)
    assert notice_of(office, damaged).status == "ended"


def test_a_board_may_be_lost_more_than_once(office: Office, damaged: CaseView) -> None:
    report(office, damaged)
    office.pass_time(days=3)
    report(office, damaged, "vsc_chair", reason="又被撕掉。")
    assert [loss.ended for loss in notice_of(office, damaged).losses] == [EVE_OF_THE_18TH, EVE_OF_THE_28TH]
    assert notice_of(office, damaged).ends == EVE_OF_THE_28TH + timedelta(days=3)


def test_an_objection_stays_to_be_answered(office: Office, damaged: CaseView) -> None:
    office.services.notices.object(
        office.somebody("clerk"), key=office.key(), notice_id=notice_of(office, damaged).id, text="不同意。"
    )
    report(office, damaged)
    assert notice_of(office, damaged).status == "suspended"
    assert office.open(damaged) == ["reply"]


def test_where_local_rules_let_it_run_on_the_loss_is_told_all_the_same(
    office: Office, damaged: CaseView
) -> None:
    local_rule(office, restarts=False)
    loss = report(office, damaged)
    assert (loss.restarted, notice_of(office, damaged).ends) == (False, EVE_OF_THE_18TH)
    assert notice_of(office, damaged).losses == (loss,)
    assert office.kinds(damaged)[-1] == "board_lost"


def test_those_who_look_after_the_board_are_told(office: Office, damaged: CaseView) -> None:
    report(office, damaged)
    (told,) = office.services.messages.list(office.somebody("vsc_chair"))
    assert "重新起算，到2026年3月27日24:00期满" in told.sentence


def test_said_twice_it_counts_once(office: Office, damaged: CaseView) -> None:
    photo = office.paper().id
    first = report(office, damaged, key="twice", photos=[photo])
    office.pass_time(days=1)
    assert report(office, damaged, key="twice", photos=[photo]) == first
    assert notice_of(office, damaged).losses == (first,)


REFUSED = [
    pytest.param("party_secretary", {}, Forbidden, "board_not_yours", id="not-their-board"),
    pytest.param("clerk", {"reason": " "}, Invalid, "invalid_answers", id="no-reason"),
    pytest.param("clerk", {"reason": "坏" * 2_001}, Invalid, "invalid_answers", id="too-long"),
    pytest.param("clerk", {"photos": []}, Invalid, "invalid_answers", id="no-photo"),
    pytest.param("clerk", {"photos": ["0" * 32]}, Invalid, "invalid_answers", id="unknown-photo"),
    pytest.param("clerk", {"village": "xihe"}, NotFound, "not_found", id="of-another-village"),
]


@pytest.mark.parametrize(("who", "more", "kind", "code"), REFUSED)
def test_what_is_refused_changes_nothing(
    office: Office, damaged: CaseView, who: str, more: dict[str, object], kind: type[Refusal], code: str
) -> None:
    before = (notice_of(office, damaged), office.kinds(damaged))
    refused = refusal(lambda: report(office, damaged, who, **more))  # type: ignore[arg-type]
    assert (type(refused), refused.code) == (kind, code)
    assert (notice_of(office, damaged), office.kinds(damaged)) == before


def test_a_period_that_is_over_is_not_begun_anew_here(office: Office, damaged: CaseView) -> None:
    """Whoever takes the notice down returns it to be posted again."""
    office.pass_time(days=6)
    refused = refusal(lambda: report(office, damaged))
    assert (type(refused), refused.code) == (Conflict, "notice_ended")


def test_a_return_behind_a_notice_begun_anew_is_still_refused(office: Office) -> None:
    case = post(office, prepared(office))
    office.pass_time(days=10)
    report(office, case)
    office.pass_time(days=6)
    assert office.open(case) == []
