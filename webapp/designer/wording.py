"""What changed, in words: matters, kinds of elements and posts by name; expressions stay as written."""

from __future__ import annotations

from engine.messages import known, text
from engine.services.views import ChangeView, FindingView
from webapp.presentation import post_name

POSTS = frozenset({"role", "assignee", "substitutes", "escalateTo", "starts"})
"""Matters whose values are ids of posts."""


def element(change: ChangeView) -> str:
    """The element by its name; one that has lost its name by the name that it had."""
    if change.name != change.element:
        return change.name
    return (change.before if change.what == "name" else None) or change.name


def matter(change: ChangeView) -> str:
    """What of the element changed; for one that came or went, what it is."""
    key = f"change.{change.what}" if change.kind == "changed" else f"check.kind.{change.what}"
    return text(key) if known(key) else text("designer.change.other")


def value(change: ChangeView, written: str | None) -> str:
    """One side of a change."""
    if not written:
        return text("form.none")
    if change.what in POSTS:
        return text("format.list_separator").join(post_name(post) for post in written.split())
    kind = f"check.kind.{written}"
    return text(kind) if change.what == "kind" and known(kind) else written


def weight(finding: FindingView) -> str:
    """How much a finding weighs: `blocking` keeps a version from being approved though it is sound."""
    is_blocking = finding.severity != "error" and finding.rule.startswith("publish-")
    return "blocking" if is_blocking else finding.severity
