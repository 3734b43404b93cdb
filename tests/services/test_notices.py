"""Public notices: nothing makes a notice shorter than the law wants it, and nobody ends one early."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from engine.errors import Conflict, Invalid, NotFound, Refusal
from engine.persistence import tables
from engine.services.views import CaseView, NoticeView
from tests.services.office import LONG_AGO, VILLAGE, Office

NOTICES, TIMERS = tables.notices, tables.timers
EVE_OF_THE_18TH = datetime(2026, 3, 17, 16, 0, tzinfo=UTC)
"""24:00 of 17 March in the village: fifteen days after 2 March, which doesn't count."""


def prepared(
    office: Office, kind: str = "result", period: int = 15, unit: str = "d", **more: object
) -> CaseView:
    """A case whose notice is drafted and checked: `post` waits for the clerk."""
    office.install("posting")
    case = office.start("posting", kind=kind, period=period, unit=unit, **more)
    office.complete(case, "prepare", "clerk")
    office.complete(case, "draft", "clerk", text="经村民代表会议决定，修三组水渠，3万元。")
    return office.complete(case, "check_notice", "vsc_member", notice_checked=True)


def post(office: Office, case: CaseView) -> CaseView:
    return office.complete(case, "post", "clerk", board_photo=[office.paper().id])


def take_down(office: Office, case: CaseView) -> CaseView:
    return office.complete(
        case, "take_down", "vsc_member", period_kept=True, take_down_photo=[office.paper().id]
    )


@pytest.fixture
def posted(office: Office) -> CaseView:
    """A case whose notice hangs since 2 March."""
    return post(office, prepared(office))


def notice_of(office: Office, case: CaseView) -> NoticeView:
    (found,) = [one for one in office.services.notices.board(limit=200).items if one.case == case.id]
    return office.services.notices.show(found.id)


def refusal(act: object) -> Refusal:
    with pytest.raises(Refusal) as raised:
        act()  # type: ignore[operator]
    return raised.value


# The period.


def test_a_notice_runs_to_the_end_of_its_last_day(office: Office, posted: CaseView) -> None:
    notice = notice_of(office, posted)
    assert (notice.status, notice.starts, notice.ends, notice.days_left) == (
        "running", office.clock.now, EVE_OF_THE_18TH, 15,
    )  # fmt: skip
    assert any("第三十五条" in sentence or "15" in sentence for sentence in notice.why)


def test_a_last_day_on_a_holiday_moves_to_the_next_working_day(office: Office) -> None:
    """民法典（2020）第二百零三条: Monday, 6 April 2026 is 清明 and off."""
    office.clock.now = datetime(2026, 3, 20, 1, 0, tzinfo=UTC)
    notice = notice_of(office, post(office, prepared(office)))
    assert notice.ends == datetime(2026, 4, 7, 16, 0, tzinfo=UTC)


def test_whoever_waits_for_the_end_waits_until_then(office: Office, posted: CaseView) -> None:
    office.pass_time(seconds=(EVE_OF_THE_18TH - office.clock.now).total_seconds() - 1)
    assert office.open(posted) == []
    office.pass_time(seconds=1)
    assert office.open(posted) == ["take_down"]
    assert take_down(office, posted).active == ("use_it",)
    notice = notice_of(office, posted)
    assert (notice.status, notice.days_left) == ("ended", 0)


def test_a_notice_that_did_not_hang_through_runs_anew_and_the_board_says_why(
    office: Office, posted: CaseView
) -> None:
    office.pass_time(days=16)
    office.give_back(posted, "take_down", "vsc_member", to="post", mode="reconsider", reason="被雨淋坏了。")
    broken = notice_of(office, posted)
    assert (broken.status, broken.reason) == ("withdrawn", "被雨淋坏了。")
    assert office.open(posted) == ["post"]
    post(office, posted)
    (row,) = office.rows(tables.notices, tables.notices.c.status == "running")
    assert row.closes_at > office.clock.now + timedelta(days=15)
    assert office.open(posted) == []


