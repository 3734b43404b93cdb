"""The evidence package of one case: a zip file that proves itself without the server that wrote it.

`docs/trail.md` describes the members. The manifest guards every member, the chain every entry, and from the
entries hang the attachments (by digest) and the personal values (by commitment).
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from engine.audit.commitment import Reveal
from engine.audit.entry import Entry, sm3_hex_of, to_json
from engine.audit.jcs import encode
from engine.audit.member_names import safe_name, safe_path
from engine.audit.package_check import verify_package
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
    readable_json,
)
from engine.clock import SHANGHAI
from engine.messages import text

__all__ = ["verify_package", "write_package"]


def write_package(
    path: Path,
    case_document: Mapping[str, Any],
    *,
    entries: Iterable[Entry],
    reveals: Iterable[Reveal] = (),
    attachments: Iterable[tuple[str, bytes]] = (),
    definition_files: Mapping[str, bytes] | None = None,
) -> None:
    """Write the package of a case to `path`; the same case gives the same bytes.

    `case_document` is JSON with the case's `id`; `reveals` are the values that the reader of this package may
    see; `attachments` are names and bytes as stored, all that the entries name. A broken chain is written
    as it is: that is evidence too.

    Raises ValueError without entries, for another case's document, or for members too large to be read again.
    """
    chain = tuple(entries)
    if not chain or case_document.get("id") != chain[0].case:
        raise ValueError(f"no entries of case {case_document.get('id')!r}")
    head = (len(chain), str(chain[-1].hash))
    with _members_of(path, chain[-1].at) as members:
        members.add(
            README, text("package.readme", case=chain[0].case, entries=head[0], head=head[1]).encode()
        )
        members.add_json(CASE, readable_json(dict(case_document)))
        members.stream(TRAIL, (encode(to_json(entry)) + b"\n" for entry in chain))
        members.add_json(VALUES, readable_json(_values(reveals)))
        for name, content in _files(attachments, definition_files or {}):
            members.add(name, content)
        members.add_json(MANIFEST, manifest(chain[0].case, head, members.digests))


@dataclass(frozen=True, slots=True)
class _Members:
    """Writes members with the date of the case's last entry and keeps the digest of each."""

    archive: zipfile.ZipFile
    at: datetime
    digests: dict[str, str] = field(default_factory=dict)

    def add(self, name: str, content: bytes) -> None:
        self.stream(name, (content,))

    def add_json(self, name: str, content: bytes) -> None:
        if len(content) > MAX_JSON_BYTES:
            raise ValueError(f"{name} has {len(content)} bytes")
        self.add(name, content)

    def stream(self, name: str, chunks: Iterable[bytes]) -> None:
        if name.casefold() in {other.casefold() for other in self.digests}:
            raise ValueError(f"two members are called {name}")
        with self.archive.open(self._info(name), "w") as member:
            self.digests[name] = sm3_hex_of(_written(member, chunks))

    def _info(self, name: str) -> zipfile.ZipInfo:
        # Zip knows no time zone; who unpacks the file reads the time of the village.
        info = zipfile.ZipInfo(name, self.at.astimezone(SHANGHAI).timetuple()[:6])
        info.compress_type = zipfile.ZIP_DEFLATED
        info.create_system = 3
        info.external_attr = 0o644 << 16
        return info


@contextmanager
def _members_of(path: Path, at: datetime) -> Iterator[_Members]:
    """Nothing stands at `path` before the package is whole."""
    part = path.with_name(path.name + ".part")
    try:
        with zipfile.ZipFile(part, "w") as archive:
            yield _Members(archive, at)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _written(member: IO[bytes], chunks: Iterable[bytes]) -> Iterator[bytes]:
    for chunk in chunks:
        member.write(chunk)
        yield chunk


def _values(reveals: Iterable[Reveal]) -> list[dict[str, Any]]:
    ordered = sorted(reveals, key=lambda reveal: reveal.commitment)
    return [{"commitment": r.commitment, "salt": r.salt.hex(), "value": r.value} for r in ordered]


def _files(
    attachments: Iterable[tuple[str, bytes]], definition_files: Mapping[str, bytes]
) -> Iterator[tuple[str, bytes]]:
    # Numbered, because people call many files by one name.
    for number, (name, content) in enumerate(attachments, 1):
        yield f"{ATTACHMENTS}{number:03}-{safe_name(name)}", content
    for name, content in sorted(definition_files.items()):
        yield DEFINITION + safe_path(name), content
