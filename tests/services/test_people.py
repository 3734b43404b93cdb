"""Who may be given which post, and what the rolls of a village say about themselves."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from engine.errors import Invalid, NotFound, Refusal
from engine.persistence import tables
from engine.services.kernel import Kernel
from engine.services.people import People
from engine.services.views import Actor
from tests.services.conftest import ActorOf

TODAY = date(2026, 3, 2)


@pytest.fixture
def people(kernel: Kernel) -> People:
    return People(kernel)


@pytest.fixture
def officer(actor: ActorOf) -> Actor:
    """The town's officer for its villages."""
    return actor("qingshi.town_officer")


# Reading.


def test_everybody_sees_the_people_of_their_own_regions(people: People, actor: ActorOf) -> None:
    seen = {row.village for row in people.list(actor("dongshan.clerk"))}
    assert seen == {"dongshan"}
    assert {row.village for row in people.list(actor("qingshi.town_officer"))} == {
        None,
        "dongshan",
        "xihe",
        "nanlin",
    }
    assert {row.town for row in people.list(actor("baisha.town_officer"))} == {"白沙镇"}


@pytest.mark.parametrize("q", ["林春梅", "春", "lcm", "LCM", "dongshan.clerk"])
def test_a_person_is_found_by_name_initials_or_user(people: People, officer: Actor, q: str) -> None:
    assert "dongshan-006" in {row.person for row in people.list(officer, q=q)}


@pytest.mark.parametrize("q", ["%", "绝无此人"])
def test_nobody_is_found_by_what_nobody_is_called(people: People, officer: Actor, q: str) -> None:
    assert people.list(officer, q=q) == ()


def test_the_rolls_say_when_they_are_in_order(people: People, actor: ActorOf) -> None:
    rolls = {roll.body: roll for roll in people.rolls(actor("dongshan.vsc_chair"), "dongshan")}
    assert list(rolls) == ["B1", "B2", "B3", "B4", "B5", "B7", "B8", "B9", "B10"]
    assert all(roll.findings == () for roll in rolls.values())
    assert [member.person for member in rolls["B10"].members] == [
        "dongshan-031",
        "dongshan-032",
        "dongshan-033",
    ]


def test_the_rolls_of_another_village_are_out_of_sight(people: People, actor: ActorOf) -> None:
    with pytest.raises(NotFound):
        people.rolls(actor("dongshan.clerk"), "xihe")


# Posts.


def test_a_post_begins_and_ends_with_its_days(people: People, officer: Actor, actor: ActorOf) -> None:
    people.give_post(
        officer, key="1", person="dongshan-040", post="seal_approver", region="dongshan", from_on=TODAY
    )
    assert actor("dongshan.villager040").holds("seal_approver")
    yesterday = TODAY - timedelta(days=1)
    people.end_post(
        officer, key="2", person="dongshan-040", post="seal_approver", region="dongshan", to_on=yesterday
    )
    assert not actor("dongshan.villager040").holds("seal_approver")


@pytest.mark.parametrize(
    ("person", "post", "code"),
    [
        pytest.param(
            "dongshan-003", "vsc_member", "posts_incompatible", id="SD4-committee-does-not-supervise"
        ),
        pytest.param("dongshan-024", "vsc_member", "posts_incompatible", id="SD4-nor-do-its-relatives"),
        pytest.param("dongshan-006", "vsc_member", "posts_incompatible", id="SD5-nor-does-the-clerk"),
        pytest.param("dongshan-002", "reporter", "posts_incompatible", id="SD8-the-director-keeps-no-money"),
        pytest.param(
            "dongshan-024", "vc_member", "relatives_in_committee", id="no-relatives-in-the-committee"
        ),
        pytest.param(
            "dongshan-001", "seal_keeper", "posts_discouraged", id="SD11-the-secretary-and-the-seal"
        ),
        pytest.param("dongshan-006", "clerk", "post_held", id="held-already"),
        pytest.param("dongshan-040", "town_leader", "post_unknown", id="no-town-post-in-a-village"),
        pytest.param("dongshan-040", "villager", "post_unknown", id="a-seat-is-no-post"),
    ],
)
def test_what_the_law_keeps_apart_stays_apart(
    people: People, officer: Actor, person: str, post: str, code: str
) -> None:
    with pytest.raises(Invalid, match=code):
        people.give_post(officer, key="1", person=person, post=post, region="dongshan", from_on=TODAY)


