"""Procedure versions at the designer's desk: download, upload, findings, changes, approval by another."""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import sqlalchemy as sa

from engine.definitions.bundle import Bundle, read_bundle
from engine.definitions.checking import FindingsByFile, check_bundle
from engine.definitions.diagram import render, text_alternative
from engine.definitions.diff import changes
from engine.definitions.findings import refuses_approval
from engine.definitions.source import ProcedureFiles, procedure_files, shipped
from engine.errors import Conflict, Forbidden, Invalid, NotFound, TooLarge
from engine.persistence import tables
from engine.services.kernel import Kernel, Work
from engine.services.library import pack, unpack, version
from engine.services.posts import APPROVERS, DESIGNERS
from engine.services.procedures import in_force
from engine.services.uploads import MOST_BYTES
from engine.services.views import Actor, ChangeView, DiagramView, FindingView, VersionPage, VersionRow

VERSIONS, CASES = tables.procedure_versions, tables.cases
READERS = (*DESIGNERS, *APPROVERS, "sysadmin", "county_discipline", "county_agri", "county_civil")
MOST_FILES, MOST_MEGABYTES = 100, MOST_BYTES // (1024 * 1024)
"""How much a version may be, packed and unpacked: as much as an attachment."""
SHIPPED = "weiquan"
"""The author and approver of what comes with the product."""


class DesignDesk:
    """What a designer and an approver can do."""

    def __init__(self, kernel: Kernel) -> None:
        self.kernel = kernel

    def list(self, actor: Actor) -> tuple[VersionRow, ...]:
        """All versions of all procedures, newest first. Raises Forbidden."""
        _require(actor, READERS)
        return self.kernel.read(lambda work: tuple(_rows(work)))

    def versions(self, actor: Actor, procedure: str) -> tuple[VersionRow, ...]:
        """All versions of a procedure, newest first. Raises Forbidden."""
        _require(actor, READERS)
        return self.kernel.read(lambda work: tuple(_rows(work, VERSIONS.c.procedure == procedure)))

    def download(self, actor: Actor, version_id: str) -> bytes:
        """The files of a version as a zip. Raises Forbidden, NotFound."""
        _require(actor, READERS)
        return self.kernel.read(lambda work: bytes(_row(work, version_id).files))

    def show(self, actor: Actor, version_id: str) -> VersionPage:
        """A version with its findings and what it changes. Raises Forbidden, NotFound."""
        _require(actor, READERS)
        return self.kernel.read(lambda work: _page(work, actor, version_id))

    def upload(
        self, actor: Actor, *, key: str, procedure: str, content: bytes, note: str, basis: str
    ) -> VersionPage:
        """Store a draft: a zip of the procedure's files, or a BPMN file to replace the diagram in force.

        Raises Forbidden, Invalid (`note_missing`, `not_readable`), TooLarge `version_too_large`.
        """
        _require(actor, DESIGNERS)

        def do(work: Work) -> VersionPage:
            if not note.strip() or not basis.strip():
                raise Invalid("note_missing")
            files = procedure_files(procedure, _uploaded(work, procedure, content))
            version_id = _insert(work, files, author=actor.person, note=note, basis=basis)
            return _page(work, actor, version_id)

        request = ["upload", procedure, content.hex()[:64], len(content), note, basis]
        return self.kernel.once(owner=actor.user, key=key, request=request, answer=VersionPage, do=do)

    def approve(self, actor: Actor, *, key: str, version_id: str, in_force_from: date) -> VersionPage:
        """Put a draft in force from a date on: never by its author, never with an error.

        What is wrong is asked anew: other procedures may have changed since the upload.
        Running cases stay on their version. Raises Forbidden (`not_an_approver`, `own_version`), NotFound,
        Conflict `not_a_draft`, Invalid (`has_findings`, `date_passed`).
        """

        def do(work: Work) -> VersionPage:
            row = _row(work, version_id)
            why = _why_not_approve(row, actor)
            if why is not None:
                raise why
            if in_force_from < work.today:
                raise Invalid("date_passed")
            if _blocking(_findings(work, _bundle(row), in_force_from)):
                raise Invalid("has_findings")
            work.update(
                VERSIONS,
                VERSIONS.c.id == version_id,
                status="approved",
                number=_next_number(work, row.procedure),
                approver=actor.person,
                in_force_from=in_force_from,
            )
            return _page(work, actor, version_id)

        request = ["approve", version_id, in_force_from.isoformat()]
        return self.kernel.once(owner=actor.user, key=key, request=request, answer=VersionPage, do=do)

    def withdraw(self, actor: Actor, *, key: str, version_id: str) -> VersionPage:
        """Take back a draft. Raises Forbidden, NotFound, Conflict `not_a_draft`."""
        _require(actor, DESIGNERS)

        def do(work: Work) -> VersionPage:
            if _row(work, version_id).status != "draft":
                raise Conflict("not_a_draft")
            work.update(VERSIONS, VERSIONS.c.id == version_id, status="withdrawn")
            return _page(work, actor, version_id)

        return self.kernel.once(
            owner=actor.user, key=key, request=["withdraw", version_id], answer=VersionPage, do=do
        )


