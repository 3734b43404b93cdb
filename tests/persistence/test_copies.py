"""A backup taken in the middle of work comes back whole, on either system."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from engine.errors import Conflict
from engine.persistence import tables
from engine.persistence.copies import back_up, bring_back
from engine.persistence.database import Database
from tests.conftest import Cluster


@pytest.fixture
def place(
    database: Database, tmp_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Database]:
    """An empty place on the same system; the server's own tools stand first on the path."""
    if database.sqlite:
        yield Database(f"sqlite:///{tmp_path / 'place.sqlite3'}")
        return
    cluster: Cluster = request.getfixturevalue("cluster")
    monkeypatch.setenv("PATH", f"{cluster.tools}{os.pathsep}{os.environ['PATH']}")
    fresh = Database(cluster.create())
    yield fresh
    fresh.close()


def accounts(database: Database) -> int:
    with database.read() as connection:
        return int(connection.execute(sa.select(sa.func.count()).select_from(tables.accounts)).scalar_one())


def test_everything_that_was_committed_comes_back(
    database: Database, place: Database, tmp_path: Path
) -> None:
    with database.write() as connection:
        connection.execute(tables.settings.insert(), {"key": "unfinished", "value": 1})
        back_up(database, tmp_path / "copy")
    bring_back(tmp_path / "copy", place)
    assert accounts(place) == accounts(database)
    with place.read() as connection:
        assert connection.execute(sa.select(tables.settings.c.key)).scalars().all() == ["demo"]


@pytest.mark.usefixtures("place")
def test_a_place_with_data_is_never_overwritten(database: Database, tmp_path: Path) -> None:
    back_up(database, tmp_path / "copy")
    with pytest.raises(Conflict, match="place_taken"):
        bring_back(tmp_path / "copy", database)


def test_a_damaged_backup_is_refused(place: Database, tmp_path: Path) -> None:
    (tmp_path / "copy").write_bytes(b"no backup at all\n" * 500)
    with pytest.raises(Conflict, match="backup_damaged"):
        bring_back(tmp_path / "copy", place)
