"""Five entrances in one shell: who sees which, and what stands in them."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request, url_for

from engine.services.posts import ADMINISTRATORS, APPROVERS, DESIGNERS, KEEPERS, OVERSEERS
from engine.services.views import Actor


@dataclass(frozen=True, slots=True)
class Link:
    """A line of the navigation. `within` are the endpoints of pages that belong under it."""

    endpoint: str
    text: str
    within: tuple[str, ...] = ()

    @property
    def address(self) -> str:
        """Where it leads."""
        return url_for(self.endpoint)

    @property
    def is_here(self) -> bool:
        """Whether the present page is this one or one below."""
        return request.endpoint in {self.endpoint, *self.within}


@dataclass(frozen=True, slots=True)
class Entrance:
    """One of the five. `posts` may enter; none means everybody who is logged in."""

    key: str
    links: tuple[Link, ...]
    posts: tuple[str, ...] = ()

    def is_open_to(self, person: Actor) -> bool:
        """Whether one of this person's posts leads here."""
        return not self.posts or person.holds(*self.posts)


PEOPLE_PAGES = (
    "administration.person",
    "administration.new_person",
    "administration.new_post",
    "administration.last_day",
)
TO_DO = Link(
    "work.to_do",
    "nav.to_do",
    ("work.claimable", "work.done", "work.started", "work.copied", "work.task", "work.return_task"),
)
START = Link("work.procedures", "nav.start", ("work.procedure", "work.start"))
CASES = Link("work.cases", "nav.cases", ("work.case", "work.cancel_case", "work.copy_case"))
MINE = Link("account.mine", "nav.mine", ("account.password",))
MESSAGES = Link("account.messages", "nav.messages")

ENTRANCES = (
    Entrance("work", (TO_DO, START, CASES, MESSAGES)),
    Entrance(
        "supervision",
        (Link("supervision.cases", "nav.oversee", ("supervision.trail", "supervision.verify")),),
        OVERSEERS,
    ),
    Entrance(
        "designer",
        (
            Link(
                "designer.procedures",
                "nav.procedures",
                ("designer.versions", "designer.version", "designer.upload", "designer.running_on"),
            ),
        ),
        (*DESIGNERS, *APPROVERS),
    ),
    Entrance(
        "administration",
        (
            Link("administration.people", "nav.people", PEOPLE_PAGES),
            Link("administration.rolls", "nav.rolls"),
            Link("administration.parameters", "nav.parameters", ("administration.parameter",)),
            Link("administration.incidents", "nav.incidents"),
        ),
        (*ADMINISTRATORS, *KEEPERS),
    ),
    Entrance("public", (Link("public.board", "nav.board", ("public.notice", "public.send_objection")),)),
)
TAB_BAR = (TO_DO, START, CASES, MINE)


def entrances_of(person: Actor) -> tuple[Entrance, ...]:
    """The entrances of a person, in the order of the shell."""
    return tuple(entrance for entrance in ENTRANCES if entrance.is_open_to(person))


def landing_page(person: Actor) -> str:
    """Where a person begins: designers and administrators have no tasks in a village, all others do."""
    if person.village is None and person.holds(*ADMINISTRATORS):
        return url_for("administration.people")
    if person.village is None and person.holds(*DESIGNERS, *APPROVERS):
        return url_for("designer.procedures")
    return url_for("work.to_do")
