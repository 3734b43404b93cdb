"""One server per SQLite file: a lock that the system gives back when the process dies, however it dies."""

from __future__ import annotations

import fcntl
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from engine.errors import Conflict


@contextmanager
def server_lock(database: Path, port: int) -> Iterator[None]:
    """Hold the lock of a SQLite file. Raises Conflict `server_running` with who holds it: `holder`."""
    path = database.with_name(database.name + ".lock")
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.seek(0)
            raise Conflict("server_running", holder=file.read().strip()) from None
        file.truncate(0)
        file.write(f"pid {os.getpid()}, port {port}, {socket.gethostname()}")
        file.flush()
        try:
            yield
        finally:
            file.truncate(0)
