"""A filled form as lines of label and value, to be read once more before it is handed in."""

from __future__ import annotations

from engine.messages import text
from webapp.forms.parts import Choice, Files, Group, Input, Labelled, Part, Rows

Line = tuple[str, str]


def summary(parts: tuple[Part, ...]) -> tuple[Line, ...]:
    """Label and value of every field that a person fills in."""
    return tuple(line for part in parts for line in _lines(part))


def _lines(part: Part) -> tuple[Line, ...]:
    if isinstance(part, Group):
        return summary(part.parts)
    if isinstance(part, Rows):
        return tuple(
            (text("form.row_label", label=label, number=row.number), value)
            for row in part.rows
            for label, value in summary(row.parts)
        )
    return ((part.label, _value(part) or text("form.none")),) if isinstance(part, Labelled) else ()


def _value(part: Labelled) -> str:
    separator = text("format.list_separator")
    if isinstance(part, Input):
        return part.shown
    if isinstance(part, Files):
        return separator.join(file.name for file in part.kept)
    if not isinstance(part, Choice):
        return ""
    chosen = [option.label for option in part.options if option.chosen]
    if part.kind == "tick":
        return text("form.yes") if chosen else text("form.no")
    if part.kind == "ticks":
        return text("form.chosen", count=len(chosen), names=separator.join(chosen)) if chosen else ""
    return separator.join(chosen)
