"""Packages for the tests, and what somebody with a zip tool could do to them."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from engine.audit.commitment import Reveal, commit
from engine.audit.entry import Entry, sm3_hex
from engine.audit.package import write_package
from engine.audit.package_layout import manifest
from tests.audit.trails import trail

SALT = bytes(range(16))
NAME = "张三"
NAME_COMMITMENT = commit(NAME, SALT)
INVOICE = b"%PDF-1.7 invoice"
PHOTO = b"\xff\xd8 photo"
DOCUMENT = {"id": "case-1", "number": "青山村〔2026〕1号", "title": "购买办公用品", "status": "completed"}
DIAGRAM = {"expenditure.bpmn": b"<definitions/>", "forms/apply.json": b"{}"}

Members = dict[str, bytes]


def entries_of_package() -> list[Entry]:
    """Six entries, of which the last names a person by commitment and two attachments."""
    digests = tuple(f"sm3:{sm3_hex(content)}" for content in (INVOICE, PHOTO))
    return trail(6, data={"payee": NAME_COMMITMENT}, att=digests)


def package_at(path: Path, **others: Any) -> Path:
    parts: dict[str, Any] = {
        "entries": entries_of_package(),
        "reveals": [Reveal(NAME_COMMITMENT, SALT, NAME)],
        "attachments": [("发票.pdf", INVOICE), ("照片.jpg", PHOTO)],
        "definition_files": DIAGRAM,
    }
    write_package(path, DOCUMENT, **{**parts, **others})
    return path


def members_of(path: Path) -> Members:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zip_at(path: Path, members: Mapping[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def with_manifest_made_right(members: Members) -> Members:
    """What a forger does who knows that the manifest lists digests."""
    old = json.loads(members["manifest.json"])
    others = {name: content for name, content in members.items() if name != "manifest.json"}
    digests = {name: sm3_hex(content) for name, content in others.items()}
    return {**others, "manifest.json": manifest(old["case"], (old["entries"], old["head"]), digests)}


def forged(path: Path, forge: Callable[[Members], object]) -> Path:
    """The package with `forge` done to its members, and the manifest made right afterwards."""
    members = members_of(path)
    forge(members)
    return zip_at(path, with_manifest_made_right(members))
