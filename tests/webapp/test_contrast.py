"""Every text colour has at least 4.5 : 1 on the grounds it stands on (WCAG 2.2, 1.4.3)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import webapp

TOKENS = (Path(webapp.__file__).parent / "static" / "tokens.css").read_text("utf-8")
SCREEN, _, PAPER = TOKENS.partition("@media print")
TEXTS = ("ink", "ink-soft", "primary", "vermilion", "green", "blue", "amber", "grey")
GROUNDS = ("paper", "sheet", "sunk")
PAIRS = [
    *((text, ground) for text in TEXTS for ground in GROUNDS),
    *((colour, f"{colour}-tint") for colour in ("vermilion", "green", "blue", "amber", "grey")),
    ("on-primary", "primary"),
    ("primary-deep", "primary-tint"),
    ("ink", "vermilion-tint"),
    ("ink", "amber-tint"),
]  # fmt: skip


def _colours(css: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", css))


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize(("text", "ground"), PAIRS, ids="-on-".join)
def test_a_colour_is_legible_on_its_ground(text: str, ground: str) -> None:
    colours = _colours(SCREEN)
    assert _contrast(colours[text], colours[ground]) >= 4.5


@pytest.mark.parametrize("text", ["ink", "ink-soft", "vermilion", "green", "blue", "amber", "grey"])
def test_its_twin_is_legible_on_white_paper(text: str) -> None:
    assert _contrast(_colours(PAPER)[text], "#ffffff") >= 4.5


def test_the_edge_of_a_field_can_be_seen() -> None:
    assert _contrast(_colours(SCREEN)["line-strong"], "#ffffff") >= 3
