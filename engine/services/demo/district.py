"""The demo district as data: who lives there, with which posts, seats and relatives (`district.toml`)."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

HOUSEHOLDS = 18
"""Of a village; the forty people live in them in turn."""
GENDERS = {"m": "male", "f": "female"}


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """A person of the demo, with the account that is named after the first post."""

    id: str
    number: int
    region: str
    name: str
    gender: str
    household: str | None
    posts: tuple[str, ...]
    user: str


@dataclass(frozen=True, slots=True)
class DemoVillage:
    """A village of the demo: seats by body as first and last number."""

    code: str
    facts: Mapping[str, Any]
    seats: Mapping[str, tuple[int, int]]
    is_authorised: bool


@cache
def district() -> Mapping[str, Any]:
    """The whole file."""
    return tomllib.loads((Path(__file__).parent / "district.toml").read_text("utf-8"))


def people() -> Iterator[DemoPerson]:
    """Everybody, village by village, then the towns and the district."""
    for region, listed in district()["people"].items():
        yield from _people_of(region, listed)


def villages() -> Iterator[DemoVillage]:
    """The villages in their order."""
    for code, region in district()["region"].items():
        if region["kind"] == "village":
            seats = {**district()["seats"], **district()["seats_of"].get(code, {})}
            expired = code in district()["authorisation_expired"]["villages"]
            yield DemoVillage(code, region["facts"], {b: (f, t) for b, (f, t) in seats.items()}, not expired)


def person_id(region: str, number: int) -> str:
    """The id of a person by number."""
    return f"{region}-{number:03}"


def _people_of(region: str, listed: list[str]) -> Iterator[DemoPerson]:
    is_village = district()["region"][region]["kind"] == "village"
    posts = {number: _posts(region, number, is_village=is_village) for number in range(1, len(listed) + 1)}
    shared = Counter(held[0] for held in posts.values() if held)
    for number, line in enumerate(listed, 1):
        gender, name = line.split()
        yield DemoPerson(
            id=person_id(region, number),
            number=number,
            region=region,
            name=name,
            gender=GENDERS[gender],
            household=f"{region}-H{(number - 1) % HOUSEHOLDS + 1:02}" if is_village else None,
            posts=posts[number],
            user=f"{region}.{_account(posts[number], number, shared)}",
        )


def _posts(region: str, number: int, *, is_village: bool) -> tuple[str, ...]:
    own = tuple(district()["posts"][region].get(str(number), ()))
    seats = district()["representatives"]
    represents = is_village and seats["first"] <= number <= seats["last"]
    return (*own, "villager_rep") if represents else own


def _account(posts: tuple[str, ...], number: int, shared: Mapping[str, int]) -> str:
    """`clerk`, `vsc_member032` where several hold the post, `rep008`, `villager024`."""
    if not posts:
        return f"villager{number:03}"
    if posts[0] == "villager_rep":
        return f"rep{number:03}"
    return posts[0] if shared[posts[0]] == 1 else f"{posts[0]}{number:03}"
