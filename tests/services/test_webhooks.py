"""Systems outside hear of each entry of a trail: after its step, at least once, and no more than they may."""

import socket
from collections.abc import Iterator
from datetime import timedelta

import pytest
import sqlalchemy as sa

from engine.audit.entry import instant_text
from engine.errors import Conflict, Invalid, NotFound
from engine.persistence import tables
from engine.services.deliveries import Deliveries, signature
from engine.services.kernel import Work
from engine.services.receivers import Receivers
from engine.services.step import lock_case, open_case
from engine.services.views import CaseView
from engine.services.webhooks import NewWebhook
from engine.settings import Settings
from engine.wiring import build
from tests.conftest import SettableClock
from tests.services.office import Office, together
from tests.services.receiver import Receiver, listening

OUTBOX, ENTRIES = tables.outbox, tables.trail_entries
SYSADMIN = "haiwan.sysadmin"
ROUNDS = 40


@pytest.fixture
def office(url: str, clock: SettableClock) -> Iterator[Office]:
    """A rehearsal: receivers may stand on this machine."""
    services = build(Settings(db=url, test_clock=True), clock)
    office = Office(services, clock)
    office.install("errand")
    yield office
    services.close()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with listening() as found:
        yield found


@pytest.fixture
def hook(office: Office, receiver: Receiver) -> NewWebhook:
    """The receiver hears of the village."""
    return office.services.webhooks.add(receiver.url, "dongshan")


def errand(office: Office) -> CaseView:
    """A case of the village; its start is one entry."""
    return office.start("errand", amount_fen=10_000)


def deliver(office: Office) -> int:
    """Deliver until nothing is due; how many attempts that took."""
    attempts = 0
    while office.services.clockwork.deliver_next():
        attempts += 1
    return attempts


def pending(office: Office) -> int:
    return len(office.rows(OUTBOX, OUTBOX.c.status == "pending"))


# What is told.


def test_each_entry_of_a_step_is_an_event_that_names_nobody(
    office: Office, hook: NewWebhook, receiver: Receiver
) -> None:
    case = errand(office)
    office.clock.advance(seconds=1)
    office.complete(case, "apply", "clerk", remark="修水管", amount_fen=10_000)
    deliver(office)
    ids = {row.body["seq"]: row.id for row in office.rows(OUTBOX)}
    assert [one.event for one in receiver.got] == [
        {
            "id": ids[entry.seq],
            "case": case.id,
            "number": case.number,
            "village": "dongshan",
            "seq": entry.seq,
            "kind": entry.kind,
            "at": instant_text(entry.at),
            "hash": entry.hash,
        }
        for entry in office.of(case, ENTRIES)
    ]
    assert len(ids) == len(receiver.got) > 1


def test_comments_cancellations_and_timers_are_told_too(office: Office, hook: NewWebhook) -> None:
    case, clerk = errand(office), office.somebody("clerk")
    office.services.cases.comment(clerk, key=office.key(), case_id=case.id, text="请尽快")
    office.pass_time(days=10)
    revision = office.show(case).revision
    office.services.cases.cancel(clerk, key=office.key(), case_id=case.id, revision=revision, reason="不办了")
    told = [row.body["kind"] for row in office.rows(OUTBOX)]
    assert sorted(told) == sorted(office.kinds(case))
    assert {"case_started", "comment_added", "task_escalated", "case_cancelled"} <= set(told)


def test_a_receiver_can_tell_that_an_event_is_ours(
    office: Office, hook: NewWebhook, receiver: Receiver
) -> None:
    errand(office)
    deliver(office)
    (received,) = receiver.got
    timestamp = received.headers["Weiquan-Timestamp"]
    assert int(timestamp) == int(office.clock.now.timestamp())
    assert received.headers["Weiquan-Event-Id"] == received.event["id"]
    assert received.headers["Content-Type"] == "application/json"
    assert received.headers["Weiquan-Signature"] == signature(hook.secret, timestamp, received.body)
    assert signature("another", timestamp, received.body) != signature(hook.secret, timestamp, received.body)


@pytest.mark.parametrize(
    ("region", "is_told"),
    [
        pytest.param("dongshan", True, id="the-village"),
        pytest.param("qingshi", True, id="its-town"),
        pytest.param("haiwan", True, id="its-district"),
        pytest.param("xihe", False, id="another-village"),
        pytest.param("baisha", False, id="another-town"),
    ],
)
def test_a_receiver_hears_of_its_region_and_no_other(
    office: Office, receiver: Receiver, region: str, is_told: bool
) -> None:
    office.services.webhooks.add(receiver.url, region)
    case = errand(office)
    assert deliver(office) == int(is_told)
    assert [one.event["case"] for one in receiver.got] == [case.id] * int(is_told)


def test_two_receivers_hear_of_the_same_step_each_under_its_own_id(office: Office) -> None:
    with listening() as first, listening() as second:
        for receiver, region in ((first, "dongshan"), (second, "haiwan")):
            office.services.webhooks.add(receiver.url, region)
        errand(office)
        assert deliver(office) == 2
        assert len({*first.ids(), *second.ids()}) == 2


