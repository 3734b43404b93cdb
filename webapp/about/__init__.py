"""How this product looks and speaks: every component in every state, living, on one page."""

from __future__ import annotations

from flask import Blueprint, render_template

from webapp.about.examples import examples

about = Blueprint("about", __name__, url_prefix="/about")


@about.get("/components")
def components() -> str:
    """The page that designers, translators and testers look at."""
    return render_template("about/components.html", **examples())