SHORT = [
    pytest.param("result", 14, "d", "notice_too_short", id="a-day-less"),
    pytest.param("resolution", 0, "d", "notice_too_short", id="no-day"),
    pytest.param("finance", 15, "wd", "notice_unit", id="working-days-for-calendar-days"),
    pytest.param("result", 360, "h", "notice_period_unreadable", id="hours"),
    pytest.param("personnel", 4, "wd", "notice_too_short", id="personnel-four-working-days"),
    pytest.param("personnel", 5, "d", "notice_unit", id="personnel-calendar-days"),
    pytest.param("result", -15, "d", "notice_period_unreadable", id="negative"),
    pytest.param("gossip", 15, "d", "notice_kind_unknown", id="unknown-kind"),
]


@pytest.mark.parametrize(("kind", "period", "unit", "code"), SHORT)
def test_no_answer_makes_a_notice_shorter_than_its_floor(
    office: Office, kind: str, period: int, unit: str, code: str
) -> None:
    case = prepared(office, kind, period, unit)
    before = office.dump()
    assert refusal(lambda: office.services.tasks.complete(
        office.somebody("clerk"),
        key="post",
        task_id=office.show(case).open_tasks[0].id,
        revision=office.show(case).revision,
        answers={"board_photo": [row.id for row in office.rows(tables.attachments)] or [office.paper().id]},
    )).code == code  # fmt: skip
    after = office.dump()
    for table in ("attachments", "attachment_bytes", "idempotency_keys", "access_entries"):
        before.pop(table), after.pop(table)
    assert after == before


def test_a_form_can_not_smuggle_another_period_in(office: Office) -> None:
    case = prepared(office)
    refused = refusal(
        lambda: office.complete(case, "post", "clerk", board_photo=[office.paper().id], days=1, unit="d")
    )
    assert refused.code == "invalid_answers"
    assert {error.code for error in refused.errors} == {"unknown_field"}  # type: ignore[attr-defined]


def test_a_parameter_below_the_floor_has_no_effect(office: Office) -> None:
    """Even one that got into the table behind the rules' back."""
    office.write(
        tables.parameters.insert().values(
            id="short",
            key="posting.min_days",
            scope=VILLAGE,
            value=3,
            from_on=LONG_AGO,
            set_by="tests",
            set_at=office.clock.now,
            reason="图快",
        )
    )
    case = prepared(office, period=3)
    assert refusal(lambda: post(office, case)).code == "notice_too_short"


def test_a_timer_that_somebody_moved_ends_no_notice(office: Office, posted: CaseView) -> None:
    now = office.clock.now
    office.write(TIMERS.update().where(TIMERS.c.kind == "event").values(due_at=now, next_try_at=now))
    office.pass_time()
    refused = refusal(lambda: take_down(office, posted))
    assert (type(refused), refused.code, refused.facts["ends"]) == (
        Conflict,
        "notice_running",
        EVE_OF_THE_18TH,
    )
    assert notice_of(office, posted).status == "running"


def test_nothing_is_paid_while_a_notice_runs(office: Office, posted: CaseView) -> None:
    assert "use_it" not in office.open(posted)
    office.pass_time(days=10)
    assert "use_it" not in office.open(posted)


def test_its_case_can_not_be_withdrawn_while_a_notice_runs(office: Office, posted: CaseView) -> None:
    refused = refusal(
        lambda: office.services.cases.cancel(
            office.somebody("clerk"),
            key=office.key(),
            case_id=posted.id,
            revision=office.show(posted).revision,
            reason="不办了",
        )
    )
    assert (type(refused), refused.code) == (Conflict, "notice_running")


# The board.


def test_the_board_masks_what_is_personal(office: Office) -> None:
    office.install("posting")
    case = office.start("posting", kind="result", period=15, unit="d")
    office.complete(case, "prepare", "clerk")
    office.complete(case, "draft", "clerk", text="付款给身份证110101199003070011的住户，电话13812345678。")
    office.complete(case, "check_notice", "vsc_member", notice_checked=True)
    post(office, case)
    shown = notice_of(office, case).text
    assert "199003" not in shown
    assert "13812345678" not in shown
    assert "付款" in shown


