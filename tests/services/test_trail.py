"""Every command leaves its entries; whatever somebody changes in them behind the program's back is named."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from lxml import etree

from engine.audit.package import verify_package
from engine.errors import NotFound
from engine.messages import known
from engine.persistence import tables
from engine.services.views import CaseView
from tests.services.office import Office

ROOT = Path(__file__).parents[2]
ENTRIES, VALUES, CASES = tables.trail_entries, tables.trail_values, tables.cases


@pytest.fixture
def done(office: Office) -> CaseView:
    """A completed case with a paper, a comment and a claimed task in its trail."""
    office.install("errand")
    case = office.start("errand", amount_fen=10_000, payee="青石五金店")
    office.complete(case, "apply", "clerk", remark="修水管", amount_fen=10_000, papers=[office.paper().id])
    office.services.cases.comment(
        office.somebody("vc_director"), key=office.key(), case_id=case.id, text="请抓紧"
    )
    chair = office.somebody("vsc_chair")
    task = office.task(case, "check", chair)
    office.services.tasks.claim(chair, key=office.key(), task_id=task.id, revision=task.revision)
    office.complete(case, "check", chair, opinion="无异议")
    return office.complete(case, "settle", "cashier")


def unlock(office: Office) -> None:
    """Drop what keeps the trail append-only, as whoever owns the database can."""
    database = office.services.kernel.database
    with database.write() as connection:
        if not database.sqlite:
            connection.execute(sa.text("DROP TRIGGER trail_entries_append_only ON trail_entries"))
            connection.execute(sa.text("DROP TRIGGER trail_values_append_only ON trail_values"))
            return
        for name in connection.execute(
            sa.text("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        ).scalars():
            connection.execute(sa.text(f"DROP TRIGGER {name}"))


def verdict(office: Office) -> tuple[bool, int | None, str | None]:
    found = office.services.trail.verify_all()
    return found.intact, found.seq, found.reason


# What is written.


def test_every_command_leaves_its_entry(office: Office, done: CaseView) -> None:
    assert office.kinds(done) == [
        "case_started",
        "task_completed",
        "comment_added",
        "task_claimed",
        "task_completed",
        "task_completed",
        "case_completed",
    ]


def test_entries_are_dense_and_linked_and_name_the_states(office: Office, done: CaseView) -> None:
    rows = office.of(done, ENTRIES)
    assert [row.seq for row in rows] == list(range(1, len(rows) + 1))
    assert [row.prev for row in rows] == [None, *(row.hash for row in rows[:-1])]
    (case,) = office.rows(CASES)
    assert (case.trail_seq, case.trail_hash) == (len(rows), rows[-1].hash)
    assert rows[-1].state_h == case.state_hash
    (version,) = office.rows(tables.procedure_versions, tables.procedure_versions.c.procedure == "errand")
    assert {row.def_h for row in rows} == {version.digest}


def test_a_trail_never_runs_backwards(office: Office) -> None:
    """A machine's clock that was set back is no forgery."""
    office.install("errand")
    case = office.start("errand", amount_fen=10_000)
    at = office.clock.now
    office.clock.now = at - timedelta(hours=1)
    office.complete(case, "apply", "clerk", remark="修水管", amount_fen=10_000)
    assert [row.at for row in office.of(case, ENTRIES)] == [at, at]
    assert verdict(office) == (True, None, None)


def test_the_chain_verifies(office: Office, done: CaseView) -> None:
    found = office.services.trail.verify(office.somebody("vsc_chair"), done.id)
    assert (found.intact, found.entries) == (True, 7)
    assert office.services.trail.verify_all() == found


# What is changed is named.


def of_entry(seq: int) -> sa.ColumnElement[bool]:
    return ENTRIES.c.seq == seq


