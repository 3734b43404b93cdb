"""The operations that a service task may name, and the variable that each gives."""

from __future__ import annotations

from collections.abc import Mapping

OPERATIONS: Mapping[str, str] = {
    "authorisation_of": "authorisation",
    "joint_demand_of": "joint_demand_of",
    "spend_window": "spend_window",
    "record_resolution": "resolution",
    "suspend_resolution": "resolution",
    "open_notice": "notice",
    "withdraw_notice": "notice",
    "close_notice": "notice",
    "reserve_budget": "entry",
    "book_payment": "entry",
    "file_case": "archive",
}
"""Operation -> the variable that its result goes into unless `wq:out` says otherwise."""
