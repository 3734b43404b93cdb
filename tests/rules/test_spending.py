"""What spending adds up to, and what nobody can approve."""

from datetime import date, timedelta

import pytest

from engine.rules.parameters import default_of
from engine.rules.spending import PROHIBITED, Claim, prohibited, spend_window

TODAY = date(2026, 3, 31)
CLAIM = Claim("new", "carpenter", "office", 9_900_00, TODAY)


def earlier(days: int, **changed: object) -> Claim:
    facts: dict[str, object] = {
        "payee": "carpenter",
        "purpose": "office",
        "amount_fen": 9_900_00,
        "rejected": False,
    }
    return Claim(id="old", submitted_on=TODAY - timedelta(days=days), **{**facts, **changed})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("other", "sum_fen"),
    [
        pytest.param(earlier(10), 19_800_00, id="11-ten-days-ago"),
        pytest.param(earlier(30), 19_800_00, id="thirty-days-ago"),
        pytest.param(earlier(31), 9_900_00, id="thirty-one-days-ago"),
        pytest.param(earlier(0), 19_800_00, id="today"),
        pytest.param(earlier(-10), 19_800_00, id="submitted-after-it"),
        pytest.param(earlier(-21), 9_900_00, id="not-submitted-yet"),
        pytest.param(earlier(10, payee="painter"), 9_900_00, id="another-payee"),
        pytest.param(earlier(10, purpose="road"), 9_900_00, id="another-purpose"),
        pytest.param(earlier(10, rejected=True), 9_900_00, id="rejected"),
    ],
)
def test_splitting_a_bill_does_not_lower_its_tier(other: Claim, sum_fen: int) -> None:
    window = spend_window(CLAIM, [CLAIM, other], days=30, on=TODAY + timedelta(days=20))
    assert window.sum_fen == sum_fen
    assert window.claims == (() if sum_fen == CLAIM.amount_fen else ("old",))


def test_twice_nine_thousand_nine_hundred_is_tier_three() -> None:
    """Vector 11: each claim alone is T2."""
    t1, t2, t3 = (int(default_of(f"spend.{tier}")) for tier in ("t1", "t2", "t3"))
    assert t1 < CLAIM.amount_fen <= t2 < spend_window(CLAIM, [earlier(10)], days=30, on=TODAY).sum_fen <= t3


def test_the_committee_guarantees_for_nobody() -> None:
    """Vector 20."""
    finding = prohibited("guarantee")
    assert finding is not None
    assert finding.source == "村民委员会组织法（2025修正）第十三条"


@pytest.mark.parametrize("kind", sorted(PROHIBITED))
def test_prohibited_spending_has_no_override(kind: str) -> None:
    finding = prohibited(kind)
    assert finding is not None
    assert finding.code == "spending_prohibited"


def test_other_spending_may_be_applied_for() -> None:
    assert prohibited("office") is None