EDITS: list[Any] = [
    pytest.param(
        lambda: ENTRIES.update().where(of_entry(3)).values(actor="dongshan.clerk"), 3, "hash", id="actor"
    ),
    pytest.param(
        lambda: ENTRIES.update().where(of_entry(2)).values(kind="task_returned"), 2, "hash", id="kind"
    ),
    pytest.param(lambda: ENTRIES.update().where(of_entry(1)).values(data={}), 1, "hash", id="data"),
    pytest.param(lambda: ENTRIES.update().where(of_entry(2)).values(att=[]), 2, "hash", id="attachment"),
    pytest.param(lambda: ENTRIES.update().where(of_entry(4)).values(prev="0" * 64), 4, "prev", id="prev"),
    pytest.param(lambda: ENTRIES.update().where(of_entry(7)).values(hash="0" * 64), 7, "hash", id="hash"),
    pytest.param(lambda: ENTRIES.update().where(of_entry(5)).values(v=2), 5, "hash", id="version"),
    pytest.param(lambda: ENTRIES.delete().where(of_entry(4)), 4, "missing", id="one-deleted"),
    pytest.param(lambda: ENTRIES.delete().where(ENTRIES.c.seq > 5), 6, "truncated", id="end-cut-off"),
    pytest.param(ENTRIES.delete, 1, "truncated", id="all-deleted"),
    pytest.param(lambda: CASES.update().values(state=b"other"), 7, "state", id="state-of-the-case"),
    pytest.param(lambda: CASES.update().values(trail_seq=6), 6, "head", id="head-moved-back"),
    pytest.param(
        lambda: VALUES.update().where(VALUES.c.field == "remark").values(value="修公路"),
        2,
        "value",
        id="answer",
    ),
    pytest.param(
        lambda: VALUES.update().where(VALUES.c.field == "text").values(salt="salt"), 3, "value", id="salt"
    ),
]


@pytest.mark.parametrize(("edit", "seq", "reason"), EDITS)
def test_what_somebody_changed_is_named(
    office: Office, done: CaseView, edit: Callable[[], sa.Executable], seq: int, reason: str
) -> None:
    unlock(office)
    office.write(edit())
    assert verdict(office) == (False, seq, reason)
    assert office.services.trail.verify_all().case == done.id
    found = office.services.trail.verify(office.somebody("vsc_chair"), done.id)
    assert (found.intact, found.reason) == (False, reason)


def test_a_case_that_was_taken_away_is_named_by_its_entries(office: Office, done: CaseView) -> None:
    """What foreign keys forbid, whoever owns the database does without them."""
    database = office.services.kernel.database
    raw = database.engine.raw_connection()
    switch = "PRAGMA foreign_keys = {}" if database.sqlite else "SET session_replication_role = {}"
    for statement in (
        switch.format("off" if database.sqlite else "replica"),
        "DELETE FROM cases",
        switch.format("on" if database.sqlite else "origin"),
    ):
        raw.cursor().execute(statement)
    raw.commit()
    raw.close()
    found = office.services.trail.verify_all()
    assert (found.intact, found.case, found.seq, found.reason) == (False, done.id, 1, "case")


def test_a_value_that_was_erased_breaks_nothing(office: Office, done: CaseView) -> None:
    unlock(office)
    office.write(VALUES.delete().where(VALUES.c.field == "payee"))
    assert verdict(office) == (True, None, None)


@pytest.mark.parametrize("statement", ["UPDATE trail_entries SET kind = 'x'", "DELETE FROM trail_entries"])
def test_the_database_itself_refuses_to_change_a_trail(
    office: Office, done: CaseView, statement: str
) -> None:
    with pytest.raises(sa.exc.DBAPIError, match="append-only"):
        office.write(sa.text(statement))


# Reading.


def test_reading_leaves_an_access_entry_and_none_in_the_trail(office: Office, done: CaseView) -> None:
    before = office.of(done, ENTRIES)
    chair = office.somebody("vsc_chair")
    page = office.services.trail.read(chair, done.id)
    office.services.cases.page(chair, done.id)
    assert [view.members["seq"] for view in page.items] == [row.seq for row in before]
    assert office.of(done, ENTRIES) == before
    reads = [(row.actor, row.what) for row in office.rows(tables.access_entries) if row.case_id == done.id]
    assert reads == [("dongshan.vsc_chair", "trail_read")]


