"""The rows of the demo district: everything lasts longer than ten years from the day of loading."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from engine.services.demo.district import DemoVillage, district, people, person_id, villages
from engine.services.pinyin import initials
from engine.services.posts import BODY_OF_POST

Row = dict[str, Any]
NewId = Callable[[], str]

YEARS = 10
SOURCE = "demo"
"""Who set the parameters of the demo."""


def terms(today: date) -> tuple[date, date]:
    """From when to when posts, seats and authorisations last."""
    return date(today.year - 1, 1, 1), date(today.year + YEARS + 2, 12, 31)


def regions() -> list[Row]:
    """District, towns and villages."""
    return [
        {
            "id": code,
            "kind": region["kind"],
            "name": region["name"],
            "parent": region.get("parent"),
            "position": position,
            "facts": {name: value for name, value in region.get("facts", {}).items() if name == "kind"},
        }
        for position, (code, region) in enumerate(district()["region"].items(), 1)
    ]


def persons() -> list[Row]:
    """Everybody."""
    return [
        {
            "id": person.id,
            "region": person.region,
            "name": person.name,
            "initials": initials(person.name),
            "gender": person.gender,
            "household": person.household,
        }
        for person in people()
    ]


def post_holdings(new_id: NewId, today: date) -> list[Row]:
    """Who holds which post."""
    from_on, to_on = terms(today)
    return [
        {
            "id": new_id(),
            "person": person.id,
            "post": post,
            "body": BODY_OF_POST.get(post),
            "region": person.region,
            "from_on": from_on,
            "to_on": to_on,
        }
        for person in people()
        for post in person.posts
    ]


def memberships(new_id: NewId, today: date) -> list[Row]:
    """Who sits in which body."""
    from_on, to_on = terms(today)
    return [
        {
            "id": new_id(),
            "village": village.code,
            "body": body,
            "person": person_id(village.code, number),
            "voting": True,
            "from_on": from_on,
            "to_on": to_on,
        }
        for village in villages()
        for body, (first, last) in village.seats.items()
        for number in range(first, last + 1)
    ]


def kinships() -> list[Row]:
    """Near relatives."""
    return [
        {
            "person": person_id(village.code, kin["person"]),
            "relative": person_id(village.code, kin["relative"]),
            "relation": kin["relation"],
        }
        for village in villages()
        for kin in district()["kinship"]
    ]


def parameters(new_id: NewId, today: date, at: object, reason: str) -> list[Row]:
    """What the villages set for themselves."""
    from_on, _ = terms(today)
    return [
        {
            "id": new_id(),
            "key": key,
            "scope": village.code,
            "value": value,
            "from_on": from_on,
            "to_on": None,
            "set_by": SOURCE,
            "set_at": at,
            "reason": reason,
        }
        for village in villages()
        for key, value in _settings(village)
    ]


def _settings(village: DemoVillage) -> Iterator[tuple[str, object]]:
    yield "village.has_collective", village.facts["has_collective"]
    yield "charter.allows_b8", village.facts["charter_allows_b8"]


def authorisations(new_id: NewId, today: date) -> list[Row]:
    """What the villagers' meeting has left to its representatives."""
    records = district()["records"]
    from_on, to_on = terms(today)
    return [
        {
            "id": new_id(),
            "village": village.code,
            "body": "B5",
            "matters": records["matters"],
            "resolution": records["authorisation"],
            "from_on": from_on,
            "to_on": to_on if village.is_authorised else today - timedelta(days=1),
        }
        for village in villages()
    ]


def resolutions(new_id: NewId, today: date) -> list[Row]:
    """A resolution in effect that spending may rest on."""
    from_on, to_on = terms(today)
    return [
        {
            **district()["records"]["resolution"],
            "id": new_id(),
            "village": village.code,
            "decided_on": from_on,
            "valid_until": to_on,
            "status": "effective",
        }
        for village in villages()
    ]


def budget_lines(new_id: NewId, today: date) -> list[Row]:
    """A line of each ledger for this year and the next ten."""
    resolution = district()["records"]["resolution"]["number"]
    return [
        {
            "id": new_id(),
            "village": village.code,
            "code": line["code"],
            "ledger": ledger,
            "name": line["name"],
            "year": year,
            "amount_fen": line["amount_fen"],
            "resolution": resolution,
        }
        for village in villages()
        for ledger, line in _ledgers(village).items()
        for year in range(today.year, today.year + YEARS + 1)
    ]


def _ledgers(village: DemoVillage) -> Mapping[str, Any]:
    budget: Mapping[str, Any] = district()["records"]["budget"]
    return {
        ledger: line
        for ledger, line in budget.items()
        if ledger != "collective" or village.facts["has_collective"]
    }


def claims(new_id: NewId, today: date) -> list[Row]:
    """A claim of yesterday, just under a tier: the next one of the same payee is added to it."""
    return [
        {
            **district()["records"]["claim"],
            "id": new_id(),
            "village": village.code,
            "case_id": None,
            "submitted_on": today - timedelta(days=1),
            "status": "open",
        }
        for village in villages()
    ]
