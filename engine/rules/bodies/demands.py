"""When villagers or their representatives can demand a meeting that nobody may refuse."""

from __future__ import annotations

from dataclasses import dataclass

from engine.rules.sources import VILLAGE_COMMITTEES, Source
from engine.rules.thresholds import FIFTH_OR_MORE, TENTH_OR_MORE, THIRD_OR_MORE


@dataclass(frozen=True, slots=True)
class Demand:
    """A meeting that must be convened: of which body, and by which article."""

    body: str
    source: Source


ASSEMBLY_25 = VILLAGE_COMMITTEES.article(25, 2)
REPRESENTATIVES_30 = VILLAGE_COMMITTEES.article(30, 1)


def joint_demand(
    *, villagers: int, villagers_signed: int, representatives: int, representatives_signed: int
) -> Demand | None:
    """The meeting that so many signatures force; None when they are too few.

    A tenth of the villagers or a third of the representatives: the villagers' meeting (B4). A fifth of
    the representatives: theirs (B5). In a community (居) both are B11.
    """
    if TENTH_OR_MORE.met_by(villagers_signed, villagers):
        return Demand("B4", ASSEMBLY_25)
    if THIRD_OR_MORE.met_by(representatives_signed, representatives):
        return Demand("B4", ASSEMBLY_25)
    if FIFTH_OR_MORE.met_by(representatives_signed, representatives):
        return Demand("B5", REPRESENTATIVES_30)
    return None
