"""Registers: budget lines, resolutions, authorisations, claims, and the links of forms to them.

A form field marked `register` is a link. The engine refuses a record that is missing, not effective, exceeded
or of another subject (422 `link_not_valid`), and amounts are reserved in the step's own transaction.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from engine.definitions.forms import Form
from engine.errors import FieldError, Invalid
from engine.messages import text
from engine.persistence import tables
from engine.rules.bodies import pays_from
from engine.rules.money import format_yuan
from engine.rules.spending import Claim, SpendWindow, spend_window
from engine.services.kernel import Work
from engine.services.regions import in_force

RESERVED = ("reserved", "booked")


def balance_fen(
    connection: Connection, village: str, register: str, record: str, amount_fen: int, *, but: str = ""
) -> int:
    """What is left of a record after all that is reserved or booked on it, but for one case."""
    held = tables.reservations
    taken = connection.execute(
        sa.select(sa.func.coalesce(sa.func.sum(held.c.amount_fen), 0)).where(
            held.c.village == village,
            held.c.register == register,
            held.c.record == record,
            held.c.status.in_(RESERVED),
            held.c.case_id != but,
        )
    ).scalar_one()
    return amount_fen - int(taken)


def budget_line(
    connection: Connection, village: str, ledger: str | None, code: str, year: int
) -> sa.Row[Any] | None:
    """A budget line of a village by its code, which is the same every year; any ledger when none is named."""
    line = tables.budget_lines
    statement = sa.select(line).where(line.c.village == village, line.c.code == code, line.c.year == year)
    if ledger is not None:
        statement = statement.where(line.c.ledger == ledger)
    return connection.execute(statement).first()


def resolution(connection: Connection, village: str, number: str) -> sa.Row[Any] | None:
    """A resolution of a village by its number."""
    known = tables.resolutions
    return connection.execute(
        sa.select(known).where(known.c.village == village, known.c.number == number)
    ).first()


def budget_options(connection: Connection, village: str, today: date) -> list[dict[str, object]]:
    """Budget lines of this year, with what is left."""
    line = tables.budget_lines
    rows = connection.execute(
        sa.select(line).where(line.c.village == village, line.c.year == today.year).order_by(line.c.code)
    )
    return [
        {
            "value": row.code,
            "label": text(
                "budget_line.option",
                name=row.name,
                year=row.year,
                left=format_yuan(balance_fen(connection, village, "budget", row.id, row.amount_fen)),
            ),
        }
        for row in rows
    ]


def resolution_options(connection: Connection, village: str, today: date) -> list[dict[str, object]]:
    """Resolutions in effect."""
    known = tables.resolutions
    rows = connection.execute(
        sa.select(known)
        .where(
            known.c.village == village,
            known.c.status == "effective",
            sa.or_(known.c.valid_until.is_(None), known.c.valid_until >= today),
        )
        .order_by(known.c.number)
    )
    return [{"value": row.number, "label": _resolution_label(row)} for row in rows]


def _resolution_label(row: sa.Row[Any]) -> str:
    if row.purpose is None:
        return f"{row.number} {row.subject}"
    return text("resolution.option", number=row.number, subject=row.subject, purpose=row.purpose)


@dataclass(frozen=True, slots=True)
class Claimed:
    """What a form would pay from a linked record; what its own case holds there already is free for it."""

    case_id: str
    village: str
    values: Mapping[str, object]

    @property
    def amount_fen(self) -> int:
        """The amount that is asked for."""
        amount = self.values.get("amount_fen")
        return amount if isinstance(amount, int) else 0


def check_links(work: Work, form: Form, answers: Mapping[str, object], claimed: Claimed) -> None:
    """Check the answers of a form that link to registers. Raises Invalid `link_not_valid`."""
    for field in form.fields:
        answer = answers.get(field.path[0])
        if "register" not in field.properties or answer is None:
            continue
        why = _why_invalid(work, field.properties["register"], str(answer), claimed)
        if why is not None:
            raise Invalid(
                "link_not_valid", errors=(FieldError(field.key, f"link_{why}"),), record=str(answer), why=why
            )


def _why_invalid(work: Work, register: str, answer: str, claimed: Claimed) -> str | None:
    match register:
        case "budget":
            return _budget_why(work, answer, claimed)
        case "resolutions":
            return _resolution_why(work, answer, claimed)
        case "cases":
            known = work.one(sa.select(tables.cases.c.id).filter_by(village=claimed.village, number=answer))
            return None if known is not None else "missing"
        case _:
            return "missing"


def _budget_why(work: Work, code: str, claimed: Claimed) -> str | None:
    ledger = claimed.values.get("ledger")
    named = ledger if isinstance(ledger, str) else None
    row = budget_line(work.connection, claimed.village, named, code, work.today.year)
    if row is None:
        return "missing"
    return _balance_why(work, claimed, "budget", row)


def _resolution_why(work: Work, number: str, claimed: Claimed) -> str | None:
    row = resolution(work.connection, claimed.village, number)
    if row is None:
        return "missing"
    if not is_in_force(row, work.today):
        return "not_effective"
    if not _covers(row, claimed.values):
        return "other_subject"
    return None if row.amount_fen is None else _balance_why(work, claimed, "resolutions", row)


def is_in_force(row: sa.Row[Any], today: date) -> bool:
    """Whether a resolution has effect: disclosed, neither suspended nor withdrawn, not run out."""
    return row.status == "effective" and (row.valid_until is None or row.valid_until >= today)


def _covers(row: sa.Row[Any], values: Mapping[str, object]) -> bool:
    """Whether a resolution is about this payment; one that names no purpose covers none.

    Drawing conventions §4: it covers payee and purpose, and the ledger is that of its matter.
    """
    payee, ledger = values.get("payee"), values.get("ledger")
    if row.purpose is None or row.purpose != values.get("purpose", row.purpose):
        return False
    if row.payee is not None and payee is not None and row.payee != payee:
        return False
    return not isinstance(ledger, str) or pays_from(row.matter, ledger)


def _balance_why(work: Work, claimed: Claimed, register: str, row: sa.Row[Any]) -> str | None:
    left = balance_fen(
        work.connection, claimed.village, register, row.id, row.amount_fen, but=claimed.case_id
    )
    return "exceeded" if claimed.amount_fen > left else None


def require_mandate(work: Work, case_id: str, amount_fen: int) -> None:
    """What a case has reserved must still stand, and be enough, when it is checked and paid.

    Raises Invalid `mandate_gone` when the resolution was suspended or has run out meanwhile,
    `mandate_exceeded` when less was reserved (village and collective law want every payment covered:
    村民委员会组织法（2025修正）第二十八条).
    """
    held = tables.reservations
    for row in work.all(sa.select(held).where(held.c.case_id == case_id, held.c.status == "reserved")):
        if amount_fen > row.amount_fen:
            raise Invalid("mandate_exceeded", reserved_fen=row.amount_fen)
        if row.register != "resolutions":
            continue
        covering = work.one(sa.select(tables.resolutions).where(tables.resolutions.c.id == row.record))
        if covering is None or not is_in_force(covering, work.today):
            raise Invalid("mandate_gone", record=covering.number if covering else row.record)


def reserve(work: Work, case_id: str, village: str, *, register: str, record: str, amount_fen: int) -> None:
    """Hold an amount of a record for a case; a second call changes it, and frees what another record held."""
    held = tables.reservations
    work.update(
        held,
        held.c.case_id == case_id,
        held.c.status == "reserved",
        held.c.record != record,
        status="released",
    )
    changed = work.update(
        held,
        held.c.case_id == case_id,
        held.c.register == register,
        held.c.record == record,
        held.c.status == "reserved",
        amount_fen=amount_fen,
    )
    if not changed:
        work.insert(
            held,
            id=work.id(),
            case_id=case_id,
            village=village,
            register=register,
            record=record,
            amount_fen=amount_fen,
            status="reserved",
        )


def book(work: Work, case_id: str, amount_fen: int) -> None:
    """What a case reserved is paid: the amount is final."""
    held = tables.reservations
    work.update(
        held, held.c.case_id == case_id, held.c.status == "reserved", status="booked", amount_fen=amount_fen
    )
    claim = tables.claims
    work.update(claim, claim.c.case_id == case_id, status="paid", amount_fen=amount_fen)


def window(
    work: Work, case_id: str, village: str, *, payee: str, purpose: str, amount_fen: int, days: int
) -> SpendWindow:
    """Note this case's claim, and sum all claims of the same payee and purpose in the last `days` days.

    Paid and open claims count, rejected ones don't (anti-splitting, drawing conventions §4).
    """
    claim = tables.claims
    changed = work.update(
        claim, claim.c.case_id == case_id, payee=payee, purpose=purpose, amount_fen=amount_fen, status="open"
    )
    if not changed:
        work.insert(
            claim,
            id=work.id(),
            village=village,
            case_id=case_id,
            payee=payee,
            purpose=purpose,
            amount_fen=amount_fen,
            submitted_on=work.today,
            status="open",
        )
    rows = work.all(sa.select(claim).where(claim.c.village == village, claim.c.payee == payee))
    claims = {row.case_id or row.id: _claim(row) for row in rows}
    return spend_window(claims.pop(case_id), claims.values(), days, on=work.today)


def _claim(row: sa.Row[Any]) -> Claim:
    return Claim(
        row.id, row.payee, row.purpose, row.amount_fen, row.submitted_on, rejected=row.status == "rejected"
    )


def authorisation(work: Work, village: str, matter: str, on: date) -> sa.Row[Any] | None:
    """What lets the representatives decide a matter on a day (村民委员会组织法（2025修正）第二十八条)."""
    given = tables.authorisations
    rows = work.all(
        sa.select(given)
        .where(given.c.village == village, in_force(given, on))
        .order_by(given.c.from_on.desc())
    )
    return next((row for row in rows if matter in row.matters), None)
