"""Who asks too often waits; nobody else does."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from engine.errors import TooMany
from engine.settings import Settings
from engine.wiring import Services, build
from tests.conftest import SettableClock
from tests.procedures.golden import Replay, golden_paths
from webapp.application import create_app
from webapp.throttling import EverySecond


def test_each_caller_has_a_second_of_their_own() -> None:
    now = iter([0.1, 0.2, 0.3, 0.4, 1.0]).__next__
    throttle = EverySecond(2, now)
    throttle.admit("a")
    throttle.admit("a")
    throttle.admit("b")
    with pytest.raises(TooMany) as refused:
        throttle.admit("a")
    assert refused.value.retry_after == 1
    throttle.admit("a")


def test_what_a_program_sends_too_often_is_a_problem_document(app: Flask) -> None:
    throttle = EverySecond(1, lambda: 0.0)
    app.before_request_funcs.setdefault(None, []).append(lambda: throttle.admit("everybody"))
    client = app.test_client()
    assert client.get("/api/v1/notices").status_code == 200
    refused = client.get("/api/v1/notices")
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "1")
    assert refused.json is not None
    assert refused.json["code"] == "too_many_requests"


@pytest.fixture
def in_earnest(tmp_path: Path, settings: Settings) -> Iterator[tuple[Services, Flask]]:
    """The demo district served as a real one would be, with a notice on its board."""
    rehearsal = build(settings, SettableClock())
    replay = Replay(rehearsal)
    path = next(case for key, case in golden_paths() if key == "village-affairs")
    case = replay.start("village-affairs", path, "dongshan")
    for step in path["step"][:5]:
        replay.step(case.id, step, "dongshan")
    rehearsal.close()
    earnest = Settings(data=tmp_path)
    services = build(earnest, SettableClock())
    yield services, create_app(services, earnest)
    services.close()


def test_the_nameless_of_an_address_object_ten_times_a_minute(in_earnest: tuple[Services, Flask]) -> None:
    services, app = in_earnest
    (notice,) = services.notices.board(limit=10).items
    client = app.test_client()
    answers = [
        client.post(
            f"/api/v1/notices/{notice.id}/objections",
            json={"text": "金额不对。"},
            headers={"Idempotency-Key": f"k{number}"},
        )
        for number in range(11)
    ]
    assert [answer.status_code for answer in answers] == [201] * 10 + [429]
    assert int(answers[-1].headers["Retry-After"]) > 0
    token = services.accounts.create_token("dongshan.rep012")
    known = {"Authorization": f"Bearer {token}", "Idempotency-Key": "known"}
    address = f"/api/v1/notices/{notice.id}/objections"
    assert client.post(address, json={"text": "金额不对。"}, headers=known).status_code == 201
