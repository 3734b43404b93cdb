"""The trail: read by supervisors, verified by anybody with the database, exported as package or event log."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from engine.audit.chain import Break, verify_chain
from engine.audit.commitment import Reveal, opens
from engine.audit.entry import Entry, from_json, instant_text, sm3_hex, to_json
from engine.audit.log_events import LogCase
from engine.audit.logs import write_csv
from engine.audit.ocel import write_ocel
from engine.audit.package import write_package
from engine.audit.xes import write_xes
from engine.errors import NotFound
from engine.persistence import tables
from engine.services.case_views import LARGEST_PAGE, case_row, case_view, make_cursor, open_cursor
from engine.services.kernel import Kernel, Work
from engine.services.library import unpack
from engine.services.timeline import timeline
from engine.services.views import Actor, Page, TimelineEntry, TrailEntryView, Verdict

ENTRIES, CASES, VALUES = tables.trail_entries, tables.cases, tables.trail_values
WRITERS = {"xes": write_xes, "ocel": write_ocel, "csv": write_csv}


def members(row: sa.Row[Any]) -> dict[str, Any]:
    """The members of a stored entry exactly as they are, as `from_json` takes them."""
    kept = {name: getattr(row, name) for name in Entry.__slots__ if name not in {"case", "at"}}
    return {**kept, "case": row.case_id, "at": instant_text(row.at), "att": list(row.att)}


def entry_of(row: sa.Row[Any]) -> Entry:
    """A stored entry. Raises NotCanonicalError for one that no seal made."""
    return from_json(members(row))


class Trail:
    """Reading and verifying."""

    def __init__(self, kernel: Kernel) -> None:
        self.kernel = kernel

    def read(
        self, actor: Actor, case_id: str, *, cursor: str | None = None, limit: int = 200
    ) -> Page[TrailEntryView]:
        """A case's entries in order. Reading leaves an entry elsewhere, not in the chain. Raises NotFound."""
        most = max(1, min(limit, LARGEST_PAGE))
        after = open_cursor(cursor, int)[0] if cursor else 0

        def do(work: Work) -> Page[TrailEntryView]:
            case = case_row(work, actor, case_id)
            rows = work.all(
                sa.select(ENTRIES)
                .where(ENTRIES.c.case_id == case_id, ENTRIES.c.seq > after)
                .order_by(ENTRIES.c.seq)
                .limit(most + 1)
            )
            if after == 0:
                self._note_reading(work, actor, case)
            return Page(
                tuple(TrailEntryView(to_json(entry_of(row))) for row in rows[:most]),
                make_cursor(rows[most - 1].seq) if len(rows) > most else None,
            )

        return self.kernel.write(do)

    @staticmethod
    def _note_reading(work: Work, actor: Actor, case: sa.Row[Any]) -> None:
        work.insert(
            tables.access_entries,
            id=work.id(),
            at=work.now,
            actor=actor.user,
            what="trail_read",
            case_id=case.id,
            village=case.village,
        )

    def timeline(self, actor: Actor, case_id: str) -> tuple[TimelineEntry, ...]:
        """The trail of a case as sentences. Raises NotFound."""

        def do(work: Work) -> tuple[TimelineEntry, ...]:
            return tuple(timeline(work, case_row(work, actor, case_id)))

        return self.kernel.read(do)

    def verify(self, actor: Actor, case_id: str) -> Verdict:
        """Verify the chain of a case and the hash of its state. Raises NotFound."""
        return self.kernel.read(lambda work: self._verify(work, [case_row(work, actor, case_id)]))

    def verify_all(self) -> Verdict:
        """Verify every case of the database; stops at the first that is broken."""

        def do(work: Work) -> Verdict:
            return self._verify(work, work.all(sa.select(CASES).order_by(CASES.c.id)))

        return self.kernel.read(do)

    def _verify(self, work: Work, cases: list[sa.Row[Any]]) -> Verdict:
        total = 0
        for case in cases:
            count, broken = _verify_case(work, case)
            total += count
            if broken is not None:
                return Verdict(False, total, broken.case, broken.seq, broken.reason)
        stray = work.one(
            sa.select(ENTRIES.c.case_id, ENTRIES.c.seq)
            .where(ENTRIES.c.case_id.not_in(sa.select(CASES.c.id)))
            .order_by(ENTRIES.c.case_id, ENTRIES.c.seq)
        )
        if stray is not None:
            return Verdict(False, total, stray.case_id, stray.seq, "case")
        return Verdict(True, total)

    def package(self, case: str, path: Path) -> None:
        """Write the offline package of a case, by its id or number. Raises NotFound."""

        def do(work: Work) -> None:
            row = work.one(sa.select(CASES).where(sa.or_(CASES.c.id == case, CASES.c.number == case)))
            if row is None:
                raise NotFound
            write_package(
                path,
                _document(work, row),
                entries=_entries(work, row.id),
                reveals=_reveals(work, row.id),
                attachments=_attachments(work, row.id),
                definition_files=_definition_files(work, row),
            )

        self.kernel.read(do)

    def logs(self, form: str, village: str | None, path: Path) -> None:
        """Write all cases, or those of a village, as an event log (`xes`, `ocel` or `csv`)."""

        def do(work: Work) -> None:
            statement = sa.select(CASES).order_by(CASES.c.id)
            rows = work.all(statement.where(CASES.c.village == village) if village else statement)
            with path.open("wb") as file:
                WRITERS[form](file, (_log_case(work, row) for row in rows))

        self.kernel.read(do)


