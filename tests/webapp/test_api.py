"""REST as programs meet it: what must be brought, in which order it is refused, what a refusal looks like."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from engine.wiring import Services
from tests.webapp.spending import paper
from tests.webapp.test_admission_pages import posted

__all__ = ["posted"]

CLERK = "dongshan.clerk"
CHINESE = re.compile("[\u4e00-\u9fff]")
Call = Callable[..., TestResponse]


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A program without a token."""
    return app.test_client()


@pytest.fixture
def call(client: FlaskClient, services: Services) -> Call:
    """A program that acts for the clerk of Dongshan."""
    token = services.accounts.create_token(CLERK)

    def send(method: str, path: str, body: object = None, *, key: str = "k", **more: Any) -> TestResponse:
        headers = {"Authorization": f"Bearer {token}", **more.pop("headers", {})}
        if key:
            headers["Idempotency-Key"] = key
        if body is not None:
            more["json"] = body
        return client.open("/api/v1" + path, method=method, headers=headers, **more)

    return send


def assert_problem(answer: TestResponse, status: int, code: str) -> dict[str, Any]:
    """Every refusal is an RFC 9457 document whose words a village reads."""
    assert answer.status_code == status, answer.get_data(as_text=True)
    assert answer.content_type == "application/problem+json"
    told: dict[str, Any] = json.loads(answer.data)
    assert (told["status"], told["code"]) == (status, code)
    assert CHINESE.search(told["title"])
    assert CHINESE.search(told["detail"])
    return told


@pytest.mark.parametrize("authorization", [None, "Basic abc", "Bearer", "Bearer no-such-token"])
def test_who_brings_no_token_learns_nothing_else(client: FlaskClient, authorization: str | None) -> None:
    headers = {"Authorization": authorization} if authorization else {}
    assert_problem(client.get("/api/v1/cases/whatever", headers=headers), 401, "unauthenticated")


def test_what_changes_something_needs_a_key_before_anything_is_looked_at(call: Call) -> None:
    assert_problem(call("POST", "/tasks/nothing/complete", {}, key=""), 428, "idempotency_key_required")


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/cases/nothing", None),
        ("GET", "/cases/nothing/trail", None),
        ("GET", "/tasks/nothing", None),
        ("POST", "/cases/nothing/cancel", {}),
        ("POST", "/tasks/nothing/complete", {}),
        ("POST", "/tasks/nothing/return", {"revision": "x"}),
        ("POST", "/tasks/nothing/claim", {}),
        ("POST", "/tasks/nothing/release", {}),
        ("POST", "/notices/nothing/objections", {}),
    ],
)
def test_what_isnt_there_is_not_found_whatever_is_wrong_besides(
    call: Call, method: str, path: str, body: object
) -> None:
    assert_problem(call(method, path, body), 404, "not_found")


def test_an_unknown_address_and_an_unknown_method_are_problems_too(client: FlaskClient) -> None:
    assert_problem(client.get("/api/v1/nowhere"), 404, "not_found")
    refused = client.delete("/api/v1/cases")
    assert_problem(refused, 405, "method_not_allowed")
    assert "GET" in refused.headers["Allow"]


@pytest.mark.parametrize(
    ("content", "kind", "status", "code"),
    [
        (b"{", "application/json", 400, "bad_request"),
        (b'{"revision":1,"revision":2}', "application/json", 400, "bad_request"),
        (b"{}", "text/plain", 415, "json_required"),
        (b" " * (1024 * 1024 + 1), "application/json", 413, "body_too_large"),
    ],
)
def test_a_body_is_one_json_object_of_a_megabyte(
    call: Call, content: bytes, kind: str, status: int, code: str
) -> None:
    assert_problem(call("POST", "/cases", data=content, content_type=kind), status, code)


def test_missing_members_are_named(call: Call) -> None:
    told = assert_problem(call("POST", "/cases", {"procedure": "expenditure"}), 422, "invalid_answers")
    assert told["errors"][0]["field"] == "village"
    assert CHINESE.search(told["errors"][0]["message"])


@pytest.mark.parametrize(
    "query",
    ["limit=0", "limit=x", "limit=-1", "status=odd", "cursor=%00", "cursor=odd", "q=" + "x" * 201],
)
def test_a_list_is_asked_for_in_words_that_exist(call: Call, query: str) -> None:
    assert call("GET", f"/cases?{query}").status_code == 400


def test_lists_say_where_they_go_on(call: Call) -> None:
    told = call("GET", "/procedures").get_json()
    assert set(told) == {"items", "next"}
    by_key = {one["key"]: one for one in told["items"]}
    assert set(by_key) >= {"expenditure", "four-deliberations"}
    one = by_key["expenditure"]
    assert (one["may_start"], one["why_not"]) == (True, None)
    assert one["form"]["components"]
    assert set(one["data"]) >= {"budget_lines", "people", "resolutions"}


