"""`make bench`: how long a step takes, as ratios to the bare work in the same run. Writes `build/bench.json`.

The bare step is SpiffWorkflow alone, as its documentation shows it: restore a 20-task instance from JSON,
run one task, serialise
it. The bare commit writes the same number of bytes to SQLite (WAL, synchronous FULL) and nothing else.
"""

from __future__ import annotations

import itertools
import json
import signal
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import httpx
import sqlalchemy as sa
from lxml import etree
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

from engine.clock import system_now
from engine.definitions.source import procedure_files
from engine.persistence import tables
from engine.persistence.database import Database
from engine.persistence.migrate import upgrade
from engine.services.actors import actor_of
from engine.services.definitions import load_shipped, put_in_force
from engine.services.demo import load_demo
from engine.services.views import Actor
from engine.settings import Settings
from engine.wiring import Services, build
from tools.straight import MODEL, TASKS, straight_diagram, straight_procedure

ROUNDS = 200


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table: milliseconds unless `unit` says otherwise; `holds` compares with `target`."""

    row: str
    unit: str
    p50: float | None
    p95: float | None
    value: float | None
    ratio: float | None
    target: str
    holds: bool


def milliseconds(do: Callable[[], object], rounds: int) -> list[float]:
    """How long each of so many calls took."""
    found = []
    for _ in range(rounds):
        begun = time.perf_counter()
        do()
        found.append((time.perf_counter() - begun) * 1000)
    return found


def p50(values: list[float]) -> float:
    """The median."""
    return statistics.median(values)


def p95(values: list[float]) -> float:
    """What 19 of 20 stay below."""
    return statistics.quantiles(values, n=20)[18]


# The bare work


def bare_step() -> tuple[Callable[[], bytes], int]:
    """One step of SpiffWorkflow by itself, and the size of its state."""
    parser = BpmnParser()
    parser.add_bpmn_xml(etree.fromstring(_with_tags(straight_diagram("bench", ours=False))))
    serializer = BpmnWorkflowSerializer()
    workflow = BpmnWorkflow(parser.get_spec("bench"))
    workflow.do_engine_steps()
    for _ in range(TASKS // 2):
        workflow.get_tasks(state=TaskState.READY)[0].run()
        workflow.do_engine_steps()
    stored = serializer.serialize_json(workflow)

    def step() -> bytes:
        restored = serializer.deserialize_json(stored)
        restored.get_tasks(state=TaskState.READY)[0].run()
        restored.do_engine_steps()
        return serializer.serialize_json(restored).encode()

    return step, len(stored)


def _with_tags(xml: bytes) -> bytes:
    """SpiffWorkflow wants the incoming and outgoing tags that the standard lets one leave out."""
    root = etree.fromstring(xml)
    for flow in root.iter(f"{{{MODEL}}}sequenceFlow"):
        for end, tag in (("sourceRef", "outgoing"), ("targetRef", "incoming")):
            node = next(one for one in root.iter() if one.get("id") == flow.get(end))
            etree.SubElement(node, f"{{{MODEL}}}{tag}").text = flow.get("id")
    return etree.tostring(root)


@contextmanager
def bare_commit(folder: Path, size: int) -> Iterator[Callable[[], None]]:
    """One commit of so many bytes."""
    with closing(sqlite3.connect(folder / "bare.sqlite3", isolation_level=None)) as connection:
        for pragma in ("journal_mode=WAL", "synchronous=FULL"):
            connection.execute(f"PRAGMA {pragma}")
        connection.execute("CREATE TABLE state (id INTEGER PRIMARY KEY, content BLOB)")
        content = b"x" * size

        def commit() -> None:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("INSERT INTO state (content) VALUES (?)", (content,))
            connection.execute("COMMIT")

        yield commit


# The product


class Bench:
    """A demo district with the 20-task procedure."""

    def __init__(self, folder: Path) -> None:
        settings = Settings(data=folder)
        database = Database(settings.database_url)
        upgrade(database)
        database.close()
        self.settings = settings
        self.services: Services = build(settings, system_now)
        load_demo(self.services.kernel, load_shipped)
        files = procedure_files("bench", straight_procedure("bench"))
        self.services.kernel.write(lambda work: put_in_force(work, files))
        self.keys = itertools.count()
        self.clerk: Actor = self.services.kernel.read(
            lambda work: actor_of(work, "dongshan.clerk", "dongshan-006")
        )

    def start(self) -> Any:
        """A new case."""
        return self.services.cases.start(
            self.clerk,
            key=f"bench-{next(self.keys)}",
            procedure="bench",
            village="dongshan",
            title="测速",
            answers={"reason": "测速"},
        )

    def steps(self, rounds: int) -> list[float]:
        """Milliseconds of completions through the service layer."""
        found: list[float] = []
        case = self.start()
        for _ in range(rounds):
            if not case.open_tasks:
                case = self.start()
            task, revision = case.open_tasks[0].id, case.revision
            begun = time.perf_counter()
            case = self.services.tasks.complete(
                self.clerk, key=f"bench-{next(self.keys)}", task_id=task, revision=revision, answers={}
            )
            found.append((time.perf_counter() - begun) * 1000)
        return found

    def by_http(self, rounds: int) -> list[float]:
        """Milliseconds of completions through REST, from a client of its own to a server of its own."""
        token = self.services.accounts.create_token("dongshan.clerk")
        found: list[float] = []
        with (
            running_server(self.settings) as base,
            httpx.Client(base_url=base, headers={"Authorization": f"Bearer {token}"}) as http,
        ):
            case: dict[str, Any] = {"open_tasks": []}
            for _ in range(rounds):
                if not case["open_tasks"]:
                    started = self.start()
                    case = http.get(f"/cases/{started.id}").json()
                body = {"revision": case["revision"], "answers": {}}
                headers = {"Idempotency-Key": f"bench-{next(self.keys)}"}
                begun = time.perf_counter()
                answer = http.post(
                    f"/tasks/{case['open_tasks'][0]['id']}/complete", json=body, headers=headers
                )
                found.append((time.perf_counter() - begun) * 1000)
                case = answer.raise_for_status().json()["case"]
        return found

    def fill(self, count: int) -> None:
        """Copies of a stored case, with its task and a timer far ahead, until there are so many cases."""
        model = self.start()

        def do(work: Any) -> None:
            case = work.one(sa.select(tables.cases).where(tables.cases.c.id == model.id))._asdict()
            have = work.one(sa.select(sa.func.count()).select_from(tables.cases))[0]
            rows = [{**case, "id": f"f{n:08}", "number": f"F-{n}"} for n in range(have, count)]
            if rows:
                work.connection.execute(tables.cases.insert(), rows)

        self.services.kernel.write(do)


@contextmanager
def running_server(settings: Settings) -> Iterator[str]:
    """`weiquan serve` on the data of these settings; the address of its REST interface."""
    with closing(socket.socket()) as bound:
        bound.bind(("127.0.0.1", 0))
        port = bound.getsockname()[1]
    program = str(Path(sys.executable).with_name("weiquan"))
    command = [program, "--data", str(settings.data), "serve", "--test-clock", "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as server:  # noqa: S603 - our own program
        try:
            while server.poll() is None and not _answers(f"http://127.0.0.1:{port}/healthz"):
                time.sleep(0.1)
            yield f"http://127.0.0.1:{port}/api/v1"
        finally:
            server.send_signal(signal.SIGTERM)


def _answers(address: str) -> bool:
    try:
        return httpx.get(address).is_success
    except httpx.TransportError:
        return False


def measure(folder: Path) -> list[Row]:
    """All rows."""
    bench = Bench(folder)
    step, size = bare_step()
    spiff = milliseconds(step, ROUNDS)
    with bare_commit(folder, size) as commit:
        committed = milliseconds(commit, ROUNDS)
    bare = p50(spiff) + p50(committed)
    bench.steps(20)
    service = bench.steps(ROUNDS)
    http = bench.by_http(ROUNDS)
    for _ in range(1_000):
        bench.start()
    to_do = milliseconds(lambda: bench.services.tasks.to_do(bench.clerk, limit=50), 50)
    tick = milliseconds(lambda: bench.services.clockwork.fire_due(50), 50)
    few = bench.steps(60)
    bench.fill(100_000)
    many = bench.steps(60)
    return [
        timed("bare SpiffWorkflow step", spiff),
        timed("bare commit of the same bytes", committed),
        timed("complete a task, service layer", service, ratio=p50(service) / bare, most_ratio=4),
        timed("complete a task, REST", http, ratio=p50(http) / bare, most=8),
        timed("to-do list, 1,000 open tasks", to_do, most=10),
        timed("idle tick, 1,000 waiting cases", tick, most=5),
        timed("step with 1,000 stored cases", few),
        timed("step with 100,000 stored cases", many, ratio=p50(many) / p50(few), most_ratio=1.5),
    ]


def timed(
    name: str,
    values: list[float],
    *,
    ratio: float | None = None,
    most: float | None = None,
    most_ratio: float | None = None,
) -> Row:
    """A row of milliseconds, held against the most that its median or its ratio may be."""
    middle = p50(values)
    target, holds = "", True
    if most is not None:
        target, holds = f"p50 <= {most:g}", middle <= most
    elif most_ratio is not None and ratio is not None:
        target, holds = f"ratio <= {most_ratio:g}", ratio <= most_ratio
    return Row(name, "ms", middle, p95(values), None, ratio, target, holds=holds)


def main() -> None:
    """Measure, print a table, write the figures."""
    with tempfile.TemporaryDirectory() as scratch:
        rows = measure(Path(scratch))
    print(f"{'row':36} {'p50':>9} {'p95':>9} {'ratio':>7}  target")
    for row in rows:
        ratio = f"{row.ratio:7.2f}" if row.ratio is not None else " " * 7
        verdict = ("holds" if row.holds else "MISSED") if row.target else ""
        print(f"{row.row:36} {row.p50:9.2f} {row.p95:9.2f} {ratio}  {row.target} {verdict}")
    out = Path("build") / "bench.json"
    out.parent.mkdir(exist_ok=True)
    out.write_text(json.dumps([asdict(row) for row in rows], ensure_ascii=False, indent=2), "utf-8")


if __name__ == "__main__":
    main()
