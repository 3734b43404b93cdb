"""Our extension namespace, and the people it speaks of."""

from __future__ import annotations

from xml.sax.saxutils import quoteattr

import pytest

from engine.definitions.bundle import shipped_library
from engine.definitions.library import Library
from engine.feel.types import ANY
from engine.rules.acts import ACTS
from tests.definitions.drawing import (
    boundary,
    bpmn,
    check,
    end,
    errors,
    extension,
    flow,
    node,
    path,
    simple,
    start,
    sub,
    timer,
    user,
)
from tests.definitions.pairs import Pair, name

FORMS = Library({}, {}, {"f/a": dict.fromkeys(["payee"], ANY)})


def laned(role: str, **attributes: str) -> bytes:
    """A task `a` in a lane `l` of that role."""
    lanes = (
        f'<laneSet><lane id="l" name="村文书" wq:role="{role}"><flowNodeRef>a</flowNodeRef></lane></laneSet>'
    )
    return simple(lanes, user("a", **attributes))


def returning(target: str) -> bytes:
    """Tasks `a`, `b`, `c` in a row and one in a sub-process; `b` may return to `target`."""
    inner = sub("z", start("i"), user("inner"), end("o"), path("i", "inner", "o"))
    tasks = user("a") + user("b", wq_returnsTo=target) + user("c") + inner
    return bpmn(start(), tasks, end(), path("s", "a", "b", "c", "z", "e"))


def overdue(act: str) -> bytes:
    """A task of that act with an interrupting timer `b`."""
    return simple(user("a", wq_act=act), boundary("b", "a", timer("5wd")), flow("b", "e"))


def noticed(days: str, unit: str = "d", kind: str = "resolution") -> bytes:
    """A call `a` of the notice procedure."""
    given = {"kind": f'"{kind}"', "days": days, "unit": f'"{unit}"', "text": '"x"'}
    mapped = (f"<wq:in name='{name}' value={quoteattr(value)}/>" for name, value in given.items())
    return simple(node("callActivity", "a", extension(*mapped), calledElement="public-notice"))


PAIRS = [
    Pair("wq-attribute-unknown", "a", simple(user("a", wq_dew="5wd")), simple(user("a", wq_due="5wd"))),
    Pair(
        "wq-attribute-place",
        "e",
        simple(user("a")).replace(b'<endEvent id="e"', b'<endEvent id="e" wq:form="x"'),
        simple(user("a", wq_form="x/y")),
    ),
    Pair("wq-attribute-empty", "a", simple(user("a", wq_act="")), simple(user("a", wq_act="intake"))),
    Pair("wq-value", "a", simple(user("a", wq_act="voting")), simple(user("a", wq_act="vote"))),
    Pair("wq-element-unknown", "a", simple(user("a", extension("<wq:map/>"))), simple(user("a"))),
    Pair("lane-of-a-body", "a", laned("B4"), laned("clerk")),
    Pair(
        "distinct-from",
        "a",
        simple(user("a", wq_distinctFrom="nobody")),
        bpmn(start(), user("a", wq_distinctFrom="b"), user("b"), end(), path("s", "a", "b", "e")),
    ),
    Pair("returns-to-syntax", "b", returning("a:back"), returning("a:amend,reconsider")),
    Pair("returns-to-unknown", "b", returning("nowhere:amend"), returning("a:amend")),
    Pair("returns-to-kind", "b", returning("s:amend"), returning("a:amend")),
    Pair("returns-to-scope", "b", returning("inner:amend"), returning("a:amend")),
    Pair("returns-to-later", "b", returning("c:amend"), returning("a:amend")),
    Pair(
        "parties-unknown",
        "p",
        bpmn(start(wq_form="f/a"), end(), path("s", "e"), process='id="p" wq:parties="payer"'),
        bpmn(start(wq_form="f/a"), end(), path("s", "e"), process='id="p" wq:parties="payee"'),
        FORMS,
    ),
    Pair("notice-period", "a", noticed("14"), noticed("15"), shipped_library()),
    Pair("notice-period", "a", noticed("15", "wd"), noticed('param("posting.min_days")'), shipped_library()),
    Pair("notice-period", "a", noticed("case.days", "P1M"), noticed("case.days"), shipped_library()),
    Pair("publish-role", "a", simple(user("a")), laned("clerk")),
    Pair("publish-role-unknown", "l", laned("king"), laned("clerk vsc_chair")),
    Pair("publish-interrupting-timer", "b", overdue("approval"), overdue("town-review")),
    Pair(
        "publish-starts-unknown",
        "a",
        simple(user("a", wq_starts="nothing")),
        simple(user("a", wq_starts="p")),
    ),
]


@pytest.mark.parametrize("pair", PAIRS, ids=name)
def test_rule(pair: Pair) -> None:
    pair.hold()


def test_the_closed_list_of_acts() -> None:
    assert len(ACTS) == 42
    assert {act for act, is_ in ACTS.items() if is_.irreversible} == {
        "contract",
        "sealing",
        "payment",
        "payment-release",
        "asset-delivery",
    }
    assert {act for act, is_ in ACTS.items() if is_.silence_passes} == {"town-review", "filing"}
    assert not {act for act, is_ in ACTS.items() if is_.personal and (is_.silence_passes or is_.irreversible)}


def test_a_meeting_is_of_a_body_or_of_one_that_an_expression_gives() -> None:
    assert not errors(simple(user("a", wq_meeting="B5")))
    assert not errors(simple(user("a", wq_meeting="=body")))
    assert ("wq-value", "a") in errors(simple(user("a", wq_meeting="B12")))


def test_supervision_points_are_a_list() -> None:
    assert not errors(simple(user("a", wq_supervision="SP1 SP6")))
    assert ("wq-value", "a") in errors(simple(user("a", wq_supervision="SP1 SP7")))


def test_a_return_out_of_a_sub_process_goes_to_what_was_before_it() -> None:
    inner = sub("z", start("i"), user("inner", wq_returnsTo="a:amend"), end("o"), path("i", "inner", "o"))
    assert not errors(bpmn(start(), user("a"), inner, end(), path("s", "a", "z", "e")))


def test_a_called_procedure_may_return_to_the_one_that_calls_it() -> None:
    called = (
        '<process id="q" isExecutable="true">'
        + start("qs")
        + user("b", wq_returnsTo="a:reconsider")
        + end("qe")
    )
    called += path("qs", "b", "qe") + "</process>"
    call = node("callActivity", "k", calledElement="q")
    assert not errors(bpmn(start(), user("a"), call, end(), path("s", "a", "k", "e"), top=called))


def test_an_assignee_is_enough_to_know_who_acts() -> None:
    assert "publish-role" not in {one.rule for one in check(simple(user("a", wq_assignee="=witness")))}


def test_a_role_may_be_given_by_an_expression() -> None:
    assert not {one.rule for one in check(laned("=roles")) if "role" in one.rule}


def test_an_element_of_ours_outside_of_extension_elements_is_told() -> None:
    assert ("foreign-place", "a") in errors(simple(user("a", '<wq:in name="x" value="1"/>')))


def test_an_unknown_attribute_of_a_mapping_is_told() -> None:
    mapping = extension('<wq:in name="x" value="1" kind="y"/>')
    assert ("wq-attribute-unknown", "a") in errors(
        simple(node("serviceTask", "a", mapping, wq_operation="file_case"))
    )
