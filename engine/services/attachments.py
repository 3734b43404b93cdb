"""Attachments: taken when name, bytes and content agree, stored once, readable where their village is."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from engine.audit.entry import sm3_hex
from engine.errors import NotFound
from engine.persistence import tables
from engine.services.kernel import Kernel, Work
from engine.services.regions import region_row
from engine.services.uploads import checked
from engine.services.views import Actor, AttachmentView

FILES, BYTES = tables.attachments, tables.attachment_bytes


class Attachments:
    """Uploading and reading files."""

    def __init__(self, kernel: Kernel) -> None:
        self.kernel = kernel

    def add(self, actor: Actor, *, key: str, village: str, name: str, content: bytes) -> AttachmentView:
        """Store a file for a village; it belongs to no case until an answer names it.

        Raises NotFound for a village out of sight, TooLarge, UnsupportedType.
        """
        upload = checked(name, content)
        digest = f"sm3:{sm3_hex(upload.content)}"

        def do(work: Work) -> AttachmentView:
            if village not in actor.regions or region_row(work.connection, village).kind != "village":
                raise NotFound
            _keep(work, digest, upload.content)
            view = AttachmentView(work.id(), upload.name, len(upload.content), digest, upload.media_type)
            work.insert(
                FILES,
                id=view.id,
                village=village,
                name=view.name,
                size=view.size,
                digest=digest,
                media_type=view.media_type,
                uploaded_by=actor.person,
                uploaded_at=work.now,
            )
            return view

        request = ["upload", village, name, sm3_hex(content)]
        return self.kernel.once(owner=actor.user, key=key, request=request, answer=AttachmentView, do=do)

    def open(self, actor: Actor, attachment_id: str) -> tuple[AttachmentView, bytes]:
        """A file with its bytes. Raises NotFound when it is unknown, out of sight, or not what was stored."""

        def do(work: Work) -> tuple[AttachmentView, bytes]:
            row = work.one(
                sa.select(FILES, BYTES.c.content)
                .join(BYTES, BYTES.c.digest == FILES.c.digest)
                .where(FILES.c.id == attachment_id)
            )
            if row is None or row.village not in actor.regions or f"sm3:{sm3_hex(row.content)}" != row.digest:
                raise NotFound
            return AttachmentView(row.id, row.name, row.size, row.digest, row.media_type), row.content

        return self.kernel.read(do)


def _keep(work: Work, digest: str, content: bytes) -> None:
    """Store bytes once, whoever else stores the same at this moment."""
    insert = sqlite.insert if work.connection.dialect.name == "sqlite" else postgresql.insert
    work.connection.execute(insert(BYTES).values(digest=digest, content=content).on_conflict_do_nothing())
