"""The designers' desk: versions of procedures, what `check` finds, what changed, approval."""

from webapp.designer import versions
from webapp.designer.blueprint import designer

__all__ = ["designer", "versions"]
