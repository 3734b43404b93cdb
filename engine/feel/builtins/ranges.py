"""How points and intervals lie to each other (Allen's relations, DMN 1.3 §10.3.2.3.8)."""

from __future__ import annotations

from collections.abc import Callable

from engine.feel.builtins.registry import builtin
from engine.feel.comparing import equal, less
from engine.feel.values import Range

_Relation = Callable[[Range, Range], bool]


def _interval(value: object) -> Range:
    return value if isinstance(value, Range) else Range(value, value)


def before(left: Range, right: Range) -> bool:
    """All of `left` lies before all of `right`."""
    touching = left.end_included and right.start_included
    return less(left.end, right.start) or (equal(left.end, right.start) and not touching)


def meets(left: Range, right: Range) -> bool:
    """`left` ends with the very value with which `right` starts."""
    return left.end_included and right.start_included and equal(left.end, right.start)


def starts(left: Range, right: Range) -> bool:
    """Both start together, and `left` doesn't outlast `right`."""
    return _same_start(left, right) and _ends_no_later(left, right)


def finishes(left: Range, right: Range) -> bool:
    """Both end together, and `left` doesn't start earlier."""
    return _same_end(left, right) and _starts_no_earlier(left, right)


def during(left: Range, right: Range) -> bool:
    """All of `left` lies in `right`."""
    return _starts_no_earlier(left, right) and _ends_no_later(left, right)


def coincides(left: Range, right: Range) -> bool:
    """Both are the same."""
    return _same_start(left, right) and _same_end(left, right)


def overlaps(left: Range, right: Range) -> bool:
    """Some value lies in both."""
    return not before(left, right) and not before(right, left)


def overlaps_before(left: Range, right: Range) -> bool:
    """They overlap, `left` starts first and ends within `right`."""
    return overlaps(left, right) and not _starts_no_earlier(left, right) and _ends_no_later(left, right)


def overlaps_after(left: Range, right: Range) -> bool:
    """They overlap, `left` starts within `right` and ends last."""
    return overlaps(left, right) and _starts_no_earlier(left, right) and not _ends_no_later(left, right)


def _same_start(left: Range, right: Range) -> bool:
    return left.start_included == right.start_included and equal(left.start, right.start)


def _same_end(left: Range, right: Range) -> bool:
    return left.end_included == right.end_included and equal(left.end, right.end)


def _starts_no_earlier(left: Range, right: Range) -> bool:
    outside = left.start_included and not right.start_included
    return less(right.start, left.start) or (equal(right.start, left.start) and not outside)


def _ends_no_later(left: Range, right: Range) -> bool:
    outside = left.end_included and not right.end_included
    return less(left.end, right.end) or (equal(left.end, right.end) and not outside)


def _declare(name: str, relation: _Relation, *shapes: tuple[str, str]) -> None:
    def body(left: object, right: object) -> bool:
        return relation(_interval(left), _interval(right))

    for left, right in shapes:
        builtin(f"{name}({_PARAMETER[left]}1: {left}, {_PARAMETER[right]}2: {right}) -> boolean")(body)


def _converse(relation: _Relation) -> _Relation:
    return lambda left, right: relation(right, left)


_PARAMETER = {"range": "range", "any": "point"}
_RANGES, _POINT_RANGE, _RANGE_POINT, _POINTS = (
    ("range", "range"),
    ("any", "range"),
    ("range", "any"),
    ("any", "any"),
)

_declare("before", before, _RANGES, _POINT_RANGE, _RANGE_POINT, _POINTS)
_declare("after", _converse(before), _RANGES, _POINT_RANGE, _RANGE_POINT, _POINTS)
_declare("meets", meets, _RANGES)
_declare("met by", _converse(meets), _RANGES)
_declare("overlaps", overlaps, _RANGES)
_declare("overlaps before", overlaps_before, _RANGES)
_declare("overlaps after", overlaps_after, _RANGES)
_declare("starts", starts, _RANGES, _POINT_RANGE)
_declare("started by", _converse(starts), _RANGES, _RANGE_POINT)
_declare("finishes", finishes, _RANGES, _POINT_RANGE)
_declare("finished by", _converse(finishes), _RANGES, _RANGE_POINT)
_declare("during", during, _RANGES, _POINT_RANGE)
_declare("includes", _converse(during), _RANGES, _RANGE_POINT)
_declare("coincides", coincides, _RANGES, _POINTS)
