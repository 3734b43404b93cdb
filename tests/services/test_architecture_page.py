"""The page of the architecture names every service and where its code is."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import pytest

import engine
from engine.wiring import Services

ROOT = Path(engine.__file__).parents[1]
ROWS = [
    line for line in (ROOT / "docs" / "architecture.md").read_text("utf-8").splitlines() if line[:2] == "| "
]
CODE = re.compile(r"`([\w/]+(?:\.py|/))`")


@pytest.mark.parametrize("name", [field.name for field in dataclasses.fields(Services)])
def test_every_service_is_there_with_its_code(name: str) -> None:
    (row,) = [line for line in ROWS if line.startswith(f"| `{name}` ")]
    first, *others = CODE.findall(row)
    places = [ROOT / first, *((ROOT / first).parent / other for other in others)]
    assert [place for place in places if not place.exists()] == []