def test_a_post_that_is_only_advised_against_needs_a_reason(
    people: People, officer: Actor, kernel: Kernel
) -> None:
    people.give_post(
        officer,
        key="1",
        person="dongshan-001",
        post="seal_keeper",
        region="dongshan",
        from_on=TODAY,
        reason="保管人病休",
    )
    entry = tables.access_entries.c.what
    noted = kernel.read(lambda work: work.all(sa.select(entry)))
    assert [row.what for row in noted] == ["post_given dongshan-001 seal_keeper 2026-03-02 保管人病休"]


def test_a_post_of_the_future_is_held_against_those_of_then(people: People, officer: Actor) -> None:
    last_day = date(2026, 6, 30)
    chair, member = (
        {"person": "dongshan-031", "post": "vsc_chair"},
        {"person": "dongshan-031", "post": "vc_member"},
    )
    people.end_post(officer, key="1", region="dongshan", to_on=last_day, **chair)
    with pytest.raises(Invalid, match="posts_incompatible"):
        people.give_post(officer, key="2", region="dongshan", from_on=last_day, **member)
    people.give_post(officer, key="3", region="dongshan", from_on=last_day + timedelta(days=1), **member)


@pytest.mark.parametrize(
    ("user", "person", "code"),
    [
        pytest.param("dongshan.party_secretary", "dongshan-040", "not_your_people", id="a-villager"),
        pytest.param("qingshi.town_leader", "dongshan-040", "not_your_people", id="another-post-of-the-town"),
        pytest.param("qingshi.town_officer", "qingshi-002", "not_your_people", id="not-in-his-own-town-hall"),
        pytest.param("baisha.town_officer", "dongshan-040", "not_found", id="another-town"),
        pytest.param("haiwan.sysadmin", "haiwan-003", "own_posts", id="oneself"),
    ],
)
def test_posts_are_given_by_who_looks_after_the_place_and_never_to_oneself(
    people: People, actor: ActorOf, user: str, person: str, code: str
) -> None:
    region = person.partition("-")[0]
    with pytest.raises(Refusal, match=code):
        people.give_post(actor(user), key="1", person=person, post="lawyer", region=region, from_on=TODAY)


def test_a_term_does_not_end_before_it_begins(people: People, officer: Actor) -> None:
    with pytest.raises(Invalid) as refusal:
        people.give_post(
            officer,
            key="1",
            person="dongshan-040",
            post="lawyer",
            region="dongshan",
            from_on=TODAY,
            to_on=TODAY - timedelta(days=1),
        )
    assert [error.code for error in refusal.value.errors] == ["term_reversed"]


def test_the_same_request_gives_a_post_once(people: People, officer: Actor, kernel: Kernel) -> None:
    for _ in range(2):
        people.give_post(
            officer, key="same", person="dongshan-040", post="lawyer", region="dongshan", from_on=TODAY
        )
    held = tables.post_holdings
    statement = sa.select(held.c.id).where(held.c.person == "dongshan-040")
    assert len(kernel.read(lambda work: work.all(statement))) == 1


# People and rolls.


def test_a_new_person_is_found_and_seated(people: People, officer: Actor) -> None:
    row = people.add_person(officer, key="1", region="dongshan", name="林小满", gender="female")
    assert row.person == "dongshan-041"
    assert [found.person for found in people.list(officer, q="lxm")] == ["dongshan-041"]
    roll = people.add_to_roll(officer, key="2", person=row.person, body="B4", from_on=TODAY)
    assert row.person in {member.person for member in roll.members}


def test_a_board_of_even_number_is_entered_and_shown_as_wrong(people: People, officer: Actor) -> None:
    roll = people.add_to_roll(officer, key="1", person="dongshan-008", body="B9", from_on=TODAY)
    assert len(roll.members) == 6
    assert len(roll.findings) == 1


def test_nobody_sits_twice_in_a_body(people: People, officer: Actor) -> None:
    with pytest.raises(Invalid, match="seat_held"):
        people.add_to_roll(officer, key="1", person="dongshan-008", body="B5", from_on=TODAY)


def test_a_seat_ends_with_its_day(people: People, officer: Actor) -> None:
    people.end_membership(officer, key="1", person="dongshan-040", body="B4", to_on=TODAY)
    on_the_day, after = (
        next(
            roll
            for roll in people.rolls(officer, "dongshan", TODAY + timedelta(days=days))
            if roll.body == "B4"
        )
        for days in (0, 1)
    )
    assert (len(on_the_day.members), len(after.members)) == (40, 39)
