"""The markers of BPMN as paths: those of tasks in a square of 18 units, all others around their middle."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping


def circle(radius: float, x: float = 0, y: float = 0) -> str:
    """A circle."""
    half = f"a{radius:g},{radius:g} 0 1 0"
    return f"M{x - radius:g},{y:g} {half} {2 * radius:g},0 {half} {-2 * radius:g},0 Z"


def polygon(points: Iterable[tuple[float, float]]) -> str:
    """A closed line through the points."""
    return "M" + " L".join(f"{x:.2f},{y:.2f}" for x, y in points) + " Z"


def rounded(x: float, y: float, width: float, height: float, corner: float) -> str:
    """A rectangle with round corners."""
    turn = f"a{corner:g},{corner:g} 0 0 1"
    across, down = width - 2 * corner, height - 2 * corner
    top = f"M{x + corner:g},{y:g} h{across:g} {turn} {corner:g},{corner:g}"
    right = f"v{down:g} {turn} {-corner:g},{corner:g}"
    bottom = f"h{-across:g} {turn} {-corner:g},{-corner:g}"
    return f"{top} {right} {bottom} v{-down:g} {turn} {corner:g},{-corner:g} Z"


def _around(radius: float, angle: float) -> tuple[float, float]:
    """The point at so many degrees clockwise from the top."""
    return radius * math.sin(math.radians(angle)), -radius * math.cos(math.radians(angle))


def _gear(teeth: int, inner: float, outer: float, hole: float, at: float) -> str:
    turn = 360 / teeth
    rim = [
        (at + x, at + y)
        for tooth in range(teeth)
        for radius, part in ((inner, -0.32), (outer, -0.18), (outer, 0.18), (inner, 0.32))
        for x, y in (_around(radius, (tooth + part) * turn),)
    ]
    return f"{polygon(rim)} {circle(hole, at, at)}"


def _ticks(radius: float, length: float) -> str:
    hours = ((_around(radius, hour * 30), _around(radius - length, hour * 30)) for hour in range(12))
    return " ".join(f"M{a:.2f},{b:.2f} L{c:.2f},{d:.2f}" for (a, b), (c, d) in hours)


def _cross_points(reach: float, half: float) -> list[tuple[float, float]]:
    arm = [(-half, -reach), (half, -reach), (half, -half)]
    return [point for turn in range(4) for point in _turned(arm, 90 * turn)]


def _turned(points: Iterable[tuple[float, float]], angle: float) -> list[tuple[float, float]]:
    sine, cosine = math.sin(math.radians(angle)), math.cos(math.radians(angle))
    return [(x * cosine - y * sine, x * sine + y * cosine) for x, y in points]


def _cross(reach: float, half: float) -> str:
    return polygon(_cross_points(reach, half))


def _turned_cross(reach: float, half: float) -> str:
    return polygon(_turned(_cross_points(reach, half), 45))


def _regular(corners: int, radius: float) -> str:
    return polygon(_around(radius, 360 / corners * corner) for corner in range(corners))


_ENVELOPE = "M1.5,4 H16.5 V14.5 H1.5 Z"
_FLAP = "M1.5,4 L9,10 L16.5,4"
_LETTER = "M-9,-6 H9 V6 H-9 Z"
_LETTER_FLAP = "M-9,-6 L0,1 L9,-6"

TASKS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "userTask": (
        ("icon", circle(3.4, 9, 5.2)),
        ("icon", "M2.6,16.5 C2.6,12.4 5.2,10.4 9,10.4 C12.8,10.4 15.4,12.4 15.4,16.5 Z"),
    ),
    "serviceTask": (("icon", _gear(8, 5.9, 8, 2.6, 9)),),
    "businessRuleTask": (
        ("icon", "M1.5,3 H16.5 V15 H1.5 Z"),
        ("icon solid", "M1.5,3 H16.5 V6.5 H1.5 Z"),
        ("icon", "M1.5,10.75 H16.5 M6,6.5 V15"),
    ),
    "sendTask": (("icon solid", _ENVELOPE), ("icon light", _FLAP)),
    "receiveTask": (("icon", _ENVELOPE), ("icon", _FLAP)),
    "manualTask": (
        (
            "icon",
            "M2,9.5 L6.5,4 C7.4,3 9,3.4 8.6,4.8 L8.2,6.2 H15 A1.2,1.2 0 0 1 15,8.6 H11"
            " M15,8.6 H16 A1.2,1.2 0 0 1 16,11 H11 M15.4,11 A1.2,1.2 0 0 1 15.2,13.3 H11"
            " M14.2,13.3 A1.1,1.1 0 0 1 14,15.5 H6 C4,15.5 2,14 2,12 Z",
        ),
    ),
    "scriptTask": (
        (
            "icon",
            "M5,2 H15 C12,5 12,6 14,9 S13,14 11,16 H2 C5,13 5,12 3,9 S3,4 5,2 Z"
            " M5.5,6 H11 M6,9 H12 M5.5,12 H11",
        ),
    ),
}

EVENTS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "timer": (("icon", circle(10.5)), ("icon", _ticks(10.5, 2)), ("icon", "M1.5,-7 L0,0 L5.5,1")),
    "message": (("icon fills", _LETTER), ("icon flap", _LETTER_FLAP)),
    "signal": (("icon fills", polygon([(0, -9), (8.5, 6), (-8.5, 6)])),),
    "error": (
        ("icon fills", polygon([(-9, 8), (-4.5, -7.5), (2.5, 0.5), (9, -8.5), (4.5, 7.5), (-2.5, -0.5)])),
    ),
    "escalation": (("icon fills", polygon([(0, -9.5), (7, 8), (0, 1.5), (-7, 8)])),),
    "terminate": (("icon solid", circle(10)),),
    "link": (
        ("icon fills", polygon([(-9, -3.5), (2, -3.5), (2, -8), (10, 0), (2, 8), (2, 3.5), (-9, 3.5)])),
    ),
    "conditional": (
        ("icon", "M-7,-9 H7 V9 H-7 Z M-4.5,-5.5 H4.5 M-4.5,-2 H4.5 M-4.5,1.5 H4.5 M-4.5,5 H4.5"),
    ),
    "compensation": (("icon fills", "M0,-7 V7 L-8.5,0 Z M8.5,-7 V7 L0,0 Z"),),
    "cancel": (("icon fills", _turned_cross(10.5, 2.5)),),
    "multiple": (("icon fills", _regular(5, 10)),),
}

GATEWAYS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "exclusiveGateway": (("icon solid", _turned_cross(11.5, 2)),),
    "parallelGateway": (("icon solid", _cross(12, 2)),),
    "inclusiveGateway": (("icon heavy", circle(11.5)),),
    "complexGateway": (("icon solid", _cross(13, 1.6)), ("icon solid", _turned_cross(12, 1.6))),
    "eventBasedGateway": (("icon", circle(14.5)), ("icon", circle(11.5)), ("icon", _regular(5, 8))),
}

ACTIVITY_MARKERS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "collapsed": (("icon", "M-6.5,-6.5 H6.5 V6.5 H-6.5 Z M0,-4 V4 M-4,0 H4"),),
    "parallel": (("icon heavy", "M-4.5,-6 V6 M0,-6 V6 M4.5,-6 V6"),),
    "sequential": (("icon heavy", "M-6,-4.5 H6 M-6,0 H6 M-6,4.5 H6"),),
    "standard": (("icon", "M-3.2,5.2 A6,6 0 1 1 2,5.8 M-7.6,5.6 L-3,5.4 L-3.6,0.8"),),
    "adHoc": (("icon heavy", "M-7,1.5 C-4,-4 -2,-3 0,0 S4,4 7,-1.5"),),
    "compensation": (("icon", "M0,-5 V5 L-6,0 Z M6,-5 V5 L0,0 Z"),),
}

BADGES: Mapping[str, str] = {
    "done": "M-4.5,0.4 L-1.4,3.5 L4.6,-3.2",
    "active": "M-2.6,-4.2 L4,0 L-2.6,4.2 Z",
    "late": "M0,-5 V1.2 M0,4.2 V4.6",
    "void": "M-3.5,-3.5 L3.5,3.5 M3.5,-3.5 L-3.5,3.5",
}
