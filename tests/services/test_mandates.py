"""Every payment rests on a decision that is in force, is about it and is large enough, until it is paid."""

from __future__ import annotations

from datetime import date

import pytest

from engine.errors import Invalid
from engine.persistence import tables
from engine.services.views import CaseView
from tests.services.office import VILLAGE, Office

RESOLUTIONS = tables.resolutions
NUMBER = "东山村〔2026〕B5-009"


def resolve(office: Office, **changed: object) -> None:
    """A resolution in force over ¥1,000 for mending the road."""
    row: dict[str, object] = {
        "id": "r9",
        "village": VILLAGE,
        "number": NUMBER,
        "case_id": None,
        "body": "B5",
        "matter": "public_works",
        "subject": "修路",
        "purpose": "修三组道路",
        "amount_fen": 100_000,
        "decided_on": date(2026, 3, 1),
        "status": "effective",
    }
    office.write(RESOLUTIONS.insert().values({**row, **changed}))


def start(office: Office, **changed: object) -> CaseView:
    office.install("payout")
    given: dict[str, object] = {
        "amount_fen": 90_000,
        "purpose": "修三组道路",
        "payee": "东山修缮队",
        "ledger": "committee",
        "resolution": NUMBER,
    }
    return office.start("payout", **{**given, **changed})


COVERING = [
    pytest.param({}, {}, None, id="its-purpose"),
    pytest.param({"payee": "东山修缮队"}, {}, None, id="its-payee"),
    pytest.param({}, {"amount_fen": 100_000}, None, id="to-the-last-fen"),
    pytest.param({}, {"amount_fen": 100_001}, "link_exceeded", id="a-fen-too-much"),
    pytest.param({}, {"purpose": "买电脑"}, "link_other_subject", id="another-purpose"),
    pytest.param({"purpose": None}, {}, "link_other_subject", id="no-purpose-covers-nothing"),
    pytest.param({"payee": "西河修缮队"}, {}, "link_other_subject", id="another-payee"),
    pytest.param({}, {"ledger": "collective"}, "link_other_subject", id="money-of-the-collective"),
    pytest.param(
        {"matter": "collective_invest"}, {"ledger": "collective"}, None, id="decided-by-the-collective"
    ),
    pytest.param({"matter": "collective_invest"}, {}, "link_other_subject", id="not-for-the-committee"),
    pytest.param({"status": "decided"}, {}, "not_an_option", id="not-disclosed-yet"),
    pytest.param({"status": "suspended"}, {}, "not_an_option", id="suspended"),
    pytest.param({"valid_until": date(2026, 3, 1)}, {}, "not_an_option", id="run-out"),
]


@pytest.mark.parametrize(("decided", "asked", "code"), COVERING)
def test_a_resolution_covers_what_it_is_about(
    office: Office, decided: dict[str, object], asked: dict[str, object], code: str | None
) -> None:
    """村民委员会组织法（2025修正）第二十八条; drawing conventions §4."""
    resolve(office, **decided)
    if code is None:
        assert start(office, **asked).active == ("claim_it",)
        return
    with pytest.raises(Invalid) as raised:
        start(office, **asked)
    assert raised.value.code in {"link_not_valid", "invalid_answers"}
    assert [error.code for error in raised.value.errors] == [code]


def test_what_was_suspended_meanwhile_is_neither_passed_nor_paid(office: Office) -> None:
    resolve(office)
    case = start(office)
    office.complete(case, "claim_it", "clerk", amount_fen=90_000)
    suspended = RESOLUTIONS.update().where(RESOLUTIONS.c.number == NUMBER)
    office.write(suspended.values(status="suspended"))
    with pytest.raises(Invalid) as raised:
        office.complete(case, "agency", "agency_acct")
    assert (raised.value.code, raised.value.facts["record"]) == ("mandate_gone", NUMBER)
    office.write(suspended.values(status="effective"))
    office.complete(case, "agency", "agency_acct")
    office.write(suspended.values(status="suspended"))
    with pytest.raises(Invalid) as raised:
        office.complete(case, "pay_it", "cashier")
    assert raised.value.code == "mandate_gone"
    assert office.open(case) == ["pay_it"]


def test_no_more_is_paid_than_was_reserved(office: Office) -> None:
    resolve(office)
    case = start(office)
    office.complete(case, "claim_it", "clerk", amount_fen=90_001)
    with pytest.raises(Invalid) as raised:
        office.complete(case, "agency", "agency_acct")
    assert raised.value.code == "mandate_exceeded"


def test_what_a_case_holds_already_is_free_for_it(office: Office) -> None:
    """A claim of nine tenths of the resolution may be looked at again by its own case."""
    resolve(office)
    start(office)
    with pytest.raises(Invalid) as raised:
        start(office, amount_fen=10_001)
    assert [error.code for error in raised.value.errors] == ["link_exceeded"]
    assert start(office, amount_fen=10_000).active == ("claim_it",)