def test_the_board_shows_the_newest_first_by_pages(office: Office) -> None:
    cases = []
    for _day in range(3):
        cases.append(post(office, prepared(office)).id)
        office.clock.advance(days=1)
    board = office.services.notices.board
    first = board(limit=2)
    rest = board(limit=2, cursor=first.next)
    assert [one.case for one in (*first.items, *rest.items)] == cases[::-1]
    assert rest.next is None


def test_the_board_of_one_village_shows_no_other(office: Office, posted: CaseView) -> None:
    board = office.services.notices.board
    assert [one.case for one in board(village=VILLAGE).items] == [posted.id]
    assert board(village="xihe").items == ()


def test_an_unknown_notice_is_not_found(office: Office) -> None:
    assert isinstance(refusal(lambda: office.services.notices.show("0" * 32)), NotFound)


def test_a_board_takes_only_cursors_that_it_made(office: Office) -> None:
    assert refusal(lambda: office.services.notices.board(cursor="x")).code == "bad_cursor"


# What a notice puts into effect.


def test_a_disclosed_resolution_is_effective_when_its_notice_has_ended(office: Office) -> None:
    case = post(office, prepared(office, "resolution"))
    office.write(
        tables.resolutions.insert().values(
            id="r1",
            village=VILLAGE,
            number="东山村〔2026〕B5-001",
            case_id=case.id,
            body="B5",
            matter="public_works",
            subject="修水渠",
            decided_on=date(2026, 3, 1),
            status="decided",
        )
    )
    office.pass_time(days=16)
    assert [row.status for row in office.of(case, tables.resolutions)] == ["decided"]
    take_down(office, case)
    assert [row.status for row in office.of(case, tables.resolutions)] == ["effective"]


def test_a_notice_of_a_case_that_is_ended_otherwise_is_withdrawn(office: Office) -> None:
    office.install("posting", "errand")
    case = office.start("errand", amount_fen=10_000)
    office.complete(case, "apply", "clerk", remark="修水管", amount_fen=10_000)
    office.write(
        NOTICES.insert().values(
            id="n1",
            case_id=case.id,
            village=VILLAGE,
            scope=[],
            kind="plan",
            title="方案",
            text="方案",
            period="15d",
            deadline={"ends_at": (office.clock.now + timedelta(days=15)).isoformat()},
            starts_at=office.clock.now,
            closes_at=office.clock.now + timedelta(days=15),
            status="running",
        )
    )
    office.give_back(case, "check", "vsc_chair", to=None, mode="terminate")
    assert [row.status for row in office.of(case, NOTICES)] == ["withdrawn"]
    assert office.kinds(case)[-2:] == ["case_terminated", "notice_withdrawn"]


def test_a_clock_goes_forward_only(office: Office) -> None:
    with pytest.raises(Invalid) as raised:
        office.services.kernel.move_clock(timedelta(seconds=-1))
    assert raised.value.code == "clock_backwards"


# A plan.

PLANS = [
    pytest.param({}, 5, id="as-usual"),
    pytest.param({"matter": "public_works"}, 5, id="a-matter-of-the-villagers"),
    pytest.param({"matter": "merger"}, 15, id="a-matter-of-the-members-whoever-is-named"),
    pytest.param({"deciding_body": "B8"}, 15, id="their-representatives-decide"),
    pytest.param({"deciding_body": "B5"}, 5, id="the-villagers-representatives-decide"),
    pytest.param({"category": "assets"}, 15, id="assets"),
    pytest.param({"amount_fen": 50_000_01}, 15, id="much-money"),
    pytest.param({"amount_fen": 50_000_00}, 5, id="just-not-much-money"),
]


@pytest.mark.parametrize(("more", "least"), PLANS)
def test_a_plan_is_consulted_on_as_long_as_its_matter_asks(
    office: Office, more: dict[str, object], least: int
) -> None:
    """Decisions document §3, 1.2d: fifteen days for B7, B8, assets and much money, else five."""
    refused = refusal(lambda: post(office, prepared(office, "plan", least - 1, **more)))
    assert (refused.code, refused.facts["floor"]) == ("notice_too_short", least)
    assert notice_of(office, post(office, prepared(office, "plan", least, **more))).status == "running"
