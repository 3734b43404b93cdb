"""R1: what was acknowledged is there once, however often the server is killed while eight people hand in."""

from __future__ import annotations

import itertools
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
import sqlalchemy as sa

from engine.audit.entry import sm3_hex
from engine.definitions.source import procedure_files
from engine.persistence import tables
from engine.services.definitions import put_in_force
from engine.settings import Settings
from engine.wiring import Services, build
from tests.conftest import SettableClock
from tools.straight import straight_procedure

CLIENTS, CASES = 8, 4
KILLS = 25
COMPLETIONS = 400
LONGEST_LIFE = 0.5  # seconds
DEADLINE = 120  # seconds for all of it
ATTEMPT = 5  # seconds until a client asks again


def free_port() -> int:
    with closing(socket.socket()) as bound:
        bound.bind(("127.0.0.1", 0))
        port: int = bound.getsockname()[1]
        return port


@contextmanager
def reborn_server(url: str, folder: Path, port: int) -> Iterator[subprocess.Popen[str]]:
    """The server that comes back; gone at the end."""
    command = [sys.executable, "-m", "tests.faults.reborn_server", url, str(folder), str(port)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        yield server
        assert server.stdin is not None
        server.stdin.close()


@dataclass
class Office:
    """What eight people at work share: where to send it, what was acknowledged, when to go home."""

    base: str
    token: str
    cases: list[str]
    acknowledged: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    closed: threading.Event = field(default_factory=threading.Event)
    names: Iterator[int] = field(default_factory=itertools.count)

    def work(self, number: int) -> None:
        """Hand in the open task of a shared case, again and again; another may be faster."""
        headers = {"Authorization": f"Bearer {self.token}"}
        with httpx.Client(base_url=self.base, headers=headers, timeout=ATTEMPT) as http:
            while not self.closed.is_set():
                self.one_task(http, number % CASES)

    def one_task(self, http: httpx.Client, place: int) -> None:
        """Complete what is open in a case, under one key until there is an answer."""
        seen = self.told(http, "GET", f"/cases/{self.cases[place]}")
        if not seen["open_tasks"]:
            self.cases[place] = self.new_case(http)
            return
        key = f"task-{next(self.names)}"
        address = f"/tasks/{seen['open_tasks'][0]['id']}/complete"
        self.told(http, "POST", address, key, {"revision": seen["revision"], "answers": {}})

    def new_case(self, http: httpx.Client) -> str:
        """The id of one more case."""
        body = {
            "procedure": "straight",
            "village": "dongshan",
            "title": "再来一件",
            "answers": {"reason": "测试"},
        }
        key = f"start-{next(self.names)}"
        found: str = self.told(http, "POST", "/cases", key, body)["id"]
        return found

    def told(
        self, http: httpx.Client, method: str, address: str, key: str = "", body: object = None
    ) -> dict[str, Any]:
        """The answer, however often the server dies in between; a conflict is one: somebody was faster."""
        headers = {"Idempotency-Key": key} if key else {}
        while True:
            try:
                answer = http.request(method, address, json=body, headers=headers)
            except httpx.TransportError:
                time.sleep(0.02)
                continue
            if answer.status_code == 429:
                time.sleep(0.1)
                continue
            if answer.is_success and key:
                self.acknowledged.append(key)
            elif not answer.is_success and answer.status_code != 409:
                self.broken.append(f"{method} {address}: {answer.status_code} {answer.text}")
            found: dict[str, Any] = answer.json()
            return found


@pytest.fixture
def straight_district(url: str, tmp_path: Path) -> Iterator[Services]:
    """The demo district with a procedure of twenty tasks in a row."""
    services = build(Settings(db=url, data=tmp_path, test_clock=True), SettableClock())
    files = straight_procedure("straight")
    services.kernel.write(lambda work: put_in_force(work, procedure_files("straight", files)))
    yield services
    services.close()


@pytest.mark.slow
def test_nothing_acknowledged_is_lost_and_nothing_applied_twice(
    straight_district: Services, url: str, tmp_path: Path
) -> None:
    """The server is killed at random moments while eight clients hand in and repeat with the same key."""
    port, chance = free_port(), random.Random(1)  # noqa: S311 - moments to die at
    token = straight_district.accounts.create_token("dongshan.clerk")
    office = Office(f"http://127.0.0.1:{port}/api/v1", token, [])
    began = time.monotonic()
    with reborn_server(url, tmp_path, port) as server, httpx.Client(base_url=office.base) as http:
        assert server.stdout is not None
        life = int(server.stdout.readline())
        http.headers["Authorization"] = f"Bearer {token}"
        office.cases += [office.new_case(http) for _ in range(CASES)]
        people = [threading.Thread(target=office.work, args=(number,)) for number in range(CLIENTS)]
        for one in people:
            one.start()
        kills = 0
        while kills < KILLS or len(office.acknowledged) < COMPLETIONS:
            assert time.monotonic() - began < DEADLINE, f"{kills} kills, {len(office.acknowledged)} answers"
            time.sleep(LONGEST_LIFE * chance.random())
            if kills < KILLS:
                kill(life)
                kills += 1
                life = int(server.stdout.readline())
        office.closed.set()
        for one in people:
            one.join()
    assert office.broken == []
    assert len(set(office.acknowledged)) == len(office.acknowledged)
    judge(straight_district, office.acknowledged)


def kill(process: int) -> None:
    """Without a word, at whatever it is doing."""
    os.kill(process, signal.SIGKILL)


def judge(services: Services, acknowledged: list[str]) -> None:
    """Every acknowledged key wrote its entry once, every entry has its key, and all chains hold."""
    entry, case = tables.trail_entries.c, tables.cases.c
    written = services.kernel.read(
        lambda work: work.all(
            sa.select(entry.key_h, entry.kind, entry.case_id).where(
                entry.kind.in_(("task_completed", "case_started")), entry.key_h.is_not(None)
            )
        )
    )
    applied = Counter(row.key_h for row in written)
    assert [key for key in acknowledged if applied[sm3_hex(key.encode())] != 1] == []
    assert [key for key, times in applied.items() if times != 1] == []
    revisions = services.kernel.read(lambda work: work.all(sa.select(case.id, case.revision)))
    steps = Counter(row.case_id for row in written)
    assert {row.id: row.revision for row in revisions if row.id in steps} == dict(steps)
    assert services.trail.verify_all().intact
    assert sound(services)


def sound(services: Services) -> bool:
    """Whether the database itself says that its file is whole; PostgreSQL was not killed."""
    if not services.kernel.database.sqlite:
        return True
    return bool(
        services.kernel.read(
            lambda work: work.connection.execute(sa.text("PRAGMA integrity_check")).scalar() == "ok"
        )
    )
