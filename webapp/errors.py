"""Every refusal and every accident becomes a page or an RFC 9457 problem document, without internals."""

from __future__ import annotations

import logging
import uuid
from http import HTTPStatus
from urllib.parse import urlencode, urlsplit

from flask import Flask, Response, json, make_response, redirect, render_template, request, url_for
from flask_limiter import RateLimitExceeded
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from engine.errors import CalendarUnknownError, EngineError, Refusal, Unauthenticated, Unreadable
from engine.messages import text
from webapp.account.entering import own_path
from webapp.refusals import Explanation, explain, explain_http

API_PREFIX = "/api/"
PROBLEM_TYPE = "application/problem+json"

log = logging.getLogger(__name__)


def register(app: Flask) -> None:
    """Handle all that goes wrong, in one place."""
    app.register_error_handler(Refusal, refused)
    app.register_error_handler(CalendarUnknownError, refused)
    app.register_error_handler(CSRFError, lost_form)
    app.register_error_handler(RateLimitExceeded, throttled)
    app.register_error_handler(HTTPException, http_refused)
    app.register_error_handler(Exception, crashed)


def refused(refusal: EngineError) -> AnyResponse:
    """A refusal of the engine; who isn't logged in is asked to do so first."""
    if isinstance(refusal, Unauthenticated) and not _is_api() and request.method == "GET":
        return redirect(f"{url_for('account.log_in')}?{urlencode({'next': _own_path()})}", 303)
    return answer(explain(refusal))


def lost_form(_error: CSRFError) -> AnyResponse:
    """A form whose token isn't this browser's: most often a session that ended while it was open."""
    return answer(explain(Unreadable("form_expired")))


def throttled(error: RateLimitExceeded) -> AnyResponse:
    """More than a few a second: when to try again stands in the header."""
    response = answer(explain_http(error))
    response.headers["Retry-After"] = str(error.limit.limit.get_expiry())
    return response


def http_refused(error: HTTPException) -> AnyResponse:
    """What the framework itself refuses: unknown addresses, methods, sizes."""
    if error.response is not None or (error.code or 500) < HTTPStatus.BAD_REQUEST:
        return make_response(error.get_response())
    if (error.code or 500) >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return crashed(error)
    response = answer(explain_http(error))
    for name, value in error.get_headers():
        if name in {"Allow", "Retry-After"}:
            response.headers[name] = value
    return response


def crashed(error: Exception) -> AnyResponse:
    """A bug. The reader gets a number to tell, the log gets the rest."""
    incident = uuid.uuid4().hex[:8]
    log.error("incident %s: %s %s", incident, request.method, request.path, exc_info=error)
    title = text("refusal.internal_error.title")
    return answer(
        Explanation(500, "internal_error", title, text("refusal.internal_error.detail", incident=incident))
    )


def answer(explanation: Explanation) -> Response:
    """An explanation as a problem document for programs, as a page for people."""
    response = problem(explanation) if _is_api() else page(explanation)
    if explanation.retry_after is not None:
        response.headers["Retry-After"] = str(explanation.retry_after)
    return response


def problem(explanation: Explanation) -> Response:
    """RFC 9457."""
    members: dict[str, object] = {
        "status": explanation.status,
        "code": explanation.code,
        "title": explanation.title,
        "detail": explanation.detail,
    }
    if explanation.errors:
        members["errors"] = [
            {"field": field, "code": code, "message": sentence}
            for field, code, sentence in explanation.errors
        ]
    return Response(json.dumps(members), explanation.status, content_type=PROBLEM_TYPE)


def page(explanation: Explanation) -> Response:
    """The same for a reader."""
    back = _page_before() if request.method == "POST" else ""
    return make_response(
        render_template("error.html", explanation=explanation, back=back), explanation.status
    )


def _is_api() -> bool:
    return request.path.startswith(API_PREFIX)


def _page_before() -> str:
    """The page whose form was refused."""
    came_from = urlsplit(request.referrer or "")
    if came_from.netloc != request.host:
        return ""
    return own_path(f"{came_from.path}?{came_from.query}".rstrip("?"))


def _own_path() -> str:
    return request.full_path if request.query_string else request.path
