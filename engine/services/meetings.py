"""Meetings: what the tasks of the `meeting` procedure mean.

The declaration of a sitting or of a result is an answer; the engine recomputes it from roll, recusals and
counts, and refuses one that the numbers don't bear out (村民委员会组织法（2025修正）第二十六、三十条；
农村集体经济组织法（2024）第二十七、二十八、三十一条).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa

from engine.clock import SHANGHAI, village_date
from engine.errors import FieldError, Invalid
from engine.persistence import tables
from engine.rules.bodies import (
    MATTERS,
    Authorisation,
    Count,
    body_of,
    majority,
    may_decide,
    no_quorum_cause,
    quorum,
)
from engine.rules.finding import Finding
from engine.rules.parameter_table import PARAMETERS
from engine.rules.parameters import integer_of
from engine.rules.periods import full_days_between
from engine.services import registers
from engine.services.numbers import next_number
from engine.services.regions import in_force, relatives_in
from engine.services.step import Step

SITTINGS = tables.sittings
EVENING = time(19, 30)
"""When villages usually meet; only a proposal on the form."""
DECIDING = frozenset({"assembly-decision", "board-decision", "ratification"})
"""Acts of a call by which a body decides a matter; a Party body or the two committees only prepare it."""


@dataclass(frozen=True, slots=True)
class Seat:
    """A member of a body on a day: what the count needs to know of him."""

    person: str
    name: str
    household: str | None
    gender: str | None


@dataclass(frozen=True, slots=True)
class Sitting:
    """The sitting that a meeting task belongs to: its body, and the call activity that called for it."""

    step: Step
    body: str
    call: int
    matter: str
    variables: Mapping[str, object]
    act: str | None = None
    """The act that the call is for: what the body does by meeting."""
    decides: str | None = None
    """The kind of matter (`MATTERS`) that the body decides here; None where it prepares or checks one."""

    @property
    def require_all(self) -> bool:
        """Whether everybody who is not recused must be there."""
        return self.variables.get("quorum") == "all"

    @property
    def notice_days(self) -> int:
        """Full days that must lie between notice and sitting."""
        given = self.variables.get("notice_days")
        ruled = integer_of(self.step.parameters, body_of(self.body, self.step.parameters).notice_parameter)
        if not isinstance(given, int):
            return ruled
        floor = PARAMETERS[body_of(self.body, self.step.parameters).notice_parameter].floor
        return max(given, floor if isinstance(floor, int) else 0)

    def row(self) -> sa.Row[Any] | None:
        """The latest sitting of this call."""
        return self.step.work.one(
            sa.select(SITTINGS)
            .where(SITTINGS.c.case_id == self.step.case_row.id, SITTINGS.c.call == self.call)
            .order_by(SITTINGS.c.attempt.desc())
        )

    def roll(self, on: date) -> tuple[Seat, ...]:
        """The voting members of the body on a day."""
        return roll_of(self.step, self.body, on)


def roll_of(step: Step, body: str, on: date) -> tuple[Seat, ...]:
    """The voting members of a body of the case's village on a day."""
    return seats(step.work.connection, step.case_row.village, body, on)


def seats(connection: sa.Connection, village: str, body: str, on: date) -> tuple[Seat, ...]:
    """The voting members of a body of a village on a day."""
    member, person = tables.memberships, tables.persons
    rows = connection.execute(
        sa.select(person.c.id, person.c.name, person.c.household, person.c.gender)
        .join(member, member.c.person == person.c.id)
        .where(
            member.c.village == village,
            member.c.body == body,
            member.c.voting,
            in_force(member, on),
        )
        .order_by(person.c.id)
    )
    return tuple(Seat(*row) for row in rows)


def sitting_of(step: Step, path: tuple[int, ...], body: str) -> Sitting:
    """The sitting of a task inside a called meeting."""
    call = path[-1] if path else 0
    token = step.instance.token(call)
    matter = token.task_spec.node.id if token is not None else step.case_row.procedure
    act = token.task_spec.node.wq.get("act") if token is not None else None
    decides = _decided(step, path) if act in DECIDING else None
    return Sitting(step, body, call, matter, step.instance.variables(path), act, decides)


def _decided(step: Step, path: tuple[int, ...]) -> str | None:
    """The kind of matter that the caller of a meeting puts to it; a charter's own kinds are the charter's."""
    matter = step.instance.variables(path[:-1]).get("matter")
    return matter if isinstance(matter, str) and matter in MATTERS else None


# What a form is given.


def form_data(sitting: Sitting, act: str) -> dict[str, object]:
    """Prefilled values and option lists of a meeting's form."""
    today = sitting.step.work.today
    if act == "meeting-notice":
        earliest = full_days_between(today, sitting.notice_days)
        return {"sitting_at": datetime.combine(earliest, EVENING, SHANGHAI).isoformat(timespec="minutes")}
    roll = sitting.roll(today)
    data: dict[str, object] = {"roll": [{"value": seat.person, "label": seat.name} for seat in roll]}
    if act == "attendance":
        data["recused"] = sorted(interested(sitting, roll))
    return data


