"""What can be started."""

from __future__ import annotations

from engine.services.views import Page
from webapp.api import shapes
from webapp.api.shapes import Json
from webapp.context import actor, services


def list_procedures() -> Json:
    """Procedures that somebody may start on their own; `why_not` tells who may not."""
    return shapes.listing(Page(services().procedures.cards(actor())), shapes.procedure)
