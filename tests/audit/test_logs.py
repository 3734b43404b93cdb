"""The trail as logs that process-mining tools read, with nobody's personal data in them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from typing import Any, BinaryIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from engine.audit.entry import Entry
from engine.audit.logs import LogCase, write_csv, write_ocel, write_xes
from tests.audit.trails import FIRST_OF_MARCH, next_entry, trail

XES = {"xes": "http://www.xes-standard.org/"}
Writer = Callable[[BinaryIO, Iterable[LogCase]], None]
WRITERS: list[Writer] = [write_xes, write_ocel, write_csv]


def log_case(entries: list[Entry], **members: Any) -> LogCase:
    usual: dict[str, Any] = {
        "id": entries[0].case,
        "number": "青山村〔2026〕1号",
        "procedure": "expenditure",
        "version": "3",
        "village": entries[0].village,
        "status": "running",
        "names": {"review": "审核"},
    }
    return LogCase(**{**usual, **members}, entries=entries)


def written(write: Writer, cases: Iterable[LogCase]) -> bytes:
    file = io.BytesIO()
    write(file, cases)
    return file.getvalue()


def rows(cases: Iterable[LogCase]) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(written(write_csv, cases).decode("utf-8-sig"))))


def xes(cases: Iterable[LogCase]) -> etree._Element:
    return etree.fromstring(written(write_xes, cases))


def values(element: etree._Element) -> dict[str, str]:
    return {str(each.get("key")): str(each.get("value")) for each in element if each.get("key")}


TWO_CASES = [log_case(trail(3)), log_case(trail(2, "case-2"), number="青山村〔2026〕2号")]


def test_xes_has_a_trace_for_each_case_and_an_event_for_each_entry() -> None:
    log = xes(TWO_CASES)
    traces = log.findall("xes:trace", XES)
    assert [values(trace)["concept:name"] for trace in traces] == ["青山村〔2026〕1号", "青山村〔2026〕2号"]
    assert [len(trace.findall("xes:event", XES)) for trace in traces] == [3, 2]


def test_an_event_of_xes_has_the_attributes_of_the_standard() -> None:
    event = xes(TWO_CASES).findall("xes:trace/xes:event", XES)[1]
    assert values(event) == {
        "concept:name": "审核",
        "concept:instance": "task-2",
        "lifecycle:transition": "complete",
        "org:resource": "person-1",
        "org:role": "clerk",
        "time:timestamp": "2026-03-01T01:50:00.000000Z",
        "kind": "task_completed",
        "element": "review",
    }
    assert event.find("xes:date", XES) is not None


def test_xes_declares_what_it_uses_in_the_order_of_its_schema() -> None:
    log = xes(TWO_CASES)
    assert log.get("xes.version") == "1849.2016"
    tags = [etree.QName(child).localname for child in log]
    assert tags == ["extension"] * 4 + ["global"] * 2 + ["classifier"] + ["trace"] * 2
    prefixes = {extension.get("prefix") for extension in log.findall("xes:extension", XES)}
    used = {key.split(":")[0] for each in log.iter() for key in values(each) if ":" in key}
    assert used == prefixes
    for scope in ("trace", "event"):
        declared = next(
            values(each) for each in log.iterfind("xes:global", XES) if each.get("scope") == scope
        )
        assert all(declared.keys() <= values(each).keys() for each in log.iterfind(f".//xes:{scope}", XES))


def ocel(cases: Iterable[LogCase]) -> dict[str, Any]:
    log: dict[str, Any] = json.loads(written(write_ocel, cases))
    return log


def test_ocel_has_the_members_of_version_2() -> None:
    log = ocel(TWO_CASES)
    assert log.keys() == {"objectTypes", "eventTypes", "objects", "events"}
    assert log["events"][0].keys() == {"id", "type", "time", "attributes", "relationships"}
    assert log["objects"][0].keys() == {"id", "type", "attributes", "relationships"}
    assert log["objectTypes"][0].keys() == {"name", "attributes"}


def test_ocel_declares_every_type_attribute_and_object_that_it_uses() -> None:
    log = ocel(TWO_CASES)
    for things, types in (("events", "eventTypes"), ("objects", "objectTypes")):
        declared = {each["name"]: {a["name"] for a in each["attributes"]} for each in log[types]}
        for each in log[things]:
            assert {a["name"] for a in each["attributes"]} <= declared[each["type"]]
    known = [each["id"] for each in log["objects"]]
    assert len(known) == len(set(known))
    related = [r["objectId"] for each in log["events"] + log["objects"] for r in each["relationships"]]
    assert set(related) == set(known)


def test_an_event_of_ocel_concerns_its_case_its_task_and_who_acted() -> None:
    event = ocel(TWO_CASES)["events"][1]
    assert (event["id"], event["type"], event["time"]) == ("case-1:2", "审核", "2026-03-01T01:50:00.000000Z")
    assert {r["qualifier"]: r["objectId"] for r in event["relationships"]} == {
        "case": "case:case-1",
        "task": "task:case-1:task-2",
        "performer": "person-1",
    }


def test_a_table_has_a_row_for_each_entry() -> None:
    table = rows(TWO_CASES)
    assert [(row["case"], row["seq"]) for row in table] == [
        ("case-1", "1"), ("case-1", "2"), ("case-1", "3"), ("case-2", "1"), ("case-2", "2"),
    ]  # fmt: skip
    assert table[1]["activity"] == "审核"


def test_a_spreadsheet_reads_the_table_as_chinese() -> None:
    assert written(write_csv, TWO_CASES).startswith(b"\xef\xbb\xbfcase,")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_is_taken_for_a_formula(start: str) -> None:
    name = start + 'HYPERLINK("http://a","b")'
    assert rows([log_case(trail(1), names={"review": name})])[0]["activity"] == "'" + name


@pytest.mark.parametrize("write", WRITERS)
def test_a_log_shows_nobodys_name_and_no_answer(write: Writer) -> None:
    entries = trail(2, actor="zhang.san", on_behalf_of="li.si", data={"payee": "王五", "opinion": "不同意"})
    log = written(write, [log_case(entries)]).decode()
    assert not [secret for secret in ("zhang.san", "li.si", "王五", "不同意") if secret in log]


def test_one_person_has_one_number_throughout_a_log() -> None:
    actors = ["clerk", "chair", "clerk", "system", None]
    entries: list[Entry] = []
    for actor in actors:
        entries.append(next_entry(entries, actor=actor))
    people = [row["person"] for row in rows([log_case(entries), log_case(trail(1, "case-2", actor="chair"))])]
    assert people == ["person-1", "person-2", "person-1", "system", "", "person-2"]


@pytest.mark.parametrize(
    ("kind", "lifecycle"),
    [
        ("task_opened", "schedule"),
        ("task_claimed", "assign"),
        ("task_completed", "complete"),
        ("task_returned", "ate_abort"),
        ("case_cancelled", "pi_abort"),
        ("timer_fired", "complete"),
    ],
)
def test_kinds_have_a_place_in_the_life_cycle_of_the_standard(kind: str, lifecycle: str) -> None:
    assert rows([log_case(trail(1, kind=kind))])[0]["lifecycle"] == lifecycle


def test_what_concerns_no_element_is_called_by_its_kind() -> None:
    assert rows([log_case(trail(1, element=None))])[0]["activity"] == "case_started"


def test_an_element_without_a_name_is_called_by_its_id() -> None:
    assert rows([log_case(trail(1), names={})])[0]["activity"] == "review"


@pytest.mark.parametrize("write", WRITERS)
def test_a_log_of_no_case_is_a_log(write: Writer) -> None:
    log = written(write, [])
    if write is write_xes:
        assert etree.fromstring(log).findall("xes:trace", XES) == []
    elif write is write_ocel:
        assert {name: json.loads(log)[name] for name in ("events", "objects")} == {
            "events": [],
            "objects": [],
        }
    else:
        assert log.decode().count("\n") == 1


@pytest.mark.parametrize("write", WRITERS)
def test_cases_are_written_as_they_come(write: Writer) -> None:
    """A log of a district is larger than memory: the first case is out before the third is asked for."""
    file, sizes = io.BytesIO(), list[int]()

    def cases() -> Iterator[LogCase]:
        for number in range(3):
            sizes.append(len(file.getvalue()))
            yield log_case(trail(200, f"case-{number}"))

    write(file, cases())
    assert sizes[2] > sizes[0]


names = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), max_size=20
)


@given(names, names, st.timedeltas(timedelta(0), timedelta(days=900)))
def test_any_name_of_an_element_survives(name: str, number: str, later: timedelta) -> None:
    case = log_case(trail(1, at=FIRST_OF_MARCH + later), names={"review": name}, number=number)
    event = xes([case]).find("xes:trace/xes:event", XES)
    assert event is not None
    assert values(event)["concept:name"] == name
    assert ocel([case])["events"][0]["type"] == name
    assert rows([case])[0]["number"].removeprefix("'") == number.removeprefix("'")
