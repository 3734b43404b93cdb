"""People: who acts, who is asked, who holds what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class HeldPost:
    """A post or membership that somebody holds: `post` is the role id, `region` the id of its village, town
    or district.
    """

    post: str
    body: str | None
    region: str
    from_on: date
    to_on: date | None


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts. `village` is the code of a village person's village, None for town and district people."""

    person: str
    user: str
    name: str
    village: str | None
    region: str
    regions: frozenset[str]
    """Ids of the regions whose cases this person may see."""
    posts: tuple[HeldPost, ...]

    def holds(self, *posts: str) -> bool:
        """Whether one of these posts is held now."""
        return any(held.post in posts for held in self.posts)


@dataclass(frozen=True, slots=True)
class PersonName:
    """A person as others see him: the name and what he is."""

    person: str
    name: str
    posts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person with posts, for the page of people."""

    person: str
    name: str
    user: str | None
    village: str | None
    village_name: str | None
    town: str | None
    posts: tuple[HeldPost, ...]
    disabled: bool = False


@dataclass(frozen=True, slots=True)
class RollView:
    """A roll of a body on a day with what is wrong in its composition."""

    body: str
    body_name: str
    members: tuple[PersonName, ...]
    findings: tuple[str, ...]
    on: date


@dataclass(frozen=True, slots=True)
class SessionGrant:
    """A new log-in session: the secret goes into the cookie and is stored hashed."""

    secret: str
    actor: Actor
    must_change_password: bool = False


@dataclass(frozen=True, slots=True)
class Village:
    """A village as lists of choices need it."""

    code: str
    name: str
    town: str
    kind: str
    facts: Mapping[str, object] = field(default_factory=dict)
