"""Who came and how they voted, and whether that binds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from engine.errors import Invalid
from engine.rules.bodies.table import Base, Body, Formula, body_of
from engine.rules.finding import Finding
from engine.rules.parameter_table import Value
from engine.rules.parameters import value_of
from engine.rules.sources import LOCAL_RULE, Source
from engine.rules.thresholds import TWO_THIRDS_OR_MORE

Cause = Literal["absence", "recusal"]


@dataclass(frozen=True, slots=True)
class Count:
    """One motion at one sitting, in numbers of persons.

    `due` 应到: the roll of the day that may vote, the recused included. `present` 实到: those of the
    roll who came, the recused included. `recused`: those of the present who take no part in this motion;
    `recused_absent`: those who would not either, and did not come. `yes` and `no` are votes; abstentions
    are what is left. Households: those of the roll, and those represented by somebody who came and is not
    recused. Raises Invalid `count_impossible` for numbers that can't be.
    """

    due: int
    present: int
    recused: int = 0
    yes: int = 0
    no: int = 0
    recused_absent: int = 0
    households_due: int | None = None
    households_present: int | None = None
    women_due: int | None = None
    women_present: int | None = None

    def __post_init__(self) -> None:
        people = (
            0 <= self.recused <= self.present <= self.due - self.recused_absent and self.recused_absent >= 0
        )
        votes = self.yes >= 0 and self.no >= 0 and self.yes + self.no <= self.voting
        households = 0 <= (self.households_present or 0) <= (self.households_due or 0)
        women = 0 <= (self.women_present or 0) <= (self.women_due or 0) <= self.due
        if not (people and votes and households and women):
            raise Invalid(
                "count_impossible",
                due=self.due,
                present=self.present,
                recused=self.recused,
                yes=self.yes,
                no=self.no,
            )

    @property
    def voting(self) -> int:
        """Those who came and may vote on this motion."""
        return self.present - self.recused

    @property
    def able(self) -> int:
        """Those of the roll who could come and vote on this motion."""
        return self.due - self.recused - self.recused_absent

    @property
    def abstain(self) -> int:
        """弃权: came, may vote, said neither yes nor no."""
        return self.voting - self.yes - self.no


@dataclass(frozen=True, slots=True)
class Judgement:
    """Whether a share is reached: `actual` of the `needed`, in persons unless `facts["unit"]` says
    households.

    `facts` are the numbers for the screen: due, present, recused, needed, actual, missing, base.
    """

    met: bool
    needed: int
    actual: int
    finding: Finding | None = None
    facts: Mapping[str, object] = field(default_factory=dict)

    @property
    def missing(self) -> int:
        """How many more it takes."""
        return max(0, self.needed - self.actual)


def quorum(body: str, count: Count, parameters: Mapping[str, Value], require_all: bool = False) -> Judgement:
    """Whether this body may meet on this motion. The recused are not counted as present.

    `require_all`: everybody who is not recused must be there. Where the law lets household
    representatives make the quorum, the count of households is judged when the count of persons falls
    short. The finding's code is `quorum_not_met`.
    """
    judged = body_of(body, parameters)
    share = judged.quorum.share(parameters)
    needed = share.needed(_whole(judged.quorum, count, parameters))
    if require_all:
        return _persons(judged, count, share.source, max(needed, count.able))
    by_persons = _persons(judged, count, share.source, needed)
    if by_persons.met:
        return _women(by_persons, judged, count, parameters)
    return _by_households(judged, count) or by_persons


def majority(body: str, count: Count, parameters: Mapping[str, Value]) -> Judgement:
    """Whether a motion is passed with `count.yes` votes, the quorum aside. The finding's code is
    `majority_not_met`.
    """
    judged = body_of(body, parameters)
    share = judged.majority.share(parameters)
    needed = share.needed(_whole(judged.majority, count, parameters))
    return _judge(
        "majority_not_met", judged, count, share.source, needed=needed, actual=count.yes, unit="persons"
    )


def no_quorum_cause(
    body: str,
    count: Count,
    parameters: Mapping[str, Value],
    require_all: bool = False,
) -> Cause:
    """Why there is no quorum: `recusal` when even all who may vote could not make one, so that meeting
    again is no use.
    """
    everybody = Count(due=count.due, present=count.able, recused_absent=count.due - count.able)
    reachable = quorum(body, everybody, parameters, require_all).met
    return "absence" if reachable else "recusal"


def _whole(formula: Formula, count: Count, parameters: Mapping[str, Value]) -> int:
    if formula.base is Base.PRESENT:
        return count.voting
    excluded = value_of(parameters, "recusal.vote_mode") == "exclude_from_due"
    return count.able if formula.base is Base.DUE and excluded else count.due


def _persons(body: Body, count: Count, source: Source, needed: int) -> Judgement:
    return _judge("quorum_not_met", body, count, source, needed=needed, actual=count.voting, unit="persons")


def _by_households(body: Body, count: Count) -> Judgement | None:
    """The judgement by households, where the law knows it and it is met."""
    if body.households is None or not count.households_due:
        return None
    needed, actual = body.households.needed(count.households_due), count.households_present or 0
    judged = _judge(
        "quorum_not_met", body, count, body.households.source, needed=needed, actual=actual, unit="households"
    )
    return judged if judged.met else None


def _women(judged: Judgement, body: Body, count: Count, parameters: Mapping[str, Value]) -> Judgement:
    """The quorum of women representatives, which some provinces add to that of B5 (山东)."""
    if body.code != "B5" or not value_of(parameters, "meeting.B5.women_quorum") or not count.women_due:
        return judged
    needed, actual = TWO_THIRDS_OR_MORE.needed(count.women_due), count.women_present or 0
    women = _judge("quorum_not_met", body, count, LOCAL_RULE, needed=needed, actual=actual, unit="women")
    return judged if women.met else women


def _judge(
    code: str, body: Body, count: Count, source: Source, *, needed: int, actual: int, unit: str
) -> Judgement:
    met = count.due > 0 and actual >= needed
    facts = {
        "body": body.code,
        "body_name": body.name,
        "due": count.due,
        "present": count.present,
        "recused": count.recused,
        "voting": count.voting,
        "needed": needed,
        "actual": actual,
        "missing": max(0, needed - actual),
        "unit": unit,
    }
    return Judgement(met, needed, actual, None if met else Finding(code, source.label(), facts), facts)
