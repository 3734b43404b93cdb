"""The command line as one calls it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from engine.cli import run


@dataclass(frozen=True)
class Said:
    """How a command ended and what it printed."""

    status: int
    out: str
    err: str


Weiquan = Callable[..., Said]


@pytest.fixture
def weiquan(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Weiquan:
    """Run a command with its data in a folder of its own."""

    def call(*arguments: str | Path) -> Said:
        capsys.readouterr()
        status = run(["--data", str(tmp_path), *map(str, arguments)])
        said = capsys.readouterr()
        return Said(status, said.out, said.err)

    return call


@pytest.fixture
def demo(tmp_path: Path, demo_file: Path) -> Path:
    """The demo district where the command line looks for its database."""
    return Path(shutil.copy(demo_file, tmp_path / "weiquan.sqlite3"))