def load_shipped(kernel: Kernel) -> None:
    """Put the shipped procedures in force where a database has none of them, or an older text."""

    def do(work: Work) -> None:
        for files in shipped().values():
            put_in_force(work, files)

    kernel.write(do)


def put_in_force(work: Work, files: ProcedureFiles) -> None:
    """Put a text that comes with the product in force today, unless the database has it already."""
    if work.one(sa.select(VERSIONS.c.id).filter_by(procedure=files.key, digest=files.digest)) is not None:
        return
    version_id = _insert(work, files, author=SHIPPED, note=None, basis=None)
    work.update(
        VERSIONS,
        VERSIONS.c.id == version_id,
        status="approved",
        number=_next_number(work, files.key),
        approver=SHIPPED,
        in_force_from=work.today,
    )


def _insert(work: Work, files: ProcedureFiles, *, author: str, note: str | None, basis: str | None) -> str:
    bundle = read_bundle(files)
    if bundle.process is None:
        raise Invalid("not_readable", procedure=files.key)
    version_id = work.id()
    work.insert(
        VERSIONS,
        id=version_id,
        procedure=files.key,
        name=bundle.process.name or files.key,
        digest=files.digest,
        files=pack(files.files),
        status="draft",
        author=author,
        note=note,
        basis=basis,
        created_at=work.now,
    )
    return version_id


def _uploaded(work: Work, procedure: str, content: bytes) -> Mapping[str, bytes]:
    if len(content) > MOST_BYTES:
        raise TooLarge("version_too_large", most=MOST_MEGABYTES, files=MOST_FILES)
    if not content.startswith(b"PK"):
        current = in_force(work, procedure)
        before = dict(unpack(_row(work, current).files)) if current is not None else {}
        return {**before, f"{procedure}.bpmn": content}
    return _out_of_folder(procedure, dict(_members(content)))


def _out_of_folder(procedure: str, files: Mapping[str, bytes]) -> Mapping[str, bytes]:
    """The files by the names that the procedure has for them; who packs a folder packs its name with each."""
    folder = next((name.partition("/")[0] for name in files if name.endswith(f"/{procedure}.bpmn")), "")
    prefix = f"{folder}/"
    is_packed_folder = bool(folder) and all(name.startswith(prefix) for name in files)
    if not is_packed_folder:
        return files
    return {name.removeprefix(prefix): content for name, content in files.items()}


