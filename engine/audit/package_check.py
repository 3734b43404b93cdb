"""Whether an evidence package is as it was written. The file may come from anybody, so nothing in it is
trusted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson

from engine.audit.archive import Archive, BadArchiveError, opened
from engine.audit.chain import Break, Head, Verdict, verify_chain
from engine.audit.commitment import commitments, opens
from engine.audit.entry import MAX_ENTRY_BYTES, Entry, from_json, sm3_hex_of
from engine.audit.jcs import decode
from engine.audit.package_layout import (
    ATTACHMENTS,
    CASE,
    DEFINITION,
    MANIFEST,
    MAX_JSON_BYTES,
    README,
    TRAIL,
    VALUES,
    manifest,
)

NO_CASE = "-"
"""Stands for the case in the verdict on a file that doesn't say whose it is."""

MAX_CASE_ID = 200
_REQUIRED = {README, CASE, TRAIL, VALUES}
_LINE_BYTES = MAX_ENTRY_BYTES + 1024
"""A line is an entry and its hash."""


@dataclass(frozen=True, slots=True)
class _Manifest:
    case: str
    head: Head
    members: Mapping[str, str]


@dataclass(slots=True)
class _Named:
    """What the entries name, each with the first entry that does."""

    commitments: dict[str, int] = field(default_factory=dict)
    attachments: dict[str, int] = field(default_factory=dict)

    def note(self, entry: Entry) -> None:
        for commitment in commitments(entry.data):
            self.commitments.setdefault(commitment, entry.seq)
        for digest in entry.att:
            self.attachments.setdefault(digest, entry.seq)


def verify_package(path: Path) -> Verdict:
    """What is found of the package at `path`; a file that is no package is broken, with the case `-`.

    Raises OSError only when there is no such file or it can't be opened.
    """
    with path.open("rb") as file:
        try:
            with opened(file) as archive:
                return _verdict(archive)
        except BadArchiveError:
            return Verdict(0, Break(NO_CASE, 0, "archive"))


def _verdict(archive: Archive) -> Verdict:
    found = _manifest(archive)
    if found is None:
        return Verdict(0, Break(NO_CASE, 0, "manifest"))
    if not _has_right_members(archive, found):
        return Verdict(0, Break(found.case, 0, "file"))
    named = _Named()
    count, broken = verify_chain(found.case, _entries(archive, named), head=found.head)
    if broken is None:
        broken = _beside_the_chain(archive, found, named)
    return Verdict(count, broken)


def _beside_the_chain(archive: Archive, found: _Manifest, named: _Named) -> Break | None:
    digests = {name: sm3_hex_of(archive.chunks(name)) for name in found.members}
    value, attachment = _unopened(archive, named), _unnamed_attachment(digests, named)
    if value is not None:
        return Break(found.case, value, "value")
    if attachment is not None:
        return Break(found.case, attachment, "attachment")
    if not _is_of_case(archive, found.case):
        return Break(found.case, 0, "document")
    if digests != found.members:
        return Break(found.case, 0, "file")
    return None


def _manifest(archive: Archive) -> _Manifest | None:
    """The manifest, None when it is not to the byte what this version writes."""
    if MANIFEST not in archive.names:
        return None
    content = archive.read(MANIFEST, MAX_JSON_BYTES)
    match _json(content):
        case {"case": str(case), "entries": int(entries), "head": str(head), "members": dict(members)}:
            is_flat = all(isinstance(digest, str) for digest in members.values())
            is_fit = is_flat and entries > 0 and _is_plain(case)
            if is_fit and content == manifest(case, (entries, head), members):
                return _Manifest(case, (entries, head), members)
    return None


def _is_plain(case: str) -> bool:
    """Whether `case` can be printed without harm; ids of the product always can."""
    return 0 < len(case) <= MAX_CASE_ID and case.isprintable() and " " not in case


def _has_right_members(archive: Archive, found: _Manifest) -> bool:
    names = set(archive.names) - {MANIFEST}
    others = {name for name in names - _REQUIRED if not name.startswith((ATTACHMENTS, DEFINITION))}
    return names == set(found.members) and names >= _REQUIRED and not others


def _entries(archive: Archive, named: _Named) -> Iterator[Entry]:
    """The entries, noting what they name. Raises NotCanonicalError for a line that is not one."""
    for line in archive.lines(TRAIL, _LINE_BYTES):
        entry = from_json(decode(line[:-1]))  # a last line without its end loses a byte, and so is found
        named.note(entry)
        yield entry


def _unopened(archive: Archive, named: _Named) -> int | None:
    """The entry of the first value that isn't what was committed to; 0 when no entry names it, None when
    all are."""
    records = _json(archive.read(VALUES, MAX_JSON_BYTES))
    if not isinstance(records, list):
        return 0
    return next(
        (named_seq for record in records if (named_seq := _unopened_record(record, named)) is not None), None
    )


def _unopened_record(record: object, named: _Named) -> int | None:
    match record:
        case {"commitment": str(commitment), "salt": str(salt), "value": value, **others} if not others:
            seq = named.commitments.get(commitment, 0)
            return None if seq and _opens(commitment, value, salt) else seq
    return 0


def _opens(commitment: str, value: object, salt: str) -> bool:
    try:
        return opens(commitment, value, bytes.fromhex(salt))
    except ValueError:
        return False


def _unnamed_attachment(digests: Mapping[str, str], named: _Named) -> int | None:
    """The first entry whose attachment is absent or changed; 0 when one is there that no entry names, None
    when none."""
    given = {f"sm3:{digest}" for name, digest in digests.items() if name.startswith(ATTACHMENTS)}
    missing = [seq for digest, seq in named.attachments.items() if digest not in given]
    if missing:
        return min(missing)
    return None if given <= named.attachments.keys() else 0


def _is_of_case(archive: Archive, case: str) -> bool:
    document = _json(archive.read(CASE, MAX_JSON_BYTES))
    return isinstance(document, dict) and document.get("id") == case


def _json(content: bytes) -> Any:
    """The JSON value, None when it can't be read."""
    try:
        return orjson.loads(content)
    except orjson.JSONDecodeError:
        return None