def test_a_file_that_is_too_large_is_refused_before_it_is_read(call: Call) -> None:
    kind = "multipart/form-data; boundary=edge"
    refused = call("POST", "/attachments", data=b"0" * (11 * 1024 * 1024), content_type=kind)
    assert_problem(refused, 413, "too_large")


@pytest.mark.parametrize("form", [{}, {"village": "dongshan"}])
def test_an_upload_without_file_or_village_says_what_is_missing(call: Call, form: dict[str, str]) -> None:
    refused = call("POST", "/attachments", data=form, content_type="multipart/form-data")
    assert_problem(refused, 422, "invalid_answers")


def test_the_clock_is_there_in_rehearsals_and_goes_forward_only(call: Call) -> None:
    now = call("GET", "/clock").get_json()["now"]
    assert now == "2026-03-02T01:00:00Z"
    moved = call("POST", "/clock", {"advance": "P2D"}, key="a").get_json()["now"]
    assert moved == "2026-03-04T01:00:00Z"
    back = call("POST", "/clock", {"now": "2026-03-03T01:00:00Z"}, key="b")
    assert_problem(back, 422, "clock_backwards")


@pytest.mark.parametrize("body", [{}, {"now": "soon"}, {"now": "2026-03-05T01:00:00"}, {"advance": "2 days"}])
def test_a_clock_takes_an_instant_or_a_duration(call: Call, body: dict[str, str]) -> None:
    assert call("POST", "/clock", body).status_code == 422


def test_the_public_reads_notices_without_a_token(client: FlaskClient) -> None:
    assert client.get("/api/v1/notices").get_json() == {"items": [], "next": None}


def test_the_document_names_every_address_and_resolves(client: FlaskClient, app: Flask) -> None:
    document = client.get("/api/v1/openapi.json").get_json()
    served = {
        re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", str(rule))
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("api.")
    }
    assert set(document["paths"]) | {"/api/v1/openapi.json"} == served
    references = set(re.findall(r"#/components/schemas/(\w+)", json.dumps(document)))
    assert references <= set(document["components"]["schemas"])


def test_the_document_says_what_a_web_hook_is_sent(client: FlaskClient) -> None:
    document = client.get("/api/v1/openapi.json").get_json()
    said = document["webhooks"]["entry"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    schema = document["components"]["schemas"][said["$ref"].rpartition("/")[2]]
    assert set(schema["required"]) == {"id", "case", "number", "village", "seq", "kind", "at", "hash"}


def test_health_and_metrics_are_there_for_machines(client: FlaskClient) -> None:
    assert client.get("/healthz").get_json() == {"status": "ok"}
    assert b"weiquan_http_requests_total" in client.get("/metrics").data


def test_a_notice_that_lost_its_board_is_begun_anew(call: Call, posted: str) -> None:
    address = f"/notices/{posted}/board-losses"
    assert_problem(call("POST", address, {"reason": "被大风刮掉。"}), 422, "invalid_answers")
    refused = call("POST", address, {"reason": "被大风刮掉。", "photos": []})
    assert assert_problem(refused, 422, "invalid_answers")["errors"][0]["field"] == "photos"
    file = {"file": paper("重新张贴.pdf"), "village": "dongshan"}
    photo = call("POST", "/attachments", key="photo", data=file).get_json()["id"]
    answer = call("POST", address, {"reason": "被大风刮掉。", "photos": [photo]}, key="loss")
    assert (answer.status_code, answer.get_json()["id"]) == (201, posted)


@pytest.mark.parametrize("written", [str(10**30), str(-(10**30)), "18446744073709551616", "1e400"])
def test_a_number_beyond_all_measure_is_a_wrong_answer(call: Call, written: str) -> None:
    answers = f'{{"amount_fen": {written}}}'
    body = f'{{"procedure": "expenditure", "village": "dongshan", "title": "t", "answers": {answers}}}'
    refused = call("POST", "/cases", data=body, content_type="application/json")
    told = assert_problem(refused, 422, "invalid_answers")["errors"]
    assert {one["code"] for one in told if one["field"] == "amount_fen"} <= {"too_large", "too_small"}


def test_half_a_sign_is_a_wrong_answer(call: Call) -> None:
    body = (
        '{"procedure": "expenditure", "village": "dongshan", "title": "t", "answers": {"reason": "\\ud800"}}'
    )
    refused = call("POST", "/cases", data=body, content_type="application/json")
    told = assert_problem(refused, 422, "invalid_answers")["errors"]
    assert ("reason", "unreadable_sign") in {(one["field"], one["code"]) for one in told}
