"""Starting, reading, withdrawing, commenting on cases."""

from __future__ import annotations

import pytest

from engine.errors import Conflict, Forbidden, Invalid, NotFound, Refusal
from engine.persistence import tables
from engine.services.views import Actor, CaseView
from tests.services.office import VILLAGE, Office
from tests.services.test_meetings import called


@pytest.fixture
def errand(office: Office) -> CaseView:
    """A case whose first task, `apply`, waits for the clerk."""
    office.install("errand")
    return office.start("errand", amount_fen=10_000)


def refusal(act: object) -> Refusal:
    with pytest.raises(Refusal) as raised:
        act()  # type: ignore[operator]
    return raised.value


def start(office: Office, who: str | Actor = "clerk", **more: object) -> CaseView:
    """Start an errand with other facts than usual."""
    told = {
        "procedure": "errand",
        "village": VILLAGE,
        "title": "修水管",
        "answers": {"amount_fen": 5},
        **more,
    }
    return office.services.cases.start(office.somebody(who), key=office.key(), **told)  # type: ignore[arg-type]


def cancel(office: Office, case: CaseView, who: str | Actor = "clerk", reason: str = "不办了") -> CaseView:
    return office.services.cases.cancel(
        office.somebody(who),
        key=office.key(),
        case_id=case.id,
        revision=office.show(case).revision,
        reason=reason,
    )


# Starting.


def test_a_case_begins_at_its_first_task_with_a_number(office: Office, errand: CaseView) -> None:
    assert (errand.number, errand.status, errand.revision) == ("DONGSHAN-2026-0001", "running", 1)
    assert [task.element for task in errand.open_tasks] == ["apply"]
    assert (errand.starter, errand.started_at) == (office.somebody("clerk").person, office.clock.now)


def test_numbers_begin_anew_in_each_village_and_year(office: Office, errand: CaseView) -> None:
    assert start(office, office.user("xihe.clerk"), village="xihe").number == "XIHE-2026-0001"
    office.clock.advance(days=365)
    assert [start(office).number, start(office).number] == ["DONGSHAN-2027-0001", "DONGSHAN-2027-0002"]


def test_the_first_entry_tells_who_started_what(office: Office, errand: CaseView) -> None:
    entry = office.of(errand, tables.trail_entries)[0]
    assert (entry.kind, entry.actor, entry.element) == ("case_started", "dongshan.clerk", "errand_asked")
    assert entry.data["number"] == errand.number
    fields = {row.field: row.value for row in office.of(errand, tables.trail_values)}
    assert fields == {"title": "测试办件", "amount_fen": 10_000}


@pytest.mark.parametrize(
    ("who", "told", "kind", "code"),
    [
        pytest.param("clerk", {"procedure": "nothing"}, NotFound, "not_found", id="unknown-procedure"),
        pytest.param("clerk", {"procedure": "meeting"}, NotFound, "not_found", id="only-called"),
        pytest.param("clerk", {"village": "xihe"}, NotFound, "not_found", id="village-out-of-sight"),
        pytest.param(
            "town_officer", {"village": "qingshi"}, NotFound, "not_found", id="a-town-is-no-village"
        ),
        pytest.param("cashier", {}, Forbidden, "not_your_procedure", id="no-post-for-it"),
        pytest.param("clerk", {"title": " "}, Invalid, "invalid_answers", id="no-title"),
        pytest.param("clerk", {"title": "长" * 101}, Invalid, "invalid_answers", id="title-too-long"),
        pytest.param("clerk", {"answers": {}}, Invalid, "invalid_answers", id="no-answers"),
        pytest.param(
            "clerk", {"answers": {"amount_fen": 5, "x": 1}}, Invalid, "invalid_answers", id="too-many"
        ),
    ],
)
def test_a_case_that_may_not_start_leaves_nothing(
    office: Office, who: str, told: dict[str, object], kind: type[Refusal], code: str
) -> None:
    office.install("errand")
    before = office.dump()
    refused = refusal(lambda: start(office, who, **told))
    assert (type(refused), refused.code) == (kind, code)
    assert office.dump() == before