def _members(content: bytes) -> Iterator[tuple[str, bytes]]:
    """The files of a zip; sizes are looked at before unpacking. Raises Invalid `not_readable`, TooLarge."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            infos = [info for info in archive.infolist() if not info.is_dir()]
            if len(infos) > MOST_FILES or sum(info.file_size for info in infos) > MOST_BYTES:
                raise TooLarge("version_too_large", most=MOST_MEGABYTES, files=MOST_FILES)
            for info in infos:
                yield info.filename, archive.read(info)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError) as error:
        raise Invalid("not_readable", procedure="") from error


def _require(actor: Actor, posts: tuple[str, ...]) -> None:
    if not actor.holds(*posts):
        raise Forbidden("not_your_desk")


def _row(work: Work, version_id: str | None) -> sa.Row[Any]:
    row = work.one(sa.select(VERSIONS).where(VERSIONS.c.id == version_id))
    if row is None:
        raise NotFound
    return row


def _next_number(work: Work, procedure: str) -> int:
    last = work.one(sa.select(sa.func.max(VERSIONS.c.number)).where(VERSIONS.c.procedure == procedure))
    return ((last[0] if last else None) or 0) + 1


def _bundle(row: sa.Row[Any]) -> Bundle:
    return read_bundle(procedure_files(row.procedure, unpack(row.files)))


def _findings(work: Work, bundle: Bundle, day: date) -> FindingsByFile:
    """What is wrong with a version that goes live on a day, beside the versions in force then."""
    return check_bundle(bundle, _in_force_on(work, day))


def _in_force_on(work: Work, day: date) -> Mapping[str, Bundle]:
    """The procedures in force on a day, by key; of one that is not yet, the version that comes first."""
    approved = work.all(
        sa.select(VERSIONS.c.id, VERSIONS.c.procedure, VERSIONS.c.in_force_from)
        .where(VERSIONS.c.status == "approved")
        .order_by(VERSIONS.c.in_force_from, VERSIONS.c.number)
    )
    chosen: dict[str, str] = {}
    for row in approved:
        if row.procedure not in chosen or row.in_force_from <= day:
            chosen[row.procedure] = row.id
    return dict(_readable(work, chosen))


def _readable(work: Work, versions: Mapping[str, str]) -> Iterator[tuple[str, Bundle]]:
    """The files of versions by key; one that can't be read can't be called either."""
    for key, version_id in versions.items():
        try:
            yield key, version(work.connection, version_id).bundle
        except NotFound:
            continue


def _blocking(findings: FindingsByFile) -> bool:
    return any(refuses_approval(found) for found in findings.values())


def _why_not_approve(row: sa.Row[Any], actor: Actor) -> Forbidden | Conflict | None:
    if not actor.holds(*APPROVERS):
        return Forbidden("not_an_approver")
    if row.author == actor.person:
        return Forbidden("own_version")
    return Conflict("not_a_draft") if row.status != "draft" else None


def _rows(work: Work, *where: sa.ColumnElement[bool]) -> Iterator[VersionRow]:
    running, finished = _cases_by_version(work)
    names = {row.id: row.name for row in work.all(sa.select(tables.persons.c.id, tables.persons.c.name))}
    current: dict[str, str | None] = {}
    for row in work.all(
        sa.select(VERSIONS).where(*where).order_by(VERSIONS.c.created_at.desc(), VERSIONS.c.id.desc())
    ):
        current.setdefault(row.procedure, in_force(work, row.procedure))
        yield VersionRow(
            id=row.id,
            procedure=row.procedure,
            name=row.name,
            number=row.number,
            digest=row.digest,
            status=row.status,
            author=names.get(row.author, row.author),
            approver=names.get(row.approver, row.approver) if row.approver else None,
            note=row.note,
            basis=row.basis,
            in_force_from=row.in_force_from,
            created_at=row.created_at,
            running_cases=running[row.id],
            finished_cases=finished[row.id],
            current=current[row.procedure] == row.id,
        )


def _cases_by_version(work: Work) -> tuple[Counter[str], Counter[str]]:
    """How many cases run and ran on each version, as their own procedure or as one that it calls.

    Few sets of versions are pinned together, so the database counts by set.
    """
    is_running = CASES.c.ended_at.is_(None)
    counted = sa.select(CASES.c.pins, is_running.label("is_running"), sa.func.count().label("total"))
    running, finished = Counter[str](), Counter[str]()
    for row in work.all(counted.group_by(CASES.c.pins, is_running)):
        counts = running if row.is_running else finished
        counts.update(dict.fromkeys(row.pins.values(), row.total))
    return running, finished


def _page(work: Work, actor: Actor, version_id: str) -> VersionPage:
    row = _row(work, version_id)
    bundle = _bundle(row)
    why = _why_not_approve(row, actor)
    findings = _findings(work, bundle, work.today)
    return VersionPage(
        version=next(_rows(work, VERSIONS.c.id == version_id)),
        findings=tuple(
            FindingView(file, one.rule, one.severity, one.element, one.message_zh)
            for file, found in findings.items()
            for one in found
        ),
        changes=tuple(_changes(work, row, bundle)),
        diagram=_diagram(row, bundle),
        files=tuple(sorted(unpack(row.files))),
        may_approve=why is None and not _blocking(findings),
        why_not_approve=why.code if why is not None else ("has_findings" if _blocking(findings) else None),
    )


def _changes(work: Work, row: sa.Row[Any], bundle: Bundle) -> Iterator[ChangeView]:
    """What a version changes against the one in force; nothing when it is that one."""
    current = in_force(work, row.procedure)
    if current is None or current == row.id:
        return
    for change in changes(_bundle(_row(work, current)), bundle):
        yield ChangeView(change.kind, change.element, change.name, change.what, change.before, change.after)


def _diagram(row: sa.Row[Any], bundle: Bundle) -> DiagramView | None:
    reading = bundle.readings.get(f"{row.procedure}.bpmn")
    if reading is None or reading.definitions is None:
        return None
    return DiagramView(
        row.procedure,
        row.name,
        render(reading.definitions, row.procedure, {}, title=row.name),
        tuple(text_alternative(reading.definitions, row.procedure, {})),
    )
