"""One server holds a SQLite file, and the system takes the lock back however the server ends."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from engine.errors import Conflict
from engine.persistence.server_lock import server_lock

HOLDER = """
import sys
from pathlib import Path
from engine.persistence.server_lock import server_lock
with server_lock(Path(sys.argv[1]), 8123):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "weiquan.sqlite3"


def test_a_second_server_is_told_who_holds_the_file(database: Path) -> None:
    with (
        server_lock(database, 8123),
        pytest.raises(Conflict, match="server_running") as refusal,
        server_lock(database, 8124),
    ):
        pass
    holder = str(refusal.value.facts["holder"])
    assert str(os.getpid()) in holder
    assert "8123" in holder


def test_the_file_is_free_when_the_server_has_ended(database: Path) -> None:
    for port in (8123, 8124):
        with server_lock(database, port):
            pass


def test_the_file_is_free_when_the_server_was_killed(database: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(database)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        with pytest.raises(Conflict) as refusal, server_lock(database, 8124):
            pass
        assert str(other.pid) in str(refusal.value.facts["holder"])
        other.kill()
    with server_lock(database, 8124):
        pass
