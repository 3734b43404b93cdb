"""The key that signs form tokens: made once, kept beside the database, readable by this user alone."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

NAME = "form-key"


def form_key(data: Path) -> str:
    """The key of this installation. Processes that share work share the data folder too."""
    path = data / NAME
    data.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii")
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        key = secrets.token_hex(32)
        file.write(key)
    return key
