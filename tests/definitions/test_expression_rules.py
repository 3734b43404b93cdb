"""Expressions and times."""

from __future__ import annotations

import pytest

from engine.definitions.library import Library
from engine.feel.types import ANY, NUMBER, STRING
from tests.definitions.drawing import (
    ROOTS,
    bpmn,
    check,
    end,
    errors,
    extension,
    flow,
    found,
    message,
    node,
    path,
    simple,
    start,
    sub,
    timer,
    user,
)
from tests.definitions.pairs import Pair, name

FORMS = Library({}, {}, {"f/a": {"amount": NUMBER}, "f/b": {"opinion": STRING}})


def asked(condition: str, *inside: str, form: str = "f/a") -> bytes:
    """A start form, tasks in a row, and a gateway `x` that asks a condition on the flow `x-e`."""
    tasks = [one.split('id="')[1].split('"')[0] for one in inside]
    drawn = (
        start(wq_form=form)
        + "".join(inside)
        + node("exclusiveGateway", "x", default="x-f")
        + end()
        + end("f")
    )
    return bpmn(drawn, path("s", *tasks, "x"), flow("x", "e", condition), flow("x", "f"), top=ROOTS)


def timed(text: str, kind: str = "timeDuration") -> bytes:
    """A catching timer `c`."""
    return simple(node("intermediateCatchEvent", "c", timer(text, kind)), task="c")


PAIRS = [
    Pair("expression-syntax", "x-e", asked("amount >"), asked("amount > 1"), FORMS),
    Pair("unknown-name", "x-e", asked("zzz > 1"), asked("amount > 1"), FORMS),
    Pair("unknown-name", "x-e", asked("amuont > 1"), asked("amount > 1"), FORMS),
    Pair("expression-type", "x-e", asked("amount"), asked("amount > 1"), FORMS),
    Pair("timer-type", "c", timed("=1 + 1"), timed('="5" + "wd"')),
    Pair("unknown-function", "x-e", asked("launch(amount)"), asked('amount > param("spend.t1")'), FORMS),
    Pair("timer-empty", "c", timed(""), timed("P3D")),
    Pair("timer-cron", "c", timed("0 0 9 * * ?", "timeCycle"), timed("R3/P1D", "timeCycle")),
    Pair("timer-text", "c", timed("PT"), timed("P3D")),
    Pair("timer-kind", "c", timed("P3D", "timeDate"), timed("2026-03-01T00:00:00Z", "timeDate")),
]


@pytest.mark.parametrize("pair", PAIRS, ids=name)
def test_rule(pair: Pair) -> None:
    pair.hold()


@pytest.mark.parametrize("written", ["${amount > 1}", "amount == 1", "len(amount) if amount else 0", "a b"])
def test_other_languages_are_told_how_to_write_it(written: str) -> None:
    assert "x-e" in {element for _, element in errors(asked(written), FORMS)}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("15d", "timeDuration"),
        ("5wd", "timeDuration"),
        ("P1M", "timeDuration"),
        ("PT1H30M", "timeDuration"),
        ("2026-03-01", "timeDate"),
        ("2026-03-01T08:00:00+08:00", "timeDate"),
        ("=workdays(5)", "timeDate"),
        ("R/PT10M", "timeCycle"),
        ("R3/2026-03-01T00:00:00Z/P1D", "timeCycle"),
        ('="5" + "wd"', "timeDuration"),
    ],
)
def test_times_that_can_be_counted(text: str, kind: str) -> None:
    assert not errors(timed(text, kind))


@pytest.mark.parametrize("text", ["PT", "R3/", "R/P1D/x", "2026-02-30", "99999d"])
def test_times_that_can_not_be_counted(text: str) -> None:
    assert errors(timed(text))


def test_a_deadline_is_checked_too() -> None:
    assert ("timer-text", "a") in errors(simple(user("a", wq_due="R3/P1D")))
    assert ("timer-text", "p") in errors(simple(user("a"), process='id="p" wq:due="PT"'))
    assert not errors(simple(user("a", wq_due="5wd")))


def test_names_are_known_from_forms_tasks_and_built_ins() -> None:
    known = 'amount > 1 and opinion = "agree" and case.number != null and today() < date("2030-01-01")'
    assert not errors(asked(known, user("b", wq_form="f/b")), FORMS)


