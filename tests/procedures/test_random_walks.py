"""Wherever chance leads a case, it goes on, every refusal is one in words, and its trail is intact."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.wiring import Services
from tests.procedures.test_golden_paths import open_district
from tests.procedures.walking import Walk

TASKS = 40


@pytest.fixture
def district(demo_file: Path, tmp_path: Path) -> Iterator[Services]:
    """The demo district on SQLite, on a clock that only the walk moves."""
    path = tmp_path / "weiquan.sqlite3"
    shutil.copy(demo_file, path)
    services = open_district(f"sqlite:///{path}")
    yield services
    services.close()


@pytest.mark.slow
@pytest.mark.parametrize("procedure", ["expenditure", "four-deliberations", "village-affairs"])
@pytest.mark.parametrize("village", ["dongshan", "xihe", "nanlin"])
def test_a_case_led_by_chance_goes_on(district: Services, procedure: str, village: str) -> None:
    """A failure that is no refusal, such as a broken rule of the database, fails the test by itself."""
    walk = Walk(district, random.Random(f"{procedure} {village}"))  # noqa: S311 - chance, not secrecy
    assert walk.walk(procedure, village, TASKS)
    assert district.trail.verify_all().intact
