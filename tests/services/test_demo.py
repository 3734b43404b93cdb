"""The demo district holds what procedures, golden paths and people who try it out rely on."""

import re
from pathlib import Path

import pytest
import sqlalchemy as sa

from engine.errors import Conflict
from engine.persistence import tables
from engine.persistence.database import Database
from engine.persistence.migrate import upgrade
from engine.rules.bodies import Member, check_roll
from engine.rules.duties import COMMITTEE, check_posts
from engine.services.demo import is_demo, load_demo
from engine.services.kernel import Kernel, Work
from engine.services.regions import chain, holders, in_force, relatives_in
from tests.conftest import SettableClock

VILLAGES = ("dongshan", "xihe", "nanlin")
PROCESSES = Path(__file__).parents[2] / "processes"
ROLES = {
    role
    for path in PROCESSES.glob("*/*.bpmn")
    for words in re.findall(r'wq:(?:role|substitutes|escalateTo)="([^="]+)"', path.read_text("utf-8"))
    for role in words.split()
    if not re.fullmatch(r"B\d+|starter", role)
}


def test_the_villages_stand_in_their_order(kernel: Kernel) -> None:
    region = tables.regions
    found = kernel.read(
        lambda work: work.all(
            sa.select(region.c.id).where(region.c.kind == "village").order_by(region.c.position)
        )
    )
    assert tuple(row.id for row in found) == VILLAGES


@pytest.mark.parametrize("years", [0, 10])
@pytest.mark.parametrize("village", VILLAGES)
def test_every_role_of_the_procedures_has_a_holder_for_ten_years(
    kernel: Kernel, clock: SettableClock, village: str, years: int
) -> None:
    clock.advance(days=365 * years)
    missing = ROLES - kernel.read(lambda work: _held_in(work, village))
    assert missing <= ({"ceo_chair", "ceo_director"} if village == "nanlin" else set())


def _held_in(work: Work, village: str) -> set[str]:
    regions = chain(work.connection, village)
    found = holders(work.connection, ROLES, regions, work.today)
    return {post for posts in found.values() for post in posts}


@pytest.mark.parametrize("village", VILLAGES)
def test_the_law_has_nothing_against_who_holds_what(kernel: Kernel, village: str) -> None:
    def findings(work: Work) -> list[str]:
        held = tables.post_holdings
        rows = work.all(sa.select(held.c.person, held.c.post).where(held.c.region == village))
        posts: dict[str, set[str]] = {}
        for row in rows:
            posts.setdefault(row.person, set()).add(row.post)
        return [finding.code for finding in check_posts(posts, relatives_in(work.connection, list(posts)))]

    assert kernel.read(findings) == []


@pytest.mark.parametrize("body", ["B1", "B2", "B3", "B4", "B5", "B7", "B8", "B9", "B10"])
@pytest.mark.parametrize("village", VILLAGES)
def test_every_roll_is_composed_as_the_law_wants(kernel: Kernel, village: str, body: str) -> None:
    def findings(work: Work) -> list[str]:
        member, person = tables.memberships, tables.persons
        rows = work.all(
            sa.select(person.c.id, person.c.gender)
            .join(member, member.c.person == person.c.id)
            .where(member.c.village == village, member.c.body == body, in_force(member, work.today))
        )
        committee = set(holders(work.connection, COMMITTEE, (village,), work.today))
        members = [
            Member(row.id, representative=row.id not in committee, woman=row.gender == "female")
            for row in rows
        ]
        relatives = relatives_in(work.connection, [member.person for member in members])
        return [f.code for f in check_roll(body, members, relatives=relatives, committee=committee)]

    assert kernel.read(findings) == []


def test_loading_it_again_keeps_what_there_is(kernel: Kernel) -> None:
    marks: list[str] = []
    assert load_demo(kernel, lambda _: marks.append("procedures")) is False
    assert marks == ["procedures"]
    assert is_demo(kernel)


def test_it_is_not_loaded_over_a_real_district(empty_database: Database, clock: SettableClock) -> None:
    upgrade(empty_database)
    kernel = Kernel(empty_database, clock)
    assert not is_demo(kernel)
    kernel.write(
        lambda work: work.insert(
            tables.regions, id="real", kind="district", name="某区", position=1, facts={}
        )
    )
    with pytest.raises(Conflict, match="database_in_use"):
        load_demo(kernel, lambda _: None)
    assert not is_demo(kernel)
