"""One entry of a case's trail, and its hash.

The hash is the lower-case hex of SM3 (GB/T 32905-2016) over the JCS form (RFC 8785) of all other members.
An entry is made by `seal` and by nothing else; the other functions take it exactly as it is stored, so that
a changed one shows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from cryptography.hazmat.primitives import hashes

from engine.audit.jcs import NotCanonicalError, encode, normal

VERSION = 1
"""Of the members and the hash rule; an entry says which one it follows."""

MAX_ENTRY_BYTES = 1024 * 1024
"""Of the canonical form. What is larger belongs into an attachment, of which the entry holds the digest."""

_SM3 = hashes.SM3()
_KIND = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)+")
_TEXTS = ("case", "village", "kind")
_MAYBE_TEXTS = (
    "actor", "on_behalf_of", "role", "task", "element", "def_h", "state_h", "key_h", "prev", "hash",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """What happened at one moment of a case, linked to what happened before.

    Texts are in Unicode NFC; `data` holds JSON only, personal values in it as commitments only.
    """

    v: int
    seq: int
    """Position in the case, dense from 1."""
    case: str
    village: str
    at: datetime
    """Aware, UTC, microseconds."""
    kind: str
    """SUBJECT_PAST-VERB in lower case (`task_completed`); its sentence is `trail.<kind>` of the catalogue."""
    actor: str | None
    """User name, `system` for what happens by itself."""
    on_behalf_of: str | None
    """User name of the person for whom a delegate acts."""
    role: str | None
    """The post in which the actor acts at that time."""
    task: str | None
    element: str | None
    """Id of the BPMN element."""
    data: dict[str, Any]
    def_h: str | None
    """Digest of the procedure version in force for this step."""
    state_h: str | None
    """Digest of the case's state after this step."""
    att: tuple[str, ...]
    """Digests of the attachments that came in with this step: `sm3:` and hex of the bytes as stored."""
    key_h: str | None
    """Digest of the request's idempotency key."""
    prev: str | None
    """Hash of the entry before; None for the first."""
    hash: str | None


def sm3_hex(content: bytes) -> str:
    """The lower-case hex of SM3 over `content`."""
    return sm3_hex_of((content,))


def sm3_hex_of(chunks: Iterable[bytes]) -> str:
    """The lower-case hex of SM3 over all `chunks` in a row."""
    digest = hashes.Hash(_SM3)
    for chunk in chunks:
        digest.update(chunk)
    return digest.finalize().hex()


def instant_text(at: datetime) -> str:
    """`at` as ISO 8601 in UTC with microseconds and `Z`. Raises NotCanonicalError when it is naive."""
    if at.tzinfo is None:
        raise NotCanonicalError("instant without time zone")
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def canonical(entry: Entry) -> bytes:
    """The bytes that the hash is over: the JCS form of all members but `hash`.

    Raises NotCanonicalError when a member has no such form, as a float in `data`.
    """
    return encode(_hashed_members(entry))


def to_json(entry: Entry) -> dict[str, Any]:
    """All members of the entry as JSON values."""
    return {**_hashed_members(entry), "hash": entry.hash}


def from_json(members: object) -> Entry:
    """The entry that `to_json` gave `members` for. Raises NotCanonicalError for anything else."""
    if not isinstance(members, dict) or members.keys() != _MEMBER_NAMES:
        raise NotCanonicalError("not the members of an entry")
    if not _well_typed(members):
        raise NotCanonicalError("a member of the wrong type")
    return Entry(**{**members, "at": _instant(members["at"]), "att": tuple(members["att"])})


def seal(
    *,
    seq: int,
    case: str,
    village: str,
    at: datetime,
    kind: str,
    prev: str | None,
    actor: str | None = None,
    on_behalf_of: str | None = None,
    role: str | None = None,
    task: str | None = None,
    element: str | None = None,
    data: Mapping[str, Any] | None = None,
    def_h: str | None = None,
    state_h: str | None = None,
    att: tuple[str, ...] = (),
    key_h: str | None = None,
) -> Entry:
    """The entry with these members, texts brought to NFC, and its hash.

    Raises ValueError (NotCanonicalError is one) for members that no verifier takes: the caller has a bug.
    """
    _require_place(seq, kind, prev)
    members = normal({
        "v": VERSION, "seq": seq, "case": case, "village": village, "at": instant_text(at), "kind": kind,
        "actor": actor, "on_behalf_of": on_behalf_of, "role": role, "task": task, "element": element,
        "data": dict(data or {}), "def_h": def_h, "state_h": state_h, "att": att, "key_h": key_h,
        "prev": prev,
    })  # fmt: skip
    content = encode(members)
    if len(content) > MAX_ENTRY_BYTES:
        raise ValueError(f"entry of {len(content)} bytes")
    return from_json({**members, "hash": sm3_hex(content)})


def _hashed_members(entry: Entry) -> dict[str, Any]:
    return {
        "v": entry.v, "seq": entry.seq, "case": entry.case, "village": entry.village,
        "at": instant_text(entry.at), "kind": entry.kind, "actor": entry.actor,
        "on_behalf_of": entry.on_behalf_of, "role": entry.role, "task": entry.task, "element": entry.element,
        "data": entry.data, "def_h": entry.def_h, "state_h": entry.state_h, "att": list(entry.att),
        "key_h": entry.key_h, "prev": entry.prev,
    }  # fmt: skip


_MEMBER_NAMES = frozenset(Entry.__dataclass_fields__)


def _require_place(seq: int, kind: str, prev: str | None) -> None:
    if seq < 1 or (seq == 1) != (prev is None):
        raise ValueError(f"entry {seq} with {prev=}")
    if not _KIND.fullmatch(kind):
        raise ValueError(f"kind of an entry: {kind!r}")


def _well_typed(members: dict[str, Any]) -> bool:
    return (
        type(members["v"]) is int
        and type(members["seq"]) is int
        and all(isinstance(members[name], str) for name in _TEXTS)
        and all(members[name] is None or isinstance(members[name], str) for name in _MAYBE_TEXTS)
        and isinstance(members["data"], dict)
        and isinstance(members["att"], list)
        and all(isinstance(digest, str) for digest in members["att"])
    )


def _instant(text: object) -> datetime:
    """The instant that `instant_text` gave `text` for; another way to write it would hash differently."""
    try:
        at = datetime.fromisoformat(str(text)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise NotCanonicalError("no instant") from error
    if instant_text(at) != text:
        raise NotCanonicalError("instant written otherwise")
    return at
