"""The HTTP server: waitress, stopped by SIGINT and SIGTERM, refusing in our words what is far too large."""

from __future__ import annotations

import signal
from types import FrameType
from typing import TYPE_CHECKING, NoReturn

from flask import json
from waitress.channel import HTTPChannel
from waitress.server import create_server
from waitress.task import ErrorTask

from engine.messages import text

if TYPE_CHECKING:
    from flask import Flask

THREADS = 8
MOST_RECEIVED = 64 * 1024 * 1024
"""What is larger isn't even read. Below, the application answers, after the sender has sent all."""


class RefusedUnread(ErrorTask):  # type: ignore[misc]
    """What the server itself refuses, as a problem document without a word about how it is built."""

    def execute(self) -> None:
        """Write the answer and close the connection."""
        status = self.request.error.code
        code = "too_large" if status == 413 else "bad_request"
        members = {"title": text(f"refusal.{code}.title"), "detail": text(f"refusal.{code}.detail")}
        body = json.dumps({"status": status, "code": code, **members}).encode()
        self.status = f"{status} {self.request.error.reason}"
        self.response_headers.append(("Content-Type", "application/problem+json"))
        self.set_close_on_finish()
        self.content_length = len(body)
        self.write(body)


class Channel(HTTPChannel):  # type: ignore[misc]
    """A connection."""

    error_task_class = RefusedUnread


def serve(app: Flask, *, host: str, port: int) -> None:
    """Serve until SIGINT or SIGTERM; returns when the last request is answered."""
    server = create_server(
        app, host=host, port=port, threads=THREADS, max_request_body_size=MOST_RECEIVED, ident=None
    )
    server.channel_class = Channel
    signal.signal(signal.SIGTERM, _stop)
    try:
        server.run()
    finally:
        server.close()


def _stop(_signal: int, _frame: FrameType | None) -> NoReturn:
    raise SystemExit(0)
