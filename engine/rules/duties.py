"""Who may not do a step: separation of duties within a case, recusal, and posts that one person may not
hold together.

The rules are the rows SD1–SD20 of the domain table. Those about acts and posts stand here as data; SD12
(keepers of two seals) belongs to the seal register, SD14–SD16 (evaluation, acceptance, valuers) to the
procedures that have those acts, SD20 is `Act.personal`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Set
from dataclasses import dataclass
from itertools import combinations, product

from engine.messages import text
from engine.rules.acts import DECISIONS
from engine.rules.finding import Finding
from engine.rules.sources import (
    ACCOUNTING,
    COLLECTIVES,
    DESIGN_RULE,
    LOCAL_RULE,
    NEAR_RELATIVES,
    VILLAGE_COMMITTEES,
    VILLAGE_SEALS,
    Source,
)

Relatives = Mapping[str, Set[str]]
"""Registered near relatives by person (民法典（2020）第一千零四十五条); an entry on either side is enough."""

NOBODY: Relatives = {}


@dataclass(frozen=True, slots=True)
class Separation:
    """Whoever performed one of `first` in a case may not perform one of `second`, and the other way round."""

    code: str
    first: frozenset[str]
    second: frozenset[str]
    source: Source
    reaches_relatives: bool = False


@dataclass(frozen=True, slots=True)
class Closed:
    """Acts that the holder of a post never performs, in any case."""

    code: str
    acts: frozenset[str]
    source: Source


REVIEWS = frozenset({"supervision", "agency-check", "agency-head-review"})
APPROVALS = frozenset({"approval", "countersignature", "town-approval"})
PAYMENTS = frozenset({"payment", "payment-release"})

SEPARATIONS = (
    Separation("SD1", frozenset({"approval"}), frozenset({"countersignature"}), LOCAL_RULE),
    Separation(
        "SD2",
        frozenset({"claim"}),
        APPROVALS | REVIEWS | PAYMENTS | {"sealing"},
        LOCAL_RULE,
        reaches_relatives=True,
    ),
    Separation("SD3", frozenset({"claim"}), frozenset({"witness"}), LOCAL_RULE),
    Separation(
        "SD4",
        frozenset({"supervision"}),
        APPROVALS | PAYMENTS | {"voucher-check", "booking", "implementation", "contract", "sealing"},
        VILLAGE_COMMITTEES.article(37),
    ),
    Separation(
        "SD7",
        frozenset({"payment"}),
        frozenset({"voucher-check", "booking", "archive"}),
        ACCOUNTING.article(35),
    ),
    Separation("SD9", frozenset({"payment"}), frozenset({"payment-release"}), DESIGN_RULE),
    Separation("SD10", frozenset({"approval"}), frozenset({"sealing"}), VILLAGE_SEALS.whole()),
)

CLOSED_TO_POST: Mapping[str, Closed] = {
    "cashier": Closed("SD7", frozenset({"voucher-check", "booking", "archive"}), ACCOUNTING.article(35)),
    "agency_acct": Closed("SD9", PAYMENTS, DESIGN_RULE),
}
"""Acts by post."""

CHAIRING = frozenset({"meeting-notice", "minutes"})
"""Acts of whoever chairs a meeting."""
DEPUTY_CHAIRS: Mapping[str, tuple[str, ...]] = {
    "party_secretary": ("party_deputy", "party_committee"),
    "vc_director": ("vc_member",),
    "ceo_chair": ("ceo_director",),
    "vsc_chair": ("vsc_member",),
}
"""Who chairs in the place of a chair that may not, in this order (drawing conventions §1, LOCAL)."""


def deputies(act: str | None, roles: Collection[str]) -> tuple[str, ...]:
    """Posts that stand in for these in an act, by rule; none for acts that the law gives to one post."""
    if act not in CHAIRING:
        return ()
    return tuple(deputy for role in roles for deputy in DEPUTY_CHAIRS.get(role, ()))


CLOSED_TO_INTERESTED = frozenset(
    {
        *DECISIONS,
        *APPROVALS,
        *REVIEWS,
        *PAYMENTS,
        *CHAIRING,
        "vote",
        "vote-count",
        "contract",
        "sealing",
        "appeal",
    }
)
"""Acts that a party of the case and its near relatives take no part in (SD2, SD18, SD19)."""


Performed = Mapping[str, Set[str]]
"""Act -> everybody who performed it in this case, called procedures included, of every round, withdrawn
rounds too.
"""


def barred(
    act: str,
    person: str,
    performed: Performed,
    parties: Set[str] = frozenset(),
    relatives: Relatives = NOBODY,
    *,
    posts: Collection[str] = (),
    complained_of: Set[str] = frozenset(),
) -> Finding | None:
    """Why `person` may not perform `act` in this case; None when nothing stands against it.

    `parties` are the interested persons of the case, `posts` those that `person` holds today where the
    case is, `complained_of` the persons whom its objections complain of. The finding's code is `recused`
    (interested, or a near relative of a party) or `separation_of_duties`; its facts carry `rule`, `act`,
    `act_name` and the sentence's other words in Chinese.
    """
    return (
        _interested(act, person, parties, relatives)
        or _complained_of(act, person, complained_of)
        or _closed_to_posts(act, posts)
        or _separated(act, person, performed, relatives)
    )


def are_near_relatives(one: str, other: str, relatives: Relatives) -> bool:
    """Whether the register calls the two near relatives, whichever of them it lists."""
    return other in relatives.get(one, ()) or one in relatives.get(other, ())


def _related_to_any(person: str, others: Collection[str], relatives: Relatives) -> bool:
    return any(are_near_relatives(person, other, relatives) for other in others)


def _interested(act: str, person: str, parties: Set[str], relatives: Relatives) -> Finding | None:
    if act not in CLOSED_TO_INTERESTED:
        return None
    if person in parties:
        return _finding("recused", "SD2", LOCAL_RULE, act, relation_name=text("relation.party"))
    if _related_to_any(person, parties, relatives):
        return _finding("recused", "SD2", NEAR_RELATIVES, act, relation_name=text("relation.relative"))
    return None


def _complained_of(act: str, person: str, complained_of: Set[str]) -> Finding | None:
    if act == "objection-reply" and person in complained_of:
        return _finding("recused", "SD17", DESIGN_RULE, act, relation_name=text("relation.complained_of"))
    return None


def _closed_to_posts(act: str, posts: Collection[str]) -> Finding | None:
    for post in sorted(set(posts) & CLOSED_TO_POST.keys()):
        row = CLOSED_TO_POST[post]
        if act in row.acts:
            return _finding(
                "separation_of_duties", row.code, row.source, act, other_name=text(f"post.{post}")
            )
    return None


def _separated(act: str, person: str, performed: Performed, relatives: Relatives) -> Finding | None:
    for row in SEPARATIONS:
        for other in _opposed(row, act):
            performers = performed.get(other, frozenset())
            related = row.reaches_relatives and _related_to_any(person, performers, relatives)
            if person in performers or related:
                other_name = text(f"act.{other}")
                return _finding(
                    "separation_of_duties", row.code, row.source, act, other=other, other_name=other_name
                )
    return None


def _opposed(row: Separation, act: str) -> Iterator[str]:
    """The acts whose performers may not perform `act` under this row."""
    if act in row.second:
        yield from sorted(row.first)
    if act in row.first:
        yield from sorted(row.second)


def _finding(code: str, rule: str, source: Source, act: str, **facts: str) -> Finding:
    return Finding(code, source.label(), {"rule": rule, "act": act, "act_name": text(f"act.{act}"), **facts})


@dataclass(frozen=True, slots=True)
class Incompatibility:
    """Posts that one person may not hold together; `reaches_relatives`: nor two near relatives, one each."""

    rule: str
    first: frozenset[str]
    second: frozenset[str]
    source: Source
    reaches_relatives: bool = False
    code: str = "posts_incompatible"


COMMITTEE = frozenset({"vc_director", "vc_member"})
SUPERVISORS = frozenset({"vsc_chair", "vsc_member"})
BOARD = frozenset({"ceo_chair", "ceo_director"})
FINANCE = frozenset({"accountant", "reporter", "cashier"})

INCOMPATIBILITIES = (
    Incompatibility("SD4", SUPERVISORS, COMMITTEE, VILLAGE_COMMITTEES.article(37, 1), reaches_relatives=True),
    Incompatibility("SD5", SUPERVISORS, FINANCE | {"clerk", "ceo_chair"}, LOCAL_RULE),
    Incompatibility(
        "SD6", frozenset({"sup_board"}), BOARD | FINANCE, COLLECTIVES.article(34), reaches_relatives=True
    ),
    Incompatibility(
        "SD7", frozenset({"cashier"}), frozenset({"accountant", "agency_acct"}), ACCOUNTING.article(35)
    ),
    Incompatibility("SD8", frozenset({"vc_director"}), FINANCE, LOCAL_RULE, reaches_relatives=True),
    Incompatibility("SD10", frozenset({"seal_approver"}), frozenset({"seal_keeper"}), VILLAGE_SEALS.whole()),
    Incompatibility(
        "SD11",
        frozenset({"party_secretary", "vc_director"}),
        frozenset({"seal_keeper"}),
        VILLAGE_SEALS.whole(),
        code="posts_discouraged",
    ),
)

UNRELATED = (
    (COMMITTEE, "relatives_in_committee", VILLAGE_COMMITTEES.article(8, 2)),
    (BOARD, "relatives_on_board", COLLECTIVES.article(29)),
)
"""Bodies whose members may not be near relatives of each other."""


def check_posts(posts: Mapping[str, Set[str]], relatives: Relatives = NOBODY) -> list[Finding]:
    """What is wrong with who holds which posts of one village on one day; empty when nothing is.

    Codes: `posts_incompatible`, `posts_discouraged` (lawful, but needs a recorded reason),
    `relatives_in_committee`, `relatives_on_board`. Facts name `persons` by id and the posts in Chinese.
    """
    found = [f for row in INCOMPATIBILITIES for f in _incompatible(row, posts, relatives)]
    return found + [f for bound in UNRELATED for f in _related_members(*bound, posts, relatives)]


def _incompatible(
    row: Incompatibility, posts: Mapping[str, Set[str]], relatives: Relatives
) -> Iterator[Finding]:
    for one, other in product(sorted(_holders(posts, row.first)), sorted(_holders(posts, row.second))):
        related = row.reaches_relatives and are_near_relatives(one, other, relatives)
        if one == other or related:
            facts = {
                "rule": row.rule,
                "persons": tuple(sorted({one, other})),
                "first_name": _names(posts[one] & row.first),
                "second_name": _names(posts[other] & row.second),
            }
            yield Finding(row.code, row.source.label(), facts)


def _related_members(
    members: frozenset[str], code: str, source: Source, posts: Mapping[str, Set[str]], relatives: Relatives
) -> Iterator[Finding]:
    for one, other in combinations(sorted(_holders(posts, members)), 2):
        if are_near_relatives(one, other, relatives):
            yield Finding(code, source.label(), {"persons": (one, other)})


def _holders(posts: Mapping[str, Set[str]], wanted: frozenset[str]) -> set[str]:
    return {person for person, held in posts.items() if held & wanted}


def _names(posts: Set[str]) -> str:
    return text("period.and").join(text(f"post.{post}") for post in sorted(posts))