def _rows(work: Work, case_id: str) -> list[sa.Row[Any]]:
    return work.all(sa.select(ENTRIES).where(ENTRIES.c.case_id == case_id).order_by(ENTRIES.c.seq))


def _entries(work: Work, case_id: str) -> Iterator[Entry]:
    return (entry_of(row) for row in _rows(work, case_id))


def _verify_case(work: Work, case: sa.Row[Any]) -> tuple[int, Break | None]:
    rows = _rows(work, case.id)
    head = (case.trail_seq, case.trail_hash)
    count, broken = verify_chain(case.id, (entry_of(row) for row in rows), head=head)
    if broken is None and rows[-1].state_h != sm3_hex(case.state):
        broken = Break(case.id, rows[-1].seq, "state")
    return count, broken or _changed_value(work, case.id, rows)


def _changed_value(work: Work, case_id: str, rows: list[sa.Row[Any]]) -> Break | None:
    """The first personal value that is not what its entry committed to; one that was erased is none."""
    committed = {row.seq: row.data.get("committed", {}) for row in rows}
    for row in work.all(sa.select(VALUES).where(VALUES.c.case_id == case_id).order_by(VALUES.c.seq)):
        commitment = committed.get(row.seq, {}).get(row.field, "")
        if not _opens(commitment, row):
            return Break(case_id, row.seq, "value")
    return None


def _opens(commitment: str, row: sa.Row[Any]) -> bool:
    try:
        return opens(commitment, row.value, bytes.fromhex(row.salt))
    except ValueError:
        return False


def _document(work: Work, row: sa.Row[Any]) -> dict[str, Any]:
    view = case_view(work, row.id)
    return {
        "id": view.id,
        "number": view.number,
        "procedure": view.procedure,
        "version": view.version,
        "village": view.village,
        "title": view.title,
        "status": view.status,
        "end": view.end,
        "started_at": instant_text(view.started_at),
    }


def _reveals(work: Work, case_id: str) -> Iterator[Reveal]:
    commitments = {
        (row.seq, name): one
        for row in _rows(work, case_id)
        for name, one in row.data.get("committed", {}).items()
    }
    for row in work.all(
        sa.select(VALUES).where(VALUES.c.case_id == case_id).order_by(VALUES.c.seq, VALUES.c.field)
    ):
        yield Reveal(commitments[(row.seq, row.field)], bytes.fromhex(row.salt), row.value)


def _attachments(work: Work, case_id: str) -> Iterator[tuple[str, bytes]]:
    """Files that entries of the case name; one uploaded and never answered is no part of it."""
    named = {digest for row in _rows(work, case_id) for digest in row.att}
    file, content = tables.attachments, tables.attachment_bytes
    rows = work.all(
        sa.select(file.c.name, file.c.id, file.c.digest, content.c.content)
        .join(content, content.c.digest == file.c.digest)
        .where(file.c.case_id == case_id)
        .order_by(file.c.id)
    )
    return ((f"{row.id[:12]}-{row.name}", row.content) for row in rows if row.digest in named)


def _definition_files(work: Work, row: sa.Row[Any]) -> dict[str, bytes]:
    versions = tables.procedure_versions
    found: dict[str, bytes] = {}
    for process, version_id in sorted(row.pins.items()):
        stored = work.one(sa.select(versions.c.files).where(versions.c.id == version_id))
        if stored is not None:
            found.update({f"{process}/{name}": content for name, content in unpack(stored.files).items()})
    return found


def _log_case(work: Work, row: sa.Row[Any]) -> LogCase:
    view = case_view(work, row.id)
    names = work.all(
        sa.select(tables.tasks.c.element, tables.tasks.c.name)
        .where(tables.tasks.c.case_id == row.id)
        .distinct()
    )
    return LogCase(
        id=view.id,
        number=view.number,
        procedure=view.procedure,
        version=str(view.version),
        village=view.village,
        status=view.status,
        entries=_entries(work, row.id),
        names={one.element: one.name for one in names},
    )