def test_where_nobody_listens_a_step_asks_and_writes_nothing(office: Office) -> None:
    case, said = errand(office), list[str]()
    sa.event.listen(
        office.services.kernel.database.engine,
        "before_cursor_execute",
        lambda *given: said.append(given[2]),
    )
    office.complete(case, "apply", "clerk", remark="修水管", amount_fen=10_000)
    assert any("is_heard" in statement for statement in said)
    assert not [one for one in said if one.startswith("SELECT webhooks") or "outbox" in one]
    assert office.rows(OUTBOX) == []


# When it is told: never before, and never lost.


@pytest.mark.slow
def test_a_step_that_is_rolled_back_tells_nothing(office: Office, hook: NewWebhook) -> None:
    case = errand(office)
    before = office.rows(OUTBOX)

    def step(work: Work) -> None:
        opened = open_case(office.services.kernel, work, lock_case(work, case.id), None)
        opened.record(opened.by_actor("comment_added"))
        opened.save()
        raise Conflict("stale_revision")

    for _ in range(ROUNDS):
        with pytest.raises(Conflict):
            office.services.kernel.write(step)
    assert office.rows(OUTBOX) == before


def test_a_command_that_is_sent_twice_is_told_once(office: Office, hook: NewWebhook) -> None:
    case, clerk = errand(office), office.somebody("clerk")
    for _ in range(2):
        office.services.cases.comment(clerk, key="the-same", case_id=case.id, text="请尽快")
    assert [row.body["kind"] for row in office.rows(OUTBOX)].count("comment_added") == 1


def test_what_was_committed_before_a_crash_is_sent_after_it(
    office: Office, hook: NewWebhook, receiver: Receiver, url: str
) -> None:
    errand(office)
    (row,) = office.rows(OUTBOX)
    office.services.close()
    reborn = build(Settings(db=url, test_clock=True), office.clock)
    assert reborn.clockwork.deliver_next()
    assert receiver.ids() == [row.id]
    reborn.close()


class Killed(BaseException):
    """The end of the process."""


class DeadlyReceivers(Receivers):
    """The process dies after the receiver has taken the event, and before anybody could note it."""

    def post(self, url: str, headers: object, body: bytes) -> int:
        super().post(url, headers, body)  # type: ignore[arg-type]
        raise Killed


@pytest.mark.slow
def test_a_crash_after_sending_sends_again_under_the_same_id(
    office: Office, hook: NewWebhook, receiver: Receiver
) -> None:
    case, clerk = errand(office), office.somebody("clerk")
    deadly = Deliveries(office.services.kernel, DeadlyReceivers(rehearsal=True))
    for _ in range(ROUNDS - 1):
        office.services.cases.comment(clerk, key=office.key(), case_id=case.id, text="请尽快")
    for _ in range(ROUNDS):
        with pytest.raises(Killed):
            deadly.deliver_next()
    assert deliver(office) == 0, "not while the first attempt may still be running"
    office.clock.advance(minutes=1)
    assert deliver(office) == ROUNDS
    first, second = receiver.got[:ROUNDS], receiver.got[ROUNDS:]
    assert {one.body for one in first} == {one.body for one in second}
    assert sorted(receiver.ids()[:ROUNDS]) == sorted(receiver.ids()[ROUNDS:])
    assert {row.status for row in office.rows(OUTBOX)} == {"sent"}


def test_several_processes_send_each_event_once(office: Office, hook: NewWebhook, receiver: Receiver) -> None:
    for _ in range(5):
        errand(office)
    assert sum(count for count in together(4, lambda _: deliver(office)) if isinstance(count, int)) == 5
    assert sorted(receiver.ids()) == [row.id for row in office.rows(OUTBOX)]
    assert pending(office) == 0


# Trying again.


@pytest.mark.parametrize("status", [301, 400, 410, 500])
def test_an_event_that_is_not_taken_comes_back_later(
    office: Office, hook: NewWebhook, receiver: Receiver, status: int
) -> None:
    errand(office)
    receiver.answers += [status, status]
    waits = []
    while pending(office):
        deliver(office)
        (row,) = office.rows(OUTBOX)
        waits.append((row.status, row.last_error, (row.next_try_at - office.clock.now).total_seconds() / 60))
        office.clock.now = row.next_try_at - timedelta(seconds=1)
        assert deliver(office) == 0
        office.clock.advance(seconds=1)
    assert waits[:2] == [("pending", f"http_{status}", 1), ("pending", f"http_{status}", 2)]
    assert waits[2][:2] == ("sent", None)
    assert len(set(receiver.ids())) == 1


def test_an_event_that_is_refused_holds_no_other_up(
    office: Office, hook: NewWebhook, receiver: Receiver
) -> None:
    for _ in range(2):
        errand(office)
    receiver.answers.append(400)
    assert deliver(office) == 2
    assert sorted(row.status for row in office.rows(OUTBOX)) == ["pending", "sent"]


