"""Web-hooks from the command line."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.clock import system_now
from engine.persistence import tables
from engine.persistence.database import Database
from engine.persistence.migrate import upgrade
from engine.services.deliveries import Deliveries
from engine.services.kernel import Kernel, Work
from engine.services.receivers import Receivers
from tests.cli.conftest import Weiquan
from tests.services.receiver import Receiver, listening


@pytest.fixture
def kernel(demo: Path) -> Iterator[Kernel]:
    """The command line's database, on its own clock."""
    database = Database(f"sqlite:///{demo}")
    yield Kernel(database, system_now)
    database.close()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with listening() as found:
        yield found


def add(weiquan: Weiquan, url: str, region: str = "dongshan") -> list[str]:
    """The id and the secret of a new web-hook."""
    said = weiquan("webhook", "add", "--url", url, "--region", region, "--test-clock")
    assert (said.status, said.err) == (0, "")
    return said.out.rstrip("\n").split("\t")


def leave_event(kernel: Kernel, webhook: str) -> None:
    """Leave an event in the outbox, as a step does."""

    def do(work: Work) -> None:
        event = {"number": "DONGSHAN-2026-0001", "seq": 1, "kind": "case_started"}
        at = {"created_at": work.now, "next_try_at": work.now}
        work.insert(tables.outbox, id=work.id(), webhook=webhook, body=event, status="pending", **at)

    kernel.write(do)


def test_a_web_hook_is_entered_listed_and_ended(weiquan: Weiquan, demo: Path, receiver: Receiver) -> None:
    webhook, secret = add(weiquan, receiver.url, "qingshi")
    listed = weiquan("webhook", "list").out
    assert listed == f"{webhook}\tqingshi\t{receiver.url}\t在用，待送 0 条，放弃 0 条\n"
    assert secret not in listed
    assert weiquan("webhook", "end", webhook).out == f"已停止通知 {webhook}\n"
    assert "停用" in weiquan("webhook", "list").out
    assert weiquan("webhook", "end", webhook).status == 2


@pytest.mark.parametrize(
    ("answer", "fate", "is_failed"),
    [
        pytest.param(204, "已送达", False, id="sent"),
        pytest.param(503, "对方答复 503", True, id="refused"),
        pytest.param(None, "连接不上", True, id="nobody-there"),
    ],
)
def test_what_became_of_an_event_is_told_in_words(
    weiquan: Weiquan, kernel: Kernel, answer: int | None, fate: str, is_failed: bool
) -> None:
    with listening() as receiver:
        receiver.answers += [answer] if answer else []
        webhook, _ = add(weiquan, receiver.url)
        leave_event(kernel, webhook)
        assert "待送，已试0次" in weiquan("webhook", "deliveries").out
        deliveries = Deliveries(kernel, Receivers(rehearsal=True))
        if answer:
            deliveries.deliver_next()
    if not answer:
        deliveries.deliver_next()
    line = weiquan("webhook", "deliveries").out
    assert "DONGSHAN-2026-0001\t1\tcase_started" in line
    assert fate in line
    assert weiquan("webhook", "deliveries", "--failed").out == (line if is_failed else "")


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        pytest.param(["--url", "http://8.8.8.8/", "--region", "xihe"], "https://", id="without-tls"),
        pytest.param(["--url", "https://10.1.2.3/", "--region", "xihe"], "10.1.2.3", id="inside"),
        pytest.param(["--url", "https://127.0.0.1/", "--region", "xihe"], "127.0.0.1", id="on-this-machine"),
        pytest.param(
            ["--url", "https://8.8.8.8/", "--region", "atlantis"], "没有找到", id="region-of-nobody"
        ),
        pytest.param(["--url", "https://8.8.8.8/"], "--region", id="without-a-region"),
    ],
)
def test_what_does_not_fit_is_refused_in_a_sentence(weiquan: Weiquan, arguments: list[str], why: str) -> None:
    said = weiquan("webhook", "add", *arguments)
    assert (said.status, said.out) == (2, "")
    assert why in said.err


def test_a_receiver_on_this_machine_is_for_rehearsals_only(weiquan: Weiquan, tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'weiquan.sqlite3'}")
    upgrade(database)
    database.close()
    said = weiquan("webhook", "add", "--url", "http://127.0.0.1/", "--region", "xihe", "--test-clock")
    assert said.status == 2
    assert "演示数据" in said.err
