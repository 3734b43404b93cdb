"""Procedures before one commits: what somebody starts usually, who may start, what runs on a version."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from engine.errors import Forbidden, NotFound
from tests.services.office import Office

FACTS: Mapping[str, Mapping[str, Any]] = {
    "errand": {"amount_fen": 10_000},
    "journey": {"aim": "走访"},
    "filing": {"what": "备案"},
    "division": {"what": "分配"},
}


def start(office: Office, *procedures: str) -> None:
    """Start cases, a minute apart."""
    office.install("visit", *FACTS)
    for procedure in procedures:
        office.start(procedure, **FACTS[procedure])
        office.clock.advance(minutes=1)


def usual(office: Office, who: str = "clerk") -> tuple[str, ...]:
    return office.services.procedures.usual(office.somebody(who))


@pytest.mark.parametrize(
    ("started", "found"),
    [
        pytest.param("", "", id="nothing"),
        pytest.param("errand journey journey", "journey errand", id="most-often-first"),
        pytest.param("errand journey", "journey errand", id="of-equals-the-latest-first"),
        pytest.param("errand journey filing division", "division filing journey", id="three-at-most"),
    ],
)
def test_what_somebody_starts_most_often_comes_first(office: Office, started: str, found: str) -> None:
    start(office, *started.split())
    assert usual(office) == tuple(found.split())


def test_what_was_started_half_a_year_ago_counts_no_more(office: Office) -> None:
    start(office, "errand", "errand")
    office.clock.advance(days=181)
    start(office, "journey")
    assert usual(office) == ("journey",)


def test_what_others_start_does_not_count(office: Office) -> None:
    start(office, "errand")
    assert usual(office, "vc_director") == ()


def test_who_may_not_start_is_told_who_may(office: Office) -> None:
    office.install("visit", "journey")
    procedures = office.services.procedures
    assert procedures.start_page(office.somebody("clerk"), "journey").card.may_start
    with pytest.raises(Forbidden) as raised:
        procedures.start_page(office.somebody("vc_director"), "journey")
    assert (raised.value.code, raised.value.facts) == ("not_your_procedure", {"roles": "村文书"})


def test_what_is_only_called_can_not_be_started(office: Office) -> None:
    office.install("visit")
    with pytest.raises(NotFound):
        office.services.procedures.start_page(office.somebody("clerk"), "visit")


def test_a_version_lists_what_still_runs_on_it_where_one_may_look(office: Office) -> None:
    office.install("errand", "visit", "journey")
    running = []
    for _again in range(3):
        running.append(office.start("errand", amount_fen=10_000).id)
        office.clock.advance(minutes=1)
    office.start("errand", office.user("xihe.clerk"), village="xihe", amount_fen=10_000)
    office.start("journey", aim="走访")
    done = office.start("errand", amount_fen=10_000)
    office.complete(done, "apply", "clerk", remark="修水管", amount_fen=10_000)
    office.give_back(done, "check", "vsc_chair", to=None, mode="terminate")
    clerk, running_on = office.somebody("clerk"), office.services.procedures.running_on
    first = running_on(clerk, "errand-of-the-tests", limit=2)
    rest = running_on(clerk, "errand-of-the-tests", limit=2, cursor=first.next)
    assert [one.id for one in (*first.items, *rest.items)] == running[::-1]
    assert rest.next is None
