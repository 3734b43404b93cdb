"""Registers: budget lines, resolutions, authorisations, claims, and the links of forms to them.

A form field marked `register` is a link. The engine refuses a record that is missing, not effective, exceeded
or of another subject (422 `link_not_valid`), and amounts are reserved in the step's own transaction.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from engine.errors import FieldError, Invalid
from engine.messages import text
from engine.persistence import tables
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
    return [{"value": row.number, "label": f"{row.number} {row.subject}"} for row in rows]


def check_links(
    work: Work, village: str, links: Mapping[str, tuple[str, object]], values: Mapping[str, object]
) -> None:
    """Check the links of a form: field -> (register, answer). Raises Invalid `link_not_valid`."""
    for field, (register, answer) in links.items():
        if answer is None:
            continue
        why = _why_invalid(work, village, register, str(answer), values)
        if why is not None:
            raise Invalid(
                "link_not_valid", errors=(FieldError(field, f"link_{why}"),), record=str(answer), why=why
            )


def _why_invalid(
    work: Work, village: str, register: str, answer: str, values: Mapping[str, object]
) -> str | None:
    amount = values.get("amount_fen")
    needed = amount if isinstance(amount, int) else 0
    match register:
        case "budget":
            return _budget_why(work, village, answer, values, needed)
        case "resolutions":
            return _resolution_why(work, village, answer, values, needed)
        case "cases":
            known = work.one(sa.select(tables.cases.c.id).filter_by(village=village, number=answer))
            return None if known is not None else "missing"
        case _:
            return "missing"


def _budget_why(work: Work, village: str, code: str, values: Mapping[str, object], needed: int) -> str | None:
    ledger = values.get("ledger")
    named = ledger if isinstance(ledger, str) else None
    row = budget_line(work.connection, village, named, code, work.today.year)
    if row is None:
        return "missing"
    left = balance_fen(work.connection, village, "budget", row.id, row.amount_fen)
    return "exceeded" if needed > left else None


def _resolution_why(
    work: Work, village: str, number: str, values: Mapping[str, object], needed: int
) -> str | None:
    row = resolution(work.connection, village, number)
    if row is None:
        return "missing"
    if row.status != "effective" or (row.valid_until is not None and row.valid_until < work.today):
        return "not_effective"
    for name in ("payee", "purpose"):
        own, given = getattr(row, name), values.get(name)
        if own is not None and given is not None and own != given:
            return "other_subject"
    if row.amount_fen is None:
        return None
    left = balance_fen(work.connection, village, "resolutions", row.id, row.amount_fen)
    return "exceeded" if needed > left else None


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
    return spend_window(claims.pop(case_id), claims.values(), days)


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
