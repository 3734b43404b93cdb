"""Files that come with a form, stored at once, so that an error in another field doesn't lose them."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from flask import request
from werkzeug.datastructures import FileStorage

from engine.errors import Refusal
from webapp.context import actor, services
from webapp.forms.parts import KeptFile
from webapp.refusals import explain


@dataclass(frozen=True, slots=True)
class Uploads:
    """Files by id, ids of those that came now by control, and why others weren't taken, by control."""

    files: Mapping[str, KeptFile]
    by_control: Mapping[str, tuple[str, ...]]
    errors: Mapping[str, tuple[str, ...]]


def store_uploads(village: str) -> Uploads:
    """Store the files of this request for use in a village."""
    files = {file.id: file for file in map(_kept_file, request.form.getlist("_kept_file"))}
    by_control: defaultdict[str, tuple[str, ...]] = defaultdict(tuple)
    errors: defaultdict[str, tuple[str, ...]] = defaultdict(tuple)
    for control, uploaded in request.files.items(multi=True):
        if not uploaded.filename:
            continue
        try:
            stored = _store(uploaded, control, village)
        except Refusal as refusal:
            errors[control] += (explain(refusal).detail,)
        else:
            files[stored.id] = stored
            by_control[control] += (stored.id,)
    return Uploads(files, by_control, errors)


def _store(uploaded: FileStorage, control: str, village: str) -> KeptFile:
    """The same file in a second post of the same form is the file that is already there."""
    content = uploaded.read()
    digest = hashlib.sha256(content).hexdigest()[:32]
    key = f"{request.form.get('_key', '')[:64]}/{control[:64]}/{digest}"
    stored = services().attachments.add(
        actor(), key=key, village=village, name=uploaded.filename or "", content=content
    )
    return KeptFile(stored.id, stored.name, stored.size)


def _kept_file(written: str) -> KeptFile:
    """What the form noted about an upload: id, size, name. Services check the id again; the rest is shown."""
    identity, _, rest = written.partition(" ")
    size, _, name = rest.partition(" ")
    return KeptFile(identity, name, int(size) if size.isdecimal() else 0)
