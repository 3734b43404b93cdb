"""Logs for process mining, each written case by case: XES, OCEL 2.0 and a plain table."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from engine.audit.entry import instant_text
from engine.audit.log_events import LogCase, LogEvent, Pseudonyms, log_events
from engine.audit.ocel import write_ocel
from engine.audit.xes import write_xes

__all__ = ["LogCase", "write_csv", "write_ocel", "write_xes"]

_COLUMNS = (
    "case", "number", "procedure", "version", "village", "status",
    "seq", "at", "activity", "lifecycle", "kind", "element", "task", "role", "person",
)  # fmt: skip
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def write_csv(file: BinaryIO, cases: Iterable[LogCase]) -> None:
    """Write a table with a row for each entry, in UTF-8 with the byte order mark that spreadsheets need."""
    table = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=True)
    rows = csv.writer(table)
    rows.writerow(_COLUMNS)
    people = Pseudonyms()
    for case in cases:
        rows.writerows(_row(case, event) for event in log_events(case, people))
    table.detach()


def _row(case: LogCase, event: LogEvent) -> Iterator[str]:
    of_case = (case.id, case.number, case.procedure, case.version, case.village, case.status)
    of_event = (
        event.activity,
        event.lifecycle,
        event.kind,
        event.element,
        event.task,
        event.role,
        event.person,
    )
    return (_cell(each) for each in (*of_case, str(event.seq), instant_text(event.at), *of_event))


def _cell(value: str | None) -> str:
    """The text of a cell that no spreadsheet takes for a formula."""
    value = value or ""
    return "'" + value if value.startswith(_FORMULA_STARTS) else value