def interested(sitting: Sitting, roll: tuple[Seat, ...]) -> set[str]:
    """Parties of the case on the roll, and their near relatives: recused, whether they declare it or not.

    Nobody supervises what they applied for themselves, nor does a near relative (SD2).
    """
    authority = sitting.step.authority
    parties = set(authority.parties)
    if sitting.act == "supervision":
        parties |= authority.performed().get("claim", set())
    if not parties:
        return set()
    relatives = relatives_in(sitting.step.work.connection, list(parties))
    touched = parties | {person for party in parties for person in relatives.get(party, ())}
    return {seat.person for seat in roll} & touched


# What an answer does.


def convene(sitting: Sitting, values: Mapping[str, object]) -> dict[str, object]:
    """A notice of meeting. Raises Invalid `meeting_too_early`, fewer full days ahead than the rule asks."""
    at = values["sitting_at"]
    if not isinstance(at, datetime):
        raise Invalid(errors=(FieldError("sitting_at", "required"),))
    earliest = full_days_between(sitting.step.work.today, sitting.notice_days)
    special = sitting.body == "B4" and bool(values.get("special_reason"))
    if village_date(at) < earliest and not special:
        facts = (("earliest", earliest.isoformat()), ("days", sitting.notice_days))
        raise Invalid(
            "meeting_too_early", errors=(FieldError("sitting_at", "meeting_too_early", facts),), **dict(facts)
        )
    if at <= sitting.step.work.now:
        raise Invalid(errors=(FieldError("sitting_at", "date_passed"),))
    before = sitting.row()
    sitting.step.work.insert(
        SITTINGS,
        id=sitting.step.work.id(),
        case_id=sitting.step.case_row.id,
        village=sitting.step.case_row.village,
        call=sitting.call,
        matter=sitting.matter,
        body=sitting.body,
        attempt=1 if before is None else before.attempt + 1,
        planned_at=at,
        roll=[],
        present=[],
        recused=[],
        round=_round(sitting),
    )
    return {}


def _round(sitting: Sitting) -> int:
    """Earlier decisions of this body on this matter, plus one."""
    decided = sitting.step.work.one(
        sa.select(sa.func.count()).where(
            SITTINGS.c.case_id == sitting.step.case_row.id,
            SITTINGS.c.body == sitting.body,
            SITTINGS.c.matter == sitting.matter,
            SITTINGS.c.outcome.in_(("passed", "rejected", "deferred")),
        )
    )
    return (decided[0] if decided else 0) + 1


def attend(sitting: Sitting, values: Mapping[str, object]) -> dict[str, object]:
    """Who came, and whether the sitting is declared open.

    Raises Invalid: `quorum_not_met` when it is declared open below quorum; field errors when it is adjourned
    above quorum without a reason, or when somebody is both present and on leave.
    """
    roll = sitting.roll(sitting.step.work.today)
    present, leave = _persons(values, "present"), _persons(values, "leave")
    if both := sorted(present & leave):
        raise Invalid(errors=(FieldError("leave", "present_and_on_leave", (("count", len(both)),)),))
    recused = _persons(values, "recused") | interested(sitting, roll)
    count = _count(roll, present, recused)
    judged = quorum(sitting.body, count, sitting.step.parameters, sitting.require_all)
    declared = values["declared"]
    if declared == "open" and not judged.met:
        _refuse(judged.finding, "declared")
    if declared == "adjourned" and judged.met and not values.get("adjourn_reason"):
        raise Invalid(errors=(FieldError("adjourn_reason", "adjourned_above_quorum"),))
    cause = (
        None
        if declared == "open"
        else no_quorum_cause(sitting.body, count, sitting.step.parameters, sitting.require_all)
    )
    _update(
        sitting,
        roll=[seat.person for seat in roll],
        present=sorted(present),
        recused=sorted(recused),
        outcome=None if declared == "open" else "no_quorum",
        no_quorum_cause=cause,
    )
    return {"session": _session(sitting)}