def test_after_a_task_without_a_form_only_the_run_knows_the_names() -> None:
    assert not errors(asked("zzz > 1", user("b")), FORMS)


def test_before_a_task_without_a_form_names_are_checked() -> None:
    drawn = bpmn(
        start(wq_form="f/a"),
        node("exclusiveGateway", "x", default="x-f"),
        user("b"),
        end(),
        end("f"),
        path("s", "x"),
        flow("x", "b", "zzz > 1"),
        path("b", "e"),
        flow("x", "f"),
    )
    assert ("unknown-name", "x-b") in errors(drawn, FORMS)


def test_a_process_that_starts_without_a_form_may_be_started_with_anything() -> None:
    drawn = asked("zzz > 1").replace(b' wq:form="f/a"', b"")
    assert not errors(drawn, FORMS)


def test_a_caught_message_may_bring_any_name() -> None:
    catch = node("intermediateCatchEvent", "c", message())
    assert not errors(asked("zzz > 1", catch), FORMS)


def test_an_operation_gives_its_variable_or_what_it_is_mapped_to() -> None:
    plain = node("serviceTask", "t", wq_operation="spend_window")
    mapped = node(
        "serviceTask",
        "t",
        extension('<wq:out name="total" value="=spend_window.sum_fen"/>'),
        wq_operation="spend_window",
    )
    assert not errors(asked("spend_window.sum_fen > 1", plain), FORMS)
    assert not errors(asked("total > 1", mapped), FORMS)
    assert ("unknown-name", "x-e") in errors(asked("spend_window.sum_fen > 1", mapped), FORMS)


def test_a_vote_and_an_attendance_give_the_session() -> None:
    for act in ("vote", "attendance"):
        assert not errors(asked('session.outcome = "passed"', user("b", wq_form="f/b", wq_act=act)), FORMS)
    assert errors(asked('session.outcome = "passed"', user("b", wq_form="f/b")), FORMS)


def test_inside_an_activity_with_instances_the_item_and_the_counters_are_known() -> None:
    loop = (
        "<multiInstanceLoopCharacteristics><loopDataInputRef>people</loopDataInputRef>"
        '<inputDataItem name="person"/><completionCondition>numberOfCompletedInstances &gt; 2'
        "</completionCondition></multiInstanceLoopCharacteristics>"
    )
    library = Library({}, {}, {"f/a": dict.fromkeys(["people"], ANY), "f/b": dict.fromkeys(["opinion"], ANY)})
    task = user("b", loop, wq_form="f/b", wq_assignee="=person")
    assert not errors(bpmn(start(wq_form="f/a"), task, end(), path("s", "b", "e")), library)


def test_the_result_of_a_call_is_checked_against_the_called_process() -> None:
    inputs = "<inputSet><dataInputRefs>i</dataInputRefs></inputSet><outputSet/>"
    declared = f'<ioSpecification><dataInput id="i" name="w"/>{inputs}</ioSpecification>'
    body = start("qs") + user("b", wq_form="f/b") + end("qe") + path("qs", "b", "qe")
    top = f'<process id="q">{declared}{body}</process>'

    def calls(value: str) -> bytes:
        mapping = extension('<wq:in name="w" value="=1"/>', f'<wq:out name="r" value="{value}"/>')
        call = node("callActivity", "a", mapping, calledElement="q")
        return bpmn(start(wq_form="f/a"), call, end(), path("s", "a", "e"), top=top)

    assert not errors(calls("=opinion"), FORMS)
    assert ("unknown-name", "a") in errors(calls("=zzz"), FORMS)


def test_the_reason_stands_in_both_languages() -> None:
    (finding,) = [one for one in check(asked("amount >"), FORMS) if one.rule == "expression-syntax"]
    assert "amount >" in finding.message_zh
    assert "amount >" in finding.message_en


def test_an_empty_condition_is_no_condition_of_the_language() -> None:
    assert ("expression-syntax", "x-e") in found(asked(""), FORMS)


def test_names_of_a_sub_process_reach_what_follows() -> None:
    body = sub("a", start("i"), user("inner"), end("o"), path("i", "inner", "o"))
    assert not errors(asked("zzz > 1", body), FORMS)
