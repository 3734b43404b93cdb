"""Nobody of another village learns whether something exists: every address with an id, every post."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.routing import Rule

from engine.persistence import tables
from engine.persistence.types import new_id
from engine.services.kernel import Work
from engine.wiring import Services
from tests.conftest import MONDAY_MORNING
from tests.webapp.browser import Browser, Page
from tests.webapp.spending import paper, task_page, vouchers

OF_A_VILLAGE = (
    "case_id",
    "task_id",
    "attachment_id",
    "incident_id",
    "message_id",
    "person_id",
    "objection_id",
    "copy_id",
)
FOR_ALL_VILLAGES = {
    "filename": "files of the program",
    "notice_id": "the board is public",
    "key": "procedures and parameters are the district's",
    "procedure": "procedures are the district's",
    "version_id": "versions are the district's",
}
FORM = {"_key": "k", "_revision": "0", "_step": "submit", "reason": "试一试", "text": "试一试"}
BODY = {"revision": 0, "answers": {}, "reason": "试一试", "mode": "amend", "to": "start"}
NOTICE = {
    "scope": [],
    "kind": "other",
    "title": "公示",
    "text": "公示",
    "period": "15d",
    "deadline": {},
    "status": "running",
}
HIDDEN = re.compile(r'name="_csrf_token" value="[^"]*"|name="_key" value="[^"]*"|nonce-[^\'"]*')


@pytest.fixture
def of_dongshan(case: Page, clerk: Browser, services: Services) -> dict[str, str]:
    """An id of everything that belongs to Dongshan."""
    clerk.send(task_page(clerk), {**vouchers(), "invoices": paper("发票.pdf")}, step="submit")
    case_id = case.address.rpartition("/")[2]

    def do(work: Work) -> dict[str, str]:
        made = {
            "incident_id": work.id(),
            "message_id": work.id(),
            "objection_id": work.id(),
            "copy_id": work.id(),
        }
        notice = work.id()
        work.insert(tables.notices, id=notice, case_id=case_id, village="dongshan", **NOTICE, **times(work))
        said = {"receipt": "20260302-AAAAAAAA", "text": "金额不对。", "standing": "awaiting_admission"}
        own = {"id": made["objection_id"], "notice_id": notice, "village": "dongshan"}
        work.insert(tables.objections, received_at=work.now, **own, **said)
        incident = {"element": "vouchers", "code": "expression_failed", "facts": {}, "attempts": 1}
        work.insert(
            tables.incidents,
            id=made["incident_id"],
            case_id=case_id,
            village="dongshan",
            opened_at=work.now,
            **incident,
        )
        told = {"reader": "dongshan-001", "sender": "dongshan-006", "sent_at": work.now}
        own = {"id": made["copy_id"], "case_id": case_id, "village": "dongshan"}
        work.insert(tables.copies, **own, **told)
        message = {"at": work.now, "kind": "returns_alert", "facts": {}}
        work.insert(tables.messages, id=made["message_id"], person="dongshan-001", **message)
        task = work.one(sa.select(tables.tasks.c.id).where(tables.tasks.c.case_id == case_id))
        file = work.one(sa.select(tables.attachments.c.id).where(tables.attachments.c.case_id == case_id))
        assert task is not None
        assert file is not None
        return {**made, "case_id": case_id, "task_id": task[0], "attachment_id": file[0]}

    return {**services.kernel.write(do), "person_id": "dongshan-001"}


def times(work: Work) -> dict[str, datetime]:
    """A notice that runs."""
    return {"starts_at": work.now, "closes_at": work.now + timedelta(days=15)}


def people_of(services: Services, village: str) -> list[str]:
    """A log-in name for every post of a village."""
    held, account = tables.post_holdings, tables.accounts

    def do(work: Work) -> list[str]:
        rows = work.all(
            sa.select(held.c.post, sa.func.min(account.c.user))
            .join(account, account.c.person == held.c.person)
            .where(held.c.region == village)
            .group_by(held.c.post)
        )
        return sorted({row[1] for row in rows})

    return services.kernel.read(do)


def addressed(app: Flask) -> list[tuple[Rule, str]]:
    """Every address that names something by id, with each of its methods."""
    return [
        (rule, method)
        for rule in app.url_map.iter_rules()
        for method in sorted((rule.methods or set()) & {"GET", "POST", "PUT", "PATCH", "DELETE"})
        if rule.arguments
    ]


def test_every_address_says_whose_its_ids_are(app: Flask) -> None:
    """A new kind of id must be put on one of the two lists."""
    unknown = {name for rule, _ in addressed(app) for name in rule.arguments}
    assert unknown - set(OF_A_VILLAGE) - set(FOR_ALL_VILLAGES) == set()


def test_what_another_village_has_is_as_if_it_were_not(
    app: Flask, services: Services, of_dongshan: dict[str, str], browser_of: Callable[[str], Browser]
) -> None:
    absent = {name: new_id(datetime.fromtimestamp(0, MONDAY_MORNING.tzinfo)) for name in of_dongshan}
    told, asked = [], 0
    for user in people_of(services, "xihe"):
        token, browser = services.accounts.create_token(user), browser_of(user)
        for rule, method in addressed(app):
            if not rule.arguments & set(OF_A_VILLAGE):
                continue
            asked += 1
            answers = [ask(browser, token, rule, method, ids) for ids in (of_dongshan, absent)]
            if answers[0] != answers[1] or answers[0][0] not in (403, 404):
                told.append((user, method, rule.rule, answers[0][0], answers[1][0]))
    assert told == []
    assert asked > 100


def ask(browser: Browser, token: str, rule: Rule, method: str, ids: dict[str, str]) -> tuple[int, str]:
    """The status and words of an answer, without what is new in every page."""
    path = rule.build({name: ids[name] for name in rule.arguments})[1]  # type: ignore[index]
    more: dict[str, Any] = {}
    if rule.rule.startswith("/api/"):
        more["headers"] = {"Authorization": f"Bearer {token}", "Idempotency-Key": "k"}
        more["json"] = BODY if method == "POST" else None
    elif method == "POST":
        more["data"] = {**FORM, "_csrf_token": csrf_token(browser)}
    answer = browser.client.open(path, method=method, **more)
    words = HIDDEN.sub("", answer.get_data(as_text=True))
    for one in ids.values():
        words = words.replace(one, "ID")
    return answer.status_code, words


def csrf_token(browser: Browser) -> str:
    """The token of the page of one's own."""
    found: str = browser.open("/me").tree.xpath("//input[@name='_csrf_token']/@value")[0]
    return found
