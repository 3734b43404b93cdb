"""Whether a body is composed as the law wants it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, product

from engine.rules.duties import NOBODY, Relatives, are_near_relatives
from engine.rules.finding import Finding
from engine.rules.sources import (
    COLLECTIVES,
    RESIDENT_COMMITTEES,
    SUPERVISION_GUIDANCE,
    VILLAGE_COMMITTEES,
    Source,
)
from engine.rules.thresholds import FOUR_FIFTHS_OR_MORE, THIRD_OR_MORE, Threshold

BOARD_29 = COLLECTIVES.article(29)
SUPERVISORS_37 = VILLAGE_COMMITTEES.article(37, 1)
SUPERVISORS_2017 = SUPERVISION_GUIDANCE.whole()
COMPOSITION_29 = VILLAGE_COMMITTEES.article(29, 1)
LEAST_MEMBER_REPRESENTATIVES = 21
"""成员代表 must be more than twenty (农村集体经济组织法（2024）第二十八条)."""


@dataclass(frozen=True, slots=True)
class Member:
    """One member of a body on a day. `representative`: chosen by households, and not there by office."""

    person: str
    representative: bool = False
    woman: bool = False


Check = Callable[[Sequence[Member]], Iterator[Finding]]


def check_roll(
    body: str, members: Sequence[Member], *, relatives: Relatives = NOBODY, committee: Collection[str] = ()
) -> list[Finding]:
    """What is wrong with the composition of this body's roll; empty when nothing is.

    `committee`: the members of the villagers' committee, who and whose near relatives may not sit in
    B10. Codes: `roll_empty`, `roll_twice`, `roll_representatives`, `roll_women`, `roll_too_small`,
    `roll_too_large`, `roll_odd`, `roll_kinship`; facts hold the numbers.
    """
    found = [*_for_every_body(body, members)]
    for check in CHECKS.get(body, ()):
        found.extend(check(members))
    if body == "B9":
        found.extend(_related_directors(members, relatives))
    if body == "B10":
        found.extend(_related_supervisors(members, relatives, committee))
    return found


def _for_every_body(body: str, members: Sequence[Member]) -> Iterator[Finding]:
    if not members:
        yield Finding("roll_empty", facts={"body": body})
    if len({member.person for member in members}) < len(members):
        yield Finding("roll_twice", facts={"body": body})


def _representatives(source: Source) -> Check:
    threshold = FOUR_FIFTHS_OR_MORE.under(source)
    return lambda members: _share(
        "roll_representatives", threshold, members, _count(members, _is_representative)
    )


def _women(members: Sequence[Member]) -> Iterator[Finding]:
    """Women among the representatives, as a share of all who sit there."""
    women = _count(members, lambda member: member.representative and member.woman)
    return _share("roll_women", THIRD_OR_MORE.under(COMPOSITION_29), members, women)


def _is_representative(member: Member) -> bool:
    return member.representative


def _count(members: Sequence[Member], wanted: Callable[[Member], bool]) -> int:
    return sum(1 for member in members if wanted(member))


def _share(code: str, threshold: Threshold, members: Sequence[Member], actual: int) -> Iterator[Finding]:
    if members and not threshold.met_by(actual, len(members)):
        facts = {"all": len(members), "actual": actual, "needed": threshold.needed(len(members))}
        yield Finding(code, threshold.source.label(), facts)


def _at_least(least: int, source: Source) -> Check:
    def check(members: Sequence[Member]) -> Iterator[Finding]:
        if len(members) < least:
            yield Finding("roll_too_small", source.label(), {"actual": len(members), "least": least})

    return check


def _at_most(most: int, source: Source) -> Check:
    def check(members: Sequence[Member]) -> Iterator[Finding]:
        if len(members) > most:
            yield Finding("roll_too_large", source.label(), {"actual": len(members), "most": most})

    return check


def _odd(members: Sequence[Member]) -> Iterator[Finding]:
    if len(members) % 2 == 0:
        yield Finding("roll_odd", BOARD_29.label(), {"actual": len(members)})


def _related_directors(members: Sequence[Member], relatives: Relatives) -> Iterator[Finding]:
    for one, other in combinations(sorted(member.person for member in members), 2):
        if are_near_relatives(one, other, relatives):
            yield Finding("roll_kinship", BOARD_29.label(), {"person": one, "other": other})


def _related_supervisors(
    members: Sequence[Member], relatives: Relatives, committee: Collection[str]
) -> Iterator[Finding]:
    """SD4: neither a member of the villagers' committee nor a near relative of one supervises it."""
    for person, other in product(sorted(member.person for member in members), sorted(committee)):
        if person == other or are_near_relatives(person, other, relatives):
            yield Finding("roll_kinship", SUPERVISORS_37.label(), {"person": person, "other": other})


CHECKS: dict[str, tuple[Check, ...]] = {
    "B5": (_representatives(COMPOSITION_29), _women),
    "B8": (_at_least(LEAST_MEMBER_REPRESENTATIVES, COLLECTIVES.article(28)),),
    "B9": (_at_least(3, BOARD_29), _at_most(7, BOARD_29), _odd),
    "B10": (_at_least(3, SUPERVISORS_2017), _at_most(5, SUPERVISORS_2017)),
    "B11": (_representatives(RESIDENT_COMMITTEES.article(28)),),
}
