"""Puts the web application together."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Flask

from engine.messages import add_root
from webapp import authentication, errors, metrics, presentation, security, service, throttling
from webapp.about import about
from webapp.account import account
from webapp.administration import administration
from webapp.api import api
from webapp.context import SERVICES, SETTINGS
from webapp.designer import designer
from webapp.form_key import form_key
from webapp.public import public
from webapp.supervision import supervision
from webapp.work import work

if TYPE_CHECKING:
    from engine.settings import Settings
    from engine.wiring import Services

MEBIBYTE = 1024 * 1024
MOST_UPLOADED = 10 * MEBIBYTE
MOST_POSTED = 4 * MOST_UPLOADED + MEBIBYTE
"""A form may bring several files; each of them is measured by itself."""

PAGES = (account, work, supervision, designer, public, administration, about)

add_root(Path(__file__).parent)


def create_app(services: Services, settings: Settings) -> Flask:
    """The WSGI application over these services."""
    app = Flask(__name__)
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.extensions[SERVICES] = services
    app.extensions[SETTINGS] = settings
    app.config.update(
        SECRET_KEY=form_key(settings.data),
        MAX_CONTENT_LENGTH=MOST_POSTED,
        MAX_FORM_MEMORY_SIZE=2 * MEBIBYTE,
        MAX_FORM_PARTS=5_000,
        SEND_FILE_MAX_AGE_DEFAULT=timedelta(days=365),  # addresses carry a digest of the content
    )
    for blueprint in (*PAGES, api, service.service):
        app.register_blueprint(blueprint)
    metrics.install(app)
    security.secure(app, settings)
    security.csrf.exempt(api)  # it takes bearer tokens only, which no browser sends by itself
    authentication.install(app)
    presentation.install(app)
    errors.register(app)
    throttling.install(app, rehearsal=services.test_clock is not None)
    return app