# Reading.


def test_a_case_is_shown_to_its_region_only(office: Office, errand: CaseView) -> None:
    for user in ("dongshan.clerk", "qingshi.town_officer"):
        assert office.services.cases.show(office.user(user), errand.id).id == errand.id
    for user in ("xihe.clerk", "baisha.town_officer"):
        assert isinstance(
            refusal(lambda user=user: office.services.cases.show(office.user(user), errand.id)), NotFound
        )


def test_a_search_sees_only_what_the_person_may_see(office: Office, errand: CaseView) -> None:
    other = start(office, office.user("xihe.clerk"), village="xihe")
    search = office.services.cases.search
    assert [row.id for row in search(office.user("xihe.clerk")).items] == [other.id]
    assert {row.id for row in search(office.user("qingshi.town_officer")).items} == {errand.id, other.id}
    assert search(office.user("xihe.clerk"), village=VILLAGE).items == ()


@pytest.mark.parametrize(
    ("filters", "count"),
    [
        pytest.param({}, 3, id="all"),
        pytest.param({"q": "0002"}, 1, id="number"),
        pytest.param({"q": "水管"}, 2, id="title"),
        pytest.param({"q": "%"}, 0, id="a-sign-is-no-wildcard"),
        pytest.param({"status": "cancelled"}, 1, id="status"),
        pytest.param({"procedure": "expenditure"}, 0, id="procedure"),
    ],
)
def test_cases_are_found_by_what_one_knows(
    office: Office, errand: CaseView, filters: dict[str, str], count: int
) -> None:
    start(office)
    cancel(office, start(office))
    assert len(office.services.cases.search(office.somebody("clerk"), **filters).items) == count


def test_a_search_goes_through_all_pages_once(office: Office, errand: CaseView) -> None:
    expected = [errand.id]
    for _again in range(6):
        office.clock.advance(seconds=1)
        expected.append(start(office).id)
    found, cursor = [], None
    while True:
        page = office.services.cases.search(office.somebody("clerk"), limit=3, cursor=cursor)
        found += [row.id for row in page.items]
        cursor = page.next
        if cursor is None:
            break
    assert found == expected[::-1]


def test_the_page_of_a_case_tells_where_it_stands(office: Office, errand: CaseView) -> None:
    office.complete(errand, "apply", "clerk", remark="修水管", amount_fen=10_000, papers=[office.paper().id])
    page = office.services.cases.page(office.somebody("vsc_chair"), errand.id)
    assert page.progress == (("apply", "done"), ("check", "now"), ("settle", "to_come"))
    (waiting,) = page.open_steps
    assert {who.name for who in waiting.who} == {one.name for one in office.holders("vsc_member")} | {
        office.somebody("vsc_chair").name
    }
    assert waiting.deadline is not None
    assert not waiting.deadline.late
    assert [(task, file.name) for task, file in page.documents] == [("apply", "材料.pdf")]
    assert [line.kind for line in page.timeline] == ["case_started", "task_completed"]
    assert page.may_cancel is False


def test_the_page_of_a_meeting_shows_the_vote_and_both_diagrams(office: Office) -> None:
    office.install("sitting")
    case = office.start("sitting", body="B2")
    page = office.services.cases.page(office.somebody("clerk"), case.id)
    assert [diagram.procedure for diagram in page.diagrams] == ["sitting", "meeting"]
    assert page.votes == ()


# Withdrawing.


def test_the_starter_may_withdraw_before_anybody_decided(office: Office, errand: CaseView) -> None:
    after = cancel(office, errand)
    assert (after.status, after.end, after.active, after.open_tasks) == ("cancelled", None, (), ())
    assert after.ended_at == office.clock.now
    entry = office.of(errand, tables.trail_entries)[-1]
    assert (entry.kind, entry.actor) == ("case_cancelled", "dongshan.clerk")
    assert office.of(errand, tables.trail_values)[-1].value == "不办了"


