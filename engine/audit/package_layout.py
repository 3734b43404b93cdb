"""How an evidence package is laid out: what who writes one and who checks one agree on."""

from __future__ import annotations

import json
from collections.abc import Mapping

from engine.audit.chain import Head

FORMAT = "weiquan-case-package"
FORMAT_VERSION = 1
DIGEST = "sm3"

README = "README.txt"
CASE = "case.json"
TRAIL = "trail.jsonl"
VALUES = "values.json"
MANIFEST = "manifest.json"
ATTACHMENTS = "attachments/"
DEFINITION = "definition/"

MAX_JSON_BYTES = 8 * 1024 * 1024
"""Of case, values and manifest each."""


def readable_json(value: object) -> bytes:
    """`value` as JSON that a person can read, in one form only."""
    return (json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True) + "\n").encode()


def manifest(case: str, head: Head, digests: Mapping[str, str]) -> bytes:
    """The manifest: whose the package is, number and hash of the newest entry, and each member's SM3."""
    return readable_json(
        {
            "format": FORMAT,
            "version": FORMAT_VERSION,
            "digest": DIGEST,
            "case": case,
            "entries": head[0],
            "head": head[1],
            "members": dict(digests),
        }
    )