def vote(sitting: Sitting, values: Mapping[str, object]) -> dict[str, object]:
    """The result of a vote. Abstentions are what is left.

    Raises Invalid: field errors when more votes were cast than people could, `majority_not_met` when a motion
    below its majority is declared passed, `not_delegable`, `unauthorised` or `not_in_charter` when another
    body must decide it, `result_mismatch` when one that passed is declared otherwise.
    """
    row = sitting.row()
    if row is None:
        raise Invalid("no_sitting")
    seated = {seat.person: seat for seat in sitting.roll(village_date(row.planned_at))}
    roll = tuple(seated.get(person, Seat(person, "", None, None)) for person in row.roll)
    before = _count(roll, set(row.present), set(row.recused))
    yes, no = _whole(values, "yes"), _whole(values, "no")
    if yes + no > before.voting:
        facts = (("cast", yes + no), ("voting", before.voting))
        raise Invalid(errors=(FieldError("no", "more_votes_than_voters", facts),))
    count = _count(roll, set(row.present), set(row.recused), yes=yes, no=no)
    passed = majority(sitting.body, count, sitting.step.parameters)
    declared = str(values["declared"])
    incompetent = _why_not_to_decide(sitting, village_date(row.planned_at))
    if declared == "passed":
        _refuse(passed.finding or incompetent, "declared")
    elif passed.met and incompetent is None:
        raise Invalid(
            "result_mismatch", errors=(FieldError("declared", "result_mismatch"),), **dict(passed.facts)
        )
    number = _number(sitting) if declared == "passed" else None
    _update(sitting, yes=yes, no=no, abstain=count.abstain, outcome=declared, resolution=number)
    return {"session": _session(sitting)}


def _why_not_to_decide(sitting: Sitting, on: date) -> Finding | None:
    """Why a decision of this body would have no force; None when it may decide.

    村民委员会组织法（2025修正）第二十八、三十一、三十二条；农村集体经济组织法（2024）第二十六、二十八条.
    """
    if sitting.decides is None:
        return None
    step = sitting.step
    held = registers.authorisation(step.work, step.case_row.village, sitting.decides, on)
    given = (
        Authorisation(frozenset(held.matters), held.from_on, held.to_on, held.resolution) if held else None
    )
    return may_decide(
        sitting.body,
        sitting.decides,
        on=on,
        charter_allows_b8=step.parameter("charter.allows_b8") is True,
        authorisation=given,
    )


def _number(sitting: Sitting) -> str:
    """The number of a resolution: village, year, body, and how many this body passed there that year."""
    step = sitting.step
    count = next_number(step.work, step.case_row.village, sitting.body)
    return f"{step.village.name}〔{step.work.today.year}〕{sitting.body}-{count:03}"


def _session(sitting: Sitting) -> dict[str, object]:
    row = sitting.row()
    if row is None:
        raise Invalid("no_sitting")
    return {
        "outcome": row.outcome,
        "no_quorum_cause": row.no_quorum_cause,
        "body": row.body,
        "held_on": sitting.step.work.today,
        "due": len(row.roll),
        "present": len(row.present),
        "recused": len(row.recused),
        "yes": row.yes,
        "no": row.no,
        "abstain": row.abstain,
        "attempt": row.attempt,
        "round": row.round,
        "resolution": row.resolution,
    }


def _update(sitting: Sitting, **values: object) -> None:
    row = sitting.row()
    if row is None:
        raise Invalid("no_sitting")
    sitting.step.work.update(SITTINGS, SITTINGS.c.id == row.id, **values)


def _persons(values: Mapping[str, object], name: str) -> set[str]:
    given = values.get(name)
    return {str(one) for one in given} if isinstance(given, list) else set()


def _whole(values: Mapping[str, object], name: str) -> int:
    given = values.get(name)
    if not isinstance(given, int) or given < 0:
        raise Invalid(errors=(FieldError(name, "not_whole"),))
    return given


def _count(
    roll: tuple[Seat, ...], present: set[str], recused: set[str], *, yes: int = 0, no: int = 0
) -> Count:
    """The count of a motion, with households and women for the bodies whose rules know them."""
    members = {seat.person for seat in roll}
    came, out = members & present, members & recused
    voting = [seat for seat in roll if seat.person in came - out]
    return Count(
        due=len(members),
        present=len(came),
        recused=len(came & out),
        recused_absent=len(out - came),
        yes=yes,
        no=no,
        households_due=len({seat.household for seat in roll if seat.household}),
        households_present=len({seat.household for seat in voting if seat.household}),
        women_due=sum(seat.gender == "female" for seat in roll),
        women_present=sum(seat.gender == "female" for seat in voting),
    )


def _refuse(finding: Finding | None, field: str) -> None:
    if finding is None:
        return
    facts = tuple(finding.facts.items())
    raise Invalid(
        finding.code,
        errors=(FieldError(field, finding.code, facts),),
        **{**finding.facts, "source": finding.source},
    )


HANDLERS: Mapping[str, Callable[[Sitting, Mapping[str, object]], dict[str, object]]] = {
    "meeting-notice": convene,
    "attendance": attend,
    "vote": vote,
}
"""By act: what completing a meeting's task does besides taking the answers."""


def tally(sitting: Sitting) -> dict[str, Any]:
    """The facts for counting while ticking: the quorum of this body today."""
    roll = sitting.roll(sitting.step.work.today)
    count = _count(roll, set(), interested(sitting, roll))
    judged = quorum(sitting.body, count, sitting.step.parameters, sitting.require_all)
    return {"count": count, "judged": judged, "days": timedelta(days=sitting.notice_days)}