def test_nobody_else_may_withdraw_it(office: Office, errand: CaseView) -> None:
    refused = refusal(lambda: cancel(office, errand, "vc_director"))
    assert (type(refused), refused.code) == (Forbidden, "not_your_case")


def test_a_withdrawal_says_why(office: Office, errand: CaseView) -> None:
    assert refusal(lambda: cancel(office, errand, reason=" ")).code == "reason_missing"


def test_a_case_that_has_ended_is_closed(office: Office, errand: CaseView) -> None:
    cancel(office, errand)
    refused = refusal(lambda: cancel(office, errand))
    assert (type(refused), refused.code, refused.facts["status"]) == (Conflict, "case_closed", "cancelled")


def test_a_withdrawal_from_a_stale_page_is_refused(office: Office, errand: CaseView) -> None:
    office.complete(errand, "apply", "clerk", remark="修水管", amount_fen=10_000)
    refused = refusal(
        lambda: office.services.cases.cancel(
            office.somebody("clerk"), key="k", case_id=errand.id, revision=errand.revision, reason="不办了"
        )
    )
    assert refused.code == "stale_revision"


def test_a_comment_makes_no_withdrawal_stale(office: Office, errand: CaseView) -> None:
    office.services.cases.comment(
        office.somebody("vc_director"), key=office.key(), case_id=errand.id, text="请抓紧"
    )
    after = office.services.cases.cancel(
        office.somebody("clerk"), key="k", case_id=errand.id, revision=errand.revision, reason="不办了"
    )
    assert after.status == "cancelled"


def test_a_case_that_was_posted_is_not_withdrawn_any_more(office: Office) -> None:
    office.install("posting")
    case = office.start("posting", kind="result", period=15, unit="d")
    office.complete(case, "prepare", "clerk")
    office.complete(case, "draft", "clerk", text="公示内容")
    office.complete(case, "check_notice", "vsc_member", notice_checked=True)
    office.complete(case, "post", "clerk", board_photo=[office.paper().id])
    office.pass_time(days=16)
    office.complete(case, "take_down", "vsc_member", period_kept=True, take_down_photo=[office.paper().id])
    refused = refusal(lambda: cancel(office, case))
    assert (type(refused), refused.code) == (Forbidden, "too_late_to_cancel")


def test_a_case_whose_meeting_was_called_is_not_withdrawn_any_more(office: Office) -> None:
    """In a called procedure as well: a body has begun to decide."""
    case = called(office, "B2")
    refused = refusal(lambda: cancel(office, case))
    assert (type(refused), refused.code) == (Forbidden, "too_late_to_cancel")


# Commenting.


def test_a_comment_moves_nothing_and_is_kept(office: Office, errand: CaseView) -> None:
    director = office.somebody("vc_director")
    comment = office.services.cases.comment(director, key=office.key(), case_id=errand.id, text=" 请抓紧 ")
    assert (comment.author, comment.text, comment.at) == (director.name, "请抓紧", office.clock.now)
    assert office.show(errand).open_tasks == errand.open_tasks
    page = office.services.cases.page(director, errand.id)
    assert [one.text for one in page.comments] == ["请抓紧"]


@pytest.mark.parametrize("words", ["", " \n ", "长" * 2001], ids=["empty", "blank", "too-long"])
def test_a_comment_has_words_and_not_too_many(office: Office, errand: CaseView, words: str) -> None:
    refused = refusal(
        lambda: office.services.cases.comment(
            office.somebody("clerk"), key=office.key(), case_id=errand.id, text=words
        )
    )
    assert isinstance(refused, Invalid)
    assert [error.code for error in refused.errors] == ["text_length"]


def test_nobody_comments_on_a_case_out_of_sight(office: Office, errand: CaseView) -> None:
    refused = refusal(
        lambda: office.services.cases.comment(
            office.user("xihe.clerk"), key=office.key(), case_id=errand.id, text="看看"
        )
    )
    assert isinstance(refused, NotFound)
