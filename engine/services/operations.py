"""The operations that service tasks name (`wq:operation`): each runs inside the step's transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import sqlalchemy as sa

from engine.errors import Invalid
from engine.persistence import tables
from engine.rules.bodies import joint_demand
from engine.rules.parameters import integer_of
from engine.runtime import OperationCall
from engine.services import registers
from engine.services.meetings import roll_of
from engine.services.publishing import close_notice, open_notice, withdraw_notice
from engine.services.step import Draft, Step

Operation = Callable[[Step, OperationCall], object]


def _text(call: OperationCall, name: str) -> str:
    value = call.inputs.get(name)
    if not isinstance(value, str) or not value:
        raise Invalid("operation_input", operation=call.name, name=name)
    return value


def _maybe(call: OperationCall, name: str) -> str | None:
    value = call.inputs.get(name)
    return value if isinstance(value, str) and value else None


def _fen(call: OperationCall, name: str = "amount_fen") -> int:
    value = call.inputs.get(name)
    if not isinstance(value, int) or value < 0:
        raise Invalid("operation_input", operation=call.name, name=name)
    return value


def authorisation_of(step: Step, call: OperationCall) -> object:
    """Whether the representatives may decide this matter today, by which resolution, until when."""
    row = registers.authorisation(step.work, step.case_row.village, _text(call, "matter"), step.work.today)
    if row is None:
        return {"valid": False, "resolution": None, "to": None}
    return {"valid": True, "resolution": row.resolution, "to": row.to_on}


def joint_demand_of(step: Step, call: OperationCall) -> object:
    """Whether the signers are enough to force a meeting, and of which body."""
    signers = call.inputs.get("signers")
    if call.inputs.get("origin") != "joint_demand" or not isinstance(signers, list):
        return {"valid": False, "body": None}
    signed = set(signers)
    villagers = {seat.person for seat in roll_of(step, "B4", step.work.today)}
    representatives = {seat.person for seat in roll_of(step, "B5", step.work.today)}
    demand = joint_demand(
        villagers=len(villagers),
        villagers_signed=len(signed & villagers),
        representatives=len(representatives),
        representatives_signed=len(signed & representatives),
    )
    return {"valid": demand is not None, "body": demand.body if demand is not None else None}


def spend_window(step: Step, call: OperationCall) -> object:
    """Claims of the same payee and purpose in the window, this one included."""
    found = registers.window(
        step.work,
        step.case_row.id,
        step.case_row.village,
        payee=_text(call, "payee"),
        purpose=_text(call, "purpose"),
        amount_fen=_fen(call),
        days=integer_of(step.parameters, "spend.split_window_days"),
    )
    return {"sum_fen": found.sum_fen, "claims": len(found.claims) + 1}


def record_resolution(step: Step, call: OperationCall) -> object:
    """Enter a passed motion into the register; it takes effect when its disclosure has ended."""
    session = call.inputs.get("session")
    if not isinstance(session, Mapping) or not session.get("resolution"):
        raise Invalid("operation_input", operation=call.name, name="session")
    number = str(session["resolution"])
    step.work.insert(
        tables.resolutions,
        id=step.work.id(),
        village=step.case_row.village,
        number=number,
        case_id=step.case_row.id,
        body=str(session["body"]),
        matter=_text(call, "matter"),
        subject=_text(call, "subject"),
        payee=_maybe(call, "payee"),
        purpose=_maybe(call, "purpose"),
        amount_fen=call.inputs.get("amount_fen"),
        decided_on=step.work.today,
        status="decided",
    )
    step.record(Draft("resolution_recorded", element=call.element, data={"resolution": number}))
    return number


def suspend_resolution(step: Step, call: OperationCall) -> object:
    """A resolution that the town ordered to be corrected has no effect until its body decides anew."""
    number = _text(call, "resolution")
    known = tables.resolutions
    step.work.update(
        known, known.c.village == step.case_row.village, known.c.number == number, status="suspended"
    )
    step.record(Draft("resolution_suspended", element=call.element, data={"resolution": number}))
    return number


def reserve_budget(step: Step, call: OperationCall) -> object:
    """Hold the amount on what covers it. Raises Invalid `mandate_missing`, `link_not_valid`."""
    amount, village = _fen(call), step.case_row.village
    register, record, whole = _mandate(step, call)
    left = registers.balance_fen(step.work.connection, village, register, record, whole, but=step.case_row.id)
    if amount > left:
        raise Invalid("link_not_valid", why="exceeded", record=record)
    registers.reserve(
        step.work, step.case_row.id, village, register=register, record=record, amount_fen=amount
    )
    step.record(
        Draft("budget_reserved", element=call.element, data={"register": register, "amount_fen": amount})
    )
    return {"register": register, "record": record, "amount_fen": amount}


def _mandate(step: Step, call: OperationCall) -> tuple[str, str, int]:
    """Register, record and amount of what covers a payment: a named resolution before a budget line."""
    village, number, code = step.case_row.village, _maybe(call, "resolution"), _maybe(call, "budget_line")
    if number is not None:
        row = registers.resolution(step.work.connection, village, number)
        if row is not None and not registers.is_in_force(row, step.work.today):
            raise Invalid("mandate_gone", record=number)
        if row is not None:
            return "resolutions", row.id, row.amount_fen if row.amount_fen is not None else _fen(call)
    if code is not None:
        line = registers.budget_line(
            step.work.connection, village, _maybe(call, "ledger"), code, step.work.today.year
        )
        if line is not None:
            return "budget", line.id, line.amount_fen
    raise Invalid("mandate_missing")


def book_payment(step: Step, call: OperationCall) -> object:
    """Enter the payment into the register of payments; what was reserved is spent."""
    amount = _fen(call)
    registers.book(step.work, step.case_row.id, amount)
    step.record(Draft("payment_booked", element=call.element, data={"amount_fen": amount}))
    return {"booked_on": step.work.today, "amount_fen": amount}


def file_case(step: Step, call: OperationCall) -> object:
    """Seal the case's file: how many papers it holds."""
    filed = step.work.one(sa.select(sa.func.count()).where(tables.attachments.c.case_id == step.case_row.id))
    papers = filed[0] if filed else 0
    step.record(Draft("case_filed", element=call.element, data={"papers": papers}))
    return {"filed_on": step.work.today, "papers": papers}


OPERATIONS: Mapping[str, Operation] = {
    "authorisation_of": authorisation_of,
    "joint_demand_of": joint_demand_of,
    "spend_window": spend_window,
    "record_resolution": record_resolution,
    "suspend_resolution": suspend_resolution,
    "open_notice": open_notice,
    "withdraw_notice": withdraw_notice,
    "close_notice": close_notice,
    "reserve_budget": reserve_budget,
    "book_payment": book_payment,
    "file_case": file_case,
}