def test_a_trail_is_read_by_pages(office: Office, done: CaseView) -> None:
    chair, found, cursor = office.somebody("vsc_chair"), [], None
    while True:
        page = office.services.trail.read(chair, done.id, cursor=cursor, limit=3)
        found += [view.members["seq"] for view in page.items]
        cursor = page.next
        if cursor is None:
            break
    assert found == [1, 2, 3, 4, 5, 6, 7]


def test_nobody_reads_the_trail_of_another_village(office: Office, done: CaseView) -> None:
    stranger = office.user("xihe.vsc_chair")
    for read in (office.services.trail.read, office.services.trail.timeline, office.services.trail.verify):
        with pytest.raises(NotFound):
            read(stranger, done.id)


def test_the_timeline_tells_it_in_sentences(office: Office, done: CaseView) -> None:
    lines = office.services.trail.timeline(office.somebody("vsc_chair"), done.id)
    assert [line.seq for line in lines] == [1, 2, 3, 4, 5, 6, 7]
    clerk = office.somebody("clerk").name
    assert all(clerk in line.sentence for line in lines[:2])
    assert ("remark", "修水管") in lines[1].detail
    assert ("amount_fen", "¥100.00") in lines[0].detail
    assert [one.name for one in lines[1].attachments] == ["材料.pdf"]


def test_the_timeline_says_in_which_office_somebody_acted_then_and_by_which_version(
    office: Office, done: CaseView
) -> None:
    before = [line.sentence for line in office.services.trail.timeline(office.somebody("vsc_chair"), done.id)]
    held = tables.post_holdings
    office.write(held.update().where(held.c.post == "clerk").values(to_on=date(2026, 3, 1)))
    lines = office.services.trail.timeline(office.somebody("vsc_chair"), done.id)
    assert [line.sentence for line in lines] == before
    assert "（村文书）" in lines[0].sentence
    assert "（村文书）" in lines[1].sentence
    assert {line.version for line in lines} == {"errand 第 1 版"}


KIND = re.compile(r'(?:Draft|by_actor|Note)\(\s*"(\w+)"|kind="(task_\w+)"')
WRITERS = [*(ROOT / "engine/services").glob("*.py"), *(ROOT / "engine/runtime").rglob("*.py")]
KINDS = {one or other for path in WRITERS for one, other in KIND.findall(path.read_text("utf-8"))}


@pytest.mark.parametrize("kind", sorted(KINDS | {"case_completed", "case_rejected", "case_terminated"}))
def test_every_kind_that_is_written_has_its_sentence(kind: str) -> None:
    assert known(f"trail.{kind}")


# Taking it away.


def test_a_package_proves_itself(office: Office, done: CaseView, tmp_path: Path) -> None:
    by_id, by_number = tmp_path / "id.zip", tmp_path / "number.zip"
    office.services.trail.package(done.id, by_id)
    office.services.trail.package(done.number, by_number)
    assert by_id.read_bytes() == by_number.read_bytes()
    found = verify_package(by_id)
    assert (found.broken, found.entries) == (None, 7)


def test_an_unknown_case_has_no_package(office: Office, tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        office.services.trail.package("nothing", tmp_path / "x.zip")


@pytest.mark.parametrize("village", [None, "dongshan", "xihe"])
def test_event_logs_can_be_read_by_others(
    office: Office, done: CaseView, tmp_path: Path, village: str | None
) -> None:
    expected = 0 if village == "xihe" else 1
    for form in ("xes", "ocel", "csv"):
        office.services.trail.logs(form, village, tmp_path / form)
    traces = etree.parse(tmp_path / "xes").getroot().findall("{*}trace")
    assert len(traces) == expected
    log = json.loads((tmp_path / "ocel").read_bytes())
    cases = [one for one in log["objects"] if one["type"] == "case"]
    assert len(cases) == expected
    with (tmp_path / "csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert bool(rows) == bool(expected)


def test_a_log_names_no_person(office: Office, done: CaseView, tmp_path: Path) -> None:
    for form in ("xes", "ocel", "csv"):
        office.services.trail.logs(form, None, tmp_path / form)
        content = (tmp_path / form).read_text("utf-8")
        assert not [secret for secret in ("dongshan.clerk", "修水管", "青石五金店") if secret in content]
