"""The blueprint of administration."""

from __future__ import annotations

from flask import Blueprint, request

from engine.errors import Forbidden
from webapp.context import actor
from webapp.navigation import entrances_of

administration = Blueprint("administration", __name__, url_prefix="/administration")

FOR_ALL = frozenset({"administration.rolls", "administration.parameters"})
"""Who sits in a body and which limits hold may be read by everybody who is logged in."""


@administration.before_request
def enter() -> None:
    """People with their user names, and what failed, are for those who look after them."""
    mine = {entrance.key for entrance in entrances_of(actor())}
    if request.endpoint not in FOR_ALL and "administration" not in mine:
        raise Forbidden("not_your_desk")