@pytest.fixture
def silent_port() -> int:
    """A port where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def test_a_receiver_that_is_away_is_asked_once_and_holds_no_other_up(
    office: Office, receiver: Receiver, silent_port: int
) -> None:
    office.services.webhooks.add(f"http://127.0.0.1:{silent_port}/", "dongshan")
    office.services.webhooks.add(receiver.url, "dongshan")
    for _ in range(3):
        errand(office)
    assert deliver(office) == 1 + 3
    assert len(receiver.got) == 3
    office.clock.advance(minutes=1)
    assert deliver(office) == 1, "left alone, whatever waits for it"
    with listening(silent_port) as back:
        office.clock.advance(minutes=2)
        assert deliver(office) == 3
        assert len(set(back.ids())) == 3
    assert pending(office) == 0


def test_after_three_days_an_event_is_given_up_and_an_administrator_hears_of_it(
    office: Office, hook: NewWebhook, receiver: Receiver
) -> None:
    errand(office)
    receiver.answers += [503] * 100
    started = office.clock.now
    while pending(office):
        deliver(office)
        (row,) = office.rows(OUTBOX)
        office.clock.now = max(row.next_try_at, office.clock.now)
    assert timedelta(days=3) <= office.clock.now - started < timedelta(days=3, hours=12)
    assert (row.status, row.last_error) == ("given_up", "http_503")
    assert office.services.webhooks.failed_deliveries()[0].id == row.id
    (message,) = office.services.messages.list(office.user(SYSADMIN))
    assert "127.0.0.1" in message.sentence
    assert "1条" in message.sentence
    assert deliver(office) == 0


def test_all_that_a_silent_receiver_left_is_given_up_together_and_told_once_a_day(
    office: Office, silent_port: int
) -> None:
    office.services.webhooks.add(f"http://127.0.0.1:{silent_port}/", "dongshan")
    for hours in (0, 0, 12, 60):
        office.clock.advance(hours=hours)
        errand(office)
    for given_up, hours in ((2, 13), (3, 0)):
        deliver(office)
        assert pending(office) == 4 - given_up
        office.clock.advance(hours=hours)
    (message,) = office.services.messages.list(office.user(SYSADMIN))
    assert "2条" in message.sentence
    office.clock.advance(days=4)
    deliver(office)
    assert len(office.services.messages.list(office.user(SYSADMIN))) == 2


def test_an_address_that_turns_inward_later_is_not_called(
    office: Office, hook: NewWebhook, receiver: Receiver
) -> None:
    """The name of a receiver may be led elsewhere after it was entered."""
    errand(office)
    strict = Deliveries(office.services.kernel, Receivers(rehearsal=False))
    inward = f"https://127.0.0.1:{receiver.port}/"
    office.write(tables.webhooks.update().values(url=inward))
    assert strict.deliver_next()
    assert office.rows(OUTBOX)[0].last_error == "webhook_address_closed"
    assert receiver.got == []


def test_what_was_sent_is_forgotten_after_a_month(office: Office, hook: NewWebhook) -> None:
    for days in (0, 31):
        office.clock.advance(days=days)
        errand(office)
        deliver(office)
    assert [row.created_at for row in office.rows(OUTBOX)] == [office.clock.now]


# Entering and ending.


def test_a_web_hook_is_entered_and_ended_on_record(office: Office, receiver: Receiver) -> None:
    webhooks = office.services.webhooks
    new = webhooks.add(receiver.url, "qingshi")
    webhooks.end(new.id)
    assert {(row.actor, row.what, row.village) for row in office.rows(tables.access_entries)} == {
        ("operator", f"webhook_added {new.id} {receiver.url}", "qingshi"),
        ("operator", f"webhook_ended {new.id}", "qingshi"),
    }


def test_one_that_has_ended_hears_nothing_more(office: Office, hook: NewWebhook, receiver: Receiver) -> None:
    errand(office)
    office.services.webhooks.end(hook.id)
    office.services.webhooks.add(receiver.url, "xihe")
    errand(office)
    deliver(office)
    (row,) = office.rows(OUTBOX)
    assert (receiver.got, row.status, row.last_error) == ([], "given_up", "webhook_ended")
    assert office.services.messages.list(office.user(SYSADMIN)) == ()


def test_lists_say_what_waits_and_what_was_given_up(
    office: Office, hook: NewWebhook, receiver: Receiver
) -> None:
    errand(office)
    (row,) = office.services.webhooks.list()
    assert hook.secret not in repr(row)
    assert (row.id, row.region, row.pending, row.given_up, row.ended_at) == (hook.id, "dongshan", 1, 0, None)
    (delivery,) = office.services.webhooks.deliveries()
    assert (delivery.kind, delivery.seq, delivery.status) == ("case_started", 1, "pending")
    assert office.services.webhooks.failed_deliveries() == ()


def test_what_does_not_fit_is_refused(office: Office, hook: NewWebhook, receiver: Receiver) -> None:
    webhooks = office.services.webhooks
    with pytest.raises(NotFound):
        webhooks.add(receiver.url, "atlantis")
    with pytest.raises(Invalid, match="webhook_address_closed"):
        webhooks.add("https://10.0.0.1/", "dongshan")
    with pytest.raises(NotFound):
        webhooks.end("nobody")
